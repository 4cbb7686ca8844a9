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
from matching.team.cents import CENT, Limits, Table, Whole, cents, lacking, mended
from matching.team.pouring import SMALLEST, poured

MOST_TRIED = 20_000  # sets of funds that are looked at
MOST_FLOW = 2_000_000_000  # that a flow can count up to; larger sums are shared out in coarser pieces first
LEAST_WORTH = 1e-3  # of any gift: money is given also where nothing speaks for a fund


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
    fewest: whether no smaller set would do · least: what all funds together must leave missing.
    """

    gifts: tuple[Gift, ...]
    missing: Column
    concentration: float
    fewest: bool
    least: float = 0.0

    @property
    def funds(self) -> tuple[int, ...]:
        """The funds (positions) that give anything."""
        return tuple(sorted({gift.fund for gift in self.gifts}))


def mix(
    wanted: Column, most: Column, scores: Table, tried: int = MOST_TRIED, named: NDArray[np.int64] | None = None
) -> Mix:
    """Cover the lines by as few funds as possible, among such sets by those that suit best.

    wanted: per line · most: what each fund can give to the project in all · scores: lines × funds, what it is worth to
    meet a line by a fund, nan where it may not give. Where nothing suffices, as much as possible is given, the lines
    worth most for their sum first. At most `tried` sets are looked at. Funds that are `named` give in any case, if they
    may.
    """
    allowed = ~np.isnan(scores) & (most > 0)
    able = np.flatnonzero(allowed.any(axis=0))
    best = np.nan_to_num(np.where(allowed, scores, np.nan), nan=-np.inf).max(axis=0, initial=-np.inf)
    order = able[np.lexsort((able, -best[able]))]
    given, missing = _divided(wanted, most, allowed, order.tolist())
    reached, least = wanted, float(missing.sum())
    if missing.sum() > SMALLEST:
        given = poured(
            wanted, np.maximum(scores, LEAST_WORTH), np.zeros(len(wanted), dtype=np.int64), most, most[None, :]
        )
        reached = np.round(given.sum(axis=1), 2)
    must = [fund for fund in order.tolist() if named is not None and fund in named]
    others = [fund for fund in order.tolist() if fund not in must]
    fewest = True
    for size in range(max(_least(reached, most, order) - len(must), 0), len(others) + 1):
        tried -= comb(len(others), size)
        if tried < 0:
            fewest = False
            break
        found = _best_of(reached, most, allowed, (must, others), best, size)
        if found is not None:
            return _told(found, wanted, least, fewest=True)
    kept = _largest_first(reached, most, allowed, (must, others))
    given = _divided(reached, most, allowed, kept)[0]
    return _told(_with_named(given, most, allowed, must), wanted, least, fewest=fewest)


def _least(wanted: Column, most: Column, order: NDArray[np.int64]) -> int:
    """No set smaller than this can hold the sum."""
    if wanted.sum() <= SMALLEST:
        return 0
    held = np.cumsum(np.sort(most[order])[::-1])
    return int(np.searchsorted(held, wanted.sum() - SMALLEST)) + 1


def _best_of(
    wanted: Column,
    most: Column,
    allowed: NDArray[np.bool_],
    funds: tuple[list[int], list[int]],
    best: Column,
    size: int,
) -> Table | None:
    """Those who must give with so many others, by how well they suit: the first set that suffices."""
    must, others = funds
    every = ((*must, *one) for one in combinations(others, size))
    sets = [one for one in every if most[list(one)].sum() >= wanted.sum() - SMALLEST]
    for chosen in sorted(sets, key=lambda one: (-float(best[list(one)].sum()), one)):
        if _suffices(wanted, most, allowed, chosen):
            given, missing = _divided(wanted, most, allowed, chosen)
            if missing.sum() <= SMALLEST:
                return _with_named(given, most, allowed, must)
    return None


def _with_named(given: Table, most: Column, allowed: NDArray[np.bool_], must: Sequence[int]) -> Table:
    """The same sums for every line, those who must give in the place of others as far as they can; of two who must,
    each gives something."""
    given = given.copy()
    for fund in must:
        for line in np.flatnonzero(allowed[:, fund]).tolist():
            for other in np.flatnonzero(given[line] > 0).tolist():
                taken = min(float(given[line, other]), float(most[fund] - given[:, fund].sum()))
                if other in must:
                    # It keeps half of what it gives, and cedes nothing to who gives already.
                    taken = min(taken, given[:, other].sum() / 2) if not given[:, fund].any() else 0.0
                    taken = np.floor(taken * CENT) / CENT
                if other != fund and taken > SMALLEST:
                    given[line, other] = round(given[line, other] - taken, 6)
                    given[line, fund] = round(given[line, fund] + taken, 6)
    return given


def _suffices(wanted: Column, most: Column, allowed: NDArray[np.bool_], funds: Sequence[int]) -> bool:
    """Whether each line alone could be met by these funds: a quick look before they are divided."""
    chosen = list(funds)
    return bool(((allowed[:, chosen] @ most[chosen]) >= wanted - SMALLEST).all())


def _largest_first(
    wanted: Column, most: Column, allowed: NDArray[np.bool_], funds: tuple[list[int], list[int]]
) -> list[int]:
    kept = list(funds[0])
    for fund in sorted(funds[1], key=lambda one: (-float(most[one]), one)):
        kept.append(fund)
        if _divided(wanted, most, allowed, kept)[1].sum() <= SMALLEST:
            break
    return kept


def _divided(wanted: Column, most: Column, allowed: NDArray[np.bool_], funds: Sequence[int]) -> tuple[Table, Column]:
    """Lines × funds: as much as these funds can give (a maximum flow), and what is missing of each line."""
    lines, count = len(wanted), len(funds)
    if not count or not lines:
        nothing = np.zeros((lines, len(most)))
        return nothing, lacking(wanted, nothing)
    held = np.where(allowed[:, list(funds)], most[list(funds)], 0.0).sum(axis=1)
    asked = cents(np.minimum(wanted, held))
    room = np.minimum(cents(most), asked.sum())
    pieces = -(-int(asked.sum()) // MOST_FLOW) or 1  # cents in each
    given = np.zeros((lines, len(most)), dtype=np.int64)
    given[:, list(funds)] = _flow(asked // pieces, room[list(funds)] // pieces, allowed[:, list(funds)]) * pieces
    if pieces > 1:
        may = np.full(given.shape, np.nan)
        may[:, list(funds)] = np.where(allowed[:, list(funds)], 1.0, np.nan)
        given = mended(given, may, Limits(asked, room, room[None, :], np.zeros(lines, dtype=np.int64)))
    return given / CENT, lacking(wanted, given / CENT)


def _flow(asked: Whole, room: Whole, allowed: NDArray[np.bool_]) -> Whole:
    """Lines × funds: a maximum flow from funds with this room to lines that ask for so much."""
    lines, count = allowed.shape
    first, last = lines + count, lines + count + 1
    edges = [(first, at, most) for at, most in enumerate(room.tolist())]
    edges += [(count + line, last, most) for line, most in enumerate(asked.tolist())]
    edges += [
        (at, count + line, min(int(room[at]), int(asked[line]))) for line, at in zip(*np.nonzero(allowed), strict=True)
    ]
    from scipy.sparse.csgraph import maximum_flow  # here: whoever only asks for partners need not wait for it

    start, end, most = (np.array(part, dtype=np.int32) for part in zip(*edges, strict=True))
    graph = csr_array((most, (start, end)), shape=(last + 1, last + 1)).astype(np.int32)
    found: Whole = maximum_flow(graph, first, last).flow.toarray()[:count, count : count + lines].T.astype(np.int64)
    return found


def _told(given: Table, wanted: Column, least: float, *, fewest: bool) -> Mix:
    total = float(given.sum())
    shares = given.sum(axis=0) / total if total > 0 else np.zeros(given.shape[1])
    gifts = tuple(
        Gift(int(line), int(fund), float(given[line, fund])) for line, fund in zip(*np.nonzero(given > 0), strict=True)
    )
    return Mix(gifts, lacking(wanted, given), float((shares**2).sum()), fewest, least)
