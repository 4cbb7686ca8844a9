"""What stands in the way of taking an import back: later work on the records that it made or changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from graph.loading.draft import LinkKey, link_key
from graph.loading.errors import Obstacle
from graph.loading.journal import Entry, name_of
from graph.records import Link, Node
from graph.schema import Value
from graph.transaction import Transaction

CHANGED = {"zh": "后来又被修改", "en": "was changed since"}
GONE = {"zh": "后来被删除或合并", "en": "was removed or merged since"}
BACK = {"zh": "后来又被建立", "en": "was made again since"}


def obstacles(
    transaction: Transaction, entries: Sequence[Entry], later: Sequence[tuple[str, Sequence[Entry]]]
) -> list[Obstacle]:
    """Every record of the import that was changed, removed or linked since, or that a later import relies on."""
    nodes = {name_of(e.record): e for e in entries if isinstance(e.record, Node)}
    links = {name_of(e.record): e for e in entries if isinstance(e.record, Link)}
    stored = _stored(transaction, [e.record for e in nodes.values() if isinstance(e.record, Node)])
    found = [*_changed_nodes(nodes, stored)]
    known = {link_key(link): link for link in transaction.links_like(_links(links))}
    found += _changed_links(links, known)
    found += _linked_since(transaction, nodes, links)
    found += _relied_on(nodes, stored, later)
    return list({(o.kind, o.id, o.reason["en"]): o for o in found}.values())


def _links(entries: Mapping[tuple[str, ...], Entry]) -> list[Link]:
    return [e.record for e in entries.values() if isinstance(e.record, Link)]


def _stored(transaction: Transaction, nodes: Sequence[Node]) -> dict[tuple[str, ...], Node]:
    by_kind: dict[str, list[str]] = {}
    for node in nodes:
        by_kind.setdefault(node.kind, []).append(node.id)
    return {(k, node.id): node for k, ids in by_kind.items() for node in transaction.get_many(k, ids)}


def _changed_nodes(
    entries: Mapping[tuple[str, ...], Entry], stored: Mapping[tuple[str, ...], Node]
) -> Iterator[Obstacle]:
    for name, entry in entries.items():
        node = stored.get(name)
        reason = _difference(entry, None if node is None else node.properties)
        if reason:
            yield Obstacle(name[0], name[1], _title(node), reason)


def _changed_links(entries: Mapping[tuple[str, ...], Entry], known: Mapping[LinkKey, Link]) -> Iterator[Obstacle]:
    for name, entry in entries.items():
        assert isinstance(entry.record, Link)
        link = known.get(link_key(entry.record))
        reason = _difference(entry, None if link is None else link.properties)
        if reason:
            yield Obstacle(name[0], f"{name[2]} → {name[4]}", "", reason)


def _difference(entry: Entry, stored: Mapping[str, Value] | None) -> Mapping[str, str] | None:
    """Why a record is not as the import left it; None when it is."""
    if entry.after is None:
        return BACK if stored is not None else None
    if not entry.made and not entry.changed:
        return None
    if stored is None:
        return GONE
    if entry.made:
        return None if {k: v for k, v in stored.items() if v is not None} == dict(entry.after) else CHANGED
    return None if all(stored.get(name) == value for name, value in entry.after.items()) else CHANGED


def _linked_since(
    transaction: Transaction, nodes: Mapping[tuple[str, ...], Entry], links: Mapping[tuple[str, ...], Entry]
) -> Iterator[Obstacle]:
    by_kind: dict[str, list[str]] = {}
    for name, entry in nodes.items():
        if entry.made:
            by_kind.setdefault(name[0], []).append(name[1])
    for kind, ids in by_kind.items():
        mine = set(ids)
        for link in transaction.links_of_many(kind, ids):
            if name_of(link) in links:
                continue
            end = link.from_id if link.from_kind == kind and link.from_id in mine else link.to_id
            other = f"{link.to_kind} {link.to_id}" if end == link.from_id else f"{link.from_kind} {link.from_id}"
            reason = {"zh": f"后来连到了 {other}", "en": f"was linked to {other} since"}
            yield Obstacle(kind, end, "", reason)


def _relied_on(
    nodes: Mapping[tuple[str, ...], Entry],
    stored: Mapping[tuple[str, ...], Node],
    later: Sequence[tuple[str, Sequence[Entry]]],
) -> Iterator[Obstacle]:
    made = {name for name, entry in nodes.items() if entry.made}
    for file, entries in later:
        reason = {"zh": f"后来的“{file}”也写到了它", "en": f"is also told by the later {file}"}
        for name in sorted({name_of(e.record) for e in entries} & made):
            yield Obstacle(name[0], name[1], _title(stored.get(name)), reason)


def _title(node: Node | None) -> str:
    return "" if node is None else str(node.properties.get("name") or node.properties.get("text") or "")
