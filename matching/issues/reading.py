"""Texts of issues, needs and cases as numbers: the problems and concepts they name and, with an encoder, mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from matching.issues.problems import Problems
from matching.language.encoder import Encoder
from matching.language.text import TextIndex, simplify_all, wording
from matching.language.vocabulary import Vocabulary
from matching.ragged import Column

Matrix = NDArray[np.float64]
WORDINGS = 20  # of a problem that are turned into vectors, spread over its list
NEAREST = 2  # wordings that say how near a text is to a problem
SHARPNESS = 18.0
STEADY = 20.0  # texts that the mean of all wordings counts for when the usual direction is taken away


@dataclass(frozen=True, eq=False)
class Reader:
    """The vocabularies that texts are read with, and the encoder where there is one."""

    problems: Problems
    vocabulary: Vocabulary
    encoder: Encoder | None = None

    def read(self, texts: Sequence[str], beside: Reading | None = None) -> Reading:
        """All that is read out of the texts, each read once; `beside` are the texts they are compared with."""
        return Reading(self, tuple(simplify_all(list(texts))), beside)

    @cached_property
    def wordings(self) -> tuple[list[str], NDArray[np.int64]]:
        """The problems' wordings that stand for their sense, simplified, and the problem of each."""
        words: list[str] = []
        owners: list[int] = []
        for row, problem in enumerate(self.problems.problems):
            plain = [problem.name, *(word.split("!")[0].replace("+", "") for word in problem.words)]
            kept = [word for word in plain if len(word) > 1]
            spread = np.unique(np.linspace(0, len(kept) - 1, min(WORDINGS, len(kept))).astype(int))
            words += [kept[at] for at in spread]
            owners += [row] * len(spread)
        return simplify_all(words), np.array(owners, dtype=np.int64)

    @cached_property
    def models(self) -> tuple[Matrix, NDArray[np.int64]]:
        """Vectors of those wordings (wordings × dimensions) and the problem of each."""
        assert self.encoder is not None
        words, owners = self.wordings
        return self.encoder.encode(words).astype(np.float64), owners


@dataclass(frozen=True, eq=False)
class Reading:
    """Texts as read; every matrix has one row a text."""

    reader: Reader
    simple: tuple[str, ...]
    beside: Reading | None = None

    @cached_property
    def problems(self) -> Matrix:
        """How much of each text is about each problem."""
        return self.reader.problems.shares(self.simple)

    @cached_property
    def fields(self) -> Matrix:
        """How much of each text is about each theme of problems."""
        themes = [problem.theme for problem in self.reader.problems.problems]
        belongs = np.array([[float(theme == one) for one in sorted(set(themes))] for theme in themes])
        return np.asarray(self.problems @ belongs)

    @cached_property
    def concepts(self) -> Matrix:
        """The concepts of the skill vocabulary each text names, audiences weighing less."""
        vocabulary = self.reader.vocabulary
        named = np.zeros((len(self.simple), len(vocabulary.concepts)))
        for row, text in enumerate(self.simple):
            for mention in vocabulary.find(text):
                named[row, mention.concept] = vocabulary.weight(mention.concept)
        return named

    @cached_property
    def vectors(self) -> Matrix:
        """Sentence vectors without the direction that all share; needs an encoder."""
        return unit(self._raw - (self.beside or self)._centre)

    @cached_property
    def _raw(self) -> Matrix:
        assert self.reader.encoder is not None
        if not self.simple:  # an encoder that is asked for nothing cannot tell how long its vectors are
            return np.zeros((0, self.reader.models[0].shape[1]))
        return self.reader.encoder.encode(list(self.simple)).astype(np.float64)

    @cached_property
    def _centre(self) -> Matrix:
        models, _ = self.reader.models
        return np.asarray((self._raw.sum(axis=0) + STEADY * models.mean(axis=0)) / (len(self._raw) + STEADY))

    @cached_property
    def meant(self) -> Matrix:
        """How likely each text means each problem, by the vectors of the problems' wordings; rows sum to 1."""
        models, owners = self.reader.models
        likeness = self.vectors @ unit(models - models.mean(axis=0)).T
        nearest = np.zeros((len(likeness), len(self.reader.problems.problems)))
        for row in range(nearest.shape[1]):
            own = np.sort(likeness[:, owners == row], axis=1)
            nearest[:, row] = own[:, -NEAREST:].mean(axis=1) if own.shape[1] else -1.0
        grown = np.exp(SHARPNESS * nearest)
        return np.asarray(grown / grown.sum(axis=1, keepdims=True))

    def characters(self, others: Reading) -> Matrix:
        """Cosine of characters of each text with each of `others`, whose words say what is rare."""
        index = TextIndex.build(others.simple)
        rows = np.array([index.row_of[text] for text in others.simple], dtype=np.int64)
        found = [self._likeness(index, text)[rows] for text in self.simple]
        return np.array(found).reshape(len(self.simple), len(others.simple))

    @staticmethod
    def _likeness(index: TextIndex, text: str) -> Column:
        return index.similar(wording([(text, 1.0)], {}))


def unit(rows: Matrix) -> Matrix:
    """Rows of length 1; a row of zeros stays."""
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12))


def cosine(one: Matrix, other: Matrix) -> Matrix:
    """Cosine of each row with each row of the other."""
    return np.asarray(unit(one) @ unit(other).T)
