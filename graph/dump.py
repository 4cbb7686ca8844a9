"""Dump of the whole graph; the form of the file is described in graph.dump_format, its way back in graph.restore."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from graph.dump_check import checked_records
from graph.dump_format import Dump, DumpWriter, link_of, node_of, read_dump, schema_digest
from graph.errors import NoQuietMoment
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
]

# The feed, leases and marks belong to one running graph; a dump of it is a fresh start.
_LEFT_OUT = frozenset({"Change", "Lease"})
ATTEMPTS = 5


class _Moved(Exception):
    """Something was written while the records were read."""


def dump(store: Store, path: Path) -> str:
    """Write the whole graph as it is at one moment to `path` (gzipped when it ends in .gz), complete or not at all.

    Returns the state of the store that it holds. Each kind is read in a transaction of its own, so that whatever is
    written meanwhile makes it begin again; NoQuietMoment when that happens too often.
    """
    for _ in range(ATTEMPTS):
        state = store.state()
        with suppress(_Moved):
            with DumpWriter(path) as writer:
                for records in _by_kind(store):
                    writer.kind(records)
                if store.state() != state:
                    raise _Moved
            return state
    raise NoQuietMoment(ATTEMPTS)


def place_before(store: Store, what: str) -> Path:
    """Where to keep a dump of what was there before something, for whoever holds the lease of upkeep.

    Halves that a killed process left are removed: nobody else writes any, and they hold personal data.
    """
    folder = store.folder / "dumps"
    for half in folder.glob("before-*.part"):
        half.unlink(missing_ok=True)
    return folder / f"before-{what}-{store.clock():%Y%m%dT%H%M%S%f}.jsonl.gz"


def _by_kind(store: Store) -> Iterator[Iterator[Node] | Iterator[Link]]:
    for label in NODES:
        if label == "Migration":
            yield (node for node in store.nodes(label) if node.id[:1].isdigit())
        elif label not in _LEFT_OUT:
            yield store.nodes(label)
    for kind in LINKS:
        yield store.links(kind)
