"""Columns headed with days of the week: each cell is read with its day, so nobody is free on all of them."""

from __future__ import annotations

import pytest

from graph.reading import check
from graph.reading.report import Sheet
from graph.reading.weekdays import on_the_day, weekday_of
from tests.support.messy_lists import GAZETTEER


def read(*lines: str) -> Sheet:
    (file,) = check([("export.csv", "\n".join(lines).encode())], GAZETTEER)
    (sheet,) = file.sheets
    return sheet


def test_what_stands_below_a_day_holds_on_that_day() -> None:
    sheet = read(
        "服务名称,服务内容,提供单位,联系电话,周一,周二,周三",
        "理发,上门理发,便民理发店,010-00000111,上午,,下午",
        "修鞋,修鞋配钥匙,老街修鞋铺,010-00000112,,9:00-11:00,上午",
        "量血压,免费量血压,南里卫生站,010-00000113,,,",
    )
    assert [column.field for column in sheet.columns][4:] == ["hours"] * 3
    assert [row.fields.get("hours") for row in sheet.rows] == ["周一上午；周三下午", "周二 9:00-11:00；周三上午", None]
    assert not any(row.problems for row in sheet.rows)


def test_a_tick_below_a_day_is_the_day_and_a_cross_is_not() -> None:
    sheet = read(
        "姓名,特长,手机,周六上午,周六下午,星期日",
        "王某,书法,13900000001,√,×,√",
        "李某,修车,13900000002,,√,",
        "张某,唱歌,13900000003,×,×,×",
    )
    assert [row.fields.get("hours") for row in sheet.rows] == ["周六上午；星期日", "周六下午", None]


def test_the_day_may_stand_in_brackets() -> None:
    sheet = read(
        "资源名称,资源类别,提供方,开放时间（周一）,开放时间（周二）",
        "会议室,场地,文化中心,9:00-11:00,14:00-16:00",
        "排练厅,场地,文化中心,,14:00-16:00",
        "阅览室,场地,文化中心,9:00-11:00,",
    )
    assert [row.fields["hours"] for row in sheet.rows] == [
        "周一 9:00-11:00；周二 14:00-16:00",
        "周二 14:00-16:00",
        "周一 9:00-11:00",
    ]


def test_who_is_on_duty_on_a_day_is_no_hours() -> None:
    sheet = read("组织名称,联系电话,周一,周二", "南里合唱队,13900000001,王芳,李强", "南里棋社,13900000002,李强,王芳")
    assert "hours" not in [column.field for column in sheet.columns]


@pytest.mark.parametrize("heading", ["周一至周五", "周一、三、五", "周六日", "周一和周二", "每周活动时间"])
def test_a_heading_of_several_days_names_none(heading: str) -> None:
    assert weekday_of(heading) == ""
    assert on_the_day(heading, "上午") == "上午"
