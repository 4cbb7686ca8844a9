"""Records in the shape of a dump's lines, as plain dictionaries."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

Line = dict[str, Any]


def _plain(value: object) -> object:
    return {"d": value.isoformat()} if isinstance(value, date) else value


def node(kind: str, identifier: str, /, **properties: object) -> Line:
    """A node's line; empty properties are left out, everything invented is flagged."""
    kept = {name: _plain(value) for name, value in properties.items() if value not in (None, "", [])}
    return {"n": kind, "id": identifier, "p": {**kept, "synthetic": True}}


def link(kind: str, start: tuple[str, str], end: tuple[str, str], /, **properties: object) -> Line:
    """A link's line between (label, id) pairs."""
    kept = {name: _plain(value) for name, value in properties.items() if value not in (None, "", [])}
    return {"l": kind, "f": list(start), "t": list(end), "p": kept}


def at(line: Mapping[str, Any]) -> tuple[str, str]:
    """The (label, id) pair of a node's line."""
    return line["n"], line["id"]
