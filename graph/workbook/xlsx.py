"""Office Open XML workbooks: cells with stored values and formulas, read straight from the zip's XML streams."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Mapping
from typing import Any

from graph.workbook.parts import (
    BUILT_IN_DATES,
    Budget,
    Refused,
    SheetCells,
    attribute,
    is_date_format,
    number_text,
    serial_moment,
    walk_xml,
)

_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def read_xlsx(content: bytes, budget: Budget) -> list[dict[str, Any]]:
    """Every worksheet in the workbook's order; raises Refused for a damaged file."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        book = _Book(archive)
        sheets = []
        for name, hidden, path in book.sheets:
            cells = SheetCells(name, hidden, budget)
            if not hidden and path in book.paths:  # hidden sheets are not read
                with archive.open(book.paths[path]) as stream:
                    _SheetWalk(cells, book).run(stream)
            sheets.append(cells.as_json())
        return sheets


class _Book:
    """What cells need to know: sheet paths, shared texts, date styles, the day from which days count."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.paths = {name.lstrip("/").lower(): name for name in archive.namelist()}
        self.since_1904 = False
        self.sheets: list[tuple[str, bool, str]] = []
        self._workbook()
        self.texts = self._shared_texts()
        self.date_styles = self._date_styles()
        if not self.sheets:
            raise Refused("broken")

    def _walk(self, path: str, walker: Any) -> None:
        with self._archive.open(self.paths[path]) as stream:
            walk_xml(stream, walker.start, walker.end, walker.text)

    def _workbook(self) -> None:
        main = next((path for path in self.paths if re.fullmatch(r"xl/workbook\d*\.xml", path)), None)
        if main is None:
            raise Refused("broken")
        listed: list[tuple[str, bool, str]] = []

        def sheet(name: str, attributes: Mapping[str, str]) -> None:
            if name == "sheet":
                hidden = attribute(attributes, "state", "visible") != "visible"
                listed.append((attribute(attributes, "name"), hidden, attribute(attributes, "id")))
            elif name == "workbookPr":
                self.since_1904 = attribute(attributes, "date1904") in ("1", "true")

        targets: dict[str, str] = {}

        def relation(name: str, attributes: Mapping[str, str]) -> None:
            if name == "Relationship" and attribute(attributes, "Type").endswith("/worksheet"):
                path = posixpath.normpath(posixpath.join("/xl", attribute(attributes, "Target")))
                targets[attribute(attributes, "Id")] = path.lstrip("/").lower()

        self._walk(main, _Starts(sheet))
        relations = f"xl/_rels/{posixpath.basename(main)}.rels"
        if relations in self.paths:
            self._walk(relations, _Starts(relation))
        self.sheets = [(name, hidden, targets[key]) for name, hidden, key in listed if key in targets]

    def _shared_texts(self) -> list[str]:
        texts = _Texts("si")
        if "xl/sharedstrings.xml" in self.paths:
            self._walk("xl/sharedstrings.xml", texts)
        return texts.found

    def _date_styles(self) -> set[int]:
        codes: dict[str, str] = {}
        formats: list[str] = []
        within: list[str] = []

        def style(name: str, attributes: Mapping[str, str]) -> None:
            if name in ("cellXfs", "cellStyleXfs", "dxfs"):
                within[:] = [name]
            elif name == "numFmt":
                codes[attribute(attributes, "numFmtId")] = attribute(attributes, "formatCode")
            elif name == "xf" and within == ["cellXfs"]:
                formats.append(attribute(attributes, "numFmtId", "0"))

        if "xl/styles.xml" in self.paths:
            self._walk("xl/styles.xml", _Starts(style))
        return {
            number
            for number, key in enumerate(formats)
            if (is_date_format(codes[key]) if key in codes else key.isdecimal() and int(key) in BUILT_IN_DATES)
        }


class _Starts:
    """A walker that only looks at opening tags."""

    def __init__(self, start: Any) -> None:
        self.start = start

    def end(self, name: str) -> None:
        """Nothing to do."""

    def text(self, text: str) -> None:
        """Nothing to do."""


class _Texts:
    """Collects the text of every `item` element, without the phonetic guides in it."""

    def __init__(self, item: str) -> None:
        self._item = item
        self._parts: list[str] = []
        self._inside, self._phonetic = False, 0
        self.found: list[str] = []

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element opens."""
        if name == self._item:
            self._parts = []
        elif name == "rPh":
            self._phonetic += 1
        self._inside = name == "t" and not self._phonetic

    def end(self, name: str) -> None:
        """An element closes."""
        if name == self._item:
            self.found.append(unescape("".join(self._parts)))
        elif name == "rPh":
            self._phonetic -= 1
        self._inside = False

    def text(self, text: str) -> None:
        """Text between tags."""
        if self._inside:
            self._parts.append(text)


