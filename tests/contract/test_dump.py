"""Dumps: from any engine into any other, and refused when anything about them is wrong."""

from __future__ import annotations

import gzip
import hashlib
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph import dump_order
from graph.changes import MARK_OF_RESTORE
from graph.connect import connect
from graph.dump import DumpWriter, checked_records, dump, link_of, node_of, read_dump
from graph.dump_order import in_order
from graph.errors import BadDump, NoQuietMoment, NotEmpty, RestoreUnfinished
from graph.hashing import canonical_line
from graph.migrate import migrate
from graph.records import Link, Node
from graph.restore import check_whole, restore
from graph.store import Store
from tests.contract import street


@pytest.mark.parametrize("name", ["street.jsonl", "street.jsonl.gz"])
def test_what_was_dumped_is_restored(store: Store, tmp_path: Path, name: str) -> None:
    street.fill(store)
    store.upsert([Node("Layout", "l", {"list": "需求"})])
    path = tmp_path / name
    dump(store, path)
    assert path.stat().st_mode & 0o777 == 0o600
    store.wipe()
    done = restore(store, path)
    assert (done.nodes, done.links, done.kept) == (len(street.NODES) + 1, len(street.LINKS), None)
    assert store.canonical_hash() == street.HASH
    assert store.get("Layout", "l").properties == {"list": "需求"}
    assert migrate(store) == []


@pytest.mark.neo4j
@pytest.mark.parametrize("way", ["embedded to neo4j", "neo4j to embedded"])
def test_a_dump_moves_from_one_engine_to_the_other(
    embedded_store: Store, neo4j_store: Store, tmp_path: Path, way: str
) -> None:
    source, target = (embedded_store, neo4j_store) if way.startswith("embedded") else (neo4j_store, embedded_store)
    street.fill(source)
    dump(source, tmp_path / "moved.jsonl.gz")
    restore(target, tmp_path / "moved.jsonl.gz")
    assert target.canonical_hash() == source.canonical_hash() == street.HASH


def written(path: Path) -> Path:
    return dump_of(path, street.NODES, street.LINKS)


def dump_of(path: Path, nodes: Iterable[Node], links: Iterable[Link] = ()) -> Path:
    with DumpWriter(path) as writer:
        for node in nodes:
            writer.node(node)
        for link in links:
            writer.link(link)
    return path


def test_a_graph_that_is_not_empty_is_replaced_on_demand_and_kept(store: Store, tmp_path: Path) -> None:
    store.upsert([Node("Skill", "mine", {"name": "我的"})])
    mine = store.canonical_hash()
    path = written(tmp_path / "street.jsonl")
    with pytest.raises(NotEmpty, match="--replace"):
        restore(store, path)
    assert store.canonical_hash() == mine
    done = restore(store, path, replace=True)
    assert store.canonical_hash() == street.HASH
    assert done.kept is not None
    restore(store, done.kept, replace=True)
    assert store.canonical_hash() == mine


def test_readers_of_the_feed_notice_a_restore(store: Store, tmp_path: Path) -> None:
    street.fill(store)
    last = store.latest_change()
    restore(store, written(tmp_path / "street.jsonl"), replace=True)
    assert last not in {change.id for change in store.changes(last)}
    assert store.latest_change() > last


def test_an_interrupted_restore_is_finished_by_the_same_dump(store: Store, tmp_path: Path) -> None:
    path = written(tmp_path / "street.jsonl")

    def stop(done: int, expected: int) -> None:
        raise KeyboardInterrupt

    store.upsert([Node("Skill", "old", {"name": "旧"})])
    before = kept_by(store)
    with pytest.raises(KeyboardInterrupt):
        restore(store, path, replace=True, progress=stop)
    (kept,) = kept_by(store) - before
    with pytest.raises(RestoreUnfinished) as caught:
        check_whole(store)
    assert str(kept) in caught.value.zh
    assert str(kept) in caught.value.en
    assert MARK_OF_RESTORE in {row["id"] for row in store.read("migrations")}
    store.load(street.PLACES)  # as if some parts had been written
    restore(store, path)
    check_whole(store)
    assert store.canonical_hash() == street.HASH
    assert MARK_OF_RESTORE not in {row["id"] for row in store.read("migrations")}


