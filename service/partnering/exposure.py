"""Who was shown and asked how often of late: what the order of a list goes by besides the score."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from hashlib import sha256
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from graph.snapshot import Snapshot
from graph.tables import NodeTable
from matching.data import ANSWERS, MatchingData
from matching.policy import FIRST, Exposure, Placed, arranged
from matching.question import Question

LATELY = 30.0  # days
ASKED_DOOR = "invitation"  # of a list that nobody looked at: what those were like who were asked, at that moment
Column = NDArray[np.float64]
Who = tuple[str, str]
# Counted once for a state of the table, which outlives many questions.
_counted: WeakKeyDictionary[NodeTable, tuple[float, Counter[Who]]] = WeakKeyDictionary()
_pasts: WeakKeyDictionary[MatchingData, tuple[NodeTable, float, Recent]] = WeakKeyDictionary()


def shown_lately(snapshot: Snapshot, today: float) -> Counter[Who]:
    """On how many lists of the last month each candidate (kind, id) stood among the first ten."""
    table = snapshot.nodes["Shown"]
    held = _counted.get(table)
    if held is not None and held[0] == today:
        return held[1]
    days, (starts, kinds), (_, ids) = table.days("shown_at"), table.lists("kinds"), table.lists("candidates")
    looked = np.array([door != ASKED_DOOR for door in table.texts("door")], dtype=bool)
    counts: Counter[Who] = Counter()
    if len(kinds) == len(ids):
        for row in np.flatnonzero((days > today - LATELY) & looked).tolist():
            part = slice(int(starts[row]), min(int(starts[row + 1]), int(starts[row]) + FIRST))
            counts.update(zip(kinds[part].tolist(), ids[part].tolist(), strict=True))
    _counted[table] = today, counts
    return counts


@dataclass(frozen=True, eq=False)
class Recent:
    """What became of everybody of late, a value a candidate."""

    shown: Column  # times on a list
    asked_on: Column  # day last asked; nan for never
    open_asks: Column  # asks that wait for an answer


def placed(snapshot: Snapshot, question: Question, rows: NDArray[np.int64], scores: Column, limit: int) -> list[Placed]:
    """The order in which these candidates (rows, best first) are shown; the same all day for the same line."""
    today = question.standing.now
    past = past_of(snapshot, question.data, today)
    new = question.standing.new_face[rows] > 0
    intends = np.isin(rows, [row for row, _ in question.ask.intended])
    mine = Exposure(past.shown[rows], past.asked_on[rows], past.open_asks[rows], new, intends)
    same = sha256(f"{question.ask.id} {today:.0f}".encode()).digest()
    return arranged(scores, mine, np.random.default_rng(int.from_bytes(same[:8], "big")), limit)


def past_of(snapshot: Snapshot, data: MatchingData, today: float) -> Recent:
    """What became of everybody until this day, worked out once for a state of the community."""
    held, table = _pasts.get(data), snapshot.nodes["Shown"]
    if held is None or held[0] is not table or held[1] != today:
        held = table, today, Recent(_by_candidate(data, shown_lately(snapshot, today)), *_asked(data, today))
        _pasts[data] = held
    return held[2]


def _by_candidate(data: MatchingData, counts: Counter[Who]) -> Column:
    found = np.zeros(len(data.nodes))
    for kind in {kind for kind, _ in counts}:
        span, keys = data.nodes.range_of(kind), np.array([key for of, key in counts if of == kind], dtype=object)
        ids = data.nodes.ids[span.start : span.stop]  # sorted
        at = np.searchsorted(ids, keys)
        known = np.flatnonzero(at < len(ids))
        known = known[ids[at[known]] == keys[known]]
        found[span.start + at[known]] = [counts[kind, key] for key in keys[known].tolist()]
    return found


def _asked(data: MatchingData, today: float) -> tuple[Column, Column]:
    """The day everybody was last asked, and how many of their asks of the last month wait for an answer."""
    held, links = data.invitations, data.invitations.by_candidate
    days, waits = held.asked_on[links.values], held.answers[links.values] == ANSWERS.index("")
    past = days <= today
    last = np.full(len(data.nodes), -np.inf)
    np.maximum.at(last, links.owners[past], days[past])
    last[np.isinf(last)] = np.nan
    lately = links.owners[past & waits & (days > today - LATELY)]
    return last, np.bincount(lately, minlength=len(data.nodes)).astype(np.float64)
