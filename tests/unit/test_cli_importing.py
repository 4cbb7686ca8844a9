"""What `heli import` says of a check: groups of rows that add up, and no list of which nothing was read."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from graph.reading import report
from service.cli.importing import _tell_check
from service.intake import Check, CheckedFile, Tally


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


def test_a_refused_file_lists_no_rows(capsys: pytest.CaptureFixture[str]) -> None:
    sheet = report.Sheet("Sheet1", "refused", "needs", 1, reason="missing_column", missing=("text",))
    file = report.File("某.xlsx", "refused", "d", (sheet,), "missing_column", {"zh": "缺少列", "en": "no column"})
    shown = told(capsys, file, Tally(0, 0, 0, 0, 0, 0))
    assert "Sheet1" not in shown
    assert " 0 " not in shown
