"""The empty workbook people fill in: the lists' own headings, drop-downs for fixed words, an example, notes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

from graph.errors import GraphError
from graph.reading.tidy import squash
from graph.reading.wording_english import TEMPLATE_HEADINGS
from graph.template_columns import CALLED, SHEETS, TemplateColumn, words_for
from graph.template_english import ADVICE, TITLES

LISTS = tuple(SHEETS)
LINES = 500  # lines prepared with drop-downs and formats
TITLE_ROW, DATE_ROW, SAMPLE_ROW, HEADING_ROW = range(4)
LONGEST_PROMPT = 255


@dataclass(frozen=True)
class _Said:
    """The sentences of an empty workbook in one language; what is missing in a table stays as it is."""

    titles: Mapping[str, str]
    headings: Mapping[str, str]
    advice: Mapping[str, str]
    filled_in_on: str
    sample_above: str
    required: str
    choose: str
    choose_one: str
    stop: str
    notes: str
    how: str
    rule: str
    of_column: str
    if_known: str
    example: str


_CHINESE = _Said(
    {},
    {},
    {},
    filled_in_on="填报日期：",
    sample_above="表头上面灰色的一行是例子，导入时不读。",
    required="必填。",
    choose="请选：",
    choose_one="请从下拉里选一个。",
    stop="。",
    notes="填表说明",
    how="怎么填《{}》",
    rule="说明：黄色的栏必填，其他的知道就填；不要填身份证号。",
    of_column="说明：“{}”这一栏，{}",
    if_known="知道就填。",
    example="例：{}。",
)
_ENGLISH = _Said(
    TITLES,
    TEMPLATE_HEADINGS,
    ADVICE,
    filled_in_on="Filled in on:",
    sample_above="The grey line above the headings is an example and is not imported.",
    required="Required. ",
    choose="Choose: ",
    choose_one="Choose one of the drop-down.",
    stop=". ",
    notes="How to fill in",
    how="How to fill in “{}”",
    rule="Note: yellow columns are required, the others where known; no identity numbers.",
    of_column="Note: the column “{}”. {}",
    if_known="Where known.",
    example=" For example: {}.",
)
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


def file_name(name: str, language: str = "zh") -> str:
    """What the empty workbook of a list is called, in zh or en."""
    title = SHEETS[list_named(name)][0][0]
    return f"{TITLES[title]} (empty).xlsx" if language == "en" else f"{title}（空表）.xlsx"


def template(name: str, language: str = "zh") -> bytes:
    """The empty workbook of a list, named as list_named takes it; headings and advice in zh or en, the words to choose
    from as records hold them."""
    code, kept, say = list_named(name), BytesIO(), _ENGLISH if language == "en" else _CHINESE
    import xlsxwriter  # takes long to import, and most never ask for this

    with xlsxwriter.Workbook(kept, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        styles = _styles(book)
        for title, columns in SHEETS[code]:
            _sheet(book, styles, title, [(column, words_for(code, column)) for column in columns], say)
        _notes(book, styles, code, say)
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


def _sheet(book: Any, styles: dict[str, Any], title: str, columns: Sequence[Guided], say: _Said) -> None:
    sheet = book.add_worksheet(say.titles.get(title, title))
    sheet.write_string(TITLE_ROW, 0, say.titles.get(title, title), styles["title"])
    sheet.write_string(DATE_ROW, 0, say.filled_in_on, styles["line"])
    sheet.write_string(DATE_ROW, 3, say.sample_above, styles["sample"])
    for place, (column, words) in enumerate(columns):
        _sample(sheet, styles["sample"], styles["sample_date"], place, column)
        sheet.set_column(place, place, column.width, styles[_format_of(column)])
        heading = say.headings.get(column.heading, column.heading)
        sheet.write_string(HEADING_ROW, place, heading, styles["required" if column.required else "head"])
        told = _told(column, words, say)
        if told:
            sheet.write_comment(HEADING_ROW, place, told, {"x_scale": 1.6})
        _guide(sheet, place, column, words, say)
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


def _guide(sheet: Any, place: int, column: TemplateColumn, words: Sequence[str], say: _Said) -> None:
    """A drop-down for fixed words; a word of advice beside every other cell that has one."""
    options: dict[str, Any] = {"validate": "any"}
    if words:
        options = {"validate": "list", "source": list(words), "error_type": "warning"}
        options["error_message"] = say.choose_one
    elif not column.note:
        return
    options["input_title"] = say.headings.get(column.heading, column.heading)[:32]
    options["input_message"] = _told(column, words, say)[:LONGEST_PROMPT]
    sheet.data_validation(HEADING_ROW + 1, place, HEADING_ROW + LINES, place, options)


def _told(column: TemplateColumn, words: Sequence[str], say: _Said) -> str:
    parts = [say.required] if column.required else []
    if column.note:
        parts.append(say.advice.get(column.note, column.note) + say.stop)
    if words:
        parts.append(say.choose + "、".join(words) + say.stop)
    return "".join(parts).strip()


def _format_of(column: TemplateColumn) -> str:
    if column.is_date:
        return "date"
    return "text" if column.field in ("phone", "credit_code", "id", "filing_no", "code") else "plain"


def _notes(book: Any, styles: dict[str, Any], code: str, say: _Said) -> None:
    """A sheet that explains every column with an example, in sentences so that nobody takes it for a list."""
    sheet = book.add_worksheet(say.notes)
    sheet.set_column(0, 0, 110, styles["plain"])
    line = 0
    for title, columns in SHEETS[code]:
        sheet.write_string(line, 0, say.how.format(say.titles.get(title, title)), styles["title"])
        sheet.write_string(line + 1, 0, say.rule, styles["line"])
        line += 2
        for column in columns:
            example = say.example.format(column.sample) if column.sample != "" else ""
            told = _told(column, words_for(code, column), say) or say.if_known
            heading = say.headings.get(column.heading, column.heading)
            sheet.write_string(line, 0, say.of_column.format(heading, f"{told}{example}"), styles["plain"])
            line += 1
        line += 1


def typed(column: TemplateColumn) -> str | int | date:
    """The example of a column as a cell's value."""
    if column.is_date and isinstance(column.sample, str) and column.sample:
        return date.fromisoformat(column.sample)
    return column.sample
