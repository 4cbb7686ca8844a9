"""What would close a gap, kept as ids and told in words: the nearest at hand first, people as counts only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matching.matcher import Matcher
from matching.portfolio.gaps import Gap, Remedy
from service.figures import figure

BANDS = ((1, 1), (2, 4), (5, 9), (10, 19), (20, 49))
WAYS: Mapping[str, tuple[str, str]] = {
    "group": ("本地的队再学一步", "a group learns one step more"),
    "latent": ("居民里找", "look among residents"),
    "outside": ("请外面的机构", "ask an organization from outside"),
    "training": ("请人来教", "have it taught"),
}


@dataclass(frozen=True)
class WayOut:
    """One way to close the gap of some lines: by whom (kind, id; residents are only counted), by which step of the
    vocabulary (ids, "" for none), and how many lines more the plan would meet."""

    lines: tuple[str, ...]
    way: str
    who: tuple[tuple[str, str], ...]
    count: int
    had: str
    lacking: str
    gain: float
    whom: tuple[tuple[str, str], ...] = ()  # the groups that are to be taught; none: residents

    @staticmethod
    def from_json(held: Mapping[str, Any]) -> WayOut:
        """The way that was kept."""
        who = tuple((str(kind), str(key)) for kind, key in held["who"])
        whom = tuple((str(kind), str(key)) for kind, key in held.get("whom", ()))
        return WayOut(**{**held, "lines": tuple(held["lines"]), "who": who, "whom": whom})


def ways_out(matcher: Matcher, found: Sequence[Gap], lines: Sequence[str]) -> tuple[WayOut, ...]:
    """The remedies of these gaps with ids instead of rows; `lines` are the ids of all lines planned, in order."""
    return tuple(
        _way_out(matcher, remedy, tuple(lines[line] for line in gap.lines)) for gap in found for remedy in gap.remedies
    )


def _way_out(matcher: Matcher, remedy: Remedy, lines: tuple[str, ...]) -> WayOut:
    who, whom = (_named(matcher, rows) for rows in (remedy.rows, remedy.whom))
    concepts = matcher.data.vocabulary.concepts
    had, lacking = (concepts[one].id if one >= 0 else "" for one in remedy.step)
    return WayOut(lines, remedy.way, who, remedy.count, had, lacking, remedy.gain, whom)


def _named(matcher: Matcher, rows: Sequence[int]) -> tuple[tuple[str, str], ...]:
    nodes = [matcher.data.nodes.node(row) for row in rows]
    return tuple((node["kind"], node["id"]) for node in nodes if node["kind"] != "Resident")


def title_of(way: WayOut, language: str) -> str:
    """What is to be done, in a few words."""
    return WAYS[way.way][language == "en"]


def sentence_of(way: WayOut, matcher: Matcher, language: str) -> str:
    """Who could, what it takes and what it brings, in one sentence."""
    english = language == "en"
    nodes = matcher.data.nodes
    named = (
        [nodes.node(nodes.row_of(*one))["name"] for one in told if nodes.has(*one)] for told in (way.who, way.whom)
    )
    said, whom = ((", " if english else "、").join(names) for names in named)
    had, lacking = (_name(matcher, key, english=english) for key in (way.had, way.lacking))
    if way.way == "group":
        zh, en = f"{said}会{had}，再学一步就能做{lacking}", f"{said} can do {had}: {lacking} is one step away"
    elif way.way == "latent":
        many = band(way.count)
        zh, en = (
            f"附近有{many}位居民沾边（做过或会相近的），可以问问",
            f"residents nearby who have something of it: {many}; ask",
        )
    elif way.way == "outside":
        zh, en = f"{said}会{lacking}，平时服务别处", f"{said} can do {lacking} and works elsewhere so far"
    else:
        zh = f"{said}可以教{lacking}，教给{whom or '附近一位愿意学的居民'}"
        en = f"{said} could teach {lacking} to {whom or 'a resident nearby who wants to learn it'}"
    return (en + _gain_en(way.gain) if english else zh + _gain_zh(way.gain)) + ("." if english else "。")


def band(count: int) -> str:
    """A number of residents as it may be told: not exactly, so that nobody is pointed at."""
    for low, high in BANDS:
        if low <= count <= high:
            return str(low) if low == high else f"{low}–{high}"
    return "50+"


def _gain_zh(gain: float) -> str:
    return f"；补上能多落实 {figure(gain)} 项"


def _gain_en(gain: float) -> str:
    lines = "line" if gain == 1 else "lines"
    return f"; {figure(gain)} more {lines} would be met"


def _name(matcher: Matcher, key: str, *, english: bool) -> str:
    vocabulary = matcher.data.vocabulary
    if key not in vocabulary.row_of:
        return key
    concept = vocabulary.concepts[vocabulary.row_of[key]]
    return (concept.label_en if english and concept.label_en else concept.name) or key
