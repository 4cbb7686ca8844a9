"""Mentors proposed over the documented pilot: the hard rules of a project's line for a mentor stand."""

from __future__ import annotations

import numpy as np
import pytest
from matching_town import Town, link, node

import seeds
from graph.snapshot import Snapshot
from matching.eligibility import judge
from matching.matcher import Matcher
from service.clock import day_of
from service.lines.asking import Asking
from service.lines.stages import BEFORE, OVER, RUNNING
from service.seeding import parted
from service.staffing.mentoring import mentors_for
from tests.support.communities import NOW, shipped_matcher

ASKED = "invitation-yinling-cen"


def pilot(*, asked: bool) -> tuple[Snapshot, Matcher]:
    nodes, links = parted(seeds.pilot())
    if not asked:
        nodes = [node for node in nodes if node.id != ASKED]
        links = [link for link in links if ASKED not in (link.from_id, link.to_id)]
    snapshot = Snapshot.from_records(nodes, links, NOW, "pilot")
    matcher = shipped_matcher(snapshot)
    return snapshot, matcher


@pytest.fixture(scope="module")
def open_line() -> tuple[Snapshot, Matcher]:
    return pilot(asked=False)


def test_nobody_is_proposed_whom_a_rule_excludes_from_the_line(open_line: tuple[Snapshot, Matcher]) -> None:
    snapshot, matcher = open_line
    asking, ids, checked = Asking(snapshot, matcher.data), list(snapshot.nodes["Project"].ids), 0
    for one in mentors_for(snapshot, matcher, ids, now=NOW).lines:
        lines = [line for line in asking.lines(one.project.id) if line.kind == "mentor" and line.wanted]
        for question in matcher.questions([line.ask for line in lines], day_of(NOW)):
            if one.mentor is not None:
                row = matcher.data.nodes.row_of("Expert", one.mentor.id)
                assert judge(question, np.array([row])).tolist() == [-1]
                checked += 1
    assert checked


def test_reasons_are_about_the_person(open_line: tuple[Snapshot, Matcher]) -> None:
    snapshot, matcher = open_line
    found = mentors_for(snapshot, matcher, now=NOW)
    assert {reason.fact for line in found.lines for reason in line.reasons} <= {"group", "place", "topic", "near"}


def test_who_is_asked_for_the_line_counts_as_its_mentor() -> None:
    snapshot, matcher = pilot(asked=True)
    (line,) = mentors_for(snapshot, matcher, ["project-yinling"], now=NOW).lines
    assert line.mentor is None
    assert "等答复" in line.why_none[0]
    assert "project-yinling" not in {one.project.id for one in mentors_for(snapshot, matcher, now=NOW).lines}


@pytest.mark.parametrize("stage", dict.fromkeys((*RUNNING, *BEFORE, *OVER)))
def test_every_running_project_is_given_a_mentor_and_takes_hours_of_the_one_it_has(stage: str) -> None:
    town = Town((), ()).with_(
        node("Expert", "cen", name="岑某", hours_cap=8.0),
        node("Project", "alone", name="种花", stage=stage),
        node("Project", "had", name="种菜", stage=stage),
        link("MENTORS", ("Expert", "cen"), ("Project", "had")),
    )
    snapshot = town.snapshot(NOW)
    matcher = shipped_matcher(snapshot)
    found = mentors_for(snapshot, matcher, now=NOW)
    assert [one.project.id for one in found.lines] == (["alone"] if stage in RUNNING else [])
    assert [one.left for one in found.loads] == ([4.0] if stage in RUNNING else [8.0])
