"""Needs that one answer would meet (最大公约数): proposed in groups, joined or kept apart by people, remembered.

No need is removed: each was raised by somebody who must be answered. Needs that people joined stand in one group,
and one project can be begun for all of them.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import combinations
from math import nan
from typing import Any
from weakref import WeakKeyDictionary

from graph.errors import NotFound
from graph.loading.sameness import decision
from graph.records import Node
from graph.snapshot import Snapshot
from graph.store import Store
from graph.transaction import Transaction
from matching.issues.clusters import Area, Cluster, check_count, clusters
from matching.issues.knowledge import Knowledge
from service.consulting.asked import HOUSEHOLD_UNITS, brief, places_around, shipped_knowledge
from service.consulting.lore import Knowing
from service.errors import InvalidRecord
from service.lines.stages import BEFORE, OVER
from service.viewing.listing import joined, placed, places_within
from service.viewing.looking import Mention, View

OPEN = ("", *BEFORE)
# Stages of a project that does not answer its needs yet, or never did.
UNSETTLED = (*BEFORE, "dropped")
# Below this a group is hardly more than chance, and nobody should be asked about it.
SURE = 0.35
# The last answer of each community: a page that is turned or judged on does not compare everything again.
_last_answers: WeakKeyDictionary[Knowledge, tuple[tuple[object, ...], NeedClusters]] = WeakKeyDictionary()
_lock = threading.Lock()


@dataclass(frozen=True)
class NeedLine:
    """One need of a group: its words, where, how many households (None: not known), the projects that answer it.

    `running` are those projects that are not over.
    """

    need: Mention
    text: str
    place: Mention | None
    households: float | None
    stage: str
    projects: tuple[Mention, ...]
    running: tuple[Mention, ...]


@dataclass(frozen=True)
class NeedGroup:
    """Needs that one answer would meet, with the households known; `joined` when people said so of all of them.

    `problem` is what they are called by, in words of their own.
    """

    lines: tuple[NeedLine, ...]
    households: float
    places: int
    problem: str
    problem_en: str
    words: tuple[str, ...]
    chance: float
    joined: bool

    @property
    def uncounted(self) -> int:
        """Needs that tell no number of households."""
        return sum(line.households is None for line in self.lines)

    def as_json(self, language: str) -> dict[str, Any]:
        """The group with the facts that join it."""
        return {
            "households": self.households,
            "uncounted": self.uncounted,
            "places": self.places,
            "problem": (self.problem_en if language == "en" else self.problem) or None,
            "words": list(self.words),
            "chance": round(self.chance, 4),
            "joined": self.joined,
            "needs": [
                {
                    **brief(line.need),
                    "text": line.text,
                    "place": brief(line.place) if line.place else None,
                    "households": line.households,
                    "stage": line.stage or None,
                    "projects": [brief(one) for one in line.projects],
                }
                for line in self.lines
            ],
        }


@dataclass(frozen=True)
class NeedClusters:
    """Groups of open needs, the one with most households and places first; `lines` are all that were looked through."""

    groups: tuple[NeedGroup, ...]
    apart: tuple[tuple[NeedLine, NeedLine], ...]  # pairs that people said are two
    lines: tuple[NeedLine, ...]
    by_sense: bool  # whether sentence vectors were compared, too

    @property
    def looked_through(self) -> int:
        """How many open needs there are in all."""
        return len(self.lines)

    def as_json(self, language: str = "zh") -> dict[str, Any]:
        """The object that API, command line and pages share."""
        return {
            "looked_through": self.looked_through,
            "by_sense": self.by_sense,
            "groups": [group.as_json(language) for group in self.groups],
            "apart": [[brief(one.need), brief(other.need)] for one, other in self.apart],
        }


def need_clusters(
    snapshot: Snapshot, decided: Iterable[Node], *, place: str = "", knowing: Knowing | None = None
) -> NeedClusters:
    """Groups of open needs that one answer would meet, within a place where one is named.

    `decided` are the judgements of people (Sameness of needs): what was judged apart never stands together, what was
    joined always does. Raises NotFound for an unknown place, BadAsk for more needs than can be compared.
    """
    view = View(snapshot)
    rows = open_needs(view, place)
    check_count(len(rows))  # before thousands of them are read for nothing
    places, projects = placed(snapshot, "Need"), joined(snapshot, "Need", "ADDRESSES", "Project", inward=True)
    lines = [_line(view, row, places.get(row, ()), projects.get(row, ())) for row in rows]
    known = knowing([line.text for line in lines]) if knowing else shipped_knowledge()
    at = {line.need.id: number for number, line in enumerate(lines)}
    together, apart = _judged(decided, at)
    asked = snapshot.version, place, tuple(together), tuple(apart)
    with _lock:
        before, answer = _last_answers.get(known, (None, None))
    if answer is not None and before == asked:
        return answer
    found = clusters(
        known.reader.read([line.text for line in lines]),
        replace(known.pairs, threshold=max(known.pairs.threshold, SURE)),
        [nan if line.households is None else line.households for line in lines],
        [line.place.id if line.place else "" for line in lines],
        apart=apart,
        together=together,
        areas=[_area(view, places.get(row, ())) for row in rows],
    )
    judged = tuple((lines[one], lines[other]) for one, other in sorted(apart))
    groups = tuple(_group(lines, one, together) for one in found if not _in_one_hand(lines, one))
    answer = NeedClusters(groups, judged, tuple(lines), by_sense=known.reader.encoder is not None)
    with _lock:
        _last_answers[known] = (asked, answer)
    return answer


def decide_need(store: Store, needs: Sequence[str], same: bool, *, now: datetime, other: str = "") -> None:
    """Remember that needs are one, or that `other` is another than each of them; the last word counts.

    Raises InvalidRecord for fewer than two, NotFound for an id that is no need.
    """
    wanted = list(dict.fromkeys(needs))
    pairs = list(combinations(wanted, 2)) if same else [(one, other) for one in wanted if other not in ("", one)]
    records = [decision("Need", min(pair), max(pair), same, now.astimezone(UTC)) for pair in pairs]

    def work(transaction: Transaction) -> None:
        named = [*wanted, other] if other else wanted
        there = {node.id for node in transaction.get_many("Need", sorted(set(named)))}
        missing = [need for need in named if need not in there]
        if missing:
            raise NotFound("Need", missing[0])
        if not pairs:
            raise InvalidRecord([("needs", "至少要两条不同的需求", "takes two different needs")])
        transaction.upsert(records)

    store.in_turn(work)


def open_needs(view: View, place: str) -> list[int]:
    """Rows of the needs that nobody has begun to answer, within a place where one is named; raises NotFound."""
    stages = view.snapshot.nodes["Need"].texts("stage")
    answered = _answered(view.snapshot)
    rows = [int(row) for row in view.seen_rows("Need") if stages[row] or int(row) not in answered]
    rows = [row for row in rows if stages[row] in OPEN]
    if place:
        view.row("Place", place)
        within, places = places_within(view.snapshot, place), placed(view.snapshot, "Need")
        rows = [row for row in rows if within.intersection(places.get(row, ()))]
    return rows


def _answered(snapshot: Snapshot) -> set[int]:
    """Needs that a project beyond the search for partners answers, or did; what its own record says goes before."""
    stages = snapshot.nodes["Project"].texts("stage")
    projects = joined(snapshot, "Need", "ADDRESSES", "Project", inward=True)
    return {need for need, found in projects.items() if any(stages[row] not in UNSETTLED for row in found)}


def _in_one_hand(lines: Sequence[NeedLine], cluster: Cluster) -> bool:
    """Whether one project answers all of them already."""
    of_each = [{project.id for project in lines[row].projects} for row in cluster.members]
    return bool(set.intersection(*of_each))


def _area(view: View, places: Sequence[int]) -> Area:
    """The street and the community around a need's place."""
    levels = (
        {view.properties("Place", row).get("level"): row for row in places_around(view, places[0])} if places else {}
    )
    street, community = (levels.get(level) for level in ("street", "community"))
    return "" if street is None else str(street), "" if community is None else str(community)


