"""Old binary workbooks (BIFF8 in a compound file) made record by record: what no writing library here makes."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

SECTOR, SMALLEST = 512, 4096  # bytes: a shorter stream would live in the mini stream
FREE, END, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
PLAIN, DATED = 0, 1  # styles
ERRORS = {"#NULL!": 0, "#DIV/0!": 7, "#VALUE!": 15, "#REF!": 23, "#NAME?": 29, "#NUM!": 36, "#N/A": 42}


@dataclass(frozen=True)
class Error:
    """A cell that shows an error; `computed` when a formula made it."""

    shown: str
    computed: bool = False


@dataclass(frozen=True)
class Formula:
    """A computed cell with its stored result."""

    result: str | float


Value = str | float | bool | date | Error | Formula


@dataclass(frozen=True)
class Page:
    """A worksheet: cells by line (from 1) and column (from 0), merged ranges as top, left, bottom, right."""

    name: str
    cells: Mapping[tuple[int, int], Value]
    hidden: bool = False
    merged: Sequence[tuple[int, int, int, int]] = field(default=())


def xls(*pages: Page) -> bytes:
    """The bytes of a workbook of these sheets."""
    return _container(_stream(pages))


def _stream(pages: Sequence[Page]) -> bytes:
    texts = list(dict.fromkeys(v for page in pages for v in page.cells.values() if isinstance(v, str)))
    sheets = [_sheet(page, texts) for page in pages]
    head = _record(0x0809, struct.pack("<4H2I", 0x0600, 0x0005, 0x0DBB, 0x07CC, 0, 6)) + _record(0x0042, b"\xb0\x04")
    head += b"".join(_record(0x00E0, struct.pack("<2H16x", 0, style)) for style in (0, 14))
    strings = b"".join(struct.pack("<H", len(text)) + _letters(text) for text in texts)
    tail = _record(0x00FC, struct.pack("<2I", len(texts), len(texts)) + strings) + _record(0x000A)
    names = [struct.pack("<BBB", page.hidden, 0, len(page.name)) + _letters(page.name) for page in pages]
    offset = len(head) + sum(len(name) + 8 for name in names) + len(tail)
    for name, sheet in zip(names, sheets, strict=True):
        head += _record(0x0085, struct.pack("<I", offset) + name)
        offset += len(sheet)
    return head + tail + b"".join(sheets)


def _sheet(page: Page, texts: Sequence[str]) -> bytes:
    lines, columns = [line for line, _ in page.cells] or [1], [column for _, column in page.cells] or [0]
    size = struct.pack("<2I3H", min(lines) - 1, max(lines), min(columns), max(columns) + 1, 0)
    made = _record(0x0809, struct.pack("<4H2I", 0x0600, 0x0010, 0x0DBB, 0x07CC, 0, 6)) + _record(0x0200, size)
    for (line, column), value in sorted(page.cells.items()):
        made += _cell(line - 1, column, value, texts)
    if page.merged:
        boxes = b"".join(struct.pack("<4H", t - 1, b - 1, left, right) for t, left, b, right in page.merged)
        made += _record(0x00E5, struct.pack("<H", len(page.merged)) + boxes)
    return made + _record(0x000A)


def _cell(row: int, column: int, value: Value, texts: Sequence[str]) -> bytes:
    at = struct.pack("<3H", row, column, DATED if isinstance(value, date) else PLAIN)
    if isinstance(value, str):
        return _record(0x00FD, at + struct.pack("<I", texts.index(value)))
    if isinstance(value, bool):
        return _record(0x0205, at + struct.pack("<BB", value, 0))
    if isinstance(value, Error) and not value.computed:
        return _record(0x0205, at + struct.pack("<BB", ERRORS[value.shown], 1))
    if isinstance(value, Error):
        return _formula(at, struct.pack("<BxBxxxH", 2, ERRORS[value.shown], 0xFFFF))
    if isinstance(value, Formula) and isinstance(value.result, str):
        shown = struct.pack("<H", len(value.result)) + _letters(value.result)
        return _formula(at, b"\0" * 6 + b"\xff\xff") + _record(0x0207, shown)
    if isinstance(value, Formula):
        return _formula(at, struct.pack("<d", value.result))
    number = float((value - date(1899, 12, 30)).days) if isinstance(value, date) else float(value)
    return _record(0x0203, at + struct.pack("<d", number))


def _formula(at: bytes, result: bytes) -> bytes:
    one = b"\x1e\x01\x00"  # the formula =1; what it computes is never looked at
    return _record(0x0006, at + result + struct.pack("<HIH", 0, 0, len(one)) + one)


def _letters(text: str) -> bytes:
    wide = any(ord(ch) > 255 for ch in text)
    return bytes([wide]) + (text.encode("utf-16-le") if wide else text.encode("latin-1"))


def _record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _container(stream: bytes) -> bytes:
    """A compound file: the table of sectors, the directory, then the one stream called Workbook."""
    stream = stream.ljust(max(SMALLEST, -(-len(stream) // SECTOR) * SECTOR), b"\0")
    count = len(stream) // SECTOR
    chain = [TABLE, END, *range(3, count + 2), END]
    assert len(chain) <= SECTOR // 4
    table = struct.pack(f"<{SECTOR // 4}I", *chain, *[FREE] * (SECTOR // 4 - len(chain)))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<9I", 0, 1, 1, 0, SMALLEST, END, 0, END, 0) + struct.pack("<109I", 0, *[FREE] * 108)
    directory = _entry("Root Entry", 5, 1, END, 0) + _entry("Workbook", 2, FREE, 2, len(stream))
    return head + table + directory.ljust(SECTOR, b"\0") + stream


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    letters = name.encode("utf-16-le")
    links = struct.pack("<HBB3I", len(letters) + 2, kind, 1, FREE, FREE, child)
    return letters.ljust(64, b"\0") + links + b"\0" * 36 + struct.pack("<IQ", start, size)
