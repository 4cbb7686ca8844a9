"""A check after people's decisions: the raw cells with what they mended, read as they said."""

from __future__ import annotations

import gzip
import json
import threading
from collections import OrderedDict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TypeVar

from graph.gazetteer import gazetteer_of
from graph.loading.register import Register, read_register
from graph.reading import Gazetteer, RememberedLayout
from graph.reading.checking import check_file
from graph.reading.codes import without_identity_numbers
from graph.reading.redaction import Redaction
from graph.reading.report import File, SheetColumn
from graph.reading.sections import sections
from graph.store import Store
from graph.workbook.reader import Cell, CellKind, RawSheet, Unreadable, WorkbookReader, plain_sheet, sheet_of
from graph.workbook.xlsx import column_number
from service.intake.uploads import Decisions

T = TypeVar("T")
MOST_KEPT = 64
HEAVIEST = 256 * 2**20  # bytes of everything that is kept, by estimate
CELL_WEIGHT, CHARACTER_WEIGHT = 200, 2


@dataclass
class Memory:
    """What is kept between two looks at the same upload, so that a click does not read the file again."""

    _kept: OrderedDict[Hashable, tuple[object, int]] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _weight: int = 0

    def find(self, key: Hashable) -> object | None:
        """What was kept under this key."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key, (None, 0))[0]

    def keep(self, key: Hashable, value: T, weight: int = 0) -> T:
        """Keep the value, of about so many bytes; the oldest give way, though never the newest."""
        with self._lock:
            self._drop(key)
            self._kept[key] = value, weight
            self._weight += weight
            while len(self._kept) > 1 and (len(self._kept) > MOST_KEPT or self._weight > HEAVIEST):
                self._drop(next(iter(self._kept)))
        return value

    def forget(self, upload_id: str) -> None:
        """Drop everything that was kept of an upload."""
        with self._lock:
            for key in [key for key in self._kept if isinstance(key, tuple) and upload_id in key]:
                self._drop(key)

    def _drop(self, key: Hashable) -> None:
        self._weight -= self._kept.pop(key, (None, 0))[1]


@dataclass(frozen=True)
class Known:
    """The graph's names as they were at one change of it."""

    version: str
    register: Register
    gazetteer: Gazetteer
    layouts: tuple[RememberedLayout, ...]


def known(store: Store, memory: Memory) -> Known:
    """The names and remembered layouts of the graph, read again when the graph has changed."""
    version = store.state()
    found = memory.find("known")
    if isinstance(found, Known) and found.version == version:
        return found
    register = read_register(store)
    return memory.keep("known", Known(version, register, gazetteer_of(register), tuple(layouts(store))))


def layouts(store: Store) -> Iterable[RememberedLayout]:
    """The corrections of columns that were remembered."""
    for node in sorted(store.nodes("Layout"), key=lambda node: node.id):
        headings, fields = (node.properties.get(name) for name in ("headings", "fields"))
        if isinstance(headings, list) and isinstance(fields, list):
            shown = tuple("" if entry == UNREAD else entry for entry in fields)
            yield RememberedLayout(str(node.properties.get("list")), tuple(headings), shown)


UNREAD = "-"  # a list of the graph holds no empty texts


@dataclass(frozen=True)
class Parsed:
    """The raw sheets of one file without identity numbers, or why there are none."""

    sheets: tuple[RawSheet, ...]
    cause: str = ""

    def read(self, name: str, content: bytes) -> list[RawSheet]:
        """The sheets, as a reader of the bytes would give them."""
        if self.cause:
            raise Unreadable(self.cause)
        return list(self.sheets)

    @cached_property
    def weight(self) -> int:
        """About how many bytes the sheets take up in memory."""
        sizes = [len(cell.text) for sheet in self.sheets for cells in sheet.rows.values() for cell in cells.values()]
        return len(sizes) * CELL_WEIGHT + sum(sizes) * CHARACTER_WEIGHT


