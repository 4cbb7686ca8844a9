"""Lists that we exported are told of and never read back; our own ids are no numbers of a list."""

from __future__ import annotations

from datetime import date

import pytest

from graph.reading import check
from graph.reading.report import File
from service.sheets import Heading, workbook
from service.viewing.listsheets import NEEDS
from tests.support.messy_lists import GAZETTEER

HEADINGS = "序号,需求,说明,地点,编号"


def file_of(content: bytes, name: str = "需求.csv") -> File:
    (file,) = check([(name, content)], GAZETTEER)
    return file


def csv_file(*lines: str) -> File:
    return file_of("\n".join(lines).encode())


@pytest.mark.parametrize("english", [False, True])
def test_an_exported_workbook_is_told_of_and_not_read(english: bool) -> None:
    columns: list[Heading] = [*NEEDS[:3], ("编号", "Id", 24)]
    rows = [("修楼道的灯", "三层", "n1"), ("装扶手", "两处", "n2")]
    title = "Needs" if english else "需求清单"
    book = workbook([(title, title, columns, rows)], "同页面", date(2026, 3, 1), english=english)
    file = file_of(book, "需求.xlsx")
    assert [(sheet.status, sheet.reason) for sheet in file.sheets] == [("ignored", "exported")]
    assert "合力" in file.message["zh"]
    assert "Heli" in file.message["en"]


def test_a_column_of_our_ids_tells_an_exported_list_without_its_title() -> None:
    file = csv_file(HEADINGS, "1,修楼道的灯,,,need-zjl-lamp", "2,装扶手,,,need-0d6b2f64ca81ad66faad")
    assert file.sheets[0].reason == "exported"


def test_one_of_our_ids_is_no_number_of_a_list_of_ones_own() -> None:
    lines = ("1,修楼道的灯,,,XQ-01", "2,装扶手,,,need-0d6b2f64ca81ad66faad", "3,种树,,,need-003")
    (sheet,) = csv_file(HEADINGS, *lines).sheets
    assert [row.fields.get("id") for row in sheet.rows] == ["XQ-01", None, "need-003"]
