"""Who by a remark died, moved away or asked to be called no more is in no list, and the row says so."""

from __future__ import annotations

import pytest

from graph.reading import check
from graph.reading.gazetteer import Gazetteer
from graph.reading.remarks import tells_that_it_is_over

OVER = """去年去世了 已过世 2024年3月病故 热心，今年因病去世 已搬走 全家搬离本社区 去年搬家了 本人要求不再联系
明确表示不要再打扰 家属来电要求不再联系 已退出 不参加了 请勿联系 申请退出志愿者队伍 不再合作 现已不住这里"""
STILL = """老伴去世 丈夫去年去世，独居 能帮人搬家 周末不要联系 不参加夜间活动 搬到3号楼 退出现役军人
联系儿子 刚搬来 请联系本人 不要电话联系 不会做饭 邻居已搬走 热心 晚上九点后请勿打扰"""


@pytest.mark.parametrize(
    "said",
    OVER.split(),
)
def test_a_remark_ends_what_somebody_offered(said: str) -> None:
    assert tells_that_it_is_over(said)


@pytest.mark.parametrize(
    "said",
    STILL.split(),
)
def test_a_remark_of_others_or_of_some_hours_ends_nothing(said: str) -> None:
    assert not tells_that_it_is_over(said)


def test_the_row_says_so_and_its_person_counts_as_not_agreed() -> None:
    lines = (
        "姓名,电话,特长,同意被推荐,备注\n王某,13900000001,朗诵,是,本人要求不再联系\n李某,13900000002,书法,是,老伴去世"
    )
    (file,) = check([("名单.csv", lines.encode())], Gazetteer())
    first, second = file.sheets[0].rows
    assert (first.fields["consent"], second.fields["consent"]) == (False, True)
    assert [(problem.column, problem.code) for problem in first.problems] == [("E", "no_longer_there")]
    assert not second.problems
    assert "不列入推荐名单" in first.problems[0].message["zh"]
