"""Old binary workbooks (xls, et) and xlsb: values by calamine, error cells from the records themselves."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import python_calamine as calamine

from graph.workbook.parts import Budget, Refused, SheetCells, number_text

FREE_SECTORS = 0xFFFFFFFA  # from here on a sector number means "none"
FORMULA, BOOLERR, BOUNDSHEET, BOF = 0x0006, 0x0205, 0x0085, 0x0809
OLE = b"\xd0\xcf\x11\xe0"


def read_binary(content: bytes, budget: Budget) -> list[dict[str, Any]]:
    """Every worksheet in the workbook's order; raises Refused for damaged and locked files."""
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    except calamine.PasswordError:
        raise Refused("password") from None
    except calamine.CalamineError:
        raise Refused("broken") from None
    errors = _error_cells(content)
    sheets = []
    for number, about in enumerate(book.sheets_metadata):
        if about.typ is not calamine.SheetTypeEnum.WorkSheet:
            continue
        hidden = about.visible is not calamine.SheetVisibleEnum.Visible
        cells = SheetCells(about.name, hidden, budget)
        if not hidden:
            _fill(cells, book.get_sheet_by_index(number), errors.get(about.name, set()))
        sheets.append(cells.as_json())
    if not sheets:
        raise Refused("broken")
    return sheets


def _fill(cells: SheetCells, sheet: calamine.CalamineSheet, errors: set[tuple[int, int]]) -> None:
    for top, bottom in sheet.merged_cell_ranges or ():
        cells.merge(top[0] + 1, top[1], bottom[0] + 1, bottom[1])
    if sheet.start is not None:
        top_line, left = sheet.start[0] + 1, sheet.start[1]
        for line, row in enumerate(sheet.to_python(skip_empty_area=True), start=top_line):
            for column, value in enumerate(row, start=left):
                if (line, column) not in errors:
                    cells.put(line, column, *_stored(value))
    for line, column in sorted(errors):
        cells.put(line, column, "e", "#REF!")


def _stored(value: object) -> tuple[str, str]:
    if isinstance(value, bool):
        return "b", str(value).lower()
    if isinstance(value, int | float):
        return "n", number_text(repr(value))
    if isinstance(value, datetime):
        return "d", value.isoformat(" ", "minutes").removesuffix(" 00:00")
    if isinstance(value, date):
        return "d", value.isoformat()
    if isinstance(value, time):
        return "t", value.isoformat("minutes")
    if isinstance(value, timedelta):
        return "n", number_text(repr(value / timedelta(days=1)))
    return "t", str(value)


def _error_cells(content: bytes) -> dict[str, set[tuple[int, int]]]:
    """Sheet name → cells (line from 1, column from 0) that hold an error; nothing for other formats."""
    if not content.startswith(OLE):
        return {}
    try:
        stream = _workbook_stream(content)
        starts = dict(_sheet_starts(stream))
        found: dict[str, set[tuple[int, int]]] = {}
        current = ""
        for offset, kind, body in _records(stream):
            if kind == BOF:
                current = starts.get(offset, current)
            elif _holds_error(kind, body):
                row, column = struct.unpack_from("<HH", body)
                found.setdefault(current, set()).add((row + 1, column))
        return found
    except (struct.error, IndexError, ValueError):
        return {}  # the container is odd; calamine has read it all the same


def _holds_error(kind: int, body: bytes) -> bool:
    if kind == BOOLERR:
        return len(body) >= 8 and bool(body[7])
    # A formula's result is a number unless its last two bytes are set; type 2 is an error.
    return kind == FORMULA and len(body) >= 14 and body[12:14] == b"\xff\xff" and body[6] == 2


def _records(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    offset = 0
    while offset + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, offset)
        yield offset, kind, stream[offset + 4 : offset + 4 + size]
        offset += 4 + size


def _sheet_starts(stream: bytes) -> Iterator[tuple[int, str]]:
    for _, kind, body in _records(stream):
        if kind == BOUNDSHEET and len(body) > 8:
            wide = body[7] & 1
            raw = body[8 : 8 + body[6] * (2 if wide else 1)]
            yield struct.unpack_from("<I", body)[0], raw.decode("utf-16-le" if wide else "latin-1", "replace")


def _workbook_stream(content: bytes) -> bytes:
    """The bytes of the container's Workbook stream."""
    size = 1 << struct.unpack_from("<H", content, 30)[0]

    def sector(number: int) -> bytes:
        return content[(number + 1) * size : (number + 2) * size]

    table_sectors = [n for n in struct.unpack_from("<109I", content, 76) if n < FREE_SECTORS]
    extra = struct.unpack_from("<I", content, 68)[0]
    while extra < FREE_SECTORS and len(table_sectors) <= len(content) // size:
        *more, extra = struct.unpack(f"<{size // 4}I", sector(extra))
        table_sectors += [n for n in more if n < FREE_SECTORS]
    table: list[int] = []
    for number in table_sectors:
        raw = sector(number)
        table += struct.unpack(f"<{len(raw) // 4}I", raw[: len(raw) // 4 * 4])

    def chain(number: int) -> bytes:
        parts: list[bytes] = []
        while number < len(table) and len(parts) <= len(table):
            parts.append(sector(number))
            number = table[number]
        return b"".join(parts)

    directory = chain(struct.unpack_from("<I", content, 48)[0])
    smallest = struct.unpack_from("<I", content, 56)[0]
    for at in range(0, len(directory) - 127, 128):
        name = directory[at : at + max(directory[at + 64] - 2, 0)].decode("utf-16-le", "replace")
        if name in ("Workbook", "Book"):
            start, length = struct.unpack_from("<II", directory, at + 116)
            if length >= smallest:  # smaller streams live elsewhere and hold no real workbook
                return chain(start)[:length]
    return b""
