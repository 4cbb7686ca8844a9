"""Short Chinese texts as character features: normalised, compared, and able to say what they share."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import numpy as np
import opencc
from numpy.typing import NDArray

from matching.ragged import Column, Ragged
from matching.sparse import sparse

TONED = "āáǎàōóǒòēéěèīíǐìūúǔùǖǘǚǜńňǹḿ"
# 區(qū): a reading in brackets behind its character. Brackets without a tone mark may mean something: 微信(wechat).
READING = re.compile(rf"(?<=[\u3400-\u9fff])\((?=[^()]{{0,40}}[{TONED}])[a-zɡü{TONED}'’ \-]{{1,40}}\)", re.IGNORECASE)
ASCII_END = 0x80
PAIR = 1 << 21  # codes of pairs begin here
KEPT_TEXTS = 2048  # the lines of a project repeat its words, and its reasons those of candidates


@cache
def _converter() -> Any:
    return opencc.OpenCC("t2s")


def simplify_all(texts: Sequence[str]) -> list[str]:
    """Each text in simplified characters, lower case, one width, without readings in brackets or line breaks."""
    if not texts:
        return []
    # One call for all: the converter costs more to enter than to run.
    joined = "\n".join(text if "\n" not in text else text.replace("\n", " ") for text in texts)
    plain = READING.sub("", unicodedata.normalize("NFKC", joined))
    simple = str(_converter().convert(plain)).lower().split("\n")
    return simple if len(simple) == len(texts) else [simplify_all([text.replace("\n", " ")])[0] for text in texts]


@lru_cache(maxsize=KEPT_TEXTS)
def simplify(text: str) -> str:
    """One text, as `simplify_all`."""
    return simplify_all([text])[0]


def grams(texts: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Character 1- and 2-grams of simplified texts: owner, code and position of each.

    Pairs never cross punctuation; single Latin letters and digits say nothing and are left out.
    """
    joined = "\n".join(texts)
    points = np.frombuffer(joined.encode("utf-32-le"), dtype=np.uint32).astype(np.int64)
    owner = np.zeros(len(points), dtype=np.int64)
    breaks = points == 10
    owner[1:] = np.cumsum(breaks[:-1])
    lengths = np.fromiter((len(text) + 1 for text in texts), dtype=np.int64, count=len(texts))
    place = np.arange(len(points)) - np.repeat(np.cumsum(lengths) - lengths, lengths)[: len(points)]
    distinct, inverse = np.unique(points, return_inverse=True)
    word = np.fromiter((chr(point).isalnum() for point in distinct), dtype=bool, count=len(distinct))[inverse]
    single = word & (points >= ASCII_END)
    pair = word[:-1] & word[1:]
    return (
        np.concatenate([owner[single], owner[:-1][pair]]),
        np.concatenate([points[single], (points[:-1][pair] << 21) | points[1:][pair]]),
        np.concatenate([place[single], place[:-1][pair]]),
    )


@dataclass(frozen=True, eq=False)
class Wording:
    """A question's words: character features with their weights, and the simplified text they came from."""

    text: str
    codes: NDArray[np.int64]
    weights: Column


def wording(parts: Iterable[tuple[str, float]], lighter: Mapping[str, float]) -> Wording:
    """Texts with their weights as one question; the words in `lighter` count for that share."""
    kept = [(simplify(text), weight) for text, weight in parts if text]
    shares = tuple(lighter.items())
    totals: dict[int, float] = {}
    for text, weight in kept:
        for code, factor in _factors(text, shares):
            totals[code] = totals.get(code, 0.0) + weight * factor
    return Wording(
        " ".join(text for text, _ in kept),
        np.fromiter(totals.keys(), dtype=np.int64, count=len(totals)),
        np.fromiter(totals.values(), dtype=np.float64, count=len(totals)),
    )


