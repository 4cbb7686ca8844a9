"""What `heli import` says of a check: groups of rows that add up, and no list of which nothing was read."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from graph.loading.fates import RowFates
from graph.reading import report
from service.cli.importing import _tell_check, _tell_loaded
from service.intake import Check, CheckedFile, Loaded, Spot, Tally
from service.intake.check import to_mend
from service.intake.reading import Parsed


def told(capsys: pytest.CaptureFixture[str], file: report.File, tally: Tally) -> str:
    at = datetime(2026, 3, 20, tzinfo=UTC)
    _tell_check(Check("c", at, (CheckedFile(0, file, tally, None, (), (), ()),), tally, (), ()))
    return capsys.readouterr().out


@pytest.mark.parametrize(
    "tally",
    [Tally(150, 103, 37, 10, 0, 0), Tally(9, 4, 2, 2, 5, 1), Tally(3, 3, 0, 0, 0, 0)],
)
def test_the_groups_of_rows_add_up(capsys: pytest.CaptureFixture[str], tally: Tally) -> None:
    row = report.Row(2, report.Verdict.OK, {"text": "灯坏了"})
    file = report.File("某.csv", "read", "d", (report.Sheet("", "read", "needs", 1, rows=(row,)),))
    whole, *groups = map(int, re.findall(r"\d+", told(capsys, file, tally).splitlines()[-1]))
    assert whole == sum(groups) == tally.rows


@pytest.mark.parametrize(
    ("fates", "left_out"), [(RowFates(3, 1, 2, 1), 4), (RowFates(created=2), 0), (RowFates(0, 0, 5, 0), 0)]
)
def test_what_became_of_every_row_adds_up(capsys: pytest.CaptureFixture[str], fates: RowFates, left_out: int) -> None:
    _tell_loaded(Loaded("某.csv", "import-1", False, fates.total, left_out, 12, 3, 5, fates))
    first, second = capsys.readouterr().out.splitlines()
    whole, *groups = map(int, re.findall(r"\d+", first))
    assert whole == sum(groups) == fates.total + left_out
    assert 0 not in groups
    assert "12" in second
    assert "import-1" in second


def test_a_refused_file_lists_no_rows(capsys: pytest.CaptureFixture[str]) -> None:
    sheet = report.Sheet("Sheet1", "refused", "needs", 1, reason="missing_column", missing=("text",))
    file = report.File("某.xlsx", "refused", "d", (sheet,), "missing_column", {"zh": "缺少列", "en": "no column"})
    shown = told(capsys, file, Tally(0, 0, 0, 0, 0, 0))
    assert "Sheet1" not in shown
    assert " 0 " not in shown


def row_of(line: int, *problems: tuple[str, str]) -> report.Row:
    told = tuple(report.Problem(column, "", code, {"zh": code, "en": code}) for column, code in problems)
    return report.Row(line, report.Verdict.ERROR, {"name": "试某甲"}, told, typed={"B": "1", "C": "x"})


def test_why_a_row_is_kept_out_is_said_in_the_order_of_rows(capsys: pytest.CaptureFixture[str]) -> None:
    number = ("B", "id_number_present")
    rows = (row_of(2, ("C", "vague_date")), row_of(3, number, ("C", "vague_place")), row_of(4, number))
    columns = (report.SheetColumn("B", "身份证号", "id_number"),)
    sheet = report.Sheet("", "read", "residents", 1, columns=columns, rows=rows)
    tally = Tally(3, 0, 3, 0, 0, 0)
    file = CheckedFile(0, report.File("某.csv", "read", "d", (sheet,)), tally, None, (Spot(0, "", 0, "B"),), (), ())
    problems = to_mend((file,), (Parsed(()),))
    _tell_check(Check("c", datetime(2026, 3, 20, tzinfo=UTC), (file,), tally, problems, ()))
    shown = [line.split()[:2] for line in capsys.readouterr().out.splitlines()[2:-1]]
    assert shown == [["C2", "vague_date"], ["B3", "id_number_present"], ["C3", "vague_place"]]


def test_columns_that_nobody_understood_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    columns = (
        report.SheetColumn("A", "需求内容", "text", 1.0, "灯坏了"),
        report.SheetColumn("B", "啥时候", None, 0.0, "周六"),
        report.SheetColumn("C", "序号", None, 0.0, "1"),
        report.SheetColumn("D", "空着的", None, 0.0, ""),
    )
    row = report.Row(2, report.Verdict.OK, {"text": "灯坏了"})
    sheet = report.Sheet("", "read", "needs", 1, columns=columns, rows=(row,))
    said = told(capsys, report.File("某.csv", "read", "d", (sheet,)), Tally(1, 1, 0, 0, 0, 0))
    assert "没读的列：啥时候\n" in said
