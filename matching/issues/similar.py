"""Solved cases like a new issue: which place solved this, how alike it is, and what both share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from matching.issues.reading import Matrix, Reading, cosine
from matching.language.text import shared_words
from matching.language.vocabulary import AUDIENCE_WORDS

# What each likeness counts beside the characters, which count 1. Chosen by hand: what is named counts most,
# the way of saying it least, and a sentence's sense helps where the words differ.
PROBLEM, FIELD, CONCEPT, SENSE, MEANT = 0.15, 0.05, 0.1, 0.1, 0.1
SURE = 0.5  # likeness of meant problems from which texts without a word in common share something


@dataclass(frozen=True)
class CaseLikeness:
    """One case like the question, by its place in the list; `parts` add up to `score`, at most 1."""

    case: int
    score: float
    parts: Mapping[str, float]
    problems: tuple[str, ...]
    problems_en: tuple[str, ...]
    words: tuple[str, ...]


def parts(questions: Reading, cases: Reading) -> dict[str, Matrix]:
    """What each likeness adds (questions × cases)."""
    found = {
        "same_characters": questions.characters(cases),
        "same_problem": PROBLEM * cosine(questions.problems, cases.problems),
        "same_field": FIELD * cosine(questions.fields, cases.fields),
        "same_concept": CONCEPT * cosine(questions.concepts, cases.concepts),
    }
    if questions.reader.encoder is not None:
        # Vectors of cases lose the direction all cases share; the question loses its own.
        found["same_sense"] = SENSE * np.asarray(questions.vectors @ cases.vectors.T)
        found["same_meant"] = MEANT * cosine(questions.meant, cases.meant)
    return found


def nearest(question: Reading, cases: Reading, most: int = 10, least: float = 0.1) -> list[CaseLikeness]:
    """The solved cases most like one question, the likest first; those below `least` share only chance words.

    A case that shares with the question no more than whom it is for is none.
    """
    measured = parts(question, cases)
    total = np.sum(list(measured.values()), axis=0)[0]
    order = sorted(np.flatnonzero(total >= least).tolist(), key=lambda row: (-total[row], row))
    best = 1.0 + PROBLEM + FIELD + CONCEPT + (SENSE + MEANT if question.reader.encoder is not None else 0.0)
    shares = {name: matrix / best for name, matrix in measured.items()}
    found: list[CaseLikeness] = []
    for row in order:
        if len(found) == most:
            break
        one = _likeness(question, cases, shares, row, float(total[row]) / best)
        if one.words or one.problems or _same_matter(question, cases, measured, row):
            found.append(one)
    return found


def _same_matter(question: Reading, cases: Reading, measured: Mapping[str, Matrix], row: int) -> bool:
    """Whether both name an ability or service, or surely mean the same problem in other words."""
    both = np.flatnonzero(np.minimum(question.concepts[0], cases.concepts[row]))
    if set(both.tolist()) - question.reader.vocabulary.audience:
        return True
    return "same_meant" in measured and bool(measured["same_meant"][0, row] >= SURE * MEANT)


def _beyond_audience(word: str) -> bool:
    """Whether a word says more than whom something is for."""
    for audience in sorted(AUDIENCE_WORDS, key=len, reverse=True):
        word = word.replace(audience, "")
    return len(word) > 1


def _likeness(
    question: Reading, cases: Reading, measured: Mapping[str, Matrix], row: int, score: float
) -> CaseLikeness:
    both = np.minimum(question.problems[0], cases.problems[row])
    common = [question.reader.problems.problems[at] for at in np.argsort(-both)[:2] if both[at] > 0]
    return CaseLikeness(
        row,
        score,
        {name: float(matrix[0, row]) for name, matrix in measured.items()},
        tuple(problem.name for problem in common),
        tuple(problem.label_en for problem in common),
        tuple(word for word in shared_words(question.simple[0], cases.simple[row]) if _beyond_audience(word))[:3],
    )
