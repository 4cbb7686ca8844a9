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
