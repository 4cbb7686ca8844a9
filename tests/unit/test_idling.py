"""What lies idle: told with what it could be used for; months that make no sense are refused."""

from __future__ import annotations

from datetime import timedelta

import pytest

import seeds
from graph.errors import NotFound
from graph.records import Link, Node
from service.partnering import find_partners
from service.seeding import parted
from service.staffing.idling import BadMonths, idling
from tests.support.communities import NOW, Pilot, Still


@pytest.fixture(scope="module")
def pilot() -> Pilot:
    return Pilot()


def test_what_lies_idle_is_told_with_open_lines_that_could_use_it(pilot: Pilot) -> None:
    found = idling(pilot, now=NOW)
    assert found.items
    open_lines = set(pilot.snapshot.nodes["Requirement"].ids)
    for one in found.items:
        assert one.candidate["kind"] in ("Service", "Space", "Fund")
        assert 1 <= len(one.lines) <= one.fits
        assert {line.requirement for line in one.lines} <= open_lines
        assert one.last_day is None or one.last_day < (NOW - timedelta(days=180)).date()
    assert [one.fits for one in found.items] == sorted((one.fits for one in found.items), reverse=True)
    assert found.as_json()["items"][0]["lines"]
    since = (NOW - timedelta(days=183)).date()
    assert (found.as_json()["months"], found.as_json()["since"]) == (6.0, since.isoformat())


def test_what_only_bears_the_same_label_is_offered_for_nothing(pilot: Pilot) -> None:
    found = {one.candidate["name"]: {line.text for line in one.lines} for one in idling(pilot, now=NOW).items}
    assert "练习本和文具40套" not in found.get("绘本外借", set())
    assert "小花园的设计方案一份，要和居民一起画" not in found.get("室内空间设计", set())
    assert "小花园的设计方案一份，要和居民一起画" in found["小花园设计方案"]


def test_what_lies_idle_stands_on_the_list_of_its_lines(pilot: Pilot) -> None:
    lists: dict[str, set[str]] = {}
    for one in idling(pilot, now=NOW).items:
        for line in one.lines:
            if line.requirement not in lists:
                told = find_partners(pilot, line.project, requirement=line.requirement, limit=200, now=NOW)
                (listed,) = told.as_json()["requirements"]
                lists[line.requirement] = {match["candidate"]["id"] for match in listed["matches"]}
            assert one.candidate["id"] in lists[line.requirement]


class Contradicting(Still):
    """The pilot with one more project: a line for paper that anybody can read, and one that asks for none of it."""

    def __init__(self) -> None:
        nodes, links = parted(seeds.pilot())
        for key, quantity in (("q-some", 40.0), ("q-none", 0.0)):
            asked = {"kind": "goods", "text": "练习本和文具40套", "quantity": quantity, "unit": "套", "status": "open"}
            nodes.append(Node("Requirement", key, asked))
            links.append(Link("REQUIRES", "Project", "p-paper", "Requirement", key, {}))
        nodes.append(Node("Project", "p-paper", {"name": "练字", "stage": "matching"}))
        links.append(Link("LOCATED_IN", "Project", "p-paper", "Place", "place-zhaojialou", {}))
        super().__init__(nodes, links, "pilot")


def test_nothing_is_offered_to_a_line_that_contradicts_itself() -> None:
    offered = {line.requirement for one in idling(Contradicting(), now=NOW).items for line in one.lines}
    assert "q-some" in offered
    assert "q-none" not in offered


def test_longer_ago_leaves_fewer_and_a_place_narrows(pilot: Pilot) -> None:
    everywhere = idling(pilot, now=NOW)
    assert len(idling(pilot, months=60, now=NOW).items) <= len(everywhere.items)
    here = idling(pilot, place="place-zhaojialou", now=NOW)
    assert 0 < len(here.items) < len(everywhere.items)


@pytest.mark.parametrize("months", [0.0, 0.5, -1.0, 1e6, float("nan")])
def test_months_that_make_no_sense_are_refused(pilot: Pilot, months: float) -> None:
    with pytest.raises(BadMonths):
        idling(pilot, months=months, now=NOW)


def test_an_unknown_place_is_named(pilot: Pilot) -> None:
    with pytest.raises(NotFound):
        idling(pilot, place="nowhere", now=NOW)
