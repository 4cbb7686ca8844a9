"""Our ranking as a method of an evaluation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matching.learning.history import Dense, Queries
from matching.learning.lesson import Learned, Lesson
from matching.learning.ranker import fit

NAME = "heli"


@dataclass(frozen=True)
class Heli:
    """The learned ranking: sees what every other method sees."""

    name: str = NAME

    def learn(self, lesson: Lesson) -> Learned:
        """Learn from the slices of the history and choose on the newest."""
        ranker = fit(lesson.history, lesson.task, lesson.seed, lesson.report)

        def scores(queries: Queries) -> Dense:
            return ranker.rank(queries).astype(np.float32)

        return Learned(scores, ranker.rehearsed, ranker.choice, ranker.pool)
