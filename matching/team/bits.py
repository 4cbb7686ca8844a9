"""The cheapest cover when every need is met by one party or not at all: a table over sets of needs, one bit each.

Of each set the first need that is open is closed next, in one of the ways there are: f(S) = min over options o that
give the first open need of cost(o) + f(S with o), or the cost of leaving it open (Held and Karp's table over subsets).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from matching.kernels.compiled import kernel
from matching.team.problem import Costs, TeamProblem

Masks = NDArray[np.int32]


def as_bits(problem: TeamProblem) -> Masks | None:
    """What each option gives as bits; None when the problem is not of that form."""
    one_each = len(np.unique(problem.party)) == len(problem.party)
    if not one_each or (problem.need != 1).any():
        return None
    given: Masks = ((problem.gives > 0) @ (1 << np.arange(len(problem.need)))).astype(np.int32)
    return given


def undominated_bits(given: Masks, cost: Costs) -> NDArray[np.int64]:
    """Options of which no other gives at least as much for less (for the same: earlier), in order of cost."""
    order = np.lexsort((np.arange(len(given)), cost))
    order = order[given[order] > 0]
    _, first = np.unique(given[order], return_index=True)
    order = order[np.sort(first)]
    masks = given[order]
    inside = (masks[:, None] & masks[None, :]) == masks[:, None]  # inside[a, b]: b gives all that a gives
    kept: NDArray[np.int64] = order[~np.tril(inside, -1).any(axis=1)]
    return kept


def _completion(masks: Masks, cost: Costs, starts: NDArray[np.int64], missing: Costs) -> tuple[Costs, Masks]:
    """The least cost of covering what every set leaves open, and how its first open need is closed.

    masks, cost: options by need, those of need d at starts[d] … starts[d + 1] · missing: D. Returns costs (2^D) and
    positions in `masks`, -1 for leaving the need open.
    """
    needs = len(missing)
    rest = np.zeros(1 << needs)
    how = np.full(1 << needs, -1, dtype=np.int32)
    for need in range(needs - 1, -1, -1):
        # Sets with this need open and every earlier one closed.
        sets = (np.arange(1 << (needs - need - 1)) << (need + 1)) | ((1 << need) - 1)
        best = rest[sets | (1 << need)] + missing[need]
        mark = np.full(len(sets), -1, dtype=np.int32)
        for option in range(starts[need], starts[need + 1]):
            offered = rest[sets | masks[option]] + cost[option]
            better = offered < best
            best[better] = offered[better]
            mark[better] = option
        rest[sets], how[sets] = best, mark
    return rest, how


@kernel(twin=_completion, signature="(int32[::1], float64[::1], int64[::1], float64[::1])")
def completion(masks, cost, starts, missing):  # type: ignore[no-untyped-def]  # numba reads the signature
    """What its twin does, as a loop to compile."""
    needs = len(missing)
    rest = np.zeros(1 << needs)
    how = np.full(1 << needs, -1, dtype=np.int32)
    for need in range(needs - 1, -1, -1):
        for high in range(1 << (needs - need - 1)):
            state = (high << (need + 1)) | ((1 << need) - 1)
            best = rest[state | (1 << need)] + missing[need]
            mark = -1
            for option in range(starts[need], starts[need + 1]):
                offered = rest[state | masks[option]] + cost[option]
                if offered < best:
                    best, mark = offered, option
            rest[state], how[state] = best, mark
    return rest, how


def cheapest_bits(given: Masks, cost: Costs, missing: Costs) -> tuple[list[int], float]:
    """Positions of the options of a cheapest cover, and its cost with what it leaves open."""
    kept = undominated_bits(given, cost)
    masks = given[kept]
    by_need = [np.flatnonzero(masks & (1 << need)) for need in range(len(missing))]
    starts = np.concatenate([[0], np.cumsum([len(of) for of in by_need])]).astype(np.int64)
    at = np.concatenate(by_need).astype(np.int64) if len(masks) else np.zeros(0, dtype=np.int64)
    listed = np.ascontiguousarray(masks[at])
    rest, how = completion(listed, np.ascontiguousarray(cost[kept][at]), starts, missing)
    state, chosen = 0, []
    while state != len(rest) - 1:
        mark = int(how[state])
        if mark < 0:
            state |= ~state & (state + 1)
        else:
            chosen.append(int(kept[at[mark]]))
            state |= int(listed[mark])
    return chosen, float(rest[0])
