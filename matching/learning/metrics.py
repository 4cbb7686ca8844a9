"""NDCG, in one place for whoever measures an order of candidates (Järvelin & Kekäläinen 2002)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.learning.features import CandidateTable
from matching.learning.history import Rows

TOP = 10


def worth(places: Any) -> Any:
    """What a place of a list counts, from 0: 1 / log2(2 + place)."""
    return 1.0 / np.log2(np.asarray(places) + 2.0)


def discounted(gains: Any) -> Any:
    """Gains in the order of a list (… × place), each by what its place counts, summed."""
    return gains @ worth(np.arange(gains.shape[-1]))


def ideal(wanted: Any, top: int = TOP) -> Any:
    """The discounted gain of a list whose first places are all right, `wanted` of them but no more than `top`."""
    return np.cumsum(worth(np.arange(top)))[np.clip(wanted, 1, top) - 1]


def best_of(gains: Any, top: int = TOP) -> Any:
    """The discounted gain of the best list of `top` that candidates of these gains (… × candidate) can make."""
    return discounted(-np.sort(-np.asarray(gains, dtype=np.float64), axis=-1)[..., :top])


def ndcg(listed: Any, best: Any) -> Any:
    """The gains of lists in their order (… × place) over the best there could be; 0 where nothing gains anything."""
    reached = discounted(listed)
    return np.divide(reached, best, out=np.zeros_like(reached, dtype=np.float64), where=np.asarray(best) > 0)


def ndcg_of(scores: Any, gains: Any, top: int = TOP) -> Any:
    """NDCG@top of scores for candidates of these gains (both … × candidate).

    Of equal scores the earlier candidate comes first; −∞ is never listed.
    """
    given, gains = np.asarray(scores, dtype=np.float64), np.asarray(gains, dtype=np.float64)
    order = np.argsort(-given, axis=-1, kind="stable")[..., :top]
    heard = np.take_along_axis(given, order, axis=-1) > -np.inf
    return ndcg(np.take_along_axis(gains, order, axis=-1) * heard, best_of(gains, top))


def mean_gain(table: CandidateTable, scores: Any, wanted: Rows) -> float:
    """Mean NDCG@10 over the queries of a table, 0 of none."""
    return float(gains(table, scores, wanted).mean()) if table.queries else 0.0


def gains(table: CandidateTable, scores: Any, wanted: Rows) -> NDArray[np.float64]:
    """NDCG@10 of each query of a table; `wanted` counts the right ones, also those outside of the pool.

    Queries have unequal numbers of candidates, so that places are counted instead of laid out as lists.
    """
    order = np.lexsort((table.person, -np.asarray(scores), table.query))
    starts = np.searchsorted(table.query[order], np.arange(table.queries))
    place = np.arange(len(order)) - starts[table.query[order]]
    counted = table.right[order] & (place < TOP)
    reached = np.bincount(table.query[order][counted], worth(place[counted]), minlength=table.queries)
    return np.asarray(reached / ideal(wanted), dtype=np.float64)
