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
        ("organizations", {"name": "南桥花草社"}, {("花草社", "南桥花草社", ("same_core",))}),
        ("organizations", {"name": "北苑花草社"}, set()),
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
    assert proposals(there) == {("合唱队", "合唱队", ("same_name", "elsewhere"))}
    famous = read("organizations", {"name": "花草社", "place": "北桥社区"}, register)
    assert [ref for ref in famous.draft.nodes if ref[0] == "Organization"] == [("Organization", "org-flower")]


def pairs_of(kind: str, *told: dict[str, Any]) -> list[tuple[str, str, tuple[str, ...]]]:
    """The pairs proposed among records of one kind, likeliest first, the shorter name of each first."""
    register = known()
    for number, one in enumerate(told):
        register.learn((kind, f"{kind}-{number}"), one)
    found = doubles(register, kind)
    return [(*sorted((p.left_name, p.right_name), key=len), p.codes) for p in found]  # type: ignore[misc]


@pytest.mark.parametrize(
    ("kind", "left", "right", "codes"),
    [
        ("Unit", "春晖楼宇服务", "春晖楼宇服务有限公司", ("same_core",)),
        ("Unit", "柏安物业", "柏安物业管理有限公司", ("same_core",)),
        ("Organization", "巧手维修队", "南桥社区巧手维修服务队", ("same_core",)),
        ("Organization", "和院青年志愿队", "和院青年志愿服务队", ("same_core",)),
        ("Organization", "青年志愿队", "和院青年志愿队", ("part_of_name",)),
        ("Organization", "花友会", "花友汇", ("same_sound",)),
        ("Organization", "墨香书画社", "墨香书画社（南桥）", ("same_core",)),
        ("Unit", "福顺", "福顺商店", ("part_of_name",)),
        ("Place", "南桥一网格", "南桥第一网格", ("same_number",)),
        ("Unit", "和味居餐厅", "和味居饭馆", ("other_trade_word",)),
        ("Fund", "社区公益金", "南桥社区公益金（2026年度）", ("same_core",)),
    ],
)
def test_two_ways_of_writing_one_name_are_proposed(kind: str, left: str, right: str, codes: tuple[str, ...]) -> None:
    assert pairs_of(kind, {"name": left}, {"name": right}) == [(left, right, codes)]


@pytest.mark.parametrize(
    ("kind", "left", "right"),
    [
        ("Unit", "城市管理部", "社区建设部"),
        ("Unit", "政务服务中心", "社区服务中心"),
        ("Unit", "南桥社区居委会", "南桥社区卫生服务站"),
        ("Unit", "恒安银行", "恒安银行柳巷支行"),
        ("Unit", "福顺商店", "福顺小学"),
        ("Unit", "福顺餐厅", "福顺药店"),
        ("Unit", "福顺一店", "福顺第二店"),
        ("Fund", "南桥社区公益金（2025年度）", "南桥社区公益金（2026年度）"),
        ("Fund", "社区公益金", "南桥社区党建经费"),
        ("Unit", "第三幼儿园", "第五幼儿园"),
        ("Unit", "物业服务站", "明德楼物业服务站"),
        ("Organization", "街道社会组织联合会", "柳门街道社会组织联合会"),
        ("Organization", "西门街道社会组织联合会", "东门街道社会组织联合会"),
        ("Organization", "合唱队", "老年合唱队"),
        ("Organization", "帮帮团", "花友汇"),
        ("Space", "聊聊吧", "文化长廊"),
    ],
)
def test_names_that_only_share_words_or_a_description_are_not(kind: str, left: str, right: str) -> None:
    about = {"text": "特色活动空间", "phone": "13800000001"}
    assert pairs_of(kind, {"name": left, **about}, {"name": right, **about}) == []


@pytest.mark.parametrize(
    ("left", "right"), [("东四街道", "东直门街道"), ("崇外街道", "永外街道"), ("东华街道", "东花街道")]
)
def test_official_places_of_two_names_are_two(left: str, right: str) -> None:
    street = {"level": "street", "text": "试点街道"}
    assert pairs_of("Place", {"name": left, **street}, {"name": right, **street}) == []
    both = pairs_of("Place", {"name": left, "code": "1101", **street}, {"name": left, "code": "1102", **street})
    assert both == []


def test_what_says_most_comes_first_and_every_reason_is_true() -> None:
    asked = pairs_of(
        "Organization",
        {"name": "巧手编织队", "phone": "13800000001", "contact": "王某"},
        {"name": "巧手编织服务队", "phone": "13800000001", "contact": "王某"},
        {"name": "晨风舞蹈会"},
        {"name": "晨风舞蹈汇"},
        {"name": "甲公司", "credit_code": "91110101MA00000001"},
        {"name": "乙中心", "credit_code": "91110101MA00000001"},
    )
    assert [codes for *_, codes in asked] == [
        ("same_core", "same_phone", "same_contact"),
        ("same_code",),
        ("same_sound",),
    ]


