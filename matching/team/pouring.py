"""Money poured from funds into lines: each fund within its balance, and within its cap for each project's lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.sparse import csr_array, vstack

from matching.ragged import Column
from matching.team.cents import CENT, Limits, Table, Whole, cents, mended

TIE = 1e-5
SMALLEST = 1e-6  # 元, below which nothing is missing


def poured(wanted: Column, worth: Table, project: Whole, balance: Column, cap: Table) -> Table:
    """Lines × funds: the gifts that are worth most, in 元.

    wanted: per line · worth: lines × funds, points for a line met by a fund, nan where it may not give · project: of
    every line · balance: per fund · cap: projects × funds, the most of one for the other (inf: not known). A linear
    programme over a network, mended to the cent; lines worth more for their sum come first.
    """
    room = np.minimum(np.minimum(balance[None, :], cap[project]), wanted[:, None])
    room = np.where(np.isnan(worth) | (room <= SMALLEST), 0.0, room)
    if not room.any():
        return np.zeros(worth.shape)
    gain = np.where(room > 0, worth / np.maximum(wanted, SMALLEST)[:, None], np.nan)
    near = _nearly(room, gain, project, (np.minimum(wanted, room.sum(axis=1)), balance, cap))
    return mended(cents(near), gain, Limits.of(np.minimum(wanted, room.sum(axis=1)), balance, cap, project)) / CENT


def _nearly(room: Table, gain: Table, project: Whole, most: tuple[Column, Column, Table]) -> Table:
    """The gifts of the highest gain as far as a solver tells them that compares all numbers with one tolerance; none
    where it finds none.

    room: what a fund can give to a line · most: of lines, funds and projects × funds.
    """
    line, fund = np.nonzero(room)
    # Gifts as shares of their line and limits as 1: of a line of any sum as much is told right.
    whole = most[0][line]
    # Among equals the earlier line and the earlier fund, so that the same sums fall the same way everywhere.
    earlier = 2.0 - line / room.shape[0] - 0.1 * fund / room.shape[1]
    points = gain[line, fund] * whole * (1.0 + TIE * earlier)
    pairs = project[line] * room.shape[1] + fund
    limits = [_sums(of, whole, sums) for of, sums in ((line, most[0]), (fund, most[1]), (pairs, most[2].ravel()))]
    from scipy.optimize import linprog  # here: whoever only asks for partners need not wait for it

    solved: Any = linprog(  # type: ignore[call-overload]  # its types know no sparse arrays
        -points / float(points.max()),
        A_ub=csr_array(vstack(limits)),
        b_ub=np.ones(sum(rows.shape[0] for rows in limits)),
        bounds=np.column_stack([np.zeros(len(line)), room[line, fund] / whole]),
        method="highs-ds",
    )
    given = np.zeros(room.shape)
    if solved.x is not None:
        given[line, fund] = np.round(solved.x * whole * CENT) / CENT
    return given


def _sums(group: Whole, whole: Column, most: Column) -> csr_array:
    """One row for each group whose arcs share a limit that is known: how much of it the whole of a line takes."""
    known = np.flatnonzero(np.isfinite(most))
    place = np.full(len(most), -1)
    place[known] = np.arange(len(known))
    arcs = np.flatnonzero(place[group] >= 0)
    rows = place[group[arcs]]
    return csr_array(
        (whole[arcs] / np.maximum(most[known][rows], SMALLEST), (rows, arcs)), shape=(len(known), len(group))
    )


def in_turn(order: Sequence[int], most: Table, worth: Table, project: Whole, purses: tuple[Column, Table]) -> Table:
    """Lines × funds: the lines in this order, each from those that suit it best and still have something.

    most: lines × funds, what a line may take of a fund; the last column is what it wants in all. purses: balance and
    cap, as in `poured`.
    """
    given, left, cap = np.zeros(worth.shape), purses[0].copy(), purses[1].copy()
    for line in order:
        still, own = float(most[line, -1]), int(project[line])
        able = np.flatnonzero(~np.isnan(worth[line]))
        for fund in able[np.argsort(-worth[line, able], kind="stable")].tolist():
            gift = min(still, float(most[line, fund]), float(left[fund]), float(cap[own, fund]))
            if gift > SMALLEST:
                given[line, fund] = gift
                left[fund] -= gift
                cap[own, fund] -= gift
                still -= gift
    return given
