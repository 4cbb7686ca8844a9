"""The assignment behind a plan, as numbers: who could serve which line, how well, how often."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]
Real = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class AssignmentProblem:
    """Give every line up to `wanted` different candidates, no candidate more lines than its capacity.

    starts: L + 1 bounds of each line's arcs · candidate: A · benefit: A, positive · wanted: L · capacity: C.
    """

    starts: Whole
    candidate: Whole
    benefit: Real
    wanted: Whole
    capacity: Whole

    @property
    def lines(self) -> int:
        """How many lines there are."""
        return len(self.wanted)

    @cached_property
    def line(self) -> Whole:
        """The line of every arc."""
        return np.repeat(np.arange(self.lines), np.diff(self.starts))

    def benefit_of(self, taken: NDArray[np.bool_]) -> float:
        """The total benefit of the arcs taken."""
        return float(self.benefit[taken].sum())


@dataclass(frozen=True, eq=False)
class Assignment:
    """Arcs taken, the price of each candidate (what one more line would have to forgo), benefit and its bound."""

    taken: NDArray[np.bool_]
    prices: Real
    benefit: float
    bound: float


def share_of_bound(benefit: float, bound: float) -> float:
    """How much of the best possible benefit is reached at least, 0 to 1."""
    return min(benefit / bound, 1.0) if bound > 0 else 1.0
