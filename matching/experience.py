"""What past work says about the open lines, learned beforehand: who takes part in work like this, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.ragged import Column, Rows

# Towards which the weight of past work grows with its share: at a share of 1, which is never reached, a chance e times
# the usual would be worth about as many points as decisions make of it.
LOUDER = 3.5
# What spoke most for somebody: likeness of past work, its place, its kind, those worked with, work named, being active.
WHYS = ("alike", "unit", "tag", "circle", "links", "active")
VOTES = 3.0
CERTAIN = 0.95  # of a feature of 0 to 1 is the most that past work can say


def voted(votes: Column) -> Column:
    """What votes of past work amount to, towards 1."""
    amount = np.zeros(len(votes))
    some = votes.nonzero()[0]  # most have none
    amount[some] = -np.expm1(-VOTES * votes[some])
    return amount


def votes_of(values: Column) -> Column:
    """The votes that amount to opinions of 0 to 1, of which none is quite certain."""
    votes: Column = -np.log1p(-CERTAIN * np.clip(values, 0.0, 1.0)) / VOTES
    return votes


class LineVotes(NamedTuple):
    """What past work says about one line: of whom (ascending rows), how much (votes, at least 0), why (in WHYS)."""

    rows: Rows
    votes: Column
    whys: NDArray[np.int8]

    def at(self, places: NDArray[np.bool_]) -> LineVotes:
        """What is said of some of them."""
        return LineVotes(self.rows[places], self.votes[places], self.whys[places])


@dataclass(frozen=True, eq=False)
class Experience:
    """What was learned from `works` pieces of past work; by line (requirement id) what it says.

    `share` tells how far it takes the place of the votes of similar work that nothing was learned for: 0 not at all,
    below 1 always. `learned_at` (ISO 8601) tells one learning from the next.
    """

    share: float
    works: int
    lines: Mapping[str, LineVotes]
    learned_at: str = ""

    def louder(self, weight: float) -> float:
        """The weight of past work as it grows with the evidence, from `weight` towards LOUDER times as much."""
        return weight * (1.0 + (LOUDER - 1.0) * self.share)
