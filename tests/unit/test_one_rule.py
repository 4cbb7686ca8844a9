"""Lists, teams and plans count on the same people: whom a list shows beyond them it marks."""

from __future__ import annotations

import numpy as np
import pytest

import seeds
from graph.records import Link, Node
from matching.team.cover import coverage
from service.clock import day_of
from service.lines.asking import Asking
from service.partnering import find_partners
from service.seeding import parted
from service.staffing.teaming import find_teams
from tests.support.communities import NOW, Pilot, Still

DOUBT = {"zh": "配队和统筹不算在内", "en": "teams and plans do not count on them"}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_list_marks_exactly_those_on_whom_no_team_counts(language: str) -> None:
    pilot = Pilot()
    snapshot, matcher = pilot.current(NOW)
    asking, nodes, marked, plain = Asking(snapshot, matcher.data), matcher.data.nodes, 0, 0
    for project in ("project-linlike", "project-liaotian", "project-yinling", "project-class", "project-books"):
        lines = [line for line in asking.lines(project) if line.wanted and line.kind != "money"]
        questions = matcher.questions([line.ask for line in lines], day_of(NOW))
        cover = coverage(matcher, questions, [True] * len(lines))
        for at, question in enumerate(questions):
            for match in matcher.answer(question, 15, language).matches:
                row = nodes.row_of(match.candidate["kind"], match.candidate["id"])
                column = int(np.searchsorted(cover.rows, row))
                known = column < len(cover.rows) and cover.rows[column] == row and bool(cover.scores[at, column] > 0)
                doubted = any(DOUBT[language] in note for note in match.notes)
                asked = any("邀请" in note or "Asked" in note for note in match.notes)
                assert doubted != known or asked, (project, question.ask.id, match.candidate, match.notes)
                marked, plain = marked + doubted, plain + (not doubted)
    assert min(marked, plain) > 10


@pytest.mark.parametrize("text", ["上门修电视机", "修电视机"])
def test_who_declares_the_very_ability_is_counted_on_for_a_service_too(text: str) -> None:
    nodes, links = parted(seeds.pilot())
    line = {"kind": "service", "text": text, "quantity": 1.0, "unit": "次", "status": "open"}
    nodes += [Node("Project", "p-tv", {"name": "便民日", "stage": "matching"}), Node("Requirement", "q-tv", line)]
    links += [
        Link("LOCATED_IN", "Project", "p-tv", "Place", "place-zhaojialou", {}),
        Link("REQUIRES", "Project", "p-tv", "Requirement", "q-tv", {}),
    ]
    street = Still(nodes, links, "tv")
    (told,) = find_partners(street, "p-tv", now=NOW).as_json()["requirements"]
    able = [one for one in told["matches"] if any(said["sentence"] == "登记了会家电维修" for said in one["reasons"])]
    assert able
    assert not [one for one in able if any(DOUBT["zh"] in note for note in one["notes"])]
    (team, *_others) = find_teams(street, "p-tv", now=NOW).as_json()["teams"]
    assert team["parts"][0]["candidate"] in [one["candidate"] for one in able]
