"""From lists shown and what became of them to examples that weights can learn from."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor, isnan

import numpy as np
from numpy.typing import NDArray

from graph.snapshot import Snapshot
from matching.data import CANDIDATE_KINDS
from matching.learning import decisions
from matching.learning.decisions import Shown, Signal, signal
from matching.learning.update import Examples
from service.lines.asking import text_of
from service.lines.promises import OF_INVITATION
from service.partnering.exposure import ASKED_DOOR
from service.viewing.overview import pairs, project_of_requirement

Who = tuple[str, str]
CLAIMED = {"confirmed": "claimed", "fulfilled": "fulfilled", "reviewed": "fulfilled"}
# The later in the story, the more it says: a promise kept outweighs the answer, and the answer the first look.
SOURCES = ("decision", "invitation", "claim")


SOURCE_WORDS = {
    "decision": ("名单上的判断", "verdicts on lists"),
    "invitation": ("邀请的答复", "answers to invitations"),
    "claim": ("认领", "claims"),
}
# Why an answer teaches nothing: what the candidate was like when asked was never written down, or nobody knows when.
UNUSED_WORDS = {
    "never_shown": (
        "事先没有看过那一项的名单，对方当时什么样没有记下。先看名单、再邀请，答复就算数。",
        "no list of that line was looked at before, so what they were like is not on record. Look at the list first, "
        "then invite, and the answer counts.",
    ),
    "not_listed": (
        "看过那一项的名单，对方不在名单上。从名单、配队或统筹里邀请，答复就算数。",
        "the list of that line was looked at, and they were not on it. Invite from the list, a team or the plan, and "
        "the answer counts.",
    ),
    "shown_later": (
        "名单是答复以后才看的，不能倒过来学。",
        "the list was looked at only after the answer; nothing is learned backwards.",
    ),
    "undated": ("没写哪天的事，不知道该对哪份名单。", "they bear no day, so the list they belong to is unknown."),
}


@dataclass(frozen=True)
class Evidence:
    """Examples with one column a feature, the day and list of each, and what they were made of.

    shown: lists in the graph, decided on or not; lists: those that something was decided on. counts: by source.
    unused: answers that teach nothing, by reason (`UNUSED_WORDS`). waiting: invitations without an answer.
    """

    examples: Examples
    days: NDArray[np.float64]
    of_list: NDArray[np.int64]
    shown: int
    lists: int
    counts: Mapping[str, int]
    unused: Mapping[str, int]
    waiting: int

    @property
    def unseen(self) -> int:
        """How many answers teach nothing."""
        return sum(self.unused.values())


@dataclass(frozen=True)
class _List:
    row: int
    day: float
    places: dict[Who, int]
    shown: Shown
    looked: bool  # somebody looked at it; otherwise it was written down when they were asked


@dataclass(frozen=True)
class _Answer:
    """What was answered for a requirement (row) by a candidate, asked on that day."""

    source: str
    requirement: int
    who: Who
    day: float
    signal: Signal


def evidence(snapshot: Snapshot, features: Sequence[str]) -> Evidence:
    """Every decided place of every list in the graph, with the values written down when the list was shown.

    An answer belongs to the last list of its requirement that held the candidate before it was asked, else to what
    was written down when it was asked, so nothing that came later can reach its values. An answer to what was
    written down nowhere is counted, and teaches nothing.
    """
    lists, of_line = _lists(snapshot, features), defaultdict(list)
    for shown, line in pairs(snapshot, "SHOWN_FOR", "Shown", "Requirement"):
        if shown in lists:
            of_line[line].append(lists[shown])
    signals: dict[int, dict[Who, tuple[int, Signal]]] = defaultdict(dict)
    counts, unused = Counter[str](), Counter[str]()
    for row, who, found in _decisions(snapshot):
        counts["decision"] += 1
        _note(signals[row], who, 0, found)
    for answer in (*_invitations(snapshot), *_claims(snapshot)):
        held = of_line[answer.requirement]
        before = [one for one in held if answer.who in one.places and one.day <= answer.day]
        if not before:
            unused[_why_unused(held, answer)] += 1
            continue
        counts[answer.source] += 1
        latest = max(before, key=lambda one: (one.looked, one.day, one.row))
        _note(signals[latest.row], answer.who, SOURCES.index(answer.source), answer.signal)
    decided = [(lists[row], signals[row]) for row in sorted(signals) if row in lists]
    rows = [(one.shown, [found[who][1] if who in found else None for who in one.places]) for one, found in decided]
    sizes = [len(decisions.examples([row], len(features)).outcomes) for row in rows]
    return Evidence(
        decisions.examples(rows, len(features)),
        np.repeat([one.day for one, _ in decided], sizes),
        np.repeat(np.arange(len(decided)), sizes),
        sum(one.looked for one in lists.values()),
        len(decided),
        dict(counts),
        dict(unused),
        _waiting(snapshot),
    )


def _why_unused(held: Sequence[_List], answer: _Answer) -> str:
    if isnan(answer.day):
        return "undated"
    if any(answer.who in one.places for one in held):
        return "shown_later"
    return "not_listed" if any(one.looked and one.day <= answer.day for one in held) else "never_shown"


def _waiting(snapshot: Snapshot) -> int:
    """How many invitations nobody has answered."""
    return sum(not answer for answer in snapshot.nodes["Invitation"].texts("answer"))


def _note(found: dict[Who, tuple[int, Signal]], who: Who, weight: int, one: Signal) -> None:
    if who not in found or found[who][0] <= weight:
        found[who] = weight, one


def _lists(snapshot: Snapshot, features: Sequence[str]) -> dict[int, _List]:
    """The lists by row; those without values (of a version that wrote none) are left out."""
    table = snapshot.nodes["Shown"]
    held = {name: table.lists(name) for name in ("kinds", "candidates", "features", "values", "propensities")}
    days, doors, found = table.days("shown_at"), table.texts("door"), {}
    for row in range(len(table)):
        of = {name: entries[bounds[row] : bounds[row + 1]].tolist() for name, (bounds, entries) in held.items()}
        sizes = {len(of[name]) for name in ("kinds", "candidates", "values", "propensities")}
        if sizes == {0} or len(sizes) > 1 or isnan(days[row]):
            continue
        at = {name: place for place, name in enumerate(of["features"])}
        values = [[float(value) for value in line.split(",")] for line in of["values"]]
        # What was not measured yet when the list was shown said nothing.
        mine = [[line[at[name]] if name in at else 0.0 for name in features] for line in values]
        places = {who: place for place, who in enumerate(zip(of["kinds"], of["candidates"], strict=True))}
        if len(places) == len(mine):
            # An answer bears a date only; a list of the same day may be the one it answers.
            day = float(floor(days[row]))
            shown = Shown(mine, [float(one) for one in of["propensities"]])
            found[row] = _List(row, day, places, shown, doors[row] != ASKED_DOOR)
    return found


def _candidates(snapshot: Snapshot, link: str, start: str) -> dict[int, list[Who]]:
    """By row of a node of kind `start` the candidates that a link of it leads to."""
    found: dict[int, list[Who]] = defaultdict(list)
    for kind in CANDIDATE_KINDS:
        for row, who in pairs(snapshot, link, start, kind):
            found[row].append((kind, snapshot.nodes[kind].ids[who]))
    return found


def _decisions(snapshot: Snapshot) -> list[tuple[int, Who, Signal]]:
    table, of, found = snapshot.nodes["Decision"], _candidates(snapshot, "DECIDED_ON", "Decision"), []
    for row, shown in pairs(snapshot, "DECIDED_ON", "Decision", "Shown"):
        one = signal(text_of(table, row, "verdict"), text_of(table, row, "reason"))
        if one is not None:
            found += [(shown, who, one) for who in of.get(row, ())]
    return found


def _invitations(snapshot: Snapshot) -> list[_Answer]:
    table, of = snapshot.nodes["Invitation"], _candidates(snapshot, "ASKED", "Invitation")
    days, found = table.days("asked_on"), []
    for row, line in pairs(snapshot, "ASKED_FOR", "Invitation", "Requirement"):
        one = signal(text_of(table, row, "answer"), text_of(table, row, "reason"))
        if one is not None:
            found += [_Answer("invitation", line, who, days[row], one) for who in of.get(row, ())]
    return found


def _claims(snapshot: Snapshot) -> list[_Answer]:
    table, kept, found = snapshot.nodes["Claim"], _promises_kept(snapshot), []
    days, projects = table.days("made_on"), project_of_requirement(snapshot)
    invitations, asked = snapshot.nodes["Invitation"].row_of, _candidates(snapshot, "ASKED", "Invitation")
    makers: dict[int, list[Who]] = defaultdict(list)
    for kind in CANDIDATE_KINDS:
        for maker, claim in pairs(snapshot, "MADE", kind, "Claim"):
            makers[claim].append((kind, snapshot.nodes[kind].ids[maker]))
    for row, line in pairs(snapshot, "TAKES", "Claim", "Requirement"):
        answer = CLAIMED.get(text_of(table, row, "status"))
        answered = table.ids[row].removeprefix(OF_INVITATION)
        of_answer = answered in invitations and answered != table.ids[row]
        # The answer that made such a claim counts already; only what came of it says more.
        if answer is None or (of_answer and answer == "claimed"):
            continue
        for who in asked.get(invitations[answered], ()) if of_answer else makers.get(row, ()):
            one = signal(answer, kept=kept.get((projects.get(line, -1), who)))
            if one is not None:
                found.append(_Answer("claim", line, who, days[row], one))
    return found


def _promises_kept(snapshot: Snapshot) -> dict[tuple[int, Who], float]:
    """The share of promises kept, by project (row) and partner, as residents judged it."""
    table, of = snapshot.nodes["Review"], _candidates(snapshot, "REVIEWS", "Review")
    share, judged = table.numbers("fulfilled"), defaultdict(list)
    for row, project in pairs(snapshot, "REVIEWS", "Review", "Project"):
        if not isnan(share[row]):
            for who in of.get(row, ()):
                judged[project, who].append(share[row])
    return {key: float(np.mean(shares)) for key, shares in judged.items()}
