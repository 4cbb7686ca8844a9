"""Seats of a team for an idea: for each part some who could play it, nobody twice, nobody beside whom they avoid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matching.data import MatchingData


def seated(data: MatchingData, offered: Mapping[str, Sequence[int]], most: Mapping[str, int]) -> dict[int, list[str]]:
    """Who sits at the table, with every part that each could play, in the order of parts and of those offered.

    offered: for each part candidate rows, the best first. most: seats of each part; who plays two parts takes the
    first one's seat and leaves the other's to somebody else.
    """
    table: dict[int, list[str]] = {}
    apart: set[int] = set()
    for part, rows in offered.items():
        free = most[part]
        for row in dict.fromkeys(rows):
            if row in table:
                table[row].append(part)
            elif free and row not in apart:
                table[row] = [part]
                apart.update(data.conflicts.of(row).tolist())
                free -= 1
    return table
