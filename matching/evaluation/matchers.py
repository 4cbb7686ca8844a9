"""Which methods take part in an evaluation, each an ordinary matcher."""

from __future__ import annotations

from collections.abc import Sequence

from matching.evaluation.baselines import singles
from matching.learning.lesson import Matcher, Task


def matchers(task: Task, *, peers: bool = False) -> Sequence[Matcher]:
    """The methods of the table: every single method, the peers where asked for."""
    found: list[Matcher] = [*singles(task)]
    return found
