"""Snapshots of a real store: built, refreshed by its change feed, and equal either way on each engine."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.changes import change_id, floor_at
from graph.records import Link, Node
from graph.snapshot import Snapshot, build, refresh
from graph.store import Store
from tests.contract import street

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
LATER = NOW + timedelta(seconds=1)
ONE_STORE = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)


def assert_same(one: Snapshot, other: Snapshot) -> None:
    """Every table of both holds the same arrays."""
    for tables, others in ((one.nodes, other.nodes), (one.links, other.links)):
        assert {key: table.digest for key, table in tables.items()} == {
            key: table.digest for key, table in others.items()
        }


def test_a_snapshot_holds_what_the_store_holds(store: Store) -> None:
    street.fill(store)
    snapshot = build(store, NOW)
    assert_same(snapshot, Snapshot.from_records(street.NODES, street.LINKS, NOW))
    counts = {name: count for name, count in store.counts().items() if count}
    assert counts == {label: len(table) for label, table in snapshot.nodes.items() if len(table)} | {
        kind: sum(len(table) for key, table in snapshot.links.items() if key[0] == kind)
        for kind in {key[0] for key, table in snapshot.links.items() if len(table)}
    }
    assert refresh(snapshot, store, LATER) is snapshot


def test_a_removed_node_takes_its_links_along_even_if_it_comes_back(store: Store) -> None:
    street.fill(store)
    snapshot = build(store, NOW)
    resident = next(node for node in street.NODES if node.kind == "Resident")
    store.remove([("Resident", resident.id)])
    store.upsert([resident])
    after = refresh(snapshot, store, LATER)
    assert_same(after, build(store, LATER))
    row = after.nodes["Resident"].row_of[resident.id]
    assert row not in after.links["HAS_SKILL", "Resident", "Skill"].from_rows


def test_a_store_filled_anew_is_read_anew(store: Store) -> None:
    street.fill(store)
    snapshot = build(store, NOW)
    store.wipe()
    store.load(iter([Node("Skill", "calligraphy", {"name": "书法"})]))
    after = refresh(snapshot, store, LATER)
    assert after.nodes["Skill"].ids == ("calligraphy",)
    assert len(after.nodes["Resident"]) == 0


APART = (0, -30, -3600, -400 * 86400, 3600, 3650 * 86400, 0, -5, -120)  # seconds that a writer's clock is off


def test_writers_whose_clocks_are_far_apart_are_all_seen(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot = build(store, NOW)
    for n, seconds in enumerate(APART):
        off = timedelta(seconds=seconds)
        monkeypatch.setattr(store, "clock", lambda off=off: datetime.now(UTC) + off)
        store.upsert([Node("Skill", f"s{n}", {"name": "x"})])
        snapshot = refresh(snapshot, store, LATER)
        assert f"s{n}" in snapshot.nodes["Skill"].row_of, seconds
    assert_same(snapshot, build(store, LATER))
    assert store.latest_change() < floor_at(datetime.now(UTC) + timedelta(minutes=1)), "dated by the one clock"


def test_a_change_dated_in_the_future_hides_nothing_and_is_forgotten(store: Store) -> None:
    """As a version left it that dated changes by the clock of the writer."""
    far = change_id(datetime(2100, 1, 1, tzinfo=UTC), b"1" * 10)
    store.write("leave_change", id=far, at=NOW, nodes=[], links=[])
    reader = other = build(store, NOW)
    for name in ("one", "two"):
        store.upsert([Node("Skill", name, {"name": "x"})])
        reader = refresh(reader, store, LATER)
        assert name in reader.nodes["Skill"].row_of
    assert store.prune_changes() >= 3
    assert store.latest_change() < floor_at(datetime.now(UTC) + timedelta(minutes=1))
    store.upsert([Node("Skill", "three", {"name": "x"})])
    for stood_at in (reader, other):
        assert_same(refresh(stood_at, store, LATER), build(store, LATER))


_people = st.builds(
    lambda key, name, cap: Node("Resident", key, {"name": name, "hours_cap": cap}),
    st.sampled_from(["a", "b", "c", "d"]),
    st.sampled_from(["甲", "乙", "丙"]),
    st.none() | st.floats(0, 9),
)
_ties = st.builds(
    lambda key, skill, text: Link("HAS_SKILL", "Resident", key, "Skill", skill, {"text": text}),
    st.sampled_from(["a", "b"]),
    st.sampled_from(["s1", "s2"]),
    st.none() | st.just("会写"),
)
_steps = st.lists(
    st.tuples(st.sampled_from(["upsert", "remove"]), st.lists(_people, max_size=3), st.lists(_ties, max_size=3)),
    max_size=5,
)


@ONE_STORE
@given(_steps)
def test_a_refreshed_snapshot_equals_a_new_one(store: Store, steps: list[tuple[str, list[Node], list[Link]]]) -> None:
    always = [Node("Resident", key, {"name": key}) for key in "ab"] + [
        Node("Skill", key, {"name": key}) for key in ("s1", "s2")
    ]
    store.remove([("Resident", key) for key in "abcd"])
    store.upsert(always)
    snapshot = build(store, NOW)
    for verb, people, ties in steps:
        if verb == "upsert":
            store.upsert([*always, *people], ties)
        else:
            store.remove([(node.kind, node.id) for node in people], ties)
        snapshot = refresh(snapshot, store, LATER)
    assert_same(snapshot, build(store, LATER))
