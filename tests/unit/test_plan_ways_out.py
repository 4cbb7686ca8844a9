"""The plan of a service tells who could learn what is missing, keeps only ids, and counts residents in bands."""

from __future__ import annotations

import json

import pytest

import seeds
from graph.records import Link, Node
from service.allocating.making import plan_all
from service.allocating.plans import Plans
from service.allocating.telling import StandingPlan, told
from service.allocating.ways_out import band
from service.seeding import parted
from tests.support.communities import NOW, Still, pilot_without_gaps

LINE = {"kind": "skill", "text": "会带老人做康养操的人", "status": "open", "quantity": 2.0, "unit": "人"}


class Pilot(Still):
    """The pilot with one line that nobody in it can serve."""

    def __init__(self) -> None:
        nodes, links = pilot_without_gaps()
        nodes = [*nodes, Node("Requirement", "line-new", LINE)]
        links = [*links, Link("REQUIRES", "Project", "project-yinling", "Requirement", "line-new", {})]
        super().__init__(nodes, links, "pilot")


@pytest.fixture(scope="module")
def pilot() -> Pilot:
    return Pilot()


@pytest.fixture(scope="module")
def made(pilot: Pilot) -> Plans:
    return plan_all(pilot, now=NOW)


def in_words(pilot: Pilot, made: Plans, language: str) -> StandingPlan:
    return told(pilot, made, now=NOW, language=language)


def test_a_gap_names_the_group_that_is_one_step_away_and_what_it_brings(pilot: Pilot, made: Plans) -> None:
    (gap,) = [one for one in in_words(pilot, made, "zh").as_json()["gaps"] if one["requirement"] == "line-new"]
    first = gap["ways_out"][0]
    assert (first["way"], first["title"]) == ("group", "本地的队再学一步")
    assert "柿树舞蹈队" in first["sentence"]
    assert "舞蹈" in first["sentence"]
    assert "老人康养操" in first["sentence"]
    assert first["gain"] == 1.0
    english = in_words(pilot, made, "en").as_json()["gaps"]
    said = next(one for one in english if one["requirement"] == "line-new")["ways_out"][0]["sentence"]
    assert "one step away" in said
    assert said.endswith("1 more line would be met.")


def test_residents_are_counted_and_never_named(pilot: Pilot, made: Plans) -> None:
    latent = [way for way in made.ways_out if way.way == "latent"]
    assert latent
    assert all(not way.who and way.count > 0 for way in latent)
    people = {node.id for node in parted(seeds.pilot())[0] if node.kind == "Resident"}
    assert not people & {key for way in made.ways_out for _, key in way.who}


def test_what_is_kept_of_the_ways_out_comes_back(made: Plans) -> None:
    assert Plans.from_json(json.loads(json.dumps(made.as_json()))).ways_out == made.ways_out


@pytest.mark.parametrize(("count", "said"), [(1, "1"), (2, "2–4"), (7, "5–9"), (30, "20–49"), (400, "50+")])
def test_people_are_told_in_bands(count: int, said: str) -> None:
    assert band(count) == said
