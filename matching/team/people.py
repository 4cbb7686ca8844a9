"""People counted once: whoever sits in two groups, or comes alone and with a group, gives one pair of hands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from matching.data import MatchingData

MOST_PARTIES = 12  # that are checked in every combination; beyond, in pairs


def bodies(data: MatchingData, row: int) -> tuple[frozenset[int], float]:
    """The persons known to be behind a candidate, and how many there are in all (the larger of record and list)."""
    known = frozenset(int(person) for person in data.members.of(row)) or frozenset((row,))
    size = float(data.candidates.number("members")[row])
    return known, max(len(known), size if size == size else 0.0)


class Crowd:
    """The persons behind some candidates (rows), looked up once for as many choices of them as are tried."""

    def __init__(self, data: MatchingData, rows: Iterable[int]) -> None:
        self._held = {row: bodies(data, row) for row in rows}
        self._linked = {row for group in _in_common(self._held, sorted(self._held)) for row in group}
        self._counted: dict[tuple[int, ...], float] = {}

    def short(self, sent: Mapping[int, float]) -> tuple[int, ...]:
        """The smallest set of candidates who together promise more people than they are; empty when there is none.

        sent: people promised by each candidate row. This is Hall's condition over the sets of those who send people;
        only those who have people in common, by way of others too, can be short together when they are not alone.
        """
        rows = sorted(row for row, count in sent.items() if count > 0)
        for row in rows:
            if self._held[row][1] < sent[row] - 1e-9:
                return (row,)
        groups = _in_common(self._held, [row for row in rows if row in self._linked])
        for size in range(2, max(map(len, groups), default=0) + 1):
            for group in groups:
                if size > len(group) or (size > 2 and len(group) > MOST_PARTIES):
                    continue
                for together in combinations(group, size):
                    if self._there_are(together) < sum([sent[row] for row in together]) - 1e-9:
                        return together
        return ()

    def _there_are(self, rows: tuple[int, ...]) -> float:
        """How many different people these candidates are together, as far as is known."""
        if rows not in self._counted:
            known = [self._held[row][0] for row in rows]
            different = len(frozenset[int]().union(*known))
            unlisted = sum(max(self._held[row][1] - len(some), 0.0) for row, some in zip(rows, known, strict=True))
            self._counted[rows] = different + unlisted
        return self._counted[rows]


def _in_common(held: Mapping[int, tuple[frozenset[int], float]], rows: Sequence[int]) -> list[list[int]]:
    """Rows that have people in common, by way of others too, in groups of two and more."""
    group_of = {row: [row] for row in rows}
    first: dict[int, int] = {}  # row that has a person
    for row in rows:
        for person in held[row][0]:
            mine, other = group_of[row], group_of[first.setdefault(person, row)]
            if mine is not other:
                other += mine
                group_of.update(dict.fromkeys(mine, other))
    return sorted(sorted(group) for row, group in group_of.items() if len(group) > 1 and group[0] == row)


def in_conflict(data: MatchingData, rows: Sequence[int]) -> tuple[int, ...]:
    """Two of these candidates who should not work together, or nobody."""
    here = set(rows)
    for row in sorted(here):
        others = here.intersection(data.conflicts.of(row).tolist())
        if others:
            return row, min(others)
    return ()
