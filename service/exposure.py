"""Who was shown and asked how often of late: what the order of a list goes by besides the score."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from graph.snapshot import Snapshot
from graph.tables import NodeTable
from matching.data import ANSWERS, MatchingData
from matching.policy import FIRST, Exposure, Placed, arranged
from matching.question import Question
from service.feedback import ASKED_DOOR

LATELY = 30.0  # days
Column = NDArray[np.float64]
Who = tuple[str, str]
# Counted once for a state of the table, which outlives many questions.
_counted: WeakKeyDictionary[NodeTable, tuple[float, Counter[Who]]] = WeakKeyDictionary()


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


def placed(snapshot: Snapshot, question: Question, rows: NDArray[np.int64], scores: Column, limit: int) -> list[Placed]:
    """The order in which these candidates (rows, best first) are shown; the same all day for the same line."""
    data, today = question.data, question.standing.now
    shown = shown_lately(snapshot, today)
    nodes = [data.nodes.node(row) for row in rows.tolist()]
    asked_on, open_asks = _asked(data, rows, today)
    seen = np.array([float(shown[node["kind"], node["id"]]) for node in nodes])
    past = Exposure(seen, asked_on, open_asks, question.standing.new_face[rows] > 0)
    same = sha256(f"{question.ask.id} {today:.0f}".encode()).digest()
    return arranged(scores, past, np.random.default_rng(int.from_bytes(same[:8], "big")), limit)


def _asked(data: MatchingData, rows: NDArray[np.int64], today: float) -> tuple[Column, Column]:
    """The day each was last asked, and how many of its asks of the last month wait for an answer."""
    held, last, waiting = data.invitations, np.full(len(rows), np.nan), np.zeros(len(rows))
    for at in np.flatnonzero(held.by_candidate.counts[rows]).tolist():
        mine = held.by_candidate.of(int(rows[at]))
        days = held.asked_on[mine]
        known = days[days <= today]
        if len(known):
            last[at] = known.max()
        waiting[at] = ((held.answers[mine] == ANSWERS.index("")) & (days > today - LATELY) & (days <= today)).sum()
    return last, waiting
