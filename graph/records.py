"""Nodes and links as plain values, the form in which records travel between files, verbs and the store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from graph.schema import Value


@dataclass(frozen=True)
class Node:
    """A node: its kind's label, its id and its other properties (without `id`; empty ones left out)."""

    kind: str
    id: str
    properties: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class Link:
    """A relationship between two nodes, each named by label and id."""

    kind: str
    from_kind: str
    from_id: str
    to_kind: str
    to_id: str
    properties: Mapping[str, Value] = field(default_factory=dict)
