"""The marked workbook is the same file: same cells, same merges, bad ones coloured and commented."""

from __future__ import annotations

import io
import zipfile

from graph.error_workbook import error_workbook
from graph.reading.checking import check_file
from graph.reading.redaction import without_private_columns
from graph.reading.report import File, Problem, Row, Sheet, SheetColumn, Verdict
from graph.workbook.reader import Cell, CellKind, Merged, RawSheet, WorkbookReader
from service.intake.reading import Parsed, parse
from tests.support.messy_lists import GAZETTEER
from tests.support.messy_workbooks import messy_workbook

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
            columns=(
                SheetColumn("A", "姓名", "name"),
                SheetColumn("B", "身份证号", "id_number", holds_id_numbers=True),
            ),
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


def rows_of(file: File) -> dict[tuple[str, int], Row]:
    return {(sheet.name, row.line): row for sheet in file.sheets for row in sheet.rows}


def marked_and_read_again(reader: WorkbookReader, name: str, content: bytes) -> tuple[File, File]:
    """What is read of a file as it is kept, and of its marked workbook."""
    parsed = parse(reader, name, content)
    first = check_file(parsed, name, b"", GAZETTEER)
    kept = Parsed(without_private_columns(parsed.sheets, first.sheets))
    before = check_file(kept, name, b"", GAZETTEER)
    again = parse(reader, name, error_workbook(kept.sheets, before))
    return before, check_file(again, name, b"", GAZETTEER)


def holds_number(row: Row) -> bool:
    return any(told.code == "id_number_present" for told in row.problems)


def test_every_row_without_an_identity_number_is_read_as_before() -> None:
    with WorkbookReader() as reader:
        for seed in range(30):
            before, after = marked_and_read_again(reader, "表.xlsx", messy_workbook(seed).content)
            again = rows_of(after)
            for place, row in rows_of(before).items():
                if not holds_number(row):
                    found = again[place]
                    told = (row.verdict, row.fields, [problem.code for problem in row.problems])
                    assert (found.verdict, found.fields, [p.code for p in found.problems]) == told, (seed, place)


def test_one_identity_number_empties_one_cell() -> None:
    lines = [f"{n}号楼,第{n}件事：楼道的灯不亮了" for n in range(1, 9)]
    lines[4] = f"5号楼,{ID_NUMBER}"
    lines[6] += f"（证号{ID_NUMBER}）"
    content = "\n".join(["楼号,需求内容", *lines]).encode()
    with WorkbookReader() as reader:
        before, after = marked_and_read_again(reader, "需求清单.csv", content)
    said = {line: row.fields.get("text") for (_, line), row in rows_of(after).items()}
    assert [line for (_, line), row in rows_of(before).items() if holds_number(row)] == [6, 8]
    assert said.get(6) is None
    assert said[8] == "第7件事:楼道的灯不亮了(证号〔…〕)"
    assert [said[line] for line in (2, 3, 4, 5, 7, 9)] == [f"第{n}件事：楼道的灯不亮了" for n in (1, 2, 3, 4, 6, 8)]


def test_sheets_of_names_that_excel_refuses_are_all_there() -> None:
    names = [
        "a/b[1]",
        "A_B_1_",
        "长" * 40,
        "长" * 40 + "二",
        "𠮷" * 20,
        "'",
        "'",
        "History",
        "",
        f"名册{ID_NUMBER}",
        "表",
        "表",
    ]
    raws = [RawSheet(name, False, {1: {0: text(f"第{at}张")}}) for at, name in enumerate(names)]
    made = error_workbook(raws, File("名册.xls", "read", "d", ()))
    with WorkbookReader() as reader:
        sheets = reader.read("名册.xlsx", made)
    assert [sheet.rows[1][0].text for sheet in sheets] == [f"第{at}张" for at in range(len(names))]
    assert all(0 < len(sheet.name.encode("utf-16-le")) // 2 <= 31 for sheet in sheets)
    assert len({sheet.name.lower() for sheet in sheets}) == len(names)
    assert ID_NUMBER not in str([sheet.name for sheet in sheets])
    assert sheets[-2].name == "表"
