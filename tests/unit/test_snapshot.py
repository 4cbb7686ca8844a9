"""Snapshots of a plain list of records: what the columns say, and that refreshing equals building anew."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.changes import WINDOW_SECONDS, Change, LinkKey, NodeKey, change_id, floor_of
from graph.dump import DumpWriter
from graph.records import Link, Node
from graph.snapshot import Snapshot, build, refresh
from graph.tables import LINK_COLUMNS, NODE_COLUMNS
from graph.transaction import link_key
from service.seeding import write_invented

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
LATER = NOW + timedelta(seconds=1)

NODES = (
    Node("Resident", "r2", {"name": "乙", "phone": "13900000000", "consent": False, "age_band": "60-69"}),
    Node(
        "Resident",
        "r1",
        {"name": "甲", "hours_cap": 4.0, "joined_on": date(2026, 1, 2), "windows": ["sat-am", "sun-pm"]},
    ),
    Node("Skill", "s1", {"name": "智能手机教学", "aliases": ["教手机"]}),
    Node("Skill", "s0", {"name": "编织"}),
    Node("Place", "p1", {"name": "赵家楼社区", "level": "community"}),
    Node("Shown", "x1", {"shown_at": datetime(2026, 2, 1, 12, tzinfo=UTC)}),
    Node("Migration", "m1", {"checksum": "0"}),
)
LINKS = (
    Link("HAS_SKILL", "Resident", "r2", "Skill", "s1", {"confirmed_on": date(2026, 2, 1)}),
    Link("HAS_SKILL", "Resident", "r1", "Skill", "s1"),
    Link("HAS_SKILL", "Resident", "r1", "Skill", "s0", {"text": "会织毛衣"}),
    Link("HOLDS_POST", "Resident", "r1", "Place", "p1", {"post": "楼长"}),
    Link("HOLDS_POST", "Resident", "r1", "Place", "p1", {"post": "门长"}),
)
HAS_SKILL = ("HAS_SKILL", "Resident", "Skill")


@dataclass
class Records:
    """Everything a snapshot asks of a store, kept in two dictionaries."""

    node_of: dict[tuple[str, str], Node] = field(default_factory=dict)
    link_of: dict[tuple[str, ...], Link] = field(default_factory=dict)
    feed: list[Change] = field(default_factory=list)
    entropy: bytes = b"a"

    def nodes(self, kind: str) -> Iterator[Node]:
        return iter([node for node in self.node_of.values() if node.kind == kind])

    def links(self, kind: str) -> Iterator[Link]:
        return iter([link for link in self.link_of.values() if link.kind == kind])

    def get_many(self, kind: str, ids: Sequence[str]) -> list[Node]:
        return [self.node_of[kind, key] for key in ids if (kind, key) in self.node_of]

    def links_between(self, kind: str, from_kind: str, to_kind: str, pairs: Sequence[tuple[str, str]]) -> list[Link]:
        wanted = {(kind, from_kind, start, to_kind, end) for start, end in pairs}
        return [link for key, link in self.link_of.items() if key[:5] in wanted]

    def changes(self, after: str | None, *, seen: Collection[str]) -> list[Change]:
        start = "" if after is None else floor_of(after, WINDOW_SECONDS)
        return [change for change in self.feed if change.id >= start and change.id not in seen]

    def latest_change(self) -> str:
        return self.feed[-1].id if self.feed else ""

    def write(self, nodes: Sequence[Node] = (), links: Sequence[Link] = ()) -> None:
        ends = {(link.from_kind, link.from_id) for link in links} | {(link.to_kind, link.to_id) for link in links}
        assert ends <= self.node_of.keys() | {(node.kind, node.id) for node in nodes}
        self.node_of |= {(node.kind, node.id): node for node in nodes}
        self.link_of |= {_key(link): link for link in links}
        self.note(((node.kind, node.id) for node in nodes), (link_key(link) for link in links))

    def erase(self, nodes: Sequence[NodeKey] = (), links: Sequence[LinkKey] = ()) -> None:
        gone = [
            link
            for link in self.link_of.values()
            if (link.from_kind, link.from_id) in nodes or (link.to_kind, link.to_id) in nodes or link_key(link) in links
        ]
        for link in gone:
            del self.link_of[_key(link)]
        for node in nodes:
            self.node_of.pop(node, None)
        self.note(nodes, (link_key(link) for link in gone))

    def note(self, nodes: Iterable[NodeKey] = (), links: Iterable[LinkKey] = ()) -> None:
        at = NOW + timedelta(seconds=3 * len(self.feed))
        self.feed.append(Change(change_id(at, self.entropy * 10), at, tuple(nodes), tuple(links)))


def _key(link: Link) -> tuple[str, ...]:
    return (*link_key(link), str(link.properties.get("post", "")))


def assert_same(one: Snapshot, other: Snapshot) -> None:
    """Both hold the same arrays of the same types, and so have the same digest."""
    for tables, others in ((one.nodes, other.nodes), (one.links, other.links)):
        assert list(tables) == list(others)
        for key, table in tables.items():
            arrays, expected = dict(table.arrays()), dict(others[key].arrays())
            assert arrays.keys() == expected.keys(), key
            for name, array in arrays.items():
                assert array.dtype == expected[name].dtype, (key, name)
                np.testing.assert_array_equal(array, expected[name], err_msg=f"{key} {name}")
            assert table.digest == others[key].digest


@pytest.fixture
def snapshot() -> Snapshot:
    return Snapshot.from_records(NODES, LINKS, NOW, "c1")


def test_every_kind_has_a_table_and_bookkeeping_has_none(snapshot: Snapshot) -> None:
    assert snapshot.nodes.keys() == NODE_COLUMNS.keys()
    assert snapshot.links.keys() == LINK_COLUMNS.keys()
    assert "Migration" not in snapshot.nodes
    assert len(snapshot.nodes["Fund"]) == 0
    assert snapshot.nodes["Fund"].texts("name").tolist() == []


def test_nodes_are_sorted_by_id_and_found_by_it(snapshot: Snapshot) -> None:
    residents = snapshot.nodes["Resident"]
    assert residents.ids == ("r1", "r2")
    assert residents.row_of["r2"] == 1
    assert "r3" not in residents.row_of
    assert residents.texts("name").tolist() == ["甲", "乙"]
    assert residents.flags("consent").tolist() == [-1, 0]
    np.testing.assert_array_equal(residents.numbers("hours_cap"), [4.0, np.nan])
    np.testing.assert_array_equal(residents.days("joined_on"), [20455.0, np.nan])
    indptr, windows = residents.lists("windows")
    assert indptr.tolist() == [0, 2, 2]
    assert windows.tolist() == ["sat-am", "sun-pm"]
    assert residents.texts("hours").tolist() == ["", ""]
    assert snapshot.nodes["Shown"].days("shown_at").tolist() == [20485.5]


@pytest.mark.parametrize(
    ("label", "name"), [("Resident", "phone"), ("Resident", "note"), ("Expert", "note"), ("Need", "contact")]
)
def test_personal_properties_stay_in_the_store(snapshot: Snapshot, label: str, name: str) -> None:
    with pytest.raises(KeyError, match=name):
        snapshot.nodes[label].texts(name)
    arrays = b"".join(array.tobytes() for table in snapshot.nodes.values() for _, array in table.arrays())
    assert b"13900000000" not in arrays


def test_links_join_rows_in_order(snapshot: Snapshot) -> None:
    skills = snapshot.links[HAS_SKILL]
    assert skills.from_rows.tolist() == [0, 0, 1]
    assert skills.to_rows.tolist() == [0, 1, 1]
    assert skills.texts("text").tolist() == ["会织毛衣", "", ""]


def test_whom_a_record_is_joined_to_is_told_from_both_ends(snapshot: Snapshot) -> None:
    for table in snapshot.links.values():
        pairs = set(zip(table.from_rows.tolist(), table.to_rows.tolist(), strict=True))
        for row in {-1, 0, *table.from_rows.tolist(), *table.to_rows.tolist()}:
            assert table.joined(row).tolist() == sorted({end for start, end in pairs if start == row})
            assert table.joined(row, inward=True).tolist() == sorted({start for start, end in pairs if end == row})


def test_two_posts_at_one_place_are_two_links(snapshot: Snapshot) -> None:
    posts = snapshot.links["HOLDS_POST", "Resident", "Place"]
    assert posts.texts("post").tolist() == ["楼长", "门长"]


def test_the_last_description_of_the_same_thing_counts_and_dangling_links_do_not() -> None:
    twice = (*NODES, Node("Resident", "r2", {"name": "丙"}))
    links = (
        *LINKS,
        Link("HAS_SKILL", "Resident", "r1", "Skill", "s0"),
        Link("LIVES_AT", "Resident", "r1", "Place", "gone"),
    )
    snapshot = Snapshot.from_records(twice, links, NOW)
    assert snapshot.nodes["Resident"].texts("name").tolist() == ["甲", "丙"]
    assert snapshot.nodes["Resident"].flags("consent").tolist() == [-1, -1]
    assert snapshot.links[HAS_SKILL].texts("text").tolist() == ["", "", ""]
    assert len(snapshot.links["LIVES_AT", "Resident", "Place"]) == 0


def test_the_version_is_the_change_covered_and_the_content() -> None:
    one = Snapshot.from_records(NODES, LINKS, NOW, "c1")
    same = Snapshot.from_records(reversed(NODES), reversed(LINKS), LATER, "c1")
    other = Snapshot.from_records(NODES, LINKS[1:], NOW, "c1")
    assert one.version == same.version
    assert one.version.startswith("c1.")
    assert one.version != other.version


def test_nothing_new_is_the_same_object() -> None:
    records = Records()
    empty = build(records, NOW)
    assert refresh(empty, records, LATER) is empty
    records.write(NODES, LINKS)
    full = refresh(empty, records, LATER)
    assert len(full.nodes["Resident"]) == 2
    assert refresh(full, records, LATER) is full
    assert full.at == LATER


def test_several_refreshes_equal_a_snapshot_made_anew() -> None:
    records = Records()
    records.write(NODES, LINKS)
    first = build(records, NOW)
    records.write([Node("Resident", "r3", {"name": "丁"})])
    second = refresh(first, records, LATER)
    records.erase(links=[("HAS_SKILL", "Resident", "r2", "Skill", "s1")])
    records.write([Node("Resident", "r1", {"name": "甲"})])
    third = refresh(second, records, LATER)
    assert_same(third, build(records, LATER))


def test_another_graph_is_read_anew() -> None:
    records, other = Records(), Records(entropy=b"b")
    records.write(NODES, LINKS)
    other.write([Node("Resident", "r9", {"name": "戊"})])
    assert refresh(build(records, NOW), other, LATER).nodes["Resident"].ids == ("r9",)


def test_a_feed_begun_anew_has_everything_read_again_once() -> None:
    records = Records()
    records.write(NODES, LINKS)
    before = build(records, NOW)
    del records.node_of["Skill", "s1"]
    records.feed.clear()
    records.entropy = b"b"
    records.note()
    after = refresh(before, records, LATER)
    assert after.nodes["Skill"].ids == ("s0",)
    assert refresh(after, records, LATER) is after


def test_a_feed_that_no_longer_holds_the_last_change_covered_has_everything_read_again() -> None:
    records = Records()
    records.write(NODES, LINKS)
    before = build(records, NOW)
    del records.node_of["Skill", "s1"]
    records.feed = [Change(change_id(NOW - timedelta(days=1), b"b" * 10), NOW)]  # long before, by another clock
    after = refresh(before, records, LATER)
    assert after.nodes["Skill"].ids == ("s0",)
    assert refresh(after, records, LATER) is after


def test_a_change_that_appears_late_is_seen() -> None:
    records = Records()
    records.write(NODES, LINKS)
    records.write([Node("Skill", "s8", {"name": "书法"})])
    late = records.feed.pop()
    skill = records.node_of.pop(("Skill", "s8"))
    records.write([Node("Skill", "s9", {"name": "合唱"})])
    records.feed[-1] = replace(records.feed[-1], id=change_id(late.at + timedelta(seconds=2), b"c" * 10))
    snapshot = build(records, NOW)
    assert snapshot.nodes["Skill"].ids == ("s0", "s1", "s9")
    records.node_of["Skill", "s8"] = skill
    records.feed.insert(1, late)
    assert refresh(snapshot, records, LATER).nodes["Skill"].ids == ("s0", "s1", "s8", "s9")


_text = st.sampled_from(["", "甲", "乙", "教手机", "b", "a long remark"])
_residents = st.builds(
    lambda key, name, cap, consent, windows, day: Node(
        "Resident",
        key,
        {
            name: value
            for name, value in {
                "name": name,
                "hours_cap": cap,
                "consent": consent,
                "windows": windows,
                "joined_on": day,
            }.items()
            if value is not None
        },
    ),
    st.sampled_from(["r1", "r2", "r3", "r4", "R5", "居民6"]),
    _text,
    st.none() | st.floats(0, 9),
    st.none() | st.booleans(),
    st.lists(st.sampled_from(["sat-am", "sun-pm", "mon-eve"]), max_size=3),
    st.none() | st.dates(),
)
_places = st.builds(
    lambda key, name, aliases: Node("Place", key, {"name": name, "aliases": aliases}),
    st.sampled_from(["p1", "p2", "p3"]),
    _text,
    st.lists(_text, max_size=2),
)
_nodes = st.one_of(_residents, _places)
_ends = st.tuples(st.integers(0, 5), st.integers(0, 2))
_steps = st.lists(
    st.one_of(
        st.tuples(st.just("write"), st.lists(_nodes, max_size=4)),
        st.tuples(st.just("join"), st.lists(st.tuples(_ends, _text), min_size=1, max_size=4)),
        st.tuples(st.just("erase"), st.lists(_nodes, min_size=1, max_size=2)),
        st.tuples(st.just("part"), _ends),
        st.just(("refresh", None)),
    ),
    max_size=25,
)


@settings(deadline=None, max_examples=60)
@given(_steps)
def test_a_refreshed_snapshot_equals_a_new_one(steps: list[tuple[str, object]]) -> None:
    records = Records()
    records.write(NODES, LINKS)
    snapshot = build(records, NOW)
    for step in steps:
        _take(records, step)
        if step[0] == "refresh":
            snapshot = refresh(snapshot, records, LATER)
            assert_same(snapshot, build(records, LATER))
    assert_same(refresh(snapshot, records, LATER), build(records, LATER))


def _take(records: Records, step: tuple[str, object]) -> None:
    residents = [key for kind, key in records.node_of if kind == "Resident"]
    places = [key for kind, key in records.node_of if kind == "Place"]
    match step:
        case "write", list(nodes):
            records.write(nodes)
        case "erase", list(nodes):
            records.erase([(node.kind, node.id) for node in nodes])
        case "join", list(pairs) if residents and places:
            records.write(
                links=[_joined(residents[a % len(residents)], places[b % len(places)], text) for (a, b), text in pairs]
            )
        case "part", (int(a), int(b)) if residents and places:
            start, end = residents[a % len(residents)], places[b % len(places)]
            records.erase(links=[(kind, "Resident", start, "Place", end) for kind in ("LIVES_AT", "HOLDS_POST")])


def _joined(resident: str, place: str, text: str) -> Link:
    if text:
        return Link("HOLDS_POST", "Resident", resident, "Place", place, {"post": text, "source": text[:1]})
    return Link("LIVES_AT", "Resident", resident, "Place", place)


def test_the_order_of_the_records_of_a_dump_changes_nothing(tmp_path: Path) -> None:
    plain, other = tmp_path / "plain.jsonl", tmp_path / "other.jsonl"
    write_invented(120, 5, plain, lambda done, total: None)
    lines = [json.loads(line) for line in plain.read_text(encoding="utf-8").splitlines()]
    random.Random(1).shuffle(lines)
    with DumpWriter(other) as writer:
        for line in sorted(lines, key=lambda line: "l" in line):  # nodes before links, each in any order
            writer.line(line)
    assert plain.read_bytes() != other.read_bytes()
    os.utime(other, (plain.stat().st_atime, plain.stat().st_mtime))
    assert_same(Snapshot.from_dump(other), Snapshot.from_dump(plain))
