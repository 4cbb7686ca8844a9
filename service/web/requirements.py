"""A line of what a project lacks: written down and changed."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from service import editing
from service.viewing import records
from service.web import forms, frame
from service.web.correcting import REFUSED, Opened, changed, refused
from service.web.frame import pages
from service.web.saying import gettext as _
from service.web.saying import pgettext

Answer = str | Response | tuple[str, int]


@pages.route("/projects/<path:id>/requirements/new", methods=["GET", "POST"])
def new_requirement(id: str) -> Answer:  # noqa: A002  # a record's id is its id
    """Write down one more thing a project lacks."""
    project = records.record(frame.snapshot(), "Project", id).who
    if request.method == "GET":
        return _form(Opened("Requirement", {"kind": "people"}), project.id, project.name)
    try:
        content = {**forms.filled("Requirement", request.form, making=True), "project": project.id}
        made = editing.create(
            frame.store(), "Requirement", content, identifier=forms.identifier("Requirement"), now=frame.now()
        )
    except REFUSED as error:
        return _form(refused("Requirement", error), project.id, project.name), 422
    flash(_("加上了。下面就是合适的伙伴。"))
    return redirect(url_for("pages.project", id=project.id, need=made.id))


@pages.route("/requirements/<path:id>/edit", methods=["GET", "POST"])
def edit_requirement(id: str) -> Answer:  # noqa: A002
    """Change one thing a project lacks."""
    done = changed("Requirement", id)
    known = done.known if isinstance(done, Opened) else done
    project = str(known.values.get("project") or "") if known else ""
    if isinstance(done, Opened):
        name = records.record(frame.snapshot(), "Project", project).who.name if project else ""
        return _form(done, project, name), done.status
    return redirect(
        url_for("pages.project", id=project, need=id) if project else frame.record_address("Requirement", id)
    )


def _form(opened: Opened, project: str, name: str) -> str:
    known = opened.known
    back = (
        url_for("pages.project", id=project, need=known.id if known else None) if project else url_for("pages.projects")
    )
    return frame.page(
        "form.html",
        view={
            "title": _("改这一项需求") if known else _("加一项需求"),
            "intro": _("“%(project)s”缺什么？照平时说话的样子写，写清要几个、什么时候。", project=name),
            "crumb": [(pgettext("menu", "项目"), url_for("pages.projects")), (name, back), (_("需求项"), None)],
            **opened.view(),
            "remove": url_for("pages.remove_record", kind="Requirement", id=known.id) if known else "",
            "back": back,
        },
    )
