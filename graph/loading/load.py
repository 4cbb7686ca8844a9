"""One file's draft into the graph in one transaction, and back out again in one transaction."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from types import MappingProxyType

from graph.loading.difference import apply, compare
from graph.loading.draft import Draft, link_key
from graph.loading.errors import AlreadyUndone, Later, LaterWorkDepends
from graph.loading.fates import RowFates, row_fates
from graph.loading.journal import JournalEntry, entries_of, name_of, pages
from graph.loading.obstacles import obstacles, still_spoken
from graph.loading.seen import shown_for
from graph.records import Link, Node
from graph.schema import Value
from graph.store import Store
from graph.transaction import Transaction

Progress = Callable[[str, int, int], None]  # step, done, total
Prepared = Callable[[], "tuple[Draft, Origin]"]
STEPS = ("comparing", "writing", "noting")


@dataclass(frozen=True)
class Origin:
    """Where a draft comes from: the file, its digest, its rows and how many of them were left out."""

    file: str
    digest: str
    rows: int
    left_out: int
    lists: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True)
class Outcome:
    """What a load did; `already` when the same bytes are loaded and nothing was written."""

    import_id: str
    already: bool
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    rows: RowFates = field(default_factory=RowFates)


def silent(step: str, done: int, total: int) -> None:
    """Progress for whoever wants to hear none."""


def load(store: Store, draft: Draft, origin: Origin, now: datetime, progress: Progress = silent) -> Outcome:
    """Write the draft, or (after any failure) nothing; the same bytes are loaded once.

    The id of the import tells the day as the clock of `now` shows it.
    """
    return load_prepared(store, lambda: (draft, origin), now, progress)


def load_prepared(store: Store, prepared: Prepared, now: datetime, progress: Progress = silent) -> Outcome:
    """As `load`, of a draft that depends on the graph: it is asked for when nobody else can write any more.

    What a decision has made of the records it names is then in the graph. `prepared` may be asked several times.
    """

    def work(transaction: Transaction) -> Outcome:
        draft, origin = prepared()
        for node in transaction.find("Import", "digest", origin.digest):
            if node.properties.get("status") == "loaded":
                return Outcome(node.id, already=True)
        import_id = unused_id(transaction, f"import-{now:%Y%m%d}-{origin.digest[:16]}")
        progress(STEPS[0], 0, len(STEPS))
        entries = compare(transaction, draft)
        progress(STEPS[1], 1, len(STEPS))
        apply(transaction, entries)
        progress(STEPS[2], 2, len(STEPS))
        outcome = _outcome(import_id, entries)
        note(transaction, import_id, "load", origin, entries, now)
        return replace(outcome, rows=row_fates(draft, entries))

    outcome = store.in_turn(work)
    progress(STEPS[-1], len(STEPS), len(STEPS))
    return outcome


def unused_id(transaction: Transaction, wanted: str) -> str:
    """The id of an import, numbered when it is taken: by the same bytes, taken back before, or by a like digest."""
    for number in count(1):
        import_id = wanted if number == 1 else f"{wanted}-{number}"
        if not transaction.get_many("Import", [import_id]):
            return import_id
    raise AssertionError


def note(
    transaction: Transaction, import_id: str, verb: str, origin: Origin, entries: Sequence[JournalEntry], now: datetime
) -> None:
    """Keep what was done beside it, so that it can be taken back.

    Its moment is later than that of every import before it, though `now` was read before this one's turn came:
    what came later, and may depend on it, is told by that.
    """
    outcome = _outcome(import_id, entries)
    summary = {"lists": dict(origin.lists), "created": outcome.created, "changed": outcome.changed}
    told: dict[str, Value] = {
        "file": origin.file,
        "digest": origin.digest,
        "at": _later_than_all(transaction, now.astimezone(UTC)),
        "status": "loaded",
        "verb": verb,
        "rows": origin.rows,
        "left_out": origin.left_out,
        "summary": json.dumps(summary, ensure_ascii=False, sort_keys=True),
    }
    transaction.upsert([Node("Import", import_id, told), *pages(import_id, entries)])


def _later_than_all(transaction: Transaction, now: datetime) -> datetime:
    newest = transaction.read("newest_import")[0]["at"]
    return now if newest is None else max(now, newest + timedelta(milliseconds=1))


def undo(store: Store, import_id: str, now: datetime) -> tuple[int, int]:
    """Bring back what was before an import: how many records were removed and restored, counted as a load does.

    Lists that were shown for its lines go with them; skills that others name by now stay. Raises NotFound,
    AlreadyUndone, or LaterWorkDepends with every record that was changed or linked since; the graph is then as it was.
    """

    def work(transaction: Transaction) -> tuple[int, int]:
        taken = transaction.get("Import", import_id)
        if taken.properties.get("status") != "loaded":
            raise AlreadyUndone(import_id)
        written = transaction.find("ImportPage", "import_id", import_id)
        entries, later = entries_of(written), later_entries(transaction, taken)
        kept = still_spoken(transaction, entries, later)
        entries = [entry for entry in entries if name_of(entry.record) not in kept]
        found = obstacles(transaction, entries, later)
        if found:
            raise LaterWorkDepends(import_id, found)
        _take_back(transaction, entries)
        transaction.upsert([Node("Import", import_id, {"status": "undone", "undone_at": now.astimezone(UTC)})])
        # The names and phones of a file that was taken back are not kept in its pages either.
        transaction.remove([(page.kind, page.id) for page in written])
        nodes = [entry for entry in entries if isinstance(entry.record, Node)]
        return sum(entry.made for entry in nodes), sum(entry.changed or entry.removed for entry in nodes)

    return store.in_turn(work)


def later_entries(transaction: Transaction, taken: Node) -> list[tuple[Later, list[JournalEntry]]]:
    """Every import after this one that still stands, latest first, with its entries."""
    mine = (taken.properties["at"], taken.id)
    found = []
    for other in transaction.find("Import", "status", "loaded"):
        at = other.properties["at"]
        if isinstance(at, datetime) and (at, other.id) > mine:
            entries = entries_of(transaction.find("ImportPage", "import_id", other.id))
            found.append((Later(other.id, str(other.properties.get("file") or other.id), at), entries))
    return sorted(found, key=lambda one: one[0].at, reverse=True)


def _take_back(transaction: Transaction, entries: Sequence[JournalEntry]) -> None:
    back = [entry for entry in entries if entry.changed or entry.removed]
    nodes = [Node(e.record.kind, e.record.id, e.before or {}) for e in back if isinstance(e.record, Node)]
    links = [_linked(e.record, e) for e in back if isinstance(e.record, Link)]
    transaction.upsert(nodes, links)
    made = [entry.record for entry in entries if entry.made]
    lines = [record.id for record in made if isinstance(record, Node) and record.kind == "Requirement"]
    edits = edits_of(transaction, [record.id for record in made if isinstance(record, Node)])
    transaction.remove(
        [("Shown", one) for one in shown_for(transaction, lines)]
        + edits
        + [(record.kind, record.id) for record in made if isinstance(record, Node)],
        [record for record in made if isinstance(record, Link)],
    )


def edits_of(transaction: Transaction, records: Sequence[str]) -> list[tuple[str, str]]:
    """What was edited of these records by hand, as kind and id: it is kept no longer than they are."""
    return [("Edit", row["id"]) for row in transaction.read("edits_of", records=records)]


def _linked(record: Link, entry: JournalEntry) -> Link:
    return Link(*link_key(record)[:5], {**record.properties, **(entry.before or {})})


def _outcome(import_id: str, entries: Sequence[JournalEntry]) -> Outcome:
    nodes = [entry for entry in entries if isinstance(entry.record, Node)]
    created = sum(entry.made for entry in nodes)
    changed = sum(entry.changed for entry in nodes)
    return Outcome(import_id, False, created, changed, len(nodes) - created - changed)
