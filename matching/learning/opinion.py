"""What past work says about new work, as opinions of 0 to 1: a learned ranking, and how far it can be believed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from scipy.optimize import minimize

from matching.learning.channels import Channel
from matching.learning.channels.likeness import ALL_WORDS, likeness
from matching.learning.channels.neighbours import Neighbours
from matching.learning.channels.popularity import Popularity
from matching.learning.channels.profiles import Profile
from matching.learning.channels.walk import Walk
from matching.learning.history import History, Queries, Rows, Sparse, sparse
from matching.learning.lesson import Questions, questions, sampled
from matching.learning.metrics import ndcg_of
from matching.learning.ranker import Ranker, fit
from matching.learning.shapes import Values
from matching.learning.works import WORKS

MEMBERS = 60  # of past work below which nothing is learned
NEWEST = 0.1  # of the work, on which is measured what is learned from the rest
ASKED = 200
PORTION = 32  # queries looked at together
MOST = 60  # people of whom there is an opinion about one query
HALF = 100.0  # pieces of work after which what is learned counts as much as mere likeness
MOST_SHARE = 0.9
GAIN = 6.0  # odds so many e-folds over those of somebody nothing is heard of are as good as certain
HELD = 1.0  # how firmly the belief in a score is held at none

SINGLES: tuple[tuple[str, Channel], ...] = (
    ("popularity", Popularity("all", None)),
    ("recent popularity", Popularity("all", 0.15)),
    ("recent popularity of the place", Popularity("unit", 0.15, 1.0)),
    ("recent popularity of the kind", Popularity("tags", 0.15, 1.0)),
    ("similar work", Neighbours(k=50, half_life=0.33)),
    ("similar work, kind and place", Neighbours(tags=0.3, unit=0.3, k=100, power=3.0, half_life=0.33)),
    ("words of all past work", Profile(ALL_WORDS, 0.33, 0.75)),
    ("walk over kinds and words", Walk(tags=1.0, unit=0.5, words=1.0, wording=ALL_WORDS, half_life=0.3)),
)


@dataclass(frozen=True)
class Measured:
    """How the ranking does on the newest work, learned from the rest only; NDCG@10."""

    works: int
    members: int
    people: int
    questions: int
    voices: int
    ndcg: float
    best_single: float
    single: str


@dataclass(frozen=True)
class Belief:
    """What a point of the ranking's score is worth: e-folds of odds over somebody nothing is heard of.

    `usual` is the likeness that the likest past work usually has to new work.
    """

    slope: float
    usual: float


@dataclass(frozen=True, eq=False)
class Learned:
    """A ranking learned from past work, what its scores are worth, and how it was measured."""

    ranker: Ranker
    belief: Belief
    measured: Measured

    @property
    def share(self) -> float:
        """How far it takes the place of mere likeness: grows with the work it was learned from."""
        return min(self.measured.works / (self.measured.works + HALF), MOST_SHARE)


class Opinion(NamedTuple):
    """What past work says of one person for one query, 0 to 1, and the family of voices that spoke most."""

    person: str
    value: float
    family: str


def enough(history: History) -> bool:
    """Whether there is enough past work to learn from."""
    return len(history) >= WORKS and int(history.members.nnz) >= MEMBERS


def learn(history: History, seed: int = 0, report: Callable[[str], None] = lambda line: None) -> Learned | None:
    """Learn from past work whom new work will find; None where there is too little, or it tells nothing.

    Measured, and its scores weighed, on the newest work by what was learned from the rest.
    """
    if not enough(history):
        return None
    cut = len(history) - max(round(NEWEST * len(history)), 3)
    asked = sampled(questions(history, range(cut, len(history)), cut, "cold"), ASKED)
    early = history.before(cut)
    if not len(asked) or not early.people_count:
        return None
    rehearsed = fit(early, "cold", seed, report, rising=True)
    scores = rehearsed.rank(asked.queries)
    ranker = fit(history, "cold", seed, report, rising=True)
    measured = _measured(history, early, asked, scores, len(ranker.voices))
    belief = _belief(early, asked, scores)
    return Learned(ranker, belief, measured) if belief.slope > 0.0 else None


def _measured(history: History, early: History, asked: Questions, scores: Values, voices: int) -> Measured:
    singles = [(_mean_ndcg(channel.scores(early, asked.queries), asked.answers), name) for name, channel in SINGLES]
    best, name = max(singles)
    counts = len(history), int(history.members.nnz), history.people_count
    return Measured(*counts, len(asked), voices, _mean_ndcg(scores, asked.answers), best, name)


def _mean_ndcg(scores: Any, answers: Sparse) -> float:
    """Mean NDCG@10 of scores query × person with binary gain, 0 of none."""
    return float(np.mean(ndcg_of(scores, answers.toarray() > 0))) if answers.shape[0] else 0.0


def _belief(history: History, asked: Questions, scores: Values) -> Belief:
    """What scores are worth, by logistic regression on one number; a slope that would be negative is none."""
    right = np.asarray(asked.answers.toarray()) > 0
    heard = np.isfinite(scores)
    given, found = scores[heard], right[heard].astype(np.float64)

    def loss(both: Values) -> float:
        margin = both[0] * given + both[1]
        return float((np.logaddexp(0.0, margin) - found * margin).sum() + 0.5 * HELD * both[0] ** 2)

    start = np.array([0.0, np.log(max(float(found.sum()), 0.5) / max(len(found), 1))])
    slope = float(minimize(loss, start, method="L-BFGS-B", bounds=[(0.0, None), (None, None)]).x[0])
    nearest = likeness(history, asked.queries, "words").max(axis=1, initial=0.0)
    return Belief(slope, float(np.median(nearest)))


def queries_of(whole: History, past: int) -> tuple[History, Queries]:
    """A history, and as questions to it the work that stands behind its first `past` pieces."""
    history, rows = whole.before(past), np.arange(past, len(whole))
    tags = history.tags.shape[1]
    asked = Queries(
        ids=whole.ids[past:],
        days=whole.days[rows],
        titles=whole.titles[past:],
        texts=whole.texts[past:],
        tags=whole.tags[rows][:, :tags],
        units=np.where(whole.units[rows] < tags, whole.units[rows], -1),
        references=whole.references[rows][:, :past],
        mentions=whole.mentions[rows][:, :past],
        known=sparse([], [], (len(rows), history.people_count)),
        reader=whole.reader,
    )
    return history, asked


def opinions(learned: Learned, queries: Queries, most: int = MOST) -> list[list[Opinion]]:
    """For each query the `most` people past work speaks for, the loudest first, with values above 0.

    Values rise with the odds, by what is believed, and are less where no past work is as like as usual.
    """
    portions = (np.arange(first, min(first + PORTION, len(queries))) for first in range(0, len(queries), PORTION))
    return [one for rows in portions for one in _opinions(learned, queries.at(rows), most)]


def _opinions(learned: Learned, queries: Queries, most: int) -> list[list[Opinion]]:
    ranker, belief = learned.ranker, learned.belief
    scores = ranker.rank(queries)
    heard = np.isfinite(scores)
    nearest = likeness(ranker.history, queries, "words").max(axis=1, initial=0.0)
    close = np.clip(nearest / max(belief.usual, 1e-9), 0.0, 1.0)
    gains = belief.slope * np.where(heard, scores, 0.0)  # no voice says anything: no score
    values = np.clip(gains / GAIN, 0.0, 1.0) * close[:, None]
    return [_loudest(ranker, queries, row, values[row], most) for row in range(len(queries))]


def _loudest(ranker: Ranker, queries: Queries, row: int, values: Values, most: int) -> list[Opinion]:
    order: Rows = np.argsort(-values, kind="stable")[:most]
    return [
        Opinion(ranker.history.people[person], float(values[person]), _family(ranker, queries, row, person))
        for person in order.tolist()
        if values[person] > 0.0
    ]


def _family(ranker: Ranker, queries: Queries, row: int, person: int) -> str:
    """The family of voices that together add most to a score."""
    total: dict[str, float] = {}
    for one in ranker.explain(queries, row, person):
        family = one.voice.partition(":")[0]
        total[family] = total.get(family, 0.0) + one.points
    return max(total, key=lambda name: total[name]) if total else ""
