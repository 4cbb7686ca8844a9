"""Who comes into question at all: a few hundred candidates out of everybody, through inverted lists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from matching.eligibility import judge
from matching.exclusions import SERVING, by_nature
from matching.experience import voted
from matching.features.ability import SIMILAR_FROM, ability
from matching.features.fit import held_as, lack_of
from matching.features.ties import near
from matching.kernels.runs import raised
from matching.question import GIVING_THEMES, SAYING, Question
from matching.ragged import Column
from matching.rules import RULES
from matching.setting import Mask

POOL = 300
POOL_WITH_TIES = 2000
PHRASES = 200
# Below this a candidate is not known to have anything to do with what is asked.
ABLE, VOTED = 0.2, 0.2
NOT_THIS_KIND = next(at for at, rule in enumerate(RULES) if rule.name == "kind")
# What becomes of a candidate by its verdict; the last place is for the verdict -1.
DROPPED, NAMED, COUNTED, FITS = range(4)
FATES = np.array(
    [DROPPED if at == NOT_THIS_KIND else COUNTED if rule.private else NAMED for at, rule in enumerate(RULES)] + [FITS],
    dtype=np.int8,
)
Rows = NDArray[np.int64]
Narrow = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Relevant:
    """Candidates that have something to do with a line, in row order, and what is roughly known of each."""

    rows: Rows
    able: Column
    saying: Column
    similar: Column
    lack: Column

    def at(self, places: NDArray[np.intp]) -> Relevant:
        """What is known of those at these places, in this order."""
        return Relevant(
            *(self.rows[places], self.able[places], self.saying[places], self.similar[places], self.lack[places])
        )


_kept: WeakKeyDictionary[Question, Relevant] = WeakKeyDictionary()


@dataclass(frozen=True, eq=False)
class Pool:
    """Relevant candidates, the best first by a rough order; `verdicts` are positions in RULES."""

    eligible: Rows
    measured: Mapping[str, Column]  # features of the eligible that are known already
    eligible_total: int
    left_out: Rows  # the first of those that are named
    verdicts: NDArray[np.int8]
    left_out_total: int
    unnamed: NDArray[np.int64]  # for each rule how many people are only counted
    suited: int  # how many of the eligible have the ability asked for, and how many one that is near to it
    near: int


def gather(question: Question, weights: Mapping[str, float], most: int = POOL, named: int = 10) -> Pool:
    """The candidates worth measuring, about `most` of them, and the relevant ones that a hard rule excludes.

    At most `named` of the excluded are named, and those who may not be are counted.
    """
    relevant = _relevant_to(question)
    verdicts = judge(question, relevant.rows)
    fates = FATES[verdicts]
    fitting, excluded = (fates == FITS).nonzero()[0], (fates == NAMED).nonzero()[0]
    rough, nearness = _rough(question, weights, relevant)
    first = fitting[_first(rough[fitting], most)]
    out = excluded[_foremost(rough[excluded], named)]
    unnamed = np.bincount(verdicts[fates == COUNTED], minlength=len(RULES))
    # Without an ability near what is asked there is nothing to measure.
    able, skill = relevant.able[first].nonzero()[0], np.zeros(len(first))
    skill[able] = ability(question, relevant.rows[first[able]])
    measured = {"ability": skill, "similar_projects": relevant.similar[first], "near": nearness[first]}
    lack = relevant.lack[fitting]
    if question.ask.kind != "money":
        measured["lacking"] = relevant.lack[first]
    return Pool(
        relevant.rows[first],
        measured,
        len(fitting),
        relevant.rows[out],
        verdicts[out],
        len(excluded) + int(unnamed.sum()),
        unnamed,
        int((lack == 0.0).sum()),
        int((lack < 1.0).sum()),
    )


def _rough(question: Question, weights: Mapping[str, float], some: Relevant) -> tuple[Column, Column]:
    """A score that costs little, and how near each of them is."""
    nearness = near(question, some.rows)
    free = (question.data.candidates.windows[some.rows] & np.uint32(question.ask.windows)) != 0
    rough = (
        weights["ability"] * some.able
        + weights["lacking"] * some.lack
        + weights["wording"] * some.saying
        + weights["similar_projects"] * some.similar
        + weights["near"] * nearness
        + weights["worked_together"] * np.minimum(question.setting.together[some.rows], 1.0)
        + weights["windows"] * free
    )
    return rough, nearness


def _relevant_to(question: Question) -> Relevant:
    """Who has something to do with the line's words: kept with the line, as what was made of its words is."""
    found = _kept.get(question)
    if found is None:
        found = _kept[question] = _relevant(question)
    return found


