// The pages work without this file; it spares a reload while long work runs and closes menus left open.
"use strict";

(function () {
  function watch(section) {
    window.setTimeout(async function () {
      let next = null;
      try {
        const answer = await fetch(window.location.href, { headers: { Accept: "text/html" } });
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        if (answer.redirected) {
          window.location.replace(answer.url);
          return;
        }
        next = page.getElementById(section.id);
      } catch (error) {
        watch(section); // the service may be starting again
        return;
      }
      if (next === null) {
        window.location.reload();
        return;
      }
      section.replaceWith(next);
      if (next.dataset.again) {
        watch(next);
      }
    }, Number(section.dataset.again));
  }

  document.querySelectorAll("[data-again]").forEach(watch);

  function closeMenus(except) {
    document.querySelectorAll("details.menu[open]").forEach(function (menu) {
      if (menu !== except) {
        menu.open = false;
      }
    });
  }
  document.addEventListener("click", function (event) {
    closeMenus(event.target.closest("details.menu"));
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") {
      closeMenus(null);
    }
  });
})();
