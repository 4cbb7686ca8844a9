"""What a fund has given a project counts against its cap for that project, wherever money is divided."""

from __future__ import annotations

from typing import Any

import pytest

from graph.records import Link, Node
from service.partnering import find_partners
from service.staffing.funding import fund_mix
from service.staffing.teaming import find_teams
from tests.unit.matching_town import NOW, Town, link, node, town

CAP = 2000.0


def street(given: float = 0.0, status: str = "fulfilled", *records: Node | Link, **fund: Any) -> Town:
    """One fund that gives a project up to CAP, of which the open one has `given` for a line that is met."""
    said = {"name": "公益金", "purpose": "公益项目", "year": NOW.year, "balance": 9000.0, "cap": CAP}
    claims = [
        node("Requirement", "paid", kind="money", text="买材料", quantity=given, unit="元", status="closed"),
        link("REQUIRES", ("Project", "open"), ("Requirement", "paid")),
        node("Claim", "c", status=status, quantity=given, unit="元", money=given),
        link("MADE", ("Fund", "f"), ("Claim", "c")),
        link("TAKES", ("Claim", "c"), ("Requirement", "paid")),
    ]
    fund_records = [node("Fund", "f", **{**said, **fund}), link("COVERS", ("Fund", "f"), ("Place", "c"))]
    return town(*fund_records, *(claims if given else ()), *records)


@pytest.mark.parametrize("status", ["fulfilled", "confirmed", "reviewed"])
def test_a_fund_gives_a_project_no_more_than_its_cap_over_time(status: str) -> None:
    assert "f" in street().scores("fund")
    assert "f" in street(500.0, status).scores("fund")
    assert street(600.0, status).rules("fund")["f"] == "fund"
    assert "f" in street(600.0, "declined").scores("fund"), "what was taken back leaves the cap whole"


def test_why_it_gives_less_is_told_in_the_sentence() -> None:
    def told(given: float, language: str) -> tuple[str, str]:
        lines = find_partners(street(given), "open", language=language, now=NOW).as_json()["requirements"]
        (line,) = [one for one in lines if one["id"] == "fund"]
        reasons = [one["sentence"] for match in line["matches"] for one in match["reasons"]]
        return " ".join(reasons), " ".join(one["sentence"] for one in line["left_out"])

    assert "这个项目还能用它1,500元" in told(500.0, "zh")[0]
    assert "1,500 yuan more" in told(500.0, "en")[0]
    assert "一个项目最多出2,000元，已经给了这个项目1,200元" in told(1200.0, "zh")[1]
    assert "of which this one has 2,000" in told(2000.0, "en")[1]


def test_mix_and_teams_take_no_more_than_the_cap_leaves() -> None:
    for given, left in ((1200.0, 800.0), (2000.0, 0.0), (0.0, 1500.0)):
        mixed = fund_mix(street(given), "open", now=NOW)
        assert mixed is not None
        assert sum(one.amount for one in mixed.sources) == left
        assert mixed.missing == 1500.0 - left
        for team in find_teams(street(given), "open", now=NOW).as_json()["teams"]:
            assert team["covered"]["fund"] == left


def test_another_project_has_the_whole_cap() -> None:
    other = [
        node("Project", "other", name="楼道换灯", stage="matching"),
        link("LOCATED_IN", ("Project", "other"), ("Place", "yard")),
        node("Requirement", "lamps", kind="money", text="买灯的钱", quantity=2000.0, unit="元", status="open"),
        link("REQUIRES", ("Project", "other"), ("Requirement", "lamps")),
    ]
    mixed = fund_mix(street(2000.0, "fulfilled", *other), "other", now=NOW)
    assert mixed is not None
    assert mixed.missing == 0.0
