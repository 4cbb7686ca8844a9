"""The empty workbook people fill in: the lists' own headings, drop-downs for fixed words, an example, notes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any

from graph.errors import GraphError
from graph.reading.tidy import squash
from graph.template_columns import CALLED, SHEETS, TemplateColumn, words_for

LISTS = tuple(SHEETS)
LINES = 500  # lines prepared with drop-downs and formats
TITLE_ROW, DATE_ROW, SAMPLE_ROW, HEADING_ROW = range(4)
LONGEST_PROMPT = 255

Guided = tuple[TemplateColumn, Sequence[str]]


class UnknownList(GraphError):
    """No list has this name."""

    def __init__(self, name: str) -> None:
        known = "、".join(names[0] for names in CALLED.values())
        super().__init__(
            f"没有叫“{name}”的清单；可用：{known}。",
            f"There is no list called {name}; choose one of {', '.join(LISTS)}.",
        )


def list_named(name: str) -> str:
    """The list that a word such as needs, 需求 or 需求清单 means."""
    said = squash(name)
    for code, words in CALLED.items():
        if said in (code, code.removesuffix("s"), *map(squash, (*words, *(title for title, _ in SHEETS[code])))):
            return code
    raise UnknownList(name)


def file_name(name: str) -> str:
    """What the empty workbook of a list is called."""
    return f"{SHEETS[list_named(name)][0][0]}（空表）.xlsx"


def template(name: str) -> bytes:
    """The empty workbook of a list, named as list_named takes it."""
    code, kept = list_named(name), BytesIO()
    import xlsxwriter  # takes long to import, and most never ask for this

    with xlsxwriter.Workbook(kept, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        styles = _styles(book)
        for title, columns in SHEETS[code]:
            _sheet(book, styles, title, [(column, words_for(code, column)) for column in columns])
        _notes(book, styles, code)
    return kept.getvalue()


def _styles(book: Any) -> dict[str, Any]:
    cell = {"valign": "vcenter", "text_wrap": True, "font_size": 12}
    head = {**cell, "bold": True, "bg_color": "#E0EEEF", "border": 1, "align": "center"}
    return {
        "title": book.add_format({"bold": True, "font_size": 16}),
        "line": book.add_format({"font_size": 12}),
        "head": book.add_format(head),
        "required": book.add_format({**head, "bg_color": "#F8EBD0"}),
        "sample": book.add_format({**cell, "italic": True, "font_color": "#6B6B6B"}),
        "sample_date": book.add_format({**cell, "italic": True, "font_color": "#6B6B6B", "num_format": "yyyy-mm-dd"}),
        "text": book.add_format({**cell, "num_format": "@"}),
        "plain": book.add_format(cell),
        "date": book.add_format({**cell, "num_format": "yyyy-mm-dd"}),
    }


def _sheet(book: Any, styles: dict[str, Any], title: str, columns: Sequence[Guided]) -> None:
    sheet = book.add_worksheet(title)
    sheet.write_string(TITLE_ROW, 0, title, styles["title"])
    sheet.write_string(DATE_ROW, 0, "填报日期：", styles["line"])
    sheet.write_string(DATE_ROW, 3, "表头上面灰色的一行是例子，导入时不读。", styles["sample"])
    for place, (column, words) in enumerate(columns):
        _sample(sheet, styles["sample"], styles["sample_date"], place, column)
        sheet.set_column(place, place, column.width, styles[_format_of(column)])
        sheet.write_string(HEADING_ROW, place, column.heading, styles["required" if column.required else "head"])
        told = _told(column, words)
        if told:
            sheet.write_comment(HEADING_ROW, place, told, {"x_scale": 1.6})
        _guide(sheet, place, column, words)
    sheet.set_row(HEADING_ROW, 32)
    sheet.freeze_panes(HEADING_ROW + 1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEADING_ROW)


def _sample(sheet: Any, style: Any, date_style: Any, place: int, column: TemplateColumn) -> None:
    value = typed(column)
    if isinstance(value, date):
        sheet.write_datetime(SAMPLE_ROW, place, value, date_style)
    elif isinstance(value, int):
        sheet.write_number(SAMPLE_ROW, place, value, style)
    elif value:
        sheet.write_string(SAMPLE_ROW, place, value, style)


def _guide(sheet: Any, place: int, column: TemplateColumn, words: Sequence[str]) -> None:
    """A drop-down for fixed words; a word of advice beside every other cell that has one."""
    options: dict[str, Any] = {"validate": "any"}
    if words:
        options = {"validate": "list", "source": list(words), "error_type": "warning"}
        options["error_message"] = "请从下拉里选一个。"
    elif not column.note:
        return
    options["input_title"] = column.heading[:32]
    options["input_message"] = _told(column, words)[:LONGEST_PROMPT]
    sheet.data_validation(HEADING_ROW + 1, place, HEADING_ROW + LINES, place, options)


def _told(column: TemplateColumn, words: Sequence[str]) -> str:
    parts = ["必填。"] if column.required else []
    if column.note:
        parts.append(column.note + "。")
    if words:
        parts.append("请选：" + "、".join(words) + "。")
    return "".join(parts)


def _format_of(column: TemplateColumn) -> str:
    if column.is_date:
        return "date"
    return "text" if column.field in ("phone", "credit_code", "id", "filing_no", "code") else "plain"


def _notes(book: Any, styles: dict[str, Any], code: str) -> None:
    """A sheet that explains every column with an example, in sentences so that nobody takes it for a list."""
    sheet = book.add_worksheet("填表说明")
    sheet.set_column(0, 0, 110, styles["plain"])
    line = 0
    for title, columns in SHEETS[code]:
        sheet.write_string(line, 0, f"怎么填《{title}》", styles["title"])
        sheet.write_string(line + 1, 0, "说明：黄色的栏必填，其他的知道就填；不要填身份证号。", styles["line"])
        line += 2
        for column in columns:
            example = f"例：{column.sample}。" if column.sample != "" else ""
            told = _told(column, words_for(code, column)) or "知道就填。"
            sheet.write_string(line, 0, f"说明：“{column.heading}”这一栏，{told}{example}", styles["plain"])
            line += 1
        line += 1


def typed(column: TemplateColumn) -> str | int | date:
    """The example of a column as a cell's value."""
    if column.is_date and isinstance(column.sample, str) and column.sample:
        return date.fromisoformat(column.sample)
    return column.sample
