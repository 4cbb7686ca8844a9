"""Every feature of the candidates worth measuring, and the order that follows."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from matching.features import FEATURE_NAMES, FEATURES
from matching.question import Question
from matching.ragged import Column
from matching.standing import STEADY

SAME_SCORE = 9  # scores equal to this many decimals are equal, and the id decides
Values = NDArray[np.float64]  # candidates × FEATURES


def measure(question: Question, rows: NDArray[np.int64], known: Mapping[str, Column]) -> Values:
    """Every feature of these candidates; columns that are `known` already are taken as they are."""
    values = np.empty((len(rows), len(FEATURES)))
    steady = dict(zip(STEADY, question.standing.steady[rows].T, strict=True))
    for at, (name, feature) in enumerate(zip(FEATURE_NAMES, FEATURES, strict=True)):
        found = known.get(name, steady.get(name))
        values[:, at] = feature.measure(question, rows) if found is None else found
    return values


def ordered(rows: NDArray[np.int64], values: Values, weights: Mapping[str, float]) -> NDArray[np.intp]:
    """Positions from the best score to the worst."""
    scores = np.round(values @ np.array([weights[name] for name in FEATURE_NAMES]), SAME_SCORE)
    # Rows lie by kind, then by id.
    return np.lexsort((rows, -scores))
