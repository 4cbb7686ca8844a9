"""Settings chosen on the rehearsal: a wide grid walked one setting at a time, the same way for every method."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from matching.evaluation.metrics import mean_ndcg
from matching.learning.channels import Channel
from matching.learning.history import Queries
from matching.learning.lesson import Learned, Lesson, without_known

ROUNDS = 2


@dataclass(frozen=True, eq=False)
class Tuned:
    """A channel as a method of its own: starts tried in turn, then each setting of the grid varied around the best."""

    name: str
    starts: Sequence[Channel]
    grid: Mapping[str, Sequence[Any]]

    def learn(self, lesson: Lesson) -> Learned:
        """Choose the settings by NDCG@10 on the rehearsal."""
        channel, reached = tune(self.starts, self.grid, lesson)
        history = lesson.history

        def scores(queries: Queries) -> Any:
            return channel.scores(history, queries)

        return Learned(scores, reached, repr(channel))


def tune(starts: Sequence[Channel], grid: Mapping[str, Sequence[Any]], lesson: Lesson) -> tuple[Channel, float]:
    """The best channel found and its NDCG@10; every setting is tried once or never, so the walk ends."""
    known: dict[Channel, float] = {}

    def value(channel: Channel) -> float:
        if channel not in known:
            queries = lesson.rehearsal.queries
            known[channel] = mean_ndcg(
                without_known(channel.scores(lesson.early, queries), queries), lesson.rehearsal.answers
            )
        return known[channel]

    best = max(starts, key=value)
    for _ in range(ROUNDS):
        before = best
        for setting, options in grid.items():
            best = max([best, *(replace(best, **{setting: option}) for option in options)], key=value)  # type: ignore[type-var]
        if best == before:
            break
    return best, value(best)