def kept_by(store: Store) -> set[Path]:
    return set((store.folder / "dumps").glob("*"))


def lines_of(path: Path) -> list[bytes]:
    return path.read_bytes().splitlines(keepends=True)


def closed(lines: list[bytes]) -> bytes:
    """The lines with an end that fits them, as a careful forger would write it."""
    body = lines[:-1]
    nodes = sum(line.startswith(b'{"n"') for line in body)
    end = {"nodes": nodes, "links": len(body) - 1 - nodes, "sha256": hashlib.sha256(b"".join(body)).hexdigest()}
    return b"".join(body) + json.dumps({"end": end}, separators=(",", ":")).encode() + b"\n"


def replaced(lines: list[bytes], old: str, new: str) -> list[bytes]:
    assert any(old.encode() in line for line in lines)
    return [line.replace(old.encode(), new.encode()) for line in lines]


HARMS: dict[str, Callable[[list[bytes]], bytes]] = {
    "empty": lambda lines: b"",
    "no end": lambda lines: b"".join(lines[:-1]),
    "cut in a line": lambda lines: b"".join(lines)[:-200],
    "a line lost": lambda lines: b"".join(lines[:3] + lines[4:]),
    "a letter changed": lambda lines: b"".join(replaced(lines, "王小花", "王大花")),
    "more after the end": lambda lines: b"".join([*lines, lines[1]]),
    "newer": lambda lines: closed(replaced(lines, '"heli_dump":1', '"heli_dump":2')),
    "no version": lambda lines: closed(replaced(lines, '"heli_dump":1', '"heli_dump":"one"')),
    "older than any": lambda lines: closed(replaced(lines, '"heli_dump":1', '"heli_dump":0')),
    "negative": lambda lines: closed(replaced(lines, '"heli_dump":1', '"heli_dump":-3')),
    "a truth": lambda lines: closed(replaced(lines, '"heli_dump":1', '"heli_dump":true')),
    "too large": lambda lines: closed(
        [*lines[:1], json.dumps({"n": "Need", "id": "x", "p": {"text": "长" * 1_600_000}}).encode() + b"\n", *lines[1:]]
    ),
    "too deep": lambda lines: closed([*lines[:1], b'{"n":' + b"[" * 100_000 + b"\n", *lines[1:]]),
    "foreign": lambda lines: b'{"type": "node", "id": "0"}\n',
    "a workbook": lambda lines: b"PK\x03\x04\x14\x00\xff\xfe",
    "links before nodes": lambda lines: closed([lines[0], *lines[9:-1], *lines[1:9], lines[-1]]),
    "unknown kind": lambda lines: closed(replaced(lines, '{"n":"Skill"', '{"n":"Talent"')),
    "unknown property": lambda lines: closed(replaced(lines, '"consent":', '"agrees":')),
    "wrong type": lambda lines: closed(replaced(lines, '"hours_cap":8.0', '"hours_cap":"8"')),
    "wrong day": lambda lines: closed(replaced(lines, '{"d":"2021-05-06"}', '{"d":"2021-25-06"}')),
    "wrong form": lambda lines: closed(replaced(lines, '{"d":"2021-05-06"}', '{"x":"2021-05-06"}')),
    "no such end": lambda lines: closed(replaced(lines, '["Skill","phone"]', '["Skill","radio"]')),
    "twice": lambda lines: closed([*lines[:2], lines[1], *lines[2:]]),
    "not JSON": lambda lines: closed([*lines[:1], b'{"n": nonsense\n', *lines[1:]]),
    "no properties": lambda lines: closed([*lines[:1], b'{"n":"Skill","id":"x"}\n', *lines[1:]]),
}


