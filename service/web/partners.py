"""How the answer for one requirement is shown: each match as its reasons, the path behind them, what to mind."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from graph.errors import NotFound
from matching.reasons import Match, Node, Reason
from service.viewing.looking import View
from service.web import frame
from service.web.drawing import Effect, waterfall
from service.web.evidence import called, every_reason
from service.web.lists import short
from service.web.saying import gettext as _
from service.web.saying import lazy_gettext
from service.web.words import kind_word

CARDS = 3
PATHS = 2
# The level a reason of nearness tells, as steps from the same street to the same building.
STEPS: Mapping[str, tuple[int, object]] = {
    "entrance": (4, lazy_gettext("同门")),
    "building": (4, lazy_gettext("同楼")),
    "compound": (3, lazy_gettext("同院")),
    "grid": (2, lazy_gettext("同网格")),
    "community": (2, lazy_gettext("同社区")),
    "street": (1, lazy_gettext("同街道")),
    "district": (0, lazy_gettext("同区")),
}

Test = Callable[[Match], bool]


def reason_of(match: Match, feature: str) -> Reason | None:
    """The reason a feature gave for a match, if it gave one."""
    return next((reason for reason in match.reasons if reason.feature == feature), None)


def is_near(match: Match) -> bool:
    """At home, or at work, in the project's own community."""
    reason = reason_of(match, "near")
    return reason is not None and STEPS.get(reason.level, (0, ""))[0] >= STEPS["community"][0]


def is_free(match: Match) -> bool:
    """Free at the times asked for, or with hours of the month left."""
    return any((reason := reason_of(match, one)) is not None and reason.value > 0 for one in ("windows", "free_hours"))


def has_worked_together(match: Match) -> bool:
    """Has worked with this project's people before."""
    reason = reason_of(match, "worked_together")
    return reason is not None and reason.value > 0


def filters(kind: str) -> dict[str, tuple[str, Test]]:
    """The filters for a requirement of this kind: by name in the address, label and test."""
    only = {"space": "Space", "money": "Fund", "service": "Service", "goods": "Service", "mentor": "Expert"}.get(
        kind, "Resident"
    )
    return {
        "near": (_("同一个社区"), is_near),
        "free": (_("本月有空"), is_free),
        "known": (_("合作过"), has_worked_together),
        "only": (_("只看%(kind)s", kind=kind_word(only)), lambda match: match.candidate["kind"] == only),
    }


def shown(match: Match, rank: int) -> dict[str, object]:
    """A match as its card shows it."""
    candidate = match.candidate
    lines = match.points.lines
    effects = [Effect(one.label, one.sentence, points) for one, points in zip(match.reasons, lines, strict=True)]
    drawing = waterfall(effects, _("其余"), _("、"))
    tier, word = nearness(match)
    return {
        "rank": rank,
        "name": candidate["name"],
        "address": frame.record_address(candidate["kind"], candidate["id"]),
        "what": _what(candidate),
        "points": drawing.total,
        "tier": tier,
        "tier_word": word,
        "offer": _offer(candidate),
        "newcomer": reason_of(match, "new_face") is not None,
        "drawing": drawing,
        "paths": paths(match),
        "reasons": every_reason(match),
        "cares": list(match.notes),
    }


def nearness(match: Match) -> tuple[int | None, str]:
    """How near a match is, as one to four steps and as a word."""
    reason = reason_of(match, "near")
    if reason is None:
        return None, ""
    steps, word = STEPS.get(reason.level, STEPS["district"])
    return steps, str(word)


def _what(candidate: Node) -> str:
    """What sort of candidate it is, and whose."""
    view = View(frame.snapshot())
    try:
        row = view.row(candidate["kind"], candidate["id"])
    except NotFound:
        return kind_word(candidate["kind"])
    parts = [kind_word(candidate["kind"])]
    for giver in ("Unit", "Organization", "Alliance"):
        if ("OFFERS", giver, candidate["kind"]) in frame.snapshot().links:
            givers = view.linked(candidate["kind"], row, "OFFERS", giver, inward=True)
            parts += [view.mention(giver, one).name for one in givers[:1]]
    if candidate["kind"] in ("Unit", "Organization"):
        alliances = view.linked(candidate["kind"], row, "MEMBER_OF", "Alliance")
        parts += [_("%(name)s成员", name=view.mention("Alliance", one).name) for one in alliances[:1]]
    return " ".join(dict.fromkeys(parts))


def _offer(candidate: Node) -> str:
    """What it offers, in its own words."""
    view = View(frame.snapshot())
    try:
        row = view.row(candidate["kind"], candidate["id"])
    except NotFound:
        return ""
    text = view.properties(candidate["kind"], row).get("text")
    if text:
        return short(str(text))
    if ("HAS_SKILL", candidate["kind"], "Skill") in frame.snapshot().links:
        skills = view.linked(candidate["kind"], row, "HAS_SKILL", "Skill")
        return short(_("、").join(view.mention("Skill", one).name for one in skills[:5]))
    return ""


def paths(match: Match) -> list[dict[str, object]]:
    """The evidence of the strongest reasons as who–what–whom, each stop with the address of its record."""
    found: list[dict[str, object]] = []
    told: set[tuple[tuple[str, str], ...]] = set()
    for reason in sorted(match.reasons, key=lambda one: -abs(one.contribution)):
        stops = _without_repeats(longest_path(match.candidate, reason.evidence))
        key = tuple((stop["kind"], stop["id"]) for stop in stops)
        if len(stops) < 2 or key in told or any(set(key) <= set(other) for other in told):
            continue
        told.add(key)
        found.append({"heading": reason.label, "stops": [_stop(stop) for stop in stops]})
        if len(found) == PATHS:
            break
    return found


def _without_repeats(stops: Sequence[Node]) -> list[Node]:
    """The stops without a claim that stands beside what it takes: both bear the same words."""
    taken = {stop["name"] for stop in stops if stop["kind"] == "Requirement"}
    return [stop for stop in stops if stop["kind"] != "Claim" or stop["name"] not in taken]


def _stop(node: Node) -> dict[str, str]:
    return {"name": called(node), "address": frame.record_address(node["kind"], node["id"])}


def longest_path(start: Node, facts: Sequence[Mapping[str, Any]]) -> list[Node]:
    """The longest walk from `start` along the facts that join records; property facts are no step of it."""
    nodes: dict[tuple[str, str], Node] = {}
    beside: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for fact in facts:
        ends = fact["from"], fact["to"]
        if ends[1]["kind"] == "Value":
            continue
        keys = [(end["kind"], end["id"]) for end in ends]
        for key, end in zip(keys, ends, strict=True):
            nodes.setdefault(key, end)
            beside.setdefault(key, [])
        beside[keys[0]].append(keys[1])
        beside[keys[1]].append(keys[0])

    def walk(key: tuple[str, str], passed: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
        ways = [walk(other, (*passed, other)) for other in beside.get(key, ()) if other not in passed]
        return max(ways, key=len, default=passed)

    first = (start["kind"], start["id"])
    if first not in nodes:
        first = next(iter(nodes), first)
    return [nodes[key] for key in walk(first, (first,)) if key in nodes]
