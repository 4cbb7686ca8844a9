"""A sheet that notes who came, was paid or is on duty is none of the lists, and is not taken for one."""

from __future__ import annotations

import pytest

from graph.reading import check
from graph.reading.checking import check_file
from graph.reading.gazetteer import Gazetteer
from graph.reading.report import File
from graph.workbook.reader import Cell, CellKind, RawSheet
from service.intake.reading import Parsed

CAME = "姓名,电话,签到时间,领取物品,备注\n刘一,13900000001,9:05,鸡蛋,\n王二,13900000002,9:10,挂历,\n"
PAID = "姓名,岗位,应发工资,扣款,实发工资\n刘一,保洁,3000,0,3000\n王二,门岗,3200,100,3100\n"
ON_DUTY = "夜间值班表,,\n日期,姓名,电话\n2026-03-01,刘一,13900000001\n2026-03-02,王二,13900000002\n"
PEOPLE = "姓名,电话,特长,签到时间\n刘一,13900000001,书法,9:05\n王二,13900000002,理发,9:10\n"


def read(lines: str, name: str = "表") -> File:
    return check([(f"{name}.csv", lines.encode())], Gazetteer())[0]


def sheet(name: str, hidden: bool, *rows: tuple[str, ...]) -> RawSheet:
    lines = {line: {at: Cell(CellKind.TEXT, text) for at, text in enumerate(row)} for line, row in enumerate(rows, 1)}
    return RawSheet(name, hidden, lines)


DAYS = "姓名,1日,2日,3日\n刘一,√,√,\n王二,,√,√\n"
HOURS = "姓名,手机,服务日期,服务时长\n刘一,13900000001,2026-03-01,3\n王二,13900000002,2026-03-02,2\n"
WAGES = "姓名,岗位,基本工资,奖金,合计\n刘一,保洁,3000,200,3200\n王二,门岗,3000,100,3100\n"


@pytest.mark.parametrize("lines", [CAME, PAID, ON_DUTY, DAYS, HOURS, WAGES])
def test_it_is_left_unread_with_the_reason(lines: str) -> None:
    file = read(lines)
    assert [(sheet.status, sheet.reason) for sheet in file.sheets] == [("ignored", "a_log")]
    assert "登记表" in file.message["zh"]


def test_people_with_what_they_can_do_are_a_list_whatever_its_name() -> None:
    assert read(PEOPLE, "活动签到表").sheets[0].list == "residents"


@pytest.mark.parametrize("others", [(), (("院", "议题"), ("1号院", "想装扶手"))])
def test_a_hidden_sheet_is_told_and_not_read(others: tuple[tuple[str, ...], ...]) -> None:
    people = sheet("旧名单", True, ("姓名", "电话", "特长"), ("刘一", "13900000001", "书法"))
    shown = sheet("表", False, *(others or (("说明",),)))
    file = check_file(Parsed((shown, people)), "表.xlsx", b"", Gazetteer())
    assert [one.reason for one in file.sheets][1:] == ["hidden_sheet"]
    assert "“旧名单”" in file.message["zh"]
    assert "“旧名单”" in file.message["en"]


def test_people_of_units_with_their_phones_are_who_came() -> None:
    lines = "序号,姓名,单位,联系电话\n1,刘一,柳叶小学,13900000001\n2,王二,顺安物业,13900000002\n"
    file = read(lines)
    assert [(sheet.status, sheet.reason) for sheet in file.sheets] == [("ignored", "a_log")]
    assert "到过场不等于愿意被推荐" in file.message["zh"]
    assert "--as SHEET=LIST" in file.message["en"]


def test_units_with_whom_to_ask_are_a_list() -> None:
    lines = "序号,单位名称,联系人,联系电话\n1,柳叶小学,刘一,13900000001\n2,顺安物业,王二,13900000002\n"
    assert read(lines).sheets[0].list == "units"


def test_of_people_whom_nobody_asked_it_is_told_that_they_stand_in_no_list() -> None:
    file = read("端午活动参加人员\n姓名,年龄,单位,电话\n刘一,65,退休,13900000001\n王二,70,顺安物业,13900000002\n")
    assert "不列入推荐名单" in file.message["zh"]
    assert [row.fields.get("groups") for row in file.sheets[0].rows] == [None, None]