def parse(reader: WorkbookReader, name: str, content: bytes) -> Parsed:
    """The raw sheets of a file's bytes, stand-ins where identity numbers stood."""
    try:
        # Split once and for all: a later correction must not move the border between two tables of a sheet.
        whole = Redaction().sheets(reader.read(name, content))
        return Parsed(tuple(part for sheet in whole for part in sections(sheet)))
    except Unreadable as problem:
        return Parsed((), without_identity_numbers(problem.cause))


def packed(parsed: Parsed) -> bytes:
    """The sheets as they are kept on disk."""
    told = {"cause": parsed.cause, "sheets": [plain_sheet(sheet) for sheet in parsed.sheets]}
    return gzip.compress(json.dumps(told, ensure_ascii=False).encode("utf-8", "replace"), compresslevel=1, mtime=0)


def unpacked(kept: bytes) -> Parsed:
    """The sheets that were kept on disk."""
    told = json.loads(gzip.decompress(kept))
    return Parsed(tuple(sheet_of(raw) for raw in told["sheets"]), told["cause"])


def understand(name: str, parsed: Parsed, number: int, decisions: Decisions, about: Known) -> File:
    """What is read from a file's sheets after the decisions about it; the digest is left to the caller."""
    lists = {sheet: said for file, sheet, said in decisions.lists if file == number}
    mended = mend(parsed, number, decisions)
    read = check_file(mended, name, b"", about.gazetteer, about.layouts, lists)
    corrected = corrections(read, number, decisions)
    if corrected:
        read = check_file(mended, name, b"", about.gazetteer, (*corrected, *about.layouts), lists)
    return read


def corrections(read: File, number: int, decisions: Decisions) -> list[RememberedLayout]:
    """A layout for each sheet whose columns somebody put right."""
    found = []
    for sheet in read.sheets:
        said = {
            column: name for file, title, column, name in decisions.columns if (file, title) == (number, sheet.name)
        }
        if said and sheet.list:
            fields = tuple(_field(column, said) for column in sheet.columns)
            found.append(RememberedLayout(sheet.list, tuple(column.header for column in sheet.columns), fields))
    return found


def _field(column: SheetColumn, said: Mapping[str, str | None]) -> str:
    if column.letter in said:
        return said[column.letter] or ""
    # A field is read from one column: the one that was pointed out.
    return "" if column.field in said.values() else column.field or ""


def mend(parsed: Parsed, number: int, decisions: Decisions) -> Parsed:
    """The sheets with mended cells in place and the cells of unread columns left out."""
    if parsed.cause:
        return parsed
    return Parsed(tuple(_mended(sheet, number, decisions) for sheet in parsed.sheets))


def _mended(sheet: RawSheet, number: int, decisions: Decisions) -> RawSheet:
    here = (number, without_identity_numbers(sheet.name))
    cells = [entry[2:] for entry in decisions.cells if entry[:2] == here]
    unread = [entry[2:] for entry in decisions.unread if entry[:2] == here]
    if not cells and not unread:
        return sheet
    rows = {line: dict(found) for line, found in sheet.rows.items()}
    for letter, heading in unread:
        for line in rows:
            if line > heading:
                rows[line].pop(column_number(letter), None)
    for line, letter, value in cells:
        _put(rows, sheet, line, column_number(letter), value)
    return replace(sheet, rows=rows)


def _put(rows: dict[int, dict[int, Cell]], sheet: RawSheet, line: int, column: int, value: str) -> None:
    for box in sheet.merged:
        if (box.top, box.left) == (line, column) and line in rows and column in rows[line]:
            # The other rows that the merged cell covers keep what it said.
            for below in range(box.top + 1, box.bottom + 1):
                rows.setdefault(below, {}).setdefault(column, rows[line][column])
    rows.setdefault(line, {})[column] = Cell(CellKind.TEXT, value)


def cell_text(sheets: Sequence[RawSheet], name: str, line: int, letter: str) -> str | None:
    """What stands in a cell itself, None for an empty one."""
    for sheet in sheets:
        if without_identity_numbers(sheet.name) == name:
            cell = sheet.rows.get(line, {}).get(column_number(letter))
            return None if cell is None else cell.text
    return None
