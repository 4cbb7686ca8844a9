"""Meaning: past work and queries as sentence vectors, so that short texts without a common word can meet.

Without an encoder every likeness is 0 and every channel silent.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from matching.learning.channels.likeness import likeness, scaled_rows, unit_vectors
from matching.learning.channels.neighbours import voted
from matching.learning.history import Dense, History, Queries

SHORT = 200  # characters of title and text: longer texts share words enough, and topics say the same of them


def meant(history: History) -> bool:
    """Whether sentence vectors say something about this history: there is an encoder, and texts are short."""
    if history.reader.encoder is None or not len(history):
        return False
    lengths = [len(title) + len(text) for title, text in zip(history.titles, history.texts, strict=True)]
    return 0 < float(np.median(lengths)) <= SHORT


def vectors_of(history: History, works: History | Queries) -> Dense:
    """Sentence vectors of past work or queries, seen from the middle of the history; rows of length one."""

    def make() -> Dense:
        middle = history.kept("middle", lambda: _read(history).mean(axis=0, keepdims=True))
        return unit_vectors(_read(works) - middle) if len(works) else middle[:0]

    return works.kept(("meaning", history), make)


def _read(works: History | Queries) -> Dense:
    pairs = zip(works.titles, works.texts, strict=True)
    return works.reader.vectors([f"{title}. {text}" if title and text else title or text for title, text in pairs])


def meaning_likeness(history: History, queries: Queries) -> Dense:
    """Cosine of meanings, query × past work, at least 0; 0 where texts are long."""

    def compare() -> Dense:
        if not history.kept("meant", lambda: meant(history)):
            return np.zeros((len(queries), len(history)), dtype=np.float32)
        likes: Dense = np.maximum(vectors_of(history, queries) @ vectors_of(history, history).T, 0.0)
        return likes

    return queries.kept(("likeness", "meaning", history), compare)


@dataclass(frozen=True)
class MeaningNeighbours:
    """The k past pieces of work nearest in meaning vote for their people; `words` is the part of likeness in words."""

    k: int = 100
    power: float = 4.0
    half_life: float | None = 0.2
    words: float = 0.0

    def scores(self, history: History, queries: Queries) -> Dense:
        """Votes query × person."""
        likes = np.float32(1.0 - self.words) * meaning_likeness(history, queries)
        if self.words:
            likes += np.float32(self.words) * likeness(history, queries, "words")
        return voted(history, likes ** np.float32(self.power), self.k, self.half_life)


@dataclass(frozen=True)
class MeaningProfile:
    """The query's meaning against the sum of a person's past work; `length` as in profiles of words."""

    half_life: float | None = 0.2
    length: float = 1.0

    def scores(self, history: History, queries: Queries) -> Dense:
        """Likeness query × person, at least 0."""
        profiles = history.kept(("meaning profile", self), lambda: self._profiles(history))
        found: Dense = np.maximum(vectors_of(history, queries) @ profiles.T, 0.0)
        return found

    def _profiles(self, history: History) -> Dense:
        ages = history.weights(None if self.half_life is None else self.half_life * history.span)
        summed: Any = scaled_rows(history.members, ages).T @ vectors_of(history, history)
        lengths = np.linalg.norm(summed, axis=1, keepdims=True)
        profiles: Dense = (summed / np.maximum(lengths, 1e-6) ** np.float32(self.length)).astype(np.float32)
        return profiles


@dataclass(frozen=True)
class MeaningRidge:
    """Weighted ridge regression (Hoerl & Kennard 1970) from meanings to people; old work is trusted less."""

    half_life: float = 0.12
    penalty: float = 5.0

    def scores(self, history: History, queries: Queries) -> Dense:
        """How far each person is expected, query × person, at least 0."""
        turning = history.kept(("meaning ridge", self), lambda: self._learn(history))
        found: Dense = np.maximum(vectors_of(history, queries) @ turning, 0.0)
        return found

    def _learn(self, history: History) -> Dense:
        vectors = vectors_of(history, history)
        trust = history.weights(self.half_life * history.span)
        joint = (vectors * trust[:, None]).T @ vectors
        joint[np.diag_indices(len(joint))] += np.float32(self.penalty)
        took_part: Any = (scaled_rows(history.members, trust).T @ vectors).T
        turning: Dense = np.linalg.solve(joint, np.asarray(took_part)).astype(np.float32)
        return turning
