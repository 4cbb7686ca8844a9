"""Filled-in forms, a label and its value side by side, are read as a list of one line for each form."""

from __future__ import annotations

import pytest

from graph.reading import check
from graph.reading.gazetteer import Entry, Gazetteer
from graph.reading.report import File
from graph.reading.sections import sections
from graph.workbook.reader import Cell, CellKind, RawSheet, plain_sheet, sheet_of

PLACES = Gazetteer([Entry("community", "柳河社区"), Entry("building", "柳河楼", "柳河社区")])
STACKED = """姓名,张某
年龄,65
电话,13900000001
特长,修电器
是否同意推荐,愿意

姓名,李某
年龄,70
电话,13900000002
特长,剪纸
是否同意推荐,不愿意
"""
IN_PAIRS = """社区志愿者登记表,,,
姓名：,张某,性别：,男
出生年月：,1960.3,联系电话：,13900000001
家庭住址：,柳河楼,,
特长：,修电器、理发,可服务时间：,周末
本人承诺以上信息属实。,,,
"""
NEEDS = """居民需求登记单,,,
反映人,张某,联系电话,13900000001
楼院,柳河楼,日期,2026-3-5
需求内容,想装个扶手,,
居民需求登记单,,,
反映人,李某,联系电话,13900000002
楼院,柳河社区,日期,2026-3-6
需求内容,充电线没人管,,
"""
BLANK = "社区志愿者登记表,,,\n姓名,,性别,\n出生年月,,联系电话,\n家庭住址,,,\n特长,,可服务时间,\n"


def read(lines: str) -> File:
    return check([("表.csv", lines.encode())], PLACES)[0]


def test_two_forms_below_one_another_are_two_people() -> None:
    file = read(STACKED)
    (sheet,) = file.sheets
    assert sheet.list == "residents"
    told = [
        (row.fields["name"], row.fields["age_band"], row.fields["skills"], row.fields["consent"]) for row in sheet.rows
    ]
    assert told == [("张某", "60-69", ["修电器"], True), ("李某", "70-79", ["剪纸"], False)]
    assert "共 2 份" in file.message["zh"]
    assert "2 filled-in forms" in file.message["en"]


def test_labels_in_two_columns() -> None:
    (row,) = read(IN_PAIRS).sheets[0].rows
    assert row.fields == {
        "name": "张某",
        "phone": "13900000001",
        "place": "柳河楼",
        "skills": ["修电器", "理发"],
        "hours": "周末",
    }


def test_forms_of_needs() -> None:
    (sheet,) = read(NEEDS).sheets
    assert sheet.list == "needs"
    assert [(row.fields["text"], row.fields["place"]) for row in sheet.rows] == [
        ("想装个扶手", "柳河楼"),
        ("充电线没人管", "柳河社区"),
    ]


def test_a_form_that_nobody_filled_in_holds_nothing() -> None:
    file = read(BLANK)
    assert [(sheet.status, sheet.reason) for sheet in file.sheets] == [("ignored", "blank_form")]
    assert "没有填的登记表" in file.message["zh"]


@pytest.mark.parametrize(
    "lines",
    [
        "需求内容,地点\n灯坏了,柳河楼\n车棚漏,柳河社区\n",
        "类别,名称,数量\n场地,会议室,1\n物资,桌子,10\n资金,公益金,1\n",
        "社会组织名称,登记备案\n柳叶合唱队,备案\n春风舞蹈队,备案\n平安巡逻队,未备案\n",
        "队伍,咋叫的人\n合唱队,张三\n舞蹈队,李四\n巡逻队,王五\n",
        "名称,会议室,活动室,操场\n类型,场地,场地,场地\n容纳人数,20,30,100\n",
    ],
)
def test_a_list_is_no_form(lines: str) -> None:
    assert "登记表" not in read(lines).message.get("zh", "")


def test_the_number_of_forms_is_kept_with_the_sheet() -> None:
    lines = [line.split(",") for line in STACKED.splitlines() if line]
    rows = {
        line: {at: Cell(CellKind.TEXT, text) for at, text in enumerate(cells)} for line, cells in enumerate(lines, 1)
    }
    (made,) = sections(RawSheet("表", False, rows))
    assert made.forms == 2
    assert sheet_of(plain_sheet(made)) == made
    assert sections(made) == [made]
