"""The cheapest cover, exactly: options that others dominate are dropped, then a table over all amounts of cover.

The table is the bitmask dynamic programme of set cover (Held and Karp's idea of a table over subsets), with a digit
per need instead of a bit, so that two of three people count as two.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

from matching.kernels.compiled import kernel
from matching.team.bits import as_bits, cheapest_bits
from matching.team.problem import Choice, Costs, Steps, TeamProblem

MOST_BRANCHES = 400
Barred = Callable[[NDArray[np.int64]], tuple[int, ...]]


def undominated(problem: TeamProblem) -> NDArray[np.bool_]:
    """Options that some cheapest cover may need.

    An option is not needed when its own party gives as much for less; when so many others do, who have nothing else to
    give, that together they saturate what it gives; or when more others do than any team has members.
    """
    gives = np.minimum(problem.gives, problem.need)
    order = np.lexsort((np.arange(len(gives)), problem.cost))
    vectors, kind = np.unique(gives, axis=0, return_inverse=True)
    kind = kind.ravel()
    over: NDArray[np.bool_] = np.all(
        vectors[:, None, :] >= vectors[None, :, :], axis=2
    )  # over[a, b]: a gives at least what b gives
    copies = np.ceil(problem.need / np.maximum(vectors, 1)) * (vectors > 0)
    enough = copies.max(axis=1).astype(np.int64)  # of this many no further one is needed; 0: gives nothing
    most = int(problem.need.sum())  # members of a team in which everybody gives something
    single = np.bincount(problem.party)[problem.party] == 1
    keep = np.zeros(len(gives), dtype=bool)
    parties: list[set[int]] = [set() for _ in vectors]  # who is kept, by what they give
    alone: list[set[int]] = [set() for _ in vectors]  # of them who has one option only
    for at in order.tolist():
        mine, who = int(kind[at]), int(problem.party[at])
        if enough[mine] == 0:
            continue
        above = np.flatnonzero(over[:, mine]).tolist()
        rivals = set[int]().union(*(parties[other] for other in above))
        steady = set[int]().union(*(alone[other] for other in above))
        if who in rivals or len(steady) >= enough[mine] or len(rivals) >= most:
            continue
        keep[at] = True
        parties[mine].add(who)
        if single[at]:
            alone[mine].add(who)
    return keep


def _positions(need: Steps) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    radix = np.concatenate([[1], np.cumprod(need[:-1].astype(np.int64) + 1)]).astype(np.int64)
    states = int(np.prod(need.astype(np.int64) + 1))
    digits = np.arange(states, dtype=np.int64)[:, None] // radix % (need + 1)
    return radix, digits


def _table(
    remaining: NDArray[np.int32], option_vector: NDArray[np.int32], starts: NDArray[np.int64], cost: Costs
) -> tuple[Costs, NDArray[np.int16]]:
    """The least cost of every amount of cover, and which option each party contributes to it.

    remaining: V × S the amount still to be covered after a vector · option_vector: O · starts: P + 1 options of each
    party · cost: O. Returns costs (S) and choices (P × S), 0 for none, else 1 + position within the party.
    """
    states = remaining.shape[1]
    best = np.full(states, np.inf)
    best[0] = 0.0
    choice = np.zeros((len(starts) - 1, states), dtype=np.int16)
    for party in range(len(starts) - 1):
        fresh = best.copy()
        for option in range(starts[party], starts[party + 1]):
            offered = best[remaining[option_vector[option]]] + cost[option]
            better = offered < fresh
            fresh[better] = offered[better]
            choice[party, better] = option - starts[party] + 1
        best = fresh
    return best, choice


@kernel(twin=_table, signature="(int32[:,::1], int32[::1], int64[::1], float64[::1])")
def table(remaining, option_vector, starts, cost):  # type: ignore[no-untyped-def]  # numba reads the signature
    """What its twin does, as a loop to compile."""
    states = remaining.shape[1]
    best = np.full(states, np.inf)
    best[0] = 0.0
    fresh = best.copy()
    choice = np.zeros((len(starts) - 1, states), dtype=np.int16)
    for party in range(len(starts) - 1):
        for option in range(starts[party], starts[party + 1]):
            vector, price, mark = option_vector[option], cost[option], option - starts[party] + 1
            for state in range(states):
                offered = best[remaining[vector, state]] + price
                if offered < fresh[state]:
                    fresh[state] = offered
                    choice[party, state] = mark
        best[:] = fresh
    return best, choice


def cheapest(problem: TeamProblem) -> Choice:
    """The cheapest choice without regard to who must not meet or has never met."""
    given = as_bits(problem)
    if given is not None:
        chosen, total = cheapest_bits(given, problem.cost, problem.missing)
        return Choice(tuple(sorted(chosen)), total, total)
    kept = np.flatnonzero(undominated(problem))
    radix, digits = _positions(problem.need)
    vectors, kind = np.unique(np.minimum(problem.gives[kept], problem.need), axis=0, return_inverse=True)
    after = np.maximum(digits[None, :, :] - vectors[:, None, :], 0) @ radix
    parties, first = np.unique(problem.party[kept], return_index=True)
    starts = np.append(first, len(kept)).astype(np.int64)
    best, choice = table(
        np.ascontiguousarray(after, dtype=np.int32),
        kind.ravel().astype(np.int32),
        starts,
        np.ascontiguousarray(problem.cost[kept]),
    )
    left_open = ((problem.need - digits) * problem.missing).sum(axis=1)
    state = int(np.argmin(best + left_open))
    total, options = float(best[state] + left_open[state]), []
    for party in range(len(parties) - 1, -1, -1):
        mark = int(choice[party, state])
        if mark:
            at = int(starts[party]) + mark - 1
            options.append(int(kept[at]))
            state = int(after[kind.ravel()[at], state])
    return Choice(tuple(sorted(options)), total, total)


def cheapest_allowed(problem: TeamProblem, barred: Barred) -> Choice:
    """The cheapest choice that `barred` has nothing against: it names the parties that cannot all stay, or none.

    Best first: one of the parties named must go, so each is left out in turn. After MOST_BRANCHES the best found so
    far is returned, with the bound that then holds.
    """
    everybody = np.ones(len(problem.party), dtype=bool)
    waiting: list[tuple[float, int, frozenset[int]]] = []
    found: dict[frozenset[int], Choice] = {}

    def consider(without: frozenset[int]) -> None:
        if without not in found:
            mask = everybody & ~np.isin(problem.party, list(without))
            kept = np.flatnonzero(mask)
            choice = cheapest(problem.kept(mask))
            found[without] = Choice(tuple(int(kept[at]) for at in choice.options), choice.cost, choice.bound)
            heapq.heappush(waiting, (choice.cost, len(found), without))

    consider(frozenset())
    while waiting:
        bound, _, without = heapq.heappop(waiting)
        choice = found[without]
        clash = barred(np.array(choice.options, dtype=np.int64))
        if not clash:
            return Choice(choice.options, choice.cost, bound)
        if len(found) > MOST_BRANCHES:
            return _mended(problem, choice, barred, bound)
        for party in clash:
            consider(without | {party})
    raise AssertionError("leaving everybody out is always allowed")


def _mended(problem: TeamProblem, choice: Choice, barred: Barred, bound: float) -> Choice:
    """The choice without as many of its parties as it takes, the dearest first."""
    options = list(choice.options)
    while clash := barred(np.array(options, dtype=np.int64)):
        worst = max((at for at in options if problem.party[at] in clash), key=lambda at: (problem.cost[at], at))
        options.remove(worst)
    return Choice(tuple(options), problem.price(np.array(options, dtype=np.int64)), bound)


def apart(problem: TeamProblem, options: Iterable[int]) -> tuple[int, ...]:
    """Two of the parties chosen that must not meet, or nobody."""
    who = [int(problem.party[at]) for at in options]
    for at, one in enumerate(who):
        for other in who[at + 1 :]:
            if (one, other) in problem.apart or (other, one) in problem.apart:
                return one, other
    return ()
