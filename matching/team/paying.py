"""What a team's money costs: the fewest funds beside those who were asked for by name, and what stays unpaid."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from matching.team.cents import Table
from matching.team.cover import Coverage
from matching.team.funding import Mix, mix
from matching.team.options import HARD, SOFT, Wishes
from matching.team.purses import Purses


@dataclass(frozen=True, eq=False)
class Paid:
    """Gifts as (line, candidate row) → 元, lines by position in the coverage; cost and bound as of a team; and whether
    fewer funds would not do."""

    gifts: dict[tuple[int, int], float]
    fewest: bool
    cost: float
    bound: float


def paid(cover: Coverage, wishes: Wishes, without: Collection[int]) -> Paid:
    """Who pays for the money lines of one project: candidate rows in `without` do not, those in `wishes.required`
    give what they can without more being left unpaid."""
    purses = Purses.of(cover)
    rows = cover.rows[purses.columns]
    worth = np.where(np.isin(rows, list(without)), np.nan, purses.worth)
    named = np.flatnonzero(np.isin(rows, list(wishes.required)))
    most = np.minimum(np.minimum(purses.balance, purses.cap[0]), purses.whole.sum())
    found = mix(purses.whole, most, worth, named=named)
    given = np.zeros(worth.shape)
    for gift in found.gifts:
        given[gift.line, gift.fund] += gift.amount
    told = {
        (int(purses.lines[line]), int(rows[fund])): float(given[line, fund])
        for line, fund in zip(*np.nonzero(given > 0), strict=True)
    }
    return Paid(told, found.fewest, *_costs(cover, purses, given, found, wishes))


def _costs(cover: Coverage, purses: Purses, given: Table, found: Mix, wishes: Wishes) -> tuple[float, float]:
    """The points of these gifts, and what no gifts cost less than: with so many funds, the largest of them."""
    unpaid = np.where(cover.hard[purses.lines], HARD, SOFT)
    share = given / purses.whole[:, None]
    regret = cover.best[purses.lines][:, None] - cover.worth[np.ix_(purses.lines, purses.columns)]
    cost = wishes.party * np.count_nonzero(given.sum(axis=0))
    cost += float(
        (np.clip(np.nan_to_num(regret), 0.0, None) * share).sum() + (unpaid * found.missing / purses.whole).sum()
    )
    most = np.sort(np.minimum(purses.balance, purses.cap[0]))[::-1]
    held = np.concatenate([[0.0], np.cumsum(most)])
    short = np.maximum(purses.whole.sum() - held, found.least)
    bound = (wishes.party * np.arange(len(held)) + short * (unpaid / purses.whole).min()).min()
    return float(cost), min(float(bound), float(cost))
