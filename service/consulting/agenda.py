"""议题清单: the open needs of a place in the order to take them up, and the order of every place below it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import nan
from typing import Any

from graph.records import Node
from graph.snapshot import Snapshot
from matching.issues.agenda import NO_POINTS, RULE, URGENT, Point, Topic, points
from matching.issues.issue import LEVELS
from service.clock import day_of
from service.consulting.asked import brief
from service.consulting.convening import LevelFound, level_of
from service.consulting.lore import Lore
from service.consulting.uniting import NeedLine, need_clusters
from service.viewing.listing import placed, places_within
from service.viewing.looking import Mention, View

FIRST_BELOW = 3  # topics told of each place below


@dataclass(frozen=True)
class AgendaTopic:
    """A need, or several that one answer would meet, with the points that order it and whose matter it is."""

    lines: tuple[NeedLine, ...]
    problem: str
    problem_en: str
    joined: bool
    points: tuple[Point, ...]
    level: LevelFound  # the highest of its needs

    @property
    def score(self) -> float:
        """The sum of the points."""
        return sum(one.points for one in self.points)

    def reasons(self, language: str) -> tuple[str, ...]:
        """Why the topic stands where it does, the weightiest first: at least that nothing is told."""
        english = language == "en"
        return tuple([one.en if english else one.zh for one in self.points]) or (NO_POINTS[english],)

    @property
    def projects(self) -> tuple[Mention, ...]:
        """The projects under way for any of its needs, each once."""
        return tuple({project.id: project for line in self.lines for project in line.running}.values())

    @property
    def waiting(self) -> tuple[NeedLine, ...]:
        """The needs that no project under way answers."""
        return tuple(line for line in self.lines if not line.running)

    def as_json(self, language: str) -> dict[str, Any]:
        """The topic with its reasons."""
        english = language == "en"
        return {
            "problem": (self.problem_en if english else self.problem) or None,
            "joined": self.joined,
            "score": self.score,
            "points": [
                {"name": one.name, "points": one.points, "sentence": one.en if english else one.zh}
                for one in self.points
            ],
            "reasons": list(self.reasons(language)),
            "level": self.level.level,
            "rule": self.level.pool.rule_en if english else self.level.pool.rule_zh,
            "level_of": brief(self.level.asked.who),
            "projects": [brief(one) for one in self.projects],
            "waiting": [brief(line.need) for line in self.waiting],
            "needs": [
                {**brief(line.need), "text": line.text, "place": brief(line.place) if line.place else None}
                for line in self.lines
            ],
        }


@dataclass(frozen=True)
class PlaceBelow:
    """A place below with topics that no project answers yet: how many, and those it would take up first."""

    place: Mention
    topics: int
    first: tuple[str, ...]


@dataclass(frozen=True)
class Agenda:
    """The topics of a place (None: of all places), the first to take up first, and those of the places below.

    Topics of which every need is answered by a project under way come after all others.
    """

    place: Mention | None
    topics: tuple[AgendaTopic, ...]
    below: tuple[PlaceBelow, ...]
    total: int

    def as_json(self, language: str = "zh") -> dict[str, Any]:
        """The object that API, command line and pages share."""
        return {
            "place": brief(self.place) if self.place else None,
            "rule": RULE[language == "en"],
            "total": self.total,
            "topics": [one.as_json(language) for one in self.topics],
            "below": [
                {"place": brief(one.place), "topics": one.topics, "first": list(one.first)} for one in self.below
            ],
        }


@dataclass(frozen=True)
class _Grouped:
    """Needs that stand together, with what joins them."""

    lines: tuple[NeedLine, ...]
    problem: str = ""
    problem_en: str = ""
    joined: bool = False


def agenda_of(
    snapshot: Snapshot, decided: Iterable[Node], lore: Lore, *, place: str = "", most: int, now: datetime
) -> Agenda:
    """The open needs of a place in the order to take them up, at most so many; raises NotFound for an unknown place,
    BadAsk for more needs than can be compared."""
    view, today = View(snapshot), day_of(now)
    found = need_clusters(snapshot, decided, place=place, knowing=lore)
    grouped = [_Grouped(one.lines, one.problem, one.problem_en, one.joined) for one in found.groups]
    taken = {line.need.id for one in grouped for line in one.lines}
    grouped += [_Grouped((line,)) for line in found.lines if line.need.id not in taken]
    facts = {line.need.id: _facts(view, line, today) for line in found.lines}
    ordered = _ordered(grouped, facts)
    topics = tuple(
        AgendaTopic(
            one.lines,
            one.problem,
            one.problem_en,
            one.joined,
            points(_topic(one.lines, facts)),
            _level(snapshot, one.lines, lore),
        )
        for one in ordered[:most]
    )
    mention = view.mention("Place", view.row("Place", place)) if place else None
    return Agenda(mention, topics, _below(view, place, grouped, facts), len(ordered))


def _level(snapshot: Snapshot, lines: Sequence[NeedLine], lore: Lore) -> LevelFound:
    """The highest level of needs together; of equal ones that of the first need."""
    found = [level_of(snapshot, "Need", line.need.id, lore.plain) for line in lines]
    return max(found, key=lambda one: LEVELS.index(one.level))


def _ordered(grouped: Sequence[_Grouped], facts: Mapping[str, Topic]) -> list[_Grouped]:
    """Those no project answers first, then the highest sum of points; of equal ones the first need's id decides."""

    def price(one: _Grouped) -> tuple[bool, float, str]:
        worth = sum(point.points for point in points(_topic(one.lines, facts)))
        return all(line.running for line in one.lines), -worth, one.lines[0].need.id

    return sorted(grouped, key=price)


