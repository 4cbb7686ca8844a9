"""People counted once: whoever sits in two groups, or comes alone and with a group, gives one pair of hands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

from matching.data import MatchingData

MOST_PARTIES = 12  # that are checked in every combination; beyond, in pairs


def bodies(data: MatchingData, row: int) -> tuple[frozenset[int], float]:
    """The persons known to be behind a candidate, and how many there are in all (the larger of record and list)."""
    known = frozenset(int(person) for person in data.members.of(row)) or frozenset((row,))
    size = float(data.candidates.number("members")[row])
    return known, max(len(known), size if size == size else 0.0)


def short_of_people(data: MatchingData, sent: Mapping[int, float]) -> tuple[int, ...]:
    """The smallest set of candidates who together promise more people than they are; empty when there is none.

    sent: people promised by each candidate row. This is Hall's condition over the sets of those who send people; only
    those who have people in common, by way of others too, can be short together when they are not short alone.
    """
    rows = sorted(row for row, count in sent.items() if count > 0)
    held = {row: bodies(data, row) for row in rows}
    for row in rows:
        if held[row][1] < sent[row] - 1e-9:
            return (row,)
    groups = _in_common(held, rows)
    for size in range(2, max(map(len, groups), default=0) + 1):
        for group in groups:
            if size > len(group) or (size > 2 and len(group) > MOST_PARTIES):
                continue
            for together in combinations(group, size):
                if _there_are(held, together) < sum(sent[row] for row in together) - 1e-9:
                    return together
    return ()


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


def _there_are(held: Mapping[int, tuple[frozenset[int], float]], rows: Sequence[int]) -> float:
    """How many different people these candidates are together, as far as is known."""
    known = [held[row][0] for row in rows]
    different = len(frozenset[int]().union(*known))
    unlisted = sum(max(held[row][1] - len(persons), 0.0) for row, persons in zip(rows, known, strict=True))
    return different + unlisted


def in_conflict(data: MatchingData, rows: Sequence[int]) -> tuple[int, ...]:
    """Two of these candidates who should not work together, or nobody."""
    here = set(rows)
    for row in sorted(here):
        others = here.intersection(data.conflicts.of(row).tolist())
        if others:
            return row, min(others)
    return ()
