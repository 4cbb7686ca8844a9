"""Weights move towards decisions, smoothly, and only as far as these reach."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.errors import BadWeights
from matching.learning.update import Examples, updated

PRIOR = np.array([26.0, 8.0, -10.0])
QUICK = settings(max_examples=40, deadline=None)
seeds = st.integers(0, 10_000)


def decisions(seed: int, count: int = 40) -> Examples:
    chance = np.random.default_rng(seed)
    values = chance.random((count, 3))
    outcomes = (chance.random(count) < 0.5).astype(float)
    return Examples(values, outcomes, chance.random(count))


@QUICK
@given(seeds)
def test_no_decision_changes_nothing_at_all(seed: int) -> None:
    prior = np.random.default_rng(seed).normal(size=3) * 20
    none = Examples(np.empty((0, 3)), np.empty(0), np.empty(0))
    assert np.array_equal(updated(none, prior), prior)
    silent = decisions(seed)._replace(counts=np.zeros(40))
    assert np.array_equal(updated(silent, prior), prior)


@QUICK
@given(seeds)
def test_the_order_of_decisions_changes_nothing(seed: int) -> None:
    one = decisions(seed)
    order = np.random.default_rng(seed + 1).permutation(40)
    assert np.array_equal(updated(one, PRIOR), updated(Examples(*(part[order] for part in one)), PRIOR))


@QUICK
@given(seeds)
def test_what_counts_for_a_candidate_never_counts_against_one(seed: int) -> None:
    after = updated(decisions(seed, 300), PRIOR, trust=0.01)
    assert (after[:2] > 0).all()
    assert after[2] < 0


@QUICK
@given(seeds, st.floats(0.1, 3.0))
def test_weights_move_smoothly_with_evidence(seed: int, much: float) -> None:
    one = decisions(seed)
    a = updated(one._replace(counts=one.counts * much), PRIOR)
    b = updated(one._replace(counts=one.counts * much * 1.001), PRIOR)
    assert np.abs(a - b).max() < 0.05
    nearly_none = updated(one._replace(counts=one.counts * 1e-6), PRIOR)
    assert np.abs(nearly_none - PRIOR).max() < 0.01


def test_more_of_the_same_evidence_moves_further() -> None:
    values = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 0.0]])
    moved = [
        updated(Examples(np.tile(values, (n, 1)), np.tile([0.0, 1.0], n), np.ones(2 * n)), PRIOR)[0]
        for n in (0, 1, 3, 10, 100)
    ]
    assert moved[0] == 26.0
    assert moved == sorted(moved, reverse=True)
    assert moved[-1] < 10.0


def test_a_feature_that_never_differed_keeps_its_weight() -> None:
    one = decisions(7)
    values = one.values.copy()
    values[:, 1] = 0.3
    after = updated(one._replace(values=values), PRIOR)
    assert after[1] == PRIOR[1]
    assert after[0] != PRIOR[0]


def test_enough_decisions_bring_the_truth() -> None:
    chance, truth = np.random.default_rng(3), np.array([4.0, 30.0, -24.0])
    values = chance.random((80_000, 3))
    likely = 1 / (1 + np.exp(-(values - 0.5) @ truth / 8.0))
    outcomes = (chance.random(80_000) < likely).astype(float)
    assert updated(Examples(values, outcomes, np.ones(80_000)), PRIOR) == pytest.approx(truth, abs=2.0)


@pytest.mark.parametrize(
    "bad",
    [
        decisions(1)._replace(outcomes=np.full(40, 2.0)),
        decisions(1)._replace(counts=np.full(40, -1.0)),
        decisions(1)._replace(values=np.full((40, 3), np.nan)),
        decisions(1)._replace(values=np.ones((40, 2))),
    ],
)
def test_numbers_that_mean_nothing_are_refused(bad: Examples) -> None:
    with pytest.raises(BadWeights):
        updated(bad, PRIOR)
