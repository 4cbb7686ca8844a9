"""Which methods take part in an evaluation, each an ordinary matcher."""

from __future__ import annotations

from collections.abc import Sequence

from matching.evaluation.baselines import singles
from matching.learning.lesson import Matcher, Task


def matchers(task: Task) -> Sequence[Matcher]:
    """The methods of the table: every single method."""
    return [*singles(task)]
