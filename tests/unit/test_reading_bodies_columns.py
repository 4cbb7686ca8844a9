"""Lists of bodies tell of rooms, staff and what they do where: none of it is taken for another field."""

from __future__ import annotations

import pytest

from graph.reading import Entry, Gazetteer, check
from graph.reading.report import Sheet

TOWN = Gazetteer([Entry("community", "南桥社区", "", (), "p1")])


def read(*lines: str) -> Sheet:
    return check([("表.csv", "\n".join(lines).encode())], TOWN)[0].sheets[0]


def fields(sheet: Sheet) -> dict[str, str | None]:
    return {column.header: column.field for column in sheet.columns}


@pytest.mark.parametrize("heading", ["面积", "活动场地面积", "服务区域面积", "营业面积"])
def test_a_floor_area_is_no_place_and_no_number_of_members(heading: str) -> None:
    sheet = read(f"组织名称,成立时间,{heading},联系电话", "绿芽社,2019-05-01,120平方米,13900000001")
    assert fields(sheet)[heading] is None
    assert sheet.rows[0].verdict == "ok"


@pytest.mark.parametrize("heading", ["服务社区情况", "服务社区内容及成效"])
def test_what_is_done_in_a_community_is_no_place(heading: str) -> None:
    lines = ("绿芽社,每周到南桥陪老人,环保,13900000001", "暖阳社,入户一百次,助老,13900000002")
    sheet = read(f"机构名称,{heading},业务范围,联系电话", *lines)
    assert fields(sheet)[heading] is None
    assert [row.verdict for row in sheet.rows] == ["ok", "ok"]


def test_a_named_community_served_stays_one() -> None:
    sheet = read("机构名称,服务社区,联系电话", "绿芽社,南桥社区,13900000001", "暖阳社,南桥社区,13900000002")
    assert fields(sheet)["服务社区"] == "area"


@pytest.mark.parametrize(
    ("cells", "field"),
    [(("12人", "8"), "quantity"), (("刘某、李某", "钱某"), None), (("专职3人、兼职5人", "专职2人"), None)],
)
def test_staff_is_a_number_of_members_where_it_is_a_number(cells: tuple[str, str], field: str | None) -> None:
    lines = (f"绿芽社,2019-05-01,{cells[0]},13900000001", f"暖阳社,2019-06-01,{cells[1]},13900000002")
    sheet = read("组织名称,成立时间,从业人员,联系电话", *lines)
    assert fields(sheet)["从业人员"] == field
    assert [row.verdict for row in sheet.rows] == ["ok", "ok"]


def test_the_staff_of_a_shop_is_not_what_can_be_had() -> None:
    sheet = read("服务商,服务项目,从业人员,联系电话", "某家政,保洁,12人,13900000001", "某店,理发,3,13900000002")
    assert fields(sheet)["从业人员"] is None


def test_who_came_to_a_meeting_is_not_whom_a_need_concerns() -> None:
    lines = ("飞线充电怎么管,18,装充电桩,2026-03-01", "停车抢位怎么办,25,画线,2026-03-02")
    sheet = read("议题,参加人数,议定事项,时间", *lines)
    assert fields(sheet) == {"议题": "text", "参加人数": None, "议定事项": None, "时间": "date_from"}
