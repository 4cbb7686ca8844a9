"""Bringing the graph to this version's schema: constraints and indexes, then numbered steps.

A step is a file of graph/migrations named `0001_what_it_does.cypher` or `.py`. The statements of a Cypher file,
divided by lines holding only `;`, may each answer `changed`: it is run again until that is 0, so that a large
graph is changed in portions. A Python file has `run(store)`. A step may be cut off at any point and is then run
again from its beginning: it must come to the same end.
"""

from __future__ import annotations

import hashlib
import importlib.util
import logging
import os
import re
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph import cypher
from graph.changes import KEEPING, MARK_OF_RESTORE
from graph.dump import dump, place_before
from graph.errors import BadMigration, GraphError, LeaseHeld, LeaseLost
from graph.kinds import NODES

if TYPE_CHECKING:
    from graph.store import Store

log = logging.getLogger(__name__)

FOLDER = Path(__file__).parent / "migrations"
MARK_OF_SCHEMA = "schema"
UPKEEP = "migrate"  # the lease of migrations and restores
DURATION = timedelta(minutes=1)  # of a lease that nobody renews
WAIT_SECONDS = 70.0  # so that one whose holder was killed is taken over


@dataclass(frozen=True)
class Step:
    """A numbered step, the checksum of its file and what it does."""

    id: str
    checksum: str
    run: Callable[[Store], None]


def latest_end(now: datetime) -> datetime:
    """The latest end a lease can have at that moment: one beyond was taken before the clock was set back."""
    return now + 2 * DURATION


class Lease:
    """A lease that this process holds for as long as it can renew it."""

    def __init__(self, store: Store, name: str) -> None:
        self._store, self.name = store, name
        self._holder = f"{socket.gethostname()}:{os.getpid()}:{os.urandom(4).hex()}"
        self._renewed, self._taken = time.monotonic(), False

    def take(self) -> bool:
        """Take or renew it; False when it is another's."""
        begun, now = time.monotonic(), self._store.now()
        until, beyond = now + DURATION, latest_end(now)
        if not self._store.write("take_lease", id=self.name, holder=self._holder, now=now, until=until, beyond=beyond):
            return False
        self._renewed = begun
        return True

    def check(self) -> None:
        """LeaseLost once it has ended: from then on another process may do the same."""
        if self._taken or time.monotonic() - self._renewed >= DURATION.total_seconds():
            raise LeaseLost(self.name)

    def keep(self, ended: threading.Event) -> None:
        """Renew it until `ended`; what cannot be renewed in time ends by itself, which `check` tells."""
        while not ended.wait(DURATION.total_seconds() / 4):
            try:
                self._taken = not self.take()
            except GraphError as error:
                log.warning("the lease %s was not renewed: %s", self.name, type(error).__name__)

    def end(self) -> None:
        """Give the lease back, so that another process may begin."""
        self._store.write("end_lease", id=self.name, holder=self._holder)


def apply_schema(store: Store) -> None:
    """Create every constraint and index of the kinds that does not exist; quick when nothing is to be done."""
    if _schema_applied(store):
        return
    for text in cypher.schema():
        store.define(text)
    store.write("record_migration", id=MARK_OF_SCHEMA, checksum=_schema_checksum(), at=store.clock())


def prepare_upkeep(store: Store) -> None:
    """Make the constraints without which there can be no lease and no mark."""
    for text in (*cypher.constraints(NODES["Lease"]), *cypher.constraints(NODES["Migration"])):
        store.define(text)


def migrate(store: Store, steps: Sequence[Step] | None = None) -> list[str]:
    """Apply the schema and every step that is still to be done, one process at a time; returns the steps' ids.

    Before the first step a dump of the graph is kept under the data folder. BadMigration when the graph has been
    through a step this version does not know, or through another one of the same number; LeaseLost when the graph
    was out of reach for so long that another process may have begun. Changes that every reader has had a week to
    read are forgotten on the way. A graph that is half restored is left as it is: the restore itself does all this.
    """
    known = list(steps_of(FOLDER) if steps is None else steps)
    if half_restored(store) and not let_go(store):
        return []
    if _schema_applied(store) and not pending_steps(store, known):
        store.prune_changes()
        return []
    prepare_upkeep(store)
    with lease(store, UPKEEP) as held:
        if half_restored(store):
            return []
        apply_schema(store)
        pending = pending_steps(store, known)
        if pending and not store.is_empty():
            dump(store, place_before(store, pending[0].id))
        return run_steps(store, pending, held)


