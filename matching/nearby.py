"""Who can be called at once: those able first, of them the nearest, of these who said that they are free then."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from matching.data import PLACE_LEVELS, MatchingData
from matching.features.ability import ability
from matching.features.fit import lacking
from matching.houses import houses
from matching.matcher import Matcher
from matching.policy import Placed
from matching.pool import gather
from matching.question import Question
from matching.ragged import NONE, Column
from matching.reasons import LeftOut, Match
from matching.setting import Mask
from matching.team.people import bodies
from matching.understanding import lack_told

Rows = NDArray[np.int64]
PEOPLE, GROUP, OFFER = ("Resident", "Expert"), "Organization", "Service"
TEACHING = re.compile("讲座|课|培训|宣传|演练|训练|讲解|科普|班$")
BY_TIME = ("window", "capacity")  # rules that somebody can lift by saying yes for once


@dataclass(frozen=True)
class Count:
    """How many there are within one place around (`level`: 1 district … 7 entrance), and how many said yes to the time.

    parties: each person, group, unit or offer once. members: people that the groups add to those called alone.
    """

    level: int
    parties: int
    told: int
    people: int
    groups: int
    members: int


@dataclass(frozen=True, eq=False)
class Called:
    """Whom to call for one question: the first matches, how many there are by place, who is kept out by time alone.

    Whoever has no place on record stands after all others who are able alike, at level 0.
    """

    question: Question
    matches: tuple[Match, ...]
    levels: Mapping[int, int]  # of each match by its row
    counts: tuple[Count, ...]
    otherwise: tuple[LeftOut, ...]
    lack: str | None


def called(
    matcher: Matcher, question: Question, windows: int, most: int, language: str, *, acting: bool = False
) -> Called:
    """The first `most` for a question about a place; without abilities asked for everybody counts as able.

    Of those equally near come first who said that `windows` suit them, last who said so of other hours alone: a
    question that asks for these itself leaves the last out. Everything is the matcher's own: who fits, the score and
    its reasons; only the order of the list is another, and who is known to be in another district, too far to come
    at once, is not on it. Where somebody has to act now (`acting`), courses and lectures come behind who acts.
    """
    arranged = partial(_arranged, question, windows, acting)
    answer = matcher.answer(question, most, language, arrange=arranged, left_out=10)
    pool = gather(question, matcher.weights.by_feature, len(question.data.nodes))
    rows = pool.eligible[_able(question, pool.eligible)]
    listed = np.array([match.row for match in answer.matches], dtype=np.int64)
    able = np.isin(listed, rows)
    matches = tuple([match for match, keep in zip(answer.matches, able.tolist(), strict=True) if keep])
    near = levels(question, listed).tolist()
    return Called(
        question,
        matches,
        dict(zip(listed.tolist(), near, strict=True)),
        _counts(question, windows, rows[houses(question.data, rows).listed]),
        tuple([one for one in answer.left_out if one.rule in BY_TIME]),
        answer.understood["lack"] if matches else lack_told(question, (0, 0, 0), language),
    )


def levels(question: Question, rows: Rows) -> NDArray[np.int8]:
    """The finest level that each candidate shares with the place, by where it is or, where it serves it, by that."""
    setting, data = question.setting, question.data
    common = setting.common_levels
    finest: NDArray[np.int8] = data.home.best(rows, common)
    served = data.covers.best(rows, np.where(setting.around, common, 0).astype(np.int8))
    return np.maximum(finest, served, out=finest)


def told(question: Question, windows: int, rows: Rows) -> Mask:
    """Who has said that one of these hours suits them."""
    said: Mask = (question.data.candidates.windows[rows] & np.uint32(windows)) != 0
    return said


def _able(question: Question, rows: Rows) -> Mask:
    """Who has on record what is asked for, or something near it."""
    able: Mask = (ability(question, rows) > 0.0) if question.needs else np.ones(len(rows), dtype=bool)
    return able


def _teaching(question: Question, rows: Rows) -> Mask:
    """Which of them are courses, lectures and the like, by their names."""
    nodes = question.data.nodes
    offers = np.array([kind == OFFER for kind in nodes.kinds])[nodes.kind_rows[rows]]
    teaching = np.zeros(len(rows), dtype=bool)
    for at in offers.nonzero()[0].tolist():
        teaching[at] = TEACHING.search(nodes.node(int(rows[at]))["name"]) is not None
    return teaching


def _arranged(question: Question, windows: int, acting: bool, rows: Rows, scores: Column, limit: int) -> list[Placed]:
    partly, near = lacking(question, rows) > 0.0, levels(question, rows)
    nowhere = (question.data.home.sole[rows] == NONE) & (question.data.covers.sole[rows] == NONE)
    elsewhen = ~told(question, windows, rows) * (1 + (question.data.candidates.windows[rows] != 0))
    teaching = _teaching(question, rows) if acting else np.zeros(len(rows), dtype=bool)
    order = np.lexsort((-scores, elsewhen, -near, partly, nowhere, teaching, ~_able(question, rows)))
    return [Placed(at) for at in order[((near > 0) | nowhere)[order]][:limit].tolist()]


def _counts(question: Question, windows: int, rows: Rows) -> tuple[Count, ...]:
    data, here = question.data, question.data.places.ancestors[question.ask.place]
    near, said = levels(question, rows), told(question, windows, rows)
    kinds = np.array(data.nodes.kinds)[data.nodes.kind_rows[rows]]
    people, groups = np.isin(kinds, PEOPLE), kinds == GROUP
    found = []
    for level in range(len(PLACE_LEVELS), 0, -1):
        if here[level - 1] >= 0:
            within = near >= level
            alone, in_groups = rows[within & people], rows[within & groups]
            sums = int(within.sum()), int((within & said).sum()), len(alone), len(in_groups)
            found.append(Count(level, *sums, _members(data, alone, in_groups)))
    return tuple(found)


def _members(data: MatchingData, alone: Rows, groups: Rows) -> int:
    """How many people groups add to those who are called alone: who sits in several counts once."""
    held = [bodies(data, row) for row in groups.tolist()]
    known = frozenset[int]().union(*(people for people, _ in held)) - frozenset(alone.tolist())
    return len(known) + int(sum(size - len(people) for people, size in held))
