"""Tables of a snapshot: the nodes of one kind, the links of one kind between two labels, as columns."""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from graph.columns import Array, Column, FlagColumn, ListColumn, NumberColumn, Objects, Rows, Strings, TextColumn
from graph.kinds import LINKS, NODES
from graph.schema import Privacy, Property, Type

LinkKey = tuple[str, str, str]  # type, label of the start, label of the end

COLUMN_OF: Mapping[Type, type[Column]] = MappingProxyType(
    {
        Type.STRING: TextColumn,
        Type.INTEGER: NumberColumn,
        Type.FLOAT: NumberColumn,
        Type.BOOLEAN: FlagColumn,
        Type.DATE: NumberColumn,
        Type.MOMENT: NumberColumn,
        Type.STRINGS: ListColumn,
    }
)
C = TypeVar("C", TextColumn, NumberColumn, FlagColumn, ListColumn)


# Of personal data a snapshot holds the name somebody is shown by, and what keeps minors and the unwilling out of lists.
PERSONAL_BUT_HELD = frozenset({"name", "age_band", "purpose", "given_on", "withdrawn_on"})


def held(properties: Sequence[Property]) -> Mapping[str, Type]:
    """The properties a snapshot holds; phones, contacts and everything sensitive stay in the store."""
    return MappingProxyType(
        {
            p.name: p.type
            for p in properties
            if p.name != "id" and (p.privacy.open or (p.privacy is Privacy.PERSONAL and p.name in PERSONAL_BUT_HELD))
        }
    )


NODE_COLUMNS: Mapping[str, Mapping[str, Type]] = MappingProxyType(
    {kind.label: held(kind.properties) for kind in NODES.values() if not kind.bookkeeping}
)
LINK_COLUMNS: Mapping[LinkKey, Mapping[str, Type]] = MappingProxyType(
    {
        (kind.type, start, end): held(kind.properties)
        for kind in LINKS.values()
        if not kind.bookkeeping
        for start, end in kind.ends
        if start in NODE_COLUMNS and end in NODE_COLUMNS
    }
)


@dataclass(frozen=True, eq=False)
class Table:
    """Columns of equal length; a property that no row has is left out of `columns`."""

    columns: Mapping[str, Column]
    types: Mapping[str, Type]  # every property the table may be asked for
    size: int

    def __len__(self) -> int:
        return self.size

    def _column(self, name: str, wanted: type[C], *types: Type) -> C:
        if self.types.get(name) not in types:
            raise KeyError(f"{type(self).__name__} has no property {name!r} of type {' or '.join(types)}")
        column = self.columns.get(name)
        return column if isinstance(column, wanted) else wanted.empty(len(self))

    def texts(self, name: str) -> Objects:
        """A string per row; "" where there is none."""
        return self._column(name, TextColumn, Type.STRING).texts()

    def text_codes(self, name: str) -> tuple[Array, Sequence[str]]:
        """A code per row and the sorted words the codes stand for; code 0 is ""."""
        column = self._column(name, TextColumn, Type.STRING)
        return column.codes, column.words.values.tolist()

    def numbers(self, name: str) -> NDArray[np.float64]:
        """A number per row; nan where there is none."""
        return self._column(name, NumberColumn, Type.INTEGER, Type.FLOAT).numbers

    def flags(self, name: str) -> NDArray[np.int8]:
        """1 for true, 0 for false, -1 where it is not known."""
        return self._column(name, FlagColumn, Type.BOOLEAN).flags

    def days(self, name: str) -> NDArray[np.float64]:
        """Days since 1970-01-01 (with the fraction of a moment); nan where there is none."""
        return self._column(name, NumberColumn, Type.DATE, Type.MOMENT).numbers

    def lists(self, name: str) -> tuple[NDArray[np.int64], Objects]:
        """Row boundaries (n + 1) and all entries of a list property, row after row."""
        return self._column(name, ListColumn, Type.STRINGS).lists()

    def list_codes(self, name: str) -> tuple[NDArray[np.int64], Array, Sequence[str]]:
        """Row boundaries (n + 1), a code per entry and the sorted words the codes stand for."""
        column = self._column(name, ListColumn, Type.STRINGS)
        return column.indptr, column.codes, column.words.values.tolist()

    def arrays(self) -> Iterator[tuple[str, Array]]:
        """Every array of the table, by a name unique in it, in a fixed order."""
        for name in sorted(self.columns):
            for part, array in self.columns[name].arrays().items():
                yield f"{name}.{part}", array

    def spliced(self, fresh: Table, order: NDArray[np.intp]) -> dict[str, Column]:
        """Columns of this table's rows followed by those of `fresh`, picked and ordered by `order`."""
        columns = {}
        for name in self.columns.keys() | fresh.columns.keys():
            kind = COLUMN_OF[self.types[name]]
            old, new = (
                self.columns.get(name) or kind.empty(self.size),
                fresh.columns.get(name) or kind.empty(fresh.size),
            )
            if not (column := old.spliced(new, order)).blank:
                columns[name] = column
        return columns

    @cached_property
    def digest(self) -> bytes:
        """sha256 over every array."""
        total = hashlib.sha256()
        for name, array in self.arrays():
            total.update(f"{name} {array.dtype.str} {len(array)}\n".encode())
            total.update(np.ascontiguousarray(array).data)
        return total.digest()


