"""The ids and entries of the change feed."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.changes import MOST_ENTRIES, change_id, change_of, filled, floor_at, floor_of, link_entry, next_id, portions
from graph.errors import BadStatement

AT = datetime(2026, 3, 4, 5, 6, 7, 890000, tzinfo=UTC)
IDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc",)), min_size=1, max_size=8)


def test_an_id_is_a_uuid_of_version_7_of_its_moment() -> None:
    made = uuid.UUID(change_id(AT, b"\xff" * 10))
    assert made.version == 7
    assert made.variant == uuid.RFC_4122
    assert made.int >> 80 == int(AT.timestamp() * 1000)


@given(st.integers(0, 10**13), st.integers(1, 10**6), st.binary(min_size=10, max_size=10))
def test_ids_order_as_their_moments(at: int, later: int, entropy: bytes) -> None:
    first = datetime.fromtimestamp(0, tz=UTC) + timedelta(milliseconds=at)
    second = first + timedelta(milliseconds=later)
    assert floor_at(first) <= change_id(first, entropy) < change_id(second, bytes(10))


@given(st.integers(0, 10**13), st.integers(-(10**6), 10**6), st.binary(min_size=10, max_size=10))
def test_a_further_id_follows_the_newest_even_when_the_clock_was_set_back(at: int, later: int, entropy: bytes) -> None:
    first = datetime.fromtimestamp(0, tz=UTC) + timedelta(milliseconds=10**6 + at)
    second = first + timedelta(milliseconds=later)
    made = next_id(second, change_id(first, entropy), bytes(10))
    assert made > change_id(first, b"\xff" * 10)
    assert next_id(second, "", entropy) == change_id(second, entropy)
    assert made == change_id(second, bytes(10)) or second <= first


def test_the_window_reaches_back_in_time() -> None:
    after = change_id(AT, b"\x01" * 10)
    assert floor_of(after, 10) == floor_at(AT - timedelta(seconds=10))
    assert floor_of(change_id(datetime(1970, 1, 1, tzinfo=UTC), bytes(10)), 10) == str(uuid.UUID(int=0))


@given(IDS, IDS)
def test_entries_keep_any_id(one: str, other: str) -> None:
    key = ("LIVES_AT", "Resident", one, "Place", other)
    nodes, links = portions([("Place", other)], [key])[0]
    change = change_of({"id": "c", "at": AT, "nodes": nodes, "links": links})
    assert change.nodes == (("Place", other),)
    assert change.links == (key,)


def test_a_long_transaction_becomes_several_changes() -> None:
    nodes = [("Resident", f"r{n}") for n in range(MOST_ENTRIES + 1)]
    parts = portions(nodes, [("LIVES_AT", "Resident", "r0", "Place", "p")])
    assert [(len(some), len(links)) for some, links in parts] == [(MOST_ENTRIES, 0), (1, 1)]
    assert portions([], []) == []


def test_templates_are_filled_from_parameters() -> None:
    assert filled("Claim:$claim", {"claim": "c1"}) == [("Claim", "c1")]
    assert filled("Claim:$claims", {"claims": ["c1", "c2"]}) == [("Claim", "c1"), ("Claim", "c2")]
    with pytest.raises(BadStatement):
        filled("Claim:$claim", {"claim": 3})


def test_a_separator_in_an_id_is_escaped() -> None:
    assert link_entry(("T", "A", "x|y", "B", "100%")) == "T|A|x%7Cy|B|100%25"


@pytest.mark.parametrize("written", ["x|y", "100%", "%7C", "%25", "%257C|%"])
def test_every_id_comes_back_as_it_was_written(written: str) -> None:
    link = ("T", "A", written, "B", written)
    assert change_of({"id": "c", "at": AT, "nodes": [], "links": [link_entry(link)]}).links == (link,)