def wordings(texts: Sequence[str], lighter: Mapping[str, float]) -> list[Wording]:
    """Each of many texts as a question of its own, as `wording` makes it of one."""
    simple = simplify_all(texts)
    joined = "\n".join(simple)
    share = _shares(joined, tuple(lighter.items()))
    lengths = np.fromiter((len(text) + 1 for text in simple), dtype=np.int64, count=len(simple))
    owners, codes, places = grams(simple)
    places += (np.cumsum(lengths) - lengths)[owners]
    counts = np.where(codes >= PAIR, np.maximum(share[places], share[places + 1]), share[places])
    found, at = np.unique(owners * PAIR * PAIR + codes, return_inverse=True)
    weights = np.bincount(at, weights=counts, minlength=len(found)).astype(np.float64)
    bounds = np.searchsorted(found, np.arange(len(simple) + 1) * PAIR * PAIR).tolist()
    codes = found % (PAIR * PAIR)
    return [
        Wording(text, codes[first:last], weights[first:last])
        for text, first, last in zip(simple, bounds[:-1], bounds[1:], strict=True)
    ]


def _shares(text: str, lighter: tuple[tuple[str, float], ...]) -> Column:
    """For how much each character of a simplified text counts."""
    share = np.ones(len(text) + 1)
    for word, part in lighter:
        at = text.find(word)
        while at >= 0:
            share[at : at + len(word)] = np.minimum(share[at : at + len(word)], part)
            at = text.find(word, at + 1)
    return share


@lru_cache(maxsize=KEPT_TEXTS)
def _factors(text: str, lighter: tuple[tuple[str, float], ...]) -> list[tuple[int, float]]:
    """The grams of a simplified text in their order, each with the share for which it counts."""
    share = _shares(text, lighter)
    _, codes, places = grams([text])
    singles = share[places]
    # A pair that only touches the lighter word still says something of its own.
    pairs = np.maximum(singles, share[np.minimum(places + 1, max(len(text) - 1, 0))])
    return list(zip(codes.tolist(), np.where(codes >= PAIR, pairs, singles).tolist(), strict=True))