class _SheetWalk:
    """Reads one worksheet's XML into cells."""

    def __init__(self, cells: SheetCells, book: _Book) -> None:
        self._cells, self._book = cells, book
        self._line, self._column = 0, -1
        self._style, self._type = 0, ""
        self._formula = False
        self._into: list[str] | None = None
        self._value: list[str] = []
        self._has_value = False
        self._phonetic = False

    def run(self, stream: Any) -> None:
        """Read the whole stream."""
        walk_xml(stream, self.start, self.end, self.text)

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element opens."""
        if name == "c":
            self._column += 1
            self._place(attributes.get("r", ""))
            self._style, self._type = int(attributes.get("s", "0")), attributes.get("t", "n")
            self._formula, self._value, self._has_value = False, [], False
        elif name == "row":
            self._line = int(attributes["r"]) if "r" in attributes else self._line + 1
            self._column = -1
        elif name == "f":
            self._formula = True
        elif name == "v" or (name == "t" and not self._phonetic):
            self._into, self._has_value = self._value, True
        elif name == "rPh":
            self._phonetic = True
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def end(self, name: str) -> None:
        """An element closes."""
        if name == "c":
            self._keep("".join(self._value))
        elif name == "rPh":
            self._phonetic = False
        self._into = None

    def text(self, text: str) -> None:
        """Text between tags."""
        if self._into is not None:
            self._into.append(text)

    def _place(self, reference: str) -> None:
        found = _REFERENCE.fullmatch(reference)
        if found:
            self._column, self._line = column_number(found[1]), int(found[2])

    def _merge(self, reference: str) -> None:
        corners = [_REFERENCE.fullmatch(corner) for corner in reference.split(":")]
        if len(corners) == 2 and corners[0] and corners[1]:
            (left, top), (right, bottom) = ((column_number(c[1]), int(c[2])) for c in corners if c)
            self._cells.merge(top, left, bottom, right)

    def _keep(self, value: str) -> None:
        put = self._cells.put
        if self._type == "e":
            put(self._line, self._column, "e", value)
        elif self._formula and not value and not (self._type == "str" and self._has_value):
            put(self._line, self._column, "f", "")
        elif self._type == "s":
            number = int(value) if value.strip().isdecimal() else -1
            put(self._line, self._column, "t", self._book.texts[number] if value else "")
        elif self._type in ("str", "inlineStr"):
            put(self._line, self._column, "t", unescape(value))
        elif self._type == "b":
            put(self._line, self._column, "b", "true" if value.strip() in ("1", "true") else "false" if value else "")
        elif self._type == "d":
            put(self._line, self._column, "d", value.replace("T", " "))
        elif value.strip():
            self._number(value.strip())

    def _number(self, value: str) -> None:
        text = number_text(value)
        moment = serial_moment(float(value), self._book.since_1904) if self._style in self._book.date_styles else None
        if moment is None:
            self._cells.put(self._line, self._column, "n", text)
        else:
            self._cells.put(self._line, self._column, "t" if ":" in moment[:3] else "d", moment)


def column_number(letters: str) -> int:
    """The column of Excel's letters, from 0."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def unescape(text: str) -> str:
    """Text without the format's escapes for control characters (`_x000D_`)."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
