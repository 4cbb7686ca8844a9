"""Teams by small steps: for problems too large for the table, and for costs that only pairs have."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, eye_array, hstack, vstack

from matching.team.problem import Choice, TeamProblem

STARTS = 10
MOST_SWAPPED = 20  # of a choice, the dearest: in a team for hundreds the others cannot all be tried in each step
MANY = 100  # steps wanted; beyond, one start has to do
SLACK = 1e-9
Chosen = NDArray[np.int64]
Allowed = Callable[[Chosen], bool]


def improved(problem: TeamProblem, start: Chosen, allowed: Allowed) -> tuple[Chosen, float]:
    """The choice after dropping, adding and swapping single options for as long as that makes it cheaper."""
    chosen, price = start, problem.price(start)
    while True:
        step = _best_step(problem, chosen, price, allowed)
        if step is None:
            return chosen, price
        chosen, price = step


def _best_step(problem: TeamProblem, chosen: Chosen, price: float, allowed: Allowed) -> tuple[Chosen, float] | None:
    options = np.arange(len(problem.cost))
    dearest = np.argsort(-problem.cost[chosen], kind="stable")[:MOST_SWAPPED]
    shorter = [np.delete(chosen, at) for at in sorted(dearest.tolist())]
    ranked: list[tuple[float, Chosen]] = [(problem.price(rest), rest) for rest in shorter]
    for rest in [chosen, *shorter]:
        prices = _with_each(problem, rest)
        # A party gives one option at a time.
        prices[np.isin(problem.party, problem.party[rest])] = np.inf
        for at in options[prices < price - SLACK][np.argsort(prices[prices < price - SLACK], kind="stable")][:8]:
            ranked.append((float(prices[at]), np.sort(np.append(rest, at))))
    for cost, candidate in sorted(ranked, key=lambda found: (found[0], found[1].tolist())):
        if cost >= price - SLACK:
            return None
        if allowed(candidate):
            return candidate, cost
    return None


def _with_each(problem: TeamProblem, rest: Chosen) -> NDArray[np.float64]:
    """What the choice would cost with each further option."""
    given = problem.gives[rest].sum(axis=0, dtype=np.int64)
    still = np.maximum(problem.need - given - problem.gives.astype(np.int64), 0)
    prices: NDArray[np.float64] = problem.cost[rest].sum() + problem.cost + still @ problem.missing
    if problem.strangers is not None:
        who = problem.party[rest]
        within = problem.strangers[np.ix_(who, who)].sum() / 2.0
        prices = prices + within + problem.strangers[np.ix_(problem.party, who)].sum(axis=1)
    return prices


def by_steps(problem: TeamProblem, allowed: Allowed, seed: int) -> Choice:
    """The best of STARTS greedy choices, each improved; the bound is that of the linear relaxation."""
    random = np.random.default_rng(seed)
    best: tuple[Chosen, float] | None = None
    starts = STARTS if problem.need.sum() <= MANY else 1
    for start in range(starts):
        # The first start is the plain greedy one; the others misjudge costs a little.
        noise = np.ones(len(problem.cost)) if start == 0 else random.uniform(0.7, 1.4, len(problem.cost))
        found = improved(problem, _greedy(problem, noise, allowed), allowed)
        if best is None or found[1] < best[1] - SLACK:
            best = found
    assert best is not None
    return Choice(tuple(int(at) for at in best[0]), best[1], min(relaxed(problem), best[1]))


def _greedy(problem: TeamProblem, noise: NDArray[np.float64], allowed: Allowed) -> Chosen:
    chosen = np.zeros(0, dtype=np.int64)
    barred = np.zeros(len(problem.cost), dtype=bool)
    while True:
        still = np.maximum(problem.need - problem.gives[chosen].sum(axis=0, dtype=np.int64), 0)
        gain = np.minimum(problem.gives, still) @ problem.missing
        worth = gain / np.maximum(problem.cost * noise, SLACK)
        worth[(gain <= problem.cost) | barred | np.isin(problem.party, problem.party[chosen])] = -1.0
        at = int(np.argmax(worth)) if len(worth) else 0
        if not len(worth) or worth[at] < 0:
            return chosen
        longer = np.sort(np.append(chosen, at))
        if allowed(longer):
            chosen = longer
        else:
            barred[at] = True


def relaxed(problem: TeamProblem) -> float:
    """The least cost if options could be taken in fractions: no choice costs less."""
    from scipy.optimize import linprog  # here: whoever only asks for partners need not wait for it

    options, needs = len(problem.cost), len(problem.need)
    if options == 0:
        return float((problem.need * problem.missing).sum())
    given = csr_array(np.minimum(problem.gives, problem.need).T.astype(np.float64))
    cover = hstack([given, eye_array(needs)])
    parties, which = np.unique(problem.party, return_inverse=True)
    once = csr_array((np.ones(options), (which.ravel(), np.arange(options))), shape=(len(parties), options + needs))
    solved: Any = linprog(  # type: ignore[call-overload]  # its types know no sparse arrays
        np.concatenate([problem.cost, problem.missing]),
        A_ub=csr_array(vstack([-cover, once])),
        b_ub=np.concatenate([-problem.need.astype(np.float64), np.ones(len(parties))]),
        bounds=(0.0, None),
        method="highs",
    )
    return float(solved.fun)
