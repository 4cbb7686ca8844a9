"""Those of one house are listed once, and the line says for whom the listed one stands."""

from __future__ import annotations

import pytest
from matching_town import teacher, town

from matching.houses import NAMED, told


@pytest.mark.parametrize(("further", "zh", "en"), [(0, "”是同一家", ": listed once."), (2, "等{n}项", " and 2 more: ")])
def test_those_beyond_the_first_few_are_counted(further: int, zh: str, en: str) -> None:
    keys = [f"one{at}" for at in range(NAMED + further)]
    matcher, _ = town(*(record for key in keys for record in teacher(key))).ask("teach")
    rows = tuple(matcher.data.nodes.row_of("Resident", key) for key in keys)
    assert zh.format(n=len(keys)) in told(matcher.data, rows, "zh")
    assert en in told(matcher.data, rows, "en")
