"""What a load touched, record by record, before and after: the sheet from which it is taken back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph.json_values import from_json, to_json
from graph.kinds import LINKS
from graph.records import Link, Node
from graph.schema import Value

PAGE_CHARACTERS = 300_000  # about 1 MiB of a message

Properties = Mapping[str, Value]


@dataclass(frozen=True)
class JournalEntry:
    """One record: `before` None when it was made, `after` None when it was removed; otherwise what changed.

    Both empty: the load found the record as it would have written it, and relies on it. `record` carries what
    names it (of a link the ends and the properties of its key).
    """

    record: Node | Link
    before: Properties | None
    after: Properties | None

    @property
    def made(self) -> bool:
        """Whether the load created the record."""
        return self.before is None

    @property
    def removed(self) -> bool:
        """Whether the load removed the record."""
        return self.after is None

    @property
    def changed(self) -> bool:
        """Whether the record was there before and after, and differs."""
        return bool(self.before is not None and self.after)


def name_of(record: Node | Link) -> tuple[str, ...]:
    """What tells a record from all others."""
    if isinstance(record, Node):
        return record.kind, record.id
    told = (str(record.properties.get(name)) for name in LINKS[record.kind].key)
    return record.kind, record.from_kind, record.from_id, record.to_kind, record.to_id, *told


def pages(import_id: str, entries: Iterable[JournalEntry]) -> Iterator[Node]:
    """The entries as pages that fit into messages."""
    lines: list[str] = []
    number = size = 0
    for entry in entries:
        line = line_of(entry)
        if lines and size + len(line) > PAGE_CHARACTERS:
            yield _page(import_id, number, lines)
            lines, size, number = [], 0, number + 1
        lines.append(line)
        size += len(line)
    if lines:
        yield _page(import_id, number, lines)


def entries_of(pages: Sequence[Node]) -> list[JournalEntry]:
    """The entries on these pages, in the order in which they were written."""
    found: list[JournalEntry] = []
    for page in sorted(pages, key=lambda page: int(str(page.properties["number"]))):
        lines = page.properties["lines"]
        if isinstance(lines, list):
            found.extend(entry_in(line) for line in lines)
    return found


def _page(import_id: str, number: int, lines: list[str]) -> Node:
    return Node("ImportPage", f"{import_id}-{number}", {"import_id": import_id, "number": number, "lines": lines})


def line_of(entry: JournalEntry) -> str:
    """The entry as a line of JSON."""
    record = entry.record
    told: dict[str, Any] = {"b": _plain(entry.before), "a": _plain(entry.after)}
    if isinstance(record, Node):
        told["n"] = [record.kind, record.id]
    else:
        told["l"] = [record.kind, record.from_kind, record.from_id, record.to_kind, record.to_id]
        told["k"] = _plain({name: record.properties.get(name) for name in LINKS[record.kind].key})
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def entry_in(line: str) -> JournalEntry:
    """The entry that a line of JSON tells."""
    told = json.loads(line)
    record: Node | Link
    if "n" in told:
        kind, id_ = told["n"]
        record = Node(kind, id_)
    else:
        kind, from_kind, from_id, to_kind, to_id = told["l"]
        record = Link(kind, from_kind, from_id, to_kind, to_id, _values(told["k"]) or {})
    return JournalEntry(record, _values(told["b"]), _values(told["a"]))


def _plain(properties: Properties | None) -> dict[str, Any] | None:
    return None if properties is None else {name: to_json(value) for name, value in properties.items()}


def _values(told: Mapping[str, Any] | None) -> dict[str, Value] | None:
    return None if told is None else {name: from_json(value) for name, value in told.items()}
