"""Names that may mean the same thing are proposed with reasons, never merged silently, and decided once."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from typing import Any

import pytest

from graph.loading.names import record_id
from graph.loading.register import Register
from graph.loading.sameness import MOST_PROPOSALS, decision, doubles, propose
from graph.loading.translate import translate
from graph.loading.translation import Translation
from graph.reading.report import File, Row, Sheet, Verdict
from graph.records import Link, Node


def known() -> Register:
    """A community of two compounds, a group and an alliance."""
    places = [
        ("p-com", "南桥社区", "community"),
        ("p-yard", "柳巷1号院", "compound"),
        ("p-yard9", "柳巷9号院", "compound"),
    ]
    nodes = [Node("Place", id_, {"name": name, "level": level}) for id_, name, level in places]
    nodes += [
        Node("Organization", "org-flower", {"name": "花草社", "aliases": ["花草组"]}),
        Node("Alliance", "all-shop", {"name": "商户联盟"}),
    ]
    return Register.of(nodes, [Link("PART_OF", "Place", yard, "Place", "p-com") for yard in ("p-yard", "p-yard9")])


def read(list_name: str, row: dict[str, Any], register: Register | None = None) -> Translation:
    sheet = Sheet("表", "read", list_name, 1, rows=(Row(2, Verdict.OK, row),))
    file = File("某表.xlsx", "read", "d" * 64, (sheet,))
    return translate(file, register or known(), lambda _: [], date(2026, 3, 20))


def proposals(found: Translation) -> set[tuple[str, str, tuple[str, ...]]]:
    fresh = [ref for ref in found.draft.nodes if ref not in found.stored]
    return {(p.left_name, p.right_name, p.codes) for p in propose(found.register, fresh, found.stored)}


@pytest.mark.parametrize(
    ("list_name", "row", "expected"),
    [
        ("organizations", {"name": "花草舍"}, {("花草社", "花草舍", ("same_sound",))}),
        ("organizations", {"name": "南桥花草社"}, set()),
        ("units", {"name": "商户联萌", "member_units": ["甲店"]}, {("商户联盟", "商户联萌", ("same_sound",))}),
        ("places", {"kind": "compound", "name": "柳巷2号院", "parent": "南桥社区"}, set()),
        (
            "places",
            {"kind": "compound", "name": "刘巷1号院", "parent": "南桥社区"},
            {("柳巷1号院", "刘巷1号院", ("same_sound",))},
        ),
    ],
)
def test_what_may_be_the_same_is_proposed(list_name: str, row: dict[str, Any], expected: set[Any]) -> None:
    assert proposals(read(list_name, row)) >= expected
    assert bool(proposals(read(list_name, row))) == bool(expected)


def test_the_choir_of_another_community_is_another_choir_and_is_proposed() -> None:
    register = known()
    register.learn(("Place", "p-far"), {"name": "北桥社区", "level": "community"})
    here = read("organizations", {"name": "合唱队", "place": "柳巷1号院"}, register)
    again = read("organizations", {"name": "合唱队", "place": "柳巷9号院"}, register)
    there = read("organizations", {"name": "合唱队", "place": "北桥社区"}, register)
    ids = [next(id_ for kind, id_ in found.draft.nodes if kind == "Organization") for found in (here, again, there)]
    assert ids[0] == ids[1] != ids[2]
    assert proposals(there) == {("合唱队", "合唱队", ("same_name",))}
    famous = read("organizations", {"name": "花草社", "place": "北桥社区"}, register)
    assert [ref for ref in famous.draft.nodes if ref[0] == "Organization"] == [("Organization", "org-flower")]


def test_people_are_proposed_by_phone_and_sound_or_by_home() -> None:
    register = known()
    read("residents", {"name": "王某英", "phone": "13800000001", "place": "柳巷1号院"}, register)
    again = read("residents", {"name": "王某瑛", "phone": "13800000001"}, register)
    assert {codes for *_, codes in proposals(again)} == {("same_phone", "same_sound")}
    silent = read("residents", {"name": "王某英", "place": "柳巷1号院"}, register)
    assert ("same_home",) in {codes for *_, codes in proposals(silent)}
    other = read("residents", {"name": "王某英", "phone": "13900000009", "place": "柳巷9号院"}, register)
    assert proposals(other) == set()


def test_a_decision_is_remembered() -> None:
    now = datetime(2026, 3, 20, tzinfo=UTC)
    wanted = record_id("Organization", "花草舍")
    for same in (True, False):
        register = known()
        chosen = decision("Organization", "org-flower", wanted, same, now)
        register = Register.of([*_nodes(register), chosen], [])
        found = read("organizations", {"name": "花草舍", "star": 2}, register)
        ((ref, told),) = [(ref, told) for ref, told in found.draft.nodes.items() if ref[0] == "Organization"]
        assert proposals(found) == set()
        assert (ref[1] == "org-flower") is same
        assert ("花草舍" in told.get("aliases", [])) is same


def _nodes(register: Register) -> list[Node]:
    return [Node(kind, id_, told) for (kind, id_), told in register.known.items()]


def test_numbered_things_are_never_proposed_for_their_number() -> None:
    register = known()
    for number in range(1, 40):
        register.learn(("Place", f"p{number}"), {"name": f"{number}号楼", "level": "building"})
        register.learn(("Unit", f"u{number}"), {"name": f"南桥第{number}小学"})
    assert doubles(register, "Place") == []
    assert doubles(register, "Unit") == []


@pytest.mark.parametrize(("name", "proposed"), [("乙店场地", False), ("甲店场地", True)])
def test_rooms_of_two_units_are_proposed_only_for_the_whole_name(name: str, proposed: bool) -> None:
    register = known()
    for number, called in enumerate(("甲店场地", name)):
        register.learn(("Unit", f"u{number}"), {"name": "甲店乙店"[number * 2 :][:2]})
        register.learn(("Space", f"s{number}"), {"name": called, "aliases": ["场地"]})
        register.connect(Link("OFFERS", "Unit", f"u{number}", "Space", f"s{number}"))
    assert [pair.codes for pair in doubles(register, "Space")] == [("same_name",)] * proposed


def test_so_many_pairs_that_nobody_would_look_are_cut() -> None:
    register = Register()
    for number in range(60):
        register.learn(("Unit", f"u{number}"), {"name": "南桥物业" + "有限公司" * (number % 2), "phone": str(number)})
    assert len(doubles(register, "Unit")) == MOST_PROPOSALS


def test_a_story_in_the_place_of_a_name_is_compared_with_nothing() -> None:
    story = "花草社" * 10_000
    told = Register.of([Node("Organization", name, {"name": story + name}) for name in ("甲", "乙")], [])
    began = time.process_time()
    assert doubles(told, "Organization") == []
    assert time.process_time() - began < 1
