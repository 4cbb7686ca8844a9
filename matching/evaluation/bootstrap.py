"""How sure a figure is: paired bootstrap over the queries."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

ROUNDS = 1000
LEVEL = 95.0


def resamples(queries: int, seed: int, rounds: int = ROUNDS) -> NDArray[np.float32]:
    """How often each query is drawn in each round, round × query; the same rounds serve every model."""
    draws = np.random.default_rng(seed).integers(0, queries, size=(rounds, queries))
    counts = np.zeros((rounds, queries), dtype=np.float32)
    np.add.at(counts, (np.arange(rounds)[:, None], draws), 1.0)
    return counts


def interval(counts: NDArray[np.float32], values: NDArray[np.float64]) -> tuple[float, float]:
    """The middle 95 % of the resampled means of one value per query (Efron's percentile interval)."""
    means = counts @ values / max(len(values), 1)
    low, high = np.percentile(means, [(100 - LEVEL) / 2, (100 + LEVEL) / 2])
    return float(low), float(high)
