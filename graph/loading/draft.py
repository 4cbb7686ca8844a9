"""The records that a file's rows amount to, gathered row by row before anything is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from graph.kinds import LINKS
from graph.loading.register import Ref
from graph.records import Link, Node
from graph.schema import Value

LinkKey = tuple[str, str, str, str, str, tuple[str, ...]]


def link_key(link: Link) -> LinkKey:
    """What tells one link from another: its kind, its ends and the values of its key properties."""
    told = tuple(str(link.properties.get(name)) for name in LINKS[link.kind].key)
    return (link.kind, link.from_kind, link.from_id, link.to_kind, link.to_id, told)


@dataclass
class Draft:
    """Nodes and links to be; what an earlier row said stands, later rows fill blanks and lengthen lists.

    `usual` holds properties that are only assumed: they are written where nothing else is known.
    """

    nodes: dict[Ref, dict[str, Value]] = field(default_factory=dict)
    usual: dict[Ref, dict[str, Value]] = field(default_factory=dict)
    links: dict[LinkKey, dict[str, Value]] = field(default_factory=dict)
    ended: set[LinkKey] = field(default_factory=set)  # links that no longer hold
    rows: dict[tuple[str, int], list[Ref]] = field(default_factory=dict)  # sheet and line → what it speaks of
    lists: dict[str, str] = field(default_factory=dict)  # sheet → the list it holds

    def add(self, ref: Ref, properties: Mapping[str, Value]) -> Ref:
        """Add a node, or what this row knows more about it."""
        _fill(self.nodes.setdefault(ref, {}), properties)
        return ref

    def assume(self, ref: Ref, properties: Mapping[str, Value]) -> None:
        """Give a node properties that hold only until somebody says otherwise."""
        _fill(self.usual.setdefault(ref, {}), properties)

    def link(self, kind: str, source: Ref, target: Ref, properties: Mapping[str, Value] | None = None) -> Link:
        """Add a link between two nodes, or what this row knows more about it."""
        link = Link(kind, *source, *target, properties or {})
        _fill(self.links.setdefault(link_key(link), {}), link.properties)
        return link

    def end(self, kind: str, source: Ref, target: Ref) -> None:
        """Take a link back: a drafted one is dropped, a stored one will be removed."""
        key = link_key(Link(kind, *source, *target))
        self.links.pop(key, None)
        self.ended.add(key)

    def as_nodes(self) -> Iterator[Node]:
        """The nodes, by kind and id, with what is only assumed left out."""
        for (kind, id_), properties in sorted(self.nodes.items(), key=lambda item: item[0]):
            yield Node(kind, id_, properties)

    def as_ended(self) -> Iterator[Link]:
        """The links to be removed where they exist."""
        for key in sorted(self.ended - set(self.links)):
            yield Link(*key[:5])

    def as_links(self) -> Iterator[Link]:
        """The links, by kind and ends."""
        for key, properties in sorted(self.links.items(), key=lambda item: item[0]):
            yield Link(*key[:5], properties)


def _fill(known: dict[str, Value], more: Mapping[str, Value]) -> None:
    for name, value in more.items():
        if value is None or value == "" or value == []:
            continue
        had = known.get(name)
        if isinstance(had, list) and isinstance(value, list):
            known[name] = had + [v for v in value if v not in had]
        elif had is None:
            known[name] = value
