"""Weights of the rules of issues, learned from a set: numbers of general features, never its wording."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations_with_replacement

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, KFold, StratifiedKFold

from matching.evaluation.cases_set import CaseSet
from matching.issues.clusters import PLAIN, WITH_ENCODER, PairModel, chances, join, likenesses
from matching.issues.issue import LEVELS, Issue, Situation, situations
from matching.issues.knowledge import IssueWeights, Knowledge, level_features
from matching.issues.level import matrix
from matching.issues.reading import Matrix
from matching.issues.stakeholders import SIGNALS, scene_of, signals

FOLDS = 10
PAIR_FOLDS = 5
LEVEL_C, INVITE_C, PAIR_C = 0.2, 1.0, 1.0  # inverse strength of the L2 penalty
PARTY_SCALE = 0.5  # how freely a party's own bias moves beside the signals
THRESHOLDS = np.linspace(0.05, 0.7, 27)
Rows = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class MeasuredSet:
    """One set next to the knowledge it is judged with: all features, measured once."""

    told: CaseSet
    knowledge: Knowledge
    seed: int = 0

    @cached_property
    def placed(self) -> list[Situation]:
        """The issues as read."""
        return situations(self.knowledge.reader, self.told.issues)

    @cached_property
    def unplaced(self) -> list[Situation]:
        """The issues as read, without the level of their place."""
        bare = [Issue(one.text, "", one.place_note, one.category) for one in self.told.issues]
        return situations(self.knowledge.reader, bare)

    @cached_property
    def levels(self) -> Rows:
        """The level of each issue by its place in LEVELS."""
        return np.array([LEVELS.index(level) for level in self.told.levels], dtype=np.int64)

    def level_matrix(self, *, placed: bool) -> Matrix:
        """Features of the issues."""
        return matrix(self.knowledge.rules, self.placed if placed else self.unplaced, placed=placed)

    def level_chances(self, *, placed: bool) -> Matrix:
        """Chances of the levels of each issue, by a model that has not seen it (issues × LEVELS)."""
        told, found = self.level_matrix(placed=placed), np.zeros((len(self.levels), len(LEVELS)))
        folds = max(2, min(FOLDS, int(np.bincount(self.levels, minlength=len(LEVELS)).min())))
        cut = StratifiedKFold(folds, shuffle=True, random_state=self.seed)
        for past, held in cut.split(told, self.levels):
            weights, bias = fit_levels(told[past], self.levels[past])
            found[held] = softmax(told[held] @ weights.T + bias)
        return found

    def signal_tensor(self, level_chances: Matrix) -> Matrix:
        """Signals of each party in each judged issue (issues × parties × signals)."""
        known = self.knowledge
        rows = []
        for issue in self.told.asked:
            chance = dict(zip(LEVELS, level_chances[issue].tolist(), strict=True))
            scene = scene_of(known.reader.problems, self.placed[issue], chance)
            rows.append([[signals(party, scene)[name] for name in SIGNALS] for party in known.parties])
        return np.array(rows)

    @cached_property
    def must(self) -> NDArray[np.bool_]:
        """Which party must be at the table (judged issues × parties)."""
        return np.array([[party.name in called for party in self.knowledge.parties] for called in self.told.must])

    def party_scores(self, tensor: Matrix) -> Matrix:
        """Scores of the parties of each judged issue, by a model that has not seen it."""
        found = np.zeros(self.must.shape)
        folds = min(FOLDS, len(found))
        for past, held in KFold(folds, shuffle=True, random_state=self.seed + 1).split(tensor):
            weights, bias = fit_parties(tensor[past], self.must[past])
            found[held] = tensor[held] @ weights + bias
        return found

    @cached_property
    def same(self) -> NDArray[np.bool_]:
        """Which needs are one (needs × needs)."""
        cluster = np.array(self.told.cluster)
        return np.asarray(cluster[:, None] == cluster[None, :])

    @cached_property
    def measured(self) -> dict[str, Matrix]:
        """Likenesses of the needs."""
        return likenesses(self.knowledge.reader.read(self.told.needs))

    def pair_labels(self, names: Sequence[str]) -> Rows:
        """Clusters of all needs; the model that judges a pair has seen no need of either one's cluster."""
        size = len(self.same)
        fold = np.zeros(size, dtype=np.int64)
        groups = np.unique(np.array(self.told.cluster), return_inverse=True)[1]
        cut = GroupKFold(min(PAIR_FOLDS, len(set(groups))), shuffle=True, random_state=self.seed)
        for number, (_, held) in enumerate(cut.split(fold, groups=groups)):
            fold[held] = number
        sure, bars = np.zeros((size, size)), []
        for one, other in combinations_with_replacement(range(int(fold.max()) + 1), 2):
            past = np.flatnonzero((fold != one) & (fold != other))
            model = fit_pairs(self.measured, self.same, names, past)
            block = np.outer(fold == one, fold == other) | np.outer(fold == other, fold == one)
            sure[block] = chances(self.measured, model)[block]
            bars.append(model.threshold)
        return join(sure, float(np.mean(bars)))


