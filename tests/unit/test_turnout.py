"""Numbers in a sentence about an activity: who come, who lead, who help, what it costs."""

from __future__ import annotations

from datetime import date

import pytest

from service.lines.turnout import Turnout, turnout_in

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("周日上午包饺子，30个老人", Turnout(people=30)),
        ("40位老人听健康讲座，周三下午", Turnout(people=40)),
        ("周日包饺子，10人", Turnout(people=10)),
        ("12月6日包饺子，三十来个街坊", Turnout(people=30)),
        ("30个老人和10个孩子做手工", Turnout(people=40)),
        ("1,200人的大会", Turnout(people=1200)),
        ("15-20人读书", Turnout(people=20)),
        ("20名学员学书法", Turnout(people=20)),
        ("两位理发师给老人理发，经费500元", Turnout(leaders=2, money=500.0)),
        ("义诊，三名医生，5个志愿者，60位居民，经费2千元", Turnout(60, 3, 5, 2000.0)),
        ("要3个人帮忙，五百块钱", Turnout(helpers=3, money=500.0)),
    ],
)
def test_numbers_are_read_for_what_they_count(text: str, said: Turnout) -> None:
    assert turnout_in(text, TODAY) == said


@pytest.mark.parametrize(
    "text",
    [
        "周三银龄课堂，教老人用智能手机",
        "两人三足比赛",
        "每人20元材料",
        "五人一组做手工",
        "两个社区一起跳舞",
        "全年700人次",
        "陪一个人住的老人",
    ],
)
def test_what_counts_nobody_who_comes_is_left(text: str) -> None:
    assert turnout_in(text, TODAY) == Turnout()
