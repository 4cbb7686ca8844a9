"""An additive model: a curve for each voice, and the score is their sum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.learning.history import Dense

ROWS = 50_000  # whose contributions are held at once: 30 MB for 74 voices
STEEP = 50.0  # of the logarithm: what is a fiftieth of the best still counts
Values = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Shapes:
    """For each voice a line, a logarithm and steps, all 0 where the voice says nothing.

    The score of a candidate is the sum of its contributions, exactly.
    """

    line: Values  # voice
    log: Values  # voice
    edges: Values  # voice × edge, ascending
    steps: Values  # voice × (edge + 1)

    def contributions(self, said: Dense | Values) -> Values:
        """What every voice adds, row × voice."""
        given = np.asarray(said, dtype=np.float64)
        total: Values = given * self.line + logs(given) * self.log
        for voice in range(given.shape[1]):
            steps = self.steps[voice]
            if steps.any():
                total[:, voice] += steps[np.searchsorted(self.edges[voice], given[:, voice], side="left")]
        return total

    def scores(self, said: Dense | Values) -> Values:
        """The sum of the contributions, row by row."""
        portions = range(0, len(said), ROWS)
        totals = [self.contributions(said[start : start + ROWS]).sum(axis=1) for start in portions]
        return np.concatenate(totals) if totals else np.zeros(0)

    def times(self, factor: float) -> Shapes:
        """The same order on another scale."""
        return Shapes(self.line * factor, self.log * factor, self.edges, self.steps * factor)


def logs(said: Any) -> Any:
    """log(1 + 50 x) / log 51: from 0 to 1, steep where little is said."""
    return np.log1p(STEEP * np.maximum(said, 0.0)) / float(np.log1p(STEEP))


def linear(line: Values, log: Values) -> Shapes:
    """Shapes of straight lines and logarithms only, without steps."""
    return Shapes(line, log, np.zeros((len(line), 0)), np.zeros((len(line), 1)))


def together(parts: Sequence[Shapes]) -> Shapes:
    """The sum of shapes: a step wherever one of them has one."""
    stepped = [part for part in parts if part.edges.shape[1]] or [parts[0]]
    edges = np.sort(np.concatenate([part.edges for part in stepped], axis=1), axis=1)
    ends = np.concatenate([edges, np.full((len(edges), 1), np.inf)], axis=1)
    steps = np.zeros_like(ends)
    for part in stepped:
        for voice, places in enumerate(ends):
            steps[voice] += part.steps[voice, np.searchsorted(part.edges[voice], places, side="left")]
    return Shapes(
        np.sum([part.line for part in parts], axis=0), np.sum([part.log for part in parts], axis=0), edges, steps
    )
