"""Teams by small steps: for problems too large for the table, and for costs that only pairs have."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, eye_array, hstack, vstack

from matching.team.problem import Choice, Costs, TeamProblem

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
    gone = np.sort(np.argsort(-problem.cost[chosen], kind="stable")[:MOST_SWAPPED])
    alone, with_each = _prices(problem, chosen, gone)
    taken = np.zeros(int(problem.party.max(initial=0)) + 1, dtype=bool)
    taken[problem.party[chosen]] = True
    ranked: list[tuple[float, Chosen]] = []
    for place, back in enumerate([-1, *problem.party[chosen[gone]].tolist()]):
        rest = np.delete(chosen, gone[place - 1 : place])
        if place:
            ranked.append((float(alone[place]), rest))
        cheaper = np.flatnonzero(with_each[place] < price - SLACK)
        # A party gives one option at a time.
        who = problem.party[cheaper]
        cheaper = cheaper[~taken[who] | (who == back)]
        for at in cheaper[np.argsort(with_each[place, cheaper], kind="stable")][:8].tolist():
            ranked.append((float(with_each[place, at]), np.sort(np.append(rest, at))))
    for cost, candidate in sorted(ranked, key=lambda found: (found[0], found[1].tolist())):
        if cost >= price - SLACK:
            return None
        if allowed(candidate):
            return candidate, problem.price(candidate)
    return None


def _prices(problem: TeamProblem, chosen: Chosen, gone: NDArray[np.intp]) -> tuple[Costs, Costs]:
    """What the choice costs, whole and without each of those at the places `gone`: as it is, and with each option."""
    whole, mine = problem.gives[chosen].sum(axis=0, dtype=np.int64), problem.gives[chosen[gone]].astype(np.int64)
    still = problem.need - np.vstack([whole, whole - mine]).astype(np.float64)
    paid = float(problem.cost[chosen].sum())
    alone = np.append(paid, paid - problem.cost[chosen[gone]]) + np.maximum(still, 0.0) @ problem.missing
    option, need, given = problem.entries
    lacking = np.maximum(still, 0.0)[:, need]
    filled = np.minimum(lacking, given) * problem.missing[need]
    gains = csr_array((np.ones(len(option)), (np.arange(len(option)), option)), shape=(len(option), len(problem.cost)))
    with_each = alone[:, None] + problem.cost - filled @ gains
    if problem.strangers is not None:
        who, left = problem.party[chosen], problem.party[chosen[gone]]
        all_of_it = problem.strangers[who].sum(axis=0)  # for each party what it costs beside the choice
        strange = np.vstack([all_of_it, all_of_it - problem.strangers[left]])
        within = all_of_it[who].sum() / 2.0 - np.append(0.0, all_of_it[left])
        alone += within
        with_each += within[:, None] + strange[:, problem.party]
    return alone, with_each


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
    taken = np.zeros(int(problem.party.max(initial=0)) + 1, dtype=bool)
    option, need, given = problem.entries
    while True:
        still = np.maximum(problem.need - problem.gives[chosen].sum(axis=0, dtype=np.int64), 0)
        gain = np.bincount(option, np.minimum(given, still[need]) * problem.missing[need], minlength=len(noise))
        worth = gain / np.maximum(problem.cost * noise, SLACK)
        taken[problem.party[chosen]] = True
        worth[(gain <= problem.cost) | barred | taken[problem.party]] = -1.0
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
