"""What the readers of single formats share: collecting cells under a limit, dates, numbers, safe XML."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import IO, Any
from xml.parsers import expat

MOST_CELLS = 400_000  # filled cells of one file
MOST_CHARACTERS = 20_000_000  # in all cells together, each counted as often as it is shown
LONGEST_CELL = 32_767  # characters; Excel and its kin hold no more
MOST_LINES, MOST_COLUMNS = 1_048_576, 16_384  # of a sheet, in Excel and its kin
MERGED_BEYOND = 64  # lines and columns that a merged range is believed past the last filled ones
LARGEST_MERGED = MOST_LINES  # cells; larger ranges are nobody's table
LAST_SERIAL = 2_958_465  # 9999-12-31 as Excel counts days


class Refused(Exception):
    """The bytes are not a spreadsheet that may be read; `cause` names why and, after a space, where."""

    def __init__(self, cause: str) -> None:
        super().__init__(cause)
        self.cause = cause


class Budget:
    """Counts the filled cells of a file and their characters, and stops a file that holds too many."""

    def __init__(self) -> None:
        self.left = MOST_CELLS
        self.characters_left = MOST_CHARACTERS

    def spend(self, characters: int = 0) -> None:
        """Take one cell with its characters from what is left; raises Refused when it is used up."""
        self.left -= 1
        self.characters_left -= characters
        if self.left < 0:
            raise Refused("too_many_cells")
        if self.characters_left < 0:
            raise Refused("too_large")


class SheetCells:
    """The cells of one sheet while it is being read."""

    def __init__(self, name: str, hidden: bool, budget: Budget) -> None:
        self.name, self.hidden = name, hidden
        self._budget = budget
        self._rows: dict[int, list[tuple[int, str, str]]] = {}
        self.merged: list[tuple[int, int, int, int]] = []

    def put(self, line: int, column: int, kind: str, text: str) -> None:
        """Keep a cell; one with nothing but an empty text is none."""
        if text or kind in "fe":
            if line > MOST_LINES or column >= MOST_COLUMNS:
                raise Refused("broken")  # no program can have filled this cell; whoever counts up to it never ends
            if len(text) > LONGEST_CELL:
                raise Refused(f"long_cell {self.name}{'!' if self.name else ''}{letter_of(column)}{line}")
            # One text may be shared by thousands of cells: small here, not where each cell has its own.
            self._budget.spend(len(text))
            self._rows.setdefault(line, []).append((column, kind, text))

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        """Keep a merged range (lines from 1, columns from 0)."""
        if (bottom, right) != (top, left):
            self._budget.spend()
            self.merged.append((top, left, bottom, right))

    def as_json(self) -> dict[str, Any]:
        """The sheet as the parent process expects it."""
        return {
            "name": self.name,
            "hidden": self.hidden,
            "rows": sorted(self._rows.items()),
            "merged": self._believable(),
        }

    def _believable(self) -> list[tuple[int, int, int, int]]:
        """The merged ranges within what is filled, give or take: nothing that walks over one walks for ever."""
        last = max(self._rows, default=0) + MERGED_BEYOND
        furthest = max((column for cells in self._rows.values() for column, _, _ in cells), default=0) + MERGED_BEYOND
        clipped = ((top, left, min(bottom, last), min(right, furthest)) for top, left, bottom, right in self.merged)
        return [
            (top, left, bottom, right)
            for top, left, bottom, right in clipped
            if 0 < (bottom - top + 1) * (right - left + 1) <= LARGEST_MERGED and top <= bottom and left <= right
        ]


def letter_of(column: int) -> str:
    """Excel's letters of a column counted from 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def number_text(raw: str) -> str:
    """The digits of a stored number: whole ones without a decimal point, others at their shortest."""
    if raw.isdecimal():
        return raw  # eighteen digits stay eighteen digits
    value = float(raw)
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def serial_moment(serial: float, since_1904: bool) -> str | None:
    """An Excel day number as ISO date (with time when it has one, time alone below 1), None out of range."""
    if not 0 <= serial <= LAST_SERIAL:
        return None
    if serial < 1:
        return f"{int(serial * 24 + 1e-9):02d}:{round(serial * 1440) % 60:02d}"
    start = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 30)  # noqa: DTZ001 - days have no zone
    moment = start + timedelta(seconds=round(serial * 86400))
    return moment.date().isoformat() if moment.hour == moment.minute == 0 else moment.isoformat(" ", "minutes")


BUILT_IN_DATES = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_FORMAT_NOISE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')


def is_date_format(code: str) -> bool:
    """True when a number format shows a day, month, year or time."""
    return bool(re.search(r"[dmyhs]", _FORMAT_NOISE.sub("", code.split(";")[0]), re.IGNORECASE))


def walk_xml(
    stream: IO[bytes],
    start: Callable[[str, Mapping[str, str]], None],
    end: Callable[[str], None],
    text: Callable[[str], None],
) -> None:
    """Drive the callbacks with local names; declarations of types or entities are refused.

    The bare parser, because a sheet has hundreds of thousands of elements and no tree is needed.
    """
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.ordered_attributes = False
    parser.StartElementHandler = lambda name, attributes: start(_local(name), attributes)
    parser.EndElementHandler = lambda name: end(_local(name))
    parser.CharacterDataHandler = text

    def forbidden(*_: object) -> int:
        raise Refused("broken")

    parser.StartDoctypeDeclHandler = forbidden
    parser.EntityDeclHandler = forbidden
    parser.ExternalEntityRefHandler = forbidden
    try:
        parser.ParseFile(stream)
    except expat.ExpatError:
        raise Refused("broken") from None


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def attribute(attributes: Mapping[str, str], name: str, default: str = "") -> str:
    """An attribute by its local name, whatever its namespace."""
    if name in attributes:
        return attributes[name]
    ending = "}" + name
    return next((value for key, value in attributes.items() if key.endswith(ending)), default)