def _facts(view: View, line: NeedLine, today: date) -> Topic:
    """What is known of one need."""
    held = view.properties("Need", view.row("Need", line.need.id))
    raised, due = held.get("raised_on"), held.get("due_on")
    return Topic(
        households=nan if line.households is None else line.households,
        needs=1,
        places=1 if line.place else 0,
        urgency=str(held.get("urgency") or ""),
        waited=float((today - raised).days) if isinstance(raised, date) else nan,
        due=float((due - today).days) if isinstance(due, date) else nan,
    )


def _topic(lines: Sequence[NeedLine], facts: Mapping[str, Topic]) -> Topic:
    """What is known of needs together: households of each place once, the most pressing of what is told of any."""
    of_place: dict[str, float] = {}
    for line in lines:
        if line.households is not None:
            key = line.place.id if line.place else line.need.id
            of_place[key] = max(of_place.get(key, 0.0), line.households)
    told = [facts[line.need.id] for line in lines]
    days = [one.due for one in told if one.due == one.due]
    waited = [one.waited for one in told if one.waited == one.waited]
    return Topic(
        households=sum(of_place.values()) if of_place else nan,
        needs=len(lines),
        places=len({line.place.id for line in lines if line.place}),
        urgency=max((one.urgency for one in told), key=lambda one: URGENT.get(one, 0.0)),
        waited=max(waited, default=nan),
        due=min(days, default=nan),
    )


def _below(view: View, place: str, grouped: Sequence[_Grouped], facts: Mapping[str, Topic]) -> tuple[PlaceBelow, ...]:
    """Of every place right below, what it would take up first, looking at its own needs without a project only."""
    if not place:
        return ()
    found = []
    where = placed(view.snapshot, "Need")
    for row in view.linked("Place", view.row("Place", place), "PART_OF", "Place", inward=True):
        child = view.mention("Place", row)
        within = places_within(view.snapshot, child.id)
        own = [
            _Grouped(kept)
            for one in grouped
            if (kept := tuple(x for x in one.lines if within.intersection(where[view.row("Need", x.need.id)])))
            and not all(x.running for x in kept)
        ]
        if own:
            first = [one.lines[0].text or one.lines[0].need.name for one in _ordered(own, facts)[:FIRST_BELOW]]
            found.append(PlaceBelow(child, len(own), tuple(first)))
    return tuple(sorted(found, key=lambda one: (-one.topics, one.place.name)))
