"""地点: the tree of places, what is in each, and the form by which one is added or gets another name."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from service import editing
from service.viewing import records
from service.viewing.placenames import place_or_words
from service.web import forms, frame
from service.web.correcting import REFUSED, Opened, changed, refused
from service.web.frame import pages
from service.web.resources import record_view
from service.web.saying import gettext as _
from service.web.saying import pgettext
from service.web.words import LEVEL_WORDS, kind_word, word

TOLD = ("Project", "Need", "Organization", "Unit", "Space")
OPEN_TO = 2  # levels of the tree that stand open

Answer = str | Response | tuple[str, int]


@pages.before_request
def place_by_its_name() -> Response | None:
    """Lead an address that names its place (?place=赵家楼) to the one with its id; UnknownName for several."""
    words = request.args.get("place", "")
    if request.method != "GET" or not words or request.endpoint is None:
        return None
    meant = place_or_words(frame.snapshot(), words)
    return None if meant == words else redirect(frame.address_with(place=meant))


@pages.get("/places")
def places() -> str:
    """The places from the district down to the entrance."""
    roots = records.place_tree(frame.snapshot())
    total = len(frame.snapshot().nodes["Place"])
    return frame.page(
        "places.html",
        view={
            "roots": [_branch(one) for one in roots],
            "total": total,
            "open_to": OPEN_TO,
            "new": url_for("pages.new_place"),
            "book": url_for("pages.places_book"),
        },
    )


def listed() -> list[tuple[str, ...]]:
    """Every place in the order of the tree: name, level, what it is part of, what is there, id."""
    rows: list[tuple[str, ...]] = []

    def add(branch: records.Branch, above: tuple[str, ...]) -> None:
        told = _branch_told(branch)
        rows.append((branch.name, word(LEVEL_WORDS, branch.level), " / ".join(above), told, branch.id))
        for part in branch.below:
            add(part, (*above, branch.name))

    for root in records.place_tree(frame.snapshot()):
        add(root, ())
    return rows


def _branch_told(one: records.Branch) -> str:
    return _("，").join(f"{kind_word(kind)} {one.counts[kind]}" for kind in TOLD if one.counts.get(kind))


def _branch(one: records.Branch) -> dict[str, object]:
    return {
        "name": one.name,
        "level": word(LEVEL_WORDS, one.level),
        "told": _branch_told(one),
        "address": url_for("pages.place", id=one.id),
        "parts": [_branch(part) for part in one.below],
    }


@pages.get("/places/<path:id>")
def place(id: str) -> str:  # noqa: A002  # a record's id is its id
    """One place: what it is part of, and what is in it."""
    found = records.record(frame.snapshot(), "Place", id)
    view = {
        **record_view(found),
        "crumb": [(pgettext("menu", "地点"), url_for("pages.places")), (found.who.name, None)],
        "edit": url_for("pages.edit_place", id=id),
        "edit_word": _("修改，加别名"),
        "start": url_for("pages.new_place", parent=id) if found.properties.get("level") != "entrance" else None,
        "start_word": _("在这里面添加地点"),
    }
    return frame.page("record.html", view=view)


@pages.route("/places/new", methods=["GET", "POST"])
def new_place() -> Answer:
    """Add a place."""
    if request.method == "GET":
        parent = request.args.get("parent", "")
        return _form(Opened("Place", {"parent": parent, "level": _below(parent)}))
    try:
        content = forms.filled("Place", request.form, making=True)
        made = editing.create(frame.store(), "Place", content, identifier=forms.identifier("Place"), now=frame.now())
    except REFUSED as error:
        return _form(refused("Place", error)), 422
    flash(_("添加好了，导入时认得它了。"))
    return redirect(url_for("pages.place", id=made.id))


@pages.route("/places/<path:id>/edit", methods=["GET", "POST"])
def edit_place(id: str) -> Answer:  # noqa: A002
    """Change a place, or give it another name."""
    done = changed("Place", id)
    if isinstance(done, Opened):
        return _form(done), done.status
    return redirect(url_for("pages.place", id=id))


def _below(parent: str) -> str:
    """The level that most often comes below that of a place; a compound where none is named."""
    table = frame.snapshot().nodes["Place"]
    row = table.row_of.get(parent)
    above = str(table.texts("level")[row]) if row is not None else "community"
    return {"district": "street", "street": "community", "compound": "building", "building": "entrance"}.get(
        above, "compound"
    )


def _form(opened: Opened) -> str:
    known = opened.known
    title = _("改地点") if known else _("添加地点")
    return frame.page(
        "form.html",
        view={
            "title": title,
            "intro": _("写规范的名称；平时怎么叫，写在别名里。"),
            "crumb": [(pgettext("menu", "地点"), url_for("pages.places")), (title, None)],
            **opened.view(),
            "remove": url_for("pages.remove_record", kind="Place", id=known.id) if known else "",
            "back": url_for("pages.place", id=known.id) if known else url_for("pages.places"),
        },
    )
