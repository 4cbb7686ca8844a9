"""Dump of the whole graph; the form of the file is described in graph.dump_format, its way back in graph.restore."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from graph.dump_format import (
    Dump,
    DumpWriter,
    checked_records,
    link_of,
    node_of,
    read_dump,
    schema_digest,
    write_dump,
)
from graph.kinds import LINKS, NODES
from graph.records import Link, Node
from graph.store import Store

__all__ = [
    "Dump",
    "DumpWriter",
    "checked_records",
    "dump",
    "link_of",
    "node_of",
    "read_dump",
    "schema_digest",
    "write_dump",
]

# The feed, leases and marks belong to one running graph; a dump of it is a fresh start.
_LEFT_OUT = frozenset({"Change", "Lease"})


def dump(store: Store, path: Path) -> None:
    """Write the whole graph to `path` (gzipped when it ends in .gz), complete or not at all."""
    write_dump(path, _every_node(store), _every_link(store))


def _every_node(store: Store) -> Iterator[Node]:
    for label in NODES:
        if label == "Migration":
            yield from (node for node in store.nodes(label) if node.id[:1].isdigit())
        elif label not in _LEFT_OUT:
            yield from store.nodes(label)


def _every_link(store: Store) -> Iterator[Link]:
    for kind in LINKS:
        yield from store.links(kind)
