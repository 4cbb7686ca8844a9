"""Profiles: the words of all past work of a person as one text, compared with the query."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from matching.learning.channels.likeness import (
    ALL_WORDS,
    Wording,
    asked_rows,
    count_terms,
    scaled_rows,
    terms_of,
    tfidf_of,
)
from matching.learning.history import Dense, History, Queries, Sparse


@dataclass(frozen=True)
class Profile:
    """Cosine of the query with the sum of a person's past work in TF-IDF.

    Half-life as a part of the history's span. `length` is the power of the profile's length by which it is divided:
    1 is the cosine, 0 lets those who did more work come first.
    """

    wording: Wording = ALL_WORDS
    half_life: float | None = None
    length: float = 1.0

    def scores(self, history: History, queries: Queries) -> Dense:
        """Likeness query × person."""
        key = ("profile", self.wording, self.half_life)
        profiles = history.kept(key, lambda: _profiles(history, tfidf_of(history, self.wording), self.half_life, 2))
        asked: Any = terms_of(history, self.wording).tfidf_of(queries)
        scores = np.asarray((asked @ profiles.words).toarray(), dtype=np.float32)
        scores *= (np.maximum(np.sqrt(profiles.sums), 1e-9) ** -self.length).astype(np.float32)
        return scores


@dataclass(frozen=True)
class BM25:
    """Okapi BM25 of the query on profiles (Robertson & Walker 1994): k1 saturates repetition, b evens out length."""

    wording: Wording = ALL_WORDS
    half_life: float | None = None
    k1: float = 1.2
    b: float = 0.75

    def scores(self, history: History, queries: Queries) -> Dense:
        """Sum over the query's distinct terms, query × person."""
        terms = terms_of(history, self.wording)
        key = ("counted", self.wording, self.half_life)
        counts = history.kept(key, lambda: _profiles(history, terms.counts, self.half_life, 1))
        evened = self.k1 * (1.0 - self.b + self.b * counts.sums / max(float(counts.sums.mean()), 1e-9))
        frequency = np.diff(counts.words.indptr)
        idf = np.log1p((history.people_count - frequency + 0.5) / (frequency + 0.5)).astype(np.float32)
        asked: Any = count_terms(queries, self.wording, terms.counts.shape[1])
        asked.data = idf[asked.indices]
        asked, weighted = asked_rows(asked, counts.words)
        per_entry = evened.astype(np.float32)[weighted.indices]
        weighted.data = weighted.data * np.float32(self.k1 + 1.0) / (weighted.data + per_entry)
        return np.asarray((asked @ weighted).toarray(), dtype=np.float32)


@dataclass(frozen=True, eq=False)
class Profiles:
    """The words of people's past work, term × person, and of each person the sum of a power of them."""

    words: Sparse
    sums: Any


def _profiles(history: History, words: Sparse, half_life: float | None, power: int) -> Profiles:
    """Per person the age-weighted sum of the words of past work."""
    weights = history.weights(None if half_life is None else half_life * history.span)
    summed: Any = (scaled_rows(history.members, weights).T @ words).tocsr()
    powered = summed if power == 1 else summed.power(power)
    return Profiles(summed.T.tocsr(), np.asarray(powered.sum(axis=1)).ravel())
