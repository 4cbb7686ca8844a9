"""What a group of like needs is called: by a problem or an ability in the residents' own words, else by one of them."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from matching.issues.reading import Matrix, Reading
from matching.language.text import shared_words, simplify
from matching.language.vocabulary import LIGHTER

Title = tuple[str, str]  # in Chinese, in English
MOST = 0.5  # more than that share of a group must speak of what it is called by
LONGEST = 24  # characters of a need that stands for its group
_JOINING = frozenset("的和与及或在院内里上门")
_CLAUSE = re.compile(r"[,，。；;！!？?\n]")


def in_their_words(name: str, texts: Sequence[str]) -> bool:
    """Whether a simplified name is made of what the simplified texts say, and most of them say a word of it."""
    said = set("".join(texts))
    if any(letter not in said for letter in name if letter not in _JOINING):
        return False
    speaking = [any(word not in LIGHTER for word in shared_words(name, text)) for text in texts]
    return sum(speaking) > MOST * len(texts)


def title(reading: Reading, sure: Matrix, members: tuple[int, ...]) -> Title:
    """The problem most of a group name, else the ability, in words of their own; else the need most like the others."""
    rows = list(members)
    texts = [reading.simple[row] for row in rows]
    problems, concepts = reading.reader.problems.problems, reading.reader.vocabulary.concepts
    for named, called in (
        (reading.problems[rows], [(one.name, one.label_en) for one in problems]),
        (reading.concepts[rows], [(one.name, one.label_en or one.name) for one in concepts]),
    ):
        for at in _most_named(named):
            if in_their_words(simplify(called[at][0]), texts):
                return called[at]
    likeness = sure[np.ix_(rows, rows)].sum(axis=0)
    own = _short(texts[int(likeness.argmax())])
    return own, own


def _most_named(named: Matrix) -> list[int]:
    """What most of the texts name, the most and the clearest first."""
    count, strength = (named > 0.0).sum(axis=0), named.sum(axis=0)
    order = np.lexsort((-strength, -count))
    return [int(at) for at in order if count[at] > MOST * len(named)]


def _short(text: str) -> str:
    whole = _CLAUSE.split(text.strip())[0] or text
    return whole if len(whole) <= LONGEST else whole[: LONGEST - 1] + "…"