@pytest.mark.parametrize("harm", sorted(HARMS))
@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gz"])
def test_a_bad_dump_is_refused_before_anything_is_touched(
    embedded_store: Store, tmp_path: Path, harm: str, packed: bool
) -> None:
    embedded_store.upsert([Node("Skill", "mine", {"name": "我的"})])
    before, kept = embedded_store.canonical_hash(), kept_by(embedded_store)
    content = HARMS[harm](lines_of(written(tmp_path / "good.jsonl")))
    path = tmp_path / ("bad.jsonl.gz" if packed else "bad.jsonl")
    path.write_bytes(gzip.compress(content) if packed else content)
    with pytest.raises(BadDump) as caught:
        restore(embedded_store, path, replace=True)
    assert "bad.jsonl" in caught.value.zh
    assert "Nothing was changed" in caught.value.en
    assert embedded_store.canonical_hash() == before
    assert kept_by(embedded_store) == kept


@pytest.mark.parametrize("cut", [10, 100, -9, -1])
def test_a_cut_archive_is_refused(embedded_store: Store, tmp_path: Path, cut: int) -> None:
    path = written(tmp_path / "street.jsonl.gz")
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(BadDump):
        restore(embedded_store, path)
    with pytest.raises(BadDump, match="missing"):
        restore(embedded_store, tmp_path / "missing.jsonl")


def test_a_failed_dump_leaves_no_file(tmp_path: Path) -> None:
    path = tmp_path / "half.jsonl"
    path.write_text("the dump of yesterday")
    with pytest.raises(ValueError, match="not JSON compliant"), DumpWriter(path) as writer:
        writer.node(Node("Resident", "r", {"hours_cap": float("nan")}))
    assert path.read_text() == "the dump of yesterday"
    assert list(tmp_path.iterdir()) == [path]


def test_the_same_records_give_the_same_bytes(tmp_path: Path) -> None:
    one, other = written(tmp_path / "one.jsonl.gz"), written(tmp_path / "other.jsonl.gz")
    assert one.read_bytes() == other.read_bytes()


def told_backwards(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """The store as another engine might tell it: the last record of each kind first."""
    nodes, links = store.nodes, store.links
    monkeypatch.setattr(store, "nodes", lambda kind: reversed(list(nodes(kind))))
    monkeypatch.setattr(store, "links", lambda kind: reversed(list(links(kind))))


@pytest.mark.parametrize("portion", [1_000, 16_000_000], ids=["in files", "in memory"])
def test_equal_graphs_give_equal_dumps(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, portion: int
) -> None:
    monkeypatch.setattr(dump_order, "PORTION", portion)
    street.fill(store)
    dump(store, tmp_path / "one.jsonl.gz")
    told_backwards(store, monkeypatch)
    dump(store, tmp_path / "other.jsonl.gz")
    assert (tmp_path / "one.jsonl.gz").read_bytes() == (tmp_path / "other.jsonl.gz").read_bytes()
    assert len(list(tmp_path.iterdir())) == 2, "what was sorted in files is gone"
    assert len(list(checked_records(read_dump(tmp_path / "one.jsonl.gz")))) == len(street.NODES) + len(street.LINKS)


@given(
    st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\n"), max_size=8), max_size=40),
    st.integers(1, 30),
)
def test_lines_are_sorted_whatever_fits_into_memory(lines: list[str], portion: int) -> None:
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
        patch.setattr(dump_order, "PORTION", portion)
        assert list(in_order(lines, Path(folder))) == sorted(lines)


def test_lines_written_by_others_are_understood(tmp_path: Path) -> None:
    path = tmp_path / "plain.jsonl"
    with DumpWriter(path) as writer:
        writer.line({"heli_dump": 1})
        writer.line({"n": "Skill", "id": "s", "p": {"name": "园艺"}})
        writer.line({"n": "Resident", "id": "r", "p": {"name": "王", "joined_on": {"d": "2026-01-02"}}})
        writer.line({"l": "HAS_SKILL", "f": ["Resident", "r"], "t": ["Skill", "s"], "p": {}})
        writer.line({"end": {}})
    found = read_dump(path)
    assert (found.node_count, found.link_count) == (2, 1)
    assert list(found.nodes())[1] == Node("Resident", "r", {"name": "王", "joined_on": date(2026, 1, 2)})
    assert list(found.links()) == [Link("HAS_SKILL", "Resident", "r", "Skill", "s")]
    assert len(list(checked_records(found))) == 3


def test_two_installations_do_not_share_anything(tmp_path: Path) -> None:
    with connect(tmp_path / "one") as one, connect(tmp_path / "other") as other:
        migrate(one)
        street.fill(one)
        dump(one, tmp_path / "one.jsonl")
        restore(other, tmp_path / "one.jsonl")
        one.wipe()
        assert other.canonical_hash() == street.HASH


VALUES: st.SearchStrategy[Any] = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=20),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(),
    st.datetimes().map(lambda at: at.replace(tzinfo=UTC)),
    st.lists(st.text(st.characters(codec="utf-8"), max_size=5), min_size=1, max_size=3),
)
PROPERTIES = st.dictionaries(st.text(min_size=1, max_size=8).filter(lambda n: n.isascii()), VALUES, max_size=4)


