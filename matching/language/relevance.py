"""How well short offers answer a short need: characters, concepts, and what both have to do with the vocabulary."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from matching.language.affinity import Affinity
from matching.language.encoder import Encoder, Vectors
from matching.language.likely import plain_content
from matching.language.text import TextIndex, shared_words, simplify, wording
from matching.language.vocabulary import LIGHTER, Mention, Vocabulary
from matching.ragged import Column
from matching.sparse import sparse


@dataclass(frozen=True)
class Shares:
    """What each channel counts; all three beside the characters were chosen together, by five-fold validation."""

    characters: float = 1.0
    named: float = 0.3  # concepts that need and offer name, or one step apart
    resembled: float = 0.4  # concepts whose words both resemble
    meaning: float = 0.4  # sentence vectors, where there is an encoder


@dataclass(frozen=True)
class Read:
    """What was read out of a need: the concepts with the words that name them, and the words left to compare."""

    mentions: tuple[Mention, ...]
    words: str


@dataclass(frozen=True, eq=False)
class Relevance:
    """Offers ready to be compared with needs; every result is in the order of `texts`, which may repeat."""

    texts: tuple[str, ...]
    index: TextIndex
    rows: NDArray[np.int64]  # text → row in the index
    affinity: Affinity
    shares: Shares
    vectors: Vectors | None
    named: sparse.csr_array  # text × concept: 1 when named, less the more other concepts the text names
    rare: Column  # concept → how much it tells apart: what nearly every text names says little
    resembled: sparse.csr_array  # text × concept

    @classmethod
    def build(
        cls, texts: Iterable[str], vocabulary: Vocabulary, encoder: Encoder | None = None, shares: Shares | None = None
    ) -> Relevance:
        """Read the offers once; without `encoder` the channels of meaning stay silent."""
        offers = tuple(texts)
        index = TextIndex.build(offers)
        affinity = Affinity.build(vocabulary, encoder)
        simple = list(index.simple)
        vectors = encoder.encode(simple) if encoder is not None and simple else None
        named, rare = _named(vocabulary, simple)
        rows = np.fromiter((index.row_of[text] for text in offers), np.int64, len(offers))
        resembled = affinity.of(simple, vectors)
        return cls(offers, index, rows, affinity, shares or Shares(), vectors, named, rare, resembled)

    @property
    def vocabulary(self) -> Vocabulary:
        """The concepts texts are read with."""
        return self.affinity.vocabulary

    def read(self, need: str) -> Read:
        """What a need asks for, as it is understood."""
        return Read(tuple(self.vocabulary.read(simplify(need))), plain_content(need))

    def scores(self, need: str) -> Column:
        """How well each offer answers the need; comparable within and between needs, about 0 to 2."""
        simple = simplify(need)
        words = self.index.similar(wording([(plain_content(need), 1.0)], LIGHTER))
        found = self.shares.characters * words + self.shares.named * self._by_concepts(simple)
        vectors = None if self.affinity.encoder is None else self.affinity.encoder.encode([simple])
        asked = self.affinity.asked(simple, vectors)
        found += self.shares.resembled * (self.resembled @ asked)
        if self.vectors is not None and vectors is not None:
            found += self.shares.meaning * (self.vectors @ vectors[0])
        return np.asarray(found[self.rows], dtype=np.float64)

    @cached_property
    def pairs(self) -> NDArray[np.float64]:
        """How alike any two of the texts are, texts × texts, symmetric: for clusters and similar cases."""
        scores = np.array([self.scores(text) for text in self.texts]).reshape(len(self.texts), len(self.texts))
        alike: NDArray[np.float64] = (scores + scores.T) / 2.0
        return alike

    def shared(self, need: str, offer: int) -> list[str]:
        """The terms need and offer have in common: names of concepts first, then words."""
        simple, row = simplify(need), int(self.rows[offer])
        asked = {mention.concept for mention in self.vocabulary.read(simple)} - self.vocabulary.audience
        had = set(self.named[[row]].indices.tolist())
        names = [self.vocabulary.concepts[concept].name for concept in sorted(asked & had)]
        return list(dict.fromkeys([*names, *shared_words(plain_content(need), self.index.simple[row])]))

    def _by_concepts(self, simple: str) -> Column:
        vocabulary = self.vocabulary
        weights = {mention.concept: self.rare[mention.concept] for mention in vocabulary.read(simple)}
        result = np.zeros(len(self.index.texts))
        for concept, weight in weights.items():
            reach = np.zeros(len(vocabulary.concepts))
            run = vocabulary.steps.run(concept)
            reach[vocabulary.steps.values[run]] = vocabulary.steps.weights[run]
            best = self.named.multiply(reach[None, :]).max(axis=1).toarray().ravel()
            result += weight / max(sum(weights.values()), 1e-12) * best
        return result


def _named(vocabulary: Vocabulary, simple: list[str]) -> tuple[sparse.csr_array, Column]:
    found = [sorted({mention.concept for mention in vocabulary.read(text)}) for text in simple]
    owners = np.repeat(np.arange(len(found)), [len(concepts) for concepts in found])
    columns = np.array([concept for concepts in found for concept in concepts], dtype=np.int64)
    size = len(vocabulary.concepts)
    weights = np.array([vocabulary.weight(concept) for concept in range(size)])
    texts = 1.0 + len(simple)
    rare = weights * np.log(texts / (1.0 + np.bincount(columns, minlength=size))) / np.log(max(texts, 2.0))
    much = np.sqrt(np.bincount(owners, rare[columns] ** 2, minlength=len(simple)))
    values = 1.0 / np.maximum(much, 1.0)[owners]
    return sparse.csr_array((values, (owners, columns)), shape=(len(simple), size)), rare
