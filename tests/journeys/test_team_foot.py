"""The foot of a team's table says what it counts."""

from __future__ import annotations

import pytest
from flask import Flask

from service.allocating.loads import HOURS, LINES, MONEY, Load
from service.web.teams import _used


def load(measure: str, month: str = "") -> Load:
    return Load("Fund", "f", measure, month, 0.0, 1.0, None, 1)


@pytest.mark.parametrize(
    ("measures", "said"),
    [((MONEY,), "用掉多少钱"), ((MONEY, HOURS, LINES), "用掉多少（时间、钱）"), ((HOURS, LINES), "当月用时")],
)
def test_money_is_not_called_hours(app: Flask, measures: tuple[str, ...], said: str) -> None:
    with app.test_request_context("/", headers={"Accept-Language": "zh"}):
        assert str(_used([load(one) for one in measures], ())) == said
