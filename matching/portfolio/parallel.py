"""Projects that run side by side for the same: alike in words and in what they are about, near in place and time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan, sqrt

import numpy as np
from numpy.typing import NDArray

from matching.data import PLACE_LEVELS, MatchingData
from matching.language.text import wording
from matching.language.vocabulary import LIGHTER

Real = NDArray[np.float64]
# Alike are projects about the same whose words agree somewhat, or whose words agree a lot.
ABOUT_THE_SAME, WORDS_AGREE, SAME_WORDS = 0.5, 0.12, 0.45
SAME_PROJECT = 0.3  # words from which on two at one place may be one
STREET, COMMUNITY = PLACE_LEVELS.index("street"), PLACE_LEVELS.index("community")
APART_DAYS = 60.0  # between the end of one and the beginning of the other


@dataclass(frozen=True)
class Running:
    """A project as it is compared: its words, its concepts without those that only say for whom, its place (-1: not
    known), its first and last day (nan: not known), and its row among the works."""

    work: int
    text: str
    concepts: frozenset[int]
    place: int
    first_day: float
    last_day: float


@dataclass(frozen=True)
class ParallelLikeness:
    """Why two projects (positions) run side by side: how alike their words are, the concepts both are about, the
    finest level of places that they share, and the days between them (0: at once, nan: not known)."""

    one: int
    other: int
    words: float
    concepts: tuple[int, ...]
    level: int
    days: float

    @property
    def may_merge(self) -> bool:
        """Whether they could be one: in one community, and about the same in much the same words."""
        return self.level >= COMMUNITY and self.words >= SAME_PROJECT and bool(self.concepts)


def parallel(
    data: MatchingData, running: Sequence[Running]
) -> list[tuple[tuple[int, ...], tuple[ParallelLikeness, ...]]]:
    """Groups (positions in `running`) with every likeness in them, those most alike first.

    In a group every two are alike, so that nothing is joined by way of a third; none reaches beyond a street.
    """
    words = _words_alike(data, running)
    found = {
        (one, other): alike
        for one in range(len(running))
        for other in range(one + 1, len(running))
        if (alike := _alike(data, running, words, one, other)) is not None
    }
    groups: dict[int, frozenset[int]] = {at: frozenset((at,)) for at in range(len(running))}
    for one, other in sorted(found, key=lambda pair: (-found[pair].words - len(found[pair].concepts), pair)):
        joined = groups[one] | groups[other]
        if all((low, high) in found for low in joined for high in joined if low < high):
            groups.update(dict.fromkeys(joined, joined))
    told = [
        (tuple(sorted(group)), tuple(found[low, high] for low in sorted(group) for high in sorted(group) if low < high))
        for group in set(groups.values())
        if len(group) > 1
    ]
    return sorted(told, key=lambda one: (-max(alike.words for alike in one[1]), one[0]))


def _words_alike(data: MatchingData, running: Sequence[Running]) -> Real:
    """Projects × projects: how alike their words are, words that say for whom counting less."""
    works = np.array([one.work for one in running], dtype=np.int64)
    if not len(works):
        return np.zeros((0, 0))
    rows = data.works.text_rows[works]
    alike = np.stack([data.works.index.similar(wording([(one.text, 1.0)], LIGHTER))[rows] for one in running])
    both: Real = np.minimum(alike, alike.T)
    return both


def _alike(
    data: MatchingData, running: Sequence[Running], words: Real, one: int, other: int
) -> ParallelLikeness | None:
    left, right = running[one], running[other]
    level = _common_level(data, left.place, right.place)
    days = _between(left, right)
    if level < STREET or days > APART_DAYS:
        return None
    shared = left.concepts & right.concepts
    share = len(shared) / sqrt(len(left.concepts) * len(right.concepts)) if shared else 0.0
    alike = float(words[one, other])
    if alike >= SAME_WORDS or (share >= ABOUT_THE_SAME and alike >= WORDS_AGREE):
        return ParallelLikeness(one, other, alike, tuple(sorted(shared)), level, days)
    return None


def _common_level(data: MatchingData, one: int, other: int) -> int:
    """The finest of PLACE_LEVELS that two places share; -1 for none."""
    if one < 0 or other < 0:
        return -1
    above, beside = data.places.ancestors[one], data.places.ancestors[other]
    same = np.flatnonzero((above == beside) & (above >= 0))
    return int(same[-1]) if len(same) else -1


def _between(one: Running, other: Running) -> float:
    """Days from the end of the earlier to the beginning of the later; 0 where they overlap, nan where not known."""
    first, second = sorted((one, other), key=lambda work: work.first_day if work.first_day == work.first_day else 0.0)
    end = first.last_day if not isnan(first.last_day) else first.first_day
    return max(second.first_day - end, 0.0) if not isnan(second.first_day - end) else float("nan")
