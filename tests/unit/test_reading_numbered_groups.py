"""Numbered groups of columns are a line for each number; numbered columns of one sort each stay one line."""

from __future__ import annotations

from graph.reading.gazetteer import Gazetteer
from graph.reading.numbered import numbered_groups
from graph.reading.report import File
from graph.reading.sections import sections
from graph.workbook.reader import Cell, CellKind, RawSheet, plain_sheet, sheet_of
from tests.support.sheets import Line, check_lines

LACKING: list[Line] = [
    ["项目名称", "需求项1", "数量1", "需求项2", "数量2", "负责人", "联系电话"],
    ["银龄课堂", "会教手机的老师", "2人", "能坐30人的活动室", "1间", "王某", "13800000001"],
    ["楼道添绿", "会种花的人", "3人", "", "", "李某", "13800000002"],
    ["旧物新生", "会修小家电的人", "1人", "工具", "2套", "张某", "13800000003"],
]


def read(lines: list[Line]) -> File:
    return check_lines(lines, Gazetteer())


def test_a_project_lacks_each_of_the_things_with_its_own_amount() -> None:
    file = read(LACKING)
    told = [
        (row.line, row.fields["name"], row.fields["requirement"], row.fields["quantity"], row.fields["unit"])
        for sheet in file.sheets
        for row in sheet.rows
    ]
    assert told == [
        (2, "银龄课堂", "会教手机的老师", 2, "人"),
        (3, "楼道添绿", "会种花的人", 3, "人"),
        (4, "旧物新生", "会修小家电的人", 1, "人"),
        (2, "银龄课堂", "能坐30人的活动室", 1, "间"),
        (4, "旧物新生", "工具", 2, "套"),
    ]
    assert not any(row.problems for sheet in file.sheets for row in sheet.rows)
    assert [column.letter for column in file.sheets[1].columns] == ["A", "D", "E", "F", "G"]


def test_the_number_of_a_line_is_not_given_to_the_second_thing_it_names() -> None:
    file = read(
        [
            ["编号", "提供单位", "资源名称1", "数量1", "资源名称2", "数量2", "联系人", "电话"],
            ["ZY01", "某某物业", "会议室", "1间", "折叠桌", "20张", "王某", "13800000001"],
            ["ZY02", "某某商店", "会客室", "1间", "", "", "李某", "13800000002"],
        ]
    )
    told = [(row.fields.get("id"), row.fields["name"], row.fields["quantity"]) for s in file.sheets for row in s.rows]
    assert told == [("ZY01", "会议室", 1), ("ZY02", "会客室", 1), (None, "折叠桌", 20)]


def test_numbered_columns_that_belong_to_one_person_stay_one_line() -> None:
    file = read(
        [
            ["姓名", "特长1", "年限1", "特长2", "年限2", "电话"],
            ["王某", "书法", "3年", "太极", "2年", "13800000001"],
            ["李某", "修车", "8年", "", "", "13800000002"],
        ]
    )
    assert [[row.fields["skills"] for row in sheet.rows] for sheet in file.sheets] == [[["书法", "太极"], ["修车"]]]


def test_groups_are_those_whose_numbers_stand_together() -> None:
    together = dict(enumerate(["名称", "需求项1", "数量1", "需求项2", "数量2", "电话1", "电话2"]))
    assert numbered_groups(together) == [frozenset((1, 2)), frozenset((3, 4))]
    assert numbered_groups(dict(enumerate(["姓名", "特长一", "特长二", "电话一", "电话二"]))) == []


def test_a_divided_sheet_is_not_divided_again() -> None:
    rows = {
        line: {at: Cell(CellKind.TEXT, text) for at, text in enumerate(cells) if text}
        for line, cells in enumerate(LACKING, start=1)
    }
    parts = sections(RawSheet("", False, rows))
    assert [len(sections(sheet_of(plain_sheet(part)))) for part in parts] == [1, 1]
