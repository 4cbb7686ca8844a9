"""Which column a list is about, and lines that announce one, where headings leave it open."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from graph.reading.report import Sheet
from tests.support.sheets import check_lines, fields


def read(*lines: Sequence[str]) -> Sheet:
    return check_lines(lines).sheets[0]


def test_a_list_of_alliances_is_named_by_their_column() -> None:
    sheet = read(
        ["同业联盟", "牵头方", "会员名单", "启动年份"],
        ["便民联盟", "某某超市", "某某超市、某某药店", "2022年"],
        ["养老联盟", "某某驿站", "某某驿站、某某医院", "2023年"],
    )
    assert (sheet.list, fields(sheet)["同业联盟"], fields(sheet)["牵头方"]) == ("units", "name", "lead_unit")


def test_the_alliance_a_unit_belongs_to_is_not_its_name() -> None:
    sheet = read(
        ["所属联盟", "统一社会信用代码", "联系人", "可提供的资源"],
        ["便民联盟", "", "王某英", "会议室"],
        ["养老联盟", "", "李某", "讲座"],
    )
    assert (sheet.status, sheet.missing) == ("refused", ("name",))


def test_codes_are_no_names() -> None:
    sheet = read(
        ["社区资源清单"],
        ["甲栏", "乙栏", "谁提供", "资源类型", "电话"],
        ["A-01", "折叠桌", "某某超市", "物资", "13800000001"],
        ["A-02", "会议室", "某某物业", "场地", "13800000002"],
    )
    assert (fields(sheet)["甲栏"], fields(sheet)["乙栏"]) == (None, "name")


def test_a_title_right_above_the_heading_said_again_is_no_row() -> None:
    sheet = read(
        ["捐赠物资（第一批）"],
        ["物资名称", "捐赠单位", "数量"],
        ["口罩", "某某药店", "500只"],
        [""],
        ["捐赠物资（第二批）"],
        ["物资名称", "捐赠单位", "数量"],
        ["书包", "某某书店", "40个"],
    )
    assert [row.fields["name"] for row in sheet.rows] == ["口罩", "书包"]


@pytest.mark.parametrize("heading", ["答复情况", "单位回复"])
def test_several_words_of_a_claim_tell_its_state_whatever_the_answer_is_called(heading: str) -> None:
    sheet = read(
        ["项目名称", "还缺什么", "谁来认领", heading],
        ["小院菜园", "锄头", "某某园艺店", "有意向"],
        ["楼道画廊", "画师", "某某画室", "已确认"],
    )
    assert fields(sheet)[heading] == "claim_status"


@pytest.mark.parametrize(
    ("headings", "field"),
    [
        (["单位名称", "单位性质", "合作到期", "联系人"], "date_to"),
        (["单位名称", "单位性质", "法人性别", "联系人"], None),
        (["单位名称", "单位性质", "业务主管单位意见", "联系人"], None),
    ],
)
def test_the_end_of_a_heading_tells_what_it_is(headings: Sequence[str], field: str | None) -> None:
    cell = {"合作到期": "2026-12-31", "法人性别": "男", "业务主管单位意见": "同意"}[headings[2]]
    rows = [["某某超市", "商业", cell, "王某英"], ["某某药店", "医药", cell, "李某"]]
    assert fields(read(headings, *rows))[headings[2]] == field


def test_members_one_in_each_line_are_the_units_themselves() -> None:
    sheet = read(
        ["成员单位名称", "联盟", "联系人", "电话"],
        ["某某超市", "便民联盟", "王某英", "13800000001"],
        ["某某药店", "养老联盟", "李某", "13800000002"],
    )
    assert list(fields(sheet).values()) == ["name", "alliance", "contact", "phone"]


@pytest.mark.parametrize("heading", ["场所", "去处"])
def test_rooms_under_a_word_for_places_are_what_a_list_lends(heading: str) -> None:
    sheet = read(
        ["可用空间"],
        [heading, "产权方", "类型", "座位数", "可用时段", "地点", "联系人", "电话"],
        ["路演厅", "某某公司", "场地", "80", "晚上", "6号院", "王某英", "13800000001"],
        ["读书角", "某某书店", "空间", "10", "周末", "桃园社区", "李某", "13800000002"],
    )
    assert (sheet.list, fields(sheet)[heading], fields(sheet)["地点"]) == ("resources", "name", "place")
