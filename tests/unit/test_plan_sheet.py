"""The workbook of a plan: hours in figures that people read."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from zipfile import ZipFile

from service.allocating.plansheets import plan_list


def test_hours_in_the_workbook_have_one_decimal() -> None:
    load = {"candidate": {"name": "小荣"}, "groups": [], "lines": 1, "month": "2026-12"}
    told = {
        "left": 0,
        "projects": [],
        "gaps": [],
        "loads": [{**load, "taken": 0.1 + 0.2, "planned": 5.503759398496241, "cap": 12.345}],
    }
    with ZipFile(BytesIO(plan_list(told, day=date(2026, 11, 22), language="zh"))) as book:
        sheets = "".join(book.read(name).decode() for name in book.namelist() if "worksheets/sheet" in name)
    assert all(f"<v>{figure}</v>" in sheets for figure in ("0.3", "5.5", "12.3"))
    assert "5.50" not in sheets
