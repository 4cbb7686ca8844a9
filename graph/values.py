"""Between the driver's values and ours: the one place where rows become plain Python values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from graph.driver import Date, DateTime
from graph.errors import BadStatement
from graph.kinds import LINKS, NODES
from graph.records import Link, Node
from graph.schema import Value

MOST_BYTES = 4 * 1024 * 1024  # of one message; the driver hangs at 16 MiB
MOST_ROWS = 5_000

_PLAIN = frozenset((str, int, float, bool, type(None)))


def native(value: Any) -> Any:
    """The plain value: dates and UTC datetimes for the driver's own, lists and mappings throughout."""
    kind = type(value)
    if kind in _PLAIN:
        return value
    if kind is list:
        return [native(item) for item in value]
    if kind is Date:
        return value.to_native()
    if kind is DateTime:
        moment: datetime = value.to_native()
        # The embedded engine gives moments without a zone back; all that is written is UTC.
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    if kind is dict:
        return {name: native(item) for name, item in value.items()}
    raise BadStatement("RETURN", f"return values and properties, not {kind.__name__}")


def node_of(kind: str, row: Mapping[str, Any]) -> Node:
    """The node of a row of {id, props}."""
    return Node(kind, row["id"], _properties(NODES[kind].by_name, row["props"]))


def link_of(kind: str, row: Mapping[str, Any]) -> Link:
    """The link of a row of {source_labels, source, target_labels, target, props}."""
    source, target = row["source_labels"][0], row["target_labels"][0]
    properties = _properties(LINKS[kind].by_name, row["props"])
    return Link(kind, source, row["source"], target, row["target"], properties)


def node_row(node: Node) -> dict[str, Any]:
    """The row in which a checked node travels to the server."""
    return {"id": node.id, "props": dict(node.properties)}


def link_row(link: Link) -> dict[str, Any]:
    """The row in which a checked link travels to the server."""
    key = LINKS[link.kind].key
    row: dict[str, Any] = {"source": link.from_id, "target": link.to_id, "props": dict(link.properties)}
    if key:
        row["key"] = {name: link.properties.get(name) for name in key}
    return row


def weight(record: Node | Link) -> int:
    """The bytes a record takes in a message, at most."""
    size = 64
    for value in record.properties.values():
        size += 16 + _size(value)
    return size + 3 * (len(record.id) if isinstance(record, Node) else len(record.from_id) + len(record.to_id))


def batches(records: Iterable[Node | Link]) -> Iterator[list[Node | Link]]:
    """The records in groups of at most MOST_ROWS and MOST_BYTES, in their order."""
    batch: list[Node | Link] = []
    size = 0
    for record in records:
        heavy = weight(record)
        if batch and (len(batch) == MOST_ROWS or size + heavy > MOST_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(record)
        size += heavy
    if batch:
        yield batch


def _properties(declared: Mapping[str, object], stored: Mapping[str, Any]) -> dict[str, Value]:
    # What the kinds no longer declare, or another program added, is no part of the record.
    return {name: value for name, value in stored.items() if name in declared and name != "id"}


def _size(value: Value) -> int:
    if isinstance(value, str):
        return 3 * len(value)  # most characters here take three bytes
    if isinstance(value, list):
        return sum(8 + 3 * len(item) for item in value)
    return 8
