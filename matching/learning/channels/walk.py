"""Random walks over past work: from what the query has to the work that has it too, and on to the people there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from matching.learning.channels.likeness import (
    TITLE_WORDS,
    Wording,
    asked_rows,
    scaled_columns,
    scaled_rows,
    terms_of,
    tfidf_of,
)
from matching.learning.channels.neighbours import divided_members, fame_discount
from matching.learning.channels.popularity import units
from matching.learning.history import Dense, History, Queries, Sparse


@dataclass(frozen=True)
class Walk:
    """Three steps query → tag, unit, word or known member → past work → person (RP3β, Christoffel et al. 2015).

    `tags` … `links` are the chances of the first step. From a tag or word the walk goes to one of the works that have
    it, recent ones more likely, its chance to the power `alpha`; from there to any member with 1 / size^`shared`.
    `far` are walks of five steps, from a known member by way of those worked with. `fame` is RP3's β, the half-life
    a part of the history's span.
    """

    tags: float = 1.0
    unit: float = 0.0
    words: float = 0.0
    known: float = 0.0
    far: float = 0.0
    links: float = 0.0
    wording: Wording = TITLE_WORDS
    alpha: float = 1.0
    half_life: float | None = 0.2
    shared: float = 1.0
    fame: float = 0.0

    def scores(self, history: History, queries: Queries) -> Dense:
        """Chance to arrive, query × person."""
        works = np.zeros((len(queries), len(history)), dtype=np.float32)
        for kind in ("tags", "unit", "words", "known", "far", "links"):
            if weight := float(getattr(self, kind)):
                works += np.float32(weight) * self._reached(history, queries, kind)
        arrived = works @ divided_members(history, self.shared)
        scores: Dense = np.asarray(arrived, dtype=np.float32)
        scores *= fame_discount(history, self.fame)
        return scores

    def _reached(self, history: History, queries: Queries, kind: str) -> Dense:
        """Chance to stand at each past work after two steps, kept with the queries."""
        wording = self.wording if kind == "words" else None
        key = ("reached", history, kind, wording, self.alpha, self.half_life)
        return queries.kept(key, lambda: self._two_steps(history, queries, kind))

    def _two_steps(self, history: History, queries: Queries, kind: str) -> Dense:
        weights = history.weights(None if self.half_life is None else self.half_life * history.span)
        if kind == "links":
            named = queries.references + queries.mentions
            return np.asarray(shares(scaled_columns(named, np.sqrt(weights))).toarray(), dtype=np.float32)
        if kind == "far":
            onward = shares(scaled_rows(history.members, weights).T.tocsr())
            met: Any = shares(queries.known) @ onward @ divided_members(history, 1.0)
            return np.asarray((met @ onward).toarray(), dtype=np.float32)
        asked, held = _nodes(history, queries, kind, self.wording)
        wording = self.wording if kind == "words" else None
        turned = history.kept(("turned", kind, wording), lambda: held.T.tocsr())
        first, onward = asked_rows(shares(asked), turned)
        chances = shares(scaled_columns(onward, weights))
        chances.data = chances.data ** np.float32(self.alpha)
        reached: Dense = np.asarray((first @ chances).toarray(), dtype=np.float32)
        return reached


def _nodes(history: History, queries: Queries, kind: str, wording: Wording) -> tuple[Sparse, Sparse]:
    """What the queries have, and what past work has, each by the same columns."""
    if kind == "tags":
        return queries.tags, history.tags
    if kind == "unit":
        return units(queries, history.tags.shape[1]), units(history)
    if kind == "known":
        return queries.known, history.members
    return terms_of(history, wording).tfidf_of(queries), tfidf_of(history, wording)


def shares(matrix: Sparse) -> Sparse:
    """Each row divided by its sum; empty rows stay."""
    totals = np.asarray(matrix.sum(axis=1)).ravel()
    return scaled_rows(matrix, 1.0 / np.where(totals > 0, totals, 1.0))


@dataclass(frozen=True)
class CoWork:
    """Who has worked with the known members: joint work, recent more, large teams less.

    `shared` is the power of the team size that divides a joint piece of work, `fame` the power of how much work a
    candidate has done that divides the score (1: a share of it), `own` the same for the known member.
    """

    half_life: float | None = 0.33
    shared: float = 0.5
    fame: float = 0.0
    own: float = 0.5

    def scores(self, history: History, queries: Queries) -> Dense:
        """Joint work query × person."""
        weights = history.weights(None if self.half_life is None else self.half_life * history.span)
        done = np.maximum(np.bincount(history.members.indices, minlength=history.people_count), 1.0)
        known = scaled_columns(queries.known, done**-self.own)
        works: Any = known @ history.members.T.tocsr()
        joint = scaled_columns(works.tocsr(), weights) @ divided_members(history, self.shared)
        scores: Dense = np.asarray(joint.toarray(), dtype=np.float32)
        scores *= fame_discount(history, self.fame)
        return scores
