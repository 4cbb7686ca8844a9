"""Our ranking as a method of an evaluation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from matching.evaluation.tuning import Tuned
from matching.learning.history import Dense, Queries
from matching.learning.lesson import FittedMethod, Lesson, Task
from matching.learning.panel import MEANING, Voice
from matching.learning.ranker import fit
from matching.learning.slices import LARGE

NAME = "heli"
# How far ours leans on the tuned methods together, and on the best of them, in deviations of a learned part.
SHARED: Mapping[Task, float] = {"cold": 0.15, "completion": 0.2}
BEST: Mapping[Task, float] = {"cold": 0.1, "completion": 0.0}


@dataclass(frozen=True, eq=False)
class LearnedRanking:
    """The learned ranking: sees what every other method sees, and listens to tuned methods beside its own voices."""

    tuned: Sequence[tuple[str, Tuned]] = ()  # family of `MEANING`, method
    name: str = NAME

    def learn(self, lesson: Lesson) -> FittedMethod:
        """Learn from the slices of the history and choose on the newest."""
        best = max((method.tuned(lesson)[1] for _, method in self.tuned), default=0.0)
        shared, firm = leaning(lesson.task, len(lesson.history))
        more: dict[Voice, float] = {}
        for family, method in self.tuned:
            channel, reached = method.tuned(lesson)
            voice = Voice(f"{family}: tuned {method.name}", channel, *MEANING[family], core=True, pool=True)
            more[voice] = shared / len(self.tuned) + firm * (reached == best)
        # Tuned: what was derived for that would stand in memory beside what all slices need.
        lesson.early.forget()
        lesson.rehearsal.queries.forget()
        ranker = fit(lesson.history, lesson.task, lesson.seed, lesson.report, more=more)

        def scores(queries: Queries) -> Dense:
            return ranker.rank(queries).astype(np.float32)

        return FittedMethod(scores, ranker.rehearsed, ranker.choice, ranker.pool)


def leaning(task: Task, works: int) -> tuple[float, float]:
    """How far ours leans on the tuned methods together, and on the best: a large past teaches more to complete with."""
    return (0.0, 0.0) if task == "completion" and works >= LARGE else (SHARED[task], BEST[task])
