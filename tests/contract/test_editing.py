"""Needs, projects and requirements made and changed by hand, on every engine: no edit is lost to another."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from graph.errors import NotFound
from graph.records import Link, Node
from graph.store import Store
from service import editing
from service.editing.content import writable
from service.errors import ConditionMissing, InvalidRecord, Outdated, UnknownReference

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)


def made(store: Store, kind: str = "Project", /, **content: Any) -> editing.Edited:
    content = content or {"name": "楼道添绿", "text": "一起种花"}
    return editing.create(store, kind, content, identifier=f"{kind.lower()}-{uuid4().hex}", now=NOW)


def test_a_record_begins_in_its_first_stage(store: Store) -> None:
    need = made(store, "Need", text="楼道太暗")
    assert (need.values["stage"], need.values["raised_on"]) == ("raised", date(2026, 11, 21))
    requirement = made(store, "Requirement", kind="goods", text="椅子", project=made(store).id)
    assert requirement.values["status"] == "open"


def test_made_again_under_its_id_it_stays_as_it_was(store: Store) -> None:
    first = made(store)
    again = editing.create(store, "Project", {"name": "别的"}, identifier=first.id, now=NOW)
    assert again == first == editing.current(store, "Project", first.id)


def test_only_the_fields_given_change(store: Store) -> None:
    before = made(store, name="楼道添绿", text="一起种花", budget=300.0)
    after = editing.edit(
        store, "Project", before.id, {"text": None, "budget": 500.0}, if_match=[before.tag], now=NOW + timedelta(days=3)
    )
    assert "text" not in after.values
    assert (after.values["name"], after.values["budget"]) == ("楼道添绿", 500.0)
    assert after.values["stage_since"] == date(2026, 11, 21)
    assert after.tag != before.tag


def test_a_new_stage_begins_on_the_day_of_the_edit(store: Store) -> None:
    before = made(store)
    later = NOW + timedelta(days=3, hours=8)  # past midnight in Beijing
    after = editing.edit(store, "Project", before.id, {"stage": "matching"}, if_match=["*"], now=later)
    assert after.values["stage_since"] == date(2026, 11, 25)


def test_references_are_set_replaced_and_removed(store: Store) -> None:
    one, two = made(store, "Need", text="一"), made(store, "Need", text="二")
    store.upsert([Node("Place", "place-of-editing", {"name": "一号院", "level": "compound"})])
    project = made(store, name="合并", needs=[one.id], place="place-of-editing")
    assert (project.values["needs"], project.values["place"]) == ([one.id], "place-of-editing")
    both = sorted([one.id, two.id])
    wider = editing.edit(store, "Project", project.id, {"needs": both}, if_match=[project.tag], now=NOW)
    assert wider.values["needs"] == both
    none = editing.edit(store, "Project", project.id, {"needs": [], "place": None}, if_match=[wider.tag], now=NOW)
    assert not {"needs", "place"} & none.values.keys()


@pytest.mark.parametrize(
    ("kind", "content", "field"),
    [
        ("Need", {"category": "绿化"}, "text"),
        ("Project", {"name": "x", "synthetic": True}, "synthetic"),
        ("Project", {"name": "x", "colour": "red"}, "colour"),
        ("Project", {"name": "x", "date_from": date(2026, 2, 2), "date_to": date(2026, 2, 1)}, "date_to"),
        ("Requirement", {"kind": "people", "text": "一人"}, "project"),
        ("Requirement", {"kind": "people", "project": "p"}, "text"),
        ("Requirement", {"kind": "people", "text": "一人", "project": "p", "hours": 1e9}, "hours"),
        ("Need", {"text": "联系人身份证 999999190001010015"}, "text"),
    ],
)
def test_what_cannot_be_is_told_by_its_field(store: Store, kind: str, content: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidRecord) as told:
        editing.create(store, kind, content, identifier=f"refused-{uuid4().hex}", now=NOW)
    assert [name for name, _, _ in told.value.problems] == [field]
    assert "19000101" not in str(told.value)


def test_phones_in_texts_are_masked(store: Store) -> None:
    need = made(store, "Need", text="找王师傅 13800001234", phone="13800001234")
    assert need.values["text"] == "找王师傅 138****1234"
    assert "phone" not in need.values
    assert store.get("Need", need.id).properties["phone"] == "13800001234"


def test_an_id_that_names_nothing_is_told_and_nothing_is_written(store: Store) -> None:
    with pytest.raises(UnknownReference, match="place-nowhere"):
        editing.create(store, "Project", {"name": "x", "place": "place-nowhere"}, identifier="project-half", now=NOW)
    with pytest.raises(NotFound):
        store.get("Project", "project-half")
    project = made(store)
    with pytest.raises(UnknownReference):
        editing.edit(store, "Project", project.id, {"needs": ["need-no"], "name": "y"}, if_match=["*"], now=NOW)
    assert editing.current(store, "Project", project.id) == project


def test_an_edit_needs_the_state_it_was_made_on(store: Store) -> None:
    project = made(store)
    with pytest.raises(ConditionMissing):
        editing.edit(store, "Project", project.id, {"name": "y"}, if_match=[], now=NOW)
    with pytest.raises(Outdated):
        editing.edit(store, "Project", project.id, {"name": "y"}, if_match=["0" * 32], now=NOW)
    with pytest.raises(NotFound):
        editing.edit(store, "Project", "project-nowhere", {"name": "y"}, if_match=["*"], now=NOW)
    assert editing.current(store, "Project", project.id) == project


def test_an_edit_sent_again_after_a_lost_answer_is_answered_as_the_first_time(store: Store) -> None:
    need = made(store, "Need", text="楼道太暗")
    project = made(store, name="楼道添绿", text="一起种花")
    edits: list[dict[str, Any]] = [
        {"text": None, "budget": 500, "needs": [need.id], "phone": "13800001234", "stage": "matching"},
        {"needs": [], "text": " 再种一次 "},
    ]
    for changes in edits:
        changes = {name: value for name, value in changes.items() if name in writable("Project")}
        first = editing.edit(store, "Project", project.id, changes, if_match=[project.tag], now=NOW)
        again = editing.edit(store, "Project", project.id, changes, if_match=[project.tag], now=NOW)
        assert again == first == editing.current(store, "Project", project.id)
        with pytest.raises(Outdated):
            editing.edit(store, "Project", project.id, {**changes, "name": "别的"}, if_match=[project.tag], now=NOW)
        project = first


def test_an_edit_sent_again_does_not_undo_what_somebody_else_did_since(store: Store) -> None:
    project = made(store)
    mine = editing.edit(store, "Project", project.id, {"text": "甲"}, if_match=[project.tag], now=NOW)
    theirs = editing.edit(store, "Project", project.id, {"text": "乙"}, if_match=[mine.tag], now=NOW)
    with pytest.raises(Outdated):
        editing.edit(store, "Project", project.id, {"text": "甲"}, if_match=[project.tag], now=NOW)
    assert editing.current(store, "Project", project.id) == theirs


def test_looking_at_a_record_is_no_write(store: Store) -> None:
    project = made(store)
    before = store.commits
    editing.current(store, "Project", project.id)
    assert store.commits == before


def test_a_change_by_an_import_makes_an_edit_outdated(store: Store) -> None:
    project = made(store)
    store.upsert([Node("Project", project.id, {"result": "已办成"})])
    with pytest.raises(Outdated):
        editing.edit(store, "Project", project.id, {"name": "y"}, if_match=[project.tag], now=NOW)


def test_of_many_writers_with_one_state_exactly_one_wins(store: Store) -> None:
    project = made(store)
    start = threading.Barrier(8)
    won: list[str] = []
    lost: list[str] = []

    def write(text: str) -> None:
        start.wait()
        try:
            editing.edit(store, "Project", project.id, {"text": text}, if_match=[project.tag], now=NOW)
            won.append(text)
        except Outdated:
            lost.append(text)

    writers = [threading.Thread(target=write, args=(f"第{number}份",)) for number in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert (len(won), len(lost)) == (1, 7)
    stands = editing.current(store, "Project", project.id)
    assert (stands.values["text"], stands.values["revision"]) == (won[0], 1)


@pytest.mark.parametrize(
    ("field", "content"),
    [
        ("quantity", {"quantity": -1.0}),
        ("quantity", {"quantity": 1e-9}),
        ("quantity_max", {"quantity": 5.0, "quantity_max": 4.0}),
        ("quantity_max", {"quantity_max": 0.0}),
        ("windows", {"windows": ["sat-pm", "some-day"]}),
        ("windows", {"windows": ["sat-pm", "sat-pm"]}),
    ],
)
def test_a_requirement_asks_for_what_can_be_given(embedded_store: Store, field: str, content: dict[str, Any]) -> None:
    project = made(embedded_store).id
    with pytest.raises(InvalidRecord, match=field):
        made(embedded_store, "Requirement", kind="goods", text="椅子", project=project, **content)
    good = made(
        embedded_store, "Requirement", kind="goods", text="椅子", project=project, quantity=2.0, windows=["sat-pm"]
    )
    with pytest.raises(InvalidRecord, match=field):
        editing.edit(embedded_store, "Requirement", good.id, content, if_match=["*"], now=NOW)


@pytest.mark.parametrize(("unit", "most"), [("元", 1e12), ("千元", 1e9), ("万元", 1e8)])
def test_a_sum_has_one_limit_whatever_its_unit(embedded_store: Store, unit: str, most: float) -> None:
    line = {"kind": "money", "text": "买花土", "project": made(embedded_store).id, "unit": unit}
    kept = made(embedded_store, "Requirement", **line, quantity=most)
    for name in ("quantity", "quantity_max"):
        with pytest.raises(InvalidRecord, match=name):
            made(embedded_store, "Requirement", **{**line, "quantity": 1.0, name: most * 1.01})
    if unit != "万元":
        with pytest.raises(InvalidRecord, match="quantity"):
            editing.edit(embedded_store, "Requirement", kept.id, {"unit": "万元"}, if_match=["*"], now=NOW)


@pytest.mark.parametrize(
    "text", ["\u200b", "\u202e\u2066", " \u200d\ufeff", "\u00ad\n", *"\u3164\u2800\u115f\u1160\uffa0", "\u3164 \u2800"]
)
def test_a_text_of_nothing_that_can_be_seen_is_refused(embedded_store: Store, text: str) -> None:
    with pytest.raises(InvalidRecord, match="看得见"):
        made(embedded_store, "Need", text=text)
    with pytest.raises(InvalidRecord, match="看得见"):
        made(embedded_store, name=text)


def test_marks_that_turn_a_line_round_are_left_out(embedded_store: Store) -> None:
    assert made(embedded_store, "Need", text="楼道\u202e太\u200b暗").values["text"] == "楼道太暗"


def test_what_somebody_offers_is_corrected_and_what_stays_keeps_what_it_tells(store: Store) -> None:
    who, skills = f"resident-{uuid4().hex}", [f"skill-of-editing-{at}" for at in range(3)]
    store.upsert(
        [Node("Resident", who, {"name": "小莫", "consent": True, "hours": "周六上午", "windows": ["sat-am"]})]
        + [Node("Skill", one, {"name": one}) for one in skills],
        [Link("HAS_SKILL", "Resident", who, "Skill", one, {"text": "原话", "source": "表"}) for one in skills[:2]],
    )
    before = editing.current(store, "Resident", who)
    assert "name" not in before.values
    after = editing.edit(
        store, "Resident", who, {"skills": skills[1:], "hours": "周日下午"}, if_match=[before.tag], now=NOW
    )
    assert (after.values["skills"], after.values["windows"], after.values["revision"]) == (skills[1:], ["sun-pm"], 1)
    said = {link.to_id: link.properties for link in store.links_of("Resident", who)}
    assert (said[skills[1]]["text"], said[skills[1]]["source"], said[skills[2]]["source"]) == ("原话", "表", "手工录入")
    chosen = editing.edit(store, "Resident", who, {"hours": "随便", "windows": ["mon-am"]}, if_match=["*"], now=NOW)
    assert chosen.values["windows"] == ["mon-am"], "what was chosen by hand is not read out of the words"
    with pytest.raises(Outdated):
        editing.edit(store, "Resident", who, {"phone": "13900001111"}, if_match=[before.tag], now=NOW)
    with pytest.raises(InvalidRecord):
        editing.edit(store, "Resident", who, {"note": "腿脚不便"}, if_match=["*"], now=NOW)
