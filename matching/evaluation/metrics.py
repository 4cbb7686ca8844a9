"""How good lists are: NDCG, recall, reciprocal rank, and how widely they spread the asking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.learning.highest import reached
from matching.learning.history import Dense, Rows, Sparse
from matching.learning.metrics import TOP, ideal, ndcg, worth

PAIRS = 256  # rows compared at once, so that they stay in the cache
WIDE = 4096  # candidates from which on a row is compared by itself, and only for those who can be among the ten
CROWD = 8  # right ones of a query from which on it is cheaper to look first who can be among the ten
Values = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Ranked:
    """Per query the first ten candidates (−1: no more), the gain of each, and the figures of the list."""

    top: Rows  # query × 10
    ndcg: Values
    recall: Values
    reciprocal: Values  # 1 / place of the first right one in the whole order


def ranked(scores: Dense, answers: Sparse, ties: Rows | None = None) -> Ranked:
    """Order candidates by score and compare with the right ones.

    Equal scores go by `ties` (candidate → place in a fixed order, by row when none is told). −∞ is never listed.
    NDCG@10 with binary gain and log2 discount, the ideal over min(10, right ones) (Järvelin & Kekäläinen 2002).
    """
    order = np.argsort(ties, kind="stable") if ties is not None else np.arange(scores.shape[1])
    shuffled = np.take(scores, order, axis=1)  # row by row in memory, as indexing would not leave it
    top, best = top_of(shuffled, TOP)
    query, right = _right(answers, np.argsort(order))
    width, rows = scores.shape[1], np.arange(scores.shape[0])[:, None]
    gains = np.isin(rows * width + top, query * width + right) & (best > -np.inf)
    wanted = np.diff(answers.indptr)
    listed = np.where(best > -np.inf, order[top], -1)
    return Ranked(
        listed,
        ndcg(gains, ideal(wanted)),
        gains.sum(axis=1) / np.maximum(wanted, 1),
        _reciprocal(shuffled, query, right),
    )


def top_of(scores: Dense, count: int) -> tuple[Rows, Dense]:
    """Columns and scores of the highest per row, descending; of equal ones the earlier column first."""
    queries, width = scores.shape
    count = min(count, width)
    if not count or not queries:
        return np.zeros((queries, 0), dtype=np.int64), np.zeros((queries, 0), dtype=np.float32)
    bar = np.partition(scores, width - count, axis=1)[:, width - count]
    within = np.flatnonzero(scores >= bar[:, None])
    rows = within // width
    level = scores.ravel()[within] == bar[rows]
    begin = np.searchsorted(rows, np.arange(queries))
    counted = np.cumsum(level)
    room = count - np.bincount(rows[~level], minlength=queries) + counted[begin] - level[begin]
    columns = (within - rows * width)[~level | (counted <= room[rows])].reshape(-1, count)
    values = np.take_along_axis(scores, columns, axis=1)
    order = np.argsort(-values, axis=1, kind="stable")
    return np.take_along_axis(columns, order, axis=1), np.take_along_axis(values, order, axis=1)


def mean_ndcg(scores: Dense, answers: Sparse) -> float:
    """Mean NDCG@10 over the queries, quickly: only the places of the right ones are counted, equals share theirs."""
    if not scores.shape[0]:
        return 0.0
    wanted = np.diff(answers.indptr)
    query = np.repeat(np.arange(scores.shape[0]), wanted)
    own = scores[query, answers.indices]
    hopeful = own > -np.inf
    if scores.shape[1] >= WIDE:
        hopeful &= own >= reached(scores, TOP)[query]
    elif len(query) >= CROWD * len(wanted) and scores.shape[1] > TOP:
        hopeful &= own >= np.partition(scores, scores.shape[1] - TOP, axis=1)[query, scores.shape[1] - TOP]
    gains = np.zeros(len(query))
    asked = np.flatnonzero(hopeful)
    for start in range(0, len(asked), PAIRS):
        part = asked[start : start + PAIRS]
        place = _places(scores, query[part], own[part])
        gains[part] = np.where(place < TOP, worth(place), 0.0)
    return float((np.bincount(query, gains, minlength=len(wanted)) / ideal(wanted)).mean())


def _places(scores: Dense, query: Rows, values: Dense) -> Values:
    """The place of each value in the row of its query, from 0; equals share theirs."""
    if scores.shape[1] >= WIDE:
        lines = [(scores[row], value) for row, value in zip(query.tolist(), values, strict=True)]
        found = [np.count_nonzero(line > one) + (np.count_nonzero(line == one) - 1) / 2.0 for line, one in lines]
        return np.array(found)
    rows, value = scores[query], values[:, None]
    place: Values = np.count_nonzero(rows > value, axis=1) + (np.count_nonzero(rows == value, axis=1) - 1) / 2.0
    return place


def coverage(tops: Sequence[Rows], candidates: int) -> float:
    """The share of all candidates that stand on at least one list."""
    listed = np.unique(np.concatenate([top.ravel() for top in tops]))
    return float((listed >= 0).sum() / max(candidates, 1))


def gini(tops: Sequence[Rows], candidates: int) -> float:
    """Gini coefficient of how often each candidate is listed: 0 all alike, towards 1 always the same few."""
    listed = np.concatenate([top.ravel() for top in tops])
    counts = np.sort(np.bincount(listed[listed >= 0], minlength=candidates).astype(np.float64))
    total = counts.sum()
    if not total:
        return 0.0
    places = np.arange(1, len(counts) + 1)
    return float((2 * places - len(counts) - 1) @ counts / (len(counts) * total))


def _right(answers: Sparse, place: Rows) -> tuple[Rows, Rows]:
    """The right ones as pairs of query and place of the candidate."""
    query = np.repeat(np.arange(answers.shape[0]), np.diff(answers.indptr))
    told = answers.data > 0
    return query[told], place[answers.indices[told]]


def _reciprocal(scores: Dense, query: Rows, right: Rows) -> Values:
    own = scores[query, right]
    order = np.lexsort((right, -own, query))  # of equal ones the first, which is also the first listed
    asked, first = np.unique(query[order], return_index=True)
    found = np.zeros(len(scores))
    for row, one in zip(asked.tolist(), order[first].tolist(), strict=True):
        value, line = own[one], scores[row]
        if value > -np.inf:
            level = np.count_nonzero(line[: right[one]] == value)
            found[row] = 1.0 / (1.0 + np.count_nonzero(line > value) + level)
    return found
