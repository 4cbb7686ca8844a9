"""The marked workbook is the same file: same cells, same merges, bad ones coloured and commented."""

from __future__ import annotations

import io
import zipfile

from graph.error_workbook import error_workbook
from graph.reading.report import Column, File, Problem, Row, Sheet, Verdict
from graph.workbook import Cell, CellKind, Merged, RawSheet, WorkbookReader

ID_NUMBER = "999999190001011237"


def text(value: str) -> Cell:
    return Cell(CellKind.TEXT, value)


RAW = RawSheet(
    "名册",
    False,
    {
        1: {0: text("某社区名册")},
        2: {0: text("姓名"), 1: text("身份证号"), 2: text("提出时间"), 3: text("人数"), 4: text("备注")},
        3: {
            0: text("甲某"),
            1: text(ID_NUMBER),
            2: Cell(CellKind.DATE, "2026-03-05"),
            3: Cell(CellKind.NUMBER, "12.5"),
        },
        4: {0: text("乙某"), 2: text("2026-02-30"), 3: Cell(CellKind.NUMBER, "123456789012345678"), 4: text("=1+1")},
        5: {0: text("丙某"), 3: Cell(CellKind.FORMULA, ""), 4: text(f"证号{ID_NUMBER}")},
    },
    (Merged(1, 0, 1, 4), Merged(4, 0, 5, 0)),
)


def problem(column: str, code: str) -> Problem:
    return Problem(column, "某栏", code, {"zh": f"{code}的原因", "en": "why"}, {"zh": "改成别的", "en": "change it"})


FILE = File(
    "名册.xls",
    "read",
    "d",
    (
        Sheet(
            "名册",
            "read",
            "residents",
            2,
            columns=(Column("A", "姓名", "name"), Column("B", "身份证号", "id_number", holds_id_numbers=True)),
            rows=(
                Row(3, Verdict.ERROR, {}, (problem("B", "id_number_present"),)),
                Row(4, Verdict.ERROR, {}, (problem("C", "bad_date"), problem("A", "missing_value"))),
                Row(5, Verdict.WARNING, {}, (problem("E", "unknown_place"),)),
            ),
        ),
    ),
)


def marked() -> bytes:
    raw = RawSheet(RAW.name, RAW.hidden, {**RAW.rows, 5: {k: v for k, v in RAW.rows[5].items() if k}}, RAW.merged)
    return error_workbook([raw], FILE)


def test_cells_and_merges_read_back_as_they_were() -> None:
    with WorkbookReader() as reader:
        (sheet,) = reader.read("名册.xlsx", marked())
    assert sheet.name == "名册"
    assert set(sheet.merged) == set(RAW.merged)
    assert sheet.rows[2] == RAW.rows[2]
    assert sheet.rows[3] == {0: text("甲某"), 2: Cell(CellKind.DATE, "2026-03-05"), 3: Cell(CellKind.NUMBER, "12.5")}
    assert sheet.rows[4][3] == text("123456789012345678")
    assert sheet.rows[4][4] == text("=1+1")


def test_bad_cells_are_commented_and_no_identity_number_is_repeated() -> None:
    with zipfile.ZipFile(io.BytesIO(marked())) as parts:
        everything = {name: parts.read(name).decode("utf-8", "replace") for name in parts.namelist()}
    comments = next(body for name, body in everything.items() if "comments" in name)
    assert "bad_date的原因 改成别的" in comments
    assert "已经去掉" in comments
    assert all(ID_NUMBER not in body for body in everything.values())
    assert "<f>" not in "".join(everything.values())
