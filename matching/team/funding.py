"""Where the money comes from: the fewest funds that together give what is asked, each within its cap and balance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from matching.ragged import Column

MOST_TRIED = 20_000  # sets of funds that are looked at
CENT = 100  # sums are divided to the cent


@dataclass(frozen=True)
class Gift:
    """What one fund (position) gives to one line."""

    line: int
    fund: int
    amount: float


@dataclass(frozen=True, eq=False)
class Mix:
    """Gifts that use each fund's money once.

    missing: per line · concentration: sum of squared shares of the funds, 1 where one gives all, 0 for nothing ·
    fewest: whether no smaller set would do.
    """

    gifts: tuple[Gift, ...]
    missing: Column
    concentration: float
    fewest: bool

    @property
    def funds(self) -> tuple[int, ...]:
        """The funds (positions) that give anything."""
        return tuple(sorted({gift.fund for gift in self.gifts}))


def mix(wanted: Column, most: Column, scores: NDArray[np.float64]) -> Mix:
    """Cover the lines by as few funds as possible, among such sets by those that suit best.

    wanted: per line · most: what each fund can give to the project in all · scores: lines × funds, nan where a fund
    may not give to a line. Where nothing suffices, as much as possible is given.
    """
    allowed = ~np.isnan(scores) & (most > 0)
    able = np.flatnonzero(allowed.any(axis=0))
    best = np.nan_to_num(np.where(allowed, scores, np.nan), nan=-np.inf).max(axis=0, initial=-np.inf)
    order = able[np.lexsort((able, -best[able]))]
    everything = _divided(wanted, most, allowed, order.tolist())
    if everything[1].sum() > 1e-6:
        return _told(*everything, fewest=True)
    fewest, tried = True, 0
    for size in range(_least(wanted, most, order), len(order) + 1):
        tried += comb(len(order), size)
        if tried > MOST_TRIED:
            fewest = False
            break
        found = _best_of(wanted, most, allowed, order, best, size)
        if found is not None:
            return _told(*found, fewest=True)
    kept = _largest_first(wanted, most, allowed, order)
    return _told(*_divided(wanted, most, allowed, kept), fewest=fewest)


def _least(wanted: Column, most: Column, order: NDArray[np.int64]) -> int:
    """No set smaller than this can hold the sum."""
    held = np.cumsum(np.sort(most[order])[::-1])
    return int(np.searchsorted(held, wanted.sum() - 1e-6)) + 1


def _best_of(
    wanted: Column, most: Column, allowed: NDArray[np.bool_], order: NDArray[np.int64], best: Column, size: int
) -> tuple[NDArray[np.float64], Column] | None:
    """The sets of this size by how well their funds suit, the first that suffices."""
    sets = [one for one in combinations(order.tolist(), size) if most[list(one)].sum() >= wanted.sum() - 1e-6]
    for chosen in sorted(sets, key=lambda one: (-float(best[list(one)].sum()), one)):
        given, missing = _divided(wanted, most, allowed, chosen)
        if missing.sum() <= 1e-6:
            return given, missing
    return None


def _largest_first(wanted: Column, most: Column, allowed: NDArray[np.bool_], order: NDArray[np.int64]) -> list[int]:
    kept: list[int] = []
    for fund in sorted(order.tolist(), key=lambda one: (-float(most[one]), one)):
        kept.append(fund)
        if _divided(wanted, most, allowed, kept)[1].sum() <= 1e-6:
            break
    return kept


def _divided(
    wanted: Column, most: Column, allowed: NDArray[np.bool_], funds: Sequence[int]
) -> tuple[NDArray[np.float64], Column]:
    """Lines × funds: as much as these funds can give (a maximum flow), and what is missing of each line."""
    lines, count = len(wanted), len(funds)
    given = np.zeros((lines, len(most)))
    if not count or not lines:
        return given, wanted.copy()
    first, last = lines + count, lines + count + 1
    edges = [(first, at, int(most[fund] * CENT + 0.5)) for at, fund in enumerate(funds)]
    edges += [(count + line, last, int(wanted[line] * CENT + 0.5)) for line in range(lines)]
    edges += [
        (at, count + line, int(min(most[fund], wanted[line]) * CENT + 0.5))
        for at, fund in enumerate(funds)
        for line in range(lines)
        if allowed[line, fund]
    ]
    from scipy.sparse.csgraph import maximum_flow  # here: whoever only asks for partners need not wait for it

    start, end, room = (np.array(part, dtype=np.int32) for part in zip(*edges, strict=True))
    graph = csr_array((room, (start, end)), shape=(last + 1, last + 1)).astype(np.int32)
    flow = maximum_flow(graph, first, last).flow.toarray()
    for at, fund in enumerate(funds):
        given[:, fund] = flow[at, count : count + lines] / CENT
    return given, np.maximum(wanted - given.sum(axis=1), 0.0)


def _told(given: NDArray[np.float64], missing: Column, *, fewest: bool) -> Mix:
    total = float(given.sum())
    shares = given.sum(axis=0) / total if total > 0 else np.zeros(given.shape[1])
    gifts = tuple(
        Gift(int(line), int(fund), float(given[line, fund])) for line, fund in zip(*np.nonzero(given > 0), strict=True)
    )
    return Mix(gifts, np.where(missing > 1e-6, missing, 0.0), float((shares**2).sum()), fewest)
