"""What a text has to do with each concept although it names none: by the words of the vocabulary it resembles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matching.encoder import Encoder, Vectors
from matching.likely import plain_content
from matching.ragged import Column
from matching.text import TextIndex, wording
from matching.vocabulary import LIGHTER, Vocabulary

# How many words of the vocabulary a text is compared with further, and the likeness below which it is chance.
WORDS, CHANCE = 30, 0.05
WORDS_BY_MEANING, CHANCE_BY_MEANING = 8, 0.3
POWER = 2.0
BATCH = 512


@dataclass(frozen=True, eq=False)
class Affinity:
    """The words of the vocabulary, comparable with any text by characters and, with an encoder, by meaning."""

    vocabulary: Vocabulary
    index: TextIndex  # of words
    concepts: NDArray[np.int64]  # word → concept
    encoder: Encoder | None
    vectors: Vectors | None
    steps: sparse.csr_array  # asked concept × concept that can stand in

    @classmethod
    def build(cls, vocabulary: Vocabulary, encoder: Encoder | None = None) -> Affinity:
        """Make the words of all concepts comparable; an English word is no help with Chinese texts."""
        words = dict(sorted((word, row) for word, row in vocabulary.words() if not word.isascii()))
        size = len(vocabulary.concepts)
        links = vocabulary.steps
        steps = sparse.csr_array((links.weights, (links.owners, links.values)), shape=(size, size))
        vectors = encoder.encode(list(words)) if encoder is not None and words else None
        index = TextIndex.build(words)
        return cls(vocabulary, index, np.fromiter(words.values(), np.int64, len(words)), encoder, vectors, steps)

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
        likeness = [self.index.similar(wording([(plain_content(text), 1.0)], LIGHTER)) for text in texts]
        found = _unit(self._nearest(np.array(likeness), WORDS, CHANCE, POWER))
        if self.vectors is None or vectors is None:
            return found
        meant = _unit(self._nearest(vectors @ self.vectors.T, WORDS_BY_MEANING, CHANCE_BY_MEANING, POWER))
        return _unit(sparse.csr_array(found + meant))

    def asked(self, texts: Sequence[str], vectors: Vectors | None = None) -> sparse.csr_array:
        """As `of`, with the concepts that can stand in for those meant."""
        return _unit(sparse.csr_array(self.of(texts, vectors) @ self.steps))

    def _nearest(self, likeness: NDArray[np.floating], most: int, chance: float, power: float) -> sparse.csr_array:
        count = min(most, likeness.shape[1])
        words = np.argpartition(-likeness, count - 1, axis=1)[:, :count]
        values = np.maximum(np.take_along_axis(likeness, words, axis=1) - chance, 0.0) ** power
        concepts = self.concepts[words]
        values = values * self._weights[concepts]
        dense = np.zeros((len(likeness), len(self.vocabulary.concepts)))
        np.maximum.at(dense, (np.arange(len(likeness))[:, None], concepts), values)
        return sparse.csr_array(dense)

    @property
    def _weights(self) -> Column:
        return np.array([self.vocabulary.weight(row) for row in range(len(self.vocabulary.concepts))])


def _unit(rows: sparse.csr_array) -> sparse.csr_array:
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    return sparse.csr_array(sparse.diags_array(1.0 / np.maximum(lengths, 1e-12)) @ rows)
