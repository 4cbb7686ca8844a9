"""Words of titles and texts as numbers, read once however often they are counted."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from matching.language.encoder import BATCH, Encoder, Vectors
from matching.language.text import simplify

CHINESE = re.compile(r"[\u3400-\u9fff]")
TOKEN = re.compile(r"[\u3400-\u9fff]+|[^\W_\u3400-\u9fff]+")
INNER_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
SHORTEST, LONGEST = 3, 5  # lengths of the character grams inside a word


class Reader:
    """Turns texts into the numbers of their features; a text that comes back is not read again.

    Features are `words` (Latin words without endings of the plural, Chinese 1- and 2-grams), `pairs` (words and
    neighbouring words) and `chars` (character 3–5-grams inside words, Chinese 1–3-grams). New features get the next
    number, so a matrix made earlier is a left part of one made later.
    """

    def __init__(self, encoder: Encoder | None = None) -> None:
        self.encoder = encoder
        self._numbers: dict[str, dict[str, int]] = {}
        self._read: dict[tuple[str, str], NDArray[np.int32]] = {}
        self._vectors: dict[str, Vectors] = {}

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """The sentence vectors text × dimension, rows of length one; without an encoder of no dimension."""
        if self.encoder is None or not texts:
            return np.zeros((len(texts), 0), dtype=np.float32)
        # Texts of one length together: the encoder fills shorter ones up to the longest of a batch.
        missing = sorted({text for text in texts if text not in self._vectors}, key=lambda text: (len(text), text))
        for start in range(0, len(missing), BATCH):
            some = missing[start : start + BATCH]
            self._vectors.update(zip(some, self.encoder.encode(some), strict=True))
        return np.stack([self._vectors[text] for text in texts])

    def count(self, kind: str, texts: Sequence[str]) -> csr_array[Any, tuple[int, int]]:
        """Occurrences text × feature, float32; as wide as the features of this kind known so far."""
        rows = [self.features(kind, text) for text in texts]
        lengths = np.fromiter((len(row) for row in rows), dtype=np.int64, count=len(rows))
        columns = np.concatenate(rows) if rows else np.empty(0, dtype=np.int32)
        owner = np.repeat(np.arange(len(rows), dtype=np.int32), lengths)
        shape = (len(rows), max(len(self._numbers.get(kind, {})), 1))
        return csr_array((np.ones(len(columns), dtype=np.float32), (owner, columns)), shape=shape)

    def features(self, kind: str, text: str) -> NDArray[np.int32]:
        """The features of one text in their order, repeated as they occur."""
        known = self._read.get((kind, text))
        if known is None:
            numbers = self._numbers.setdefault(kind, {})
            found = KINDS[kind](text)
            known = np.fromiter((numbers.setdefault(one, len(numbers)) for one in found), dtype=np.int32)
            self._read[kind, text] = known
        return known


def words(text: str) -> list[str]:
    """Latin words in lower case without stop words and plural endings, and Chinese 1- and 2-grams."""
    found: list[str] = []
    plain = simplify(text) if CHINESE.search(text) else unicodedata.normalize("NFKC", text)
    for match in TOKEN.finditer(plain):
        token = match[0]
        if CHINESE.match(token):
            found += token
            found += [token[i : i + 2] for i in range(len(token) - 1)]
        else:
            found += _latin(token)
    return found


@cache
def _stop_words() -> Set[str]:
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS  # not sooner: a service only reads who did what

    return frozenset(ENGLISH_STOP_WORDS)


def _latin(token: str) -> Iterator[str]:
    parts = INNER_CAPITAL.split(token)
    for part in dict.fromkeys([token, *parts] if len(parts) > 1 else [token]):
        low = part.lower()
        if len(low) > 1 and low not in _stop_words():
            yield _singular(low)


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def pairs(text: str) -> list[str]:
    """Words, and each word with its neighbour."""
    single = words(text)
    return single + [f"{one} {other}" for one, other in pairwise(single)]


def chars(text: str) -> list[str]:
    """Character 3–5-grams inside words with their edges; of Chinese 1–3-grams."""
    plain = simplify(text) if CHINESE.search(text) else unicodedata.normalize("NFKC", text).lower()
    found: list[str] = []
    for match in TOKEN.finditer(plain):
        token = match[0]
        shortest, longest = (1, 3) if CHINESE.match(token) else (SHORTEST, LONGEST)
        edged = token if CHINESE.match(token) else f" {token} "
        for size in range(shortest, longest + 1):
            found += [edged[i : i + size] for i in range(len(edged) - size + 1)]
    return found


KINDS: dict[str, Callable[[str], Iterable[str]]] = {"words": words, "pairs": pairs, "chars": chars}