def run_steps(store: Store, steps: Sequence[Step], held: Lease) -> list[str]:
    """Do these steps and mark each as it is begun and done; their ids. LeaseLost as soon as the lease is."""
    for step in steps:
        held.check()
        store.write("record_migration", id=step.id, checksum=step.checksum, at=None)
        step.run(store)
        held.check()
        store.write("record_migration", id=step.id, checksum=step.checksum, at=store.clock())
    return [step.id for step in steps]


def half_restored(store: Store) -> bool:
    """Whether a restore is under way or was cut off."""
    return any(row["id"] == MARK_OF_RESTORE for row in store.read("migrations"))


def let_go(store: Store) -> bool:
    """Let writers go on where a restore was cut off before it changed anything; False where that is not so."""
    if not keeping(store):
        return False
    now = store.now()
    if any(now < row["until"] <= latest_end(now) for row in store.read("lease_until", id=UPKEEP)):
        return False
    try:
        with lease(store, UPKEEP, wait_seconds=0.0):  # a restore that still goes on holds it
            if keeping(store):
                store.write("forget_migration", id=MARK_OF_RESTORE)
            return not half_restored(store)
    except LeaseHeld:
        return False


def keeping(store: Store) -> bool:
    """Whether a restore, under way or cut off, has changed nothing yet: the graph is whole and takes no writes."""
    return any(row["id"] == MARK_OF_RESTORE and row["checksum"] == KEEPING for row in store.read("migrations"))


def outstanding(store: Store, steps: Sequence[Step] | None = None) -> list[str]:
    """What `migrate` would still do, changing nothing: the mark of the schema and ids of steps; BadMigration alike."""
    known = list(steps_of(FOLDER) if steps is None else steps)
    pending = [step.id for step in pending_steps(store, known)]
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
def lease(
    store: Store, name: str, wait_seconds: float = WAIT_SECONDS, waits: Callable[[], None] = lambda: None
) -> Iterator[Lease]:
    """Hold the lease of that name, renewed until the end; LeaseHeld when another process keeps it for too long.

    `waits` is called once where it is another's as yet.
    """
    held = Lease(store, name)
    until, told = time.monotonic() + wait_seconds, False
    while not held.take():
        if time.monotonic() >= until:
            raise LeaseHeld(name)
        if not told:
            waits()
            told = True
        time.sleep(0.2)
    ended = threading.Event()
    keeper = threading.Thread(target=held.keep, args=(ended,), name=f"lease {name}", daemon=True)
    keeper.start()
    try:
        yield held
    finally:
        ended.set()
        keeper.join()
        held.end()


def _schema_checksum() -> str:
    return hashlib.sha256("\n".join(cypher.schema()).encode()).hexdigest()


def _schema_applied(store: Store) -> bool:
    checksum = _schema_checksum()
    return any(row["id"] == MARK_OF_SCHEMA and row["checksum"] == checksum for row in store.read("migrations"))


def strange_steps(marks: Iterable[Mapping[str, Any]], known: Sequence[Step]) -> tuple[str | None, str | None]:
    """Of the marks of steps (id, checksum, at) the first that is not known, and the first of other content."""
    by_id, unknown, other = {step.id: step for step in known}, None, None
    for mark in marks:
        step = by_id.get(mark["id"])
        if step is None:
            unknown = unknown or mark["id"]
        elif mark.get("checksum") != step.checksum and mark.get("at") is not None:
            other = other or mark["id"]
    return unknown, other


def pending_steps(store: Store, known: Sequence[Step]) -> list[Step]:
    """Those of the known steps that are still to be done; BadMigration as in `migrate`."""
    marks = [row for row in store.read("migrations") if is_numbered(row["id"])]
    unknown, other = strange_steps(marks, known)
    if unknown:
        raise BadMigration(
            f"这个图由更新的版本建立（已做过迁移 {unknown}）。请升级合力；数据没有改动。",
            f"A newer version made this graph (migration {unknown} is done): upgrade Heli; nothing was changed.",
        )
    if other:
        raise BadMigration(
            f"迁移 {other} 与当时执行的内容不同。请安装原来的版本，或恢复备份。",
            f"Migration {other} is not the one that was applied: install that version or restore a dump.",
        )
    done = {mark["id"] for mark in marks if mark["at"] is not None}
    return [step for step in known if step.id not in done]


def is_numbered(mark: str) -> bool:
    """Whether a mark is that of a step, not of upkeep."""
    return mark[:1].isdigit()


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
