"""Whatever is offered to close a gap closes some of it once it is really so: edited, and planned again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

import pytest

import seeds
from graph.records import Link, Node
from graph.schema import Value
from matching.data import SLOTS
from seeds.invent import invent
from service.allocating import plan_all, told
from service.allocating.ways_out import WayOut
from service.lines.asking import Asking
from service.seeding import parted
from service.staffing.teaming import find_teams
from tests.support.communities import NOW, Still

Records = tuple[list[Node], list[Link]]
PLACED = {"Service": "COVERS", "Space": "COVERS", "Fund": "COVERS"}


def changed(records: Records, kind: str, key: str, **values: Value) -> Records:
    """The records with other values of one of them."""
    nodes, links = records
    return [
        replace(one, properties={**one.properties, **values}) if (one.kind, one.id) == (kind, key) else one
        for one in nodes
    ], links


def of(records: Records, kind: str, key: str) -> Mapping[str, Any]:
    return next(one.properties for one in records[0] if (one.kind, one.id) == (kind, key))


def place_of(street: Still, project: str, line: str) -> str:
    asked = next(one.ask for one in Asking(street.snapshot, street.matcher.data).lines(project) if one.id == line)
    return street.matcher.data.places.nodes.node(asked.place)["id"]


def lifted(street: Still, project: str, line: str, closer: Mapping[str, Any]) -> Records:
    """The records once the rule that keeps a candidate out of a line does not any more."""
    records = list(street.nodes), list(street.links)
    who, rule = (closer["candidate"]["kind"], closer["candidate"]["id"]), closer["rule"]
    held, asked = of(records, *who), of(records, "Requirement", line)
    if rule == "place":
        return changed(records, "Requirement", line, level=None)
    if rule == "qualification":
        return changed(records, "Requirement", line, qualification=None)
    if rule == "window":
        return changed(records, "Requirement", line, windows=held["windows"], date_from=None, date_to=None)
    if rule == "coverage":
        served = Link(PLACED.get(who[0], "SERVES"), *who, "Place", place_of(street, project, line), {})
        return records[0], [*records[1], served]
    if rule == "capacity":
        return changed(records, *who, hours_cap=held["hours_cap"] + 200.0)
    if rule == "validity":
        return changed(records, *who, valid_until=NOW.date() + timedelta(days=700))
    if rule == "dormant":
        return changed(records, *who, last_active=NOW.date())
    if rule == "size":
        text = re.sub(r"\d+(?=人|个人)", str(int(held["capacity"])), str(asked["text"]))
        return changed(records, "Requirement", line, text=text)
    raise AssertionError(rule)


def learned(records: Records, skill: str, *who: tuple[str, str]) -> Records:
    """The records once these have an ability."""
    nodes, links = records
    named = next(str(one["name"]) for one in seeds.vocabulary() if one["id"] == skill)
    known = any(one.kind == "Skill" and one.id == skill for one in nodes)
    made = [] if known else [Node("Skill", skill, {"name": named})]
    return [*nodes, *made], [*links, *(Link("HAS_SKILL", *one, "Skill", skill, {}) for one in who)]


def come_true(street: Still, project: str, line: str, way: WayOut) -> Records:
    """The records once a way out was gone."""
    records, where = (list(street.nodes), list(street.links)), place_of(street, project, line)
    if way.way == "outside":
        ((kind, key),) = way.who
        return records[0], [*records[1], Link(PLACED.get(kind, "SERVES"), kind, key, "Place", where, {})]
    if way.way == "group":
        return learned(records, way.lacking, *way.who)
    nodes, links = learned(records, way.lacking, *(way.whom or [("Resident", "r-learner")]))
    pupil = Node("Resident", "r-learner", {"name": "学员甲", "consent": True})
    return [*nodes, pupil], [*links, Link("LIVES_AT", "Resident", "r-learner", "Place", where, {})]


def idle_offers(records: Records) -> tuple[int, list[object]]:
    """How much is offered for the gaps of a plan, and what of it closes nothing once it is so."""
    street, fruitless, tried = Still(*records), list[object](), 0
    made = plan_all(street, now=NOW)
    for gap in told(street, made, now=NOW, gaps=1000).as_json()["gaps"]:
        project, line = gap["project"], gap["requirement"]
        ways = [one for one in made.ways_out if line in one.lines and one.way != "latent"]
        offered = [(closer, lifted(street, project, line, closer)) for closer in gap["closers"]]
        offered += [(way, come_true(street, project, line, way)) for way in ways]
        for one, after in offered:
            again = plan_all(Still(*after), now=NOW)
            tried += 1
            if sum(it.filled for it in again.lines) <= sum(it.filled for it in made.lines) + 1e-9:
                fruitless.append((line, one))
    return tried, fruitless


def test_what_the_plan_offers_for_its_gaps_closes_some_of_them_in_the_pilot() -> None:
    tried, fruitless = idle_offers(parted(seeds.pilot()))
    assert tried >= 4
    assert fruitless == []


def with_lines(records: Records, seed: int, count: int = 15) -> Records:
    """The records with further lines for anything at any hour, some for near places or registered groups only."""
    chance, (nodes, links) = Random(seed), records
    projects = [one.id for one in nodes if one.kind == "Project" and one.properties.get("stage") == "matching"]
    concepts = [str(one["name"]) for one in seeds.vocabulary()]
    more: list[Node] = []
    for at in range(count):
        line: dict[str, Value] = {"kind": chance.choice(["skill", "service", "people", "planning"]), "status": "open"}
        line |= {"text": f"会{chance.choice(concepts)}的人", "quantity": float(chance.choice([1, 2, 5])), "unit": "人"}
        if chance.random() < 0.2:
            line |= {
                "kind": "space",
                "text": f"能坐{chance.choice([10, 20, 60])}人的房间",
                "quantity": 1.0,
                "unit": "间",
            }
        if chance.random() < 0.6:
            line["windows"] = chance.sample(list(SLOTS), 2)
        if chance.random() < 0.3:
            line["level"] = chance.choice(["community", "street"])
        if chance.random() < 0.2:
            line["qualification"] = chance.choice(["登记", "星级"])
        if chance.random() < 0.4:
            line["hours"] = float(chance.choice([2, 12, 30]))
        more.append(Node("Requirement", f"x-{at}", line))
    asked = [Link("REQUIRES", "Project", chance.choice(projects), "Requirement", one.id, {}) for one in more]
    return [*nodes, *more], [*links, *asked]


@pytest.mark.parametrize("seed", [1, 2])
def test_what_the_plan_offers_for_any_gaps_of_an_invented_town_closes_some_of_them(seed: int) -> None:
    tried, fruitless = idle_offers(with_lines(parted(list(invent(150, seed))), seed))
    assert tried
    assert fruitless == []


def test_what_a_team_offers_for_its_open_lines_closes_some_of_them() -> None:
    street, tried = Still(*parted(seeds.pilot())), 0
    for project in street.snapshot.nodes["Project"].ids:
        found = find_teams(street, project, now=NOW).as_json()
        before = sum(one["missing"] or 0.0 for one in found["open"])
        for one in found["open"]:
            for closer in one["closers"]:
                after = find_teams(Still(*lifted(street, project, one["requirement"], closer)), project, now=NOW)
                assert sum(it["missing"] or 0.0 for it in after.as_json()["open"]) < before, (project, closer)
                assert closer["rule"] not in ("already", "declined", "consent", "minor", "withheld", "kind")
                tried += 1
    assert tried
