"""Every reason of a match with its points, and the facts behind it as they stand in the graph."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from graph.errors import NotFound
from graph.kinds import NODES
from matching.reasons import Match, Node
from service.viewing.looking import View
from service.web import frame
from service.web.drawing import signed
from service.web.saying import gettext as _
from service.web.words import CHOICE_WORDS, LINK_WORDS, kind_word, property_word, skill_word, window_word, word


def every_reason(match: Match) -> list[dict[str, object]]:
    """All reasons, the largest gain first: figure, heading, sentence and facts; the figures add up to the score."""
    view = View(frame.snapshot())
    told = zip(match.reasons, match.points.lines, strict=True)
    return [
        {
            "figure": signed(points),
            "loss": points < 0,
            "heading": reason.label,
            "sentence": reason.sentence,
            "facts": _facts(view, reason.evidence),
        }
        for reason, points in sorted(told, key=lambda pair: -pair[1])
    ]


def _facts(view: View, evidence: Sequence[Mapping[str, Any]]) -> list[dict[str, object]]:
    """Each fact once: from what, by which link or property, to what."""
    facts: list[dict[str, object]] = []
    for fact in evidence:
        start, end, link = fact["from"], fact["to"], str(fact["link"])
        if end["kind"] == "Value":
            value = {"name": _value(link, str(end["name"])), "address": ""}
            one: dict[str, object] = {"start": _stop(view, start), "link": _property(start["kind"], link), "end": value}
        else:
            words = LINK_WORDS.get(link)
            one = {"start": _stop(view, start), "link": str(words[0]) if words else link, "end": _stop(view, end)}
        if one not in facts:
            facts.append(one)
    return facts


def _value(name: str, text: str) -> str:
    """A property's value as people say it."""
    if name == "windows":
        return _("、").join(window_word(one) for one in text.split())
    return word(CHOICE_WORDS, text) or _("没写")


def _property(kind: str, name: str) -> str:
    if name in NODES[kind].by_name:
        return property_word(kind, name, frame.language())
    words = LINK_WORDS.get(name)  # a link of which there is none: it is not said what the record is about
    return str(words[0]) if words else name


def _stop(view: View, node: Node) -> dict[str, str]:
    """A record by its name and address; one that may not be seen by its kind alone."""
    try:
        view.row(node["kind"], node["id"])
    except NotFound:
        return {"name": kind_word(node["kind"]), "address": ""}
    address = frame.record_address(node["kind"], node["id"])
    return {"name": called(node), "address": address}


def called(node: Node) -> str:
    """The name, of what bears none its kind; a claim bears that of what it takes, so it says that it is one."""
    if node["name"] == node["id"]:
        return kind_word(node["kind"])
    if node["kind"] == "Claim" and node["name"]:
        return _("对“%(what)s”的认领", what=node["name"])
    if node["kind"] == "Skill":
        row = frame.snapshot().nodes["Skill"].row_of.get(node["id"])
        return node["name"] if row is None else skill_word(frame.snapshot(), row, frame.language())
    return node["name"] or kind_word(node["kind"])