@dataclass(frozen=True, eq=False)
class TextIndex:
    """TF-IDF of many short texts, inverted: text row ⇄ text, and for each feature the texts that hold it."""

    texts: tuple[str, ...]  # as written
    simple: tuple[str, ...]  # as compared
    row_of: Mapping[str, int]
    features: Ragged  # text row → feature, weights = occurrences
    codes: NDArray[np.int64]  # sorted feature codes
    idf: Column
    postings: Ragged  # feature → text row, weights = normalised TF-IDF

    @classmethod
    def build(cls, texts: Iterable[str], previous: TextIndex | None = None) -> TextIndex:
        """Index the distinct texts, reading again only those that `previous` does not know."""
        distinct = tuple(dict.fromkeys(texts))
        if previous is not None and distinct == previous.texts:
            return previous
        known = previous.row_of if previous is not None else {}
        fresh = [text for text in distinct if text not in known]
        fresh_simple = simplify_all(fresh)
        owner, code, _ = grams(fresh_simple)
        row_of = {text: row for row, text in enumerate(distinct)}
        owners = np.fromiter((row_of[text] for text in fresh), dtype=np.int64, count=len(fresh))[owner]
        simple_of = dict(zip(fresh, fresh_simple, strict=True))
        counts = np.ones(len(code))
        if previous is not None:
            kept = [text for text in distinct if text in known]
            simple_of.update((text, previous.simple[known[text]]) for text in kept)
            positions, bounds = previous.features.gather(np.fromiter((known[t] for t in kept), np.int64, len(kept)))
            rows = np.fromiter((row_of[t] for t in kept), np.int64, len(kept))
            owners = np.concatenate([owners, np.repeat(rows, np.diff(bounds))])
            code = np.concatenate([code, previous.codes[previous.features.values[positions]]])
            counts = np.concatenate([counts, previous.features.weights[positions]])
        simple = tuple(simple_of[text] for text in distinct)
        return cls._weighted(distinct, simple, row_of, (owners, code, counts))

    @classmethod
    def _weighted(
        cls,
        texts: tuple[str, ...],
        simple: tuple[str, ...],
        row_of: Mapping[str, int],
        entries: tuple[NDArray[np.int64], NDArray[np.int64], Column],
    ) -> TextIndex:
        owners, code, counts = entries
        codes, feature = np.unique(code, return_inverse=True)
        width = max(len(codes), 1)
        cells, cell = np.unique(owners * width + feature, return_inverse=True)
        times = np.bincount(cell, weights=counts, minlength=len(cells)).astype(np.float64)
        rows, columns = cells // width, cells % width
        size = len(texts)
        idf = np.log((1.0 + size) / (1.0 + np.bincount(columns, minlength=len(codes)))) + 1.0
        weights = (1.0 + np.log(np.maximum(times, 1.0))) * idf[columns]
        norms = np.sqrt(np.bincount(rows, weights=weights**2, minlength=size))
        features = Ragged.build(rows, columns, size, times)
        postings = Ragged.build(columns, rows, len(codes), weights / np.maximum(norms[rows], 1e-12))
        return cls(texts, simple, row_of, features, codes, idf, postings)

    def similar(self, question: Wording) -> Column:
        """Cosine of the question with every text, 0 to 1."""
        if not len(self.codes) or not len(question.codes):
            return np.zeros(len(self.texts))
        at = np.minimum(np.searchsorted(self.codes, question.codes), len(self.codes) - 1)
        known = self.codes[at] == question.codes
        unseen = np.log(1.0 + len(self.texts)) + 1.0
        weights = question.weights * np.where(known, self.idf[at], unseen)
        norm = float(np.sqrt(np.sum(weights**2)))
        scores = self.postings.scatter(at[known], weights[known] / max(norm, 1e-12), len(self.texts))
        return np.minimum(scores, 1.0)

    def similar_all(self, questions: Sequence[Wording]) -> sparse.csr_array:
        """As `similar` for many questions at once: question × text, rounding errors above 1 left as they are."""
        if not len(self.codes) or not questions:
            return sparse.csr_array((len(questions), len(self.texts)))
        owners = np.repeat(np.arange(len(questions)), [len(question.codes) for question in questions])
        codes = np.concatenate([question.codes for question in questions])
        at = np.minimum(np.searchsorted(self.codes, codes), len(self.codes) - 1)
        known = self.codes[at] == codes
        unseen = np.log(1.0 + len(self.texts)) + 1.0
        weights = np.concatenate([question.weights for question in questions]) * np.where(known, self.idf[at], unseen)
        norms = np.sqrt(np.bincount(owners, weights**2, minlength=len(questions)))
        shares = weights[known] / np.maximum(norms[owners[known]], 1e-12)
        asked = sparse.csr_array((shares, (owners[known], at[known])), shape=(len(questions), len(self.codes)))
        held = self.postings
        texts = sparse.csr_array((held.weights, held.values, held.starts), shape=(len(self.codes), len(self.texts)))
        return sparse.csr_array(asked @ texts)

    def holding(self, question: Wording) -> Column:
        """How much of the question's pairs of characters each text holds, however long it is, 0 to 1."""
        pairs = question.codes >= PAIR
        codes, weights = question.codes[pairs], question.weights[pairs]
        if not len(self.codes) or not len(codes):
            return np.zeros(len(self.texts))
        at = np.minimum(np.searchsorted(self.codes, codes), len(self.codes) - 1)
        known = self.codes[at] == codes
        weights = weights * np.where(known, self.idf[at], np.log(1.0 + len(self.texts)) + 1.0)
        shares = weights[known] / float(weights.sum())
        return self.postings.scatter(at[known], shares, len(self.texts), weighted=False)


def shared_words(one: str, other: str, least: int = 2) -> list[str]:
    """The longest stretches two simplified texts have in common, longest first, none inside another."""
    found: dict[str, None] = {}
    at = 0
    while at < len(one):
        end = at + least
        while end <= len(one) and one[at:end] in other and one[at:end].isalnum():
            end += 1
        if end - 1 - at >= least:
            found.setdefault(one[at : end - 1])
            at = end - 1
        else:
            at += 1
    words = [word for word in found if not any(sign.isdigit() for sign in word)]
    words = words or [word for word in found if _whole(word, one) and _whole(word, other)]
    return sorted(words, key=lambda word: (-len(word), word))


def _whole(word: str, text: str) -> bool:
    """Whether a word stands in a text without cutting a number."""
    return re.search(rf"(?<!\d){re.escape(word)}(?!\d)", text) is not None
