"""A check: files of bytes in, what a careful person reads from them out."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePath
from types import MappingProxyType
from typing import Protocol

from graph.errors import quoted
from graph.reading import messages
from graph.reading.ages import is_birth
from graph.reading.codes import without_identity_numbers
from graph.reading.duplicates import Repeats
from graph.reading.exported import is_exported
from graph.reading.forms import is_blank as is_blank_form
from graph.reading.gazetteer import Gazetteer
from graph.reading.grid import Grid, Lines, sums_above
from graph.reading.header import WIDEST, Remembered, SheetList, find_table, is_turned, table_as
from graph.reading.lacking import counted_apart
from graph.reading.logs import is_log
from graph.reading.minors import is_school
from graph.reading.numerals import NUMERAL
from graph.reading.parents import with_known_parents
from graph.reading.phones import mask_phones
from graph.reading.refusals import noted, refusal
from graph.reading.report import File, Row, Sheet, SheetColumn
from graph.reading.rows import RowReader
from graph.reading.sections import sections
from graph.reading.status import unread_status
from graph.reading.tidy import is_blank, tidy
from graph.workbook.csv_text import LOST
from graph.workbook.parts import letter_of
from graph.workbook.reader import RawSheet, Unreadable, WorkbookReader

AS_FOUND: Mapping[str, str | None] = MappingProxyType({})  # no sheet is read as another list than it looks
MOST_NAMED = 8  # lines
_EACH = re.compile(rf"每[^\d{NUMERAL}]{{1,6}}[\d{NUMERAL}]")
FORM_OF_THE_HEADER = 80  # letters shown of a heading or an example at most


class SheetSource(Protocol):
    """Where the raw sheets of a file come from."""

    def read(self, name: str, content: bytes) -> list[RawSheet]:
        """The sheets of one file; raises Unreadable."""


def check(files: Sequence[tuple[str, bytes]], gazetteer: Gazetteer, layouts: Sequence[Remembered] = ()) -> list[File]:
    """Read each file (name, content) by the rules for every workbook of this kind; nothing is written anywhere."""
    with WorkbookReader() as reader:
        return [check_file(reader, name, content, gazetteer, layouts) for name, content in files]


def check_file(
    source: SheetSource,
    name: str,
    content: bytes,
    gazetteer: Gazetteer,
    layouts: Sequence[Remembered] = (),
    lists: Mapping[str, str | None] = AS_FOUND,
) -> File:
    """Read one file from a source that may serve several; `lists` says of a sheet what it is, None for nothing."""
    digest = hashlib.sha256(content).hexdigest()
    shown = without_identity_numbers(PurePath(name).name)
    try:
        sheets = [part for sheet in source.read(name, content) for part in sections(sheet)]
    except Unreadable as problem:
        reason = "empty_file" if problem.cause == "empty" else "not_a_spreadsheet"
        return File(shown, "refused", digest, (), reason, refusal(problem.cause))
    if not any(_has_text(sheet) for sheet in sheets if not sheet.hidden):
        return File(shown, "refused", digest, (), "empty_file", refusal("empty_file"))
    stem = PurePath(name).stem
    read = with_known_parents([_sheet(sheet, stem, gazetteer, layouts, lists) for sheet in sheets], gazetteer)
    refused = [sheet for sheet in read if sheet.status == "refused"]
    if refused and not any(sheet.status == "read" for sheet in read):
        told = messages.missing_columns(refused[0].list or "", refused[0].missing)
        return File(shown, "refused", digest, read, "missing_column", told)
    notes = list(dict.fromkeys(note for sheet in read for note in sheet.notes))
    if any(sheet.status == "read" for sheet in read):
        return File(shown, "read", digest, read, None, noted(notes))
    reasons = [
        reason
        for reason in ("exported", "a_log", "turned", "blank_form", "too_wide")
        if any(sheet.reason == reason for sheet in read)
    ]
    hidden = [note for note in notes if note.startswith("hidden_sheet ")]
    return File(shown, "read", digest, read, None, noted([reasons[0] if reasons else "no_list", *hidden]))


def _has_text(sheet: RawSheet) -> bool:
    return any(cell.text.strip() or cell.kind in "fe" for cells in sheet.rows.values() for cell in cells.values())


def _sheet(
    raw: RawSheet, stem: str, gazetteer: Gazetteer, layouts: Sequence[Remembered], lists: Mapping[str, str | None]
) -> Sheet:
    name = without_identity_numbers(raw.name)
    said = lists.get(name, "")
    if said is None:
        return Sheet(name, "ignored", reason="left_unread")
    if raw.hidden:
        return Sheet(name, "ignored", reason="hidden_sheet", notes=(f"hidden_sheet {quoted(name)}",))
    if is_blank_form(raw):
        return Sheet(name, "ignored", reason="blank_form")
    grid = Grid(raw)
    if is_exported(grid):
        return Sheet(name, "ignored", reason="exported", notes=(f"exported_sheet {quoted(name)}",))
    table = find_table(grid, f"{raw.name} {stem}", gazetteer, layouts) if grid.lines else None
    if said and grid.lines and (table is None or table.read_as.kind.name != said):
        table = table_as(grid, said, gazetteer)
    if table is not None and not said and is_turned(grid, table):
        return Sheet(name, "ignored", reason="turned")
    if table is None:
        wide = any(len(grid.own(line)) > WIDEST for line in grid.lines)
        return Sheet(name, "ignored", reason="too_wide" if wide else "not_a_list" if grid.lines else "blank_sheet")
    remembered = any(layout.headings == table.headings for layout in layouts)
    if not said and not remembered and is_log(grid, table, f"{raw.name} {stem}"):
        return Sheet(name, "ignored", reason="a_log", notes=(f"log_sheet {quoted(name)}",))
    missing = table.read_as.missing
    if missing:
        columns = _columns(grid, table, [])
        return Sheet(name, "refused", table.read_as.kind.name, table.line, columns, (), (), "missing_column", missing)
    shape = [f"joined_lines {raw.joined}"] if raw.joined else []
    shape += [f"forms_read {raw.forms}"] if raw.forms else []
    return _rows(name, grid, table, gazetteer, shape)


def _rows(name: str, grid: Grid, table: SheetList, gazetteer: Gazetteer, shape: Sequence[str]) -> Sheet:
    by_place = dict(zip(table.columns, range(len(table.columns)), strict=True))
    span = range(max(table.columns) + 1)
    headings = [table.headings[by_place[at]] if at in by_place else "" for at in span]
    fields = [table.read_as.fields[by_place[at]] if at in by_place else None for at in span]
    lines = Lines(grid, table.line, headings, fields, table.read_as.kind.required)
    reader = RowReader(grid, table, gazetteer)
    taken = [reader.read(line) for line in lines.data()]
    repeats = Repeats(table.read_as.kind, reader.columns, reader.unsure)
    rows = tuple(repeats.judged(row) for row in taken)
    data = {row.line for row in rows}
    skipped = tuple(line for line in range(table.line + 1, grid.last + 1) if line not in data)
    return Sheet(
        name,
        "read",
        table.read_as.kind.name,
        table.line,
        _columns(grid, table, rows),
        rows,
        skipped,
        reported_on=table.reported_on,
        tidied=reader.tidied,
        notes=(*shape, *_notes(name, grid, table, rows)),
    )


def _notes(name: str, grid: Grid, table: SheetList, rows: Sequence[Row]) -> Iterator[str]:
    """What of the sheet is not read as it stands: sums, columns beyond a list, damaged letters."""
    where = quoted(name) if name else ""
    if table.too_many:
        yield f"cut_off {where}{len(table.columns)}/{len(table.columns) + table.too_many}"
    apart = counted_apart(table.read_as.kind, table.headings, table.read_as.fields)
    if told := "、".join(quoted(without_identity_numbers(table.headings[at])) for at in apart if at is not None):
        yield f"still_lacking {told}"
    if each := list(_each(table, rows)):
        yield f"counted_each {'、'.join(each[:MOST_NAMED])}"
    for heading in unread_status(table.read_as.kind, table.headings, table.read_as.fields):
        yield f"status_unread {without_identity_numbers(heading)}"
    if table.read_as.kind.name == "residents":
        if "consent" not in table.read_as.fields:
            yield "no_consent"
        for at, heading in enumerate(table.headings):
            of_school = table.read_as.fields[at] is None and is_school(heading)
            looked_at = "born_read" if is_birth(heading) else "class_read" if of_school else ""
            if looked_at and at not in table.left_unread:
                yield f"{looked_at} {quoted(without_identity_numbers(heading))}"
    money = any(field in ("money", "price") for field in table.read_as.fields)
    if money and (step := sums_above(grid, table.top)):
        yield f"sums_in {step}元"
    lost = [str(line) for line in grid.lines if any(LOST in cell.text for cell in grid.own(line).values())]
    if lost:
        yield f"lost_letters {where}{'、'.join(lost[:MOST_NAMED])}"


def _each(table: SheetList, rows: Sequence[Row]) -> Iterator[str]:
    """Amounts that hold for one of several (每楼2人, 每月500元), of which only the number is kept."""
    fields = {"quantity"} if "charge" in table.read_as.kind.fields else {"quantity", "money"}
    at = [letter_of(index) for index, name in zip(table.columns, table.read_as.fields, strict=True) if name in fields]
    for row in rows:
        for letter in at:
            said = tidy(row.typed.get(letter, ""))
            if _EACH.match(said) and fields & row.fields.keys():
                yield f"{row.line}（{messages.as_typed(said)}）"


def _columns(grid: Grid, table: SheetList, rows: Iterable[Row]) -> tuple[SheetColumn, ...]:
    told = {(problem.column, problem.code) for row in rows for problem in row.problems}
    columns = []
    for at, index in enumerate(table.columns):
        field, letter = table.read_as.fields[at], letter_of(index)
        holds = field == "id_number" or (letter, "id_number_present") in told
        example = "" if holds else _example(grid, table, index)
        header = without_identity_numbers(table.headings[at])
        columns.append(SheetColumn(letter, header, field, round(table.read_as.confidence[at], 3), example, holds))
    return tuple(columns)


def _example(grid: Grid, table: SheetList, column: int) -> str:
    for line in grid.lines:
        cell = grid.own(line).get(column)
        if line > table.line and cell is not None and not is_blank(cell.text):
            return mask_phones(without_identity_numbers(tidy(cell.text)))[0][:FORM_OF_THE_HEADER]
    return ""
