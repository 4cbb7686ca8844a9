"""People counted once: whoever sits in two groups, or comes alone and with a group, gives one pair of hands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np

from matching.data import MatchingData

MOST_PARTIES = 12  # that are checked in every combination; beyond, in pairs


def bodies(data: MatchingData, row: int) -> tuple[frozenset[int], float]:
    """The persons known to be behind a candidate, and how many there are in all (the larger of record and list)."""
    known = frozenset(int(person) for person in data.members.of(row)) or frozenset((row,))
    size = float(data.candidates.number("members")[row])
    return known, max(len(known), size if size == size else 0.0)


def short_of_people(data: MatchingData, sent: Mapping[int, float]) -> tuple[int, ...]:
    """The smallest set of candidates who together promise more people than they are; empty when there is none.

    sent: people promised by each candidate row. This is Hall's condition over the sets of those who send people.
    """
    rows = sorted(row for row, count in sent.items() if count > 0)
    held = {row: bodies(data, row) for row in rows}
    most = len(rows) if len(rows) <= MOST_PARTIES else 2
    for size in range(1, most + 1):
        for together in combinations(rows, size):
            if _there_are(held, together) < sum(sent[row] for row in together) - 1e-9:
                return together
    return ()


def _there_are(held: Mapping[int, tuple[frozenset[int], float]], rows: Sequence[int]) -> float:
    """How many different people these candidates are together, as far as is known."""
    known = [held[row][0] for row in rows]
    different = len(frozenset[int]().union(*known))
    unlisted = sum(max(held[row][1] - len(persons), 0.0) for row, persons in zip(rows, known, strict=True))
    return different + unlisted


def in_conflict(data: MatchingData, rows: Sequence[int]) -> tuple[int, ...]:
    """Two of these candidates who should not work together, or nobody."""
    here = np.array(sorted(rows), dtype=np.int64)
    for row in here.tolist():
        others = np.intersect1d(data.conflicts.of(row), here)
        if len(others):
            return row, int(others[0])
    return ()
