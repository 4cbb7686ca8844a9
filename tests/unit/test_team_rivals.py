"""Whom a team would take away from other projects, by the last plan: only who cannot serve both."""

from __future__ import annotations

from dataclasses import replace

import pytest

from service.allocating.making import plan_all
from service.allocating.telling import StandingPlan, told
from service.staffing.rivals import rivals
from service.staffing.teaming import Teams, find_teams
from tests.support.communities import NOW, Pilot


@pytest.fixture(scope="module")
def pilot() -> Pilot:
    return Pilot()


@pytest.fixture(scope="module")
def plan(pilot: Pilot) -> StandingPlan:
    return told(pilot, plan_all(pilot, now=NOW), now=NOW)


def named(found: Teams, plan: StandingPlan | None) -> set[str]:
    return {found.candidate(row)["id"] for row in rivals(found, found.teams[0], plan)}


def test_who_is_wanted_at_the_same_time_elsewhere_is_told(pilot: Pilot, plan: StandingPlan) -> None:
    wishes = [("Resident", "resident-taols"), ("Space", "space-zjl-hall2")]
    found = find_teams(pilot, "project-liaotian", including=wishes, now=NOW)
    assert {"resident-taols", "space-zjl-hall2"} <= named(found, plan)
    assert named(found, None) == set()


def test_who_can_do_both_is_no_rival(pilot: Pilot, plan: StandingPlan) -> None:
    given = {one.id: line.project for line in plan.standing for one in line.given}
    assert given["organization-zjl-youth"]  # twice on different days, with enough people and hours
    found = find_teams(pilot, "project-yinling", now=NOW)
    team = {found.candidate(row)["id"] for row in found.teams[0].parties}
    elsewhere = {one.id for line in plan.standing if line.project != "project-yinling" for one in line.given}
    assert {"organization-zjl-youth", "space-zjl-hall2"} <= team & elsewhere
    theirs = tuple(line for line in plan.standing if line.project != "project-yinling")
    assert named(found, replace(plan, standing=theirs)) == set()


def test_who_is_given_to_this_project_as_well_is_no_rival(pilot: Pilot, plan: StandingPlan) -> None:
    found = find_teams(pilot, "project-linlike", now=NOW)
    assert named(found, plan) == set()
