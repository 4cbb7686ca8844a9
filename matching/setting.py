"""The project around a question: its place, its people and its words, and how everybody stands to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from matching.data import PLACE_LEVELS, MatchingData
from matching.ragged import Column
from matching.reasons import Fact, Telling
from matching.standing import Standing

NEIGHBOURHOOD = 500
WORK_HALF_LIFE = 730.0
NEAR_VALUES = np.array([0.0, 0.1, 0.35, 0.65, 0.75, 0.9, 0.95, 1.0])  # nothing, then PLACE_LEVELS
Mask = NDArray[np.bool_]
Way = tuple[str, str, tuple[Fact, ...]]  # a level of places, the name of the place, the steps that lead there


@dataclass(frozen=True, eq=False)
class Setting:
    """The project around a question: its place and its people; shared by all lines of one project."""

    data: MatchingData
    standing: Standing
    project: int
    place: int
    team: tuple[int, ...]
    ways: dict[tuple[int, tuple[str, str, str]], Way] = field(default_factory=dict, init=False, repr=False)
    told: dict[tuple[object, ...], Telling] = field(default_factory=dict, init=False, repr=False)

    @cached_property
    def common_levels(self) -> NDArray[np.int8]:
        """For every place the finest level it shares with the project: 0 none, 1 district … 7 entrance."""
        places = self.data.places
        if self.place < 0:
            return np.zeros(len(places.nodes), dtype=np.int8)
        here = places.ancestors[self.place]
        same = (places.ancestors == here) & (here >= 0)
        depth = np.arange(1, len(PLACE_LEVELS) + 1, dtype=np.int8)
        deepest: NDArray[np.int8] = (same * depth).max(axis=1, initial=0).astype(np.int8)
        return deepest

    @cached_property
    def around(self) -> NDArray[np.bool_]:
        """Places that contain the project's place or lie inside it."""
        places = self.data.places
        if self.place < 0:
            return np.zeros(len(places.nodes), dtype=bool)
        inside: Mask = (places.ancestors == self.place).any(axis=1)
        above = places.ancestors[self.place]
        inside[above[above >= 0]] = True
        return inside

    @cached_property
    def home_values(self) -> Column:
        """How near each place is, 0 to 1."""
        return NEAR_VALUES[self.common_levels]

    @cached_property
    def cover_values(self) -> Column:
        """How near a candidate is that works for each place: less than being there."""
        return self.home_values * np.where(self.around, 0.9, 0.5)

    def nearness(self, rows: NDArray[np.integer]) -> Column:
        """How near these candidates are: where they are, or where they work."""
        data = self.data
        return np.maximum(data.home.best(rows, self.home_values), data.covers.best(rows, self.cover_values))

    def stays_away(self, rows: NDArray[np.integer]) -> Mask:
        """Which of these candidates work for other places only."""
        here, known = self.data.covers.flagged(rows, self.around)
        return known & ~here & ~self.data.home.flagged(rows, self.around)[0]

    @cached_property
    def neighbours(self) -> NDArray[np.bool_]:
        """Candidates around the project: of the finest level at which there are enough; without a place everybody."""
        data = self.data
        level = data.home.best(np.arange(len(data.nodes)), self.common_levels)
        at_least = np.cumsum(np.bincount(level, minlength=len(NEAR_VALUES))[::-1])[::-1]
        finest = int(np.flatnonzero((at_least >= NEIGHBOURHOOD) | (np.arange(len(at_least)) == 0))[-1])
        around: Mask = level >= finest
        return around

    def past(self, row: int) -> NDArray[np.int32]:
        """The other projects and activities of a candidate."""
        works = self.data.works
        mine = works.worked.of(row)
        kept: NDArray[np.int32] = mine[(works.whole[mine] != self.project) & ~works.dropped[mine]]
        return kept

    @cached_property
    def shared_works(self) -> tuple[NDArray[np.int64], Column]:
        """Earlier works of the project's people and how much each counts."""
        works = self.data.works
        mine = [self.past(row) for row in self.team]
        rows, times = np.unique(np.concatenate(mine) if mine else np.zeros(0, dtype=np.int32), return_counts=True)
        size = works.delivered.starts[rows + 1] - works.delivered.starts[rows]
        # Having been at the same large event says little.
        closeness = times * np.minimum(1.0, np.sqrt(6.0 / np.maximum(size, 1)))
        return rows.astype(np.int64), closeness * fading(works.days[rows], self.standing.now)

    @cached_property
    def together(self) -> Column:
        """Weight of earlier work with the project's people, for every candidate."""
        rows, closeness = self.shared_works
        weights = self.data.works.delivered.scatter(rows, closeness, len(self.data.nodes))
        # Nobody is an acquaintance of their own.
        weights[list(self.team)] = 0.0
        return weights


def fading(days: Column, now: float) -> Column:
    """1 for today, halved with every half-life; a quarter when the day is not known."""
    return np.where(np.isnan(days), 0.25, 0.5 ** (np.maximum(now - days, 0.0) / WORK_HALF_LIFE))
