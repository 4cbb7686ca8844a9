"""Making the graph what a dump says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from graph.dump import dump
from graph.dump_format import Dump, checked_records, read_dump
from graph.errors import NotEmpty, RestoreUnfinished
from graph.migrate import MARK_OF_RESTORE, apply_schema, migrate
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
    """RestoreUnfinished when a restore was cut off; it names the dump of what was there before."""
    if any(row["id"] == MARK_OF_RESTORE for row in store.read("migrations")):
        raise RestoreUnfinished(max((store.folder / "dumps").glob("before-restore-*"), default=None))


def restore(store: Store, path: Path, replace: bool = False, progress: Progress | None = None) -> Restored:
    """Make the graph what the dump says.

    The whole dump is checked first: BadDump leaves the graph untouched. NotEmpty when the graph holds records and
    `replace` is not given; with it, a dump of them is kept under the data folder. A restore that was interrupted
    is finished by restoring the same dump again.
    """
    wanted = read_dump(path)
    for _ in checked_records(wanted):
        continue
    held = sum(store.counts().values())
    begun = [row["checksum"] for row in store.read("migrations") if row["id"] == MARK_OF_RESTORE]
    if held and not replace and wanted.sha256 not in begun:
        raise NotEmpty(held)
    kept = None
    if held and not begun:  # the part that a restore left is worth nothing, what was before it is kept already
        kept = store.folder / "dumps" / f"before-restore-{store.clock():%Y%m%dT%H%M%S%f}.jsonl.gz"
        dump(store, kept)
    _replace(store, wanted, progress or (lambda done, expected: None))
    return Restored(wanted.node_count, wanted.link_count, kept)


def _replace(store: Store, wanted: Dump, progress: Progress) -> None:
    # The mark comes first and goes last, so that a graph that is half replaced can be told from a whole one.
    store.write("record_migration", id=MARK_OF_RESTORE, checksum=wanted.sha256, at=None)
    store.wipe(keep=("Migration",))
    apply_schema(store)
    expected = wanted.node_count + wanted.link_count

    def counted(records: Iterable[Node | Link]) -> Iterator[Node | Link]:
        for done, record in enumerate(records):
            if done % 5000 == 0:
                progress(done, expected)
            yield record

    store.load(counted(record for _, record in wanted.records()))
    store.write("forget_migration", id=MARK_OF_RESTORE)
    migrate(store)
    progress(expected, expected)
