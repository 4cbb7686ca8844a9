"""One sentence of a line is read for its kind, how much, which days and windows; what may mean two things is not."""

from __future__ import annotations

from datetime import date

import pytest

from graph.loading.said import said_in

TODAY = date(2026, 11, 23)
SIXTH = date(2026, 12, 6)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "周六上午会换灯泡、懂电路的两个人",
            {"kind": "skill", "quantity": 2, "unit": "人", "windows": ["sat-am"]},
        ),
        (
            "12月6日周日上午3位会修自行车的师傅",
            {"kind": "skill", "quantity": 3, "unit": "位", "windows": ["sun-am"], "date_from": SIXTH, "date_to": SIXTH},
        ),
        ("周日上午能坐20人的房间，有投影", {"kind": "space", "windows": ["sun-am"]}),
        ("展板三块", {"kind": "service"}),
        ("买展板三块", {"kind": "service"}),
        ("买菜300块", {"kind": "money", "quantity": 300, "unit": "元"}),
        ("志愿者缺两千", {"kind": "people"}),
        ("给快递员30人送水", {"kind": "service"}),
        ("给退休老师20人做体检", {"kind": "service"}),
        ("陪诊志愿者5人", {"kind": "people", "quantity": 5, "unit": "人"}),
        ("上门换灯泡", {"kind": "service"}),
        ("刷油漆", {"kind": "service"}),
        ("发传单", {"kind": "service"}),
        ("雨伞", {"kind": "goods"}),
        ("一间能坐二十人的房间", {"kind": "space", "quantity": 1, "unit": "间"}),
        ("耐寒的花苗60盆", {"kind": "goods", "quantity": 60, "unit": "盆"}),
        ("活动经费0.5万元", {"kind": "money", "quantity": 5000, "unit": "元"}),
        ("3-5名志愿者", {"kind": "people", "quantity": 3, "quantity_max": 5, "unit": "名"}),
        ("要几个人", {"kind": "people"}),
        ("买五台电磁炉的钱", {"kind": "money"}),
        ("能放二十台缝纫机的房间", {"kind": "space"}),
        ("厨余堆肥箱两个", {"kind": "goods", "quantity": 2, "unit": "个"}),
        ("儿童绘本一百册", {"kind": "goods", "quantity": 100, "unit": "册"}),
        ("桶边督导员6人", {"kind": "people", "quantity": 6, "unit": "人"}),
        ("露天放电影的空地", {"kind": "space"}),
        ("给20位老人理发的师傅", {"kind": "skill"}),
        ("请3名理发师傅给20位老人理发", {"kind": "skill", "quantity": 3, "unit": "名"}),
        ("每楼2人", {"kind": "people"}),
        ("20元/小时的场地", {"kind": "space"}),
        ("12月6日前要30把椅子", {"kind": "goods", "quantity": 30, "unit": "把", "date_to": SIXTH}),
        ("1月5号起的值班员", {"kind": "people", "date_from": date(2027, 1, 5)}),
        ("12月6日或者12月13日", {"kind": "service"}),
        ("一台晚会的主持人", {"kind": "skill"}),
        ("5个人一组，共4组", {"kind": "service"}),
        ("两名老师，三位助教", {"kind": "skill"}),
        ("缺八千块钱买树苗", {"kind": "money", "quantity": 8000, "unit": "元"}),
        ("还差一万六", {"kind": "money", "quantity": 16000, "unit": "元"}),
        ("六个小伙子抬展板", {"kind": "people", "quantity": 6, "unit": "人"}),
        ("能接送孩子的志愿者两人", {"kind": "people", "quantity": 2, "unit": "人"}),
        ("会布置教室的人", {"kind": "skill"}),
        ("劝得住架的调解员", {"kind": "people"}),
        ("塑料凳20个", {"kind": "goods", "quantity": 20, "unit": "个"}),
        ("晚上练操的场子", {"kind": "space"}),
        ("绿色的毛线八卷", {"kind": "goods", "quantity": 8, "unit": "卷"}),
        ("收了三条意见", {"kind": "service"}),
    ],
)
def test_a_line_says_what_it_asks_for(text: str, told: dict[str, object]) -> None:
    assert said_in(text, TODAY) == told


def test_a_number_that_does_not_go_with_the_kind_that_was_chosen_is_left() -> None:
    assert said_in("两个人", TODAY, "space") == {"kind": "space"}
    assert said_in("5000元", TODAY, "goods") == {"kind": "goods"}
    assert said_in("5000元", TODAY, "money") == {"kind": "money", "quantity": 5000.0, "unit": "元"}
