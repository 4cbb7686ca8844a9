"""Single methods to be beaten, each with the grid over which it is tuned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from matching.evaluation.tuning import Tuned
from matching.learning.channels.neighbours import Neighbours
from matching.learning.lesson import Task

HALF_LIVES = (None, 1.0, 0.5, 0.33, 0.2, 0.12, 0.06)  # parts of the history's span
NEIGHBOURS: Mapping[str, Sequence[Any]] = {
    "words": (0.0, 0.5, 1.0, 2.0),
    "title": (0.0, 0.25, 0.5, 1.0),
    "title_chars": (0.0, 0.5, 1.0),
    "pairs": (0.0, 0.5, 1.0),
    "tags": (0.0, 0.1, 0.3, 0.6, 1.0),
    "links": (0.0, 0.2, 0.5, 1.0),
    "half_life": HALF_LIVES,
    "k": (20, 50, 100, 200, 300),
    "power": (1.0, 1.5, 2.0, 3.0),
    "shared": (0.0, 0.5, 1.0),
    "fame": (0.0, 0.2, 0.4),
}


def singles(task: Task) -> list[Tuned]:
    """Every single method of a task."""
    found = [Tuned("project-kNN", [Neighbours()], NEIGHBOURS)]
    if task == "completion":
        grid = {"known": (0.0, 0.3, 0.6, 1.0, 2.0, 4.0), **NEIGHBOURS}
        found.append(Tuned("project-kNN with members", [Neighbours(known=1.0)], grid))
    return found
