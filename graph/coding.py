"""From records to tables: values are coded as they come, and no record is kept."""

from __future__ import annotations

import gc
from array import array
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import partial
from types import MappingProxyType
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from graph.columns import Array, Column, FlagColumn, ListColumn, NumberColumn, Rows, Strings, TextColumn, narrowed
from graph.kinds import LINKS
from graph.schema import Type
from graph.tables import LINK_COLUMNS, NODE_COLUMNS, LinkKey, LinkTable, NodeTable

SECONDS_A_DAY = 86_400
EPOCH = date(1970, 1, 1).toordinal()


class _Coder(Protocol):
    """Collects the values of one property; rows without a value are never mentioned."""

    rows: array[int]

    def put(self, row: int, value: Any) -> None: ...

    def column(self, rows: int) -> Column: ...


class _TextCoder:
    def __init__(self) -> None:
        self.rows, self.codes, self.words = array("i"), array("i"), {"": 0}

    def put(self, row: int, value: Any) -> None:
        self.rows.append(row)
        self.codes.append(self.words.setdefault(value, len(self.words)))

    def column(self, rows: int) -> Column:
        codes = np.zeros(rows, dtype=np.int32)
        codes[_ints(self.rows)] = _ints(self.codes)
        return TextColumn(*_sorted_dictionary(codes, self.words))


class _ListCoder:
    def __init__(self) -> None:
        self.rows, self.codes, self.words = array("i"), array("i"), {"": 0}

    def put(self, row: int, value: Any) -> None:
        for entry in value:
            self.rows.append(row)
            self.codes.append(self.words.setdefault(entry, len(self.words)))

    def column(self, rows: int) -> Column:
        indptr = np.zeros(rows + 1, dtype=np.int64)
        np.cumsum(np.bincount(_ints(self.rows), minlength=rows), out=indptr[1:])
        return ListColumn(indptr, *_sorted_dictionary(_ints(self.codes), self.words))


class _NumberCoder:
    def __init__(self) -> None:
        self.rows, self.numbers = array("i"), array("d")

    def put(self, row: int, value: Any) -> None:
        self.rows.append(row)
        self.numbers.append(value)

    def column(self, rows: int) -> Column:
        numbers = np.full(rows, np.nan)
        numbers[_ints(self.rows)] = np.frombuffer(self.numbers)
        return NumberColumn(numbers)


class _DayCoder(_NumberCoder):
    def __init__(self) -> None:
        super().__init__()
        self.known: dict[str, float] = {}  # the same few thousand days come again and again

    def put(self, row: int, value: Any) -> None:
        if isinstance(value, dict):
            (text,) = value.values()
            if (day := self.known.get(text)) is None:
                read = datetime.fromisoformat if "T" in text else date.fromisoformat
                day = self.known[text] = day_number(read(text))
        else:
            day = day_number(value)
        super().put(row, day)


class _FlagCoder:
    def __init__(self) -> None:
        self.rows, self.flags = array("i"), array("b")

    def put(self, row: int, value: Any) -> None:
        self.rows.append(row)
        self.flags.append(value)

    def column(self, rows: int) -> Column:
        flags = np.full(rows, -1, dtype=np.int8)
        flags[_ints(self.rows)] = np.frombuffer(self.flags, dtype=np.int8)
        return FlagColumn(flags)


CODER_OF: Mapping[Type, type[_Coder]] = MappingProxyType(
    {
        Type.STRING: _TextCoder,
        Type.INTEGER: _NumberCoder,
        Type.FLOAT: _NumberCoder,
        Type.BOOLEAN: _FlagCoder,
        Type.DATE: _DayCoder,
        Type.MOMENT: _DayCoder,
        Type.STRINGS: _ListCoder,
    }
)


class _Rows:
    """Values of the records of one table, in the order in which they came."""

    def __init__(self, types: Mapping[str, Type]) -> None:
        self.coders = {name: CODER_OF[kind]() for name, kind in types.items()}
        self.count = 0

    def add(self, properties: Mapping[str, Any]) -> None:
        """Code the values of one more record into the columns."""
        for name, value in properties.items():
            if value is not None and (coder := self.coders.get(name)) is not None:
                coder.put(self.count, value)
        self.count += 1

    def columns(self, order: NDArray[np.intp]) -> dict[str, Column]:
        """The columns that hold anything, their rows picked and ordered by `order`."""
        made = ((name, coder.column(self.count).picked(order)) for name, coder in self.coders.items() if coder.rows)
        return {name: column for name, column in made if not column.blank}


