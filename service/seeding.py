"""What a new installation starts from, carried from the seeds into the graph or into a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from graph.records import Link, Node
    from graph.store import Store

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Amount:
    """How many records and links were carried over, and how many of the records were not there before."""

    nodes: int
    links: int
    added: int = 0


def _records(store: Store) -> int:
    from graph.kinds import NODES

    return sum(count for name, count in store.counts().items() if name in NODES)


def load_pilot(store: Store, progress: Progress) -> Amount:
    """Put the documented pilot into the graph; a second time changes nothing."""
    import seeds

    nodes, links = parted(seeds.pilot())
    before = _records(store)
    progress(0, len(nodes) + len(links))
    # In one piece: a start that is cut off must find an empty graph again, not half of a community.
    store.transaction(lambda transaction: transaction.upsert(nodes, links))
    progress(len(nodes) + len(links), len(nodes) + len(links))
    return Amount(len(nodes), len(links), _records(store) - before)


def write_invented(residents: int, seed: int, path: Path, progress: Progress) -> Amount:
    """Write an invented street of so many residents to `path` as a dump."""
    from graph.dump import DumpWriter
    from seeds.invent import invent

    counted = {"n": 0, "l": 0}
    expected = residents * 11  # what a street of this size comes to, near enough for a progress line

    def lines() -> Iterator[dict[str, Any]]:
        for line in invent(residents, seed):
            counted["n" if "n" in line else "l"] += 1
            done = counted["n"] + counted["l"]
            if done % 5000 == 0:
                progress(done, max(done, expected))
            yield line

    with DumpWriter(path) as writer:
        for line in lines():
            writer.line(line)
    return Amount(counted["n"], counted["l"])


def parted(lines: Iterable[dict[str, Any]]) -> tuple[list[Node], list[Link]]:
    """Nodes and links of plain records in the shape of a dump's lines."""
    from graph.dump import link_of, node_of

    nodes: list[Node] = []
    links: list[Link] = []
    for line in lines:
        if "n" in line:
            nodes.append(node_of(line))
        elif "l" in line:
            links.append(link_of(line))
    return nodes, links
