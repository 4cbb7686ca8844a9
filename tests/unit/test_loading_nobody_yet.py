"""Words that stand where somebody is still to be found make nobody; a price among words for a charge is kept."""

from __future__ import annotations

from datetime import date

import pytest

from graph.loading.names import is_nobody_yet
from graph.loading.register import Register
from graph.loading.translate import translate
from graph.reading import check
from graph.reading.gazetteer import Gazetteer
from graph.reading.quantities import read_quantity
from graph.reading.report import File

LINES = """项目名称,项目团队,还缺什么,数量,认领方,资金来源,项目辅导员
屋顶菜园,花友小组,种植箱,20个,待认领,待争取,暂缺
读书角,书友小组,书架,2个,柳叶书店,街道经费,沈某
"""


def read(lines: str) -> File:
    return check([("表.csv", lines.encode())], Gazetteer())[0]


def test_a_line_that_nobody_takes_yet_is_taken_by_nobody() -> None:
    found = translate(read(LINES), Register.of([], []), lambda words: [], date(2026, 3, 20))
    names = {str(told.get("name")) for told in found.draft.nodes.values()}
    assert {"花友小组", "柳叶书店", "街道经费", "沈某"} <= names
    assert not names & {"待认领", "待争取", "暂缺"}


@pytest.mark.parametrize("words", ["待认领", "招募中", "没人认领", "待定", "还没落实", "空缺"])
def test_words_for_nobody_yet(words: str) -> None:
    assert is_nobody_yet(words)


@pytest.mark.parametrize("words", ["守望岗", "待用快餐店", "申请救助协会", "柳叶书店", "缺牙齿诊所"])
def test_names_are_no_such_words(words: str) -> None:
    assert not is_nobody_yet(words)


def test_kinds_of_things_make_a_list_of_things() -> None:
    lines = (
        "单位名称,可提供资源,类型,数量,联系人\n"
        "柳叶银行,会议室,场地,1,梅某\n柳叶银行,讲座,服务,2次,梅某\n春风超市,折叠桌,物资,20张,盛某\n"
    )
    (sheet,) = read(lines).sheets
    assert sheet.list == "resources"
    assert [row.fields["provider"] for row in sheet.rows] == ["柳叶银行", "柳叶银行", "春风超市"]


def test_a_price_under_how_it_is_charged_is_kept() -> None:
    lines = "场地名称,收费,开放时间\n会议室,免费,工作日\n排练室,30元/小时,周末\n"
    _, room = read(lines).sheets[0].rows
    assert room.meant == {"money": 30.0, "money_max": None, "unit": "小时"}
    assert "按“价钱 30元/小时”登记" in room.problems[0].message["zh"]


def test_two_of_them_in_one_character() -> None:
    reading = read_quantity("俩人")
    assert (reading.low, reading.unit) == (2, "人")
