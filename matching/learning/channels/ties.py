"""Ties between people: who has worked with the known members, with their companions, or with the likeliest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from matching.learning.channels.likeness import scaled_columns, scaled_rows
from matching.learning.channels.neighbours import Neighbours, divided_members, strongest
from matching.learning.channels.walk import shares
from matching.learning.history import Dense, History, Queries, Rows, Sparse

REGULARS = 4000  # people with the most work among whom companions are learned: the cost grows with the cube
HELD_BACK = 3.0
LIKELIEST = Neighbours(words=1.0, tags=0.3, unit=0.3, power=3.0, half_life=0.2)


def companions(history: History, half_life: float) -> Sparse:
    """Person × person: the share of somebody's joint work that was with each other; nobody is their own companion."""

    def make() -> Sparse:
        weights = history.weights(half_life * history.span)
        joint: Any = scaled_rows(divided_members(history, 0.5), weights).T.tocsr() @ divided_members(history, 0.5)
        joint.setdiag(0.0)
        joint.eliminate_zeros()
        return shares(joint.tocsr())

    return history.kept(("companions", half_life), make)


@dataclass(frozen=True)
class SecondStep:
    """Two steps from the known members: companions of their companions."""

    half_life: float = 0.33

    def scores(self, history: History, queries: Queries) -> Dense:
        """Chance to arrive, query × person."""
        ties: Any = companions(history, self.half_life)
        arrived: Any = (shares(queries.known) @ ties) @ ties
        found: Dense = arrived.toarray().astype(np.float32, copy=False)
        return found


@dataclass(frozen=True)
class KnownShare:
    """How many of the known members have worked with somebody, whenever and however often."""

    def scores(self, history: History, queries: Queries) -> Dense:
        """Share of the known members, query × person."""
        met: Any = companions(history, 1.0).copy()
        met.data = np.ones_like(met.data)
        found: Dense = (shares(queries.known) @ met).toarray().astype(np.float32, copy=False)
        return found


@dataclass(frozen=True)
class Circle:
    """The recent companions of those whom the likest past work names."""

    half_life: float = 0.33
    first: int = 8

    def scores(self, history: History, queries: Queries) -> Dense:
        """Chance to arrive, query × person."""
        likely = shares(strongest(LIKELIEST.scores(history, queries), self.first))
        arrived: Any = likely @ companions(history, self.half_life)
        found: Dense = arrived.toarray().astype(np.float32, copy=False)
        return found


@dataclass(frozen=True)
class Complement:
    """Who completes the known members, each tie only by what the others do not explain (EASE, Steck 2019)."""

    half_life: float = 0.5

    def scores(self, history: History, queries: Queries) -> Dense:
        """Expected membership query × person, at least 0."""
        regulars, ties = history.kept(("complement", self), lambda: self._learn(history))
        found = np.zeros((len(queries), history.people_count), dtype=np.float32)
        found[:, regulars] = np.maximum(np.asarray(queries.known[:, regulars] @ ties), 0.0)
        return found

    def _learn(self, history: History) -> tuple[Rows, Dense]:
        seen = np.bincount(history.members.indices, minlength=history.people_count)
        regulars = np.sort(np.argsort(-seen, kind="stable")[:REGULARS])
        regulars = regulars[seen[regulars] >= 2]
        weights = history.weights(self.half_life * history.span)
        members: Any = scaled_rows(history.members, np.sqrt(weights))[:, regulars]
        joint = np.asarray((members.T @ members).toarray(), dtype=np.float32)
        joint[np.diag_indices(len(joint))] += HELD_BACK
        inverse = np.linalg.inv(joint)
        ties = -inverse / np.maximum(np.diag(inverse), 1e-9)[None, :]
        ties[np.diag_indices(len(ties))] = 0.0
        return regulars.astype(np.int64), ties.astype(np.float32)


@dataclass(frozen=True)
class RoleVotes:
    """The likest past work votes for those who had one role in it, rather than for all members."""

    role: str
    half_life: float = 0.12
    words: float = 1.0

    def scores(self, history: History, queries: Queries) -> Dense:
        """Votes query × person."""
        held = first_members(history) if self.role == "" else history.roles.get(self.role, history.members)
        by = Neighbours(
            words=self.words, tags=0.3, unit=0.4, k=200, power=3.0 if self.words else 2.0, half_life=self.half_life
        )
        votes: Any = by.near(history, queries) @ held
        found: Dense = votes.toarray().astype(np.float32, copy=False)
        return found


def first_members(history: History) -> Sparse:
    """Members who stand first, work × person."""
    first = history.places.copy()
    first.data = (first.data == 1.0).astype(np.float32)
    first.eliminate_zeros()
    return first


@dataclass(frozen=True)
class Together:
    """Likeness in words times the known members among those who did it: work of the same people on the same thing."""

    half_life: float = 0.33

    def scores(self, history: History, queries: Queries) -> Dense:
        """Votes query × person."""
        ages = history.weights(self.half_life * history.span)
        works: Any = scaled_columns((queries.known @ history.members.T.tocsr()).tocsr(), ages)
        like = Neighbours(words=1.0, tags=0.2).likes(history, queries)
        votes = works.multiply(0.02 + like).tocsr() @ divided_members(history, 0.5)
        found: Dense = votes.toarray().astype(np.float32, copy=False)
        return found


@dataclass(frozen=True)
class Lately:
    """How active somebody has been of late, whatever the work."""

    half_life: float = 0.12

    def scores(self, history: History, queries: Queries) -> Dense:
        """Weighted number of pieces of work, the same for every query."""
        weights = history.weights(self.half_life * history.span)
        active = np.asarray(weights @ history.members, dtype=np.float32)
        return np.tile(active, (len(queries), 1))
