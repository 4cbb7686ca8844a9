"""How like two pieces of work are: in words, tags, members and links, each as a matrix query × past work."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from matching.learning.history import Dense, History, Queries, Sparse

COMMON = 0.3
LARGE = 2000  # pieces of work
TITLE_WEIGHT = 2.0  # a word of the title counts as two of the text


@dataclass(frozen=True)
class Wording:
    """Which words are compared: a kind of feature (`words`, `pairs`, `chars`) of the titles or of all words."""

    kind: str = "words"
    title_only: bool = False


ALL_WORDS = Wording()
TITLE_WORDS = Wording(title_only=True)


@dataclass(frozen=True, eq=False)
class Terms:
    """Words of past work: occurrences work × term, and what each term says (smoothed inverse document frequency)."""

    wording: Wording
    counts: Sparse
    idf: Any  # term

    @property
    def tfidf(self) -> Sparse:
        """Weights work × term: (1 + log occurrences) · idf, each row of length one."""
        return unit_rows(_damped(self.counts, self.idf))

    def tfidf_of(self, queries: Queries) -> Sparse:
        """The same weights of queries, by the terms and frequencies of the history alone."""
        width = self.counts.shape[1]
        return queries.kept(
            ("tfidf", self),
            lambda: unit_rows(_damped(count_terms(queries, self.wording, width), self.idf)),
        )


def terms_of(history: History, wording: Wording) -> Terms:
    """The words of a history's work."""

    def make() -> Terms:
        counts = count_terms(history, wording)
        frequency = np.bincount(counts.indices, minlength=counts.shape[1])
        idf = np.log((1.0 + len(history)) / (1.0 + frequency)) + 1.0
        # In a large past a word on every third piece of work tells nobody apart and costs most of the time.
        told = (frequency > 0) & ((frequency < COMMON * len(history)) | (len(history) < LARGE))
        counts = without_zeros(scaled_columns(counts, told))
        return Terms(wording, counts, np.where(told, idf, 0.0).astype(np.float32))

    return history.kept(("terms", wording), make)


def tfidf_of(history: History, wording: Wording) -> Sparse:
    """TF-IDF of a history's work."""
    return history.kept(("tfidf", wording), lambda: terms_of(history, wording).tfidf)


def count_terms(works: History | Queries, wording: Wording, width: int | None = None) -> Sparse:
    """Occurrences work × term, the title's counted double; only the first `width` terms where told."""
    titles = works.reader.count(wording.kind, works.titles)
    if wording.title_only:
        counts = titles
    else:
        texts = works.reader.count(wording.kind, works.texts)
        counts = widened(titles, texts.shape[1]) * TITLE_WEIGHT + texts
    counts = counts[:, :width] if width is not None and counts.shape[1] >= width else widened(counts, width)
    counts.sum_duplicates()
    return counts


def without_zeros(matrix: Sparse) -> Sparse:
    """The same matrix, its zeros no longer stored."""
    result = matrix.copy()
    result.eliminate_zeros()
    return result


def widened(matrix: Sparse, width: int | None) -> Sparse:
    """The same matrix with empty columns added behind."""
    if width is None or width <= matrix.shape[1]:
        return matrix
    return type(matrix)((matrix.data, matrix.indices, matrix.indptr), shape=(matrix.shape[0], width))


def unit_rows(matrix: Sparse) -> Sparse:
    """Each row divided by its length; empty rows stay."""
    lengths = np.sqrt(np.asarray(matrix.power(2).sum(axis=1)).ravel())
    return scaled_rows(matrix, 1.0 / np.where(lengths > 0, lengths, 1.0))


