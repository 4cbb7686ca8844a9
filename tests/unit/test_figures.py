"""Amounts are told in figures that people read: never as 9e+06."""

from __future__ import annotations

import pytest

from service.cli.planning import _team_row
from service.figures import figure


@pytest.mark.parametrize(
    ("value", "told"),
    [(9e6, "9,000,000"), (123456789.0, "123,456,789"), (0.15, "0.15"), (1500.5, "1,500.5"), (2.0, "2"), (1e-6, "0")],
)
def test_a_number_has_its_thousands_apart_and_no_needless_decimals(value: float, told: str) -> None:
    assert figure(value) == told


def test_a_team_tells_large_sums_in_full() -> None:
    line = {"id": "q", "text": "装电梯", "wanted": 9e6, "unit": "元"}
    part = {"requirement": "q", "candidate": {"name": "街道资金"}, "amount": 1.5e6}
    row = _team_row(line, {"parts": [part], "covered": {"q": 1.5e6}})
    assert row == ["装电梯", "9,000,000元", "街道资金 1,500,000元", "✕ 1,500,000 / 9,000,000"]
