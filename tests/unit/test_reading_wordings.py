"""Headings in other words: what they are about, with the cells below them, decides the field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from graph.reading.checking import check_file
from graph.reading.gazetteer import Entry, Gazetteer
from graph.reading.headings import fit
from graph.reading.lists import LISTS
from graph.reading.report import Sheet
from graph.workbook.reader import Cell, CellKind, Merged, RawSheet

PLACES = Gazetteer([Entry("community", "桃园社区"), Entry("compound", "柳荫胡同6号院", "桃园社区", ("6号院",))])


class OneSheet:
    """A source that answers one sheet of texts, beginning in the first line and column."""

    def __init__(self, lines: Sequence[Sequence[str]], merged: tuple[Merged, ...] = ()) -> None:
        rows = {
            at: {column: Cell(CellKind.TEXT, text) for column, text in enumerate(line) if text}
            for at, line in enumerate(lines, start=1)
        }
        self._sheet = RawSheet("表", False, rows, merged)

    def read(self, name: str, content: bytes) -> list[RawSheet]:
        """The sheet, whatever the bytes are."""
        return [self._sheet]


def sheet(lines: Sequence[Sequence[str]], merged: tuple[Merged, ...] = ()) -> Sheet:
    """What is read from lines of texts."""
    return check_file(OneSheet(lines, merged), "表.xlsx", b"", PLACES).sheets[0]


def fields(found: Sheet) -> Mapping[str, str | None]:
    """Heading → field."""
    return {column.header: column.field for column in found.columns}


def test_english_words_in_headings_are_understood() -> None:
    found = sheet(
        [
            ["Project名称", "执行Team", "Begin date", "Due", "Funding（元）", "Remarks"],
            ["楼道美化", "巧手队", "2026-05-01", "2026-06-01", "3000", "先做一层"],
            ["周末集市", "帮忙队", "2026-05-03", "2026-07-01", "1200", ""],
        ]
    )
    assert found.list == "projects"
    assert list(fields(found).values()) == ["name", "team", "date_from", "date_to", "money", "note"]


def test_a_heading_is_shown_as_it_was_typed() -> None:
    found = sheet(
        [["問題 描述", "地　址", "登記\n時間"], ["井蓋壞了", "6號院", "2026-04-01"], ["缺路燈", "6号院", "2026-04-02"]]
    )
    assert fields(found) == {"問題描述": "text", "地址": "place", "登記時間": "date_from"}
    assert found.rows[0].fields["text"] == "井盖坏了"


def test_a_word_that_leans_on_its_group_is_read_with_it() -> None:
    lines = [
        ["项目名称", "缺口", "", "其他", ""],
        ["", "描述", "数量", "说明", "经办"],
        ["楼道美化", "颜料", "6桶", "自己刷", "甲"],
        ["周末集市", "遮阳伞", "4把", "", "甲"],
    ]
    merged = (Merged(1, 0, 2, 0), Merged(1, 1, 1, 2), Merged(1, 3, 1, 4))
    assert list(fields(sheet(lines, merged)).values()) == ["name", "requirement", "quantity", "note", None]


@pytest.mark.parametrize("heading", ["会长/手机", "队长与联系电话", "管事的人和手机", "总干事、电话"])
def test_one_heading_may_name_a_person_and_a_number(heading: str) -> None:
    found = sheet(
        [
            ["联盟名称", "成员单位", heading],
            ["甲联盟", "乙店、丙店", "周某13800009001"],
            ["丁联盟", "戊店、己店", "吴某"],
        ]
    )
    assert fields(found)[heading] == "contact_phone"
    assert found.rows[1].fields["contact"] == "吴某"


def test_ranges_below_a_heading_for_one_day_make_it_a_period() -> None:
    found = sheet(
        [
            ["店家", "服务项目", "优惠期限"],
            ["甲店", "磨刀", "2026.3.1-2026.5.31"],
            ["乙店", "修表", "长期"],
            ["丙店", "修伞", "2026年4月1日至2026年6月30日"],
            ["丁店", "修鞋", "2026年4月"],
        ]
    )
    assert fields(found)["优惠期限"] == "period"
    assert found.rows[0].fields["date_to"] == "2026-05-31"


@pytest.mark.parametrize("remark", ["本表信息由各店提供", "以上均为自愿申报", "上述项目随时调整"])
def test_a_sentence_about_the_table_is_no_row(remark: str) -> None:
    lines = [["店家", "服务项目", "价格"], ["甲店", "磨刀", "5元/把"], ["乙店", "修表", "20元/块"], [remark]]
    assert [row.line for row in sheet(lines).rows] == [2, 3]


@pytest.mark.parametrize(
    ("heading", "cells", "field"),
    [("场租费", ("30元/小时", "50元/场"), "price"), ("供给量", ("三十份", "12份"), "quantity")],
)
def test_the_last_word_of_a_heading_names_its_kind(heading: str, cells: tuple[str, str], field: str) -> None:
    lines = [["资源名称", "提供单位", heading], ["会议室", "甲公司", cells[0]], ["排练厅", "乙公司", cells[1]]]
    assert fields(sheet(lines))[heading] == field


@pytest.mark.parametrize(
    ("list_name", "heading", "field"),
    [
        ("needs", "眼下最盼着街坊帮着办的是哪件事", "text"),
        ("needs", "您贵姓", "contact"),
        ("needs", "院里愁的难题", "text"),
        ("projects", "尚缺的人手或东西", "requirement"),
        ("projects", "牵手伙伴", "claimant"),
        ("projects", "爱心企业答应的内容", "claim"),
        ("projects", "陪跑人", "mentor"),
        ("residents", "街坊里负责什么", "posts"),
        ("residents", "归在哪支小队", "groups"),
        ("units", "参加哪一联盟", "alliance"),
        ("resources", "可供至哪天", "date_to"),
        ("services", "能到的楼", "area"),
        ("needs", "出了啥事", "text"),
        ("needs", "投诉者", "contact"),
        ("resources", "东家是谁", "provider"),
        ("projects", "哪位打头", "team"),
        ("projects", "谁家帮衬", "claimant"),
        ("projects", "完活", "date_to"),
        ("projects", "开干", "date_from"),
        ("projects", "冲着什么难处", "need"),
        ("units", "什么营生", "kind"),
        ("projects", "计划提供的帮助", "claim"),
        ("projects", "起始和终止", "period"),
        ("projects", "开支打哪个渠道", "fund"),
        ("resources", "可承担哪些事", "skills"),
        ("needs", "登记顺序码", "id"),
        ("services", "标准（元/小时）", "price"),
        ("services", "多少（元/平米）", "price"),
    ],
)
def test_the_notions_in_a_heading_point_at_its_field(list_name: str, heading: str, field: str) -> None:
    worths = {name: fit(list_name, name, heading) for name in LISTS[list_name].fields}
    assert max(worths, key=lambda name: worths[name]) == field
    assert worths[field] >= 0.43


def test_cells_of_a_closed_list_say_what_a_heading_does_not() -> None:
    lines = [
        ["项目名称", "缺什么", "甲", "乙"],
        ["楼道美化", "颜料", "物品", "民议"],
        ["周末集市", "遮阳伞", "设备", "民议"],
        ["老照片展", "相框", "物资", "民办"],
        ["修鞋日", "老师傅", "义工", "未定"],
    ]
    assert list(fields(sheet(lines)).values()) == ["name", "requirement", "requirement_kind", "stage"]
    assert [problem.code for problem in sheet(lines).rows[-1].problems] == ["unknown_value"]


def test_the_one_column_of_free_words_is_the_need() -> None:
    lines = [
        ["住址", "……", "人数", "手机"],
        ["6号院", "水管老堵", "3户", "13800009001"],
        ["6号院", "缺个凉亭", "20户", "13800009002"],
        ["6号院", "晾衣没地儿", "9户", "13800009003"],
    ]
    assert [row.fields["text"] for row in sheet(lines).rows] == ["水管老堵", "缺个凉亭", "晾衣没地儿"]


def test_a_column_for_identity_numbers_is_one_whatever_its_cells_look_like() -> None:
    lines = [
        ["姓名", "证件号", "特长", "电话"],
        ["周某", "310**********0017", "书法", "13800009001"],
        ["吴某", "", "剪纸", "13800009002"],
        ["郑某", "没带", "二胡", "13800009003"],
    ]
    found = sheet(lines)
    assert fields(found)["证件号"] == "id_number"
    assert [len(row.problems) for row in found.rows] == [1, 0, 1]


def test_cells_with_a_person_and_a_number_are_read_as_both() -> None:
    lines = [
        ["商家", "服务项目", "报名电话"],
        ["甲店", "磨刀", "周某 13800009001"],
        ["乙店", "修表", "吴某13800009002"],
        ["丙店", "修伞", "郑某/13800009003"],
    ]
    assert sheet(lines).rows[2].fields["contact"] == "郑某"


def test_a_lone_entry_under_merged_cells_goes_with_them() -> None:
    lines = [
        ["项目名称", "实施团队", "还缺什么", "种类"],
        ["楼道美化", "巧手队", "颜料", "物资"],
        ["", "", "梯子", ""],
        ["周末集市", "帮忙队", "遮阳伞", "物资"],
    ]
    merged = (Merged(2, 0, 3, 0), Merged(2, 1, 3, 1))
    rows = sheet(lines, merged).rows
    assert [(row.fields["name"], row.fields["requirement"]) for row in rows] == [
        ("楼道美化", "颜料"),
        ("楼道美化", "梯子"),
        ("周末集市", "遮阳伞"),
    ]


@pytest.mark.parametrize("lone", ["（转下页）", "第3页", "2026年6月", "桃园社区：", "————", "以下无正文"])
def test_what_a_page_says_of_itself_is_no_person(lone: str) -> None:
    lines = [["姓名", "手机", "特长"], ["周某", "13800009001", "书法"], [lone], ["吴某", "13800009002", "剪纸"]]
    assert [row.line for row in sheet(lines).rows] == [2, 4]


def test_a_line_crossed_out_is_blank_and_a_text_about_a_sum_is_not() -> None:
    lines = [
        ["需求内容", "住址", "紧急程度", "联系人"],
        ["合计五家想装雨棚", "6号院", "一般", "周某"],
        ["/", "/", "/", "/"],
        ["井盖松了", "6号院", "急", "吴某"],
        ["合计", "", "", ""],
    ]
    assert [row.line for row in sheet(lines).rows] == [2, 4]