def unit_vectors(rows: Any) -> Dense:
    """Dense rows divided by their length; rows that are only rounding become 0, not length one."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    result: Dense = np.where(lengths > 1e-6, rows / np.maximum(lengths, 1e-6), 0.0).astype(np.float32)
    return result


def scaled_rows(matrix: Sparse, factors: Any) -> Sparse:
    """Each row times its factor."""
    result = matrix.copy()
    result.data = result.data * np.repeat(np.asarray(factors, dtype=np.float32), np.diff(result.indptr))
    return result


def scaled_columns(matrix: Sparse, factors: Any) -> Sparse:
    """Each column times its factor."""
    result = matrix.copy()
    result.data = result.data * np.asarray(factors, dtype=np.float32)[result.indices]
    return result


def _damped(counts: Sparse, idf: Any) -> Sparse:
    damped = counts.copy()
    damped.data = (1.0 + np.log(np.maximum(damped.data, 1.0))).astype(np.float32)
    return without_zeros(scaled_columns(damped, idf))


def rarity(matrix: Sparse) -> Any:
    """What a column says: log((1 + rows) / (1 + rows that have it)) + ½, so that a common tag still counts a little."""
    frequency = np.bincount(matrix.indices, minlength=matrix.shape[1])
    return (np.log((1.0 + matrix.shape[0]) / (1.0 + frequency)) + 0.5).astype(np.float32)


def product(left: Sparse, right: Sparse) -> Dense:
    """Left times the transpose of right, dense float32."""
    width = max(left.shape[1], right.shape[1])
    both: Any = widened(left, width) @ widened(right, width).T
    return np.asarray(both.toarray(), dtype=np.float32)


def asked_rows(asked: Any, held: Any) -> tuple[Any, Any]:
    """Both sides of the product asked @ held without the rows of `held` that nothing asks for; copies."""
    used, places = np.unique(asked.indices, return_inverse=True)
    narrowed = type(asked)((asked.data, places.ravel(), asked.indptr), shape=(asked.shape[0], len(used)))
    return narrowed, held[used]


def _wording(kind: str, title_only: bool = False) -> Callable[[History, Queries], Dense]:
    wording = Wording(kind, title_only)

    def compare(history: History, queries: Queries) -> Dense:
        return product(terms_of(history, wording).tfidf_of(queries), tfidf_of(history, wording))

    return compare


def _shared_tags(history: History, queries: Queries) -> Dense:
    weights = rarity(history.tags)
    return product(unit_rows(scaled_columns(queries.tags, weights)), unit_rows(scaled_columns(history.tags, weights)))


def _same_unit(history: History, queries: Queries) -> Dense:
    past = np.where(history.units < 0, -2, history.units)  # none is not the same as none
    same: Dense = (queries.units[:, None] == past[None, :]).astype(np.float32)
    return same


def _shared_members(history: History, queries: Queries) -> Dense:
    weights = rarity(history.members)
    return product(
        unit_rows(scaled_columns(queries.known, weights)), unit_rows(scaled_columns(history.members, weights))
    )


def _linked(history: History, queries: Queries) -> Dense:
    """Work that the query names itself, and half as much work that the same earlier work is named by."""
    named = queries.references + queries.mentions
    named.data = np.minimum(named.data, 1.0)
    direct = np.asarray(named.toarray(), dtype=np.float32)
    linked: Dense = np.maximum(
        direct, 0.5 * product(unit_rows(named), unit_rows(history.references + history.mentions))
    )
    return linked


LIKENESS: dict[str, Callable[[History, Queries], Dense]] = {
    "words": _wording("words"),
    "pairs": _wording("pairs"),
    "title": _wording("words", title_only=True),
    "title_pairs": _wording("pairs", title_only=True),
    "title_chars": _wording("chars", title_only=True),
    "tags": _shared_tags,
    "unit": _same_unit,
    "known": _shared_members,
    "links": _linked,
}


def likeness(history: History, queries: Queries, kind: str) -> Dense:
    """One of `LIKENESS` between 0 and 1, query × past work, kept with the queries; must not be changed."""
    return queries.kept(("likeness", kind, history), lambda: LIKENESS[kind](history, queries))


def mixed(history: History, queries: Queries, parts: Sequence[tuple[str, float]]) -> Dense:
    """A weighted sum of likenesses."""
    total = np.zeros((len(queries), len(history)), dtype=np.float32)
    for kind, weight in parts:
        if weight:
            total += np.float32(weight) * likeness(history, queries, kind)
    return total
