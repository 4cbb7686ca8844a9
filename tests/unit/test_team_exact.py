"""The cheapest cover against an independent solver, compiled and plain, with and without those who must not meet."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from matching.team import bits, exact
from matching.team.exact import apart, cheapest, cheapest_allowed, undominated
from matching.team.problem import TeamProblem
from matching.team.swaps import _prices, by_steps, relaxed


def problem_of(seed: int, size: int, needs: int, steps: int, several: bool) -> TeamProblem:
    random = np.random.default_rng(seed)
    gives = (random.random((size, needs)) < 0.3) * random.integers(1, steps + 1, (size, needs))
    party = np.sort(random.integers(0, max(size // 2, 1), size)) if several else np.arange(size)
    # Quarters add up exactly, so that equal costs are equal.
    cost = random.integers(1, 40, size) / 4.0
    missing = random.integers(20, 80, needs) / 4.0
    return TeamProblem(np.full(needs, steps, dtype=np.int16), missing, party, gives.astype(np.int16), cost)


def least_cost(problem: TeamProblem) -> float:
    """The optimum as a mixed integer programme."""
    options, needs = len(problem.cost), len(problem.need)
    cover = np.hstack([np.minimum(problem.gives, problem.need).T, np.eye(needs)])
    once = np.zeros((int(problem.party.max()) + 1, options + needs))
    once[problem.party, np.arange(options)] = 1
    together = np.zeros((len(problem.apart), options + needs))
    for row, pair in enumerate(sorted(problem.apart)):
        together[row, :options] = np.isin(problem.party, pair)
    rules = [LinearConstraint(cover, lb=problem.need), LinearConstraint(once, ub=1)]
    if len(together):
        rules.append(LinearConstraint(together, ub=1))
    bounds = Bounds(0, np.concatenate([np.ones(options), problem.need]))
    solved = milp(
        np.concatenate([problem.cost, problem.missing]),
        constraints=rules,
        integrality=np.ones(options + needs),
        bounds=bounds,
        options={"mip_rel_gap": 0.0},
    )
    return float(solved.fun)


problems = st.builds(
    problem_of, st.integers(0, 10**6), st.integers(1, 30), st.integers(1, 4), st.integers(1, 3), st.booleans()
)


@settings(max_examples=40, deadline=None)
@given(problem=problems)
def test_no_solver_finds_a_cheaper_cover(problem: TeamProblem) -> None:
    found = cheapest(problem)
    chosen = np.array(found.options, dtype=np.int64)
    assert found.cost == pytest.approx(least_cost(problem), abs=1e-9)
    assert problem.price(chosen) == pytest.approx(found.cost, abs=1e-9)
    assert len(set(problem.party[chosen].tolist())) == len(chosen)
    assert relaxed(problem) <= found.cost + 1e-6


@settings(max_examples=20, deadline=None)
@given(problem=problems, pairs=st.sets(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=6))
def test_those_who_must_not_meet_never_do_and_nothing_cheaper_is_allowed(
    problem: TeamProblem, pairs: set[tuple[int, int]]
) -> None:
    pairs = {(low, high) for low, high in pairs if low < high}
    held = TeamProblem(problem.need, problem.missing, problem.party, problem.gives, problem.cost, frozenset(pairs))
    found = cheapest_allowed(held, lambda options: apart(held, options.tolist()))
    assert not apart(held, found.options)
    assert found.best
    assert found.cost == pytest.approx(least_cost(held), abs=1e-9)


@settings(max_examples=20, deadline=None)
@given(problem=problems)
def test_leaving_out_dominated_options_costs_nothing(problem: TeamProblem) -> None:
    kept = undominated(problem)
    assert cheapest(problem.kept(kept)).cost == pytest.approx(cheapest(problem).cost, abs=1e-9)


@settings(max_examples=15, deadline=None)
@given(problem=problems, seed=st.integers(0, 99))
def test_small_steps_stay_within_their_bound_and_reach_what_is_allowed(problem: TeamProblem, seed: int) -> None:
    best = cheapest(problem).cost
    found = by_steps(problem, lambda chosen: True, seed)
    assert found.bound <= best + 1e-6
    assert found.cost >= best - 1e-9
    assert found.cost == pytest.approx(problem.price(np.array(found.options, dtype=np.int64)))
    assert found == by_steps(problem, lambda chosen: True, seed)


def test_small_steps_seldom_miss_the_optimum() -> None:
    excess = []
    for seed in range(12):
        problem = problem_of(seed, 60, 6, 1 + seed % 3, several=seed % 2 == 0)
        excess.append(by_steps(problem, lambda chosen: True, 0).cost / cheapest(problem).cost - 1.0)
    assert float(np.mean(excess)) <= 0.01


def test_two_of_three_people_count_as_two() -> None:
    need, missing = np.array([3], dtype=np.int16), np.array([100.0])
    gives = np.array([[1], [1], [2]], dtype=np.int16)
    problem = TeamProblem(need, missing, np.arange(3), gives, np.array([1.0, 1.0, 5.0]))
    assert cheapest(problem).options == (0, 2)
    only_two = problem.kept(np.array([True, True, False]))
    assert cheapest(only_two).cost == pytest.approx(102.0)


def test_compiled_loops_give_what_numpy_gives(compiled: bool) -> None:
    if not compiled:
        pytest.skip("numba is not installed: there is nothing compiled to compare with")
    for seed in range(6):
        problem = problem_of(seed, 25, 5, 1 + seed % 3, several=True)
        remaining = np.random.default_rng(seed).integers(0, 7, (4, 7)).astype(np.int32)
        starts = np.array([0, 3, 5, 8], dtype=np.int64)
        vector, cost = np.arange(8, dtype=np.int32) % 4, problem.cost[:8]
        for mine, theirs in zip(
            exact.table(remaining, vector, starts, cost), exact.table.twin(remaining, vector, starts, cost), strict=True
        ):
            assert np.array_equal(mine, theirs)
        masks = (np.random.default_rng(seed).integers(1, 32, 12) | np.repeat([1, 2, 4, 8], 3)).astype(np.int32)
        arguments = (masks, problem.cost[:12], np.array([0, 3, 6, 9, 12, 12]), problem.missing)
        for mine, theirs in zip(bits.completion(*arguments), bits.completion.twin(*arguments), strict=True):
            assert np.array_equal(mine, theirs)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 99), size=st.integers(2, 40), with_strangers=st.booleans())
def test_what_a_swap_is_said_to_cost_is_what_the_choice_then_costs(seed: int, size: int, with_strangers: bool) -> None:
    random = np.random.default_rng(seed)
    problem = problem_of(seed, size, 8, 2, several=True)
    if with_strangers:
        count = int(problem.party.max()) + 1
        half = np.triu(random.uniform(0.0, 3.0, (count, count)), 1)
        problem = replace(problem, strangers=half + half.T)
    _, first = np.unique(problem.party, return_index=True)
    chosen = np.sort(random.permutation(first)[: max(1, len(first) // 2)])
    gone = np.sort(random.permutation(len(chosen))[:5])
    alone, with_each = _prices(problem, chosen, gone)
    for place, rest in enumerate([chosen, *(np.delete(chosen, at) for at in gone.tolist())]):
        assert alone[place] == pytest.approx(problem.price(rest), abs=1e-9)
        for at in range(len(problem.cost)):
            assert with_each[place, at] == pytest.approx(problem.price(np.append(rest, at)), abs=1e-9)