def _line(view: View, row: int, places: Sequence[int], projects: Sequence[int]) -> NeedLine:
    held, stages = view.properties("Need", row), view.snapshot.nodes["Project"].texts("stage")
    quantity, seen = held.get("quantity"), [one for one in projects if view.seen("Project", one)]
    counted = isinstance(quantity, float) and quantity > 0 and held.get("unit") in HOUSEHOLD_UNITS
    return NeedLine(
        need=view.mention("Need", row),
        text=str(held.get("text") or ""),
        place=view.mention("Place", places[0]) if places else None,
        households=float(str(quantity)) if counted else None,
        stage=str(held.get("stage") or ""),
        projects=tuple(view.mention("Project", one) for one in seen),
        running=tuple(view.mention("Project", one) for one in seen if stages[one] not in OVER),
    )


def _judged(decided: Iterable[Node], at: Mapping[str, int]) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Pairs of people's judgements by their place in the list: those that are one, those that are two."""
    together: list[tuple[int, int]] = []
    apart: list[tuple[int, int]] = []
    for node in decided:
        told = node.properties
        left, right = at.get(str(told.get("left"))), at.get(str(told.get("right")))
        if told.get("kind") == "Need" and left is not None and right is not None:
            (together if told.get("same") else apart).append((left, right))
    return sorted(together), sorted(apart)  # whatever the order in which the graph tells them


def _group(lines: Sequence[NeedLine], cluster: Cluster, together: Sequence[tuple[int, int]]) -> NeedGroup:
    joined = {frozenset(pair) for pair in together}
    return NeedGroup(
        lines=tuple(lines[row] for row in cluster.members),
        households=cluster.households,
        places=cluster.places,
        problem=cluster.why.title,
        problem_en=cluster.why.title_en,
        words=cluster.why.words,
        chance=cluster.why.chance,
        joined=all(frozenset(pair) in joined for pair in combinations(cluster.members, 2)),
    )
