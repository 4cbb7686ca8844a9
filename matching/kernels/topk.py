"""The k best rows of a large table for one question: by shared terms (sparse), or by closeness (dense), exactly."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from matching.kernels.compiled import kernel

Whole = NDArray[np.int64]
Narrow = NDArray[np.int32]
Single = NDArray[np.float32]
Mask = NDArray[np.bool_]
BLOCK = 1 << 15  # rows of a dense table that are multiplied together


@dataclass(frozen=True, eq=False)
class Postings:
    """A sparse table turned: for every term the rows that hold it, ascending, and their weights."""

    starts: Whole
    rows: Narrow
    weights: Single
    size: int

    @classmethod
    def build(cls, table: csr_array) -> Postings:
        """Turn a table of rows × terms."""
        turned = table.T.tocsr()
        turned.sort_indices()
        return cls(
            turned.indptr.astype(np.int64),
            turned.indices.astype(np.int32),
            turned.data.astype(np.float32),
            table.shape[0],
        )

    def best(self, terms: Whole, weights: Single, k: int, eligible: Mask | None = None) -> tuple[Whole, Single]:
        """Rows of the k largest dot products above 0 with a question, the largest first, then by row; and those."""
        allowed = np.ones(self.size, dtype=np.bool_) if eligible is None else np.ascontiguousarray(eligible)
        rows, scores = sparse_best(
            self.starts,
            self.rows,
            self.weights,
            np.ascontiguousarray(terms, dtype=np.int64),
            np.ascontiguousarray(weights, dtype=np.float32),
            allowed,
            min(k, self.size),
        )
        return rows, scores


def _sparse_best(
    starts: Whole, rows: Narrow, weights: Single, terms: Whole, asked: Single, allowed: Mask, k: int
) -> tuple[Whole, Single]:
    """Rows and scores of the k best by adding up the postings of the terms asked for, in their order."""
    scores = np.zeros(len(allowed), dtype=np.float32)
    touched = [np.zeros(0, dtype=np.int32)]
    for term, weight in zip(terms.tolist(), asked, strict=True):
        run = slice(starts[term], starts[term + 1])
        # A term names a row once, so nothing is added twice in one go.
        scores[rows[run]] += weights[run] * weight
        touched.append(rows[run])
    found = np.unique(np.concatenate(touched))
    found = found[allowed[found] & (scores[found] > 0)]
    if len(found) > k:
        least = np.partition(scores[found], len(found) - k)[len(found) - k]
        found = found[scores[found] >= least]
    order = np.lexsort((found, -scores[found]))[:k]
    return found[order].astype(np.int64), scores[found[order]]


def _sift(best: Whole, scores: Single, count: int) -> None:
    """Let the first of a heap sink to its place: the worst lies on top, of equals the later row."""
    at = 0
    while True:
        worst, left = at, 2 * at + 1
        for child in (left, left + 1):
            if child < count and (
                scores[child] < scores[worst] or (scores[child] == scores[worst] and best[child] > best[worst])
            ):
                worst = child
        if worst == at:
            return
        best[at], best[worst] = best[worst], best[at]
        scores[at], scores[worst] = scores[worst], scores[at]
        at = worst


@kernel(
    twin=_sparse_best,
    signature="(int64[::1], int32[::1], float32[::1], int64[::1], float32[::1], boolean[::1], int64)",
    helpers=(_sift,),
)
def sparse_best(starts, rows, weights, terms, asked, allowed, k):  # type: ignore[no-untyped-def]
    """What its twin does, as a loop to compile."""
    scores = np.zeros(len(allowed), dtype=np.float32)
    for at in range(len(terms)):
        weight = asked[at]
        for place in range(starts[terms[at]], starts[terms[at] + 1]):
            scores[rows[place]] += weights[place] * weight
    best, kept = np.full(k, -1, dtype=np.int64), np.full(k, -np.inf, dtype=np.float32)
    for at in range(len(terms)):
        for place in range(starts[terms[at]], starts[terms[at] + 1]):
            row = rows[place]
            score = scores[row]
            if score > 0 and score >= kept[0] and allowed[row]:
                scores[row] = -1.0  # looked at
                if score > kept[0] or row < best[0]:
                    best[0], kept[0] = row, score
                    _sift(best, kept, k)
    found = np.flatnonzero(best >= 0)
    best, kept = best[found], kept[found]
    order = np.argsort(best)
    best, kept = best[order], kept[order]
    order = np.argsort(-kept, kind="mergesort")
    return best[order], kept[order]


def dense_best(
    table: Single, asked: Single, k: int, eligible: Mask | None = None, together: int = BLOCK
) -> tuple[Whole, Single]:
    """Rows of the k largest dot products with a question, the largest first, then by row; and those.

    Numpy reads such a table as fast as memory gives it, so there is nothing to compile: blocks are multiplied while
    they are near, and only what beats the k-th best so far is looked at again.
    """
    rows, scores = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
    least = -np.inf
    for first in range(0, len(table), together):
        block = table[first : first + together] @ asked
        if eligible is not None:
            block[~eligible[first : first + together]] = -np.inf
        found = np.flatnonzero(block > least)
        if not len(found):
            continue
        rows = np.concatenate([rows, found + first])
        scores = np.concatenate([scores, block[found]])
        order = np.lexsort((rows, -scores))[:k]
        rows, scores = rows[order], scores[order]
        if len(rows) == k:
            least = scores[-1]
    return rows, scores
