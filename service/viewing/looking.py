"""Reading single records and their links out of a snapshot, with what may not be seen left out.

Who may be seen is told by `showing`; conflicts between people, consents, accounts and bookkeeping are not seen at
all; of personal properties only the name is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from graph.columns import FlagColumn, ListColumn, NumberColumn, TextColumn
from graph.errors import NotFound
from graph.kinds import NODES
from graph.kinds.trust import NODES as TRUST
from graph.schema import Type, Value
from graph.snapshot import Snapshot
from graph.tables import LinkKey, NodeTable, Table
from service.lines.ordering import in_order
from service.viewing.showing import shown

EPOCH = date(1970, 1, 1)
UNSEEN_KINDS = frozenset(kind.label for kind in TRUST)
UNSEEN_LINKS = frozenset({"CONFLICTS_WITH"})
SHORT = 40  # characters of a text that stands in for a missing name


@dataclass(frozen=True)
class Mention:
    """A record named in passing; `name` is personal where `personal` says so."""

    kind: str
    id: str
    name: str
    personal: bool = False


@dataclass(frozen=True)
class Relationship:
    """One link of a record, in the direction in which it is declared."""

    link: str
    start: Mention
    end: Mention
    properties: Mapping[str, Value]


class View:
    """A snapshot as single records."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self._shown: dict[str, NDArray[np.bool_]] = {}

    def row(self, kind: str, identifier: str) -> int:
        """The row of a record; raises NotFound, also for one that may not be seen."""
        table = self.snapshot.nodes.get(kind)
        row = table.row_of.get(identifier, -1) if table is not None else -1
        if row < 0 or not self.seen(kind, row):
            raise NotFound(kind, identifier)
        return row

    def seen(self, kind: str, row: int) -> bool:
        """Whether the record may be seen: people have a say in it, and minors are never shown."""
        return bool(self._mask(kind)[row])

    def seen_rows(self, kind: str) -> NDArray[np.intp]:
        """Every row of a kind that may be seen, in the order of ids."""
        return np.flatnonzero(self._mask(kind))

    def properties(self, kind: str, row: int) -> dict[str, Value]:
        """What the record says of itself, in the declared order, personal properties left out."""
        held = values_at(self.snapshot.nodes[kind], row)
        return {p.name: held[p.name] for p in NODES[kind].properties if p.name in held and p.privacy.open}

    def mention(self, kind: str, row: int) -> Mention:
        """The record by its name, or by the beginning of its text where its kind has no names."""
        table = self.snapshot.nodes[kind]
        identifier = table.ids[row]
        for name in ("name", "text"):
            column = table.columns.get(name)
            if isinstance(column, TextColumn) and (said := str(column.words.values[column.codes[row]])):
                personal = not NODES[kind].by_name[name].privacy.open
                short = said if len(said) <= SHORT else said[: SHORT - 1] + "…"
                return Mention(kind, identifier, short, personal)
        return Mention(kind, identifier, "")

    def linked(self, kind: str, row: int, link: str, other: str, *, inward: bool = False) -> list[int]:
        """Rows of `other` that a link of this kind joins the record to, those that may be seen."""
        table = self.snapshot.links.get((link, other, kind) if inward else (link, kind, other))
        if table is None:
            return []
        found = table.joined(row, inward=inward)
        rows = in_order(self.snapshot, found) if other == "Requirement" else map(int, found)
        return [row for row in rows if self.seen(other, row)]

    def connections(self, kind: str, row: int, limit: int = 500) -> Iterator[Relationship]:
        """The record's links to other records that may be seen, at most `limit`."""
        left = limit
        for key, table in self.snapshot.links.items():
            if key[0] in UNSEEN_LINKS or not len(table):
                continue
            rows = np.zeros(len(table), dtype=bool)
            if key[1] == kind:
                rows |= table.from_rows == row
            if key[2] == kind:
                rows |= table.to_rows == row
            for place in np.flatnonzero(rows)[:left].tolist():
                start, end = int(table.from_rows[place]), int(table.to_rows[place])
                if self.seen(key[1], start) and self.seen(key[2], end):
                    yield self._connection(key, start, end, values_at(table, place))
                    left -= 1

    def _connection(self, key: LinkKey, start: int, end: int, properties: Mapping[str, Value]) -> Relationship:
        return Relationship(key[0], self.mention(key[1], start), self.mention(key[2], end), properties)

    def _mask(self, kind: str) -> NDArray[np.bool_]:
        if kind not in self._shown:
            table = self.snapshot.nodes[kind]
            self._shown[kind] = np.zeros(len(table), dtype=bool) if kind in UNSEEN_KINDS else shown(self.snapshot, kind)
        return self._shown[kind]


def values_at(table: Table, row: int) -> dict[str, Value]:
    """The values of one row, those it has."""
    found: dict[str, Value] = {}
    for name, column in table.columns.items():
        value: Value = None
        if isinstance(column, TextColumn):
            value = str(column.words.values[column.codes[row]]) or None
        elif isinstance(column, ListColumn):
            codes = column.codes[column.indptr[row] : column.indptr[row + 1]]
            value = [str(word) for word in column.words.values[codes]] or None
        elif isinstance(column, FlagColumn):
            value = None if column.flags[row] < 0 else bool(column.flags[row])
        elif isinstance(column, NumberColumn):
            value = _number(float(column.numbers[row]), table.types[name])
        if value is not None:
            found[name] = value
    return found


def _number(number: float, kind: Type) -> Value:
    if np.isnan(number):
        return None
    if kind is Type.INTEGER:
        return int(number)
    if kind is Type.DATE:
        return EPOCH + timedelta(days=int(number))
    if kind is Type.MOMENT:
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=number)
    return number


def page_of(table: NodeTable, rows: NDArray[np.intp], after: str, limit: int) -> tuple[list[int], str]:
    """The next rows behind the id `after`, and the id to go on from; empty at the end."""
    ids = table.ids
    order = [int(row) for row in rows]
    # A list in an order of its own goes on behind the row it stopped at; one by ids also where that row is gone.
    at = next((at for at, row in enumerate(order) if ids[row] == after), -1)
    following = order[at + 1 :] if at >= 0 or not after else [row for row in order if ids[row] > after]
    shown = following[:limit]
    return shown, ids[shown[-1]] if len(following) > limit else ""
