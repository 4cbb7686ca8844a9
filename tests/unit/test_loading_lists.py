"""Rows of each list become the records that a careful person would write down."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from graph.loading.register import Ref, Register
from graph.loading.translate import translate
from graph.loading.translation import Translation
from graph.reading.report import File, Row, Sheet, Verdict
from graph.records import Link, Node
from graph.validation import check_link, check_node

TODAY = date(2026, 3, 20)
CONCEPTS = {"修灯": ["skill-light"], "教手机": ["skill-phone"], "想学用手机": ["skill-phone"]}


def known() -> Register:
    """A street with one community of two compounds, a group with an alias, an alliance and two concepts."""
    places = [
        ("p-street", "南桥街道", "street"),
        ("p-com", "南桥社区", "community"),
        ("p-yard", "柳巷1号院", "compound"),
        ("p-house", "柳巷1号院2号楼", "building"),
        ("p-yard9", "柳巷9号院", "compound"),
    ]
    nodes = [Node("Place", id_, {"name": name, "level": level}) for id_, name, level in places]
    nodes += [
        Node("Organization", "org-flower", {"name": "花草社", "aliases": ["花草组"]}),
        Node("Alliance", "all-shop", {"name": "商户联盟"}),
        Node("Space", "space-hall", {"name": "议事厅"}),
        Node("Skill", "skill-light", {"name": "修灯具", "version": "1"}),
        Node("Skill", "skill-phone", {"name": "教智能手机", "version": "1"}),
    ]
    up = [("p-com", "p-street"), ("p-yard", "p-com"), ("p-yard9", "p-com"), ("p-house", "p-yard")]
    links = [Link("PART_OF", "Place", low, "Place", high) for low, high in up]
    links.append(Link("LOCATED_IN", "Space", "space-hall", "Place", "p-com"))
    return Register.of(nodes, links)


def read(list_name: str, *rows: dict[str, Any], register: Register | None = None, **more: Any) -> Translation:
    sheet = Sheet(
        "表", "read", list_name, 1, rows=tuple(Row(i, Verdict.OK, row) for i, row in enumerate(rows, 2)), **more
    )
    file = File("某表.xlsx", "read", "d" * 64, (sheet,))
    found = translate(file, register or known(), lambda words: CONCEPTS.get(words, []), TODAY)
    for node in found.draft.as_nodes():
        usual = found.draft.usual.get((node.kind, node.id), {})
        check_node(Node(node.kind, node.id, {**usual, **node.properties}))
    for link in found.draft.as_links():
        check_link(link)
    return found


def only(found: Translation, kind: str) -> tuple[Ref, dict[str, Any]]:
    ((ref, told),) = [(ref, told) for ref, told in found.draft.nodes.items() if ref[0] == kind]
    return ref, dict(told)


def ends(found: Translation, kind: str) -> set[tuple[str, str]]:
    names = found.register.name
    return {
        (names((link.from_kind, link.from_id)), names((link.to_kind, link.to_id)))
        for link in found.draft.as_links()
        if link.kind == kind
    }


def test_a_need_has_its_place_stage_and_topic() -> None:
    row = {
        "text": "想学用手机",
        "place": "柳巷1号院",
        "stage": "民议",
        "date_from": "2026-01-02",
        "quantity": 20,
        "unit": "户",
    }
    found = read("needs", row)
    ref, told = only(found, "Need")
    assert (told["stage"], told["raised_on"], told["quantity"]) == ("deliberated", date(2026, 1, 2), 20.0)
    assert told["source"] == "需求清单 某表.xlsx 2026-03-20"
    assert ends(found, "LOCATED_IN") == {("想学用手机", "柳巷1号院")}
    assert ends(found, "ABOUT") == {("想学用手机", "教智能手机")}
    assert found.draft.rows == {("表", 2): [ref]}


def test_a_need_without_a_stage_is_at_least_raised_but_only_when_nothing_else_is_known() -> None:
    found = read("needs", {"text": "院里没有灯"})
    ref, told = only(found, "Need")
    assert "stage" not in told
    assert found.draft.usual[ref] == {"stage": "raised"}


def test_the_same_need_twice_is_one_and_blanks_are_filled() -> None:
    row = {"text": "院里没有灯", "place": "柳巷1号院"}
    found = read("needs", {**row, "urgency": "高"}, {**row, "contact": "王某"})
    _, told = only(found, "Need")
    assert (told["urgency"], told["contact"]) == ("高", "王某")


def test_numbered_needs_are_one_only_when_they_say_much_the_same() -> None:
    register = known()
    read("needs", {"id": "1", "text": "柳巷路灯坏了没人修", "place": "柳巷1号院"}, register=register)
    again = read("needs", {"id": "1", "text": "柳巷路灯坏了，没人来修", "place": "柳巷1号院"}, register=register)
    other = read("needs", {"id": "1", "text": "想办书法班", "place": "柳巷1号院"}, register=register)
    (known_id,) = register.by_number["Need", "1"][:1]
    assert only(again, "Need")[0] == ("Need", known_id)
    assert only(other, "Need")[0] != ("Need", known_id)


@pytest.mark.parametrize(
    ("kind", "label", "stored"),
    [("技能", "Service", "skill"), ("场地", "Space", None), ("资金", "Fund", None), ("物资", "Service", "goods")],
)
def test_a_resource_becomes_what_its_kind_says(kind: str, label: str, stored: str | None) -> None:
    found = read("resources", {"name": "某样东西", "provider": "南桥书店", "kind": kind, "date_to": "2026-12-31"})
    _, told = only(found, label)
    assert told["valid_until"] == date(2026, 12, 31)
    if stored:
        assert told["kind"] == stored
    assert ends(found, "OFFERS") == {("南桥书店", "某样东西")}
    assert only(found, "Unit")[1]["name"] == "南桥书店"


def test_providers_are_found_or_made_as_what_they_are() -> None:
    rows = [
        {"name": "浇水", "provider": "花草组", "kind": "人力"},
        {"name": "赞助", "provider": "商户联盟", "kind": "资金"},
        {"name": "会议室", "provider": "南桥社区", "kind": "场地"},
        {"name": "修灯师傅", "provider": "王某英", "kind": "技能", "phone": "13800000001", "skills": ["修灯"]},
        {"name": "讲座", "provider": "某某社会工作服务中心", "kind": "服务"},
    ]
    found = read("resources", *rows)
    assert ends(found, "OFFERS") == {
        ("花草社", "浇水"),
        ("商户联盟", "赞助"),
        ("南桥社区居委会", "会议室"),
        ("王某英", "修灯师傅"),
        ("某某社会工作服务中心", "讲座"),
    }
    assert ends(found, "SERVES") == {("南桥社区居委会", "南桥社区")}
    assert only(found, "Resident")[1]["phone"] == "13800000001"
    assert ends(found, "HAS_SKILL") == {("王某英", "修灯具")}
    assert only(found, "Organization")[1]["name"] == "某某社会工作服务中心"


def test_names_and_phones_of_people_stand_only_in_personal_properties() -> None:
    from graph.kinds import LINKS, NODES
    from graph.schema import Privacy

    person = {"provider": "王某英", "phone": "13800000001", "contact": "王某英"}
    parts = [
        read("resources", {"name": "修灯", "kind": "技能", **person}),
        read("residents", {"name": "王某英", "phone": "13800000001", "skills": ["修灯"], "consent": True}),
        read(
            "projects",
            {"name": "亮灯", "team": "王某英", "mentor": "王某英", "requirement": "电工", "claimant": "王某英"},
        ),
        read("needs", {"text": "灯坏了", "contact": "王某英", "phone": "13800000001"}),
    ]
    for found in parts:
        for node in found.draft.as_nodes():
            assert "王" not in node.id
            for name, value in node.properties.items():
                open_to_others = NODES[node.kind].by_name[name].privacy is not Privacy.PERSONAL
                assert not (open_to_others and ("王某英" in str(value) or "13800000001" in str(value))), (node, name)
        for link in found.draft.as_links():
            assert not any("王某英" in str(value) for value in link.properties.values()), LINKS[link.kind]


def test_a_known_space_keeps_its_name_and_learns_the_rest() -> None:
    row = {"name": "议事厅", "kind": "场地", "provider": "南桥社区", "quantity": 20, "quantity_max": 25, "unit": "人"}
    found = read("resources", {**row, "equipment": ["白板"], "hours": "工作日"})
    ref, told = only(found, "Space")
    assert ref == ("Space", "space-hall")
    assert (told["capacity"], told["equipment"]) == (25, ["白板"])
    assert told["windows"][:2] == ["mon-am", "mon-pm"]


def test_a_resident_has_home_posts_skills_groups_and_consent() -> None:
    row = {
        "name": "王某英",
        "phone": "13800000001",
        "place": "柳巷1号院2号楼",
        "posts": ["楼长", "院长", "门长"],
        "skills": ["修灯", "剪纸"],
        "groups": ["花草组", "柳巷乐队"],
        "consent": True,
        "age_band": "60-69",
    }
    found = read("residents", row, reported_on="2026-03-01")
    _, told = only(found, "Resident")
    assert (told["consent"], told["age_band"], told["posts"]) == (True, "60-69", ["楼长", "院长", "门长"])
    posts = {
        (lk.properties["post"], found.register.name((lk.to_kind, lk.to_id)))
        for lk in found.draft.as_links()
        if lk.kind == "HOLDS_POST"
    }
    assert posts == {("楼长", "柳巷1号院2号楼"), ("院长", "柳巷1号院"), ("门长", "柳巷1号院2号楼")}
    assert ends(found, "HAS_SKILL") == {("王某英", "修灯具"), ("王某英", "剪纸")}
    assert ends(found, "MEMBER_OF") == {("王某英", "花草社"), ("王某英", "柳巷乐队")}
    assert only(found, "Consent")[1]["given_on"] == date(2026, 3, 1)


def test_a_refusal_is_kept_and_gives_no_consent() -> None:
    found = read("residents", {"name": "王某英", "phone": "13800000001", "consent": False})
    assert only(found, "Resident")[1]["consent"] is False
    assert not [ref for ref in found.draft.nodes if ref[0] == "Consent"]


def test_homonyms_without_a_phone_stay_two_people() -> None:
    found = read("residents", {"name": "王某", "place": "柳巷1号院"}, {"name": "王某", "place": "柳巷9号院"})
    assert len([ref for ref in found.draft.nodes if ref[0] == "Resident"]) == 2


def test_a_new_home_replaces_the_old_one() -> None:
    register = known()
    first = read("residents", {"name": "王某", "phone": "13800000001", "place": "柳巷1号院"}, register=register)
    second = read("residents", {"name": "王某", "phone": "13800000001", "place": "柳巷9号院"}, register=register)
    assert ends(first, "LIVES_AT") == {("王某", "柳巷1号院")}
    assert ends(second, "LIVES_AT") == {("王某", "柳巷9号院")}
    assert [link.to_id for link in second.draft.as_ended()] == ["p-yard"]


def test_an_organization_is_found_by_alias_and_keeps_its_name() -> None:
    found = read("organizations", {"name": "花草组", "kind": "支持型", "star": 3, "quantity": 28, "skills": ["修灯"]})
    ref, told = only(found, "Organization")
    assert ref == ("Organization", "org-flower")
    assert (told["name"], told["role"], told["star"], told["members"]) == ("花草社", "支持型", 3, 28)


def test_units_and_alliances() -> None:
    rows = [
        {
            "name": "南桥书店",
            "kind": "商户",
            "alliance": "商户联盟",
            "offers": ["场地", "读书讲座", "出资"],
            "place": "柳巷1号院",
        },
        {"name": "医教联盟", "member_units": ["南桥小学", "南桥书店"], "lead_unit": "南桥小学", "area": ["南桥社区"]},
    ]
    found = read("units", *rows)
    roles = {
        (
            lk.properties["role"],
            found.register.name((lk.from_kind, lk.from_id)),
            found.register.name((lk.to_kind, lk.to_id)),
        )
        for lk in found.draft.as_links()
        if lk.kind == "MEMBER_OF"
    }
    assert roles == {
        ("成员", "南桥书店", "商户联盟"),
        ("成员", "南桥书店", "医教联盟"),
        ("牵头", "南桥小学", "医教联盟"),
    }
    assert ends(found, "OFFERS") == {
        ("南桥书店", "南桥书店场地"),
        ("南桥书店", "读书讲座"),
        ("南桥书店", "南桥书店出资"),
    }
    assert ends(found, "SERVES") == {("医教联盟", "南桥社区")}


def test_a_service_has_provider_area_price_and_alliance() -> None:
    row = {
        "name": "换灯泡",
        "provider": "南桥物业",
        "alliance": "商户联盟",
        "area": ["柳巷1号院", "柳巷9号院"],
        "charge": "优惠",
        "money": 20,
        "unit": "次",
        "hours": "周六上午",
    }
    found = read("services", row)
    _, told = only(found, "Service")
    assert (told["charge"], told["money"], told["unit"], told["windows"]) == ("优惠", 20.0, "次", ["sat-am"])
    assert ends(found, "COVERS") == {("换灯泡", "柳巷1号院"), ("换灯泡", "柳巷9号院")}
    assert ends(found, "MEMBER_OF") == {("南桥物业", "商户联盟")}


PROJECT = {"id": "XM-1", "name": "楼门亮灯", "team": "柳巷自管会", "place": "柳巷1号院", "stage": "民办", "money": 3000}


def test_a_project_gathers_its_lines() -> None:
    rows = [
        {
            **PROJECT,
            "requirement": "电工",
            "requirement_kind": "人力",
            "quantity": 2,
            "unit": "人",
            "claimant": "花草社",
        },
        {**PROJECT, "requirement": "灯具", "requirement_kind": "物资", "quantity": 15, "unit": "个"},
    ]
    rows[0] |= {"claim": "出一个人", "claim_status": "确认", "mentor": "段某", "fund": "社区公益金", "need": "楼道太黑"}
    found = read("projects", *rows)
    _, told = only(found, "Project")
    assert (told["number"], told["budget"], told["stage"]) == ("XM-1", 3000.0, "matching")
    assert ends(found, "REQUIRES") == {("楼门亮灯", "电工"), ("楼门亮灯", "灯具")}
    assert ends(found, "TAKES_PART") == {("柳巷自管会", "楼门亮灯")}
    assert ends(found, "MENTORS") == {("段某", "楼门亮灯")}
    assert ends(found, "FUNDED_BY") == {("楼门亮灯", "社区公益金")}
    assert ends(found, "ADDRESSES") == {("楼门亮灯", "楼道太黑")}
    assert ends(found, "MADE") == {("花草社", "出一个人")}
    _, claim = only(found, "Claim")
    assert (claim["status"], claim["quantity"]) == ("confirmed", 1.0)
    states = {told["text"]: told["status"] for ref, told in found.draft.nodes.items() if ref[0] == "Requirement"}
    assert states == {"电工": "open", "灯具": "open"}


@pytest.mark.parametrize(
    ("claim", "status", "taken", "state"),
    [
        (None, "确认", 2.0, "met"),
        ("出两名电工", "确认", 2.0, "met"),
        ("出一名", "确认", 1.0, "open"),
        ("出五人", "确认", 2.0, "met"),
        ("借一架梯子", "确认", None, "open"),
        ("借一架梯子", "履约", None, "met"),
        (None, "意向", 2.0, "open"),
        (None, "婉拒", 2.0, "open"),
    ],
)
def test_how_much_a_claim_takes(claim: str | None, status: str, taken: float | None, state: str) -> None:
    row = {
        **PROJECT,
        "requirement": "电工",
        "requirement_kind": "人力",
        "quantity": 2,
        "unit": "人",
        "claimant": "花草社",
    }
    found = read("projects", {**row, "claim": claim, "claim_status": status})
    assert only(found, "Claim")[1].get("quantity") == taken
    assert only(found, "Requirement")[1]["status"] == state


def test_several_claimants_never_take_more_than_is_needed() -> None:
    row = {**PROJECT, "requirement": "电工", "requirement_kind": "人力", "quantity": 3, "unit": "人"}
    found = read("projects", {**row, "claimant": ["花草社", "商户联盟"], "claim": "各出两人", "claim_status": "确认"})
    assert sum(told["quantity"] for ref, told in found.draft.nodes.items() if ref[0] == "Claim") == 3


def test_a_line_without_its_kind_gets_one_from_its_words() -> None:
    rows = [
        ("能坐二十人的屋子", "间", "space"),
        ("会弹琴的人", "人", "skill"),
        ("搬桌子", "人", "people"),
        ("奖品", None, "goods"),
    ]
    for text, unit, kind in rows:
        found = read("projects", {"name": "一个项目", "requirement": text, "unit": unit, "quantity": 1})
        assert only(found, "Requirement")[1]["kind"] == kind or text == "奖品"


def test_rows_with_errors_and_rows_left_out_by_hand_are_not_translated() -> None:
    rows = (
        Row(2, Verdict.ERROR, {"text": "甲"}),
        Row(3, Verdict.OK, {"text": "乙"}),
        Row(4, Verdict.WARNING, {"text": "丙"}),
    )
    file = File("某表.csv", "read", "d", (Sheet("", "read", "needs", 1, rows=rows),))
    found = translate(file, known(), lambda _: [], TODAY, skipped={("", 3)})
    assert only(found, "Need")[1]["text"] == "丙"


def test_the_order_of_sheets_does_not_matter() -> None:
    projects = Sheet("一", "read", "projects", 1, rows=(Row(2, Verdict.OK, {"name": "亮灯", "need": "楼道太黑了"}),))
    needs = Sheet("二", "read", "needs", 1, rows=(Row(2, Verdict.OK, {"text": "楼道太黑了"}),))
    drafts = []
    for sheets in ((projects, needs), (needs, projects)):
        found = translate(File("某表.xlsx", "read", "d", sheets), known(), lambda _: [], TODAY)
        drafts.append((sorted(found.draft.nodes), sorted(found.draft.links)))
    assert drafts[0] == drafts[1]


def test_places_form_a_hierarchy() -> None:
    rows = [
        {"kind": "community", "name": "北桥社区", "parent": "南桥街道", "aliases": ["北桥"]},
        {"kind": "compound", "name": "1号院", "parent": "北桥社区"},
        {"kind": "compound", "name": "1号院", "parent": "南桥社区"},
        {"kind": "space", "name": "北桥小屋", "parent": "北桥", "synthetic": True},
    ]
    found = read("places", *rows)
    assert ends(found, "PART_OF") == {("北桥社区", "南桥街道"), ("1号院", "北桥社区"), ("1号院", "南桥社区")}
    assert ends(found, "LOCATED_IN") == {("北桥小屋", "北桥社区")}
    assert len([ref for ref in found.draft.nodes if ref[0] == "Place"]) == 3


def test_the_hours_a_month_of_a_volunteer_are_kept() -> None:
    found = read("residents", {"name": "王某英", "hours_cap": 8.0})
    assert [node.properties["hours_cap"] for node in found.draft.as_nodes() if node.kind == "Resident"] == [8.0]
