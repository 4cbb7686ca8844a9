"""Who comes into question at all: a few hundred candidates out of everybody, through inverted lists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.eligibility import RULES, judge
from matching.exclusions import SERVING, by_nature
from matching.features_ability import SIMILAR_FROM, VOTES
from matching.features_ties import near
from matching.question import Question
from matching.ragged import Column

POOL = 300
POOL_WITH_TIES = 2000
PHRASES = 200
# Below this a candidate is not known to have anything to do with what is asked.
ABLE, SAYING, VOTED = 0.2, 0.22, 0.2
# A text that holds this much of what the line asks for in the same words is relevant, however long it is.
HOLDING = 0.4
NOT_THIS_KIND = next(at for at, rule in enumerate(RULES) if rule.name == "kind")


@dataclass(frozen=True, eq=False)
class Pool:
    """Relevant candidates, the best first by a rough order; `verdicts` are positions in RULES."""

    eligible: NDArray[np.int64]
    eligible_total: int
    left_out: NDArray[np.int64]
    verdicts: NDArray[np.int8]


def gather(question: Question, weights: Mapping[str, float], most: int = POOL) -> Pool:
    """The candidates worth measuring, about `most` of them, and the relevant ones that a hard rule excludes."""
    able, saying = quick_ability(question), quick_wording(question)
    rows = _relevant(question, able, saying)
    verdicts = judge(question, rows)
    rows, verdicts = rows[verdicts != NOT_THIS_KIND], verdicts[verdicts != NOT_THIS_KIND]
    rough = (
        weights["ability"] * able[rows]
        + weights["wording"] * saying[rows]
        + weights["similar_projects"] * -np.expm1(-VOTES * question.votes[rows])
        + weights["near"] * near(question, rows)
        + weights["worked_together"] * np.minimum(question.setting.together[rows], 1.0)
        + weights["windows"] * ((question.data.candidates.windows[rows] & np.uint32(question.ask.windows)) != 0)
    )
    fits = verdicts < 0
    best = rows[fits][_first(rough[fits], most)]
    out = np.argsort(-rough[~fits], kind="stable")
    return Pool(best, int(fits.sum()), rows[~fits][out], verdicts[~fits][out])


def _relevant(question: Question, able: Column, saying: Column) -> NDArray[np.int64]:
    """Rows of the right kinds that have something to do with the line, or serve it by what they are."""
    nodes = question.data.nodes
    known = (able >= ABLE) | (saying >= SAYING - SIMILAR_FROM) | (question.votes >= -np.log1p(-VOTED) / VOTES)
    for kind, natural in zip(nodes.kinds, by_nature(question), strict=True):
        of_kind = nodes.range_of(kind)
        if kind not in SERVING[question.ask.kind]:
            known[of_kind.start : of_kind.stop] = False
        elif natural and question.ask.kind == "people":
            # A whole town is willing by nature; those around the corner will do.
            known[of_kind.start : of_kind.stop] |= question.setting.neighbours[of_kind.start : of_kind.stop]
        elif natural:
            known[of_kind.start : of_kind.stop] = True
    return np.flatnonzero(known)


def quick_ability(question: Question) -> Column:
    """For every candidate how well its single best ability answers each concept asked for."""
    data = question.data
    scores = np.zeros(len(data.nodes))
    for concept, weight in question.needs.items():
        best = np.zeros(len(data.nodes))
        run = data.vocabulary.steps.run(concept)
        positions, bounds = data.holders.gather(data.vocabulary.steps.values[run])
        worth = data.holders.weights[positions] * np.repeat(data.vocabulary.steps.weights[run], np.diff(bounds))
        who = data.holders.values[positions]
        np.maximum.at(best, who, worth * question.counted(data.holders, positions, who))
        scores += weight * best
    return scores


def quick_wording(question: Question) -> Column:
    """For every candidate how like the question its most similar phrase is, or how much of it that holds."""
    # Words shared with a long text must not get lost in it.
    holding = question.data.index.holding(question.own_words)
    scores = np.maximum(question.phrase_scores, np.where(holding >= HOLDING, np.maximum(holding / 2.0, SAYING), 0.0))
    result = np.zeros(len(question.data.nodes))
    phrases = np.flatnonzero(scores >= SAYING)
    if len(phrases) > PHRASES:
        phrases = phrases[_first(scores[phrases], PHRASES)]
    positions, bounds = question.data.sayers.gather(phrases)
    likeness = np.repeat(scores[phrases], np.diff(bounds)) - SIMILAR_FROM
    np.maximum.at(result, question.data.sayers.values[positions], likeness)
    return result


def _first(scores: Column, count: int) -> NDArray[np.intp]:
    """Positions of the highest scores, with all that equal the last one so that their order decides nothing."""
    if len(scores) <= count:
        return np.arange(len(scores))
    least = np.partition(scores, len(scores) - count)[len(scores) - count]
    found = np.flatnonzero(scores >= least)
    if len(found) <= POOL_WITH_TIES:
        return found
    return found[np.argsort(-scores[found], kind="stable")[:POOL_WITH_TIES]]
