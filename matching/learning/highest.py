"""The highest of every row of scores: among very many, without putting the rest in order."""

from __future__ import annotations

import numpy as np

from matching.learning.history import Dense, Rows

GROUP = 64  # scores of which first only the highest is looked at
LEAST = np.finfo(np.float32).smallest_subnormal  # what is less is nothing


def highest(scores: Dense, count: int) -> tuple[Rows, Rows]:
    """Rows and columns of the `count` highest positive scores of every row, and any that equal the last of them."""
    width = scores.shape[1]
    if not 0 < count < width:
        row, column = np.nonzero(scores >= LEAST)
        return row, column
    if width < count * GROUP:
        bar = np.partition(scores, width - count, axis=1)[:, width - count, None]
        row, column = np.nonzero(scores >= np.maximum(bar, LEAST))
        return row, column
    hopeful = np.flatnonzero(scores >= np.maximum(reached(scores, count), LEAST)[:, None])
    row, column = np.divmod(hopeful, width)
    values = scores[row, column]
    found = np.bincount(row, minlength=len(scores))
    many = np.flatnonzero(found > count)
    bars = np.zeros(len(scores), dtype=np.float32)
    bars[many] = values[np.lexsort((-values, row))][(np.cumsum(found) - found + count - 1)[many]]
    kept = values >= bars[row]
    return row[kept], column[kept]


def reached(scores: Dense, count: int) -> Dense:
    """Per row a score that at least `count` columns reach: of the highest of many groups the one at that place."""
    groups = max(count, scores.shape[1] // GROUP)
    size = scores.shape[1] // groups
    peaks = scores[:, : groups * size].reshape(len(scores), size, groups).max(axis=1)
    least: Dense = np.partition(peaks, groups - count, axis=1)[:, groups - count]
    return least
