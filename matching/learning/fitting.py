"""Fits additive models to what was right in the past: logistic, by lists, and boosted steps."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import minimize
from sklearn.ensemble import HistGradientBoostingClassifier

from matching.learning.features import CandidateTable
from matching.learning.history import Dense
from matching.learning.shapes import Shapes, Values, linear, logs

AGEING = 0.5  # a slice counts half of the one after it
HARD, EASY = 60, 60  # wrong candidates kept of a query: the best by the first voice, and others by lot
BINS = 32
ROUNDS, RATE = 150, 0.1
RIDGE = 40.0  # 1 / C of the logistic regression
RIDGE_LISTS = 24.0


@dataclass(frozen=True, eq=False)
class Evidence:
    """Rows to learn from: what was said, who was right, which list they stand on, and how much each counts."""

    said: Dense
    right: Values
    list: Any
    weight: Values  # of the row: its slice's age, and how many left-out candidates it stands for
    share: Values  # of a left-out candidate in a list
    scale: Values  # deviation of each voice, then of its logarithm

    @property
    def rights(self) -> int:
        """How many right ones there are."""
        return int(self.right.sum())


def evidence(tables: Sequence[tuple[CandidateTable, float]], seed: int) -> Evidence:
    """Tables with their weights, thinned: all right ones, the hard wrong ones and a sample of the easy."""
    said, right, lists, weight, share = [], [], [], [], []
    first = 0
    lots = np.random.default_rng(seed)
    for table, worth in tables:
        heard = table.said
        kept, stands_for = _thinned(table, heard, lots)
        said.append(heard[kept])
        right.append(table.right[kept])
        lists.append(table.query[kept] + first)
        share.append(stands_for)
        weight.append(stands_for * worth)
        first += table.queries
    every = np.concatenate(said)
    scale = np.concatenate([every.std(axis=0, dtype=np.float64), logs(every).std(axis=0, dtype=np.float64)])
    return Evidence(
        every,
        np.concatenate(right).astype(np.float64),
        np.concatenate(lists),
        np.concatenate(weight),
        np.concatenate(share),
        np.maximum(scale, 1e-3),
    )


def _thinned(table: CandidateTable, said: Dense, lots: np.random.Generator) -> tuple[Any, Any]:
    wrong = ~table.right
    order = np.lexsort((table.person, -said.mean(axis=1), ~wrong, table.query))
    starts = np.searchsorted(table.query[order], np.arange(table.queries))
    place = np.arange(len(order)) - starts[table.query[order]]
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = place
    others = np.bincount(table.query[wrong], minlength=table.queries)
    easy = wrong & (rank >= HARD)
    chance = np.clip(EASY / np.maximum(others - HARD, 1), 0.0, 1.0)[table.query]
    kept = table.right | (wrong & ~easy) | (easy & (lots.random(len(rank)) < chance))
    stands_for = np.where(easy, 1.0 / np.maximum(chance, 1e-9), 1.0)
    rows = np.flatnonzero(kept)
    return rows, stands_for[rows]


def fit_logistic(given: Evidence, *, rising: bool) -> Shapes:
    """Logistic regression with L2 on what is said and its logarithm; `rising` forbids negative weights."""
    both = _both(given)
    centre = np.average(both, axis=0, weights=given.weight)
    both -= centre.astype(np.float32)
    weight = given.weight / given.weight.max(initial=1e-12)

    def loss(weights: Values) -> tuple[float, Values]:
        margin = np.asarray(both @ weights[:-1].astype(np.float32), dtype=np.float64) + weights[-1]
        value = float((weight * (np.logaddexp(0.0, margin) - given.right * margin)).sum())
        pull = weight * (1.0 / (1.0 + np.exp(-margin)) - given.right)
        slope = np.append(np.asarray(both.T @ pull.astype(np.float32), dtype=np.float64), pull.sum())
        slope[:-1] += RIDGE * weights[:-1]
        return value + 0.5 * RIDGE * float(weights[:-1] @ weights[:-1]), slope

    start = np.zeros(both.shape[1] + 1)
    start[-1] = np.log(max(float((weight * given.right).sum()), 1e-9) / max(float(weight.sum()), 1e-9))
    return _linear(given, _minimum(loss, start, rising, free=1)[:-1])


def fit_lists(given: Evidence, *, rising: bool) -> Shapes:
    """Each right one against the wrong ones of its list (softmax), L2; large teams count less than in proportion."""
    both = _both(given)
    order = np.argsort(given.list, kind="stable")
    both, right, share = both[order], given.right[order], given.share[order]
    starts = np.flatnonzero(np.diff(given.list[order], prepend=-1))
    of_list = np.repeat(np.arange(len(starts)), np.diff(np.append(starts, len(order))))
    rights = np.add.reduceat(right, starts)
    age = (given.weight / given.share)[order][starts]
    worth = age / age.max(initial=1e-12) / np.sqrt(np.maximum(rights, 1.0))

    def loss(weights: Values) -> tuple[float, Values]:
        scores = np.asarray(both @ weights.astype(np.float32), dtype=np.float64)
        highest = np.maximum.reduceat(scores, starts)
        raised = share * np.exp(scores - highest[of_list])
        total = np.add.reduceat(raised, starts)
        value = float((worth * (rights * (np.log(total) + highest) - np.add.reduceat(scores * right, starts))).sum())
        pull = (worth * rights / total)[of_list] * raised - worth[of_list] * right
        slope = np.asarray(both.T @ pull.astype(np.float32), dtype=np.float64) + RIDGE_LISTS * weights
        return value + 0.5 * RIDGE_LISTS * float(weights @ weights), slope

    return _linear(given, _minimum(loss, np.zeros(both.shape[1]), rising))


def fit_steps(given: Evidence, *, rising: bool, seed: int) -> Shapes:
    """Boosted stumps (Friedman 2001): each looks at one voice, so their sum is a staircase for each voice."""
    voices = given.said.shape[1]
    edges = np.stack([_edges(given.said[:, voice]) for voice in range(voices)])
    codes = np.stack([np.searchsorted(edges[voice], given.said[:, voice]) for voice in range(voices)], axis=1)
    model = HistGradientBoostingClassifier(
        max_iter=ROUNDS,
        learning_rate=RATE,
        max_leaf_nodes=2,
        l2_regularization=1.0,
        min_samples_leaf=20,
        early_stopping=False,
        max_bins=BINS + 1,
        random_state=seed,
        monotonic_cst=[1] * voices if rising else None,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        model.fit(codes.astype(np.float32), given.right > 0, sample_weight=given.weight / given.weight.max())
    # With one voice at each of its steps and the others at their lowest, the differences are that voice's staircase.
    probes = np.zeros((1 + voices * BINS, voices), dtype=np.float32)
    for voice in range(voices):
        probes[1 + voice * BINS : 1 + (voice + 1) * BINS, voice] = np.arange(BINS)
    raised = model.decision_function(probes)
    steps = (raised[1:] - raised[0]).reshape(voices, BINS)
    zero = np.asarray([np.searchsorted(edges[voice], 0.0) for voice in range(voices)])
    return Shapes(np.zeros(voices), np.zeros(voices), edges, steps - steps[np.arange(voices), zero][:, None])


def _edges(said: Dense) -> Values:
    """Places between steps: even parts of what is said above nothing."""
    heard = said[said > 0]
    if not len(heard):
        return np.full(BINS - 1, np.inf)
    inner = np.quantile(heard, np.linspace(0.0, 1.0, BINS - 1)[1:])
    edges: Values = np.concatenate([[0.0], inner])
    return edges


def _both(given: Evidence) -> Any:
    both = np.concatenate([given.said, logs(given.said)], axis=1)
    both /= given.scale
    return both


def _linear(given: Evidence, weights: Values) -> Shapes:
    by_unit = weights / given.scale
    voices = given.said.shape[1]
    return linear(by_unit[:voices], by_unit[voices:])


def _minimum(loss: Callable[[Values], tuple[float, Values]], start: Values, rising: bool, free: int = 0) -> Values:
    bounds = [(0.0, None)] * (len(start) - free) + [(None, None)] * free if rising else None
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 150})
    result: Values = np.asarray(found.x, dtype=np.float64)
    return result
