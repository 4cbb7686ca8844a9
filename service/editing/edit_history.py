"""What edits by hand changed, and how it was before: noted in the transaction of the edit, kept for a month."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal
from uuid import uuid4

from graph.changes import LinkKey
from graph.kinds import NODES
from graph.loading.journal import JournalEntry, entry_in, line_of
from graph.records import Link, Node
from graph.schema import Value
from graph.store import Store
from graph.transaction import Transaction, link_key
from graph.validation import check_link, check_node
from service.editing.content import OURS, REFERENCES, Reference

KEPT = timedelta(days=30)
SHOWN = 10
FORGOTTEN_AT_ONCE = 500
FOLLOWS = {"stage_since": "stage"}  # what is written with another field, and told by that
State = Literal["stands", "undone", "changed"]
_Standing = tuple[Mapping[str, Value], set[LinkKey]]  # the record's properties and links as they are now


@dataclass(frozen=True)
class Noted:
    """One edit of a record, with every node and link that it touched before and after."""

    id: str
    kind: str
    record: str
    revision: int
    at: datetime
    undoes: str  # the edit that it took back, "" for none
    entries: tuple[JournalEntry, ...]


@dataclass(frozen=True)
class Change:
    """One field of an edit, before and after: of references to several records those taken away, and those added.

    Personal values are not told.
    """

    field: str
    before: Value
    after: Value
    open: bool = True


@dataclass(frozen=True)
class PastEdit:
    """An edit as people are told of it; only one that still stands can be taken back."""

    id: str
    at: datetime
    state: State
    changes: tuple[Change, ...]
    undoes: str


def entries_of(
    stored: Node, told: Mapping[str, Value], gone: Sequence[Link], made: Sequence[Link]
) -> list[JournalEntry]:
    """What an edit is about to touch of a record: its properties, the links that go and those that come."""
    given = check_node(Node(stored.kind, stored.id, told), partial=True).properties
    news = {name: value for name, value in given.items() if stored.properties.get(name) != value}
    changed = JournalEntry(Node(stored.kind, stored.id), {name: stored.properties.get(name) for name in news}, news)
    links = [JournalEntry(link, link.properties, None) for link in gone]
    links += [JournalEntry(link, None, link.properties) for link in map(check_link, made)]
    return [changed, *links] if news else links


def note(
    transaction: Transaction, record: Node, entries: Sequence[JournalEntry], now: datetime, *, undoes: str = ""
) -> str:
    """Keep what an edit of a record changed; the key by which it is taken back, "" where it changed nothing."""
    if not entries:
        return ""
    key, revision = f"edit-{uuid4().hex}", transaction.get(record.kind, record.id).properties.get("revision")
    told: dict[str, Value] = {
        "kind": record.kind,
        "record": record.id,
        "revision": revision,
        "at": now.astimezone(UTC),
        "undoes": undoes or None,
        "lines": [line_of(entry) for entry in entries],
    }
    transaction.upsert([Node("Edit", key, told)])
    return key


def noted(transaction: Transaction, key: str) -> Noted:
    """An edit by its key; NotFound for one that never was, or too long ago."""
    return _read(transaction.get("Edit", key))


def history(store: Store, kind: str, identifier: str, most: int = SHOWN) -> list[PastEdit]:
    """The last edits of a record, the latest first."""

    def read(transaction: Transaction) -> list[PastEdit]:
        found = _of_record(transaction, kind, identifier)
        undone, standing = {one.undoes for one in found}, _standing(transaction, kind, identifier)
        return [
            PastEdit(
                one.id,
                one.at,
                "undone" if one.id in undone else "changed" if _changed(one, standing, found) else "stands",
                changes_of(one),
                one.undoes,
            )
            for one in found[:most]
        ]

    return store.reading(read)


def changes_of(edit: Noted) -> tuple[Change, ...]:
    """What an edit changed, field by field."""
    told, ends = [], dict[str, tuple[list[str], list[str]]]()
    for entry in edit.entries:
        if isinstance(entry.record, Link):
            reference = _reference(edit, link_key(entry.record))
            assert reference is not None
            other = entry.record.from_id if reference.inward else entry.record.to_id
            ends.setdefault(reference.field, ([], []))[entry.made].append(other)
            continue
        for name in (entry.after or {}).keys() - OURS:
            if NODES[edit.kind].by_name[name].privacy.open:
                told.append(Change(name, (entry.before or {}).get(name), (entry.after or {}).get(name)))
            else:
                told.append(Change(name, None, None, open=False))
    of_links = [Change(field, gone or None, made or None) for field, (gone, made) in ends.items()]
    return (*sorted(told, key=lambda one: list(NODES[edit.kind].by_name).index(one.field)), *of_links)


def changed_since(transaction: Transaction, edit: Noted) -> list[str]:
    """The fields of an edit that are no more as it left them."""
    standing = _standing(transaction, edit.kind, edit.record)
    return _changed(edit, standing, _of_record(transaction, edit.kind, edit.record))


def others_since(transaction: Transaction, edit: Noted) -> bool:
    """Whether an edit after this one stands; one that was taken back, and what took it back, come to nothing."""
    return bool(_later(edit, _of_record(transaction, edit.kind, edit.record)))


def forget_old(store: Store, now: datetime) -> None:
    """Forget what was edited more than a month ago, a portion at a time."""
    before = now.astimezone(UTC) - KEPT
    while old := store.read("edits_before", before=before, limit=FORGOTTEN_AT_ONCE):
        store.remove([("Edit", row["id"]) for row in old])


def _read(node: Node) -> Noted:
    held = node.properties
    at, lines, revision = held["at"], held["lines"], held.get("revision")
    assert isinstance(at, datetime)
    assert isinstance(lines, list)
    return Noted(
        node.id,
        str(held["kind"]),
        str(held["record"]),
        revision if isinstance(revision, int) else 0,
        at,
        str(held.get("undoes") or ""),
        tuple(entry_in(line) for line in lines),
    )


def _turn(edit: Noted) -> tuple[int, datetime]:
    return edit.revision, edit.at  # places have no revision


def _standing(transaction: Transaction, kind: str, identifier: str) -> _Standing:
    node = transaction.get_many(kind, [identifier])
    links = {link_key(link) for link in transaction.links_of(kind, identifier)}
    return node[0].properties if node else {}, links


def _of_record(transaction: Transaction, kind: str, identifier: str) -> list[Noted]:
    """Every edit of a record, the latest first."""
    found = [_read(node) for node in transaction.find("Edit", "record", identifier)]
    return sorted((one for one in found if one.kind == kind), key=_turn, reverse=True)


def _later(edit: Noted, of_record: Sequence[Noted]) -> list[Noted]:
    """Those of a record's edits, the latest first, that were made after this one and have not come to nothing."""
    after = [one for one in of_record if _turn(one) > _turn(edit)]
    known, taken_back, left = {one.id for one in after}, set[str](), list[Noted]()
    for one in after:
        if one.id not in taken_back:
            taken_back.add(one.undoes)
            if one.undoes not in known:
                left.append(one)
    return left


