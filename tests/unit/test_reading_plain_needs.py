"""A heading that plainly names a field beats what its cells look like: 路灯坏了 begins with a surname."""

from __future__ import annotations

import pytest

from graph.reading import check
from tests.support.messy_lists import GAZETTEER


@pytest.mark.parametrize(
    "cells",
    [("路灯坏了", "缺菜站", "井盖响"), ("路面坑洼", "路灯不亮", "楼道太黑"), ("路灯坏了",), ("高空抛物", "管道漏水")],
)
def test_short_needs_that_look_like_names_are_needs(cells: tuple[str, ...]) -> None:
    lines = ["需求内容,涉及户数,紧急程度,提出时间", *(f"{cell},30,高,2026-11-01" for cell in cells)]
    ((sheet,),) = [file.sheets for file in check([("需求.csv", "\n".join(lines).encode())], GAZETTEER)]
    assert [column.field for column in sheet.columns] == ["text", "quantity", "urgency", "date_from"]
    assert [row.fields["text"] for row in sheet.rows] == list(cells)


def test_two_measures_are_no_range() -> None:
    (file,) = check([("需求.csv", "需求内容,涉及户数\n想要托管班,5户，8个孩子\n想学书法,5、6户".encode())], GAZETTEER)
    first, second = file.sheets[0].rows
    assert "quantity" not in first.fields
    assert first.problems
    assert (second.fields["quantity"], second.fields["quantity_max"]) == (5, 6)
