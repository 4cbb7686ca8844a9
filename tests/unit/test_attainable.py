"""Only steps that somebody of that kind can take are proposed, and each is one that an edit can record."""

from __future__ import annotations

import numpy as np
import pytest
from matching_town import Town, day, link, node, teacher, town

from graph.records import Link, Node
from matching.attainable import STEPS, possible
from matching.data import CANDIDATE_KINDS, OFFERED_KINDS
from matching.eligibility import excluded_by, judge
from matching.rules import RULES
from service.editing.content import writable

FIELDS = {
    "window": "windows",
    "confirmed": "confirmed_on",
    "hours": "hours_cap",
    "validity": "valid_until",
    "activity": "last_active",
}
LINKS = {"ability": ("skills", "about"), "coverage": ("serves", "covers")}
# What nobody can do, whatever the line: money, rooms and offers do not learn, rooms and money do not travel.
NEVER = [
    *(("ability", kind) for kind in ("Fund", "Alliance")),
    *(("coverage", kind) for kind in ("Resident", "Fund")),
    *(("window", kind) for kind in ("Fund", "Alliance")),
    *(("hours", kind) for kind in ("Space", "Fund")),
    *(("activity", kind) for kind in ("Resident", "Expert", "Unit", "Service", "Space", "Fund")),
    *(("validity", kind) for kind in ("Resident", "Expert", "Organization", "Unit", "Alliance")),
]
FAR: list[Node | Link] = [node("Requirement", key, level="community") for key in ("room", "fund")]


def steps(place: Town, line: str, kind: str, key: str = "x") -> set[str]:
    """The steps that somebody could take for a line."""
    _, question = place.ask(line)
    row = question.data.nodes.row_of(kind, key)
    return {fact.step for fact in possible(question, row, excluded_by(question, row))}


def test_every_step_is_one_that_an_edit_of_that_kind_can_record() -> None:
    for step, kinds in STEPS.items():
        for kind in kinds:
            field = FIELDS.get(step) or LINKS[step][kind in OFFERED_KINDS]
            assert field in writable(kind), (step, kind)


def test_the_table_of_what_nobody_can_do() -> None:
    proposed = {(step, kind) for step, kinds in STEPS.items() for kind in kinds}
    assert not proposed & set(NEVER)
    assert proposed | set(NEVER) == {(step, kind) for step in STEPS for kind in CANDIDATE_KINDS}


@pytest.mark.parametrize(
    ("line", "kind", "records"),
    [
        (
            "room",
            "Space",
            [node("Space", "x", name="会议室"), link("LOCATED_IN", ("Space", "x"), ("Place", "far"))],
        ),
        ("fund", "Fund", [node("Fund", "x", name="公益金"), link("COVERS", ("Fund", "x"), ("Place", "far"))]),
        (
            "room",
            "Unit",
            [node("Unit", "x", name="中学", text="可借教室"), link("SERVES", ("Unit", "x"), ("Place", "far"))],
        ),
        (
            "teach",
            "Unit",
            [node("Unit", "x", name="远处居委会", kind="社区两委"), link("SERVES", ("Unit", "x"), ("Place", "far"))],
        ),
    ],
    ids=["room", "money", "who-lends-a-room", "committee"],
)
def test_what_has_its_place_does_not_travel(line: str, kind: str, records: list[Node | Link]) -> None:
    assert "coverage" not in steps(town(*teacher("other"), *records).with_(*FAR), line, kind)


def test_a_shop_may_come_and_a_room_may_open_to_more() -> None:
    shop = [node("Unit", "x", name="五金店", kind="商户"), link("SERVES", ("Unit", "x"), ("Place", "far"))]
    assert "coverage" in steps(town(*teacher("other"), *shop), "teach", "Unit")
    room = [
        node("Space", "x", name="会议室"),
        link("LOCATED_IN", ("Space", "x"), ("Place", "next")),
        link("COVERS", ("Space", "x"), ("Place", "next")),
    ]
    assert "coverage" in steps(town(*room).with_(*FAR), "room", "Space")


def test_a_body_elsewhere_that_never_said_where_it_works_may_come() -> None:
    placed = [node("Unit", "x", name="五金店", kind="商户"), link("LOCATED_IN", ("Unit", "x"), ("Place", "far"))]
    near = town(*teacher("other"), *placed).with_(node("Requirement", "teach", level="community"))
    assert "coverage" in steps(near, "teach", "Unit")


def test_an_offer_is_what_its_entry_says() -> None:
    cooking = [node("Service", "x", name="助餐", kind="service"), link("ABOUT", ("Service", "x"), ("Skill", "dance"))]
    assert "ability" not in steps(town(*teacher("other"), *cooking), "teach", "Service")
    bare = [node("Service", "x", name="某项目", kind="service")]
    assert "ability" in steps(town(*teacher("other"), *bare), "teach", "Service")


@pytest.mark.parametrize(("known", "may"), [("digital", True), ("dance", False), ("", False)])
def test_a_body_may_do_what_is_near_to_what_it_does(known: str, may: bool) -> None:
    body: list[Node | Link] = [node("Unit", "x", name="某店")]
    body += [link("HAS_SKILL", ("Unit", "x"), ("Skill", known))] if known else []
    assert ("ability" in steps(town(*teacher("other"), *body), "teach", "Unit")) is may


def test_what_somebody_only_wrote_may_be_declared() -> None:
    wrote: list[Node | Link] = [node("Resident", "x", name="某甲", consent=True, posts=["教智能手机"])]
    assert "ability" in steps(town(*teacher("other"), *wrote), "teach", "Resident")


def test_money_of_a_year_is_not_prolonged() -> None:
    past = {"name": "公益金", "balance": 9000.0, "valid_until": day("2026-01-31")}
    assert "validity" not in steps(town(node("Fund", "x", **past, year=2026)), "fund", "Fund")
    assert "validity" in steps(town(node("Fund", "x", **past)), "fund", "Fund")


def test_validity_is_prolonged_until_it_is_needed_or_for_a_year() -> None:
    entry = node("Space", "x", name="会议室", valid_until=day("2026-01-31"))
    said = {}
    for last in (day("2026-04-30"), None):
        _, question = town(entry).with_(node("Requirement", "room", date_to=last)).ask("room")
        row = question.data.nodes.row_of("Space", "x")
        said[last] = [fact.words[0] for fact in possible(question, row) if fact.step == "validity"]
    assert list(said.values()) == [["把有效期延长到2026年4月30日"], ["把有效期延长到2027年3月14日"]]


def test_all_rules_that_exclude_somebody_are_told() -> None:
    place = town(*teacher("x", windows=["mon-am"], hours_cap=0.0))
    _, question = place.ask("teach")
    row = question.data.nodes.row_of("Resident", "x")
    assert excluded_by(question, row) == {"window", "capacity"}
    assert RULES[int(judge(question, np.array([row]))[0])].name == "window"


def test_of_many_times_one_that_is_enough_is_asked_for_first() -> None:
    place = town(*teacher("x", windows=["mon-am"])).with_(node("Requirement", "teach", windows=["sat-am", "sat-pm"]))
    _, question = place.ask("teach")
    facts = [fact for fact in possible(question, question.data.nodes.row_of("Resident", "x")) if fact.step == "window"]
    assert [(fact.size, fact.words[0]) for fact in facts] == [
        (1, "确认周六上午有空"),
        (2, "确认周六上午、周六下午有空"),
    ]
