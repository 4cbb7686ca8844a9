"""The problem vocabulary: which everyday problem a text tells of, named by objects and what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from matching.issues.patterns import Pattern, patterns

OTHERS = 0.25  # what a second wording of the same problem adds to the clearest
MOST_OTHERS = 3
SHARPNESS = 2.0  # how far the clearest problem of a text stands before the others
CLEAR = 1.5  # the strength below which a problem is only half named


@dataclass(frozen=True)
class Problem:
    """One kind of problem as plain values: its wordings, who is called to the table and who is useful there.

    `reach` is the level such a problem usually has, empty where it may be any.
    """

    id: str
    name: str
    label_en: str
    theme: str
    reach: str = ""
    call: tuple[str, ...] = ()
    useful: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sighting:
    """A problem seen in a text: its row, how clearly, and the words that named it."""

    problem: int
    strength: float
    words: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Problems:
    """Problems in row order, read in texts by their wordings."""

    problems: tuple[Problem, ...]
    row_of: Mapping[str, int]
    _by_head: Mapping[str, tuple[tuple[str, int, Pattern], ...]] = field(repr=False)

    @classmethod
    def build(cls, problems: Sequence[Problem]) -> Problems:
        """Index the wordings, each with its first part, by the first character of that."""
        flat = [(row, word) for row, problem in enumerate(problems) for word in problem.words]
        by_head: dict[str, list[tuple[str, int, Pattern]]] = {}
        for (row, _), pattern in zip(flat, patterns([word for _, word in flat]), strict=True):
            by_head.setdefault(pattern.parts[0][0], []).append((pattern.parts[0], row, pattern))
        rows = {problem.id: row for row, problem in enumerate(problems)}
        return cls(tuple(problems), rows, {head: tuple(found) for head, found in by_head.items()})

    def read(self, text: str) -> list[Sighting]:
        """The problems of a simplified text, the clearest first."""
        found: dict[int, dict[str, float]] = {}
        for head in dict.fromkeys(text):
            for first, row, pattern in self._by_head.get(head, ()):
                if first in text and pattern.stands(text):  # of most not even the first part is there
                    found.setdefault(row, {})[pattern.shown] = pattern.weight
        seen = [Sighting(row, _strength(words), _clearest(words)) for row, words in found.items()]
        return sorted(seen, key=lambda one: (-one.strength, one.problem))

    def shares(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """How much of each simplified text is about each problem (texts × problems).

        A row sums to 1 where a problem is clearly named and to less where it is only half named.
        """
        strengths = np.zeros((len(texts), len(self.problems)))
        for row, text in enumerate(texts):
            for one in self.read(text):
                strengths[row, one.problem] = one.strength**SHARPNESS
        return np.asarray(strengths / np.maximum(strengths.sum(axis=1, keepdims=True), CLEAR**SHARPNESS))


def _strength(words: Mapping[str, float]) -> float:
    ordered = sorted(words.values(), reverse=True)
    return ordered[0] + OTHERS * sum(ordered[1 : 1 + MOST_OTHERS])


def _clearest(words: Mapping[str, float]) -> tuple[str, ...]:
    return tuple(sorted(words, key=lambda word: (-words[word], word))[:2])
