"""The best joint assignment: which column is which field, so that the worths together are greatest."""

from __future__ import annotations

from collections.abc import Sequence


def best_pairs(worth: Sequence[Sequence[float]]) -> list[int]:
    """For each row the column it is given, so that the sum of `worth` is greatest; rows must not outnumber columns.

    The Hungarian method with potentials: a few dozen rows need no library.
    """
    rows, columns = len(worth), len(worth[0]) if worth else 0
    row_potential, column_potential = [0.0] * (rows + 1), [0.0] * (columns + 1)
    taken_by, came_from = [0] * (columns + 1), [0] * (columns + 1)
    for row in range(1, rows + 1):
        taken_by[0] = row
        at = _extend(worth, row_potential, column_potential, taken_by, came_from)
        while at:
            before = came_from[at]
            taken_by[at] = taken_by[before]
            at = before
    given = [-1] * rows
    for column in range(1, columns + 1):
        if taken_by[column]:
            given[taken_by[column] - 1] = column - 1
    return given


def _extend(
    worth: Sequence[Sequence[float]],
    row_potential: list[float],
    column_potential: list[float],
    taken_by: list[int],
    came_from: list[int],
) -> int:
    """The free column at the end of the cheapest path that gives one more row its column."""
    columns = len(column_potential) - 1
    slack, used = [float("inf")] * (columns + 1), [False] * (columns + 1)
    at = 0
    while True:
        used[at] = True
        row, step, following = taken_by[at], float("inf"), 0
        for column in range(1, columns + 1):
            if used[column]:
                continue
            cost = -worth[row - 1][column - 1] - row_potential[row] - column_potential[column]
            if cost < slack[column]:
                slack[column], came_from[column] = cost, at
            if slack[column] < step:
                step, following = slack[column], column
        for column in range(columns + 1):
            if used[column]:
                row_potential[taken_by[column]] += step
                column_potential[column] -= step
            else:
                slack[column] -= step
        at = following
        if not taken_by[at]:
            return at
