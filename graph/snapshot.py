"""The community as columns: what matching and analysis work on, kept fresh by the change feed."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Protocol, Self

import numpy as np

from graph.changes import WINDOW_SECONDS, Change, floor_of
from graph.coding import Coding, many_records
from graph.dump_format import read_dump
from graph.dump_lines import plain_lines
from graph.records import Link, Node
from graph.tables import LINK_COLUMNS, NODE_COLUMNS, LinkKey, LinkTable, NodeTable


@dataclass(frozen=True)
class Touched:
    """What was written or removed: ids by label, and ids of both ends by kind of link.

    The links of a removed node are gone with it and not named one by one.
    """

    nodes: Mapping[str, frozenset[str]]
    links: Mapping[LinkKey, frozenset[tuple[str, str]]]


class Source(Protocol):
    """What a snapshot asks of the store it is taken from."""

    def nodes(self, kind: str) -> Iterator[Node]: ...

    def links(self, kind: str) -> Iterator[Link]: ...

    def get_many(self, kind: str, ids: Sequence[str]) -> list[Node]: ...

    def links_between(
        self, kind: str, from_kind: str, to_kind: str, pairs: Sequence[tuple[str, str]]
    ) -> list[Link]: ...

    def changes(self, after: str | None, *, seen: Collection[str]) -> list[Change]:
        """Changes from a little before `after` (writers' clocks differ), `after` included, those `seen` left out."""

    def latest_change(self) -> str:
        """Id of the last change, "" when there is none."""


Nodes = Mapping[str, NodeTable]
Links = Mapping[LinkKey, LinkTable]


@dataclass(frozen=True, eq=False)
class Snapshot:
    """Every node and link of the community at one moment, without bookkeeping and without phones and the like.

    Rows are sorted by id, so a snapshot brought up to date equals one built anew, array for array.
    """

    nodes: Nodes
    links: Links
    at: datetime
    covered: str  # id of the last change it holds, "" before the first
    recent: frozenset[str] = frozenset()  # changes already applied that the reading window returns once more

    @classmethod
    def from_records(cls, nodes: Iterable[Node], links: Iterable[Link], at: datetime, version: str = "") -> Self:
        """A snapshot of plain records; `version` is the change they are known to cover. Dangling links are left out."""
        coding = Coding()
        for node in nodes:
            coding.node(node.kind, node.id, node.properties)
        for link in links:
            key = (link.kind, link.from_kind, link.to_kind)
            coding.link(key, link.from_id, link.to_id, link.properties)
        return cls.from_coding(coding, at, version)

    @classmethod
    def from_dump(cls, path: Path) -> Self:
        """A snapshot straight from a dump, as of when the file was written; BadDump when it cannot be trusted."""
        coding = Coding()
        with many_records():
            for line in plain_lines(read_dump(path)):
                if "n" in line:
                    coding.node(line["n"], line["id"], line["p"])
                else:
                    (from_kind, start), (to_kind, end) = line["f"], line["t"]
                    coding.link((line["l"], from_kind, to_kind), start, end, line["p"])
        return cls.from_coding(coding, datetime.fromtimestamp(path.stat().st_mtime, UTC), "")

    @classmethod
    def from_coding(cls, coding: Coding, at: datetime, version: str) -> Self:
        """A snapshot of everything `coding` took."""
        tables = coding.node_tables()
        nodes = {label: tables.get(label) or NodeTable.empty(label) for label in NODE_COLUMNS}
        joined = coding.link_tables(nodes)
        links = {key: joined.get(key) or LinkTable.empty(key) for key in LINK_COLUMNS}
        return cls(MappingProxyType(nodes), MappingProxyType(links), at, version)

    @cached_property
    def version(self) -> str:
        """The last change covered and a digest of the content."""
        total = hashlib.sha256()
        for table in (*self.nodes.values(), *self.links.values()):
            total.update(table.digest)
        return f"{self.covered or 'none'}.{total.hexdigest()[:16]}"


def build(source: Source, now: datetime) -> Snapshot:
    """A snapshot of the whole store, read record by record; writes meanwhile are picked up from the feed."""
    covered = source.latest_change()
    recent = frozenset(change.id for change in source.changes(covered, seen=())) if covered else frozenset()
    coding = Coding()
    with many_records():
        for label in NODE_COLUMNS:
            for node in source.nodes(label):
                coding.node(label, node.id, node.properties)
        for kind in dict.fromkeys(key[0] for key in LINK_COLUMNS):
            for link in source.links(kind):
                coding.link((kind, link.from_kind, link.to_kind), link.from_id, link.to_id, link.properties)
    return refresh(replace(Snapshot.from_coding(coding, now, covered), recent=recent), source, now)


def refresh(snapshot: Snapshot, source: Source, now: datetime) -> Snapshot:
    """The snapshot with every change since; the same object when there was none.

    Built anew when the feed does not hold the last change covered: it was begun anew, pruned or is another graph's.
    """
    covered = snapshot.covered
    changes = source.changes(covered or None, seen=snapshot.recent - {covered})
    if (covered or changes) and covered not in {change.id for change in changes}:
        return build(source, now)
    unseen = [change for change in changes if change.id not in snapshot.recent and change.id != covered]
    if not unseen:
        return snapshot
    touched = _touched_by(unseen)
    nodes, links = applied(snapshot, touched, _read_again(source, touched))
    covered = max(covered, *(change.id for change in unseen))
    floor = floor_of(covered, WINDOW_SECONDS)
    recent = frozenset(seen for seen in (*snapshot.recent, *(change.id for change in unseen)) if seen >= floor)
    return Snapshot(nodes, links, now, covered, recent)


def _touched_by(changes: Iterable[Change]) -> Touched:
    nodes, links = defaultdict(set), defaultdict(set)
    for change in changes:
        for label, key in change.nodes:
            if label in NODE_COLUMNS:
                nodes[label].add(key)
        for kind, from_label, start, to_label, end in change.links:
            if (kind, from_label, to_label) in LINK_COLUMNS:
                links[kind, from_label, to_label].add((start, end))
    return Touched(
        {label: frozenset(ids) for label, ids in nodes.items()},
        {key: frozenset(pairs) for key, pairs in links.items()},
    )


def _read_again(source: Source, touched: Touched) -> Coding:
    coding = Coding()
    for label, ids in touched.nodes.items():
        for node in source.get_many(label, sorted(ids)):
            coding.node(label, node.id, node.properties)
    for key, pairs in touched.links.items():
        for link in source.links_between(*key, sorted(pairs)):
            coding.link(key, link.from_id, link.to_id, link.properties)
    return coding


def applied(snapshot: Snapshot, touched: Touched, fresh: Coding) -> tuple[Nodes, Links]:
    """The tables with everything touched taken out and put back as `fresh` describes it now."""
    nodes, moved = dict(snapshot.nodes), {}
    described = fresh.node_tables()
    for label, ids in touched.nodes.items():
        table, rows = nodes[label].replaced(ids, described.get(label) or NodeTable.empty(label))
        nodes[label] = table
        if rows is not None:
            moved[label] = rows
    links = dict(snapshot.links)
    joined = fresh.link_tables(nodes)
    for key, links_before in snapshot.links.items():
        if key[1] in moved or key[2] in moved:
            links[key] = links_before.moved(moved.get(key[1]), moved.get(key[2]))
        if key in touched.links:
            starts, ends = nodes[key[1]], nodes[key[2]]
            pairs = [
                starts.row_of[start] * len(ends) + ends.row_of[end]
                for start, end in touched.links[key]
                if start in starts.row_of and end in ends.row_of
            ]
            put = joined.get(key) or LinkTable.empty(key)
            links[key] = links[key].replaced(np.array(pairs, dtype=np.int64), put, len(ends))
    return MappingProxyType(nodes), MappingProxyType(links)
