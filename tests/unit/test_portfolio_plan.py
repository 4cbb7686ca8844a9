"""One plan for a whole invented street: within what there is, nobody in two places, no person counted twice, fair."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import numpy as np
import pytest

from graph.snapshot import Snapshot
from matching.portfolio.plan import Demand, Plan, each_alone, one_after_another, plan
from matching.team.cover import ONE_BODY, Coverage, coverage
from matching.team.people import Crowd
from seeds.invent import invent
from service.clock import day_of
from service.lines.asking import Asking
from service.seeding import parted
from tests.support.communities import NOW, shipped_matcher

ROUNDING = 1e-6  # sums of the same points, added in another order


@pytest.fixture(scope="module")
def demand() -> Demand:
    snapshot = Snapshot.from_records(*parted(invent(400, 5)), NOW, "street")
    matcher = shipped_matcher(snapshot)
    asking, lines, project = Asking(snapshot, matcher.data), [], []
    # Four times the same wishes, so that there are fewer hands than the street asks for.
    for at, key in enumerate(snapshot.nodes["Project"].ids * 4):
        found = [line for line in asking.lines(key) if line.wanted]
        lines += found
        project += [at] * len(found)
    questions = matcher.questions([line.ask for line in lines], day_of(NOW))
    cover = coverage(matcher, questions, [line.hard is not False for line in lines], depth=4)
    _, numbered = np.unique(project, return_inverse=True)
    return Demand(cover, numbered.ravel())


@pytest.fixture(scope="module")
def fair(demand: Demand) -> Plan:
    return plan(demand)


def sent(cover: Coverage, found: Plan) -> dict[int, float]:
    people: dict[int, float] = defaultdict(float)
    for share in found.shares:
        at = int(np.searchsorted(cover.rows, share.row))
        if cover.questions[share.line].ask.kind in ("people", "skill") and cover.recorded[share.line, at]:
            people[share.row] = 1.0 if cover.kinds[at] in ONE_BODY else people[share.row] + share.amount
    return dict(people)


def short_of_people(cover: Coverage, found: Plan) -> tuple[int, ...]:
    """Candidates (rows) who together promise more people than they are."""
    people = sent(cover, found)
    return Crowd(cover.questions[0].data, people).short(people)


def test_the_street_has_more_wishes_than_hands(demand: Demand) -> None:
    assert each_alone(demand)[1] > 0.1


def test_nobody_is_in_two_places_and_no_person_counts_twice(demand: Demand, fair: Plan) -> None:
    cover = demand.cover
    assert not doubled(cover, fair)
    assert not short_of_people(cover, fair)


def test_no_line_gets_more_than_it_wants_and_only_from_the_eligible(demand: Demand, fair: Plan) -> None:
    cover = demand.cover
    given = np.zeros(cover.lines)
    for share in fair.shares:
        at = int(np.searchsorted(cover.rows, share.row))
        assert 0 < share.amount <= cover.amounts[share.line, at] + 1e-9
        given[share.line] += share.amount
    assert (given <= cover.wanted + 1e-9).all()
    assert np.allclose(given / cover.wanted, fair.filled)


def test_the_plan_meets_more_than_first_come_and_the_floor_does_not_cost_lines(demand: Demand, fair: Plan) -> None:
    best = plan(demand, fair=False)
    rival = one_after_another(demand, range(demand.cover.lines))
    assert best.benefit >= rival.benefit - ROUNDING
    assert best.filled.sum() >= rival.filled.sum() - 1e-9
    assert best.benefit <= best.bound + ROUNDING
    assert fair.floor >= best.floor
    assert fair.filled.sum() >= best.filled.sum() - 1e-9


def test_every_way_that_is_compared_could_be_carried_out_and_none_has_a_higher_total(demand: Demand) -> None:
    best, (alone, over) = plan(demand, fair=False), each_alone(demand)
    first = one_after_another(demand, range(demand.cover.lines))
    assert 0.1 < over < 1.0
    for way in (alone, first):
        assert not short_of_people(demand.cover, way)
        assert not doubled(demand.cover, way)
        assert way.benefit - ROUNDING <= best.benefit <= best.bound + ROUNDING


def doubled(cover: Coverage, found: Plan) -> bool:
    """Whether one body serves two lines that may want it at the same time."""
    held = defaultdict(list)
    for share in found.shares:
        if cover.kinds[int(np.searchsorted(cover.rows, share.row))] in ONE_BODY:
            held[share.row].append(share.line)
    return any(
        cover.overlapping[one, other] for lines in held.values() for one in lines for other in lines if one < other
    )


def test_communities_are_raised_and_no_project_pays_for_it(demand: Demand, fair: Plan) -> None:
    # Three projects to a community, so that a community can be met least where no project of its own stands out.
    told = replace(demand, community=demand.project // 3)
    raised = plan(told)
    of_communities = replace(demand, project=demand.project // 3).shares_met
    assert sorted(of_communities(raised.filled)) >= sorted(of_communities(fair.filled))
    assert raised.floor >= fair.floor - 1e-9
    assert raised.filled.sum() >= fair.filled.sum() - 1e-9
    assert len(raised.of_projects) == demand.projects


def test_the_same_plan_comes_again_and_stays_when_it_was_agreed(demand: Demand, fair: Plan) -> None:
    assert plan(demand).shares == fair.shares
    agreed = {(share.line, share.row) for share in fair.shares}
    renewed = plan(demand, agreed)
    assert {(share.line, share.row) for share in renewed.shares} == agreed


@pytest.mark.parametrize("place", range(4))
def test_when_somebody_leaves_others_stay_and_as_much_is_met_as_in_a_plan_from_scratch(
    demand: Demand, fair: Plan, place: int
) -> None:
    agreed = {(share.line, share.row) for share in fair.shares}
    # Those with most to do first.
    busy = sorted({row for _, row in agreed}, key=lambda row: (-sum(one == row for _, one in agreed), row))
    gone = busy[place]
    amounts = demand.cover.amounts.copy()
    amounts[:, int(np.searchsorted(demand.cover.rows, gone))] = 0.0
    without = Demand(replace(demand.cover, amounts=amounts), demand.project)
    renewed, fresh = plan(without, agreed), plan(without)
    now = {(share.line, share.row) for share in renewed.shares}
    assert all(row != gone for _, row in now)
    kept = {pair for pair in agreed if pair[1] != gone}
    assert len(kept & now) >= 0.9 * len(kept)
    assert renewed.filled.sum() >= fresh.filled.sum() - 1e-9
    assert renewed.floor >= fresh.floor - 1e-9


def test_a_line_met_meanwhile_frees_who_served_it_and_moves_few(demand: Demand, fair: Plan) -> None:
    agreed = {(share.line, share.row) for share in fair.shares}
    met = max(range(demand.cover.lines), key=lambda line: (sum(one == line for one, _ in agreed), -line))
    amounts = demand.cover.amounts.copy()
    amounts[met] = 0.0
    renewed = plan(Demand(replace(demand.cover, amounts=amounts), demand.project), agreed)
    now = {(share.line, share.row) for share in renewed.shares}
    others = {pair for pair in agreed if pair[0] != met}
    assert len(others & now) >= 0.9 * len(others)
    without = np.arange(demand.cover.lines) != met
    assert renewed.filled[without].sum() >= fair.filled[without].sum() - 1e-9


def test_without_lines_there_is_an_empty_plan(demand: Demand) -> None:
    cover = demand.cover
    nothing = Coverage(
        (), cover.wanted[:0], cover.hard[:0], cover.rows[:0], *[np.zeros((0, 0))] * 3, *[cover.rows[:0]] * 2
    )
    assert plan(Demand(nothing, demand.project[:0])).shares == ()
