"""What a feature is: a measure, its meaning, its sentences and the facts behind it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from inspect import cleandoc

import numpy as np
from numpy.typing import NDArray

from matching.question import Question
from matching.ragged import Column
from matching.reasons import Telling

RowSet = NDArray[np.int64]


def one_by_one(tell: Callable[[Question, int], Telling]) -> Callable[[Question, Sequence[int]], list[Telling]]:
    """What a feature has to say about several candidates that have nothing in common."""

    def told(question: Question, rows: Sequence[int]) -> list[Telling]:
        return [tell(question, row) for row in rows]

    return told


@dataclass(frozen=True)
class Feature:
    """One feature; the measure's docstring says what it means, first in Chinese, then in English.

    `tell` explains the given rows, which must owe something to the feature.
    """

    measure: Callable[[Question, RowSet], Column]
    tell: Callable[[Question, Sequence[int]], list[Telling]]
    label: tuple[str, str]
    sentences: Mapping[str, tuple[str, str]]

    @property
    def name(self) -> str:
        """The feature's name in weights, reasons and logs."""
        return self.measure.__name__

    @property
    def meaning(self) -> tuple[str, str]:
        """What it measures, in Chinese and in English."""
        zh, en = cleandoc(self.measure.__doc__ or "").split("\n\n")
        return " ".join(zh.split()), " ".join(en.split())

    def say(self, telling: Telling, language: str) -> str:
        """The sentence of a telling in one language."""
        zh, en = self.sentences[telling.sentence]
        return en.format_map({**telling.zh, **telling.en}) if language == "en" else zh.format_map(telling.zh)
