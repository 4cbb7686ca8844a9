"""Two tables of one sheet are read as two; one list with gaps, repeated headings or notes stays one."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from graph.reading.gazetteer import Gazetteer
from graph.reading.report import File
from graph.workbook.reader import Merged
from tests.support.sheets import Line, check_lines

NEEDS: list[Line] = [["编号", "需求内容", "紧急程度"], ["X1", "楼道灯坏了没人修", "急"], ["X2", "想学写毛笔字", "不急"]]
TALKED: list[Line] = [
    ["大伙想解决啥事", "着不着急", "谁反映的"],
    ["楼道灯坏了没人修", "急", "居民"],
    ["没地方下棋", "", ""],
]
OFFERS: list[Line] = [
    ["资源名称", "提供单位", "资源类型"],
    ["会议室", "某某物业", "场地"],
    ["折叠桌", "某某商店", "物资"],
]
PEOPLE: list[Line] = [
    ["姓名", "特长", "手机"],
    ["王某英", "唱歌、剪纸", "13800000001"],
    ["李", "修车", "13800000002"],
]

ABLE: list[Line] = [
    ["骨干姓名", "手机", "拿得出手的绝活", "岗位"],
    ["王某英", "13800000001", "电工、木工", "楼门长"],
    ["李某", "13800000002", "唱京剧", "网格员"],
]

LENT: list[Line] = [
    ["可借物品", "物主", "数目", "存放点", "打给谁"],
    ["轮椅", "某某商店", "2辆", "柳巷1号院", "13800000003"],
    ["投影", "某某物业", "一台", "柳巷1号院", "13800000004"],
]


def read(lines: Sequence[Line], *boxes: Merged) -> File:
    return check_lines(lines, Gazetteer(), boxes, "汇总")


def told(file: File) -> list[tuple[str, str | None, int | None, list[int]]]:
    return [(s.name, s.list, s.header_row, [row.line for row in s.rows]) for s in file.sheets if s.status == "read"]


def test_a_heading_of_unusual_words_begins_a_table_too() -> None:
    file = read([["一、骨干"], *ABLE, [], ["二、资源"], *OFFERS])
    assert told(file) == [("汇总", "residents", 2, [3, 4]), ("汇总 第2张表", "resources", 7, [8, 9])]


def test_below_a_title_a_heading_may_be_in_any_words() -> None:
    file = read([["表一"], *LENT, [], ["表二 骨干"], *ABLE])
    assert [(name, head) for name, _, head, _ in told(file)] == [("汇总", 2), ("汇总 第2张表", 7)]
    assert [sheet.list for sheet in file.sheets] == ["resources", "residents"]


@pytest.mark.parametrize("first", [NEEDS, TALKED])
@pytest.mark.parametrize("between", [[], [[]], [[], ["二、能帮忙的"]], [["合计", "2"], [], ["能帮忙的单位一览"]]])
def test_a_table_below_another_is_a_list_of_its_own(first: list[Line], between: list[Line]) -> None:
    file = read([["一、大家提的"], *first, *between, *OFFERS])
    head = 5 + len(between)
    assert told(file) == [("汇总", "needs", 2, [3, 4]), ("汇总 第2张表", "resources", head, [head + 1, head + 2])]
    below = file.sheets[1]
    assert below.rows[1].fields == {"name": "折叠桌", "provider": "某某商店", "kind": "物资"}


def test_three_tables_and_the_day_of_the_first_holds_for_all() -> None:
    dated = [["姓名", "手机", "加入时间"], ["王某英", "13800000001", "3月5日"], ["李某", "13800000002", "4月1日"]]
    file = read([["填报日期：2026年5月1日"], *NEEDS, [], *OFFERS, [], *dated])
    assert [(name, list_name) for name, list_name, *_ in told(file)] == [
        ("汇总", "needs"),
        ("汇总 第2张表", "resources"),
        ("汇总 第3张表", "residents"),
    ]
    assert [row.fields["date_from"] for row in file.sheets[2].rows] == ["2026-03-05", "2026-04-01"]


def test_a_table_beside_another_is_a_list_of_its_own() -> None:
    lines = [[*left, None, *right] for left, right in zip(NEEDS, PEOPLE, strict=True)]
    file = read([["两张清单"], *lines, [None, None, None, None, "张某", "英语", "13800000003"]], Merged(1, 0, 1, 6))
    assert told(file) == [("汇总", "needs", 2, [3, 4]), ("汇总 第2张表", "residents", 2, [3, 4, 5])]
    beside = file.sheets[1]
    assert [column.letter for column in beside.columns] == ["E", "F", "G"]
    assert beside.rows[0].fields == {"name": "王某英", "skills": ["唱歌", "剪纸"], "phone": "13800000001"}


@pytest.mark.parametrize(
    "lines",
    [
        [*NEEDS, [], *NEEDS],
        [*NEEDS, ["编号", "需求内容", "紧急程度"], ["X3", "没地方下棋", "急"]],
        [*NEEDS, [], ["备注：以上由各楼门长收集"]],
        [*NEEDS, [], ["联系人", "电话", "地址"]],
        [
            [*line, None, *more]
            for line, more in zip(
                NEEDS, (["姓名", "手机"], ["王某", "13800000001"], ["李某", "13800000002"]), strict=True
            )
        ],
        [[line[0], None, *line[1:]] for line in NEEDS],
    ],
)
def test_what_is_one_list_stays_one(lines: list[Line]) -> None:
    assert [(name, list_name) for name, list_name, *_ in told(read(lines))] == [("汇总", "needs")]


WITHOUT_NAME: list[Line] = [
    ["序号", "提供单位", "资源类型", "联系电话", "可提供时间"],
    ["1", "某某物业", "场地", "13800000001", "周末"],
    ["2", "某某书店", "物资", "13800000002", "平时"],
]


@pytest.mark.parametrize("between", [[[]], [["资源台账"]], [["合计", "2"], [], ["资源台账"]]])
def test_a_lower_table_without_its_main_column_is_refused_and_not_read_as_the_upper_one(between: list[Line]) -> None:
    file = read([*NEEDS, *between, *WITHOUT_NAME])
    assert [(sheet.status, sheet.list, sheet.missing) for sheet in file.sheets] == [
        ("read", "needs", ()),
        ("refused", "resources", ("name",)),
    ]
    assert [row.line for row in file.sheets[0].rows] == [2, 3]


def test_an_upper_table_without_its_main_column_does_not_take_the_lower_one_along() -> None:
    file = read([*WITHOUT_NAME, [], ["二、大家提的"], *NEEDS])
    assert [(sheet.status, sheet.list) for sheet in file.sheets] == [("refused", "resources"), ("read", "needs")]


def test_a_row_of_measures_belongs_to_the_headings() -> None:
    file = read(
        [
            ["场地名称", "归哪家管", "能坐多少", "开放时间", "收费"],
            [None, None, "（人）", None, "（元）"],
            ["二层小屋", "某某物业", "30", "周末", "20"],
        ]
    )
    (sheet,) = file.sheets
    assert (sheet.list, sheet.header_row) == ("resources", 2)
    assert [column.header for column in sheet.columns][2] == "能坐多少/（人）"
    assert [(row.line, row.fields["quantity"], row.fields["unit"]) for row in sheet.rows] == [(3, 30.0, "人")]
