"""需求: what residents, forums and units say is missing."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from service import editing
from service.viewing import listing, records
from service.viewing.looking import View
from service.web import forms, frame
from service.web.consulting import consulted, mates_told
from service.web.correcting import REFUSED, Opened, changed, refused
from service.web.frame import pages
from service.web.lists import narrowing, place_choice, stage_choice
from service.web.resources import record_view
from service.web.saying import gettext as _
from service.web.saying import pgettext
from service.web.words import CHOICE_WORDS, stage_word, word
from service.web.written import amount, figure

Answer = str | Response | tuple[str, int]


@pages.get("/needs")
def needs() -> str:
    """Every need, narrowed and paged."""
    asked = narrowing()
    rows = listing.narrowed(frame.snapshot(), "Need", asked)
    paging = frame.paged(len(rows))
    urgencies = {
        "name": "urgency",
        "label": _("急不急"),
        "value": asked.urgency,
        "options": [(one, word(CHOICE_WORDS, one)) for one in ("高", "中", "低")],  # noqa: RUF100
    }
    return frame.page(
        "needs.html",
        view={
            "total": len(rows),
            "rows": rows_of(rows[paging.first : paging.last]),
            "book": frame.address_of("pages.needs_book"),
            "paging": paging,
            "asked": {"q": asked.words},
            "choices": [stage_choice(asked.stage), urgencies, place_choice(asked.place)],
            "kept": {},
            "narrowed": asked.narrows,
        },
    )


def rows_of(rows: list[int]) -> list[dict[str, Any]]:
    """What the list tells of these needs."""
    snapshot = frame.snapshot()
    view, places = View(snapshot), listing.placed(snapshot, "Need")
    projects = listing.joined(snapshot, "Need", "ADDRESSES", "Project", inward=True)
    made: list[dict[str, Any]] = []
    for row in rows:
        held = view.properties("Need", row)
        quantity = held.get("quantity")
        facts = [
            str(held.get("number") or ""),
            str(held.get("category") or ""),
            word(CHOICE_WORDS, str(held.get("origin") or "")),
            amount(quantity, str(held.get("unit") or "")) if isinstance(quantity, float) else "",
        ]
        made.append(
            {
                "id": snapshot.nodes["Need"].ids[row],
                "text": str(held.get("text") or figure(row)),
                "address": frame.record_address("Need", snapshot.nodes["Need"].ids[row]),
                "facts": " ".join(fact for fact in facts if fact),
                "stage": stage_word(str(held.get("stage") or "raised")),
                "urgency": word(CHOICE_WORDS, str(held.get("urgency") or "")),
                "place": _("、").join(view.mention("Place", place).name for place in places.get(row, ())),
                "projects": [
                    {"name": mention.name, "address": frame.record_address("Project", mention.id)}
                    for mention in (view.mention("Project", project) for project in projects.get(row, ()))
                ],
            }
        )
    return made


@pages.get("/needs/<path:id>")
def need(id: str) -> str:  # noqa: A002  # a record's id is its id
    """One need: who raised it, where, and the projects that answer it."""
    found = records.record(frame.snapshot(), "Need", id)
    text = str(found.properties.get("text") or found.who.name)
    view = {
        **record_view(found),
        "name": text,
        "crumb": [(pgettext("menu", "需求"), url_for("pages.needs")), (found.who.name, None)],
        "edit": url_for("pages.edit_need", id=id),
        "start": url_for("pages.new_project", need=id),
    }
    view["facts"] = [fact for fact in view["facts"] if fact[1] != text]  # type: ignore[attr-defined]
    view["consult"] = consulted("Need", id)
    view["mates"] = mates_told(id)
    return frame.page("need.html", view=view)


@pages.route("/needs/new", methods=["GET", "POST"])
def new_need() -> Answer:
    """Write down a need."""
    if request.method == "GET":
        return _form(Opened("Need", {}))
    try:
        content = forms.filled("Need", request.form, making=True)
        made = editing.create(frame.store(), "Need", content, identifier=forms.identifier("Need"), now=frame.now())
    except REFUSED as error:
        return _form(refused("Need", error)), 422
    flash(_("记下了。"))
    return redirect(url_for("pages.need", id=made.id))


@pages.route("/needs/<path:id>/edit", methods=["GET", "POST"])
def edit_need(id: str) -> Answer:  # noqa: A002
    """Change a need."""
    done = changed("Need", id)
    if isinstance(done, Opened):
        return _form(done), done.status
    return redirect(url_for("pages.need", id=id))


def _form(opened: Opened) -> str:
    known = opened.known
    back = url_for("pages.need", id=known.id) if known else url_for("pages.needs")
    return frame.page(
        "form.html",
        view={
            "title": _("改需求") if known else _("记一条需求"),
            "intro": _("照居民说的写就行。"),
            "crumb": [
                (pgettext("menu", "需求"), url_for("pages.needs")),
                (_("改需求") if known else _("记一条需求"), None),
            ],
            **opened.view(),
            "remove": url_for("pages.remove_record", kind="Need", id=known.id) if known else "",
            "back": back,
        },
    )
