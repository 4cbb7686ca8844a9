"""Money lines: the sum of an imported row is the line's, and a line without a sum is met by nobody."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from python_calamine import load_workbook

from graph.reading.money import read_money
from graph.reading.report import SheetColumn
from graph.snapshot import Snapshot
from matching.matcher import Matcher
from service.allocating.acceptance import check, proposed
from service.allocating.making import plan_all
from service.allocating.plansheets import plan_list
from service.allocating.telling import told
from service.staffing.funding import fund_mix
from service.staffing.teaming import find_teams
from tests.support.communities import NOW
from tests.unit.test_loading_lists import only, read
from tests.unit.test_several_funds import Quarter

PROJECT = {"name": "暖冬包粽子", "place": "柳巷1号院"}
HANDS = {**PROJECT, "requirement": "帮手", "requirement_kind": "人力", "quantity": 6, "unit": "人"}
MONEY = {**PROJECT, "requirement": "买食材的钱", "requirement_kind": "资金"}
REASONS = [("zh", "没写要多少钱"), ("en", "No sum is written")]


def sum_of(*rows: dict[str, Any]) -> tuple[object, object, object]:
    lines = [one for ref, one in read("projects", *rows).draft.nodes.items() if ref[0] == "Requirement"]
    (line,) = [one for one in lines if one["kind"] == "money"]
    return line.get("quantity"), line.get("quantity_max"), line.get("unit")


@pytest.mark.parametrize("kind", [{"requirement_kind": "资金"}, {"requirement_kind": None}])
def test_the_money_of_a_row_is_what_its_money_line_asks_for(kind: dict[str, Any]) -> None:
    assert sum_of(HANDS, {**MONEY, **kind, "money": 1200}) == (1200.0, None, "元")
    assert sum_of(HANDS, {**MONEY, "money": 1000, "money_max": 1500}) == (1000.0, 1500.0, "元")
    assert sum_of({**MONEY, "quantity": 800, "unit": "元", "money": 5000}) == (800.0, None, "元")


def test_who_takes_a_line_takes_that_sum_and_the_project_keeps_its_budget() -> None:
    found = read("projects", HANDS, {**MONEY, "money": 1200, "claimant": "花草社", "claim_status": "确认"})
    _, claim = only(found, "Claim")
    assert (claim["quantity"], claim["money"]) == (1200.0, 1200.0)
    _, project = only(found, "Project")
    assert project["budget"] == 1200.0


def test_an_amount_on_every_row_is_the_projects_and_no_lines() -> None:
    assert sum_of({**HANDS, "money": 3000}, {**MONEY, "money": 3000}) == (None, None, None)


@pytest.mark.parametrize(
    ("heading", "asked"), [("差多少钱", 1200.0), ("项目还缺的钱", 1200.0), ("项目总预算", None), ("Total budget", None)]
)
def test_a_heading_may_say_that_the_money_is_the_projects(heading: str, asked: float | None) -> None:
    columns = (SheetColumn("F", heading, "money"),)
    found = read("projects", HANDS, {**MONEY, "money": 1200}, columns=columns)
    (line,) = [one for ref, one in found.draft.nodes.items() if ref[0] == "Requirement" and one["kind"] == "money"]
    assert line.get("quantity") == asked
    assert only(found, "Project")[1]["budget"] == 1200.0


class Unsaid(Quarter):
    """A project with one money line of which no sum is written, and a fund."""

    def __init__(self) -> None:
        super().__init__([[0.0]], [(5_000.0, None)], quantity=None)

    def pair(self) -> tuple[Snapshot, Matcher]:
        return self.current(NOW)


@pytest.mark.parametrize(("language", "reason"), REASONS)
def test_no_team_and_no_plan_meets_a_money_line_without_a_sum(language: str, reason: str) -> None:
    quarter = Unsaid()
    team = find_teams(quarter, "p0", language=language, now=NOW)
    assert not team.teams
    assert [reason in one.why for one in team.open] == [True]
    plans = plan_all(quarter, now=NOW)
    assert [(line.met, line.given) for line in plans.lines] == [(False, ())]
    (gap,) = told(quarter, plans, language=language, now=NOW).as_json()["gaps"]
    assert reason in gap["why"]
    assert gap["missing"] is None, "nobody said that 1元 is missing"
    assert fund_mix(quarter, "p0", now=NOW) is None


def test_how_much_such_a_line_wants_and_lacks_is_said_to_be_unknown() -> None:
    quarter = Unsaid()
    team = find_teams(quarter, "p0", now=NOW).as_json()
    assert [one["missing"] for one in team["open"]] == [None]
    plan = told(quarter, plan_all(quarter, now=NOW), now=NOW).as_json()
    (line,) = plan["projects"][0]["lines"]
    assert (line["wanted"], line["missing"]) == (None, None)
    book = load_workbook(BytesIO(plan_list(plan, day=NOW.date(), language="zh")))
    for sheet in ("统筹", "缺口"):
        cells = [str(cell) for row in book.get_sheet_by_name(sheet).to_python() for cell in row]
        assert "没写金额" in cells
        assert "1元" not in cells


def test_a_fund_may_be_invited_to_such_a_line_without_a_sum() -> None:
    quarter = Unsaid()
    asked = proposed(quarter.pair()[0], "p0-0", "Fund", "f0", None)
    assert asked.note == ""
    assert check(quarter, [asked], now=NOW) == []


@pytest.mark.parametrize(
    ("typed", "low", "unit"),
    [
        ("3(万元)", 30_000.0, ""),
        ("3.5（单位：万元）", 35_000.0, ""),
        ("20，单位万元", 200_000.0, ""),
        ("0.5(万)", 5_000.0, ""),
        ("5(千元)", 5_000.0, ""),
        ("8000元(每月)", 8_000.0, "月"),
        ("500元,每人", 500.0, "人"),
        ("200元；每场", 200.0, "场"),
        ("3000元(两个月)", 3_000.0, "两个月"),
        ("5000元(一次性)", 5_000.0, ""),
        ("1000元，(万元)", None, ""),
        ("1.2万500", None, ""),
        ("1.5万5千", None, ""),
        ("12.5万3000元", None, ""),
        ("1万5", 15_000.0, ""),
    ],
)
def test_a_remark_with_the_unit_or_the_measure_is_read(typed: str, low: float | None, unit: str) -> None:
    reading = read_money(typed)
    assert (reading.low, reading.unit) == (low, unit)
    assert (reading.codes == ()) == (low is not None)
