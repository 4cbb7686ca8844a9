"""Money in whole cents: gifts that keep every limit to the cent, however large the sums beside them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.ragged import Column

CENT = 100  # sums are divided to the cent
LARGEST = 10**18  # cents, beyond which a limit is none
FINEST = 2.0**45  # parts in which the gain of a cent is told apart: integers, so that no cycle gains by rounding
LOOK = 6  # steps between two looks for cycles
MOST_ROUNDS = 5_000  # after which gifts stay as they are, each of them within its limits
Whole = NDArray[np.int64]
Table = NDArray[np.float64]


def cents(sums: Table) -> Whole:
    """Sums in 元 as whole cents, rounded down but for what a float cannot hold."""
    return np.minimum(np.floor(np.nextafter(sums * CENT, np.inf) + 1e-6), LARGEST).astype(np.int64)


def lacking(wanted: Column, given: Table) -> Column:
    """What of each line (元) the gifts leave missing: whole cents, since nobody pays less."""
    paid = np.rint(given * CENT).astype(np.int64).sum(axis=1)
    missing: Column = np.maximum(cents(wanted) - paid, 0) / CENT
    return missing


@dataclass(frozen=True, eq=False)
class Limits:
    """In cents: what each line wants, what each fund holds, and what it may give each project (projects × funds);
    and the project of each line."""

    wanted: Whole
    balance: Whole
    cap: Whole
    project: Whole

    @staticmethod
    def of(wanted: Column, balance: Column, cap: Table, project: Whole) -> Limits:
        """The limits of sums in 元."""
        return Limits(cents(wanted), cents(balance), cents(cap), project)

    def within(self, given: Whole) -> Whole:
        """The same gifts (lines × funds), of every group above its limit the lines that want most cut: of them it is
        the smallest part."""
        order = np.argsort(self.wanted, kind="stable")
        held, project = _cut(np.maximum(given, 0).T, self.wanted).T[order], self.project[order]
        for one in np.unique(project):
            held[project == one] = _cut(held[project == one], self.cap[one])
        return _cut(held, self.balance)[np.argsort(order)]


def _cut(given: Whole, most: Whole) -> Whole:
    """Every column up to its limit, from the first row on."""
    room = np.minimum(np.cumsum(given, axis=0), most)
    cut: Whole = np.diff(room, axis=0, prepend=0)
    return cut


def mended(given: Whole, gain: Table, limits: Limits) -> Whole:
    """The gifts (lines × funds, cents) worth most within the limits, found from these.

    gain: of a cent, nan where none may be given. Cycle cancelling (Klein 1967): gifts are a circulation from the lines
    over what a fund may give their project to the fund and back; where no cycle of the changes still possible gains
    anything, nothing is worth more.
    """
    line, fund = np.nonzero(~np.isnan(gain))
    given = limits.within(np.where(np.isnan(gain), 0, given))
    if not len(line):
        return given
    width = gain.shape[1]
    pairs, pair = np.unique(limits.project[line] * width + fund, return_inverse=True)
    lines, funds = np.arange(gain.shape[0]), np.arange(width)
    first, last = 1 + len(lines), 1 + len(lines) + len(pairs)  # the first pair and the first fund; 0 is the root
    tail = np.concatenate([np.zeros_like(lines), 1 + line, first + np.arange(len(pairs)), last + funds])
    head = np.concatenate([1 + lines, first + pair, last + pairs % width, np.zeros_like(funds)])
    arcs = given[line, fund]
    by_pair = np.zeros(len(pairs), dtype=np.int64)
    np.add.at(by_pair, pair, arcs)
    flow = np.concatenate([given.sum(axis=1), arcs, by_pair, given.sum(axis=0)])
    room = np.concatenate([limits.wanted, limits.wanted[line], limits.cap.ravel()[pairs], limits.balance]) - flow
    worth = np.zeros(len(flow), dtype=np.int64)
    own = slice(len(lines), len(lines) + len(line))
    worth[own] = np.maximum(np.rint(gain[line, fund] / np.nanmax(gain) * FINEST), 1)
    ends = np.concatenate([tail, head]), np.concatenate([head, tail])
    left = _circulated(ends, np.concatenate([worth, -worth]), np.concatenate([room, flow]), last + width)
    given[line, fund] = left[len(flow) :][own]
    return given


def _circulated(ends: tuple[Whole, Whole], gain: Whole, room: Whole, nodes: int) -> Whole:
    """What room is left on every arc, the second half being the first one turned, when no cycle gains any more."""
    half = len(room) // 2
    for _ in range(MOST_ROUNDS):
        able = np.flatnonzero(room > 0)
        found = _cycles((ends[0][able], ends[1][able]), gain[able], nodes)
        if not found:
            break
        for cycle in found:
            arcs = able[cycle]
            most = room[arcs].min()
            room[arcs] -= most
            room[(arcs + half) % (2 * half)] += most
    return room


def _cycles(ends: tuple[Whole, Whole], gain: Whole, nodes: int) -> list[list[int]]:
    """Cycles of arcs that gain something and share no node; none if there is none (Bellman and Ford)."""
    tail, head = ends
    best, by = np.zeros(nodes, dtype=np.int64), np.full(nodes, -1)
    steps = 0
    while True:
        reach = best[tail] + gain
        better = np.flatnonzero(reach > best[head])
        if not len(better):
            return []
        np.maximum.at(best, head[better], reach[better])
        taken = better[reach[better] == best[head[better]]]
        by[head[taken]] = taken
        steps += 1
        if steps % LOOK == 0 and (found := _closed(tail, by)):
            return found


def _closed(tail: Whole, by: Whole) -> list[list[int]]:
    """The cycles in which each node is reached by its arc."""
    before = [int(tail[arc]) if arc >= 0 else -1 for arc in by.tolist()]
    seen, found = [-1] * len(before), list[list[int]]()
    for start in range(len(before)):
        at = start
        while at >= 0 and seen[at] < 0:
            seen[at] = start
            at = before[at]
        if at >= 0 and seen[at] == start:
            cycle, node = [int(by[at])], before[at]
            while node != at:
                cycle.append(int(by[node]))
                node = before[node]
            found.append(cycle)
    return found