def learn(lesson: MeasuredSet) -> IssueWeights:
    """All weights from the whole set, as they are shipped."""
    level = {name: _level_weights(lesson, placed=name == "placed") for name in ("placed", "unplaced")}
    weights, bias = fit_parties(lesson.signal_tensor(lesson.level_chances(placed=True)), lesson.must)
    every = np.arange(len(lesson.same))
    kinds: dict[str, Mapping[str, object]] = {"plain": PLAIN, "encoder": WITH_ENCODER}
    return IssueWeights(
        learned_from=lesson.told.digest,
        level=level,
        signals=dict(zip(SIGNALS, weights.tolist(), strict=True)),
        parties={party.name: float(own) for party, own in zip(lesson.knowledge.parties, bias, strict=True)},
        pairs={name: fit_pairs(lesson.measured, lesson.same, list(own), every) for name, own in kinds.items()},
    )


def _level_weights(lesson: MeasuredSet, *, placed: bool) -> dict[str, Sequence[float]]:
    weights, bias = fit_levels(lesson.level_matrix(placed=placed), lesson.levels)
    names = level_features(lesson.knowledge.rules, placed=placed)
    return {"bias": bias.tolist(), **{name: weights[:, at].tolist() for at, name in enumerate(names)}}


def fit_levels(told: Matrix, levels: Rows) -> tuple[Matrix, Matrix]:
    """Weights (LEVELS × features) and biases of a logistic regression."""
    model = LogisticRegression(C=LEVEL_C, max_iter=2000).fit(told, levels)
    weights, bias = np.zeros((len(LEVELS), told.shape[1])), np.full(len(LEVELS), -20.0)
    weights[model.classes_], bias[model.classes_] = model.coef_, model.intercept_
    return weights, bias


def fit_parties(tensor: Matrix, must: NDArray[np.bool_]) -> tuple[Matrix, Matrix]:
    """Weights of the signals, shared by all parties, and each party's own bias."""
    issues, parties, width = tensor.shape
    own = np.tile(np.eye(parties) * PARTY_SCALE, (issues, 1))
    model = LogisticRegression(C=INVITE_C, max_iter=3000)
    model.fit(np.hstack([tensor.reshape(-1, width), own]), must.reshape(-1))
    learned = model.coef_[0]
    return learned[:width], learned[width:] * PARTY_SCALE + model.intercept_[0]


def fit_pairs(measured: Mapping[str, Matrix], same: NDArray[np.bool_], names: Sequence[str], rows: Rows) -> PairModel:
    """Weights of likenesses and the threshold that joins best, from the pairs among some needs."""
    upper = np.triu_indices(len(rows), 1)
    grid = np.ix_(rows, rows)
    told = np.stack([measured[name][grid][upper] for name in names], axis=1)
    model = LogisticRegression(C=PAIR_C, max_iter=2000).fit(told, same[grid][upper])
    found = PairModel(dict(zip(names, model.coef_[0].tolist(), strict=True)), float(model.intercept_[0]), 0.5)
    sure = chances({name: measured[name][grid] for name in names}, found)
    scores = [pairwise_f1(join(sure, float(bar)), same[grid]) for bar in THRESHOLDS]
    best = float(np.mean(THRESHOLDS[np.array(scores) >= max(scores) - 1e-9]))
    return PairModel(found.weights, found.bias, best)


def pairwise_f1(labels: Rows, same: NDArray[np.bool_]) -> float:
    """F1 over all pairs: joined and one, against joined and against one."""
    upper = np.triu_indices(len(labels), 1)
    joined, right = (labels[:, None] == labels[None, :])[upper], same[upper]
    both = int((joined & right).sum())
    return 2.0 * both / max(int(joined.sum()) + int(right.sum()), 1)


def softmax(scores: Matrix) -> Matrix:
    """Chances of each row that sum to 1."""
    grown = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(grown / grown.sum(axis=1, keepdims=True))
