"""Restoring beside others: one version, one process, nothing lost and nothing let in that must not be kept."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from graph.changes import KEEPING, MARK_OF_RESTORE
from graph.dump import checked_records, dump, read_dump
from graph.errors import BadDump, LeaseHeld, RestoreBegun, RestoreUnfinished
from graph.migrate import DURATION, UPKEEP, Step, half_restored, lease, migrate, outstanding
from graph.records import Node
from graph.restore import check_whole, restore
from graph.schema import NodeKind
from graph.store import Store
from graph.transaction import Transaction
from tests.contract import street
from tests.contract.test_dump import dump_of, kept_by, written


def themed(store: Store) -> None:
    store.upsert([Node("Skill", node.id, {"theme": "其他"}) for node in list(store.nodes("Skill"))])


STEP = Step("0001_theme", "a" * 64, themed)


def test_what_was_dumped_before_a_step_goes_through_it_when_restored(store: Store, tmp_path: Path) -> None:
    migrate(store, [])
    store.upsert([Node("Skill", "s", {"name": "会修"})])
    dump(store, tmp_path / "old.jsonl")
    assert migrate(store, [STEP]) == [STEP.id]
    dump(store, tmp_path / "new.jsonl")
    restore(store, tmp_path / "old.jsonl", replace=True, steps=[STEP])
    assert store.get("Skill", "s").properties["theme"] == "其他"
    assert outstanding(store, [STEP]) == []
    ran: list[Store] = []
    restore(store, tmp_path / "new.jsonl", replace=True, steps=[Step(STEP.id, STEP.checksum, ran.append)])
    assert ran == []
    assert outstanding(store, [STEP]) == []


@pytest.mark.parametrize("known", [[], [Step(STEP.id, "b" * 64, themed)]], ids=["unknown", "another one"])
def test_a_dump_of_a_later_version_is_refused_before_anything_is_touched(
    store: Store, tmp_path: Path, known: list[Step]
) -> None:
    store.upsert([Node("Skill", "mine", {"name": "我的"})])
    before, kept = store.canonical_hash(), kept_by(store)
    mark = Node("Migration", STEP.id, {"checksum": STEP.checksum, "at": datetime(2026, 1, 2, tzinfo=UTC)})
    path = dump_of(tmp_path / "later.jsonl", [*street.NODES, mark], street.LINKS)
    with pytest.raises(BadDump, match=STEP.id):
        restore(store, path, replace=True, steps=known)
    assert store.canonical_hash() == before
    assert kept_by(store) == kept
    check_whole(store)


def test_only_one_process_restores_or_migrates(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.restore.WAIT_SECONDS", 0.0)
    with lease(store, UPKEEP), pytest.raises(LeaseHeld, match="migrate"):
        restore(store, written(tmp_path / "street.jsonl"))
    assert store.counts()["Resident"] == 0


def test_nothing_is_written_into_a_graph_that_is_being_replaced(store: Store, tmp_path: Path) -> None:
    store.upsert([Node("Skill", "mine", {"name": "我的"})])
    refused = []

    def meanwhile(done: int, expected: int) -> None:
        if half_restored(store):
            with pytest.raises(RestoreUnfinished, match="under way"):
                store.upsert([Node("Skill", "lost", {"name": "会丢的"})])
            with pytest.raises(RestoreUnfinished):
                store.in_turn(lambda tx: tx.upsert([Node("Skill", "lost", {"name": "会丢的"})]))
            refused.append(done)

    restore(store, written(tmp_path / "street.jsonl"), replace=True, progress=meanwhile)
    assert refused
    assert store.canonical_hash() == street.HASH
    store.upsert([Node("Skill", "mine", {"name": "我的"})])


def test_what_somebody_saves_while_the_old_graph_is_kept_is_kept_too(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.upsert([Node("Skill", "mine", {"name": "我的"})])
    in_turn = store.in_turn
    late: list[object] = []

    def just_before(work: Callable[[Transaction], Any]) -> Any:
        if not late:
            late.append(store.upsert([Node("Skill", "late", {"name": "刚写的"})]))
        return in_turn(work)

    monkeypatch.setattr(store, "in_turn", just_before)
    done = restore(store, written(tmp_path / "street.jsonl"), replace=True)
    assert done.kept is not None
    assert {node.id for node in read_dump(done.kept).nodes()} == {"mine", "late"}


def test_a_busy_writer_is_held_and_all_it_was_told_is_kept(store: Store, tmp_path: Path) -> None:
    store.upsert([Node("Skill", "mine", {"name": "我的"})])
    saved, held, enough = ["mine"], threading.Event(), threading.Event()

    def write() -> None:
        while not enough.is_set():
            name = f"busy{len(saved)}"
            try:
                store.upsert([Node("Skill", name, {"name": "忙"})])
            except RestoreUnfinished:
                held.set()
                return
            saved.append(name)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        done = restore(store, written(tmp_path / "street.jsonl"), replace=True)
    finally:
        enough.set()
        writer.join()
    assert held.is_set()
    assert store.canonical_hash() == street.HASH
    assert done.kept is not None
    assert {node.id for node in read_dump(done.kept).nodes()} == set(saved)


def test_a_restore_that_fails_before_it_changes_anything_lets_writers_go_on(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.upsert([Node("Skill", "mine", {"name": "我的"})])

    def full(store: Store, path: Path) -> str:
        assert half_restored(store)
        raise OSError("no space left")

    monkeypatch.setattr("graph.restore.dump", full)
    with pytest.raises(OSError, match="no space"):
        restore(store, written(tmp_path / "street.jsonl"), replace=True)
    store.upsert([Node("Skill", "mine", {"name": "还是我的"})])


def test_a_restore_that_was_killed_before_it_changed_anything_is_forgotten_at_the_next_start(store: Store) -> None:
    store.upsert([Node("Skill", "mine", {"name": "我的"})])
    store.write("record_migration", id=MARK_OF_RESTORE, checksum=KEEPING, at=None)
    with lease(store, UPKEEP):
        migrate(store)
        assert half_restored(store), "it may still go on"
    migrate(store)
    check_whole(store)
    store.upsert([Node("Skill", "mine", {"name": "还是我的"})])


def test_a_restore_that_was_killed_before_it_changed_anything_is_forgotten_by_whoever_looks(
    store: Store,
) -> None:
    store.upsert([Node("Skill", "mine", {"name": "我的"})])
    store.write("record_migration", id=MARK_OF_RESTORE, checksum=KEEPING, at=None)
    now = store.now()
    store.write("take_lease", id=UPKEEP, holder="killed", now=now, until=now + DURATION, beyond=now + DURATION)
    (store.folder / "dumps").mkdir(exist_ok=True)
    (store.folder / "dumps" / "before-restore-9.jsonl.gz.part").touch()
    check_whole(store)  # the graph is whole
    with pytest.raises(RestoreBegun, match="unchanged"):
        store.upsert([Node("Skill", "mine", {"name": "会丢的"})])
    ended = now - timedelta(seconds=1)
    store.write("take_lease", id=UPKEEP, holder="killed", now=now, until=ended, beyond=now + DURATION)
    check_whole(store)
    store.upsert([Node("Skill", "mine", {"name": "还是我的"})])
    store.write("record_migration", id=MARK_OF_RESTORE, checksum="half", at=None)
    with pytest.raises(RestoreUnfinished) as told:
        check_whole(store)
    assert ".part" not in told.value.zh


def test_a_restore_says_that_it_waits_for_another(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph.restore.WAIT_SECONDS", 0.1)
    said: list[str] = []
    with lease(store, UPKEEP), pytest.raises(LeaseHeld):
        restore(store, written(tmp_path / "street.jsonl"), waits=lambda: said.append("waits"))
    assert said == ["waits"]


NUMBER = "11010519491231002X"  # the example of the standard
HIDDEN = {
    "a remark": (Node("Need", "n1", {"text": "缺凳子", "note": f"身份证{NUMBER}"}), "note"),
    "wide": (Node("Need", "n1", {"text": "１１０１０５１９４９１２３１００２Ｘ"}), "text"),
    "a list": (Node("Place", "p1", {"name": "院", "level": "compound", "aliases": ["院", NUMBER]}), "aliases"),
    "an id": (Node("Skill", NUMBER, {"name": "会修"}), "id"),
    "an import": (
        Node(
            "ImportPage",
            "i-0",
            {
                "import_id": "i",
                "number": 0,
                "lines": [json.dumps({"n": ["Need", "n1"], "b": None, "a": {"note": NUMBER}})],
            },
        ),
        "lines",
    ),
}


@pytest.mark.parametrize("where", sorted(HIDDEN))
def test_a_dump_with_an_identity_number_is_refused_and_the_number_not_repeated(
    embedded_store: Store, tmp_path: Path, where: str
) -> None:
    embedded_store.upsert([Node("Skill", "mine", {"name": "我的"})])
    before, kept = embedded_store.canonical_hash(), kept_by(embedded_store)
    node, property_ = HIDDEN[where]
    path = dump_of(tmp_path / "d.jsonl", [street.NODES[0], node])
    with pytest.raises(BadDump, match="identity number") as caught:
        restore(embedded_store, path, replace=True)
    assert caught.value.line == 3
    assert f"{node.kind} 的 {property_} " in caught.value.zh
    assert NUMBER[:10] not in str(caught.value)
    assert embedded_store.canonical_hash() == before
    assert kept_by(embedded_store) == kept


def test_numbers_side_by_side_in_the_page_of_an_import_are_no_identity_number(tmp_path: Path) -> None:
    lines = [json.dumps({"n": ["Need", "n1"], "b": None, "a": {"a": NUMBER[:10], "b": NUMBER[10:]}})]
    page = Node("ImportPage", "i-0", {"import_id": "i", "number": 0, "lines": lines})
    assert list(checked_records(read_dump(dump_of(tmp_path / "d.jsonl", [page])))) == [page]


def test_a_wipe_removes_no_more_at_once_than_a_server_can_bear(
    embedded_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    street.fill(embedded_store)
    removed: dict[int, int] = {}
    transactions: list[Transaction] = []
    wipe = Transaction.wipe

    def counted(transaction: Transaction, kind: NodeKind, limit: int) -> int:
        transactions.append(transaction)  # kept, so that no two have one identity
        gone = wipe(transaction, kind, limit)
        removed[id(transaction)] = removed.get(id(transaction), 0) + gone
        return gone

    monkeypatch.setattr("graph.store.WIPED_AT_ONCE", 3)
    monkeypatch.setattr(Transaction, "wipe", counted)
    embedded_store.wipe(keep=("Migration",))
    assert sum(removed.values()) >= len(street.NODES)
    assert max(removed.values()) == 3
    assert embedded_store.counts() == dict.fromkeys(embedded_store.counts(), 0)