def _fields(edit: Noted) -> set[str]:
    """The fields of a record that an edit changed."""
    found = set[str]()
    for entry in edit.entries:
        if isinstance(entry.record, Node):
            found |= {FOLLOWS.get(name, name) for name in entry.after or {}}
        elif reference := _reference(edit, link_key(entry.record)):
            found.add(reference.field)
    return found


def _changed(edit: Noted, standing: _Standing, of_record: Sequence[Noted]) -> list[str]:
    """The fields of an edit that are no more as it left them, or are so again only by what was done since."""
    held, links = standing
    again = set[str]().union(*map(_fields, _later(edit, of_record)))
    found = dict.fromkeys(field for field in sorted(_fields(edit)) if field in again)
    left = {link_key(entry.record): entry for entry in edit.entries if isinstance(entry.record, Link)}
    for key, entry in left.items():
        reference = _reference(edit, key)
        assert reference is not None
        if reference.many:
            stands = (key in links) is not entry.removed
        else:  # of what there is one only, another in its place is a change as well
            stands = _of(edit, reference, links) == _of(edit, reference, (key for key in left if not left[key].removed))
        if not stands:
            found.setdefault(reference.field)
    for entry in edit.entries:
        if isinstance(entry.record, Node):
            told = (entry.after or {}).items()
            found.update((FOLLOWS.get(name, name), None) for name, value in told if held.get(name) != value)
    return list(found)


def _of(edit: Noted, reference: Reference, links: Iterable[LinkKey]) -> set[LinkKey]:
    return {key for key in links if _reference(edit, key) == reference}


def _reference(edit: Noted, link: LinkKey) -> Reference | None:
    """The field of the record that a link stands for, None for one that others have given it."""
    kind, from_kind, _, to_kind, to_id = link
    inward = (to_kind, to_id) == (edit.kind, edit.record)
    declared = (kind, from_kind if inward else to_kind, inward)
    return next((one for one in REFERENCES[edit.kind] if (one.link, one.kind, one.inward) == declared), None)
