"""Who is asked often: over all, in the unit, under the tags, with recent work counting more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from matching.learning.channels.likeness import product, rarity, scaled_columns, scaled_rows, unit_rows
from matching.learning.history import Dense, History, Queries, Sparse, sparse

Ground = Literal["all", "unit", "tags"]


@dataclass(frozen=True)
class Popularity:
    """How much work a person took part in on some ground: over all, in the query's unit or under its tags.

    The half-life is a part of the history's span (None: no ageing). `rare` is the power of a tag's total by which its
    count is divided, so that a tag on everything does not drown the others; `backing` is the share of the popularity
    over all that is added, for tags never seen.
    """

    ground: Ground = "all"
    half_life: float | None = None
    rare: float = 0.0
    backing: float = 0.01

    def scores(self, history: History, queries: Queries) -> Dense:
        """Popularity query × person."""
        weights = history.weights(None if self.half_life is None else self.half_life * history.span)
        overall = np.asarray(weights @ history.members, dtype=np.float32)
        if self.ground == "all":
            return np.tile(overall, (len(queries), 1))
        past, asked = (
            (units(history), units(queries, history.tags.shape[1]))
            if self.ground == "unit"
            else (history.tags, queries.tags)
        )
        held: Any = scaled_rows(past, weights).T.tocsr()
        totals = np.maximum(np.asarray(held.sum(axis=1)).ravel(), 1e-9)
        counted = scaled_rows(held, totals**-self.rare) @ history.members
        scores: Dense = np.asarray((asked @ counted).toarray(), dtype=np.float32)
        scores += np.float32(self.backing) * overall / max(float(overall.max(initial=0.0)), 1e-9)
        return scores


def units(works: History | Queries, width: int | None = None) -> Sparse:
    """The unit of each piece of work as a matrix work × tag."""
    rows = np.flatnonzero(works.units >= 0)
    return sparse(rows.tolist(), works.units[rows].tolist(), (len(works), width or works.tags.shape[1]))


@dataclass(frozen=True)
class TagOverlap:
    """How far the tags of the query are those a person has worked under.

    `measure`: how many are shared, the Jaccard share of both, or the cosine with the person's counts of rare tags.
    """

    measure: Literal["count", "jaccard", "cosine"] = "count"

    def scores(self, history: History, queries: Queries) -> Dense:
        """Overlap query × person."""
        counts: Any = (history.members.T @ history.tags).tocsr()
        if self.measure == "cosine":
            weights = rarity(history.tags)
            return product(unit_rows(scaled_columns(queries.tags, weights)), unit_rows(scaled_columns(counts, weights)))
        held = counts.copy()
        held.data = np.ones_like(held.data)
        shared = product(queries.tags, held)
        if self.measure == "count":
            return shared
        own = np.asarray(queries.tags.sum(axis=1)).ravel()[:, None] + np.asarray(held.sum(axis=1)).ravel()[None, :]
        jaccard: Dense = (shared / np.maximum(own - shared, 1.0)).astype(np.float32)
        return jaccard


@dataclass(frozen=True)
class Chance:
    """A score by lot, the same for the same seed and query."""

    seed: int = 0

    def scores(self, history: History, queries: Queries) -> Dense:
        """Random numbers query × person."""
        lots = [
            np.random.default_rng([self.seed, *pid.encode("utf-8")]).random(history.people_count, dtype=np.float32)
            for pid in queries.ids
        ]
        return np.stack(lots) if lots else np.zeros((0, history.people_count), dtype=np.float32)
