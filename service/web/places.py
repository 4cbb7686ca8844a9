"""地点: the tree of places, and what is in each."""

from __future__ import annotations

from flask import url_for

from service import records
from service.web import frame
from service.web.frame import pages
from service.web.resources import record_view
from service.web.saying import gettext as _
from service.web.saying import pgettext
from service.web.words import LEVEL_WORDS, kind_word, word

TOLD = ("Project", "Need", "Organization", "Unit", "Space")
OPEN_TO = 2  # levels of the tree that stand open


@pages.get("/places")
def places() -> str:
    """The places from the district down to the entrance."""
    roots = records.place_tree(frame.snapshot())
    total = len(frame.snapshot().nodes["Place"])
    return frame.page(
        "places.html",
        view={"roots": [_branch(one) for one in roots], "total": total, "open_to": OPEN_TO},
    )


def _branch(one: records.Branch) -> dict[str, object]:
    told = [f"{kind_word(kind)} {one.counts[kind]}" for kind in TOLD if one.counts.get(kind)]
    return {
        "name": one.name,
        "level": word(LEVEL_WORDS, one.level),
        "told": _("，").join(told),
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
    }
    return frame.page("record.html", view=view)
