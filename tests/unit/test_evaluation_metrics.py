"""The figures of an evaluation, by hand and against slow definitions."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array

from matching.evaluation.bootstrap import interval, resamples
from matching.evaluation.metrics import TOP, WIDE, coverage, gini, mean_ndcg, ranked, top_of
from matching.learning.history import Dense, Sparse
from matching.learning.lesson import ASKED, SCORED, affordable
from matching.learning.metrics import ndcg_of
from matching.learning.works import Work, history_of

SCORES = np.array([[3.0, 2.0, 1.0, 0.0], [0.0, 0.0, 0.0, -np.inf]], dtype=np.float32)
ANSWERS = csr_array(np.array([[0, 1, 0, 1], [0, 0, 1, 1]], dtype=np.float32))


def test_figures_of_a_list_by_hand() -> None:
    told = ranked(SCORES, ANSWERS)
    ideal = 1.0 + 1.0 / math.log2(3)
    assert told.top.tolist() == [[0, 1, 2, 3], [0, 1, 2, -1]]
    assert told.ndcg == pytest.approx([(1 / math.log2(3) + 1 / math.log2(5)) / ideal, 0.5 / ideal])
    assert told.recall == pytest.approx([1.0, 0.5])
    assert told.reciprocal == pytest.approx([1 / 2, 1 / 3])


def test_equal_scores_go_by_lot() -> None:
    told = ranked(SCORES[1:], ANSWERS[1:], ties=np.array([2, 1, 0, 3]))
    assert told.top.tolist() == [[2, 1, 0, -1]]
    assert told.reciprocal == pytest.approx([1.0])


def test_who_cannot_be_listed_is_not_found() -> None:
    told = ranked(np.full((1, 3), -np.inf, dtype=np.float32), csr_array(np.ones((1, 3), dtype=np.float32)))
    assert (told.ndcg[0], told.recall[0], told.reciprocal[0]) == (0.0, 0.0, 0.0)


def test_ideal_is_over_ten_right_ones_at_most() -> None:
    scores = np.arange(20, 0, -1, dtype=np.float32)[None]
    told = ranked(scores, csr_array(np.ones((1, 20), dtype=np.float32)))
    assert told.ndcg == pytest.approx([1.0])
    assert told.recall == pytest.approx([TOP / 20])


@st.composite
def problems(draw: st.DrawFn) -> tuple[Dense, Sparse]:
    rows, columns = draw(st.integers(1, 4)), draw(st.integers(1, 30))
    lots = np.random.default_rng(draw(st.integers(0, 10_000)))
    answers = (lots.random((rows, columns)) < 0.2).astype(np.float32)
    answers[:, 0] = 1.0
    return lots.integers(0, draw(st.integers(2, 60)), (rows, columns)).astype(np.float32), csr_array(answers)


@given(problems())
def test_lists_are_those_of_a_plain_sort(problem: tuple[Dense, Sparse]) -> None:
    scores, answers = problem
    columns, values = top_of(scores, TOP)
    for row, line in enumerate(scores.tolist()):
        wanted = sorted(range(len(line)), key=lambda one: (-line[one], one))[:TOP]
        assert columns[row].tolist() == wanted
        assert values[row].tolist() == [line[one] for one in wanted]
        right = answers.toarray()[row]
        order = sorted(range(len(line)), key=lambda one: (-line[one], one))
        first = next(place for place, one in enumerate(order, 1) if right[one])
        assert ranked(scores, answers).reciprocal[row] == pytest.approx(1 / first)


@given(problems())
def test_the_quick_mean_is_the_mean_where_no_scores_are_equal(problem: tuple[Dense, Sparse]) -> None:
    scores, answers = problem
    distinct = scores + np.arange(scores.shape[1], dtype=np.float32) / 100
    assert mean_ndcg(distinct, answers) == pytest.approx(float(ranked(distinct, answers).ndcg.mean()))


@pytest.mark.parametrize("levels", [3, 1000])
def test_large_teams_are_measured_as_if_every_member_were_looked_at(levels: int) -> None:
    chance = np.random.default_rng(levels)
    scores = chance.integers(0, levels, size=(12, 60)).astype(np.float32)
    scores[:, :5] = -np.inf  # known already
    right = chance.random((12, 60)) < 0.4
    answers = csr_array(right.astype(np.float32))
    reached = []
    for row, team in zip(scores, right, strict=True):
        places = [(row > own).sum() + ((row == own).sum() - 1) / 2 for own in row[team] if own > -np.inf]
        best = sum(1 / np.log2(place + 2) for place in range(min(TOP, int(team.sum()))))
        reached.append(sum(1 / np.log2(place + 2) for place in places if place < TOP) / best)
    assert mean_ndcg(scores, answers) == pytest.approx(float(np.mean(reached)))


@pytest.mark.parametrize("levels", [2, 40, 100_000])
def test_many_candidates_are_measured_as_few_are(levels: int) -> None:
    chance = np.random.default_rng(levels)
    scores = chance.integers(0, levels, size=(9, 300)).astype(np.float32)
    scores[chance.random(scores.shape) < 0.1] = -np.inf
    right = chance.random(scores.shape) < 0.03
    wide = np.full((9, WIDE), -np.inf, dtype=np.float32)
    place = np.sort(chance.permutation(WIDE)[:300])
    wide[:, place] = scores
    among = np.zeros(wide.shape, dtype=np.float32)
    among[:, place] = right
    answers, same = csr_array(right.astype(np.float32)), csr_array(among)
    assert mean_ndcg(wide, same) == mean_ndcg(scores, answers)
    told, found = ranked(wide, same), ranked(scores, answers)
    assert np.array_equal(told.top, place[found.top])
    for one, other in ((told.ndcg, found.ndcg), (told.recall, found.recall), (told.reciprocal, found.reciprocal)):
        assert np.array_equal(one, other)


def test_a_rehearsal_asks_fewer_questions_of_very_many_people() -> None:
    few, many = (
        history_of([Work(f"w{row}", row, members=tuple(f"p{row}-{one}" for one in range(size))) for row in range(40)])
        for size in (2, 1000)
    )
    assert affordable(few) == ASKED
    assert affordable(many) == SCORED // many.people_count < ASKED


def test_spread_of_the_asking() -> None:
    same, spread = [np.array([[0, 1], [0, 1]])], [np.array([[0, 1], [2, -1]])]
    assert coverage(same, 4) == 0.5
    assert coverage(spread, 4) == 0.75
    assert gini([np.array([[0, 1], [2, 3]])], 4) == pytest.approx(0.0)
    assert gini([np.array([[0], [0]])], 4) == pytest.approx(0.75)
    assert gini([np.zeros((0, 2), dtype=np.int64)], 4) == 0.0


def test_intervals_are_repeatable_and_paired() -> None:
    values = np.random.default_rng(3).random(50)
    counts = resamples(50, seed=7)
    assert counts.sum(axis=1) == pytest.approx(np.full(1000, 50))
    low, high = interval(counts, values)
    assert low < values.mean() < high
    assert interval(resamples(50, seed=7), values) == (low, high)
    assert interval(counts, values - values) == (0.0, 0.0)


def test_every_measure_of_an_order_is_one() -> None:
    chance = np.random.default_rng(3)
    scores = chance.normal(size=(6, 40))  # without equals, which each may order its own way
    right = chance.random((6, 40)) < 0.2
    right[0] = False
    answers = csr_array(right.astype(np.float32))
    each = ndcg_of(scores, right)
    assert np.allclose(ranked(scores, answers).ndcg, each)
    assert mean_ndcg(scores, answers) == pytest.approx(float(each.mean()))
    by_hand = [
        sum(hit / np.log2(place + 2) for place, hit in enumerate(right[row][np.argsort(-scores[row])][:10].tolist()))
        / max(sum(1 / np.log2(place + 2) for place in range(min(10, int(right[row].sum())))), 1.0)
        for row in range(6)
    ]
    assert np.allclose(each, by_hand)
    assert each[0] == 0.0
    graded = np.array([[3.0, 1.0, 0.0, 7.0]])
    assert ndcg_of(np.array([[1.0, 2.0, 3.0, -np.inf]]), graded)[0] == pytest.approx(
        (1 / np.log2(3) + 3 / np.log2(4)) / (7 + 3 / np.log2(3) + 1 / np.log2(4))
    )
