"""Which methods take part in an evaluation, each an ordinary matcher."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from matching.evaluation.baselines import singles
from matching.learning.lesson import Matcher, Task
from matching.learning.method import Heli


def matchers(task: Task, peers: bool, report: Callable[[str], None]) -> Sequence[Matcher]:
    """The methods of the table: every single method, the peers where asked for, and ours."""
    found: list[Matcher] = [*singles(task)]
    if peers:
        from matching.evaluation.peers import installed_peers

        found += installed_peers(report)
    return [*found, Heli()]
