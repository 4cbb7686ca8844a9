"""导入记录: records that may be one thing, each pair decided with one click."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from graph.errors import GraphError
from service import intake
from service.viewing.looking import View
from service.web import checkview, frame
from service.web.checking import desk
from service.web.frame import pages
from service.web.saying import gettext as _
from service.web.words import kind_word

SHOWN = 3
MORE = 20
PATIENCE = 0.8  # seconds that the list of imports waits for a large graph to be compared


@pages.post("/imports/same")
def decide_double() -> Response:
    """Make two records one, which the list of imports takes back, or remember that they are two."""
    yes = request.form.get("same") == "1"
    intake.decide_double(desk(), request.form.get("proposal", ""), yes, now=frame.now())
    flash(_("记住了，以后导入也照这样办。"))
    return redirect(url_for("pages.imports") + "#hd")


def waiting() -> list[dict[str, object]]:
    """Every pair that waits for a decision, told without what only the page compares."""
    speaking, pairs, view = frame.language(), intake.possible_doubles(desk()), View(frame.snapshot())
    called = [checkview.names(one, view, both_known=True) for one in pairs]
    return [
        {"kind": kind_word(one.kind), "one": left, "other": right, "why": one.reasons.get(speaking, "")}
        for one, (left, right) in zip(pairs, called, strict=True)
    ]


def view() -> dict[str, object]:
    """How many pairs wait for a decision, and the first of them."""
    if frame.is_away():
        return {"count": 0, "pairs": []}
    try:
        pairs = intake.possible_doubles(desk(), patience=PATIENCE)
    except GraphError:
        return {"count": 0, "pairs": []}
    seen, most = View(frame.snapshot()), max(SHOWN, request.args.get("pairs", SHOWN, type=int))
    return {
        "count": len(pairs),
        "pairs": [checkview.pair(one, seen, both_known=True) | {"other_where": _("库里已有")} for one in pairs[:most]],
        "left": max(0, len(pairs) - most),
        "more": url_for("pages.imports", pairs=most + MORE) + "#hd",
    }
