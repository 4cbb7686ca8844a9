"""Who could do something about a need together: who feels it, who can, who did the like, and a new face."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from graph.errors import NotFound
from graph.records import Link, Node
from service.consulting.mates import SEATS, mates_of
from tests.unit.matching_town import NOW, Town, link, node, teacher, town

TEXT = "老人不会用智能手机，想有人教智能手机"


def need(key: str, text: str, place: str, by: str) -> list[Node | Link]:
    """A need that somebody raised at a place."""
    raised = link("RAISED", ("Resident", by), ("Need", key))
    return [node("Need", key, text=text, stage="raised"), link("LOCATED_IN", ("Need", key), ("Place", place)), raised]


def neighbour(key: str, **more: Any) -> list[Node | Link]:
    """A willing resident of the yard."""
    held = {"name": f"某{key}", "consent": True, **more}
    return [node("Resident", key, **held), link("LIVES_AT", ("Resident", key), ("Place", "yard"))]


def idea(*records: Node | Link) -> Town:
    """A need, one like it in the street, one of another matter, a teacher, a solved case and a new face."""
    day, lately = NOW.date() - timedelta(days=200), NOW.date() - timedelta(days=20)
    done = [
        node("Project", "past", name="教智能手机小课堂", text="教老人用智能手机", stage="closed", date_to=day),
        link("TAKES_PART", ("Resident", "did"), ("Project", "past")),
    ]
    return town(
        *(one for key in ("asked", "like", "other", "did") for one in neighbour(key)),
        *need("idea", TEXT, "yard", "asked"),
        *need("same", "想有人教智能手机挂号", "next", "like"),
        *need("lamp", "楼道的灯坏了很久，晚上很黑", "next", "other"),
        *teacher("able", "yard", joined_on=day),
        *teacher("fresh", "next", joined_on=lately),
        *done,
        *records,
    )


def found(world: Town, language: str = "zh") -> dict[str, dict[str, Any]]:
    answer = mates_of(world.current(NOW), "idea", language=language, now=NOW).as_json()
    return {one["candidate"]["id"]: one for one in answer["mates"]}


def test_each_part_is_played_with_a_reason() -> None:
    table = found(idea())
    assert mates_of(idea().current(NOW), "idea", now=NOW).lack is None, "somebody has it on record"
    assert "raised" in table["asked"]["parts"]
    assert "就是这条需求的提出人" in table["asked"]["reasons"]
    assert "提过相近的需求" in table["like"]["reasons"]
    assert not any("挂号" in reason for one in table.values() for reason in one["reasons"]), "word for word of another"
    assert "able" in table["able"]["parts"]
    assert any("教智能手机" in reason for reason in table["able"]["reasons"])
    assert "参加过相近的“教智能手机小课堂”" in table["did"]["reasons"]
    assert "new" in table["fresh"]["parts"]
    assert "other" not in table
    assert all(one["reasons"] for one in table.values())
    assert len(table) <= sum(SEATS.values())
    assert "raised this need" in found(idea(), "en")["asked"]["reasons"]


@pytest.mark.parametrize("hidden", [{"consent": False}, {"age_band": "10-19"}, {"hours_cap": 0.0}])
def test_who_may_not_be_asked_has_no_seat(hidden: dict[str, Any]) -> None:
    changed = idea().with_(*(node("Resident", key, **hidden) for key in ("asked", "like", "able", "did", "fresh")))
    assert found(changed) == {}


def test_nobody_sits_beside_whom_they_should_not_work_with() -> None:
    table = found(idea(link("CONFLICTS_WITH", ("Resident", "asked"), ("Resident", "able"))))
    assert "asked" in table
    assert "able" not in table


def test_where_nobody_can_it_says_so_and_neighbours_have_a_seat() -> None:
    world = idea().with_(node("Need", "idea", text="要会修小家电的人"))
    answer = mates_of(world.current(NOW), "idea", now=NOW).as_json()
    assert "修小家电" in answer["lack"]
    assert answer["read"] == ["修小家电"]
    assert [one for one in answer["mates"] if "new" in one["parts"]]


def test_an_unknown_need_is_named() -> None:
    with pytest.raises(NotFound):
        mates_of(idea().current(NOW), "nothing", now=NOW)
