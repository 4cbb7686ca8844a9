"""Bringing the graph to this version's schema: constraints and indexes, then numbered steps.

A step is a file of graph/migrations named `0001_what_it_does.cypher` or `.py`. The statements of a Cypher file,
divided by lines holding only `;`, may each answer `changed`: it is run again until that is 0, so that a large
graph is changed in portions. A Python file has `run(store)`. A step may be cut off at any point and is then run
again from its beginning: it must come to the same end.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from graph import cypher
from graph.dump import dump
from graph.errors import BadMigration, Conflict
from graph.kinds import NODES

if TYPE_CHECKING:
    from graph.store import Store

FOLDER = Path(__file__).parent / "migrations"
MARK_OF_SCHEMA = "schema"
MARK_OF_RESTORE = "restore"
LEASE = timedelta(minutes=2)
WAIT_SECONDS = 60.0


@dataclass(frozen=True)
class Step:
    """A numbered step, the checksum of its file and what it does."""

    id: str
    checksum: str
    run: Callable[[Store], None]


def apply_schema(store: Store) -> None:
    """Create every constraint and index of the kinds that does not exist; quick when nothing is to be done."""
    if _schema_applied(store):
        return
    for text in cypher.schema():
        store.define(text)
    store.write("record_migration", id=MARK_OF_SCHEMA, checksum=_schema_checksum(), at=store.clock())


def migrate(store: Store, steps: Sequence[Step] | None = None) -> list[str]:
    """Apply the schema and every step that is still to be done, one process at a time; returns the steps' ids.

    Before the first step a dump of the graph is kept under the data folder. BadMigration when the graph has been
    through a step this version does not know, or through another one of the same number. Changes that every
    reader has had a week to read are forgotten on the way.
    """
    known = list(steps_of(FOLDER) if steps is None else steps)
    if _schema_applied(store) and not _pending(store, known):
        store.prune_changes()
        return []
    for text in (*cypher.constraints(NODES["Lease"]), *cypher.constraints(NODES["Migration"])):
        store.define(text)
    with lease(store, "migrate"):
        apply_schema(store)
        pending = _pending(store, known)
        if pending and any(store.counts().values()):
            _keep_dump(store, pending[0])
        for step in pending:
            store.write("record_migration", id=step.id, checksum=step.checksum, at=None)
            step.run(store)
            store.write("record_migration", id=step.id, checksum=step.checksum, at=store.clock())
    return [step.id for step in pending]


def outstanding(store: Store, steps: Sequence[Step] | None = None) -> list[str]:
    """What `migrate` would still do, changing nothing: the mark of the schema and ids of steps; BadMigration alike."""
    known = list(steps_of(FOLDER) if steps is None else steps)
    pending = [step.id for step in _pending(store, known)]
    return pending if _schema_applied(store) else [MARK_OF_SCHEMA, *pending]


def steps_of(folder: Path) -> list[Step]:
    """The steps of a folder in their order; BadMigration when two have one number."""
    paths = sorted(path for path in folder.iterdir() if re.fullmatch(r"\d{4}_\w+\.(cypher|py)", path.name))
    numbers = [path.name[:4] for path in paths]
    for number in numbers:
        if numbers.count(number) > 1:
            raise BadMigration(f"编号 {number} 有两个迁移步骤。", f"Two migration steps have the number {number}.")
    return [_step(path) for path in paths]


@contextmanager
def lease(store: Store, name: str, wait_seconds: float = WAIT_SECONDS) -> Iterator[None]:
    """Hold the lease of that name, renewed until the end; Conflict when another process keeps it for too long."""
    holder = f"{socket.gethostname()}:{os.getpid()}:{os.urandom(4).hex()}"
    until = time.monotonic() + wait_seconds
    while not _take_lease(store, name, holder):
        if time.monotonic() >= until:
            raise Conflict(name)
        time.sleep(0.2)
    ended = threading.Event()

    def renew() -> None:
        while not ended.wait(LEASE.total_seconds() / 4):
            _take_lease(store, name, holder)

    keeper = threading.Thread(target=renew, name=f"lease {name}", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        ended.set()
        keeper.join()
        store.write("end_lease", id=name, holder=holder)


def _take_lease(store: Store, name: str, holder: str) -> bool:
    now = store.clock()
    return bool(store.write("take_lease", id=name, holder=holder, now=now, until=now + LEASE))


def _schema_checksum() -> str:
    return hashlib.sha256("\n".join(cypher.schema()).encode()).hexdigest()


def _schema_applied(store: Store) -> bool:
    checksum = _schema_checksum()
    return any(row["id"] == MARK_OF_SCHEMA and row["checksum"] == checksum for row in store.read("migrations"))


def _pending(store: Store, known: Sequence[Step]) -> list[Step]:
    rows = {row["id"]: row for row in store.read("migrations") if row["id"][:1].isdigit()}
    by_id = {step.id: step for step in known}
    for identifier, row in rows.items():
        if identifier not in by_id:
            raise BadMigration(
                f"这个图由更新的版本建立（已做过迁移 {identifier}）。请升级合力；数据没有改动。",
                f"A newer version made this graph (migration {identifier} is done): upgrade Heli; nothing was changed.",
            )
        if row["checksum"] != by_id[identifier].checksum and row["at"] is not None:
            raise BadMigration(
                f"迁移 {identifier} 与当时执行的内容不同。请安装原来的版本，或恢复备份。",
                f"Migration {identifier} is not the one that was applied: install that version or restore a dump.",
            )
    done = {identifier for identifier, row in rows.items() if row["at"] is not None}
    return [step for step in known if step.id not in done]


def _keep_dump(store: Store, step: Step) -> None:
    dump(store, store.folder / "dumps" / f"before-{step.id}-{store.clock():%Y%m%dT%H%M%S%f}.jsonl.gz")


def _step(path: Path) -> Step:
    content = path.read_bytes()
    checksum = hashlib.sha256(content).hexdigest()
    if path.suffix == ".cypher":
        texts = [text.strip() for text in re.split(r"(?m)^;\s*$", content.decode()) if text.strip()]
        return Step(path.stem, checksum, lambda store: _run_texts(store, path.stem, texts))
    return Step(path.stem, checksum, lambda store: _run_module(store, path))


def _run_texts(store: Store, name: str, texts: Sequence[str]) -> None:
    for text in texts:
        while any(row.get("changed") for row in store.alter(name, text)):
            continue


def _run_module(store: Store, path: Path) -> None:
    spec = importlib.util.spec_from_file_location(f"graph.migrations.{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.run(store)
