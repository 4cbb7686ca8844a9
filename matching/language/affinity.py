"""What a text has to do with each concept although it names none: by the words of the vocabulary it resembles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from matching.language.encoder import Encoder, Vectors
from matching.language.likely import plain_content
from matching.language.text import TextIndex, wordings
from matching.language.vocabulary import LIGHTER, Vocabulary
from matching.ragged import Column
from matching.sparse import sparse

# How many concepts a text is taken to resemble at most, and the likeness below which it is chance.
MOST, CHANCE, CHANCE_BY_MEANING = 8, 0.05, 0.3
POWER = 2.0
BATCH = 256


@dataclass(frozen=True, eq=False)
class Affinity:
    """The words of the vocabulary, comparable with any text by characters and, with an encoder, by meaning."""

    vocabulary: Vocabulary
    index: TextIndex  # of words, those of one concept beside each other
    concepts: NDArray[np.int64]  # the concepts that have words, ascending
    firsts: NDArray[np.int64]  # the first word of each
    encoder: Encoder | None
    vectors: Vectors | None
    steps: sparse.csr_array  # asked concept × concept that can stand in

    @classmethod
    def build(cls, vocabulary: Vocabulary, encoder: Encoder | None = None) -> Affinity:
        """Make the words of all concepts comparable; an English word is no help with Chinese texts."""
        owners: dict[str, int] = {}
        for word, row in vocabulary.words():
            if not word.isascii():
                owners.setdefault(word, row)
        ordered = sorted((row, word) for word, row in owners.items())
        words = [word for _, word in ordered]
        concepts, firsts = np.unique([row for row, _ in ordered], return_index=True)
        size = len(vocabulary.concepts)
        links = vocabulary.steps
        steps = sparse.csr_array((links.weights, (links.owners, links.values)), shape=(size, size))
        vectors = encoder.encode(words) if encoder is not None and words else None
        return cls(vocabulary, TextIndex.build(words), concepts.astype(np.int64), firsts, encoder, vectors, steps)

    def of(self, texts: Sequence[str], vectors: Vectors | None = None) -> sparse.csr_array:
        """Texts (simplified) × concepts, rows of length 1, empty for a text that resembles nothing."""
        size = (len(texts), len(self.vocabulary.concepts))
        if not len(self.concepts) or not texts:
            return sparse.csr_array(size)
        parts = []
        for start in range(0, len(texts), BATCH):
            some = slice(start, start + BATCH)
            parts.append(self._batch(texts[some], None if vectors is None else vectors[some]))
        return sparse.csr_array(sparse.vstack(parts))

    def _batch(self, texts: Sequence[str], vectors: Vectors | None) -> sparse.csr_array:
        likeness = self.index.similar_all(wordings([plain_content(text) for text in texts], LIGHTER))
        found = _unit(self._nearest(self._best(likeness), CHANCE))
        if self.vectors is None or vectors is None:
            return found
        best = np.maximum.reduceat(vectors @ self.vectors.T, self.firsts, axis=1)
        meant = _unit(self._nearest(best, CHANCE_BY_MEANING))
        return _unit(sparse.csr_array(found + meant))

    def asked(self, text: str, vectors: Vectors | None = None) -> Column:
        """As `of` for one text, with the concepts that can stand in for those meant: a value for each concept."""
        if not len(self.concepts):
            return np.zeros(len(self.vocabulary.concepts))
        likeness = self.index.similar(wordings([plain_content(text)], LIGHTER)[0])
        found = _of_length_1(self._nearest_of_one(likeness, CHANCE))
        if self.vectors is not None and vectors is not None:
            meant = self._nearest_of_one((vectors @ self.vectors.T)[0], CHANCE_BY_MEANING)
            found = _of_length_1(found + _of_length_1(meant))
        return _of_length_1(self._standing_in @ found)

    @cached_property
    def _standing_in(self) -> sparse.csr_array:
        """Concept that can stand in × asked concept."""
        return sparse.csr_array(self.steps.T)

    def _nearest_of_one(self, likeness: NDArray[np.floating], chance: float) -> Column:
        """As `_nearest` for one text, a value for each concept."""
        best = np.maximum(np.maximum.reduceat(likeness, self.firsts) - chance, 0.0) ** POWER
        best *= self._weights[self.concepts]
        count = min(MOST, len(best))
        near = np.argpartition(-best, count - 1)[:count]
        found = np.zeros(len(self.vocabulary.concepts))
        found[self.concepts[near]] = best[near]
        return found

    def _best(self, likeness: sparse.csr_array) -> NDArray[np.float64]:
        """Text × concept with words out of text × word: the likest word of each concept."""
        best = np.zeros((likeness.shape[0], len(self.concepts)))
        words = np.diff(self.firsts, append=len(self.index.texts))
        concept_of = np.repeat(np.arange(len(self.concepts)), words)
        texts = np.repeat(np.arange(len(best)), np.diff(likeness.indptr))
        np.maximum.at(best.reshape(-1), texts * len(self.concepts) + concept_of[likeness.indices], likeness.data)
        return np.minimum(best, 1.0, out=best)

    def _nearest(self, best: NDArray[np.floating], chance: float) -> sparse.csr_array:
        """Text × concept out of text × concept with words: the likest concepts."""
        best = np.maximum(best - chance, 0.0) ** POWER * self._weights[self.concepts]
        count = min(MOST, best.shape[1])
        near = np.argpartition(-best, count - 1, axis=1)[:, :count]
        texts = np.repeat(np.arange(len(best)), count)
        values = np.take_along_axis(best, near, axis=1).ravel()
        size = (len(best), len(self.vocabulary.concepts))
        found = sparse.csr_array((values, (texts, self.concepts[near].ravel())), shape=size)
        found.eliminate_zeros()
        return found

    @cached_property
    def _weights(self) -> Column:
        return np.array([self.vocabulary.weight(row) for row in range(len(self.vocabulary.concepts))])


def _of_length_1(row: Column) -> Column:
    return row * (1.0 / max(float(np.sqrt((row * row).sum())), 1e-12))


def _unit(rows: sparse.csr_array) -> sparse.csr_array:
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    return sparse.csr_array(sparse.diags_array(1.0 / np.maximum(lengths, 1e-12)) @ rows)
