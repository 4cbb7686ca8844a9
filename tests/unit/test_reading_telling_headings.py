"""What a heading plainly names its column is: no phone is money, whatever the cells could be besides."""

from __future__ import annotations

import pytest

from graph.reading import check
from graph.reading.report import Sheet
from tests.support.messy_lists import GAZETTEER


def read(*lines: str) -> Sheet:
    (file,) = check([("export.csv", "\n".join(lines).encode())], GAZETTEER)
    (sheet,) = file.sheets
    return sheet


@pytest.mark.parametrize("heading", ["联系电话", "电话", "联系方式", "服务热线"])
def test_a_landline_without_its_area_code_is_no_price(heading: str) -> None:
    sheet = read(
        f"服务名称,服务内容,提供单位,{heading}",
        "理发,上门理发,便民理发店,67010001",
        "修鞋,修鞋配钥匙,老街修鞋铺,67010002",
        "量血压,免费量血压,南里卫生站,67010003",
    )
    assert [column.field for column in sheet.columns] == ["name", "text", "provider", "phone"]
    assert all([problem.code for problem in row.problems] == ["bad_phone"] for row in sheet.rows)
    assert not any("money" in row.fields for row in sheet.rows)


@pytest.mark.parametrize("heading", ["电话费", "价格"])
def test_a_price_is_still_one(heading: str) -> None:
    sheet = read(f"服务名称,提供单位,{heading}", "理发,便民理发店,15", "修鞋,老街修鞋铺,8", "磨刀,小巷五金店,5")
    assert (sheet.columns[2].field, sheet.rows[0].fields["money"]) == ("price", 15)


PEOPLE = ("王芳", "李强", "张敏", "赵磊")
TELEPHONES = ("13900000001", "13900000002", "13900000003", "13900000004")
DAYS = ("2026-03-01", "2026-04-01", "2026-05-01", "2026-06-01")
CELLS = {
    "项目名称": ("楼道添绿", "旧物新生", "银龄课堂", "邻里食堂"),
    "组织名称": ("夕阳红合唱队", "绿芽环保社", "巧手编织坊", "平安巡逻队"),
    "简称": ("会议室", "投影", "法律", "急救"),
    "资源名称": ("二层会议室", "投影仪", "法律咨询", "急救培训"),
    "类别": ("场地", "设备", "服务", "培训"),
    "提供单位": ("街道文化中心", "南里社区", "明理律师事务所", "社区卫生站"),
    "商户名称": ("便民理发店", "老街修鞋铺", "小巷五金店", "南里粮油店"),
    "经营内容": ("理发", "修鞋", "磨刀", "米面"),
    "服务单位": ("便民理发店", "老街修鞋铺", "小巷五金店", "南里粮油店"),
    "服务人": PEOPLE,
    "收费标准": ("15元/次", "8元/双", "5元/把", "免费"),
    "地址": ("3号楼", "5号楼", "1号楼", "2号楼"),
    "代表": ("刘芳", "陈敏", "杨磊", "周强"),
    "人数": ("20", "12", "8", "15"),
    "预算": ("1000元", "500元", "800元", "2000元"),
    **dict.fromkeys(("负责人", "联系人", "会长"), PEOPLE),
    **dict.fromkeys(("联系电话", "电话"), TELEPHONES),
    **dict.fromkeys(("开始日期", "成立时间"), DAYS),
}


@pytest.mark.parametrize(
    ("headings", "found"),
    [
        ("项目名称,负责人,联系电话", "projects name contact phone"),
        ("项目名称,负责人,预算", "projects name contact money"),
        ("项目名称,负责人,联系电话,开始日期,预算", "projects name contact phone date_from money"),
        ("组织名称,负责人,电话", "organizations name contact phone"),
        (
            "代表,组织名称,负责人,联系电话,人数,成立时间",
            "organizations - name contact phone quantity date_from",
        ),
        ("简称,资源名称,类别,提供单位,联系人,联系电话", "resources - name kind provider contact phone"),
        ("商户名称,经营内容,电话,地址", "services provider name phone place"),
        ("项目名称,服务单位,收费标准,电话", "services name provider price phone"),
        ("项目名称,服务人,收费标准,电话", "services name provider price phone"),
    ],
)
def test_a_plain_list_is_told_by_its_main_heading_and_nobody_provides_by_being_asked(headings: str, found: str) -> None:
    names = headings.split(",")
    sheet = read(headings, *(",".join(CELLS[name][line] for name in names) for line in range(4)))
    assert " ".join([sheet.list or "", *(column.field or "-" for column in sheet.columns)]) == found
