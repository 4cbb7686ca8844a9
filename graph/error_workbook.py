"""The same file again with its bad cells marked and commented, to be mended and uploaded once more."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from graph.reading.codes import (
    credit_code,
    has_birth_date,
    holds_identity_number,
    is_credit_code,
    without_identity_numbers,
)
from graph.reading.redaction import HIDDEN
from graph.reading.report import File, Problem, Sheet, Verdict
from graph.workbook.reader import Cell, CellKind, Merged, RawSheet

MOST_DIGITS = 15  # Excel keeps no more digits of a number
WIDEST = 60
LONGEST_NAME = 31  # of a sheet
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_ERRORS = "#F6D5D5"
_WARNINGS = "#F8EBD0"
NOT_COMPUTED = "#N/A"  # an empty cell would be taken for a mended one
ID_NUMBER = "id_number_present"


def error_workbook(sheets: Sequence[RawSheet], file: File) -> bytes:
    """A workbook of every sheet that was given, bad cells coloured and commented in Chinese.

    Identity numbers are left out: where one stood, that cell is empty (or shows 〔…〕 in a text) and says so. Only
    a column for identity numbers is emptied whole, as even a mistyped one says too much.
    """
    kept = BytesIO()
    checked = {sheet.name: sheet for sheet in file.sheets}
    import xlsxwriter  # takes long to import, and most never ask for this

    with xlsxwriter.Workbook(kept, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        styles = _Styles(book)
        names = _legal_names([raw.name for raw in sheets])
        for number, raw in enumerate(sheets, 1):
            page = book.add_worksheet(names[number - 1])
            _write(page, styles, raw, checked.get(raw.name))
            if raw.hidden and number > 1:
                page.hide()
    return kept.getvalue()


class _Styles:
    """Formats by what a cell holds and how bad it is, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[str, str, bool], Any] = {}

    def of(self, kind: str, colour: str, heading: bool) -> Any:
        """The format of a date, text or number cell, in a colour or none."""
        key = (kind, colour, heading)
        if key not in self._made:
            told: dict[str, Any] = {"valign": "vcenter", "font_size": 11, "text_wrap": kind == "text"}
            if kind == "date":
                told["num_format"] = "yyyy-mm-dd"
            if kind == "moment":
                told["num_format"] = "yyyy-mm-dd hh:mm"
            if kind == "text":
                # A text that begins with = + - @ stays a text when somebody edits the cell.
                told |= {"num_format": "@", "quote_prefix": True}
            if colour:
                told |= {"bg_color": colour, "border": 1, "border_color": "#A22"}
            if heading:
                told |= {"bold": True, "bottom": 1}
            self._made[key] = self._book.add_format(told)
        return self._made[key]


def _legal_names(names: Sequence[str]) -> list[str]:
    """The names as Excel takes them, without identity numbers: at most 31 units, no []:*?/\\, all different."""
    taken: set[str] = {"history"}  # Excel's own
    legal = []
    for number, name in enumerate(names, 1):
        plain = _NOT_IN_NAMES.sub("_", without_identity_numbers(name)).strip("' ") or f"Sheet{number}"
        tries = (plain, *(f"{plain[:24]} ({again})" for again in range(2, len(names) + 3)))
        legal.append(next(one for one in map(_shortened, tries) if one.lower() not in taken))
        taken.add(legal[-1].lower())
    return legal


def _shortened(name: str) -> str:
    return name.encode("utf-16-le")[: 2 * LONGEST_NAME].decode("utf-16-le", "ignore").strip("' ") or "_"


def _write(page: Any, styles: _Styles, raw: RawSheet, checked: Sheet | None) -> None:
    marks = _marks(checked)
    private = {_index(letter) for letter in checked.identity_columns()} if checked else set()
    header = (checked.header_row or 0) if checked else 0
    places = {(line, column) for line, cells in raw.rows.items() for column in cells} | set(marks)
    boxes = {(box.top, box.left): box for box in raw.merged}
    inside = {place for box in raw.merged for place in _places(box)} - set(boxes)
    for line, column in sorted(places):
        cell = raw.rows.get(line, {}).get(column)
        problems = marks.get((line, column), ())
        if cell is not None:
            told = any(problem.code == ID_NUMBER for problem, _ in problems)
            cell = _without_numbers(cell, column in private and line > header, told)
        if (line, column) in inside:
            _remark(page, line, column, problems)
            continue
        if cell is not None and cell.kind is CellKind.FORMULA and problems:
            cell = Cell(CellKind.TEXT, NOT_COMPUTED)
        style = styles.of(_kind(cell), _colour(problems), line == header)
        if (line, column) in boxes:
            _merge(page, boxes[line, column], style)
        _put(page, line - 1, column, cell, style)
        _remark(page, line, column, problems)
    _lay_out(page, raw, header)


