"""Lines for more people than a table holds steps: filled by as many as there are, one by one, and told as it is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from graph.records import Link, Node
from graph.schema import Value
from matching.team.options import Wishes
from matching.team.problem import TeamProblem
from matching.team.teams import compose
from service.allocating.making import plan_all
from service.staffing.bundling import bundle_for_project
from service.staffing.teaming import find_teams
from tests.support.communities import NOW, Still

HELPERS = 60


class Village(Still):
    """A project with lines that are alike, and people who come alone."""

    def __init__(self, lines: int = 1, **line: Value) -> None:
        nodes = [
            Node("Place", "village", {"name": "柳树村", "level": "community"}),
            Node("Project", "year-end", {"name": "年底忙", "stage": "matching"}),
        ]
        links = [Link("LOCATED_IN", "Project", "year-end", "Place", "village", {})]
        for at in range(lines):
            nodes.append(Node("Requirement", f"hands-{at}", {"status": "open", "unit": "人", **line}))
            links.append(Link("REQUIRES", "Project", "year-end", "Requirement", f"hands-{at}", {}))
        for number in range(HELPERS):
            key = f"helper-{number}"
            nodes.append(Node("Resident", key, {"name": f"邻居{number}号", "consent": True}))
            links.append(Link("LIVES_AT", "Resident", key, "Place", "village", {}))
        super().__init__(nodes, links, "village")


def village(wanted: float, *, hard: bool = True) -> Village:
    return Village(kind="people", text="需要人", quantity=wanted, hard=hard)


@pytest.mark.parametrize("hard", [True, False])
@pytest.mark.parametrize("wanted", [10.0, 11.0, 12.0, 45.0, 300.0])
def test_a_line_for_many_is_filled_by_as_many_as_there_are(wanted: float, hard: bool) -> None:
    there = min(wanted, HELPERS)
    team = find_teams(village(wanted, hard=hard), "year-end", now=NOW).teams[0]
    assert team.covered.tolist() == [there]
    assert len(team.parties) == there


@pytest.mark.parametrize("wanted", [12.0, 300.0])
def test_a_bundle_and_a_plan_count_people_one_by_one_too(wanted: float) -> None:
    here, there = village(wanted), min(wanted, HELPERS)
    assert bundle_for_project(here, "year-end", now=NOW).found[0].team.covered[0] == there
    (line,) = plan_all(here, now=NOW).lines
    assert sum(one.amount for one in line.given) == there
    assert all(one.amount == 1.0 for one in line.given)
    assert line.missing == pytest.approx(wanted - there)


def test_a_team_that_covers_next_to_nothing_is_not_proposed_beside_one_that_covers_much() -> None:
    found = find_teams(village(300.0), "year-end", now=NOW)
    best = found.teams[0].covered[0]
    assert all(team.covered[0] >= best / 2 for team in found.teams)


def test_gifts_smaller_than_a_tenth_add_up() -> None:
    here = village(12.0)
    cover = find_teams(here, "year-end", now=NOW).cover
    boards = replace(cover.questions[0], ask=replace(cover.questions[0].ask, kind="goods", unit="块"))
    assert compose(replace(cover, questions=(boards,)), Wishes()).complete


@pytest.mark.parametrize(("lines", "steps"), [(16, 15), (21, 7), (63, 1), (64, 1), (300, 3)])
def test_amounts_of_cover_are_counted_however_many_there_are(lines: int, steps: int) -> None:
    nobody = np.zeros((0, lines), dtype=np.int16)
    need = np.full(lines, steps, dtype=np.int16)
    problem = TeamProblem(need, np.ones(lines), np.zeros(0, dtype=np.int64), nobody, np.zeros(0))
    assert problem.states == (steps + 1) ** lines


def test_a_project_with_more_lines_than_whole_numbers_hold_gets_a_team() -> None:
    here = Village(21, kind="people", text="需要人", quantity=7.0, hard=True)
    assert find_teams(here, "year-end", now=NOW).teams[0].covered.sum() == HELPERS
