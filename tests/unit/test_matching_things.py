"""Things: what a room must be large enough for it need not have, and services that lend things meet lines for them."""

from __future__ import annotations

import pytest
from matching_town import Town, link, node, town

from graph.records import Link, Node
from matching.rooms import fitting
from service.lines.headcount import people_in

THINGS: list[Node | Link] = [
    node("Skill", "chairs", name="桌椅", aliases=["椅子", "凳子", "桌子"], theme="goods"),
    node("Skill", "film", name="投影", theme="goods"),
    node("Skill", "joiner", name="修椅子", theme="repair"),
    node("Skill", "carrying", name="搬运", theme="repair"),
    node("Skill", "hall", name="屋子", theme="space"),
]


def with_room(text: str) -> Town:
    """An open line for a room, and a bare room large enough for it."""
    room = node("Space", "bare", name="大屋子", capacity=60)
    return town(*THINGS, room).with_(node("Requirement", "room", text=text))


def reasons(place: Town, line: str) -> dict[str, set[str]]:
    matcher, question = place.ask(line)
    return {m.candidate["id"]: {r.feature for r in m.reasons} for m in matcher.answer(question).matches}


@pytest.mark.parametrize("text", ["能摆十二把椅子的地方", "放得下四张桌子就行", "够支六张桌子，離家近"])
def test_a_room_need_not_have_what_must_fit_into_it(text: str) -> None:
    assert "lacking" not in reasons(with_room(text), "room")["bare"]


@pytest.mark.parametrize("text", ["有椅子的地方", "能放投影的地方", "坐得下三十六人，有投影"])
def test_what_a_room_is_to_have_is_lacking_where_it_is_not_on_record(text: str) -> None:
    assert "lacking" in reasons(with_room(text), "room")["bare"]


def test_what_must_fit_ends_where_the_equipment_begins() -> None:
    text = "摆得下三十把椅子有投影的屋子"
    (span,) = fitting(text)
    assert text[span.start : span.stop] == "摆得下三十把椅子"


@pytest.mark.parametrize(("text", "people"), [("能摆十二把椅子的屋子", 12), ("坐得下15位的小屋", 15)])
def test_seats_tell_how_many_people_a_room_must_hold(text: str, people: float) -> None:
    assert people_in(text) == people


def offering(name: str, text: str = "", kind: str = "service") -> Town:
    """An open line for chairs, and one entry of the list of services."""
    return town(
        *THINGS,
        node("Service", "offer", name=name, text=text, kind=kind),
        node("Requirement", "line", kind="goods", text="二十把椅子", status="open"),
        link("REQUIRES", ("Project", "open"), ("Requirement", "line")),
    )


@pytest.mark.parametrize(
    ("name", "text"),
    [("椅子借用", ""), ("便民角", "免费借给各院凳子和桌子"), ("折叠椅子", "搞活动时用"), ("捐赠桌子", "")],
)
def test_a_service_that_gives_or_lends_things_meets_a_line_for_them(name: str, text: str) -> None:
    assert "offer" in offering(name, text).scores("line")


@pytest.mark.parametrize(
    ("name", "text"), [("旧椅子回收", "捐赠的也收"), ("修椅子", "上门修椅子"), ("椅子搬运", "搬桌子")]
)
def test_a_service_that_takes_things_or_works_on_them_does_not(name: str, text: str) -> None:
    assert "offer" not in offering(name, text).scores("line")


def test_a_service_that_lends_things_still_meets_a_line_for_a_service() -> None:
    lending = offering("椅子借用").with_(node("Requirement", "line", kind="service", text="借椅子"))
    assert "offer" in lending.scores("line")
