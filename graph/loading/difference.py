"""What a draft would change in the graph, compared with the records as they stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from graph.kinds import LINKS
from graph.loading.draft import Draft, link_key
from graph.loading.journal import JournalEntry
from graph.records import Link, Node
from graph.schema import Value
from graph.transaction import Transaction
from graph.validation import check_link, check_node

# Provenance alone is no news: a record that another file tells in the same words keeps its source.
_SILENT = frozenset({"source"})
_GROWING = frozenset({"aliases"})
# States that staff reached after the list was written; the list's coarser word does not take them back.
_FINAL: Mapping[tuple[str, str], frozenset[str]] = MappingProxyType(
    {
        ("Requirement", "status"): frozenset({"closed"}),
        ("Claim", "status"): frozenset({"reviewed", "withdrawn", "expired"}),
        ("Need", "stage"): frozenset({"closed", "dropped"}),
        ("Project", "stage"): frozenset({"closed", "dropped"}),
    }
)


def compare(transaction: Transaction, draft: Draft) -> list[JournalEntry]:
    """An entry for every record of the draft: made, changed, or found as it is; and for every link it ends."""
    stored: dict[tuple[str, str], Node] = {}
    by_kind: dict[str, list[str]] = {}
    for kind, id_ in sorted(draft.nodes):
        by_kind.setdefault(kind, []).append(id_)
    for kind, ids in by_kind.items():
        stored |= {(kind, node.id): node for node in transaction.get_many(kind, ids)}
    entries = [_node(node, draft, stored.get((node.kind, node.id))) for node in draft.as_nodes()]
    links = [check_link(link) for link in draft.as_links()]
    ended = list(draft.as_ended())
    known = {link_key(link): link for link in transaction.links_like([*links, *ended])}
    entries += [_link(link, known.get(link_key(link))) for link in links]
    entries += [JournalEntry(known[key], known[key].properties, None) for key in map(link_key, ended) if key in known]
    return entries


def apply(transaction: Transaction, entries: Iterable[JournalEntry]) -> None:
    """Write what the entries say: nodes, then links, then the ends of links."""
    entries = list(entries)
    written = [e for e in entries if e.after]
    made_bare = [e for e in entries if e.made and not e.after]
    records = [_with(e.record, e.after or {}) for e in (*written, *made_bare)]
    transaction.upsert((r for r in records if isinstance(r, Node)), (r for r in records if isinstance(r, Link)))
    transaction.remove(links=[e.record for e in entries if e.removed and isinstance(e.record, Link)])


def _node(node: Node, draft: Draft, stored: Node | None) -> JournalEntry:
    usual = draft.usual.get((node.kind, node.id), {})
    if stored is None:
        checked = check_node(Node(node.kind, node.id, {**usual, **node.properties}))
        return JournalEntry(Node(node.kind, node.id), None, _filled(checked.properties))
    checked = check_node(node, partial=True)
    wanted = {**{k: v for k, v in usual.items() if stored.properties.get(k) is None}, **_filled(checked.properties)}
    return _changed(Node(node.kind, node.id), stored.properties, _settled(node.kind, stored.properties, wanted))


def _link(link: Link, stored: Link | None) -> JournalEntry:
    bare = Link(*link_key(link)[:5], {name: link.properties[name] for name in _key_names(link)})
    if stored is None:
        return JournalEntry(bare, None, _filled(link.properties))
    return _changed(bare, stored.properties, _filled(link.properties))


def _changed(record: Node | Link, stored: Mapping[str, Value], wanted: Mapping[str, Value]) -> JournalEntry:
    news = {name: value for name, value in wanted.items() if stored.get(name) != value}
    if not set(news) - _SILENT:
        return JournalEntry(record, {}, {})
    return JournalEntry(record, {name: stored.get(name) for name in news}, news)


def _settled(kind: str, stored: Mapping[str, Value], wanted: Mapping[str, Value]) -> dict[str, Value]:
    settled = dict(wanted)
    for name, value in wanted.items():
        had = stored.get(name)
        if isinstance(had, str) and had in _FINAL.get((kind, name), ()):
            del settled[name]
        elif name in _GROWING and isinstance(had, list) and isinstance(value, list):
            settled[name] = had + [entry for entry in value if entry not in had]
    return settled


def _filled(properties: Mapping[str, Value]) -> dict[str, Value]:
    return {name: value for name, value in properties.items() if value is not None}


def _key_names(link: Link) -> tuple[str, ...]:
    return LINKS[link.kind].key


def _with(record: Node | Link, properties: Mapping[str, Value]) -> Node | Link:
    if isinstance(record, Node):
        return Node(record.kind, record.id, properties)
    return Link(*link_key(record)[:5], {**record.properties, **properties})