class _NodeRows(_Rows):
    """Nodes of one label; `codes` numbers every id met, also as the end of a link."""

    def __init__(self, label: str) -> None:
        super().__init__(NODE_COLUMNS[label])
        self.label = label
        self.codes: dict[str, int] = {}
        self.last = ("", -1)
        self.record_codes = array("i")

    def code(self, key: str) -> int:
        """The number of an id; links come in runs of the same start, which need not be looked up again."""
        if key != self.last[0]:
            self.last = key, self.codes.setdefault(key, len(self.codes))
        return self.last[1]

    def table(self) -> NodeTable:
        """The table: of an id described twice the last description counts."""
        latest = np.full(len(self.codes), -1, dtype=np.intp)
        latest[_ints(self.record_codes)] = np.arange(self.count)
        keys = sorted(key for key, code in self.codes.items() if latest[code] >= 0)
        codes = np.fromiter((self.codes[key] for key in keys), dtype=np.intp, count=len(keys))
        return NodeTable.of(self.label, Strings.of(keys), self.columns(latest[codes]))


class _LinkRows(_Rows):
    """Links of one kind between two labels, their ends as codes."""

    def __init__(self, key: LinkKey) -> None:
        super().__init__(LINK_COLUMNS[key])
        self.key = key
        self.from_codes, self.to_codes = array("i"), array("i")

    def table(self, from_row: Rows, to_row: Rows) -> LinkTable:
        """The table; a link with an end that is not there is left out."""
        starts, ends = from_row[_ints(self.from_codes)], to_row[_ints(self.to_codes)]
        order = np.lexsort([*self._tellers(), ends, starts])
        order = order[(starts[order] >= 0) & (ends[order] >= 0)]
        same = np.ones(max(len(order) - 1, 0), dtype=bool)
        for values in (starts, ends, *self._tellers()):
            same &= values[order[1:]] == values[order[:-1]]
        # The sort is stable: of a link described twice the last one counts, as for nodes.
        order = order[np.append(~same, True)[: len(order)]]
        return LinkTable.of(self.key, starts[order], ends[order], self.columns(order))

    def _tellers(self) -> list[Array]:
        """Codes of the properties that tell several links between the same two nodes apart."""
        columns = [self.coders[name].column(self.count) for name in reversed(LINKS[self.key[0]].key)]
        return [column.codes for column in columns if isinstance(column, TextColumn)]


class Coding:
    """Takes nodes and links one by one, in any order, and makes tables of them; bookkeeping kinds are left out."""

    def __init__(self) -> None:
        self._nodes = {label: _NodeRows(label) for label in NODE_COLUMNS}
        self._links = {key: _LinkRows(key) for key in LINK_COLUMNS}

    def node(self, label: str, key: str, properties: Mapping[str, Any]) -> None:
        """Code a node into the rows of its label."""
        if (rows := self._nodes.get(label)) is not None:
            rows.record_codes.append(rows.code(key))
            rows.add(properties)

    def link(self, key: LinkKey, start: str, end: str, properties: Mapping[str, Any]) -> None:
        """Code a link into the rows of its type and ends."""
        if (rows := self._links.get(key)) is not None:
            rows.from_codes.append(self._nodes[key[1]].code(start))
            rows.to_codes.append(self._nodes[key[2]].code(end))
            rows.add(properties)

    def node_tables(self) -> dict[str, NodeTable]:
        """A table per label that was met as a node."""
        return {label: rows.table() for label, rows in self._nodes.items() if rows.count}

    def link_tables(self, nodes: Mapping[str, NodeTable]) -> dict[LinkKey, LinkTable]:
        """A table per kind of link that was met, its rows those of `nodes`."""
        row_of_code = {
            label: np.fromiter(map(partial(nodes[label].row_of.get, default=-1), rows.codes), np.int32, len(rows.codes))
            for label, rows in self._nodes.items()
        }
        return {
            key: rows.table(row_of_code[key[1]], row_of_code[key[2]]) for key, rows in self._links.items() if rows.count
        }


@contextmanager
def many_records() -> Iterator[None]:
    """While records stream by: the garbage collector would look through all of them again and again, for nothing."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def day_number(value: date) -> float:
    """Days since 1970-01-01, with the fraction of the day when it is a moment."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).timestamp() / SECONDS_A_DAY
    return float(value.toordinal() - EPOCH)


def _ints(values: array[int]) -> NDArray[np.int32]:
    return np.frombuffer(values, dtype=np.int32)


def _sorted_dictionary(codes: NDArray[np.int32], words: Mapping[str, int]) -> tuple[Array, Strings]:
    ordered = sorted(words)
    place = np.empty(len(ordered), dtype=np.int32)
    place[[words[word] for word in ordered]] = np.arange(len(ordered))
    return narrowed(place[codes], Strings.of(ordered))
