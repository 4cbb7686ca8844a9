"""The covering problem behind a team, as numbers: what is needed, what each party could give, what it costs."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Steps = NDArray[np.int16]
Costs = NDArray[np.float64]
MOST_STATES = 1 << 14


@dataclass(frozen=True, eq=False)
class TeamProblem:
    """Choose at most one option of each party so that the needs are covered at the least cost.

    need: D steps wanted per dimension · missing: D cost of each step left open · party: O party of each option,
    ascending · gives: O × D steps · cost: O, not negative · apart: pairs of parties that must not meet ·
    strangers: P × P extra cost of having both parties, symmetric, or None.
    """

    need: Steps
    missing: Costs
    party: NDArray[np.int64]
    gives: Steps
    cost: Costs
    apart: frozenset[tuple[int, int]] = frozenset()
    strangers: Costs | None = None

    @property
    def states(self) -> int:
        """How many different amounts of cover there are."""
        # Of many lines the product exceeds what numpy's whole numbers hold.
        return math.prod(int(steps) + 1 for steps in self.need)

    @cached_property
    def entries(self) -> tuple[NDArray[np.int64], NDArray[np.int64], Costs]:
        """Everything that an option gives, option after option: which one, to which dimension, how many steps."""
        option, need = self.gives.nonzero()
        return option, need, self.gives[option, need].astype(np.float64)

    def kept(self, mask: NDArray[np.bool_]) -> TeamProblem:
        """The same problem with the masked options only."""
        return TeamProblem(
            self.need, self.missing, self.party[mask], self.gives[mask], self.cost[mask], self.apart, self.strangers
        )

    def covered(self, options: NDArray[np.int64]) -> Steps:
        """Steps that these options give together, no more than needed."""
        given = self.gives[options].sum(axis=0, dtype=np.int64)
        covered: Steps = np.minimum(given, self.need).astype(np.int16)
        return covered

    def price(self, options: NDArray[np.int64]) -> float:
        """The full cost of a choice: its options, what it leaves open, and pairs that never met."""
        open_steps = self.need - self.covered(options)
        total = float(self.cost[options].sum() + (open_steps * self.missing).sum())
        if self.strangers is not None:
            who = self.party[options]
            total += float(self.strangers[np.ix_(who, who)].sum() / 2.0)
        return total


@dataclass(frozen=True)
class Choice:
    """Options chosen (positions in the problem it was found for), the full cost, and a bound no choice goes below."""

    options: tuple[int, ...]
    cost: float
    bound: float

    @property
    def best(self) -> bool:
        """Whether nothing cheaper exists."""
        return self.cost <= self.bound + 1e-9
