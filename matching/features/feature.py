"""What a feature is: a measure, its meaning, its sentences and the facts behind it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from inspect import cleandoc

import numpy as np
from numpy.typing import NDArray

from matching.question import Question
from matching.quoting import filled
from matching.ragged import Column
from matching.reasons import Telling

RowSet = NDArray[np.int64]
KEPT_TELLINGS = 16384  # of each family: those who are shown are shown again and again


def one_by_one(tell: Callable[[Question, int], Telling]) -> Callable[[Question, Sequence[int]], list[Telling]]:
    """What a feature has to say about several candidates that have nothing in common."""

    def told(question: Question, rows: Sequence[int]) -> list[Telling]:
        return [tell(question, row) for row in rows]

    return told


def once(
    kept: Callable[[Question], dict[tuple[object, ...], Telling]],
    about: Callable[[Question], tuple[object, ...]],
    tell: Callable[[Question, Sequence[int]], list[Telling]],
) -> Callable[[Question, Sequence[int]], list[Telling]]:
    """Tell what does not depend on the line once a candidate, and keep it where `kept` says, by what it is `about`."""

    def told(question: Question, rows: Sequence[int]) -> list[Telling]:
        known, subject = kept(question), about(question)
        found = [known.get((*subject, row)) for row in rows]
        missing = [row for row, telling in zip(rows, found, strict=True) if telling is None]
        if not missing:
            return [telling for telling in found if telling is not None]
        fresh = dict(zip(missing, tell(question, missing), strict=True))
        if len(known) >= KEPT_TELLINGS:
            known.clear()
        known.update(((*subject, row), telling) for row, telling in fresh.items())
        return [fresh[row] if telling is None else telling for row, telling in zip(rows, found, strict=True)]

    return told


def once_a_day(
    name: str, tell: Callable[[Question, Sequence[int]], list[Telling]]
) -> Callable[[Question, Sequence[int]], list[Telling]]:
    """What a feature that is the same whatever is asked has to say: told once a candidate and day."""
    return once(_of_the_day, lambda question: (name,), tell)


def once_a_line(
    name: str, tell: Callable[[Question, Sequence[int]], list[Telling]]
) -> Callable[[Question, Sequence[int]], list[Telling]]:
    """What only line and candidate decide, told once for both."""
    return once(_of_the_line, lambda question: (name,), tell)


def _of_the_line(question: Question) -> dict[tuple[object, ...], Telling]:
    return question.told


def _of_the_day(question: Question) -> dict[tuple[object, ...], Telling]:
    return question.standing.told


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
        return filled(en, {**telling.zh, **telling.en}) if language == "en" else filled(zh, telling.zh)