def _marks(checked: Sheet | None) -> dict[tuple[int, int], tuple[tuple[Problem, Verdict], ...]]:
    marks: dict[tuple[int, int], tuple[tuple[Problem, Verdict], ...]] = {}
    for row in checked.rows if checked else ():
        for problem in row.problems:
            place = (row.line, _index(problem.column))
            marks[place] = (*marks.get(place, ()), (problem, row.verdict))
    return marks


def _without_numbers(cell: Cell, private: bool, told: bool) -> Cell | None:
    """What is left of a cell; nothing where the number was all of it, or nobody can say which part it was."""
    if private:
        return None
    if not holds_identity_number(cell.text):
        return None if told else cell
    code = credit_code(cell.text)
    if not told and is_credit_code(code) and not has_birth_date(code):
        return cell  # a registered body's code may be all digits and pass both checks
    rest = without_identity_numbers(cell.text)
    return Cell(CellKind.TEXT, rest) if rest.replace(HIDDEN, "").strip() else None


def _remark(page: Any, line: int, column: int, problems: Sequence[tuple[Problem, Verdict]]) -> None:
    if problems:
        page.write_comment(line - 1, column, _comment(problems), {"x_scale": 2, "y_scale": 1.5})


def _comment(problems: Sequence[tuple[Problem, Verdict]]) -> str:
    told = []
    for problem, _ in problems:
        if problem.code == ID_NUMBER:
            told.append("这里像是身份证号，已经去掉。合力不存身份证号，不用再填。")
            continue
        told.append(" ".join(filter(None, (problem.message.get("zh"), problem.suggestion.get("zh")))) or problem.code)
    return "\n".join(told)


def _put(page: Any, row: int, column: int, cell: Cell | None, style: Any) -> None:
    if cell is None or cell.kind is CellKind.FORMULA:
        page.write_blank(row, column, None, style)
    elif cell.kind is CellKind.NUMBER and len(cell.text.lstrip("-")) <= MOST_DIGITS:
        page.write_number(row, column, float(cell.text), style)
    elif cell.kind is CellKind.DATE and (moment := _moment(cell.text)):
        page.write_datetime(row, column, moment, style)
    elif cell.kind is CellKind.BOOL:
        page.write_boolean(row, column, cell.text == "true", style)
    else:
        page.write_string(row, column, cell.text, style)


def _kind(cell: Cell | None) -> str:
    if cell is None or cell.kind is CellKind.BOOL:
        return "plain"
    if cell.kind is CellKind.NUMBER and len(cell.text.lstrip("-")) <= MOST_DIGITS:
        return "plain"
    if cell.kind is CellKind.DATE and _moment(cell.text):
        return "date" if len(cell.text) == len("2026-03-05") else "moment"
    return "text"


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:  # a time of day alone
        return None


def _colour(problems: Sequence[tuple[Problem, Verdict]]) -> str:
    if not problems:
        return ""
    return _ERRORS if any(verdict is Verdict.ERROR for _, verdict in problems) else _WARNINGS


def _merge(page: Any, box: Merged, style: Any) -> None:
    page.merge_range(box.top - 1, box.left, box.bottom - 1, box.right, "", style)


def _places(box: Merged) -> list[tuple[int, int]]:
    return [(line, column) for line in range(box.top, box.bottom + 1) for column in range(box.left, box.right + 1)]


def _lay_out(page: Any, raw: RawSheet, header: int) -> None:
    widths: Mapping[int, int] = _widths(raw, header)
    for column, width in widths.items():
        page.set_column(column, column, width)
    if header:
        page.freeze_panes(header, 0)


def _widths(raw: RawSheet, header: int) -> dict[int, int]:
    widths: dict[int, int] = {}
    for line, cells in raw.rows.items():
        if line < header:
            continue  # a title may be longer than any column
        for column, cell in cells.items():
            size = sum(2 if ord(ch) > 0x2E80 else 1 for ch in cell.text) + 2
            widths[column] = min(WIDEST, max(widths.get(column, 8), size))
    return widths


def _index(letters: str) -> int:
    """The column that Excel names by these letters, from 0."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
