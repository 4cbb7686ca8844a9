"""The canonical hash of a graph: a sum over its records, so neither order nor engine matters."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

from graph.json_values import to_json
from graph.records import Link, Node

_SPACE = 1 << 256


class GraphHash:
    """Sums the hashes of records.

    Equal sets of records give equal text whatever the order; empty properties count as absent.
    """

    def __init__(self) -> None:
        self._count, self._total = 0, 0

    def add(self, record: Node | Link) -> None:
        """Count the record in."""
        self._count += 1
        self._total = (self._total + _number(record)) % _SPACE

    @property
    def text(self) -> str:
        """The number of records and 64 hexadecimal digits."""
        return f"{self._count}-{self._total:064x}"


def canonical_line(record: Node | Link) -> str:
    """The record as one line of a dump, its properties in the order of their names."""
    properties = {
        name: to_json(value)
        for name, value in sorted(record.properties.items())
        if value is not None and value != "" and value != []
    }
    line: dict[str, Any]
    if isinstance(record, Node):
        line = {"n": record.kind, "id": record.id, "p": properties}
    else:
        line = {"l": record.kind, "f": [record.from_kind, record.from_id], "t": [record.to_kind, record.to_id]}
        line["p"] = properties
    return json.dumps(line, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _number(record: Node | Link) -> int:
    return int.from_bytes(sha256(canonical_line(record).encode()).digest(), "big")
