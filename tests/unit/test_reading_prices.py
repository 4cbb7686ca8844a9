"""What stands under 费用 of something lent or done: a price with its measure, or words that say how it is charged."""

from __future__ import annotations

from datetime import date

from graph.loading.register import Register
from graph.loading.translate import translate
from graph.reading import check
from graph.reading.gazetteer import Gazetteer

LINES = """场地名称,资源类型,归谁管,能容纳,费用
地下活动室,场地,顺安物业,50,20元/小时
老年餐厅,场地,柳叶饭馆,30-40人,免费
屋顶平台,场地,顺安物业,20人,按市场价，50元/小时
小会议室,场地,顺安物业,12人,200
"""


def test_a_price_of_a_room_is_a_charge_with_its_measure() -> None:
    (file,) = check([("场地.csv", LINES.replace("，", "、").encode())], Gazetteer())
    assert [[p.code for p in row.problems] for row in file.sheets[0].rows] == [[], ["vague_money"], [], []]
    found = translate(file, Register(), lambda words: [], date(2026, 3, 20))
    told = {
        node.properties["name"]: {**found.draft.usual.get((node.kind, node.id), {}), **node.properties}
        for node in found.draft.as_nodes()
        if node.kind == "Space"
    }
    shown = {
        name: tuple(room.get(key) for key in ("capacity", "charge", "money", "unit")) for name, room in told.items()
    }
    assert shown == {
        "地下活动室": (50, "市场", 20.0, "小时"),
        "老年餐厅": (40, "公益", None, None),
        "屋顶平台": (20, "市场", 50.0, "小时"),
        "小会议室": (12, None, 200.0, None),
    }
