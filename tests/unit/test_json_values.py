"""Values as JSON: one form wherever they are written, and old forms still read."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.hashing import canonical_line
from graph.json_values import from_json, to_json
from graph.loading.journal import JournalEntry, entries_of, pages
from graph.records import Node

MOMENT = datetime(2026, 3, 4, 5, 6, 7, 8, tzinfo=UTC)
VALUES = st.one_of(
    st.none(),
    st.text(),
    st.integers(),
    st.booleans(),
    st.dates(),
    st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=8))])),
    st.lists(st.text()),
)


@given(VALUES)
def test_what_was_written_is_read(value: Any) -> None:
    assert from_json(json.loads(json.dumps(to_json(value)))) == value


def test_an_import_keeps_values_in_the_form_of_a_dump() -> None:
    told = {"shown_at": MOMENT, "joined_on": date(2026, 1, 2)}
    (page,) = pages("i", [JournalEntry(Node("Shown", "s"), None, told)])
    line = json.loads(page.properties["lines"][0])  # type: ignore[index, arg-type]
    assert line["a"] == json.loads(canonical_line(Node("Shown", "s", told)))["p"]
    assert line["a"]["shown_at"] == {"m": "2026-03-04T05:06:07.000008Z"}


def test_pages_of_earlier_versions_are_read() -> None:
    old = '{"b":null,"a":{"at":{"m":"2026-03-04T05:06:07.000008+00:00"}},"n":["Shown","s"]}'
    page = Node("ImportPage", "i-0", {"import_id": "i", "number": 0, "lines": [old]})
    assert entries_of([page]) == [JournalEntry(Node("Shown", "s"), None, {"at": MOMENT})]


@pytest.mark.parametrize("told", [{"x": "2026-01-02"}, {"d": "2026-25-02"}, {}, {"d": "2026-01-02", "m": "x"}])
def test_what_is_no_value_is_refused(told: Any) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - dates tell in their own words
        from_json(told)
