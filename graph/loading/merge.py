"""Two records of one thing become one: links move, both names stay, and it can be taken back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from graph.kinds import NODES
from graph.loading.draft import link_key
from graph.loading.errors import CannotMerge
from graph.loading.journal import JournalEntry
from graph.loading.load import Origin, note, unused_id
from graph.loading.names import normal
from graph.loading.sameness import KINDS, decision
from graph.records import Link, Node
from graph.schema import Value
from graph.store import Store
from graph.transaction import Transaction


def merge(store: Store, kind: str, keep: str, drop: str, now: datetime) -> str:
    """Move everything of `drop` to `keep` and remember that they are one; the returned import id undoes it.

    The id tells the moment as the clock of `now` shows it.
    """
    if kind not in KINDS:
        raise CannotMerge(f"{kind} 不能合并。", f"Records of {kind} cannot be merged.")
    if keep == drop:
        raise CannotMerge("两条是同一条记录。", "Both are the same record.")

    def work(transaction: Transaction) -> str:
        kept, dropped = transaction.get(kind, keep), transaction.get(kind, drop)
        decided = _decided(transaction, decision(kind, keep, drop, same=True, now=now.astimezone(UTC)))
        entries = [_united(kept, dropped), *_moved(transaction, kept, dropped), decided]
        transaction.upsert(
            [_applied(e.record, e.after) for e in entries if isinstance(e.record, Node) and e.after],
            [_linked(e.record, e.after) for e in entries if isinstance(e.record, Link) and e.after],
        )
        transaction.remove([(kind, drop)])  # what was edited of it stays its month: it may come back
        entries.append(JournalEntry(Node(kind, drop), dropped.properties, None))
        taken = unused_id(transaction, f"merge-{now:%Y%m%d%H%M%S}-{drop[-8:]}")
        note(transaction, taken, "merge", Origin(_title(kept, dropped), taken, 0, 0), entries, now)
        return taken

    return store.in_turn(work)


def _decided(transaction: Transaction, node: Node) -> JournalEntry:
    before = transaction.get_many(node.kind, [node.id])
    return JournalEntry(Node(node.kind, node.id), before[0].properties if before else None, node.properties)


def _title(kept: Node, dropped: Node) -> str:
    if kept.kind in ("Resident", "Expert"):
        return f"合并 {NODES[kept.kind].zh}"
    return f"合并 {kept.properties.get('name')} ← {dropped.properties.get('name')}"


def _united(kept: Node, dropped: Node) -> JournalEntry:
    """What the kept record learns: blanks are filled, lists united, a refusal and the other's name are kept."""
    news: dict[str, Value] = {}
    for name, value in dropped.properties.items():
        had = kept.properties.get(name)
        if value == had or name == "revision":  # which counts edits, and is none of what a record tells
            continue
        if had is None or (name == "consent" and value is False):  # whoever refused once has refused
            news[name] = value
        elif isinstance(had, list) and isinstance(value, list) and set(value) - set(had):
            news[name] = had + [entry for entry in value if entry not in had]
    if "aliases" in NODES[kept.kind].by_name:
        _keep_name(kept, dropped, news)
    return JournalEntry(Node(kept.kind, kept.id), {name: kept.properties.get(name) for name in news}, news)


def _keep_name(kept: Node, dropped: Node, news: dict[str, Value]) -> None:
    own = normal(str(kept.properties.get("name")))
    aliases = news.get("aliases", kept.properties.get("aliases")) or []
    assert isinstance(aliases, list)
    name = str(dropped.properties.get("name"))
    if normal(name) != own and name not in aliases:
        news["aliases"] = [*aliases, name]


def _moved(transaction: Transaction, kept: Node, dropped: Node) -> list[JournalEntry]:
    """Entries that end every link of the dropped record and make the same one for the kept, where it has none."""
    entries: list[JournalEntry] = []
    theirs = {link_key(link) for link in transaction.links_of(kept.kind, kept.id)}
    made: set[tuple[object, ...]] = set()
    for link in transaction.links_of(dropped.kind, dropped.id):
        entries.append(JournalEntry(link, link.properties, None))
        moved = _redirected(link, (dropped.kind, dropped.id), (kept.kind, kept.id))
        if moved is None or link_key(moved) in theirs | made:
            continue
        made.add(link_key(moved))
        entries.append(JournalEntry(moved, None, moved.properties))
    return entries


def _redirected(link: Link, old: tuple[str, str], new: tuple[str, str]) -> Link | None:
    source = new if (link.from_kind, link.from_id) == old else (link.from_kind, link.from_id)
    target = new if (link.to_kind, link.to_id) == old else (link.to_kind, link.to_id)
    if source == target:
        return None
    return Link(link.kind, *source, *target, link.properties)


def _applied(record: Node, after: Mapping[str, Value]) -> Node:
    return Node(record.kind, record.id, after)


def _linked(record: Link, after: Mapping[str, Value]) -> Link:
    return Link(*link_key(record)[:5], after)
