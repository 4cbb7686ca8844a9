"""The auction against linear programming, compiled against plain, and the bound that its prices prove."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from matching.portfolio import auction
from matching.portfolio.auction import assign
from matching.portfolio.problem import AssignmentProblem


def problem_of(seed: int, lines: int, candidates: int, crowding: float) -> AssignmentProblem:
    """Lines that look at several candidates each; with crowding most look at the same few."""
    random = np.random.default_rng(seed)
    lists = []
    for _ in range(lines):
        drawn = (random.random(8) ** (1 + crowding) * candidates).astype(np.int64)
        lists.append(np.unique(drawn))
    starts = np.concatenate([[0], np.cumsum([len(one) for one in lists])]).astype(np.int64)
    candidate = np.concatenate(lists)
    benefit = random.integers(1, 400, len(candidate)) / 4.0
    wanted = random.integers(0, 4, lines).astype(np.int64)
    capacity = random.integers(0, 4, candidates).astype(np.int64)
    return AssignmentProblem(starts, candidate, benefit, wanted, capacity)


def optimum(problem: AssignmentProblem) -> float:
    arcs = np.arange(len(problem.candidate))
    rows = np.zeros((problem.lines + len(problem.capacity), len(arcs)))
    rows[problem.line, arcs] = 1.0
    rows[problem.lines + problem.candidate, arcs] = 1.0
    limits = np.concatenate([problem.wanted, problem.capacity])
    return -float(linprog(-problem.benefit, A_ub=rows, b_ub=limits, bounds=(0, 1), method="highs").fun)


problems = st.builds(
    problem_of, st.integers(0, 10**6), st.integers(1, 12), st.integers(1, 14), st.sampled_from([0.0, 2.0, 5.0])
)


@settings(max_examples=60, deadline=None)
@given(problem=problems)
def test_no_plan_is_better_and_the_prices_prove_it(problem: AssignmentProblem) -> None:
    found, best = assign(problem, 1e-7), optimum(problem)
    assert (np.bincount(problem.line[found.taken], minlength=problem.lines) <= problem.wanted).all()
    given = np.bincount(problem.candidate[found.taken], minlength=len(problem.capacity))
    assert (given <= problem.capacity).all()
    assert found.benefit == pytest.approx(best, abs=0.01)
    assert found.bound >= best - 1e-6
    assert found.bound == pytest.approx(best, abs=0.01)


@settings(max_examples=30, deadline=None)
@given(problem=problems, seed=st.integers(0, 99))
def test_the_order_of_lines_and_candidates_changes_nothing_that_matters(problem: AssignmentProblem, seed: int) -> None:
    random = np.random.default_rng(seed)
    lines, names = random.permutation(problem.lines), random.permutation(len(problem.capacity))
    runs = [slice(problem.starts[line], problem.starts[line + 1]) for line in lines]
    turned = AssignmentProblem(
        np.concatenate([[0], np.cumsum([run.stop - run.start for run in runs])]).astype(np.int64),
        np.concatenate([names[problem.candidate[run]] for run in runs]),
        np.concatenate([problem.benefit[run] for run in runs]),
        problem.wanted[lines],
        problem.capacity[np.argsort(names)],
    )
    assert assign(turned, 1e-7).benefit == pytest.approx(assign(problem, 1e-7).benefit, abs=0.01)


def test_lines_that_outbid_each_other_for_few_who_are_alike_come_to_an_end_and_lose_nothing() -> None:
    # Forty lines for ten who are all alike, and beside them lines of which each has somebody to itself.
    rivals, alone, alike = 40, 100, 10
    starts = np.append(np.arange(rivals + 1) * alike, rivals * alike + 1 + np.arange(alone))
    candidate = np.append(np.tile(np.arange(alike), rivals), alike + np.arange(alone)).astype(np.int64)
    wanted, capacity = np.ones(rivals + alone, dtype=np.int64), np.ones(alike + alone, dtype=np.int64)
    problem = AssignmentProblem(starts.astype(np.int64), candidate, np.full(len(candidate), 250.0), wanted, capacity)
    turns = auction.LEAST_TURNS
    places = np.arange(len(capacity) + 1)
    assert not auction.bidding(starts, candidate, problem.benefit, wanted, places, (1e-4 * 250.0, turns))[2]
    found = assign(problem, 1e-4, 5e-3)
    assert found.taken.sum() == alike + alone
    assert found.benefit <= found.bound <= found.benefit * 1.005


def test_the_best_pair_is_not_taken_when_that_costs_more_elsewhere() -> None:
    # Both lines like the first candidate best, but only the second has somebody else.
    problem = AssignmentProblem(
        np.array([0, 1, 3]), np.array([0, 0, 1]), np.array([90.0, 100.0, 80.0]), np.array([1, 1]), np.array([1, 1])
    )
    assert assign(problem).taken.tolist() == [True, False, True]


def test_nobody_is_given_more_than_they_can_and_none_is_forced() -> None:
    empty = AssignmentProblem(np.array([0, 0, 1]), np.array([0]), np.array([5.0]), np.array([2, 1]), np.array([0, 3]))
    found = assign(empty)
    assert not found.taken.any()
    assert found.bound == pytest.approx(0.0)


def test_compiled_bidding_gives_what_numpy_gives(compiled: bool) -> None:
    if not compiled:
        pytest.skip("numba is not installed: there is nothing compiled to compare with")
    for seed in range(10):
        problem = problem_of(seed, 30, 20, float(seed % 4))
        places = np.concatenate([[0], np.cumsum(problem.capacity)]).astype(np.int64)
        for turns in (10, 100_000):
            posed = (problem.starts, problem.candidate, problem.benefit, problem.wanted, places, (0.003, turns))
            mine, theirs = auction.bidding(*posed), auction.bidding.twin(*posed)
            assert np.array_equal(mine[0], theirs[0])
            assert np.array_equal(mine[1], theirs[1])
            assert mine[2] == theirs[2]
        prices = np.random.default_rng(seed).random(len(problem.capacity)) * 50
        arguments = (problem.starts, problem.candidate, problem.benefit, problem.wanted, prices)
        assert auction.surplus(*arguments) == auction.surplus.twin(*arguments)
