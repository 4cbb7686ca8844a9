"""Projects side by side: found where they are alike and near, never across districts, never by way of a third."""

from __future__ import annotations

from datetime import date

import pytest

import seeds
from graph.errors import NotFound
from graph.records import Link, Node
from graph.schema import Value
from matching.data import PLACE_LEVELS
from service.seeding import parted
from service.staffing.paralleling import parallels
from tests.support.communities import NOW, Still

SAME: dict[str, Value] = {"name": "手机银铃课", "text": "年轻人教老人用智能手机", "stage": "matching"}


class Beside(Still):
    """The pilot with further projects at places."""

    def __init__(self, *projects: tuple[str, str, dict[str, Value]]) -> None:
        nodes, links = parted(seeds.pilot())
        for key, place, held in projects:
            nodes.append(Node("Project", key, held))
            links.append(Link("LOCATED_IN", "Project", key, "Place", place, {}))
            nodes.append(Node("Requirement", f"q-{key}", {"kind": "skill", "text": "会教手机的人", "status": "open"}))
            links.append(Link("REQUIRES", "Project", key, "Requirement", f"q-{key}", {}))
        super().__init__(nodes, links, "beside")


def groups(world: Still, place: str = "") -> list[set[str]]:
    return [{key for key, _, _ in one.projects} for one in parallels(world, place=place, now=NOW).groups]


def test_the_same_thing_twice_in_one_community_is_found_with_its_reasons_and_partners() -> None:
    world = Beside(("p-same", "place-zhaojialou", SAME))
    found = parallels(world, now=NOW)
    (group,) = [one for one in found.groups if any(key == "p-same" for key, _, _ in one.projects)]
    assert {key for key, _, _ in group.projects} == {"project-yinling", "p-same"}
    assert group.may_merge
    (side,) = group.sides
    assert "同一个社区" in side.sentence
    assert "智能手机" in side.sentence
    assert side.partners
    english = parallels(world, language="en", now=NOW).groups[0].sides[0].sentence
    assert "both about" in english
    assert found.as_json()["groups"][0]["advice"] == "merge"


def test_nothing_is_grouped_across_streets_or_years_or_subjects() -> None:
    far = ("p-far", "place-sikuaiyu", SAME)
    later = ("p-later", "place-zhaojialou", {**SAME, "date_from": date(2028, 3, 1), "date_to": date(2028, 4, 1)})
    other = ("p-other", "place-zhaojialou", {**SAME, "name": "楼道换灯", "text": "给楼道换上亮的灯"})
    found = groups(Beside(far, later, other))
    assert not [group for group in found if group & {"p-far", "p-later", "p-other"}]


def test_every_pair_of_every_group_shares_a_street() -> None:
    world = Beside(("p-one", "place-zhaojialou", SAME), ("p-two", "place-sikuaiyu-64", SAME))
    data, street = world.matcher.data, PLACE_LEVELS.index("street")
    for group in parallels(world, now=NOW).groups:
        rows = [world.snapshot.nodes["Place"].texts("name").tolist().index(place) for _, _, place in group.projects]
        ids = [world.snapshot.nodes["Place"].ids[row] for row in rows]
        above = {int(data.places.ancestors[data.places.nodes.row_of("Place", key), street]) for key in ids}
        assert len(above) == 1


def test_a_place_narrows_and_an_unknown_one_is_named() -> None:
    world = Beside(("p-same", "place-zhaojialou", SAME))
    assert any("p-same" in group for group in groups(world, "place-zhaojialou"))
    assert not groups(world, "place-sikuaiyu-64")
    with pytest.raises(NotFound):
        parallels(world, place="nowhere", now=NOW)
