"""Topics behind the words: past work and queries as short vectors, so that different words for one thing meet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from matching.learning.channels.likeness import ALL_WORDS, scaled_rows, terms_of, tfidf_of, unit_vectors
from matching.learning.channels.neighbours import voted
from matching.learning.history import Dense, History, Queries

TOPICS = 128
ROUNDS = 3
RECENT = 0.5  # half-life, as a part of the span, of a work's weight when topics are sought


@dataclass(frozen=True, eq=False)
class Topics:
    """Latent semantic vectors (Deerwester et al. 1990): of past work, and what turns words into them."""

    works: Dense  # work × topic, rows of length one
    turning: Dense  # term × topic


def topics_of(history: History) -> Topics:
    """The topics of a history: the strongest directions of its TF-IDF, by randomised subspace iteration.

    The start depends on the number of works alone, so words that only the future has cannot turn them.
    """
    return history.kept("topics", lambda: _topics(history))


def _topics(history: History) -> Topics:
    words: Any = tfidf_of(history, ALL_WORDS)
    count = min(TOPICS, len(history) - 1, words.shape[1])
    if count < 1 or not words.nnz:
        return Topics(np.zeros((len(history), 1), np.float32), np.zeros((words.shape[1], 1), np.float32))
    weighted: Any = scaled_rows(words, np.sqrt(history.weights(RECENT * history.span)))
    basis = np.random.default_rng(0).standard_normal((len(history), count)).astype(np.float32)
    for _ in range(ROUNDS):
        basis, _ = np.linalg.qr(np.asarray(weighted @ (weighted.T @ basis)))
    right, strengths, _ = np.linalg.svd(np.asarray(weighted.T @ basis), full_matrices=False)
    kept = strengths > 1e-5 * strengths[0]
    turning = np.ascontiguousarray(right[:, kept], dtype=np.float32)
    return Topics(unit_vectors(np.asarray(words @ turning)), turning)


def topic_likeness(history: History, queries: Queries) -> Dense:
    """Cosine of topics, query × past work, at least 0."""

    def compare() -> Dense:
        likes: Dense = np.maximum(asked_topics(history, queries) @ topics_of(history).works.T, 0.0)
        return likes

    return queries.kept(("likeness", "topics", history), compare)


def asked_topics(history: History, queries: Queries) -> Dense:
    """The topics of queries, rows of length one."""
    words: Any = terms_of(history, ALL_WORDS).tfidf_of(queries)
    turning = topics_of(history).turning
    width = min(words.shape[1], turning.shape[0])
    return unit_vectors(np.asarray(words[:, :width] @ turning[:width]))


@dataclass(frozen=True)
class TopicNeighbours:
    """The k past pieces of work nearest in topics vote for their people."""

    k: int = 100
    power: float = 2.0
    half_life: float | None = 0.2
    shared: float = 0.0

    def scores(self, history: History, queries: Queries) -> Dense:
        """Votes query × person."""
        likes = topic_likeness(history, queries) ** np.float32(self.power)
        return voted(history, likes, self.k, self.half_life, self.shared)


@dataclass(frozen=True)
class TopicProfile:
    """Cosine of the query's topics with those of a person's past work, recent work counting more."""

    half_life: float = 0.2

    def scores(self, history: History, queries: Queries) -> Dense:
        """Likeness query × person, at least 0."""
        ages = history.weights(self.half_life * history.span)
        summed: Any = scaled_rows(history.members, ages).T @ topics_of(history).works
        found: Dense = np.maximum(asked_topics(history, queries) @ unit_vectors(np.asarray(summed)).T, 0.0)
        return found
