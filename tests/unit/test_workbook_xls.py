"""Old binary workbooks, as xls and et: every kind of cell, hidden sheets, merged cells, errors, damage."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.reading.checking import check_file
from graph.reading.gazetteer import Gazetteer
from graph.workbook.reader import Cell, CellKind, Merged, RawSheet, Unreadable, WorkbookReader
from tests.support.biff import Error, Formula, Page, Value, xls

NEEDS = Page(
    "需求",
    {
        **{(1, column): text for column, text in enumerate(("社区", "需求内容", "提出时间", "涉及户数", "电话"))},
        (2, 0): "南桥社区",
        (2, 1): "楼道灯坏了没人修",
        (2, 2): date(2026, 3, 5),
        (2, 3): 20,
        (2, 4): 13800000001,
        (3, 1): "想学用手机，本人 999999190001011237 留的",
        (3, 2): "2026.3.6",
        (3, 3): "约15户",
        (4, 1): Error("#REF!"),
        (4, 3): Formula(8.0),
    },
    merged=((2, 0, 4, 0),),
)


@pytest.fixture(scope="module")
def reader() -> Iterator[WorkbookReader]:
    with WorkbookReader() as reader:
        yield reader


def only(reader: WorkbookReader, *pages: Page, name: str = "a.xls") -> RawSheet:
    (sheet,) = reader.read(name, xls(*pages))
    return sheet


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("灯", Cell(CellKind.TEXT, "灯")),
        ("plain", Cell(CellKind.TEXT, "plain")),
        ("１３８", Cell(CellKind.TEXT, "１３８")),
        (20.0, Cell(CellKind.NUMBER, "20")),
        (13800000001.0, Cell(CellKind.NUMBER, "13800000001")),
        (0.5, Cell(CellKind.NUMBER, "0.5")),
        (True, Cell(CellKind.BOOL, "true")),
        (date(2026, 3, 5), Cell(CellKind.DATE, "2026-03-05")),
        (Formula(12.0), Cell(CellKind.NUMBER, "12")),
        (Formula("合计"), Cell(CellKind.TEXT, "合计")),
        (Error("#N/A"), Cell(CellKind.ERROR, "#REF!")),
        (Error("#REF!", computed=True), Cell(CellKind.ERROR, "#REF!")),
    ],
)
@pytest.mark.parametrize("name", ["表.xls", "表.et"])
def test_every_kind_of_cell_is_read(reader: WorkbookReader, name: str, value: Value, cell: Cell) -> None:
    sheet = only(reader, Page("表", {(3, 2): value, (5, 0): "下面"}), name=name)
    assert sheet.rows == {3: {2: cell}, 5: {0: Cell(CellKind.TEXT, "下面")}}


def test_sheets_keep_their_order_names_and_merged_cells_and_hidden_ones_are_not_read(reader: WorkbookReader) -> None:
    book = xls(NEEDS, Page("Sheet2", {(1, 0): "藏"}, hidden=True), Page("表3", {(1, 0): Error("#REF!")}))
    first, hidden, last = reader.read("a.xls", book)
    assert [(sheet.name, sheet.hidden) for sheet in (first, hidden, last)] == [
        ("需求", False),
        ("Sheet2", True),
        ("表3", False),
    ]
    assert first.merged == (Merged(2, 0, 4, 0),)
    assert hidden.rows == {}
    assert last.rows == {1: {0: Cell(CellKind.ERROR, "#REF!")}}


@pytest.mark.parametrize("name", ["需求清单.xls", "需求清单.et", "没有后缀"])
def test_a_list_in_an_old_workbook_is_read_like_any_other(reader: WorkbookReader, name: str) -> None:
    (sheet,) = check_file(reader, name, xls(NEEDS), Gazetteer()).sheets
    assert (sheet.list, sheet.header_row) == ("needs", 1)
    first, second, third = sheet.rows
    assert first.fields == {
        "text": "楼道灯坏了没人修",
        "date_from": "2026-03-05",
        "quantity": 20.0,
        "phone": "13800000001",
    }
    assert [problem.code for problem in second.problems if problem.column == "B"] == ["id_number_present"]
    assert [problem.code for problem in third.problems if problem.column == "B"] == ["formula_without_value"]
    assert third.fields["quantity"] == 8.0


@pytest.mark.parametrize("cut", [600, 1500, 2100])
def test_a_damaged_old_workbook_is_refused(reader: WorkbookReader, cut: int) -> None:
    with pytest.raises(Unreadable):
        reader.read("a.xls", xls(NEEDS)[:cut])


@settings(max_examples=40, deadline=None)
@given(
    cells=st.dictionaries(
        st.tuples(st.integers(1, 60), st.integers(0, 12)),
        st.one_of(
            st.text(
                st.characters(codec="gb18030", exclude_categories=("Cc", "Cs", "Cn", "Co")), min_size=1, max_size=20
            )
            .filter(str.strip)
            .filter(lambda text: all(ord(ch) < 0x10000 for ch in text)),
            st.integers(0, 10**12).map(float),
        ),
        min_size=1,
        max_size=40,
    )
)
def test_what_is_written_is_read(reader: WorkbookReader, cells: dict[tuple[int, int], str | float]) -> None:
    (sheet,) = reader.read("a.xls", xls(Page("表", cells)))
    found = {(line, column): cell.text for line, row in sheet.rows.items() for column, cell in row.items()}
    assert found == {at: value if isinstance(value, str) else str(int(value)) for at, value in cells.items()}
