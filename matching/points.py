"""Scores as points: whole numbers from a start of 40 that add up exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor

START = 40


@dataclass(frozen=True)
class Points:
    """A score on the scale of the pages: start + lines = total."""

    start: int
    lines: tuple[int, ...]
    total: int


def points(contributions: Sequence[float]) -> Points:
    """Whole points for each contribution in the order given (largest remainder), and their exact total."""
    floors = [floor(number) for number in contributions]
    missing = round(sum(contributions)) - sum(floors)
    if missing > 0:
        short = [number - exact for number, exact in zip(floors, contributions, strict=True)]
        for at in sorted(range(len(floors)), key=short.__getitem__)[:missing]:
            floors[at] += 1
    return Points(START, tuple(floors), START + sum(floors))
