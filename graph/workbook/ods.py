"""OpenDocument spreadsheets: cells, repeated cells and rows, spans, read straight from content.xml."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Any

from graph.workbook.parts import Budget, Refused, SheetCells, attribute, number_text, walk_xml

MOST_REPEATS = 10_000  # a filled cell repeated more often is padding
LONGEST_COUNT = 18  # digits
ENDLESS = 10**7  # repeats: past the end of every sheet
SILENT = frozenset(("annotation", "tracked-changes", "shapes", "ruby-text"))


def read_ods(content: bytes, budget: Budget) -> list[dict[str, Any]]:
    """Every sheet in order; raises Refused for a damaged file."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        walk = _Walk(budget)
        with archive.open("content.xml") as stream:
            walk_xml(stream, walk.start, walk.end, walk.text)
    if not walk.sheets:
        raise Refused("broken")
    return [sheet.as_json() for sheet in walk.sheets]


class _Walk:
    """Reads content.xml into sheets."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self.sheets: list[SheetCells] = []
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._sheet: SheetCells | None = None
        self._nested = 0
        self._silent = 0
        self._line, self._row_repeats = 0, 1
        self._column = 0
        self._row: list[tuple[int, str, str]] = []
        self._cell: Mapping[str, str] | None = None
        self._paragraphs: list[list[str]] = []

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element opens."""
        if name in SILENT:
            self._silent += 1
        elif name == "style":
            self._style = attribute(attributes, "name")
        elif name == "table-properties":
            if attribute(attributes, "display") == "false":
                self._hidden_styles.add(self._style)
        elif name == "table":
            self._open_table(attributes)
        elif self._sheet is None or self._silent:
            return
        elif name == "table-row":
            self._row, self._column = [], 0
            self._row_repeats = _count(attributes, "number-rows-repeated")
            self._line += 1
        elif name in ("table-cell", "covered-table-cell"):
            self._cell, self._paragraphs = attributes, []
        else:
            self._inline(name, attributes)

    def end(self, name: str) -> None:
        """An element closes."""
        if name in SILENT:
            self._silent -= 1
        elif name == "table":
            self._nested -= 1
            if not self._nested:
                self._sheet = None
        elif self._sheet is None or self._silent:
            return
        elif name in ("table-cell", "covered-table-cell"):
            self._close_cell(covered=name != "table-cell")
        elif name == "table-row":
            self._close_row()

    def text(self, text: str) -> None:
        """Text between tags."""
        if self._cell is not None and not self._silent and self._paragraphs:
            self._paragraphs[-1].append(text)

    def _open_table(self, attributes: Mapping[str, str]) -> None:
        self._nested += 1
        if self._nested > 1:
            return
        hidden = attribute(attributes, "style-name") in self._hidden_styles
        self._sheet = SheetCells(attribute(attributes, "name"), hidden, self._budget)
        self.sheets.append(self._sheet)
        self._line = 0

    def _inline(self, name: str, attributes: Mapping[str, str]) -> None:
        if self._cell is None:
            return
        if name == "p":
            self._paragraphs.append([])
        elif self._paragraphs:
            filler = {"s": " " * min(_count(attributes, "c"), 100), "tab": "\t", "line-break": "\n"}.get(name, "")
            self._paragraphs[-1].append(filler)

    def _close_cell(self, covered: bool) -> None:
        attributes, self._cell = self._cell or {}, None
        repeats = _count(attributes, "number-columns-repeated")
        kind, text = self._content(attributes)
        if (text or kind == "f") and not covered:
            for offset in range(repeats if repeats <= MOST_REPEATS else 1):
                self._row.append((self._column + offset, kind, text))
        rows, columns = _count(attributes, "number-rows-spanned"), _count(attributes, "number-columns-spanned")
        if self._sheet is not None and not covered and (rows > 1 or columns > 1):
            self._sheet.merge(self._line, self._column, self._line + rows - 1, self._column + columns - 1)
        self._column += repeats

    def _content(self, attributes: Mapping[str, str]) -> tuple[str, str]:
        shown = "\n".join("".join(parts) for parts in self._paragraphs)
        kind = attribute(attributes, "value-type")
        formula = attribute(attributes, "formula")
        if formula and (shown.startswith(("#", "Err:")) or kind == "error"):
            return "e", shown
        if kind in ("float", "currency", "percentage"):
            return "n", number_text(attribute(attributes, "value", "0"))
        if kind == "date":
            moment = attribute(attributes, "date-value").replace("T", " ")
            return "d", moment.removesuffix(" 00:00:00")
        if kind == "boolean":
            return "b", attribute(attributes, "boolean-value")
        if kind == "string":
            return "t", attribute(attributes, "string-value") or shown
        if formula and not shown:
            return "f", ""
        return "t", shown

    def _close_row(self) -> None:
        if self._sheet is not None and self._row:
            for repeat in range(self._row_repeats if self._row_repeats <= MOST_REPEATS else 1):
                for column, kind, text in self._row:
                    self._sheet.put(self._line + repeat, column, kind, text)
        self._line += self._row_repeats - 1


def _count(attributes: Mapping[str, str], name: str) -> int:
    value = attribute(attributes, name, "1")
    return min(max(int(value[:LONGEST_COUNT]), 1), ENDLESS) if value.isdecimal() else 1
