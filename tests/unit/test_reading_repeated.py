"""Columns of one heading are one field; lists wider than any and damaged letters are told of, not dropped."""

from __future__ import annotations

import pytest

from graph.reading import check
from graph.reading.report import File, Row, Sheet
from tests.support.messy_lists import GAZETTEER


def file_of(*lines: str, encoding: str = "utf-8") -> File:
    (file,) = check([("a.csv", "\n".join(lines).encode(encoding))], GAZETTEER)
    return file


def sheet_of(*lines: str) -> Sheet:
    (sheet,) = file_of(*lines).sheets
    return sheet


def told(row: Row) -> list[tuple[str, str]]:
    return [(problem.column, problem.code) for problem in row.problems]


def test_the_texts_of_two_columns_of_one_heading_are_put_together() -> None:
    sheet = sheet_of(
        "需求内容,需求内容,联系电话",
        "修楼道的灯,装扶手,13900000001",
        ",种几棵树,13900000002",
        "修坡道,修坡道,13900000003",
        ",,13900000004",
    )
    assert [column.field for column in sheet.columns] == ["text", "text", "phone"]
    assert [row.fields.get("text") for row in sheet.rows] == ["修楼道的灯；装扶手", "种几棵树", "修坡道", None]
    assert [told(row) for row in sheet.rows] == [[], [], [], [("A", "missing_value")]]


def test_numbered_columns_of_a_list_are_one_list() -> None:
    sheet = sheet_of("姓名,特长1,特长2,手机", "王某,书法、绘画,绘画,13900000001", "李某,,修车,13900000002")
    assert [row.fields["skills"] for row in sheet.rows] == [["书法", "绘画"], ["修车"]]
    assert [told(row) for row in sheet.rows] == [[], []]


def test_of_a_number_that_can_be_but_one_the_first_is_taken_and_the_other_told() -> None:
    sheet = sheet_of(
        "需求内容,联系人,电话,联系人,电话",
        "修灯,王某,13900000001,李某,13900000002",
        "种树,王某,,,13900000002",
        "修路,王某,13900000001,王某,139 0000 0001",
    )
    assert [(row.fields["contact"], row.fields["phone"]) for row in sheet.rows] == [
        ("王某", "13900000001"),
        ("王某", "13900000002"),
        ("王某", "13900000001"),
    ]
    assert [told(row) for row in sheet.rows] == [[("D", "several_values"), ("E", "several_values")], [], []]


def test_of_two_columns_that_differ_both_are_named_and_the_one_that_was_taken() -> None:
    sheet = sheet_of(
        "需求内容,联系电话1,联系电话2,联系电话3",
        "修灯,13900000001,13900000002,",
        "种树,,13900000002,13900000003",
        "修路,13900000001,13900000001,",
    )
    said = [[problem.message["zh"] for problem in row.problems] for row in sheet.rows]
    assert said[0] == ["“联系电话1”(B)和“联系电话2”(C)写得不一样，取了“联系电话1”(B)的。"]
    assert said[1] == ["“联系电话2”(C)和“联系电话3”(D)写得不一样，取了“联系电话2”(C)的。"]
    assert said[2] == []
    assert [problem.proposal for row in sheet.rows for problem in row.problems] == [None, None]


def test_what_a_money_column_says_beside_a_charge_with_its_price() -> None:
    sheet = sheet_of(
        "服务名称,提供单位,收费方式,价格,价格", "理发,南里理发店,优惠，15元,,20元", "修鞋,南里鞋铺,收费,,8元"
    )
    assert [row.fields.get("money") for row in sheet.rows] == [15, 8]


def test_a_column_that_is_read_keeps_its_field_where_only_one_can_be_meant() -> None:
    sheet = sheet_of(
        "项目名称,开始日期1,开始日期2,预算,负责人,电话",
        "楼道添绿,2026-03-01,2026-09-01,1000元,王某,13900000001",
        "旧物新生,2026-04-01,2026-10-01,500元,李某,13900000002",
        "银龄课堂,2026-05-01,2026-11-01,800元,张某,13900000003",
    )
    assert [column.field for column in sheet.columns][1:3] == ["date_from", "date_to"]
    assert not any(row.problems for row in sheet.rows)


def test_a_heading_merged_over_person_and_number_is_not_the_same_field_twice() -> None:
    sheet = sheet_of("需求内容,联系方式,联系方式", "修灯,王某,13900000001", "种树,李某,13900000002")
    assert [column.field for column in sheet.columns] == ["text", "contact", "phone"]


WIDE = ",".join(f"第{day}天" for day in range(1, 200))


def test_a_sheet_wider_than_any_list_is_read_as_far_as_a_list_goes_and_told() -> None:
    file = file_of(f"姓名,联系电话,特长,职务,是否同意,{WIDE}", f"王某,13900000001,书法,楼门长,同意{',' * 199}")
    (sheet,) = file.sheets
    assert (sheet.list, len(sheet.columns), sheet.rows[0].fields["skills"]) == ("residents", 150, ["书法"])
    assert "150/204" in file.message["zh"]
    assert "150/204" in file.message["en"]


def test_a_wide_sheet_without_a_list_at_its_beginning_is_told_so() -> None:
    file = file_of(WIDE, ",".join("1" * 199))
    assert file.sheets[0].reason == "too_wide"
    assert "前 150 列" in file.message["zh"]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_damaged_letter_costs_its_letter_and_is_told_by_its_line(encoding: str) -> None:
    whole = "需求内容,联系电话\n修楼道的灯,13900000001\n种几棵树,13900000002".encode(encoding)
    for cut in (whole[:-14] + whole[-13:], whole.replace("灯".encode(encoding), "灯".encode(encoding)[:1])):
        (file,) = check([("a.csv", cut)], GAZETTEER)
        line = "3" if cut == whole[:-14] + whole[-13:] else "2"
        assert (file.status, len(file.sheets[0].rows)) == ("read", 2)
        assert f"第 {line} 行" in file.message["zh"]
