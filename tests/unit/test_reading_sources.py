"""来源 over ways in which things came is no provider; answers of a claimant are the claim; parts of a heading."""

from __future__ import annotations

from graph.reading import check
from graph.reading.gazetteer import Gazetteer
from graph.reading.report import Sheet


def sheet(lines: str) -> Sheet:
    (found,) = check([("表.csv", lines.encode())], Gazetteer())[0].sheets
    return found


def test_how_a_thing_came_gives_nobody_who_provides_it() -> None:
    found = sheet("物资名称,数量,来源\n帐篷,5顶,街道配发\n折叠桌,10张,自购\n轮椅,2台,企业捐赠\n")
    assert {column.header: column.field for column in found.columns}["来源"] is None


def test_whom_a_thing_came_from_provides_it() -> None:
    found = sheet("物资名称,数量,来源\n帐篷,5顶,顺安物业公司\n折叠桌,10张,柳叶小学\n轮椅,2台,春风书店\n")
    assert [row.fields["provider"] for row in found.rows] == ["顺安物业公司", "柳叶小学", "春风书店"]


def test_what_a_claimant_answered_is_their_claim() -> None:
    lines = (
        "项目名称,还缺什么,数量,认领方,已回复\n读书角,跳绳,5副,柳叶小学,答应了5副\n象棋角,象棋,3副,春风书店,还没回\n"
    )
    assert [row.fields["claim"] for row in sheet(lines).rows] == ["答应了5副", "还没回"]


def test_a_second_line_that_parts_only_some_of_the_headings() -> None:
    lines = "姓名,联系方式,需求,备注\n,电话,内容,\n张某,13900000001,楼道灯不亮了,\n李某,13900000002,车棚顶漏雨,\n"
    found = sheet(lines)
    assert found.header_row == 2
    things = sheet("资源名称,类型,数量,备注\n会议室,场地,,\n折叠桌,物资,10,\n")
    assert [row.fields["name"] for row in things.rows] == ["会议室", "折叠桌"]
    assert [row.fields["text"] for row in found.rows] == ["楼道灯不亮了", "车棚顶漏雨"]