@pytest.mark.parametrize(
    ("left", "right", "codes"),
    [
        (("王某兰", "13800000001", "b1"), ("王某莲", "13800000001", None), ("same_phone", "like_name")),
        (("陈小", "13800000001", None), ("小陈", "13800000001", None), ("same_phone", "like_name")),
        (("李大明", "13800000001", None), ("王小红", "13800000001", None), None),
        (("王玉兰", "13800000001", "b1"), ("王玉兰", "13900000002", "b2"), ("same_door",)),
        (("王某兰", "13800000001", "b1"), ("王某兰", "13900000002", "b2"), None),
        (("王某兰", "13800000001", "b1"), ("王某兰", "13900000002", "b1"), ("same_door",)),
        (("王某兰", "13800000001", "b1"), ("王某兰", "13900000002", "p-yard9"), None),
        (("王某兰", "13800000001", "p-com"), ("王某兰", "13900000002", "p-com"), None),
        (("陈建国", "13800000001", "b1"), ("陈大爷", "13900000002", "p-yard"), ("form_of_address",)),
        (("小陈", "13800000001", "b1"), ("陈大爷", "13900000002", "b1"), None),
        (("小陈", "13800000001", "b1"), ("小陈", "13900000002", "b1"), ("same_door",)),
        (("小陈", "13800000001", "b1"), ("小陈", "13900000002", "b2"), None),
    ],
)
def test_people_written_twice_are_proposed_and_families_are_not(
    left: tuple[str, str, str | None], right: tuple[str, str, str | None], codes: tuple[str, ...] | None
) -> None:
    register = known()
    for building in ("b1", "b2"):
        register.learn(("Place", building), {"name": building, "level": "building"})
        register.connect(Link("PART_OF", "Place", building, "Place", "p-yard"))
    for id_, (name, phone, home) in (("r1", left), ("r2", right)):
        register.learn(("Resident", id_), {"name": name, "phone": phone})
        if home:
            register.connect(Link("LIVES_AT", "Resident", id_, "Place", home))
    assert [pair.codes for pair in doubles(register, "Resident")] == ([codes] if codes else [])


def test_of_neighbours_in_a_house_without_a_compound_no_compound_is_said() -> None:
    register = known()
    register.learn(("Place", "house"), {"name": "22号楼", "level": "building"})
    for number, name in (("2", "陈建国"), ("3", "陈大爷")):
        register.learn(("Place", number), {"name": f"22号楼{number}单元", "level": "entrance"})
        register.connect(Link("PART_OF", "Place", number, "Place", "house"))
        register.learn(("Resident", number), {"name": name})
        register.connect(Link("LIVES_AT", "Resident", number, "Place", number))
    (pair,) = doubles(register, "Resident")
    assert pair.codes == ("form_of_address",)
    assert "同一个院或楼" in pair.reasons["zh"]


def test_people_are_proposed_by_phone_and_sound_or_by_home() -> None:
    register = known()
    read("residents", {"name": "王某英", "phone": "13800000001", "place": "柳巷1号院"}, register)
    again = read("residents", {"name": "王某瑛", "phone": "13800000001"}, register)
    assert {codes for *_, codes in proposals(again)} == {("same_phone", "same_sound")}
    silent = read("residents", {"name": "王某英", "place": "柳巷1号院"}, register)
    assert ("same_home",) in {codes for *_, codes in proposals(silent)}
    other = read("residents", {"name": "王某英", "phone": "13900000009", "place": "柳巷9号院"}, register)
    assert proposals(other) == set()


def test_one_name_in_one_community_is_proposed_where_skill_or_hours_are_shared_too() -> None:
    teacher = {"name": "王叔", "skills": ["教手机"], "hours": "周六下午", "place": "柳巷1号院"}
    register = known()
    read("residents", teacher, register)
    again = read("residents", teacher | {"place": "南桥社区"}, register)
    assert proposals(again) == {("王叔", "王叔", ("same_skill_and_hours",))}
    for other in ({"skills": ["养花"], "place": "南桥社区"}, {"place": "柳巷9号院"}):
        register = known()
        read("residents", teacher, register)
        assert proposals(read("residents", teacher | other, register)) == set()


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


@pytest.mark.parametrize(
    ("names", "proposed"),
    [
        (("甲店场地", "乙店场地"), False),
        (("甲店场地", "甲店场地"), True),
        (("会议室", "会议室"), False),
        (("二层大活动室", "二层大活动室"), False),
        (("聊聊吧", "聊聊吧"), True),
    ],
)
def test_rooms_of_two_units_are_proposed_only_for_a_whole_name_that_tells(
    names: tuple[str, str], proposed: bool
) -> None:
    register = known()
    for number, called in enumerate(names):
        register.learn(("Unit", f"u{number}"), {"name": "甲店乙店"[number * 2 :][:2]})
        register.learn(("Space", f"s{number}"), {"name": called, "aliases": ["场地"]})
        register.connect(Link("OFFERS", "Unit", f"u{number}", "Space", f"s{number}"))
    assert [pair.codes for pair in doubles(register, "Space")] == [("same_name",)] * proposed


def test_so_many_pairs_that_nobody_would_look_are_cut() -> None:
    register = Register()
    for number in range(60):
        register.learn(("Unit", f"u{number}"), {"name": "南桥物业" + "有限公司" * (number % 2), "phone": str(number)})
    assert len(doubles(register, "Unit")) == MOST_PROPOSALS


def test_a_town_is_compared_in_a_moment() -> None:
    register = known()
    for number in range(20_000):
        register.learn(("Place", f"b{number}"), {"name": f"{number % 30}号楼", "level": "building"})
        register.connect(Link("PART_OF", "Place", f"b{number}", "Place", f"yard{number // 30}"))
        register.learn(("Resident", f"r{number}"), {"name": "王李张"[number % 3] + "某兰", "phone": f"{number}"})
        register.connect(Link("LIVES_AT", "Resident", f"r{number}", "Place", f"b{number}"))
    began = time.process_time()
    assert doubles(register, "Resident") == doubles(register, "Place") == []
    assert time.process_time() - began < 2.5


def test_a_story_in_the_place_of_a_name_is_compared_with_nothing() -> None:
    story = "花草社" * 10_000
    told = Register.of([Node("Organization", name, {"name": story + name}) for name in ("甲", "乙")], [])
    began = time.process_time()
    assert doubles(told, "Organization") == []
    assert time.process_time() - began < 1
