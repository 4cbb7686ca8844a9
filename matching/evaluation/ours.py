"""Our ranking as a method of an evaluation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from matching.evaluation.tuning import Tuned
from matching.learning.history import Dense, Queries
from matching.learning.lesson import Learned, Lesson, Task
from matching.learning.panel import MEANING, Voice
from matching.learning.ranker import fit

NAME = "heli"
# How far ours leans on the tuned methods together, and on the best of them, in deviations of a learned part.
SHARED: Mapping[Task, float] = {"cold": 0.15, "completion": 0.2}
BEST: Mapping[Task, float] = {"cold": 0.1, "completion": 0.0}


@dataclass(frozen=True, eq=False)
class Heli:
    """The learned ranking: sees what every other method sees, and listens to tuned methods beside its own voices."""

    tuned: Sequence[tuple[str, Tuned]] = ()  # family of `MEANING`, method
    name: str = NAME

    def learn(self, lesson: Lesson) -> Learned:
        """Learn from the slices of the history and choose on the newest."""
        best = max((method.tuned(lesson)[1] for _, method in self.tuned), default=0.0)
        more: dict[Voice, float] = {}
        for family, method in self.tuned:
            channel, reached = method.tuned(lesson)
            voice = Voice(f"{family}: tuned {method.name}", channel, *MEANING[family], core=True, pool=True)
            more[voice] = SHARED[lesson.task] / len(self.tuned) + BEST[lesson.task] * (reached == best)
        ranker = fit(lesson.history, lesson.task, lesson.seed, lesson.report, more=more)

        def scores(queries: Queries) -> Dense:
            return ranker.rank(queries).astype(np.float32)

        return Learned(scores, ranker.rehearsed, ranker.choice, ranker.pool)
