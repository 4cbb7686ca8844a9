"""An edit is taken back by what was noted with it, on every engine, unless it was changed once more since."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from graph.errors import NotFound
from graph.loading.draft import Draft
from graph.loading.load import Origin, load, undo
from graph.records import Link, Node
from graph.store import Store
from service import editing
from service.editing import edit_history, removing
from service.editing.edit_undo import undo_edit
from service.errors import ChangedSince, ConditionMissing, InvalidRecord, Outdated, UnknownReference

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=3)


def made(store: Store, kind: str = "Project", /, **content: object) -> editing.Edited:
    key = f"{kind.lower()}-{uuid4().hex}"
    return editing.create(store, kind, content or {"name": "楼道添绿", "text": "一起种花"}, identifier=key, now=NOW)  # type: ignore[arg-type]


def open_state(state: editing.Edited) -> dict[str, object]:
    return {name: value for name, value in state.values.items() if name != "revision"}


def test_what_an_edit_changed_is_as_before_and_the_way_back_leads_forward_again(store: Store) -> None:
    one, two = made(store, "Need", text="一"), made(store, "Need", text="二")
    before = made(store, name="楼道添绿", text="一起种花", budget=300.0, needs=[one.id])
    changes = {"text": None, "stage": "matching", "needs": [two.id]}
    after = editing.edit(store, "Project", before.id, changes, if_match=[before.tag], now=LATER)
    assert after.edit
    back = undo_edit(store, after.edit, if_match=[after.tag], now=LATER)
    assert open_state(back) == open_state(before)
    assert back.values["stage_since"] == date(2026, 11, 21)
    again = undo_edit(store, back.edit, if_match=[back.tag], now=LATER)
    assert open_state(again) == open_state(after)


def test_what_no_form_shows_comes_back_as_well(store: Store) -> None:
    who, skills = f"resident-{uuid4().hex}", [f"skill-{uuid4().hex}" for _ in range(2)]
    store.upsert(
        [Node("Resident", who, {"name": "小莫", "phone": "13900001111", "consent": True})]
        + [Node("Skill", one, {"name": one}) for one in skills],
        [Link("HAS_SKILL", "Resident", who, "Skill", skills[0], {"text": "原话", "source": "表"})],
    )
    before, links = store.get("Resident", who).properties, store.links_of("Resident", who)
    changes = {"skills": [skills[1]], "phone": None, "name": "老莫"}
    after = editing.edit(store, "Resident", who, changes, if_match=["*"], now=NOW)
    (told,) = edit_history.history(store, "Resident", who)
    assert {one.field: (one.before, one.after, one.open) for one in told.changes} == {
        "name": (None, None, False),
        "phone": (None, None, False),
        "skills": ([skills[0]], [skills[1]], True),
    }
    undo_edit(store, after.edit, if_match=["*"], now=NOW)
    assert {**store.get("Resident", who).properties, "revision": None} == {**before, "revision": None}
    assert store.links_of("Resident", who) == links


def test_an_edit_that_was_changed_since_stays_and_one_of_other_fields_does_not_mind(store: Store) -> None:
    start = made(store)
    first = editing.edit(store, "Project", start.id, {"text": "甲"}, if_match=["*"], now=NOW)
    second = editing.edit(store, "Project", start.id, {"text": "乙"}, if_match=["*"], now=NOW)
    third = editing.edit(store, "Project", start.id, {"name": "别的"}, if_match=["*"], now=NOW)
    with pytest.raises(ChangedSince) as refused:
        undo_edit(store, first.edit, if_match=[third.tag], now=NOW)
    assert ("内容后来又改过" in refused.value.zh, "text" in refused.value.en) == (True, True), refused.value.zh
    with pytest.raises(Outdated):
        undo_edit(store, second.edit, if_match=[second.tag], now=NOW)
    with pytest.raises(ConditionMissing):
        undo_edit(store, second.edit, if_match=[], now=NOW)
    with pytest.raises(NotFound):
        undo_edit(store, "edit-nowhere", if_match=["*"], now=NOW)
    back = undo_edit(store, second.edit, if_match=[third.tag], now=NOW)
    assert (back.values["text"], back.values["name"]) == ("甲", "别的")
    states = [one.state for one in edit_history.history(store, "Project", start.id)]
    assert states == ["stands", "stands", "undone", "stands"], "the first stands once the second is taken back"


def test_an_edit_that_changes_nothing_or_is_refused_leaves_no_note(store: Store) -> None:
    start = made(store)
    same = editing.edit(store, "Project", start.id, {"text": "一起种花"}, if_match=["*"], now=NOW)
    assert (same.edit, edit_history.history(store, "Project", start.id)) == ("", [])
    with pytest.raises(UnknownReference):
        editing.edit(store, "Project", start.id, {"needs": ["need-no"], "name": "y"}, if_match=["*"], now=NOW)
    assert edit_history.history(store, "Project", start.id) == []


def test_a_link_whose_other_end_is_gone_keeps_the_edit(store: Store) -> None:
    need = made(store, "Need", text="一")
    start = made(store, name="楼道添绿", needs=[need.id])
    after = editing.edit(store, "Project", start.id, {"needs": []}, if_match=["*"], now=NOW)
    store.remove([("Need", need.id)])
    with pytest.raises(UnknownReference, match=need.id):
        undo_edit(store, after.edit, if_match=["*"], now=NOW)
    assert editing.current(store, "Project", start.id).tag == after.tag


def test_a_month_later_edits_are_forgotten_portion_by_portion(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edit_history, "FORGOTTEN_AT_ONCE", 2)
    start = made(store)
    old = [
        editing.edit(store, "Project", start.id, {"text": text}, if_match=["*"], now=NOW - timedelta(days=40)).edit
        for text in "甲乙丙"
    ]
    new = editing.edit(store, "Project", start.id, {"text": "丁"}, if_match=["*"], now=NOW)
    edit_history.forget_old(store, NOW)
    assert [one.id for one in edit_history.history(store, "Project", start.id)] == [new.edit]
    touched = [sum(key in old for _, key in change.nodes) for change in store.changes(None)]
    assert [number for number in touched if number][-2:] == [2, 1]
    with pytest.raises(NotFound):
        undo_edit(store, old[0], if_match=["*"], now=NOW)


def test_an_import_can_be_taken_back_once_the_edit_of_its_record_is(store: Store) -> None:
    who, draft = f"resident-{uuid4().hex}", Draft()
    draft.add(("Resident", who), {"name": "小莫", "phone": "13900001111"})
    done = load(store, draft, Origin("表.xlsx", uuid4().hex, 1, 0), NOW)
    edited = editing.edit(store, "Resident", who, {"phone": "13900002222"}, if_match=["*"], now=LATER)
    undo_edit(store, edited.edit, if_match=["*"], now=LATER)
    undo(store, done.import_id, LATER)
    assert edit_history.history(store, "Resident", who) == [], "no phone is kept longer than the record"


@pytest.mark.parametrize(
    ("kind", "content", "field", "other", "told"),
    [
        ("Project", {"name": "楼道添绿"}, "place", "Place", "地点"),
        ("Project", {"name": "楼道添绿"}, "programme", "Programme", "计划"),
        ("Need", {"text": "楼道太暗"}, "forum", "Forum", "议事"),
    ],
)
def test_of_what_there_is_one_only_another_since_keeps_the_edit(
    store: Store, kind: str, content: dict[str, object], field: str, other: str, told: str
) -> None:
    one, two = (f"{other.lower()}-{uuid4().hex}" for _ in range(2))
    level = {"level": "community"} if other == "Place" else {}
    store.upsert([Node(other, key, {"name": key, **level}) for key in (one, two)])
    start = made(store, kind, **content, **{field: one})
    taken = editing.edit(store, kind, start.id, {field: None}, if_match=["*"], now=NOW)
    given = editing.edit(store, kind, start.id, {field: two}, if_match=["*"], now=NOW)
    assert [past.state for past in edit_history.history(store, kind, start.id)] == ["stands", "changed"]
    with pytest.raises(ChangedSince, match=field) as refused:
        undo_edit(store, taken.edit, if_match=["*"], now=NOW)
    assert told in refused.value.zh
    assert editing.current(store, kind, start.id).values[field] == two
    undo_edit(store, given.edit, if_match=["*"], now=NOW)
    assert undo_edit(store, taken.edit, if_match=["*"], now=NOW).values[field] == one


def edits_of(store: Store, key: str) -> list[Node]:
    return [one for one in store.nodes("Edit") if one.properties["record"] == key]


def requirement(store: Store, **content: object) -> editing.Edited:
    return made(store, "Requirement", project=made(store).id, **content)


def check_refused(store: Store, start: editing.Edited, first: dict[str, object], then: dict[str, object]) -> None:
    """After these two edits the first is taken back for no way that an edit could go, in the words of the edit."""
    one = editing.edit(store, start.kind, start.id, first, if_match=["*"], now=NOW)  # type: ignore[arg-type]
    two = editing.edit(store, start.kind, start.id, then, if_match=["*"], now=NOW)  # type: ignore[arg-type]
    back = {name: start.values.get(name) for name in first}
    with pytest.raises(InvalidRecord) as by_hand:
        editing.edit(store, start.kind, start.id, back, if_match=["*"], now=NOW)
    with pytest.raises(InvalidRecord) as taken_back:
        undo_edit(store, one.edit, if_match=["*"], now=NOW)
    assert taken_back.value.zh == by_hand.value.zh
    assert editing.current(store, start.kind, start.id) == two, "nothing came back"


def test_what_does_not_go_with_what_was_written_since_does_not_come_back(store: Store) -> None:
    dated = made(store, name="楼道添绿", date_from=date(2026, 3, 1), date_to=date(2026, 3, 10))
    check_refused(store, dated, {"date_from": date(2026, 1, 1)}, {"date_to": date(2026, 1, 10)})
    many = requirement(store, kind="people", text="志愿者", quantity=5.0, quantity_max=10.0)
    check_refused(store, many, {"quantity": 2.0}, {"quantity_max": 3.0})
    skill = f"skill-{uuid4().hex}"
    store.upsert([Node("Skill", skill, {"name": skill})])
    wished = requirement(store, kind="skill", about=[skill])
    check_refused(store, wished, {"text": "会教手机的人"}, {"about": None})


ODD = {
    "code": (
        "Organization",
        {"name": "社", "credit_code": "91110105MA00000000"},
        {"credit_code": None},
        {"text": "又"},
    ),
    "day": ("Need", {"text": "灯坏了", "raised_on": date(1066, 3, 1)}, {"raised_on": None}, {"text": "又"}),
    "days": (
        "Project",
        {"name": "读书", "date_from": date(2026, 3, 9), "date_to": date(2026, 3, 1)},
        {"date_to": date(2026, 3, 10)},
        {"date_to": date(2026, 3, 11)},
    ),
}


@pytest.mark.parametrize("odd", ODD)
def test_what_a_list_brought_in_comes_back_though_no_form_would_take_it(store: Store, odd: str) -> None:
    kind, brought, changes, then = ODD[odd]
    key = f"{kind.lower()}-{uuid4().hex}"
    with pytest.raises(InvalidRecord):
        made(store, kind, **brought)
    store.upsert([Node(kind, key, brought)])  # type: ignore[arg-type]
    first = editing.edit(store, kind, key, changes, if_match=["*"], now=NOW)  # type: ignore[arg-type]
    second = editing.edit(store, kind, key, then, if_match=["*"], now=NOW)  # type: ignore[arg-type]
    undo_edit(store, second.edit, if_match=["*"], now=NOW)
    undo_edit(store, first.edit, if_match=["*"], now=NOW)
    stored = store.get(kind, key).properties
    assert {name: stored.get(name) for name in brought} == brought


def test_what_was_edited_goes_with_the_record_once_nobody_can_bring_that_back(store: Store, tmp_path: Path) -> None:
    gone, back = (f"need-{uuid4().hex}" for _ in range(2))
    for key in (gone, back):
        editing.create(store, "Need", {"text": "一", "phone": "13900001111"}, identifier=key, now=NOW)
        editing.edit(store, "Need", key, {"phone": "13900002222"}, if_match=["*"], now=NOW)
    removing.remove(store, tmp_path, "Need", gone, if_match=["*"])
    removing.bring_back(store, tmp_path, removing.remove(store, tmp_path, "Need", back, if_match=["*"]).key)
    assert len(edits_of(store, gone)) == 1, "who comes back this week has a history"
    removing.forget_old(store, tmp_path, datetime.now(UTC) + timedelta(days=8))
    assert (len(edits_of(store, back)), edits_of(store, gone)) == (1, [])
