"""The best assignment by an auction: lines bid for candidates, prices rise until nobody wants to change.

Bertsekas' auction algorithm for assignment with similar objects (a candidate's places are alike and share the lowest
price among them) and several different candidates wanted by one line. Within `tolerance` for every unit wanted of
the optimum; the bound that is returned comes from the prices and holds whatever happened on the way.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from matching.kernels.compiled import kernel
from matching.portfolio.problem import Assignment, AssignmentProblem, Real, Whole

Arcs = tuple[NDArray[np.bool_], Real, Real, Whole]  # held, benefit, lowest price of each candidate, candidate
TOLERANCE = 5e-5  # of the mean benefit
PATIENCE, LEAST_TURNS = 50, 50_000  # turns for every line and unit wanted, after which bids are coarser
ENDLESS = 1 << 62


def _bidding(
    starts: Whole, candidate: Whole, benefit: Real, wanted: Whole, place_starts: Whole, patience: tuple[float, int]
) -> tuple[Whole, Real, bool]:
    """The arc that holds each place (-1: free) and the price of each place, after no line wants to bid any more, and
    whether it came to that; patience: the tolerance, and how many turns of lines there are at most."""
    tolerance, turns = patience
    holder = np.full(place_starts[-1], -1, dtype=np.int64)
    price = np.zeros(place_starts[-1])
    lowest = np.zeros(len(place_starts) - 1)
    lowest[np.diff(place_starts) == 0] = np.inf
    held = np.zeros(len(candidate), dtype=np.bool_)
    open_units = wanted.copy()
    waiting = [line for line in range(len(wanted) - 1, -1, -1) if wanted[line] > 0]
    while waiting and turns > 0:
        turns -= 1
        line = waiting.pop()
        begin, end = starts[line], starts[line + 1]
        worth = benefit[begin:end] - lowest[candidate[begin:end]]
        worth[held[begin:end]] = -np.inf
        units = int(open_units[line])
        order = np.argsort(-worth, kind="stable")[: units + 1]
        best = [int(at) for at in order[:units] if worth[at] > 0.0]
        spare = max(float(worth[order[units]]), 0.0) if len(order) > units else 0.0
        open_units[line] = 0
        for at in best:
            arc = int(begin) + at
            who = candidate[arc]
            first, last = place_starts[who], place_starts[who + 1]
            place = int(first) + int(np.argmin(price[first:last]))
            loser = holder[place]
            price[place] = lowest[who] + (worth[at] - spare) + tolerance
            holder[place], held[arc] = arc, True
            lowest[who] = price[first:last].min()
            if loser >= 0:
                held[loser] = False
                other = int(np.searchsorted(starts, loser, side="right")) - 1
                if open_units[other] == 0:
                    waiting.append(other)
                open_units[other] += 1
    return holder, price, not waiting


def _best_arcs(begin: int, end: int, arcs: Arcs, best: Whole, worths: Real, most: int) -> int:
    """Fill `best` and `worths` with the arcs of a line worth most, the earlier first among equals; how many."""
    held, benefit, lowest, candidate = arcs
    found = 0
    for arc in range(begin, end):
        if held[arc]:
            continue
        worth = benefit[arc] - lowest[candidate[arc]]
        if found == most and worth <= worths[found - 1]:
            continue
        at = found if found < most else most - 1
        while at > 0 and worths[at - 1] < worth:
            worths[at], best[at] = worths[at - 1], best[at - 1]
            at -= 1
        worths[at], best[at] = worth, arc
        found = min(found + 1, most)
    return found


def _take(first: int, last: int, arc: int, bid: float, holder: Whole, price: Real) -> tuple[int, float]:
    """Give the cheapest place between `first` and `last` to an arc; who loses it, and the lowest price after."""
    place = first
    for other in range(first + 1, last):
        if price[other] < price[place]:
            place = other
    loser = holder[place]
    holder[place], price[place] = arc, bid
    lowest = price[first]
    for other in range(first + 1, last):
        lowest = min(lowest, price[other])
    return int(loser), float(lowest)


def _owners(starts: Whole, size: int) -> Whole:
    owner = np.empty(size, dtype=np.int64)
    for line in range(len(starts) - 1):
        owner[starts[line] : starts[line + 1]] = line
    return owner


@kernel(
    twin=_bidding,
    signature="(int64[::1], int64[::1], float64[::1], int64[::1], int64[::1], Tuple((float64, int64)))",
    helpers=(_best_arcs, _take, _owners),
)
def bidding(starts, candidate, benefit, wanted, place_starts, patience):  # type: ignore[no-untyped-def]
    """What its twin does, as a loop to compile."""
    tolerance, turns = patience
    holder, price = np.full(place_starts[-1], -1, dtype=np.int64), np.zeros(place_starts[-1])
    lowest = np.where(place_starts[1:] == place_starts[:-1], np.inf, 0.0)
    owner = _owners(starts, len(candidate))
    held = np.zeros(len(candidate), dtype=np.bool_)
    arcs = (held, benefit, lowest, candidate)
    open_units = wanted.copy()
    waiting, depth = np.empty(len(wanted), dtype=np.int64), 0
    for line in range(len(wanted) - 1, -1, -1):
        if wanted[line] > 0:
            waiting[depth] = line
            depth += 1
    most = wanted.max() + 1 if len(wanted) else 1
    best, worths = np.empty(most, dtype=np.int64), np.empty(most)
    while depth > 0 and turns > 0:
        turns -= 1
        depth -= 1
        line = waiting[depth]
        units = open_units[line]
        open_units[line] = 0
        found = _best_arcs(starts[line], starts[line + 1], arcs, best, worths, units + 1)
        spare = max(worths[units], 0.0) if found > units else 0.0
        for at in range(min(units, found)):
            if not worths[at] > 0.0:
                break
            arc = best[at]
            who = candidate[arc]
            bid = lowest[who] + (worths[at] - spare) + tolerance
            loser, lowest[who] = _take(place_starts[who], place_starts[who + 1], arc, bid, holder, price)
            held[arc] = True
            if loser >= 0:
                held[loser] = False
                rival = owner[loser]
                if open_units[rival] == 0:
                    waiting[depth] = rival
                    depth += 1
                open_units[rival] += 1
    return holder, price, depth == 0


def _surplus(starts: Whole, candidate: Whole, benefit: Real, wanted: Whole, prices: Real) -> float:
    """What the lines would gain at these prices if every one of them got its best, added up line by line."""
    worth = np.maximum(benefit - prices[candidate], 0.0)
    line = np.repeat(np.arange(len(wanted)), np.diff(starts))
    order = np.lexsort((-worth, line))
    place = np.arange(len(order)) - np.repeat(starts[:-1], np.diff(starts))
    best = worth[order][place < np.repeat(wanted, np.diff(starts))]
    # One after another, as a loop adds them.
    return float(np.cumsum(best)[-1]) if len(best) else 0.0


@kernel(
    twin=_surplus,
    signature="float64(int64[::1], int64[::1], float64[::1], int64[::1], float64[::1])",
    helpers=(_best_arcs,),
)
def surplus(starts, candidate, benefit, wanted, prices):  # type: ignore[no-untyped-def]
    """What its twin does, as a loop to compile."""
    nothing_held = np.zeros(len(candidate), dtype=np.bool_)
    most = wanted.max() if len(wanted) else 0
    best, worths = np.empty(most + 1, dtype=np.int64), np.empty(most + 1)
    total = 0.0
    for line in range(len(wanted)):
        if wanted[line] > 0:
            arcs = (nothing_held, benefit, prices, candidate)
            found = _best_arcs(starts[line], starts[line + 1], arcs, best, worths, wanted[line])
            for at in range(found):
                total += max(worths[at], 0.0)
    return total


def bound(problem: AssignmentProblem, prices: Real) -> float:
    """What no plan exceeds, by linear programming duality, for any prices that are not negative."""
    gained = surplus(problem.starts, problem.candidate, problem.benefit, problem.wanted, prices)
    return gained + float((problem.capacity * prices).sum())


def assign(problem: AssignmentProblem, tolerance: float = TOLERANCE, coarse: float = 0.0) -> Assignment:
    """The assignment of the highest total benefit, within `tolerance` times the mean benefit per unit wanted; within
    `coarse` times it, where that is larger and lines go on outbidding each other by little."""
    # More places than lines that want a candidate are never filled.
    wanted_by = np.bincount(problem.candidate, minlength=len(problem.capacity))
    places = np.minimum(problem.capacity, wanted_by)
    place_starts = np.concatenate([[0], np.cumsum(places)]).astype(np.int64)
    mean = float(problem.benefit.mean()) if len(problem.benefit) else 1.0
    posed = (problem.starts, problem.candidate, problem.benefit, problem.wanted, place_starts)
    turns = max(PATIENCE * (int(problem.wanted.sum()) + problem.lines), LEAST_TURNS) if coarse > tolerance else ENDLESS
    holder, price, settled = bidding(*posed, (max(tolerance * mean, 1e-12), turns))
    if not settled:
        holder, price, _ = bidding(*posed, (coarse * mean, ENDLESS))
    taken = np.zeros(len(problem.candidate), dtype=bool)
    taken[holder[holder >= 0]] = True
    # Nobody gets a candidate without a place at any price.
    prices = np.full(len(problem.capacity), problem.benefit.max(initial=0.0))
    some = places > 0
    if some.any():
        prices[some] = np.minimum.reduceat(price, place_starts[:-1][some])
    # A candidate that could take more than all who want it has no price.
    prices[problem.capacity > wanted_by] = 0.0
    return Assignment(taken, prices, problem.benefit_of(taken), bound(problem, prices))
