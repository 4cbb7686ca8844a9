"""Several funds on one money line: the same figures in a team, a plan and a mix, and every rule of every fund kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import seeds
from graph.records import Link, Node
from graph.schema import Value
from matching.team.funding import mix
from matching.team.pouring import poured
from service.allocating.acceptance import check, proposed
from service.allocating.making import plan_all
from service.allocating.plans import Plans
from service.allocating.telling import told
from service.decisions.inviting import Proposal
from service.lines.taking import promised_money
from service.seeding import parted
from service.staffing.funding import fund_mix
from service.staffing.teaming import find_teams
from tests.support.communities import NOW, Still

SKILLS = [one for one in parted(seeds.pilot())[0] if one.kind == "Skill"]
Fund = tuple[float | None, float | None]  # balance, cap
Asked = tuple[str, str, str]  # line, fund, note or status


class Quarter(Still):
    """Projects with money lines (元) and funds that any of them may apply for."""

    def __init__(
        self,
        projects: Sequence[Sequence[float]],
        funds: Sequence[Fund],
        asked: Sequence[Asked] = (),
        claimed: Sequence[Asked] = (),
        **line: Value,
    ) -> None:
        nodes, links = [*SKILLS, Node("Place", "quarter", {"name": "柳树里", "level": "community"})], list[Link]()
        for at, sums in enumerate(projects):
            nodes.append(Node("Project", f"p{at}", {"name": f"第{at}个小院改造", "stage": "matching"}))
            links.append(Link("LOCATED_IN", "Project", f"p{at}", "Place", "quarter", {}))
            for number, wanted in enumerate(sums):
                told: dict[str, Value] = {"kind": "money", "text": "买材料的钱", "status": "open", "hard": True}
                nodes.append(Node("Requirement", f"p{at}-{number}", {**told, "quantity": wanted, "unit": "元", **line}))
                links.append(Link("REQUIRES", "Project", f"p{at}", "Requirement", f"p{at}-{number}", {}))
        for at, (balance, cap) in enumerate(funds):
            held = {"balance": balance, "cap": cap}
            known: dict[str, Value] = {name: value for name, value in held.items() if value is not None}
            named: dict[str, Value] = {"name": f"公益金{at}", "purpose": "社区里的公益项目", "year": 2026, **known}
            nodes.append(Node("Fund", f"f{at}", named))
            links.append(Link("COVERS", "Fund", f"f{at}", "Place", "quarter", {}))
        for at, (line_id, fund, note) in enumerate(asked):
            nodes.append(Node("Invitation", f"i{at}", {"asked_on": NOW.date(), "note": note}))
            links.append(Link("ASKED", "Invitation", f"i{at}", "Fund", fund, {}))
            links.append(Link("ASKED_FOR", "Invitation", f"i{at}", "Requirement", line_id, {}))
        for at, (line_id, fund, status) in enumerate(claimed):
            nodes.append(Node("Claim", f"c{at}", {"status": status, "money": 8_000.0, "made_on": NOW.date()}))
            links.append(Link("MADE", "Fund", fund, "Claim", f"c{at}", {}))
            links.append(Link("TAKES", "Claim", f"c{at}", "Requirement", line_id, {}))
        super().__init__(nodes, links, "quarter")


def gifts_of(plans: Plans) -> dict[tuple[str, str], float]:
    return {(line.id, one.id): one.amount for line in plans.lines for one in line.given}


def test_small_funds_add_up_to_the_same_sum_in_team_plan_and_mix() -> None:
    quarter = Quarter([[80_000.0]], [(5_000.0, None), (9_000.0, 8_000.0), (None, 0.5)])
    team = find_teams(quarter, "p0", now=NOW)
    money = fund_mix(quarter, "p0", now=NOW)
    plans = plan_all(quarter, now=NOW)
    assert money is not None
    assert money.missing == 80_000.0 - 13_000.5
    assert team.teams[0].missing.tolist() == [pytest.approx(money.missing)]
    assert plans.lines[0].missing == pytest.approx(money.missing)
    assert gifts_of(plans) == {(line, fund): amount for line, fund, amount in money.gifts}
    assert {
        (team.lines[part.line].id, team.candidate(part.row)["id"]): part.amount for part in team.teams[0].parts
    } == {(line, fund): amount for line, fund, amount in money.gifts}
    (gap,) = told(quarter, plans, now=NOW).gaps
    (left_open,) = team.open
    assert gap.why == left_open.why
    assert "3 处资金能出一部分" in gap.why
    assert "单项上限" in told(quarter, plans, now=NOW).as_json()["gaps"][0]["why"]


@pytest.mark.parametrize("seed", range(4))
def test_no_fund_gives_more_than_it_has_nor_a_project_more_than_its_cap(seed: int) -> None:
    draw = np.random.default_rng(seed)
    sums = [[float(one) * 100 for one in draw.integers(1, 30, draw.integers(1, 4))] for _ in range(3)]
    funds: list[Fund] = [(float(b) * 100, float(c) * 100) for b, c in draw.integers(1, 40, (5, 2))]
    funds[0], funds[1] = (funds[0][0], None), (None, funds[1][1])
    quarter = Quarter(sums, funds)
    plans = plan_all(quarter, now=NOW)
    spent, of_project = defaultdict[str, float](float), defaultdict[tuple[str, str], float](float)
    for line in plans.lines:
        assert sum(one.amount for one in line.given) + line.missing == pytest.approx(line.wanted)
        for one in line.given:
            spent[one.id] += one.amount
            of_project[line.project, one.id] += one.amount
    for at, held in enumerate(funds):
        balance, cap = (float("inf") if one is None else one for one in held)
        assert spent[f"f{at}"] <= balance + 1e-6
        for project in ("p0", "p1", "p2"):
            assert of_project[project, f"f{at}"] <= cap + 1e-6
            rest = min(balance - spent[f"f{at}"], cap - of_project[project, f"f{at}"])
            # Nothing that could be given stays.
            assert rest <= 1e-6 or all(line.missing <= 1e-6 for line in plans.lines if line.project == project)


@pytest.mark.parametrize("seed", range(4, 7))
def test_one_project_alone_gets_the_same_wherever_its_money_is_counted(seed: int) -> None:
    draw = np.random.default_rng(seed)
    sums = [float(one) * 100 for one in draw.integers(1, 40, 3)]
    funds: list[Fund] = [(float(b) * 100, float(c) * 100) for b, c in draw.integers(1, 30, (4, 2))]
    alone = Quarter([sums], funds)
    planned, team, money = plan_all(alone, now=NOW), find_teams(alone, "p0", now=NOW), fund_mix(alone, "p0", now=NOW)
    assert money is not None
    held = sum(min(balance or 0.0, cap or 0.0) for balance, cap in funds)
    assert money.missing == pytest.approx(max(sum(sums) - held, 0.0))
    assert gifts_of(planned) == pytest.approx({(line, fund): amount for line, fund, amount in money.gifts})
    assert team.teams[0].missing.tolist() == pytest.approx([line.missing for line in planned.lines])
    assert team.teams[0].bound <= team.teams[0].cost


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6))
def test_no_other_way_of_pouring_is_worth_more(seed: int) -> None:
    draw = np.random.default_rng(seed)
    lines, funds = int(draw.integers(1, 4)), int(draw.integers(1, 3))
    wanted = draw.integers(1, 4, lines).astype(float)
    project = np.sort(draw.integers(0, 2, lines))
    balance = draw.integers(0, 6, funds).astype(float)
    cap = draw.integers(0, 5, (2, funds)).astype(float)
    worth = np.where(draw.random((lines, funds)) < 0.8, draw.integers(1, 9, (lines, funds)) * 30.0, np.nan)
    found = poured(wanted, worth, project, balance, cap)
    best = 0.0
    for given_by in product(*(range(int(wanted[line]) + 1) for line in range(lines) for _ in range(funds))):
        gifts = np.array(given_by, dtype=float).reshape(lines, funds)
        of_projects = np.array([gifts[project == one].sum(axis=0) for one in (0, 1)])
        fits = (gifts.sum(axis=1) <= wanted).all() and (gifts.sum(axis=0) <= balance).all()
        if fits and (of_projects <= cap).all() and not (gifts[np.isnan(worth)] > 0).any():
            best = max(best, float((np.nan_to_num(worth) * gifts / wanted[:, None]).sum()))
    assert float((np.nan_to_num(worth) * found / wanted[:, None]).sum()) == pytest.approx(best)
    assert not (found[np.isnan(worth)] > 0).any()


def test_a_sum_beyond_what_a_flow_counts_is_shared_out_all_the_same() -> None:
    found = mix(np.array([5e10]), np.array([3e10, 3e10]), np.array([[60.0, 50.0]]))
    assert len(found.funds) == 2
    assert found.missing.sum() == pytest.approx(0.0, abs=100.0)


def test_a_fund_that_is_asked_for_by_name_gives_and_one_ruled_out_does_not() -> None:
    quarter = Quarter([[1_000.0, 600.0]], [(5_000.0, None), (900.0, None), (700.0, 400.0)])
    with_small = find_teams(quarter, "p0", including=[("Fund", "f2")], now=NOW)
    assert with_small.teams
    assert all("f2" in {with_small.candidate(row)["id"] for row in team.parties} for team in with_small.teams)
    assert with_small.teams[0].complete
    without = find_teams(quarter, "p0", without=[("Fund", "f0")], now=NOW)
    assert without.teams[0].missing.sum() == pytest.approx(1_600.0 - 900.0 - 400.0)


def test_a_named_fund_ruins_no_mix_and_gives_beside_others_who_are_named() -> None:
    # The first may give to both lines, the second to the first only: between them there is enough.
    wanted, most, scores = np.array([100.0, 100.0]), np.array([100.0, 100.0]), np.array([[60.0, 40.0], [50.0, np.nan]])
    for named in ([], [0], [1], [0, 1]):
        found = mix(wanted, most, scores, named=np.array(named, dtype=np.int64))
        assert (found.missing.sum(), found.funds, found.fewest) == (0.0, (0, 1), True)
    # One would do; who is named gives all of it, and of several each a part.
    one, plenty, alike = np.array([90.0]), np.array([500.0, 500.0, 40.0]), np.array([[60.0, 50.0, 40.0]])
    for named in ([0], [1], [2], [0, 1], [1, 2], [0, 1, 2]):
        found = mix(one, plenty, alike, named=np.array(named, dtype=np.int64))
        assert found.missing.sum() == 0.0
        assert set(named) <= set(found.funds)
        assert len(found.funds) == max(len(named), 2 if named == [2] else 1)
        assert found.fewest


def test_what_no_funds_can_give_is_told_by_the_bound_too() -> None:
    quarter = Quarter([[1_000.0, 600.0]], [(900.0, None), (500.0, 400.0)])
    for including in ([], [("Fund", "f0")], [("Fund", "f1")], [("Fund", "f0"), ("Fund", "f1")]):
        best = find_teams(quarter, "p0", including=including, now=NOW).teams[0]
        assert best.missing.sum() == pytest.approx(300.0)
        assert best.bound <= best.cost


def test_what_a_fund_was_asked_for_is_counted_before_anything_else() -> None:
    quarter = Quarter([[1_000.0], [1_000.0]], [(1_000.0, None)], [("p1-0", "f0", "700元")])
    gifts = gifts_of(plan_all(quarter, now=NOW))
    assert gifts == {("p0-0", "f0"): 300.0, ("p1-0", "f0"): 700.0}


def test_a_fund_may_be_invited_for_a_part_and_not_for_more_than_its_rules_allow() -> None:
    quarter = Quarter([[80_000.0, 4_000.0], [5_000.0]], [(9_000.0, 5_000.0)], [("p0-1", "f0", "2000元")])
    part = proposed(quarter.snapshot, "p0-0", "Fund", "f0", 3_000.0)
    assert not check(quarter, [part], now=NOW)
    (over_cap,) = check(quarter, [proposed(quarter.snapshot, "p0-0", "Fund", "f0", 3_001.0)], now=NOW)
    assert "一个项目最多5000元" in over_cap.zh
    assert "2000" in over_cap.zh
    both = [part, proposed(quarter.snapshot, "p1-0", "Fund", "f0", 4_000.0)]
    assert not check(quarter, both, now=NOW)
    (over_balance,) = check(quarter, [part, proposed(quarter.snapshot, "p1-0", "Fund", "f0", 4_001.0)], now=NOW)
    assert over_balance.proposal.requirement == "p1-0"
    assert "余额9000元" in over_balance.zh
    assert isinstance(over_balance.proposal, Proposal)


@pytest.mark.parametrize(
    ("status", "left"), [("proposed", 5_000.0), ("confirmed", 2_000.0), ("fulfilled", 5_000.0), ("declined", 5_000.0)]
)
def test_what_a_fund_has_promised_and_not_given_is_promised_to_nobody_else(status: str, left: float) -> None:
    quarter = Quarter([[8_000.0], [5_000.0]], [(10_000.0, None)], claimed=[("p0-0", "f0", status)])
    fund = quarter.matcher.data.nodes.row_of("Fund", "f0")
    assert quarter.matcher.data.candidates.number("balance")[fund] == (10_000.0 if left == 5_000.0 else 2_000.0)
    money = fund_mix(quarter, "p1", now=NOW)
    assert money is not None
    assert sum(amount for _, _, amount in money.gifts) == left
    assert promised_money(quarter.snapshot, "Fund").tolist() == [8_000.0 if left == 2_000.0 else 0.0]
