"""The result of a check: per file, sheet and row what was understood and every problem, as plain values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

FieldValue = str | float | bool | list[str] | None
WHOLE_COLUMN = 0.5  # of the filled cells, from which on a column is one of identity numbers


class Verdict(StrEnum):
    """Whether a row may be imported: as it is, with an assumption or a gap, or not at all."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True)
class Problem:
    """One problem of one cell: where (`column` is Excel's letter), which `code`, and what to do about it.

    `message` and `suggestion` are keyed by language (`zh`, `en`); `proposal` is a value that would mend the
    cell, where one can be computed; no text here ever repeats an identity number.
    """

    column: str
    header: str
    code: str
    message: Mapping[str, str] = field(default_factory=dict)
    suggestion: Mapping[str, str] = field(default_factory=dict)
    proposal: str | None = None


@dataclass(frozen=True)
class SheetColumn:
    """A column of the sheet and the field it was read as; `field` is None for a column left unread.

    `confidence` is 0 to 1; `example` is the first filled cell, with phones masked and identity numbers left out.
    """

    letter: str
    header: str
    field: str | None
    confidence: float = 1.0
    example: str = ""
    holds_id_numbers: bool = False


@dataclass(frozen=True)
class Row:
    """One data row: the line Excel shows, its verdict, the fields read and the problems found.

    `same_as` is the earlier line that a duplicate repeats; `typed` holds the cells as they stand, by column letter;
    `meant` holds what plain words outside the fixed ones say: it is loaded, and told at the problem of the cell.
    """

    line: int
    verdict: Verdict
    fields: Mapping[str, FieldValue]
    problems: tuple[Problem, ...] = ()
    same_as: int | None = None
    typed: Mapping[str, str] = field(default_factory=dict)
    meant: Mapping[str, FieldValue] = field(default_factory=dict)


@dataclass(frozen=True)
class Sheet:
    """One sheet: `status` is read, ignored or refused; `list` one of the seven lists, or places."""

    name: str
    status: str
    list: str | None = None
    header_row: int | None = None
    columns: tuple[SheetColumn, ...] = ()
    rows: tuple[Row, ...] = ()
    skipped: tuple[int, ...] = ()
    reason: str | None = None
    missing: tuple[str, ...] = ()
    reported_on: str | None = None
    tidied: int = 0  # cells mended silently: traditional characters, full width, spaces
    notes: tuple[str, ...] = ()  # what is not read of it: words of `graph.reading.refusals`, after a space where

    def identity_columns(self) -> frozenset[str]:
        """The letters of the columns for identity numbers: by their heading, or because most cells hold one."""
        told = Counter(p.column for row in self.rows for p in row.problems if p.code == "id_number_present")
        filled = Counter(letter for row in self.rows for letter in row.typed)
        return frozenset(
            column.letter
            for column in self.columns
            if (held := told[column.letter])
            and (column.field == "id_number" or (held > 1 and held >= WHOLE_COLUMN * max(filled[column.letter], held)))
        )


@dataclass(frozen=True)
class File:
    """One file: `status` is read or refused, with the reason; `digest` is the sha256 of its bytes."""

    name: str
    status: str
    digest: str
    sheets: tuple[Sheet, ...] = ()
    reason: str | None = None
    message: Mapping[str, str] = field(default_factory=dict)
