"""Lists as workbooks in the office's own layout: title, note and date, frozen heading, A4 landscape, no formulas."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any

from graph.reading.exported import MARKS

# What Excel allows in the name of a sheet.
UNNAMEABLE, LONGEST_NAME = re.compile(r"[\[\]:*?/\\]"), 31

Heading = tuple[str, str, float]  # Chinese, English, width
Row = Sequence[str | float]
Sheet = tuple[str, str, Sequence[Heading], Sequence[Row]]  # name, title, columns, rows


def harmless(text: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula, also after it was saved as CSV."""
    return f"'{text}" if text.lstrip().startswith(("=", "+", "-", "@", "\t", "\r")) else text


def workbook(sheets: Sequence[Sheet], note: str, day: date, *, english: bool, numbered: bool = True) -> bytes:
    """A workbook of several lists; `numbered` puts a running number before each row."""
    import xlsxwriter  # takes long to import, and most never export

    content = BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    formats = {
        "title": book.add_format({"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"}),
        "plain": book.add_format({"text_wrap": True, "valign": "vcenter"}),
        "head": book.add_format(
            {"bold": True, "border": 1, "align": "center", "text_wrap": True, "bg_color": "#ECEBE4"}
        ),
        "cell": book.add_format({"border": 1, "valign": "top", "text_wrap": True}),
    }
    head = ("Reported by:", "Date: ") if english else ("填报单位：", "填报日期：")
    for name, title, columns, rows in sheets:
        sheet = book.add_worksheet(UNNAMEABLE.sub(" ", name)[:LONGEST_NAME].strip(" '"))
        width = len(columns) - 1
        sheet.merge_range(0, 0, 0, width, harmless(title), formats["title"])
        sheet.set_row(0, 30)
        told = f"{head[0]}{' ' * 24}{head[1]}{day.isoformat()}\n{note}\n{MARKS['en' if english else 'zh']}"
        sheet.merge_range(1, 0, 1, width, harmless(told), formats["plain"])
        sheet.set_row(1, 54)
        for at, (zh, en, wide) in enumerate(columns):
            sheet.set_column(at, at, wide)
            sheet.write_string(2, at, en if english else zh, formats["head"])
        for number, row in enumerate(rows, start=1):
            _write(sheet, formats["cell"], number + 2, (number, *row) if numbered else row)
        sheet.freeze_panes(3, 0)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(2)
    book.close()
    return content.getvalue()


def _write(sheet: Any, cell: Any, at: int, row: Row) -> None:
    for column, value in enumerate(row):
        if isinstance(value, str):
            sheet.write_string(at, column, harmless(value), cell)
        else:
            sheet.write_number(at, column, value, cell)