def _relevant(question: Question) -> Relevant:
    """Candidates of the right kinds that have something to do with the line, or serve it by what they are."""
    nodes, size = question.data.nodes, len(question.data.nodes)
    abilities, (sayers, likeness), voters = question.able, _saying(question), question.ballots[0]
    serving = _serving_by_nature(question)
    known = serving.copy()
    for found in (*(who for _, who, _, _ in abilities), sayers, voters):
        known[found] = True
    ranges = [nodes.range_of(kind) for kind in nodes.kinds if kind in SERVING[question.ask.kind]]
    rows = np.concatenate([known[span.start : span.stop].nonzero()[0] + span.start for span in ranges])
    count = len(rows)
    # Where each of them stands among `rows`: a few thousand are worked on, not the whole community.
    place = np.full(size, count, dtype=np.int32)
    place[rows] = np.arange(count, dtype=np.int32)
    able, nearest = np.zeros(count + 1), np.zeros(count + 1)
    for at, (weight, who, worth, near_it) in enumerate(abilities):
        able += weight * raised(place, who, worth, count + 1)
        if at in question.core:
            nearest = np.maximum(nearest, raised(place, who, held_as(worth, near_it), count + 1))
    saying = raised(place, sayers, likeness, count + 1)
    similar = voted(question.votes(place[voters], count + 1))
    enough = (able >= ABLE) | (similar >= VOTED)
    if not (question.needs and question.ask.kind in GIVING_THEMES):  # talk of dancing offers no room to dance in
        enough |= saying >= SAYING - SIMILAR_FROM
    lack = lack_of(nearest[:-1]) if question.core else np.zeros(count)
    everybody = Relevant(rows, able[:-1], saying[:-1], similar[:-1], lack)
    return everybody.at((enough[:-1] | serving[rows]).nonzero()[0])


def _serving_by_nature(question: Question) -> Mask:
    nodes = question.data.nodes
    serving: Mask = np.zeros(len(nodes), dtype=bool)
    for at in by_nature(question).nonzero()[0].tolist():
        of_kind = slice(nodes.bounds[at], nodes.bounds[at + 1])
        # A whole town is willing by nature; those around the corner will do.
        serving[of_kind] = question.setting.neighbours[of_kind] if question.ask.kind == "people" else True
    return serving


def _saying(question: Question) -> tuple[Narrow, Column]:
    """Who says phrases like the question, or holding much of it, and how like it each of these is."""
    phrases, scores = question.phrases_alike
    if len(phrases) > PHRASES:
        first = _first(scores, PHRASES)
        phrases, scores = phrases[first], scores[first]
    positions, bounds = question.data.sayers.gather(phrases)
    return question.data.sayers.values[positions], scores.repeat(bounds[1:] - bounds[:-1]) - SIMILAR_FROM


def _foremost(scores: Column, count: int) -> NDArray[np.intp]:
    """Positions of the `count` highest scores, the highest first, those of equal ones in their order."""
    places: NDArray[np.intp] = np.arange(len(scores))
    if len(scores) > count:
        least = np.partition(scores, len(scores) - count)[len(scores) - count] if count else np.inf
        places = np.flatnonzero(scores >= least)
    return places[np.argsort(-scores[places], kind="stable")[:count]]


def _first(scores: Column, count: int) -> NDArray[np.intp]:
    """Positions of the highest scores, with all that equal the last one so that their order decides nothing."""
    if len(scores) <= count:
        return np.arange(len(scores))
    least = np.partition(scores, len(scores) - count)[len(scores) - count]
    found = np.flatnonzero(scores >= least)
    if len(found) <= POOL_WITH_TIES:
        return found
    return found[np.argsort(-scores[found], kind="stable")[:POOL_WITH_TIES]]
