"""How good lists are: NDCG, recall, reciprocal rank, and how widely they spread the asking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.learning.history import Dense, Rows, Sparse
from matching.learning.metrics import TOP, ideal, ndcg, worth

PAIRS = 256  # rows compared at once, so that they stay in the cache
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
    shuffled = scores[:, order]
    top, best = top_of(shuffled, TOP)
    relevant = _dense(answers)[:, order]
    gains = np.take_along_axis(relevant, top, axis=1) & (best > -np.inf)
    wanted = np.diff(answers.indptr)
    listed = np.where(best > -np.inf, order[top], -1)
    return Ranked(
        listed,
        ndcg(gains, ideal(wanted)),
        gains.sum(axis=1) / np.maximum(wanted, 1),
        _reciprocal(shuffled, relevant),
    )


def top_of(scores: Dense, count: int) -> tuple[Rows, Dense]:
    """Columns and scores of the highest per row, descending; of equal ones the earlier column first."""
    count = min(count, scores.shape[1])
    if not count or not scores.shape[0]:
        return np.zeros((scores.shape[0], 0), dtype=np.int64), np.zeros((scores.shape[0], 0), dtype=np.float32)
    bar = np.partition(scores, scores.shape[1] - count, axis=1)[:, scores.shape[1] - count, None]
    above = scores > bar
    level = scores == bar
    room = count - above.sum(axis=1, keepdims=True)
    chosen = above | (level & (np.cumsum(level, axis=1) <= room))
    columns = np.nonzero(chosen)[1].reshape(-1, count)
    values = np.take_along_axis(scores, columns, axis=1)
    within = np.argsort(-values, axis=1, kind="stable")
    return np.take_along_axis(columns, within, axis=1), np.take_along_axis(values, within, axis=1)


def mean_ndcg(scores: Dense, answers: Sparse) -> float:
    """Mean NDCG@10 over the queries, quickly: only the places of the right ones are counted, equals share theirs."""
    if not scores.shape[0]:
        return 0.0
    wanted = np.diff(answers.indptr)
    query = np.repeat(np.arange(scores.shape[0]), wanted)
    own = scores[query, answers.indices]
    hopeful = own > -np.inf
    if len(query) >= CROWD * len(wanted) and scores.shape[1] > TOP:
        hopeful &= own >= np.partition(scores, scores.shape[1] - TOP, axis=1)[query, scores.shape[1] - TOP]
    gains = np.zeros(len(query))
    asked = np.flatnonzero(hopeful)
    for start in range(0, len(asked), PAIRS):
        part = asked[start : start + PAIRS]
        rows, value = scores[query[part]], own[part][:, None]
        place = np.count_nonzero(rows > value, axis=1) + (np.count_nonzero(rows == value, axis=1) - 1) / 2.0
        gains[part] = np.where(place < TOP, worth(place), 0.0)
    return float((np.bincount(query, gains, minlength=len(wanted)) / ideal(wanted)).mean())


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


def _dense(answers: Sparse) -> NDArray[np.bool_]:
    relevant: Any = answers.toarray() > 0
    return np.asarray(relevant, dtype=np.bool_)


def _reciprocal(scores: Dense, relevant: NDArray[np.bool_]) -> Values:
    right = np.where(relevant, scores, -np.inf)
    best = right.argmax(axis=1)  # of equal ones the first, which is also the first listed
    value = right[np.arange(len(right)), best][:, None]
    ahead = (scores > value).sum(axis=1)
    level = ((scores == value) & (np.arange(scores.shape[1]) < best[:, None])).sum(axis=1)
    return np.where(value[:, 0] > -np.inf, 1.0 / (1.0 + ahead + level), 0.0)