class RowOf(Mapping[str, int]):
    """Finds the row of an id by bisection, so that it costs nothing to make after each change."""

    def __init__(self, ids: tuple[str, ...]) -> None:
        self._ids = ids

    def __getitem__(self, key: str) -> int:
        row = bisect_left(self._ids, key)
        if row == len(self._ids) or self._ids[row] != key:
            raise KeyError(key)
        return row

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)


@dataclass(frozen=True, eq=False)
class NodeTable(Table):
    """The nodes of one kind, sorted by id."""

    label: str
    keys: Strings

    @classmethod
    def of(cls, label: str, keys: Strings, columns: Mapping[str, Column]) -> NodeTable:
        """The table of a label from its sorted ids and its columns."""
        return cls(columns, NODE_COLUMNS[label], len(keys), label, keys)

    @classmethod
    def empty(cls, label: str) -> NodeTable:
        """The table of a label without nodes."""
        return cls.of(label, Strings.of([]), {})

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """The id of each row."""
        return tuple(self.keys.values)

    @cached_property
    def row_of(self) -> Mapping[str, int]:
        """The row of each id."""
        return RowOf(self.ids)

    def replaced(self, ids: Set[str], fresh: NodeTable) -> tuple[NodeTable, Rows | None]:
        """The table with the rows of `ids` taken out and those of `fresh` put in.

        Also the new row of each row, -1 for those that are gone; None when all rows stay where they are.
        """
        gone = np.array(sorted(row for key in ids if (row := self.row_of.get(key)) is not None), dtype=np.intp)
        kept = np.delete(np.arange(self.size), gone)
        places = np.array([bisect_left(self.ids, key) for key in fresh.ids], dtype=np.intp)
        order = np.insert(kept, places - np.searchsorted(gone, places), self.size + np.arange(fresh.size))
        columns = self.spliced(fresh, order)
        before = np.array([self.row_of.get(key, -1) for key in fresh.ids], dtype=np.intp)
        if len(gone) == fresh.size and (before >= 0).all():
            return NodeTable.of(self.label, self.keys, columns), None
        keys = Strings(values=np.concatenate([self.keys.values, fresh.keys.values])[order])
        moved = np.full(self.size + 1, -1, dtype=np.int32)  # the last place takes what was not there before
        old, new = np.flatnonzero(order < self.size), np.flatnonzero(order >= self.size)
        moved[order[old]] = old
        moved[before] = new
        return NodeTable.of(self.label, keys, columns), moved[:-1]

    def arrays(self) -> Iterator[tuple[str, Array]]:
        text, offsets = self.keys.packed
        yield "id.text", text
        yield "id.offsets", offsets
        yield from super().arrays()


@dataclass(frozen=True, eq=False)
class LinkTable(Table):
    """The links of one kind between two labels, sorted by the rows they join (and the kind's key)."""

    key: LinkKey
    from_rows: Rows
    to_rows: Rows

    @classmethod
    def of(cls, key: LinkKey, from_rows: Rows, to_rows: Rows, columns: Mapping[str, Column]) -> LinkTable:
        """The table of a link kind between two labels from its sorted ends and its columns."""
        return cls(columns, LINK_COLUMNS[key], len(from_rows), key, from_rows, to_rows)

    @classmethod
    def empty(cls, key: LinkKey) -> LinkTable:
        """The table of a link kind without links."""
        return cls.of(key, np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int32), {})

    def joined(self, row: int, *, inward: bool = False) -> Rows:
        """The rows that this row's links lead to (`inward`: that they come from), ascending, each once."""
        mine, theirs = self._by_end if inward else (self.from_rows, self.to_rows)
        first = bisect_left(mine, row)  # numpy's own search would copy the whole column to the type of `row`
        return np.unique(theirs[first : bisect_left(mine, row + 1, first)])

    @cached_property
    def _by_end(self) -> tuple[Rows, Rows]:
        order = np.argsort(self.to_rows, kind="stable")
        return self.to_rows[order], self.from_rows[order]

    def moved(self, from_moved: Rows | None, to_moved: Rows | None) -> LinkTable:
        """The table after its ends got other rows (None: the same as before); links without an end (-1) are gone."""
        starts = self.from_rows if from_moved is None else from_moved[self.from_rows]
        ends = self.to_rows if to_moved is None else to_moved[self.to_rows]
        present = (starts >= 0) & (ends >= 0)
        if present.all():
            return LinkTable.of(self.key, starts, ends, self.columns)
        order = np.flatnonzero(present)
        columns = self.spliced(LinkTable.empty(self.key), order)
        return LinkTable.of(self.key, starts[order], ends[order], columns)

    def replaced(self, pairs: NDArray[np.int64], fresh: LinkTable, width: int) -> LinkTable:
        """The table with the links of `pairs` taken out and those of `fresh` put in.

        `pairs` and the ranking of links are `from row * width + to row`, `width` the length of the end's table.
        """
        ranks = self.from_rows.astype(np.int64) * width + self.to_rows
        kept = np.flatnonzero(~np.isin(ranks, pairs))
        fresh_ranks = fresh.from_rows.astype(np.int64) * width + fresh.to_rows
        places = np.searchsorted(ranks[kept], fresh_ranks)
        order = np.insert(kept, places, self.size + np.arange(fresh.size))
        starts = np.concatenate([self.from_rows, fresh.from_rows])[order]
        ends = np.concatenate([self.to_rows, fresh.to_rows])[order]
        return LinkTable.of(self.key, starts, ends, self.spliced(fresh, order))

    def arrays(self) -> Iterator[tuple[str, Array]]:
        yield "from", self.from_rows
        yield "to", self.to_rows
        yield from super().arrays()
