"""One row space over the snapshot's tables: candidates of all kinds one after the other, works likewise."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from graph.snapshot import Snapshot
from graph.tables import LinkTable, NodeTable
from matching.data import CANDIDATE_KINDS, Named
from matching.ragged import Ragged
from service.clock import day_of

Numbers = NDArray[np.float64]
Rows = NDArray[np.int64]
Objects = NDArray[np.object_]
WORK_KINDS = ("Project", "Activity")
EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, eq=False)
class Worded:
    """A text per row, as its position in `words`: a few thousand words are read instead of everybody's."""

    codes: Rows
    words: Sequence[str]

    @classmethod
    def joined(cls, parts: Sequence[Worded]) -> Worded:
        """The rows of all parts, one after the other; words may repeat."""
        shifts = np.cumsum([0, *(len(part.words) for part in parts)])
        codes = [part.codes + shift for part, shift in zip(parts, shifts.tolist(), strict=False)]
        return cls(
            np.concatenate([np.zeros(0, dtype=np.int64), *codes]), [word for part in parts for word in part.words]
        )

    def filled(self) -> Rows:
        """The rows with any text."""
        return np.flatnonzero(np.array([word != "" for word in self.words], dtype=bool)[self.codes])

    def distinct(self) -> list[str]:
        """The texts that occur, in the order in which they first do."""
        first = np.full(len(self.words), len(self.codes))
        first[self.codes[::-1]] = np.arange(len(self.codes))[::-1]
        used = np.flatnonzero(first < len(self.codes))
        return [self.words[code] for code in used[np.argsort(first[used])].tolist()]

    def placed(self, row_of: Mapping[str, int]) -> Rows:
        """What `row_of` says of each row's text; -1 for a text it does not know."""
        return np.array([row_of.get(word, -1) for word in self.words], dtype=np.int64)[self.codes]

    def __getitem__(self, rows: Rows) -> Worded:
        return Worded(self.codes[rows], self.words)


@dataclass(frozen=True, eq=False)
class Links:
    """Links of one type over all wanted pairs of labels, in the row spaces of both ends."""

    starts: Rows
    ends: Rows
    tables: tuple[tuple[LinkTable, NDArray[np.intp]], ...]  # each table with the rows kept of it

    def numbers(self, name: str) -> Numbers:
        """A number property of every link, nan where unknown."""
        return self._joined(lambda table: table.numbers(name), np.zeros(0))

    def days(self, name: str) -> Numbers:
        """A date property of every link as day numbers, nan where unknown."""
        return self._joined(lambda table: table.days(name), np.zeros(0))

    def worded(self, name: str) -> Worded:
        """A text property of every link."""
        parts = [(table.text_codes(name), kept) for table, kept in self.tables]
        return Worded.joined([Worded(codes[kept].astype(np.int64), words) for (codes, words), kept in parts])

    def _joined(self, read: Callable[[LinkTable], NDArray[np.generic]], empty: NDArray[np.generic]) -> NDArray:  # type: ignore[type-arg]
        parts = [read(table)[kept] for table, kept in self.tables]
        return np.concatenate(parts) if parts else empty


@dataclass(frozen=True, eq=False)
class Frame:
    """A snapshot with the row numbers that matching uses."""

    snapshot: Snapshot
    offsets: dict[str, int]  # first row of a label in its space; 0 for labels in a space of their own
    today: float

    @classmethod
    def of(cls, snapshot: Snapshot) -> Frame:
        """Lay candidates and works out one kind after the other, in the order of the snapshot's rows."""
        offsets: dict[str, int] = {}
        for space in (CANDIDATE_KINDS, WORK_KINDS):
            start = 0
            for label in space:
                offsets[label] = start
                start += len(snapshot.nodes[label])
        return cls(snapshot, offsets, float((day_of(snapshot.at) - EPOCH).days))

    def table(self, label: str) -> NodeTable:
        """The nodes of one kind."""
        return self.snapshot.nodes[label]

    def size(self, labels: Sequence[str] = CANDIDATE_KINDS) -> int:
        """How many rows these labels have together."""
        return sum(len(self.table(label)) for label in labels)

    def offset(self, label: str) -> int:
        """The first row of a label in its space."""
        return self.offsets.get(label, 0)

    def named(self, labels: Sequence[str]) -> Named:
        """Ids and names of these labels, one after the other."""
        tables = [self.table(label) for label in labels]
        bounds = np.concatenate([[0], np.cumsum([len(table) for table in tables])])
        names = [table.texts("name") if "name" in table.types else np.full(len(table), "", object) for table in tables]
        ids = [table.keys.values for table in tables]
        return Named(tuple(labels), tuple(int(b) for b in bounds), np.concatenate(ids), np.concatenate(names))

    def column(self, labels: Sequence[str], read: Callable[[str, NodeTable], Numbers | None]) -> Numbers:
        """A number for every row of these labels; nan where `read` has none for a kind."""
        parts = []
        for label in labels:
            found = read(label, self.table(label))
            parts.append(np.full(len(self.table(label)), np.nan) if found is None else found)
        return np.concatenate(parts)

    def links(self, kind: str, starts: Sequence[str], ends: Sequence[str], *, history: bool = False) -> Links:
        """Links of a type between these labels; without `history` only those that hold today."""
        parts: list[tuple[Rows, Rows, LinkTable, NDArray[np.intp]]] = []
        for start, end, table in self.tables(kind, starts, ends):
            kept = np.arange(len(table))
            if not history:
                kept = np.flatnonzero(self._holds_today(table))
            first, second = self.offset(start), self.offset(end)
            starts_here = table.from_rows[kept].astype(np.int64) + first
            parts.append((starts_here, table.to_rows[kept].astype(np.int64) + second, table, kept))
        none = np.zeros(0, dtype=np.int64)
        return Links(
            np.concatenate([none, *(p[0] for p in parts)]).astype(np.int64),
            np.concatenate([none, *(p[1] for p in parts)]).astype(np.int64),
            tuple((p[2], p[3]) for p in parts),
        )

    def _holds_today(self, table: LinkTable) -> NDArray[np.bool_]:
        holds = np.ones(len(table), dtype=bool)
        if "until" in table.columns:
            holds &= ~(table.days("until") < self.today)
        if "since" in table.columns:
            holds &= ~(table.days("since") > self.today)
        return holds

    def tables(self, kind: str, starts: Sequence[str], ends: Sequence[str]) -> Iterator[tuple[str, str, LinkTable]]:
        """The link tables of a type between these labels that hold anything."""
        for start in starts:
            for end in ends:
                table = self.snapshot.links.get((kind, start, end))
                if table is not None and len(table):
                    yield start, end, table


def first_of(links: Ragged, owners: int) -> Rows:
    """The first value of every owner; -1 for an owner without any."""
    counts = np.diff(links.starts)
    result = np.full(owners, -1, dtype=np.int64)
    filled = np.flatnonzero(counts)
    result[filled] = links.values[links.starts[filled]]
    return result


def coded(table: NodeTable, name: str, words: Sequence[str]) -> NDArray[np.int8]:
    """The position of every row's text in `words`; 0 for a text that is not among them, and for a kind without it."""
    if name not in table.types:
        return np.zeros(len(table), dtype=np.int8)
    codes, known = table.text_codes(name)
    places = {word: code for code, word in enumerate(words)}
    return np.array([places.get(word, 0) for word in known], dtype=np.int8)[codes]
