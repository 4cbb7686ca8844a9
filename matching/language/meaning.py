"""What phrases mean beyond their characters: concepts they resemble and, with an encoder, sentence vectors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from matching.language.affinity import Affinity
from matching.language.encoder import Encoder, Vectors
from matching.language.text import simplify
from matching.ragged import Column
from matching.sparse import sparse

# How sure each makes that two texts say the same, where both agree fully; cosines of unrelated sentences reach FROM.
BY_CONCEPTS, BY_SENTENCE, FROM = 0.4, 0.4, 0.4
CHANCE = 0.1  # so sure one may be of texts that have nothing to do with each other
KEPT_QUESTIONS = 1024
Some = tuple[
    NDArray[np.int32], Column
]  # most phrases have nothing to do with a question: those that have, and how much


@dataclass(frozen=True, eq=False)
class Meaning:
    """Phrases in row order, each as the concepts it resembles and as a vector where there is an encoder."""

    simple: Sequence[str]
    affinity: Affinity
    encoder: Encoder | None
    resembled: sparse.csr_array  # phrase × concept
    vectors: Vectors | None
    _asked: dict[str, Some] = field(default_factory=dict, repr=False)

    @classmethod
    def build(
        cls,
        simple: Sequence[str],
        affinity: Affinity,
        encoder: Encoder | None = None,
        vectors: Vectors | None = None,
        previous: Meaning | None = None,
    ) -> Meaning:
        """Read the simplified phrases; those that `previous` read with the same vocabulary are not read again.

        `vectors` are the phrases' by `encoder`, which then reads questions too.
        """
        if previous is None or previous.affinity is not affinity:
            return cls(simple, affinity, encoder, affinity.of(simple), vectors)
        same = previous.encoder is encoder and (previous.vectors is None) == (vectors is None)
        if same and tuple(previous.simple) == tuple(simple):
            return previous  # with what it was asked: most changes of a community are none of its phrases
        known = {text: row for row, text in enumerate(previous.simple)}
        fresh = [text for text in dict.fromkeys(simple) if text not in known]
        every = previous.resembled
        if fresh:
            every = sparse.csr_array(sparse.vstack([every, affinity.of(fresh)]))
            known.update((text, len(previous.simple) + at) for at, text in enumerate(fresh))
        rows = np.fromiter((known[text] for text in simple), dtype=np.int64, count=len(simple))
        return cls(simple, affinity, encoder, sparse.csr_array(every[rows]), vectors)

    def likeness(self, text: str) -> Column:
        """How sure it is that each phrase means what the text asks for, 0 to 0.6; kept for the next time."""
        rows, sure = self._some(simplify(text))
        found = np.zeros(len(self.simple))
        found[rows] = sure
        return found

    def foresee(self, text: str) -> bool:
        """Work out what will be asked, to know it then; False where it was known, or no more can be kept."""
        plain = simplify(text)
        if plain in self._asked or len(self._asked) >= KEPT_QUESTIONS:
            return False
        self._some(plain)
        return True

    def _some(self, plain: str) -> Some:
        found = self._asked.get(plain)
        if found is None:
            sure = self._measure(plain)
            rows = sure.nonzero()[0]
            found = rows.astype(np.int32), sure[rows]
            if len(self._asked) >= KEPT_QUESTIONS:  # others may ask meanwhile, so over a copy
                for oldest in list(self._asked)[: 1 + len(self._asked) - KEPT_QUESTIONS]:
                    self._asked.pop(oldest, None)
            self._asked[plain] = found
        return found

    def _measure(self, plain: str) -> Column:
        if not plain.strip() or not self.simple:
            return np.zeros(len(self.simple))
        asked = self.affinity.asked(plain)
        doubt = 1.0 - BY_CONCEPTS * np.minimum(self.resembled @ asked, 1.0)
        if self.encoder is not None and self.vectors is not None:
            cosine = (self.vectors @ self.encoder.encode([plain])[0]).astype(np.float64)
            doubt *= 1.0 - BY_SENTENCE * np.clip((cosine - FROM) / (1.0 - FROM), 0.0, 1.0)
        sure: Column = np.maximum(1.0 - doubt - CHANCE, 0.0) / (1.0 - CHANCE)
        return sure
