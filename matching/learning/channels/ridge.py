"""Kernel ridge regression: past work explains who took part, each piece only by what the others do not explain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.linalg import cho_factor, cho_solve

from matching.learning.channels.likeness import (
    ALL_WORDS,
    likeness,
    product,
    rarity,
    scaled_columns,
    tfidf_of,
    unit_rows,
)
from matching.learning.history import Dense, History, Queries

MOST = 5000  # the newest pieces of work that enter: the cost grows with the cube


@dataclass(frozen=True)
class Ridge:
    """Weighted kernel ridge (Saunders et al. 1998) from words and tags to people; old work is trusted less."""

    tags: float = 0.4
    half_life: float = 0.2
    penalty: float = 0.5

    def scores(self, history: History, queries: Queries) -> Dense:
        """How far each person is expected, query × person, at least 0."""
        if not len(history):
            return np.zeros((len(queries), history.people_count), dtype=np.float32)
        first = max(len(history) - MOST, 0)
        factor = history.kept(("ridge", self), lambda: self._factor(history, first))
        likes = (1.0 - self.tags) * likeness(history, queries, "words")
        if self.tags and history.tags.nnz:
            likes = likes + self.tags * likeness(history, queries, "tags")
        shares: Any = cho_solve((factor, True), likes[:, first:].T.astype(np.float32), check_finite=False)
        expected = np.asarray((history.members[first:].T @ shares).T, dtype=np.float32)
        found: Dense = np.maximum(expected, 0.0)
        return found

    def _factor(self, history: History, first: int) -> Dense:
        words = tfidf_of(history, ALL_WORDS)[first:]
        kernel = (1.0 - self.tags) * product(words, words)
        if self.tags and history.tags.nnz:
            tags = unit_rows(scaled_columns(history.tags, rarity(history.tags)))[first:]
            kernel += np.float32(self.tags) * product(tags, tags)
        trust = np.maximum(history.weights(self.half_life * history.span)[first:], 1e-3)
        kernel[np.diag_indices(len(kernel))] += np.float32(self.penalty) / trust
        factor: Dense = cho_factor(kernel, lower=True, overwrite_a=True, check_finite=False)[0]
        return factor