@given(PROPERTIES)
def test_every_record_survives_its_line(properties: dict[str, Any]) -> None:
    node = Node("Resident", "r", properties)
    link = Link("LIVES_AT", "Resident", "r", "Place", "p", properties)
    assert node_of(json.loads(canonical_line(node))) == node
    assert link_of(json.loads(canonical_line(link))) == link
    assert "\n" not in canonical_line(node)


def test_moments_are_written_in_utc_with_microseconds() -> None:
    line = canonical_line(Node("Shown", "s", {"shown_at": datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)}))
    assert line == '{"n":"Shown","id":"s","p":{"shown_at":{"m":"2026-01-02T03:04:05.000000Z"}}}'


def test_a_wipe_that_was_cut_off_is_known_and_ends_with_what_was_kept(store: Store, tmp_path: Path) -> None:
    def cut(keep: object) -> None:
        raise KeyboardInterrupt

    store.upsert([Node("Skill", "old", {"name": "旧"})])
    before = store.canonical_hash()
    path = written(tmp_path / "street.jsonl")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "wipe", cut)
        with pytest.raises(KeyboardInterrupt):
            restore(store, path, replace=True)
    with pytest.raises(RestoreUnfinished) as caught:
        check_whole(store)
    kept = caught.value.kept
    assert kept is not None
    assert restore(store, kept, replace=True).kept is None
    check_whole(store)
    assert store.canonical_hash() == before


def someone_writes(store: Store, monkeypatch: pytest.MonkeyPatch, times: int) -> list[str]:
    """Between two kinds of a dump somebody links a new resident to a new skill, so many times."""
    nodes = store.nodes
    written: list[str] = []

    def interrupted(label: str) -> Iterator[Node]:
        yield from nodes(label)
        if label == "Resident" and len(written) < times:
            name = f"new{len(written)}"
            link = Link("HAS_SKILL", "Resident", name, "Skill", name)
            store.upsert([Node("Resident", name, {"name": "王"}), Node("Skill", name, {"name": "剪纸"})], [link])
            written.append(name)

    monkeypatch.setattr(store, "nodes", interrupted)
    return written


def test_a_dump_holds_one_moment(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    street.fill(store)
    written = someone_writes(store, monkeypatch, 2)
    dump(store, tmp_path / "d.jsonl")
    assert len(written) == 2
    found = read_dump(tmp_path / "d.jsonl")
    assert {"new0", "new1"} <= {node.id for node in found.nodes() if node.kind == "Resident"}
    assert {"new0", "new1"} <= {link.from_id for link in found.links()}
    assert len(list(checked_records(found))) == len(street.NODES) + len(street.LINKS) + 6


def test_where_somebody_always_writes_there_is_no_dump(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    street.fill(store)
    path = tmp_path / "d.jsonl"
    path.write_text("the dump of yesterday")
    someone_writes(store, monkeypatch, 99)
    with pytest.raises(NoQuietMoment, match="stop the service"):
        dump(store, path)
    assert path.read_text() == "the dump of yesterday"
