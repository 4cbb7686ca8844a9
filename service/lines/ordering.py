"""The order in which people wrote down what a project lacks."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from graph.snapshot import Snapshot


def in_order(snapshot: Snapshot, lines: Iterable[int]) -> list[int]:
    """Rows of requirements as they were entered; those of which it is not known come last, by their ids."""
    positions = np.nan_to_num(snapshot.nodes["Requirement"].numbers("position"), nan=np.inf)
    return sorted((int(line) for line in lines), key=lambda line: (positions[line], line))
