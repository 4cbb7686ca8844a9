"""Home tells what is of today only, and amounts with what they measure."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service import intake
from service.viewing.looking import Mention
from service.viewing.overview import WaitingClaim
from service.web import asked, claims, frame, home, imports
from service.web.written import amount


def test_an_upload_that_was_left_long_ago_is_no_work_of_today(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    now = datetime.now(UTC)
    waiting = [("old", now - timedelta(days=30), ("旧表.xlsx",)), ("new", now, ("新表.xlsx",))]
    monkeypatch.setattr(intake, "checks_in_progress", lambda _desk, *, now: waiting)
    with app.test_request_context("/"):
        assert [one["id"] for one in imports.open_checks(newer_than=now - home.ABANDONED)] == ["new"]
        assert [one["id"] for one in imports.open_checks()] == ["old", "new"]


def test_nobody_was_asked_a_negative_number_of_days_ago(app: Flask) -> None:
    with app.test_request_context("/"):
        ahead = frame.today() + timedelta(days=400)
        assert "-" not in asked.Awaited(("王姐",), frozenset(), ahead, True).told()
        assert "-" not in asked._told([ahead])
        assert "（3 天前）" in asked._told([ahead, frame.today() - timedelta(days=3)])


@pytest.mark.parametrize(("unit", "said"), [("", "数量 6"), ("盆", "6 盆")])
def test_an_amount_never_stands_bare(app: Flask, unit: str, said: str) -> None:
    claim = WaitingClaim(
        "k", Mention("Unit", "u", "饭馆"), "p", "邻里宴", "q", "宴席费用", 6.0, unit, None, date(2026, 11, 1), None
    )
    with app.test_request_context("/"):
        assert claims._claim(claim)["gives"] == said


def test_measures_are_english_on_english_pages(client: FlaskClient, app: Flask) -> None:
    with app.test_request_context("/?lang=en"):
        assert amount(40.0, "盆") == "40 pots"
    page = client.get("/imports?lang=en").text
    assert "not said" not in page
