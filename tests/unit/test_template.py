"""The empty workbook, filled in with its own example, is read without a single problem."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest

from graph import template as templates
from graph.reading import Entry, Gazetteer
from graph.reading.checking import check_file
from graph.reading.lists import LISTS
from graph.reading.report import Sheet, Verdict
from graph.template_columns import CALLED, SHEETS, TemplateColumn
from graph.template_english import ADVICE
from graph.workbook.reader import Cell, CellKind, RawSheet, WorkbookReader
from service.intake.reading import Parsed
from service.web.words import LIST_WORDS

GAZETTEER = Gazetteer([Entry("community", "南桥社区", "", (), "p1"), Entry("compound", "柳巷1号院", "p1", (), "p2")])
PLACES = {"place": "柳巷1号院", "area": "南桥社区", "parent": "南桥社区"}


def filled(column: TemplateColumn) -> Cell | None:
    value = templates.typed(column) or PLACES.get(column.field, "")
    if isinstance(value, date):
        return Cell(CellKind.DATE, value.isoformat())
    if isinstance(value, int):
        return Cell(CellKind.NUMBER, str(value))
    return Cell(CellKind.TEXT, value) if value else None


def opened(list_name: str, language: str = "zh") -> list[RawSheet]:
    with WorkbookReader() as reader:
        return reader.read("空表.xlsx", templates.template(list_name, language))


def checked(list_name: str, *, with_row: bool, language: str = "zh") -> list[Sheet]:
    sheets = opened(list_name, language)
    for (_, columns), sheet in zip(SHEETS[list_name], sheets, strict=False):
        if with_row:
            cells = {place: cell for place, column in enumerate(columns) if (cell := filled(column))}
            sheet.rows[templates.HEADING_ROW + 2] = cells  # type: ignore[index]
    return list(check_file(Parsed(tuple(sheets)), "填好.xlsx", b"", GAZETTEER).sheets)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("list_name", templates.LISTS)
def test_a_filled_row_is_read_as_it_was_meant(list_name: str, language: str) -> None:
    *lists, notes = checked(list_name, with_row=True, language=language)
    assert notes.status == "ignored"
    for (_, columns), sheet in zip(SHEETS[list_name], lists, strict=True):
        assert (sheet.status, sheet.list, sheet.header_row) == ("read", list_name, templates.HEADING_ROW + 1)
        assert [column.field for column in sheet.columns] == [column.field for column in columns]
        (row,) = sheet.rows
        assert (row.line, row.verdict, row.problems) == (templates.HEADING_ROW + 2, Verdict.OK, ())


@pytest.mark.parametrize("list_name", templates.LISTS)
def test_the_example_itself_is_never_data(list_name: str) -> None:
    assert not [row for sheet in checked(list_name, with_row=False) for row in sheet.rows]


@pytest.mark.parametrize("list_name", templates.LISTS)
def test_in_english_only_the_words_to_choose_and_the_examples_are_chinese(list_name: str) -> None:
    assert not [row for one in checked(list_name, with_row=False, language="en") for row in one.rows]
    *lists, notes = opened(list_name, "en")
    for (_, columns), one in zip(SHEETS[list_name], lists, strict=True):
        headings = [cell.text for cell in one.rows[templates.HEADING_ROW + 1].values()]
        assert len(set(headings)) == len(headings) == len(columns)
        above = [cell.text for cell in one.rows[templates.DATE_ROW + 1].values()]
        assert all(text.isascii() for text in (one.name, *above, *headings))
    assert {column.note for _, columns in SHEETS[list_name] for column in columns if column.note} <= set(ADVICE)
    assert notes.name.isascii()
    assert templates.file_name(list_name, "en").isascii()


@pytest.mark.parametrize(("language", "typed"), [("zh", "填报日期：2025-4-1"), ("en", "Filled in on: 2025-4-1")])
def test_the_day_it_was_filled_in_gives_the_year(language: str, typed: str) -> None:
    needs, notes = opened("needs", language)
    needs.rows[templates.DATE_ROW + 1][0] = Cell(CellKind.TEXT, typed)  # type: ignore[index]
    needs.rows[templates.HEADING_ROW + 2] = {3: Cell(CellKind.TEXT, "楼道要扶手"), 5: Cell(CellKind.TEXT, "3月5日")}  # type: ignore[index]
    (row,) = check_file(Parsed((needs, notes)), "填好.xlsx", b"", GAZETTEER).sheets[0].rows
    assert row.fields["date_from"] == "2025-03-05"


@pytest.mark.parametrize("list_name", templates.LISTS)
def test_every_required_field_has_its_column_marked(list_name: str) -> None:
    for _, columns in SHEETS[list_name]:
        marked = {column.field for column in columns if column.required}
        assert marked == set(LISTS[list_name].required)
        assert "id_number" not in {column.field for column in columns}


def test_fixed_words_are_offered_and_the_heading_stays_in_sight() -> None:
    with zipfile.ZipFile(io.BytesIO(templates.template("需求"))) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    assert '"居民,议事会,诉求,调研,单位,上级"' in sheet.replace("&quot;", '"')
    with zipfile.ZipFile(io.BytesIO(templates.template("地点"))) as parts:
        places = parts.read("xl/worksheets/sheet1.xml").decode()
    assert '"区,街道,社区,网格,院,楼,门,空间,组织,联盟,单位"' in places.replace("&quot;", '"')
    assert f'<pane ySplit="{templates.HEADING_ROW + 1}"' in sheet


def test_lists_are_known_by_the_names_people_give_them() -> None:
    for code, words in CALLED.items():
        assert {templates.list_named(word) for word in (code, *words)} == {code}
        assert templates.file_name(code).endswith("（空表）.xlsx")
    for code, label in LIST_WORDS.items():
        assert templates.list_named(str(label)) == code
    for listed in LISTS.values():
        assert templates.list_named(listed.zh) == templates.list_named(listed.en) == listed.name
    assert templates.list_named("Resident") == "residents"
    with pytest.raises(templates.UnknownList) as unknown:
        templates.template("工资单")
    assert "需求" in unknown.value.zh
