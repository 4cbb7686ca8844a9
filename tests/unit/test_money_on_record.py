"""Money counts only within what is on record: an unknown sum is to be asked for, and covers nothing."""

from __future__ import annotations

import pytest

import seeds
from graph.records import Link, Node
from service.partnering import find_partners
from service.seeding import parted
from service.staffing.funding import fund_mix
from service.staffing.teaming import find_teams
from tests.support.communities import NOW, Still

LINE = {"kind": "money", "text": "做一段坡道的钱", "status": "open", "quantity": 80_000.0, "unit": "元"}


class Ramp(Still):
    """The pilot with a ramp that costs far more than what any fund has on record."""

    def __init__(self) -> None:
        nodes, links = parted(seeds.pilot())
        nodes += [
            Node("Project", "ramp", {"name": "无障碍体验日", "text": "给腿脚不便的邻居做坡道", "stage": "matching"}),
            Node("Requirement", "ramp-money", LINE),
        ]
        links += [
            Link("LOCATED_IN", "Project", "ramp", "Place", "place-zhaojialou", {}),
            Link("REQUIRES", "Project", "ramp", "Requirement", "ramp-money", {}),
        ]
        super().__init__(nodes, links, "ramp")


@pytest.fixture(scope="module")
def ramp() -> Ramp:
    return Ramp()


def test_a_fund_for_something_else_serves_nothing_however_little_it_says_of_its_sum(ramp: Ramp) -> None:
    (line,) = find_partners(ramp, "ramp", limit=50, now=NOW).as_json()["requirements"]
    assert "fund-street-support" not in {match["candidate"]["id"] for match in line["matches"]}


def test_whose_sum_is_not_on_record_is_to_be_asked_first(ramp: Ramp) -> None:
    (line,) = find_partners(ramp, "ramp", limit=50, now=NOW).as_json()["requirements"]
    assert line["matches"]
    for match in line["matches"]:
        assert "额度没有登记，先问能出多少。" in match["notes"]


def test_who_gives_through_funds_gives_no_more_than_these(ramp: Ramp) -> None:
    (line,) = find_partners(ramp, "ramp", limit=50, now=NOW).as_json()["requirements"]
    assert "organization-found-linjia" not in {match["candidate"]["id"] for match in line["matches"]}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_teams_and_mix_count_on_no_sum_that_is_not_on_record(ramp: Ramp, language: str) -> None:
    teams = find_teams(ramp, "ramp", language=language, now=NOW)
    assert all(part.recorded for team in teams.teams for part in team.parts)
    (left,) = teams.open
    assert ("额度没有登记" if language == "zh" else "not on record") in left.why
    found = fund_mix(ramp, "ramp", now=NOW)
    assert found is not None
    assert left.missing == found.missing == 67_000.0
