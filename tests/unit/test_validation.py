"""What a record may hold."""

from __future__ import annotations

import string
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import BadRecord
from graph.records import Link, Node
from graph.validation import LONGEST_ID, check_link, check_node

BEIJING = timezone(timedelta(hours=8))


def resident(**properties: Any) -> Node:
    return Node("Resident", "r1", {"name": "王小花", **properties})


@pytest.mark.parametrize(
    ("given_value", "kept"),
    [
        ({"hours_cap": 4}, {"hours_cap": 4.0}),
        ({"hours_cap": -0.0}, {"hours_cap": 0.0}),
        ({"note": ""}, {"note": None}),
        ({"windows": []}, {"windows": None}),
        ({"windows": ("sat-am",)}, {"windows": ["sat-am"]}),
        ({"joined_on": date(2026, 1, 2)}, {"joined_on": date(2026, 1, 2)}),
        ({"consent": True}, {"consent": True}),
    ],
)
def test_a_record_takes_its_canonical_form(given_value: dict[str, Any], kept: dict[str, Any]) -> None:
    assert check_node(resident(**given_value)).properties == {"name": "王小花", **kept}


def test_moments_become_utc() -> None:
    shown = check_node(Node("Shown", "s1", {"shown_at": datetime(2026, 1, 2, 8, tzinfo=BEIJING)}))
    assert shown.properties["shown_at"] == datetime(2026, 1, 2, tzinfo=UTC)
    assert shown.properties["shown_at"].tzinfo is UTC  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("hours_cap", "4"),
        ("hours_cap", True),
        ("hours_cap", float("nan")),
        ("hours_cap", float("inf")),
        ("hours_cap", 1e300),
        ("consent", 1),
        ("consent", "是"),
        ("joined_on", "2026-01-02"),
        ("joined_on", datetime(2026, 1, 2, tzinfo=UTC)),
        ("windows", "sat-am"),
        ("windows", ["sat-am", 3]),
        ("windows", ["sat-am", None]),
        ("note", 3),
        ("note", "a\x00b"),
        ("note", "\ud800"),
        ("name", None),
        ("name", "长" * 1001),
        ("nickname", "小花"),
        ("id", "r2"),
    ],
)
def test_a_wrong_value_is_named(name: str, value: object) -> None:
    with pytest.raises(BadRecord) as caught:
        check_node(Node("Resident", "r1", {"name": "王", name: value}))  # type: ignore[dict-item]
    assert (caught.value.kind, caught.value.id, caught.value.property) == ("Resident", "r1", name)
    assert caught.value.zh
    assert caught.value.en


def test_whole_numbers_end_at_64_bits() -> None:
    assert check_node(Node("Space", "s", {"name": "室", "capacity": 2**63 - 1})).properties["capacity"] == 2**63 - 1
    with pytest.raises(BadRecord, match="capacity"):
        check_node(Node("Space", "s", {"name": "室", "capacity": 2**63}))


def test_required_properties_are_asked_for_unless_it_is_an_update() -> None:
    with pytest.raises(BadRecord, match="level"):
        check_node(Node("Place", "p", {"name": "赵家楼"}))
    assert check_node(Node("Place", "p", {"name": "赵家楼"}), partial=True).properties == {"name": "赵家楼"}
    with pytest.raises(BadRecord, match="name"):
        check_node(Node("Place", "p", {"name": ""}), partial=True)


def test_choices_are_closed() -> None:
    with pytest.raises(BadRecord, match="district"):
        check_node(Node("Place", "p", {"name": "赵家楼", "level": "planet"}))


@pytest.mark.parametrize("bad", ["", " r1", "r1 ", "a\nb", "x" * (LONGEST_ID + 1), None, 3, "\ud800"])
def test_an_id_is_a_plain_text(bad: Any) -> None:
    with pytest.raises(BadRecord, match="id"):
        check_node(Node("Resident", bad, {"name": "王"}))


@pytest.mark.parametrize("label", ["Residents", "Resident`) DETACH DELETE (n", ""])
def test_an_unknown_kind_is_refused(label: str) -> None:
    with pytest.raises(BadRecord, match="no such kind"):
        check_node(Node(label, "r1", {}))
    with pytest.raises(BadRecord, match="no such kind"):
        check_link(Link(label, "Resident", "r1", "Place", "p1"))


def test_a_link_joins_only_declared_ends_and_has_its_key() -> None:
    assert check_link(Link("LIVES_AT", "Resident", "r1", "Place", "p1", {"since": date(2020, 1, 1)})).properties
    with pytest.raises(BadRecord, match="cannot join Place to Resident"):
        check_link(Link("LIVES_AT", "Place", "p1", "Resident", "r1"))
    with pytest.raises(BadRecord, match="post"):
        check_link(Link("HOLDS_POST", "Resident", "r1", "Place", "p1"))


ANYTHING = st.one_of(
    st.text(string.printable, max_size=5),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.lists(st.text(max_size=3), max_size=3),
    st.none(),
)


@given(st.dictionaries(st.sampled_from(["note", "hours_cap", "windows", "consent", "joined_on"]), ANYTHING))
def test_checking_twice_changes_nothing_more(properties: dict[str, Any]) -> None:
    try:
        once = check_node(resident(**properties))
    except BadRecord:
        return
    assert check_node(once) == once
