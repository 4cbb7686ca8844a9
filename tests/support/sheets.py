"""Sheets of text cells, checked without a file around them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from graph.reading import checking
from graph.reading.gazetteer import Entry, Gazetteer
from graph.reading.report import File, Sheet
from graph.workbook.reader import Cell, CellKind, Merged, RawSheet

Line = Sequence[str | None]
PLACES = Gazetteer([Entry("community", "桃园社区"), Entry("compound", "柳荫胡同6号院", "桃园社区", ("6号院",))])


class _One:
    def __init__(self, sheet: RawSheet) -> None:
        self._sheet = sheet

    def read(self, name: str, content: bytes) -> list[RawSheet]:
        return [self._sheet]


def check_lines(
    lines: Sequence[Line], places: Gazetteer = PLACES, merged: Sequence[Merged] = (), name: str = "表"
) -> File:
    """The check of a workbook of one sheet, its lines given from the first row on."""
    rows = {
        number: {column: Cell(CellKind.TEXT, text) for column, text in enumerate(line) if text}
        for number, line in enumerate(lines, start=1)
    }
    return checking.check_file(_One(RawSheet(name, False, rows, tuple(merged))), f"{name}.xlsx", b"", places)


def fields(sheet: Sheet) -> Mapping[str, str | None]:
    """What every column was taken for, by its heading."""
    return {column.header: column.field for column in sheet.columns}
