"""A sheet is read as a list there is, a column as a field of it; anything else leaves the check as it was."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from graph.store import Store
from service import intake
from service.errors import status_of
from service.intake import Desk, Spot
from service.intake.desk import published_words

NOW = datetime(2026, 3, 20, 9, tzinfo=UTC)
NEEDS = "需求内容,提出时间,联系人\n院门口花箱没人打理,2026-01-12,王某英\n".encode()


def test_a_choice_there_is_not_is_refused_and_the_check_stays(embedded_store: Store, tmp_path: Path) -> None:
    desk = Desk(embedded_store, tmp_path / "imports", published_words)
    check = intake.check_files(desk, [("需求.csv", NEEDS)], now=NOW)
    sheet = check.files[0].report.sheets[0].name
    with pytest.raises(intake.UnknownChoice) as caught:
        intake.read_sheet_as(desk, check.id, Spot(0, sheet), "nonsense")
    assert status_of(caught.value) == 422
    for field in ("nonsense", "credit_code"):  # nowhere, and only in another list
        with pytest.raises(intake.UnknownChoice):
            intake.read_column_as(desk, check.id, Spot(0, sheet, column="A"), field)
    assert intake.open_check(desk, check.id) == check
    assert intake.read_column_as(desk, check.id, Spot(0, sheet, column="A"), "note").files[0].report.status
