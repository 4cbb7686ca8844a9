"""Project-kNN: the most similar past pieces of work vote for their people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from matching.learning.channels.likeness import LIKENESS, mixed, scaled_rows
from matching.learning.highest import highest
from matching.learning.history import Dense, History, Queries, Sparse, sparse


@dataclass(frozen=True)
class Neighbours:
    """k similar past pieces of work, their likeness to a power, weighted by age, divided among their people.

    `words` … `links` weigh the likenesses of the same name; the half-life is a part of the history's span (None: no
    ageing); `shared` is the power of the number of members by which a vote is divided, `fame` that of how often a
    person has been seen.
    """

    words: float = 1.0
    pairs: float = 0.0
    title: float = 0.0
    title_pairs: float = 0.0
    title_chars: float = 0.0
    tags: float = 0.0
    unit: float = 0.0
    known: float = 0.0
    links: float = 0.0
    k: int = 100
    power: float = 1.0
    half_life: float | None = 0.33
    shared: float = 0.0
    fame: float = 0.0

    def likes(self, history: History, queries: Queries) -> Dense:
        """The likeness to past work that votes, before its power and without age."""
        return np.maximum(mixed(history, queries, [(kind, float(getattr(self, kind))) for kind in LIKENESS]), 0.0)

    def near(self, history: History, queries: Queries) -> Sparse:
        """The say of the k past pieces of work that vote, query × work."""
        likes = self.likes(history, queries)
        # The power is left to the k that vote; their order is the same with the power on the other factor.
        ages = history.weights(None if self.half_life is None else self.half_life * history.span)
        likes *= ages ** np.float32(1.0 / self.power)
        near = strongest(likes, self.k)
        near.data **= np.float32(self.power)
        return near

    def scores(self, history: History, queries: Queries) -> Dense:
        """Votes query × person."""
        votes: Any = self.near(history, queries) @ divided_members(history, self.shared)
        scores: Dense = votes.toarray().astype(np.float32, copy=False)
        scores *= fame_discount(history, self.fame)
        return scores


def strongest(values: Dense, count: int) -> Sparse:
    """The `count` highest positive values of every row as a sparse matrix, and any that equal the last of them."""
    count = min(count, values.shape[1])
    if not count:
        return sparse([], [], values.shape)
    rows, columns = highest(values, count)
    return sparse(rows, columns, values.shape, values[rows, columns])


def voted(history: History, says: Dense, k: int, half_life: float | None, shared: float = 0.0) -> Dense:
    """Votes query × person of the k past pieces of work with the most to say, each less with age."""
    ages = history.weights(None if half_life is None else half_life * history.span)
    votes: Any = strongest(says * ages, k) @ divided_members(history, shared)
    found: Dense = votes.toarray().astype(np.float32, copy=False)
    return found


def divided_members(history: History, power: float) -> Sparse:
    """Members work × person, each row divided by its number of members to a power."""
    if not power:
        return history.members
    sizes = np.maximum(np.diff(history.members.indptr), 1)
    return history.kept(("divided", power), lambda: scaled_rows(history.members, sizes ** -float(power)))


def fame_discount(history: History, power: float) -> Any:
    """For each person the number of pieces of work to a negative power."""
    seen = np.bincount(history.members.indices, minlength=history.people_count)
    return (np.maximum(seen, 1.0) ** -power).astype(np.float32)
