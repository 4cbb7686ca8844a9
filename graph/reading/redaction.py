"""Sheets without identity numbers: each gives way to a number of the same form that belongs to nobody.

The stand-in passes the same check, keeps the spaces and the width of what it replaces, and so is read, refused and
left out exactly as the number itself would be: what is kept of an upload needs no number to be checked again.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from itertools import count
from pathlib import PurePath

from graph.reading.codes import (
    FEWEST_DIGITS,
    IDENTITY_CHECKS,
    IDENTITY_WEIGHTS,
    as_said,
    credit_code,
    has_birth_date,
    holds_identity_number,
    holds_old_identity_number,
    identity_spans,
    is_credit_code,
    numbers_in_parts,
    numbers_said,
    undisguised,
    without_identity_numbers,
)
from graph.reading.report import Sheet
from graph.reading.tidy import tidy
from graph.workbook.parts import letter_of
from graph.workbook.reader import Cell, RawSheet

NOBODY = "990000"  # no region, and no foreigner's card, begins like this
HIDDEN = "〔…〕"
_LATER_DIGIT = re.compile(r"(?<=[0-9０-９][ \-])[0-9０-９]|(?<=[0-9０-９])[0-9０-９]")
_MOST_PASSES = 20


class Redaction:
    """Replaces identity numbers in the sheets of one file; the same number always by the same stand-in."""

    def __init__(self) -> None:
        self._stand_ins: dict[str, str] = {}
        self._serial = count()

    def sheets(self, sheets: Iterable[RawSheet]) -> tuple[RawSheet, ...]:
        """The sheets with stand-ins in their cells and 〔…〕 in their names, which stay different."""
        taken: set[str] = set()
        return tuple(self._sheet(sheet, taken) for sheet in sheets)

    def text(self, text: str) -> str:
        """The text with a stand-in for every identity number."""
        if len(text) < FEWEST_DIGITS or not holds_identity_number(text):
            return text
        # The code of a registered body may pass the check of identity numbers; hardly ever with a birth date in it.
        code = credit_code(text)
        if is_credit_code(code) and not has_birth_date(code):
            return text
        for form in (text, *_forms(text)):
            replaced = self._replaced(form)
            if _is_clean(replaced):
                return replaced
        return self._stand_in("0" * 18)

    def _sheet(self, sheet: RawSheet, taken: set[str]) -> RawSheet:
        rows = {line: self._cells(cells.items()) for line, cells in sheet.rows.items()}
        name = hidden = without_identity_numbers(sheet.name)
        for again in count(2):
            if name not in taken or name == sheet.name:
                break
            name = f"{hidden} {again}"
        taken.add(name)
        return replace(sheet, name=name, rows=rows)

    def _cells(self, cells: Iterable[tuple[int, Cell]]) -> dict[int, Cell]:
        return {
            column: cell if len(cell.text) < FEWEST_DIGITS else Cell(cell.kind, self.text(cell.text))
            for column, cell in cells
        }

    def _replaced(self, text: str) -> str:
        narrow = [unicodedata.normalize("NFKC", ch) for ch in text]
        if any(len(ch) != 1 for ch in narrow):
            return text
        written = list(text)
        for _ in range(_MOST_PASSES):
            plain, end = "".join(narrow), 0
            spans = [span for span in identity_spans(plain) if not _is_stand_in(plain[slice(*span)])]
            if not spans:
                break
            for start, stop in spans:
                if start >= end:
                    self._overwrite(written, narrow, start, stop)
                    end = stop
        return "".join(written)

    def _overwrite(self, written: list[str], narrow: list[str], start: int, stop: int) -> None:
        places = [at for at in range(start, stop) if narrow[at] in "0123456789Xx"]
        stand_in = self._stand_in("".join(narrow[at] for at in places).upper())
        for at, digit in zip(places, stand_in, strict=True):
            wide = "０" <= written[at] <= "９"
            narrow[at], written[at] = digit, chr(ord(digit) + 0xFEE0) if wide else digit

    def _stand_in(self, digits: str) -> str:
        if digits not in self._stand_ins:
            self._stand_ins[digits] = next(
                number
                for number in map(_nobody, self._serial)
                # A number without X may stand in a numeric cell; none may pass for a registered body's code.
                if (number[-1] == "X") == (digits[-1] == "X") and not is_credit_code(number)
            )
        return self._stand_ins[digits]


def without_private_columns(sheets: Sequence[RawSheet], read: Iterable[Sheet]) -> tuple[RawSheet, ...]:
    """The sheets with the digits hidden in columns for identity numbers, where even a mistyped one says too much."""
    private = {
        sheet.name: ({column.letter for column in sheet.columns if column.field == "id_number"}, sheet.header_row or 0)
        for sheet in read
    }
    return tuple(_closed(sheet, *private.get(sheet.name, (set(), 0))) for sheet in sheets)


def file_name(name: str) -> str:
    """The name of a file without folders and identity numbers; its ending stays."""
    path = PurePath(PurePath(name).name)
    plain = without_identity_numbers(path.stem) + path.suffix
    return HIDDEN if holds_identity_number(plain) else plain


def _closed(sheet: RawSheet, letters: Collection[str], header: int) -> RawSheet:
    if not letters:
        return sheet
    rows = {
        line: {
            column: _hushed(cell) if line > header and letter_of(column) in letters else cell
            for column, cell in cells.items()
        }
        for line, cells in sheet.rows.items()
    }
    return sheet if rows == sheet.rows else replace(sheet, rows=rows)


def _hushed(cell: Cell) -> Cell:
    if holds_identity_number(cell.text):
        return cell  # a stand-in already
    return Cell(cell.kind, _LATER_DIGIT.sub("0", cell.text))


def _is_stand_in(digits: str) -> bool:
    return "".join(ch for ch in digits if ch.isalnum()).startswith(NOBODY)


def _is_clean(text: str) -> bool:
    forms = (*_forms(text), as_said(undisguised(text)))
    found = numbers_said(forms[-1])
    found += [form[slice(*span)] for form in forms for span in identity_spans(form)]
    found += [number for form in forms for number in numbers_in_parts(form)]
    return all(map(_is_stand_in, found)) and not any(map(holds_old_identity_number, forms))


def _forms(text: str) -> tuple[str, ...]:
    """The forms of a text in which a number may show."""
    normal = unicodedata.normalize("NFKC", text)
    return normal, unicodedata.normalize("NFKC", tidy(text)), undisguised(text)


def _nobody(serial: int) -> str:
    """The stand-in of a serial number, with a birth date as every identity number has one."""
    day, month, year = serial // 1000 % 28 + 1, serial // 28_000 % 12 + 1, 1900 + serial // 336_000 % 200
    body = f"{NOBODY}{year}{month:02d}{day:02d}{serial % 1000:03d}"
    total = sum(int(digit) * weight for digit, weight in zip(body, IDENTITY_WEIGHTS, strict=True))
    return body + IDENTITY_CHECKS[total % 11]
