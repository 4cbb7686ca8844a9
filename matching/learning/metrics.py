"""How good an order of candidates is while learning."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.learning.features import CandidateTable
from matching.learning.history import Rows

TOP = 10


def mean_gain(table: CandidateTable, scores: Any, wanted: Rows) -> float:
    """Mean NDCG@10 over the queries of a table, 0 of none."""
    return float(gains(table, scores, wanted).mean()) if table.queries else 0.0


def gains(table: CandidateTable, scores: Any, wanted: Rows) -> NDArray[np.float64]:
    """NDCG@10 of each query of a table; `wanted` counts the right ones, also those outside of the pool."""
    order = np.lexsort((table.person, -np.asarray(scores), table.query))
    starts = np.searchsorted(table.query[order], np.arange(table.queries))
    place = np.arange(len(order)) - starts[table.query[order]]
    counted = table.right[order] & (place < TOP)
    reached = np.bincount(table.query[order][counted], 1.0 / np.log2(place[counted] + 2.0), minlength=table.queries)
    ideal = np.cumsum(1.0 / np.log2(np.arange(2, TOP + 2)))[np.clip(wanted, 1, TOP) - 1]
    return np.asarray(reached / ideal, dtype=np.float64)
