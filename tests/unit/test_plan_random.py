"""Plans of invented communities: steady under small changes, and every fund within its rules."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import numpy as np
import pytest

from graph.snapshot import Snapshot
from matching.portfolio.gaps import gain_with, with_supply
from matching.portfolio.plan import Demand, plan
from matching.team.cover import coverage
from seeds.invent import invent
from service.clock import day_of
from service.lines.asking import Asking
from service.seeding import parted
from tests.support.communities import NOW, shipped_matcher


def demand_of(seed: int) -> Demand:
    snapshot = Snapshot.from_records(*parted(invent(150, seed)), NOW, "street")
    matcher = shipped_matcher(snapshot)
    asking, lines, project = Asking(snapshot, matcher.data), [], []
    for at, key in enumerate(snapshot.nodes["Project"].ids * 3):
        found = [line for line in asking.lines(key) if line.wanted]
        lines += found
        project += [at] * len(found)
    cover = coverage(
        matcher, matcher.questions([line.ask for line in lines], day_of(NOW)), [True] * len(lines), depth=4
    )
    return Demand(cover, np.unique(project, return_inverse=True)[1].ravel())


@pytest.mark.parametrize("seed", [11, 23])
def test_a_plan_of_an_invented_community_holds_is_steady_and_foretells_its_gains(seed: int) -> None:
    demand = demand_of(seed)
    cover, made = demand.cover, plan(demand)
    given, spent = np.zeros(cover.lines), defaultdict[tuple[int, int], float](float)
    for share in made.shares:
        given[share.line] += share.amount
        if cover.questions[share.line].ask.kind == "money":
            spent[share.row, int(demand.project[share.line])] += share.amount
    assert (given <= cover.wanted * (1 + 1e-9)).all()
    assert np.allclose(given / cover.wanted, made.filled, atol=1e-6)
    data = cover.questions[0].data.candidates
    for (row, _project), amount in spent.items():
        assert not amount > data.number("cap")[row] + 1e-6
        assert not sum(sum_ for (who, _), sum_ in spent.items() if who == row) > data.number("balance")[row] + 1e-6
    agreed = {(share.line, share.row) for share in made.shares}
    gone = made.shares[len(made.shares) // 2].row
    amounts = np.where((cover.rows == gone)[None, :], 0.0, cover.amounts)
    renewed = plan(Demand(replace(cover, amounts=amounts), demand.project), agreed)
    kept = {pair for pair in agreed if pair[1] != gone}
    assert len(kept & {(share.line, share.row) for share in renewed.shares}) >= 0.9 * len(kept)
    lacking = np.flatnonzero((made.filled < 1.0) & [one.ask.kind != "money" for one in cover.questions])
    for line in lacking[:2].tolist():
        idle = np.setdiff1d(cover.rows, [share.row for share in made.shares])[:2]
        foretold = gain_with(demand, made, [line], idle)
        # The plan that is then made and shown, with the least met raised; it meets at least as much in all.
        after = plan(Demand(with_supply(cover, [line], idle), demand.project), agreed)
        assert foretold == pytest.approx(float(after.filled.sum() - made.filled.sum()), abs=1e-6)
        assert foretold > 0
