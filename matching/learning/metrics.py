"""How good an order of candidates is while learning."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.learning.features import CandidateTable
from matching.learning.history import Rows

TOP = 10


def worth(places: Any) -> Any:
    """What a place of a list counts, from 0: 1 / log2(2 + place) (Järvelin & Kekäläinen 2002)."""
    return 1.0 / np.log2(np.asarray(places) + 2.0)


def discounted(gains: Any) -> Any:
    """Gains in the order of a list (… × place), each by what its place counts, summed."""
    return gains @ worth(np.arange(gains.shape[-1]))


def ideal(wanted: Any, top: int = TOP) -> Any:
    """The discounted gain of a list whose first places are all right, `wanted` of them but no more than `top`."""
    return np.cumsum(worth(np.arange(top)))[np.clip(wanted, 1, top) - 1]


def mean_gain(table: CandidateTable, scores: Any, wanted: Rows) -> float:
    """Mean NDCG@10 over the queries of a table, 0 of none."""
    return float(gains(table, scores, wanted).mean()) if table.queries else 0.0


def gains(table: CandidateTable, scores: Any, wanted: Rows) -> NDArray[np.float64]:
    """NDCG@10 of each query of a table; `wanted` counts the right ones, also those outside of the pool."""
    order = np.lexsort((table.person, -np.asarray(scores), table.query))
    starts = np.searchsorted(table.query[order], np.arange(table.queries))
    place = np.arange(len(order)) - starts[table.query[order]]
    counted = table.right[order] & (place < TOP)
    reached = np.bincount(table.query[order][counted], worth(place[counted]), minlength=table.queries)
    return np.asarray(reached / ideal(wanted), dtype=np.float64)
