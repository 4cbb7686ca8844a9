"""Our ranking as a method of an evaluation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matching.evaluation.tuning import Tuned
from matching.learning.history import Dense, Queries
from matching.learning.lesson import Learned, Lesson
from matching.learning.panel import MEANING, Voice
from matching.learning.ranker import fit

NAME = "heli"


@dataclass(frozen=True, eq=False)
class Heli:
    """The learned ranking: sees what every other method sees, and listens to tuned methods beside its own voices."""

    tuned: Sequence[tuple[str, Tuned]] = ()  # family of `MEANING`, method
    name: str = NAME

    def learn(self, lesson: Lesson) -> Learned:
        """Learn from the slices of the history and choose on the newest."""
        more = [
            Voice(f"{family}: tuned {method.name}", method.tuned(lesson)[0], *MEANING[family], core=True, pool=True)
            for family, method in self.tuned
        ]
        ranker = fit(lesson.history, lesson.task, lesson.seed, lesson.report, more=more)

        def scores(queries: Queries) -> Dense:
            return ranker.rank(queries).astype(np.float32)

        return Learned(scores, ranker.rehearsed, ranker.choice, ranker.pool)
