"""Which methods take part in an evaluation, each an ordinary matcher."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from matching.evaluation.baselines import singles
from matching.evaluation.ours import LearnedRanking
from matching.evaluation.tuning import Tuned
from matching.learning.lesson import Method, Task

LISTENED = {
    "popularity of the unit": "unit",
    "BM25": "profile",
    "project-kNN": "alike",
    "RP3 walk": "walk",
    "co-work": "known",
    "kNN with known members": "known_alike",
    "RP3 walk from known members": "second",
}


def matchers(task: Task, peers: bool, report: Callable[[str], None]) -> Sequence[Method]:
    """The methods of the table: every single method, the peers where asked for, and ours."""
    tuned = singles(task)
    found: list[Method] = [*tuned]
    if peers:
        from matching.evaluation.peers import installed_peers

        found += installed_peers(report)
    return [*found, LearnedRanking(listened_to(tuned))]


def listened_to(tuned: Sequence[Tuned]) -> list[tuple[str, Tuned]]:
    """The single methods that ours listens to as well, each under what it hears."""
    return [(LISTENED[single.name], single) for single in tuned if single.name in LISTENED]
