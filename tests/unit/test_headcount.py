"""Numbers of people decide which rooms come into question, so they are read as people write them."""

from __future__ import annotations

from math import isnan

import pytest

from service.lines.headcount import people_in


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("能坐20人的房间", 20),
        ("坐得下三十五人", 35),
        ("12个孩子", 12),
        ("要坐得下一千三百人", 1300),
        ("两千人的大会", 2000),
        ("2,400人", 2400),
        ("２，４００人", 2400),
        ("1.2万人", 12_000),
        ("30多位老人", 30),
        ("六十来人", 60),
        ("四五十人的屋子", 50),
        ("25-40人", 40),
        ("一次40人，全年700人次", 40),
        ("80個居民", 80),
    ],
)
def test_people_are_read_however_the_number_is_written(text: str, people: float) -> None:
    assert people_in(text) == people


@pytest.mark.parametrize(
    "text", ["两名志愿者", "投影仪", "几十人", "数百人都行", "上千人", "第三人称", "全年700人次", "3000元人民币", ""]
)
def test_what_names_no_number_of_people_gives_none(text: str) -> None:
    assert isnan(people_in(text))
