"""Settings chosen on the rehearsal: drawn from a wide grid, then varied one at a time, alike for every method."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from math import prod
from typing import Any, cast

import numpy as np

from matching.evaluation.metrics import mean_ndcg
from matching.learning.channels import Channel
from matching.learning.history import Queries
from matching.learning.lesson import FittedMethod, Lesson, without_known

Grid = Mapping[str, Sequence[Any]]

EVERY = 200  # up to so many combinations all are tried
ROUNDS = 3  # times that every setting is varied around the best
DRAWS = 24, 80  # settings drawn by lot: few on a large set, many where they cost nothing
WORK = 2e8  # cells of scores that the draws may cost together
ASCENTS = 3  # how many of the best draws are varied, where draws cost nothing; otherwise one


@dataclass(frozen=True, eq=False)
class Tuned:
    """A channel as a method of its own: starts and draws tried in turn, then each setting varied around the best."""

    name: str
    starts: Sequence[Channel]
    grid: Grid
    _chosen: dict[Lesson, tuple[Channel, float]] = field(default_factory=dict, repr=False)

    def learn(self, lesson: Lesson) -> FittedMethod:
        """Choose the settings by NDCG@10 on the rehearsal."""
        channel, reached = self.tuned(lesson)
        history = lesson.history

        def scores(queries: Queries) -> Any:
            return channel.scores(history, queries)

        return FittedMethod(scores, reached, repr(channel))

    def tuned(self, lesson: Lesson) -> tuple[Channel, float]:
        """The channel chosen and its NDCG@10 on the rehearsal; remembered, for those who ask again."""
        if lesson not in self._chosen:
            self._chosen[lesson] = tune(self.starts, self.grid, lesson)
        return self._chosen[lesson]


@dataclass(frozen=True, eq=False)
class Trial:
    """The rehearsal of channels: NDCG@10 of each, measured once."""

    lesson: Lesson
    known: dict[Channel, float]

    def value(self, channel: Channel) -> float:
        """NDCG@10 on the rehearsal."""
        if channel not in self.known:
            asked = self.lesson.rehearsal
            scores = without_known(channel.scores(self.lesson.early, asked.queries), asked.queries)
            self.known[channel] = mean_ndcg(scores, asked.answers)
        return self.known[channel]

    def climbed(self, start: Channel, grid: Grid) -> Channel:
        """The best that is reached by varying one setting at a time."""
        best = start
        for _ in range(ROUNDS):
            before = best
            for setting, options in grid.items():
                best = max([best, *(varied(best, setting, option) for option in options)], key=self.value)
            if best == before:
                break
        return best


def tune(starts: Sequence[Channel], grid: Grid, lesson: Lesson) -> tuple[Channel, float]:
    """The best channel found on the rehearsal and its NDCG@10; the same for the same seed."""
    trial = Trial(lesson, {})
    combinations = prod(len(options) for options in grid.values())
    if combinations <= EVERY:
        best = max((one for start in starts for one in _all(start, grid)), key=trial.value)
        return best, trial.value(best)
    cells = len(lesson.rehearsal) * (len(lesson.early) + lesson.early.people_count)
    draws = int(np.clip(WORK / max(cells, 1), *DRAWS))
    lots = np.random.default_rng(lesson.seed)
    drawn = [*starts, *(_drawn(starts[0], grid, lots) for _ in range(draws))]
    first = sorted(dict.fromkeys(drawn), key=trial.value, reverse=True)
    tops = dict.fromkeys([*first[: ASCENTS if draws == DRAWS[1] else 1], max(starts, key=trial.value)])
    best = max((trial.climbed(start, grid) for start in tops), key=trial.value)
    # What one step cannot reach, a stride may: settings that are good only together.
    strides = dict.fromkeys(_stridden(best, grid, lots) for _ in range(draws))
    best = max([best, trial.climbed(max(strides, key=trial.value), grid)], key=trial.value)
    return best, trial.value(best)


def _all(start: Channel, grid: Grid) -> Iterator[Channel]:
    for options in product(*grid.values()):
        channel = start
        for setting, option in zip(grid, options, strict=True):
            channel = varied(channel, setting, option)
        yield channel


def _drawn(start: Channel, grid: Grid, lots: np.random.Generator) -> Channel:
    for setting, options in grid.items():
        start = varied(start, setting, options[int(lots.integers(len(options)))])
    return start


def _stridden(start: Channel, grid: Grid, lots: np.random.Generator) -> Channel:
    """Each setting left as it is or moved to a neighbouring option, by lot."""
    changed = start
    for setting, options in grid.items():
        here = next((place for place, one in enumerate(options) if varied(start, setting, one) == start), 0)
        place = int(np.clip(here + lots.choice([-1, 0, 0, 1]), 0, len(options) - 1))
        changed = varied(changed, setting, options[place])
    return changed


def varied(channel: Channel, setting: str, option: Any) -> Channel:
    """The channel with one setting changed; an option that is a mapping changes several at once."""
    changes = option if isinstance(option, Mapping) else {setting: option}
    changed: Any = replace(channel, **changes)  # type: ignore[type-var]
    return cast(Channel, changed)
