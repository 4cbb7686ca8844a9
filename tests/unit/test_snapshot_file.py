"""A snapshot on disk comes back as it was, or not at all."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from graph.dump_format import DumpWriter, read_dump
from graph.errors import BadDump
from graph.records import Link, Node
from graph.snapshot import Snapshot
from graph.snapshot_file import FILE, MARK, load, save
from seeds.invent import invent

NOW = datetime(2026, 3, 1, 8, 30, 15, 123456, tzinfo=UTC)


@pytest.fixture
def snapshot() -> Snapshot:
    return Snapshot.from_records(
        [
            Node("Resident", "居民1", {"name": "甲", "windows": ["sat-am"], "consent": True}),
            Node("Resident", "r2", {"name": "乙", "joined_on": date(2026, 1, 2)}),
            Node("Skill", "s1", {"name": "书法"}),
        ],
        [Link("HAS_SKILL", "Resident", "r2", "Skill", "s1", {"text": "写春联"})],
        NOW,
        "c1",
    )


def test_it_comes_back_array_for_array(snapshot: Snapshot, tmp_path: Path) -> None:
    save(snapshot, tmp_path / "snapshots")
    back = load(tmp_path / "snapshots")
    assert back is not None
    assert (back.version, back.at, back.covered) == (snapshot.version, NOW, "c1")
    for tables, others in ((snapshot.nodes, back.nodes), (snapshot.links, back.links)):
        assert [table.digest for table in tables.values()] == [table.digest for table in others.values()]
    residents = back.nodes["Resident"]
    assert residents.ids == ("r2", "居民1")
    assert residents.texts("name").tolist() == ["乙", "甲"]
    assert back.links["HAS_SKILL", "Resident", "Skill"].texts("text").tolist() == ["写春联"]


def test_a_newer_one_takes_its_place_while_the_older_is_in_use(snapshot: Snapshot, tmp_path: Path) -> None:
    save(Snapshot.from_records([], [], NOW, "c0"), tmp_path)
    older = load(tmp_path)
    save(snapshot, tmp_path)
    newer = load(tmp_path)
    assert newer is not None
    assert older is not None
    assert (older.covered, newer.covered) == ("c0", "c1")
    assert len(older.nodes["Resident"]) == 0
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


def test_no_byte_of_it_can_change_unnoticed(snapshot: Snapshot, tmp_path: Path) -> None:
    path = save(snapshot, tmp_path)
    whole = path.read_bytes()
    meaning = snapshot.nodes["Resident"].texts("name").tolist()
    for place in range(0, len(whole), 61):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x20]) + whole[place + 1 :])
        back = load(tmp_path)
        # Only the gaps that align the arrays may differ without harm.
        assert back is None or back.nodes["Resident"].texts("name").tolist() == meaning
        assert back is None or back.version == snapshot.version


@pytest.mark.parametrize("length", [0, 5, len(MARK) + 3, 300, -64])
def test_a_file_cut_short_is_none(snapshot: Snapshot, tmp_path: Path, length: int) -> None:
    path = save(snapshot, tmp_path)
    path.write_bytes(path.read_bytes()[:length])
    assert load(tmp_path) is None


def test_a_file_of_another_form_or_none_at_all_is_none(snapshot: Snapshot, tmp_path: Path) -> None:
    assert load(tmp_path / "nowhere") is None
    path = save(snapshot, tmp_path)
    path.write_bytes(b"heli snapshot 0\n" + path.read_bytes()[len(MARK) :])
    assert load(tmp_path) is None


def test_a_failed_save_leaves_the_older_one_alone(
    snapshot: Snapshot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(snapshot, tmp_path)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("graph.snapshot_file._write", full)
    with pytest.raises(OSError, match="No space"):
        save(Snapshot.from_records([], [], NOW, "c2"), tmp_path)
    back = load(tmp_path)
    assert back is not None
    assert back.covered == "c1"
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


@pytest.mark.parametrize("name", ["town.jsonl", "town.jsonl.gz"])
def test_a_dump_gives_the_same_snapshot_as_its_records(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    with DumpWriter(path) as writer:
        for line in invent(200, seed=3):
            writer.line(line)
    dump = read_dump(path)
    straight = Snapshot.from_dump(path)
    by_record = Snapshot.from_records(dump.nodes(), dump.links(), NOW)
    assert len(straight.nodes["Resident"]) == 200
    assert straight.version == by_record.version


def test_a_dump_that_was_altered_gives_no_snapshot(tmp_path: Path) -> None:
    path = tmp_path / "town.jsonl"
    with DumpWriter(path) as writer:
        writer.node(Node("Skill", "s1", {"name": "书法"}))
    path.write_text(path.read_text(encoding="utf-8").replace("书法", "合唱"), encoding="utf-8")
    with pytest.raises(BadDump):
        Snapshot.from_dump(path)
