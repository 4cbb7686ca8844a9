"""Reproducible chance: the same subject of the same seed always draws the same, on every machine."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TypeVar

T = TypeVar("T")


class Chance:
    """A stream of draws that belongs to one subject (a street, a community) of one seed.

    Only `Random.random` is used, whose sequence Python promises to keep; so a dump is the same byte for byte.
    """

    def __init__(self, seed: int, *subject: object) -> None:
        digest = hashlib.sha256(repr((seed, *subject)).encode()).digest()
        self._draw = random.Random(int.from_bytes(digest[:8], "big")).random  # noqa: S311 - invention, not secrecy

    def happens(self, probability: float) -> bool:
        """True with this probability."""
        return self._draw() < probability

    def between(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        return low + int(self._draw() * (high - low + 1))

    def pick(self, things: Sequence[T]) -> T:
        """One of the things, each as likely."""
        return things[int(self._draw() * len(things))]

    def early(self, things: Sequence[T], steepness: float = 2.0) -> T:
        """One of the things, the first ones more often: a few skills are common, most are rare."""
        return things[int(self._draw() ** steepness * len(things))]

    def some(self, things: Sequence[T], count: int) -> list[T]:
        """Up to `count` different things, in the order drawn."""
        if count >= len(things):
            return list(things)
        seen: dict[int, None] = {}
        while len(seen) < count:
            seen.setdefault(int(self._draw() * len(things)))
        return [things[i] for i in seen]

    def day(self, last: date, back: int) -> date:
        """A day among the `back` days before `last`, that day excluded."""
        return last - timedelta(days=self.between(1, back))
