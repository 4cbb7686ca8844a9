"""Teams for the projects of the pilot: complete, different, nobody counted twice, everybody eligible."""

from __future__ import annotations

import numpy as np
import pytest

import seeds
from graph.records import Link, Node
from graph.schema import Value
from graph.snapshot import Snapshot
from matching.data import PLACE_LEVELS
from matching.team.cover import coverage
from matching.team.options import Wishes
from matching.team.people import Crowd, in_conflict
from matching.team.teams import compose
from service.clock import day_of
from service.lines.asking import Asking
from service.seeding import parted
from service.staffing.teaming import NotSuited, Teams, find_teams
from tests.support.communities import NOW, Pilot, shipped_matcher


@pytest.fixture(scope="module")
def pilot() -> Pilot:
    return Pilot()


def project_called(pilot: Pilot, name: str) -> str:
    table = pilot.snapshot.nodes["Project"]
    return table.ids[table.texts("name").tolist().index(name)]


@pytest.fixture(scope="module")
def found(pilot: Pilot) -> list[Teams]:
    everything = [find_teams(pilot, project, now=NOW) for project in pilot.snapshot.nodes["Project"].ids]
    return [teams for teams in everything if teams.lines]


def test_most_projects_of_the_pilot_can_be_staffed_in_full(found: list[Teams]) -> None:
    complete = [teams.teams[0].complete for teams in found if teams.teams]
    assert len(complete) >= 8
    assert sum(complete) >= 0.8 * len(complete)


def test_teams_differ_by_a_third_of_their_parties(found: list[Teams]) -> None:
    for teams in found:
        for at, team in enumerate(teams.teams):
            for other in teams.teams[:at]:
                assert len(set(team.parties) - set(other.parties)) * 3 >= len(team.parties)
    assert sum(len(teams.teams) == 3 for teams in found) >= len(found) / 2


def test_whoever_takes_part_is_eligible_and_gives_no_more_than_they_can(pilot: Pilot, found: list[Teams]) -> None:
    data = pilot.matcher.data
    for teams in found:
        eligible = [set(pilot.matcher.ranked(question)[0].tolist()) for question in teams.cover.questions]
        for team in teams.teams:
            assert not in_conflict(data, team.parties)
            sent: dict[int, float] = {}
            for part in team.parts:
                assert part.row in eligible[part.line]
                at = int(np.searchsorted(teams.cover.rows, part.row))
                assert 0 < part.amount <= teams.cover.amounts[part.line, at]
                if part.recorded and teams.lines[part.line].kind in ("people", "skill"):
                    sent[part.row] = max(sent.get(part.row, 0.0), part.amount)
            assert not Crowd(data, sent).short(sent)


def test_amounts_add_up_and_what_is_left_open_is_told(found: list[Teams]) -> None:
    for teams in found:
        for team in teams.teams:
            given = np.zeros(len(teams.lines))
            for part in team.parts:
                given[part.line] += part.amount
            assert np.allclose(np.minimum(given, teams.cover.wanted), team.covered)
            assert np.allclose(team.covered + team.missing, teams.cover.wanted)
        best = teams.teams[0] if teams.teams else None
        left_open = {one.line.id for one in teams.open}
        missing = best.missing if best is not None else teams.cover.wanted
        assert left_open == {line.id for line, lacks in zip(teams.lines, missing, strict=True) if lacks > 0}


def test_the_cost_is_within_its_bound_and_the_best_team_comes_first(found: list[Teams]) -> None:
    for teams in found:
        assert [team.leaning for team in teams.teams][:1] in (["best"], [])
        for team in teams.teams:
            assert team.bound <= team.cost + 1e-9


def test_of_many_lines_for_two_people_none_stays_open_that_two_could_serve() -> None:
    nodes, links = parted(seeds.pilot())
    nodes.append(Node("Project", "p-many", {"name": "发很多次通知", "stage": "matching"}))
    links.append(Link("LOCATED_IN", "Project", "p-many", "Place", "place-zhaojialou", {}))
    held: dict[str, Value] = {"kind": "people", "text": "发通知的人", "status": "open", "quantity": 2.0, "unit": "人"}
    for number in range(15):  # more than fit the table of the exact search
        nodes.append(Node("Requirement", f"q-many-{number}", held))
        links.append(Link("REQUIRES", "Project", "p-many", "Requirement", f"q-many-{number}", {}))
    snapshot = Snapshot.from_records(nodes, links, NOW, "many")
    matcher = shipped_matcher(snapshot)
    asks = [line.ask for line in Asking(snapshot, matcher.data).lines("p-many")]
    cover = coverage(matcher, matcher.questions(asks, day_of(NOW)), [True] * len(asks), depth=30)
    team = compose(cover, Wishes())
    assert team.complete
    sent = {part.row: part.amount for part in team.parts if part.recorded}
    assert not Crowd(matcher.data, sent).short(sent)


def test_with_and_without_a_given_partner(pilot: Pilot) -> None:
    project = project_called(pilot, "旧物新生")
    best = find_teams(pilot, project, now=NOW)
    someone = best.candidate(best.teams[0].parties[0])
    without = find_teams(pilot, project, without=[(someone["kind"], someone["id"])], now=NOW)
    assert all(someone not in map(without.candidate, team.parties) for team in without.teams)
    other = next(
        best.candidate(int(row)) for row in best.cover.rows if all(row not in team.parties for team in best.teams)
    )
    with_other = find_teams(pilot, project, including=[(other["kind"], other["id"])], now=NOW)
    assert all(other in map(with_other.candidate, team.parties) for team in with_other.teams)
    assert with_other.teams[0].cost >= best.teams[0].cost - 1e-9


def test_a_partner_who_fits_nothing_is_named(pilot: Pilot) -> None:
    project = project_called(pilot, "旧物新生")
    fund = pilot.snapshot.nodes["Fund"].ids[0]
    with pytest.raises(NotSuited) as told:
        find_teams(pilot, project, including=[("Fund", fund)], now=NOW)
    assert pilot.matcher.data.nodes.node(pilot.matcher.data.nodes.row_of("Fund", fund))["name"] in told.value.zh


def test_the_answer_as_json_names_every_party(found: list[Teams]) -> None:
    for teams in found:
        told = teams.as_json()
        for team in told["teams"]:
            named = {(one["kind"], one["id"]) for one in team["parties"]}
            assert named == {(part["candidate"]["kind"], part["candidate"]["id"]) for part in team["parts"]}
            assert team["title"]


def test_what_a_team_is_called_is_so_beside_the_first(found: list[Teams]) -> None:
    levels, seen = ["", *PLACE_LEVELS], set()
    for teams in found:
        left = [float((team.missing / teams.cover.wanted).sum()) for team in teams.teams]
        for at, team in enumerate(teams.teams[1:], 1):
            first, title = teams.teams[0], teams.title(team)
            own, theirs = teams.beside[at].farthest, teams.beside[0].farthest
            nearer = None not in (own, theirs) and levels.index(own or "") > levels.index(theirs or "")
            assert ("近" in title) <= nearer
            assert ("家数最少" in title) <= (len(team.parties) < len(first.parties))
            assert ("新面孔" in title) <= bool(team.newcomers)
            assert ("缺的比方案1多" in title) == (left[at] > left[0] + 1e-6)
            seen.add(team.leaning)
    assert len(seen) > 1
