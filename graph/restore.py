"""Making the graph what a dump says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from graph.changes import KEEPING, MARK_OF_RESTORE
from graph.dump import dump, place_before
from graph.dump_check import checked_records
from graph.dump_format import Dump, read_dump
from graph.errors import BadDump, NotEmpty, RestoreUnfinished
from graph.migrate import (
    FOLDER,
    UPKEEP,
    WAIT_SECONDS,
    Lease,
    Step,
    apply_schema,
    half_restored,
    is_numbered,
    keeping,
    lease,
    let_go,
    pending_steps,
    prepare_upkeep,
    run_steps,
    steps_of,
    strange_steps,
)
from graph.records import Link, Node
from graph.store import Store

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Restored:
    """What a restore brought, and the dump of what had been there, if there was something."""

    nodes: int
    links: int
    kept: Path | None


def check_whole(store: Store) -> None:
    """RestoreUnfinished while a restore replaces the graph or when one was cut off; names the dump of what was before.

    One that was cut off before it changed anything is forgotten as soon as nobody can be at it any more.
    """
    if half_restored(store) and not let_go(store) and not keeping(store) and half_restored(store):
        raise RestoreUnfinished(max((store.folder / "dumps").glob("before-restore-*.jsonl.gz"), default=None))


def restore(
    store: Store,
    path: Path,
    replace: bool = False,
    progress: Progress | None = None,
    steps: Sequence[Step] | None = None,
    waits: Callable[[], None] = lambda: None,
) -> Restored:
    """Make the graph what the dump says, and bring it to this version.

    The whole dump is checked first: BadDump leaves the graph untouched. NotEmpty when the graph holds records and
    `replace` is not given; with it, writers are held and a dump of what is there is kept under the data folder.
    Until all is there nothing else can be written, and readers keep what they have. A restore that was interrupted
    is finished by restoring the same dump again. LeaseHeld while another process migrates or restores; `waits` is
    called once where that may end yet.
    """
    known = list(steps_of(FOLDER) if steps is None else steps)
    wanted = read_dump(path)
    _check(wanted, known)
    prepare_upkeep(store)
    with lease(store, UPKEEP, WAIT_SECONDS, waits) as held:
        begun = [row["checksum"] for row in store.read("migrations") if row["id"] == MARK_OF_RESTORE]
        if not replace and wanted.sha256 not in begun and (records := _records(store)):
            raise NotEmpty(records)
        kept = None
        if (
            begun and KEEPING not in begun
        ):  # the part that a restore left is worth nothing, what was before it is kept already
            store.write("record_migration", id=MARK_OF_RESTORE, checksum=wanted.sha256, at=None)
        else:
            kept = _begin(store, wanted)
        _replace(store, wanted, held, progress or (lambda done, expected: None))
        run_steps(store, pending_steps(store, known), held)
    return Restored(wanted.node_count, wanted.link_count, kept)


def _check(wanted: Dump, known: Sequence[Step]) -> None:
    marks = [
        {"id": record.id, **record.properties}
        for record in checked_records(wanted)
        if isinstance(record, Node) and record.kind == "Migration" and is_numbered(record.id)
    ]
    unknown, other = strange_steps(marks, known)
    if unknown:
        reason = (
            f"它来自更新的版本（已做过迁移 {unknown}），请先升级合力。",
            f"a newer version wrote it (migration {unknown} is done): upgrade Heli first.",
        )
        raise BadDump(wanted.path.name, 0, reason)
    if other:
        reason = (
            f"其中的迁移 {other} 与本版本的不同，请用写这个备份的版本恢复。",
            f"its migration {other} is not the one of this version: restore it with the version that wrote it.",
        )
        raise BadDump(wanted.path.name, 0, reason)


def _records(store: Store) -> int:
    return sum(store.counts().values())


def _begin(store: Store, wanted: Dump) -> Path | None:
    """Hold every writer, keep a dump of what is there, and only then mark the graph as being replaced.

    A graph whose mark says KEEPING is whole: nothing has been changed yet.
    """
    place = place_before(store, "restore")
    store.in_turn(lambda tx: tx.write("record_migration", id=MARK_OF_RESTORE, checksum=KEEPING, at=None))
    try:
        kept = place if _records(store) else None
        state = dump(store, place) if kept else store.state()
    except BaseException:
        store.write("forget_migration", id=MARK_OF_RESTORE)
        raise
    store.write("record_migration", id=MARK_OF_RESTORE, checksum=wanted.sha256, at=None)
    if store.state() != state:  # somebody was just about to commit when the writers were held
        dump(store, place)
        return place
    return kept


def _replace(store: Store, wanted: Dump, held: Lease, progress: Progress) -> None:
    store.wipe(keep=("Migration", "Lease"))
    for row in store.read("migrations"):
        if is_numbered(row["id"]):  # the steps that the dump's records have been through come with it
            store.write("forget_migration", id=row["id"])
    apply_schema(store)
    expected = wanted.node_count + wanted.link_count

    def counted(records: Iterable[Node | Link]) -> Iterator[Node | Link]:
        for done, record in enumerate(records):
            if done % 5000 == 0:
                held.check()
                progress(done, expected)
            yield record

    store.load(counted(record for _, record in wanted.records()))
    held.check()
    store.write("forget_migration", id=MARK_OF_RESTORE)
    progress(expected, expected)
