"""What a line's own words and its fields contradict, told once it is written, and silence where they agree."""

from __future__ import annotations

from datetime import date

import pytest

import seeds
from service.lines.doubt import warning_in
from service.seeding import parted

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"kind": "people", "text": "需要3人", "quantity": 30.0, "unit": "人"}, "话里说的是3人，数量写的是30人"),
        ({"kind": "people", "text": "3-5名志愿者", "quantity": 6.0, "unit": "人"}, "话里说的是3-5名"),
        ({"kind": "money", "text": "活动经费0.5万元", "quantity": 500.0, "unit": "元"}, "5,000元，数量写的是500元"),
        ({"kind": "money", "text": "需要3人", "quantity": 3.0, "unit": "元"}, "话里说的是人手，种类选的是资金"),
        ({"kind": "goods", "text": "活动经费5000元"}, "话里说的是资金，种类选的是物资"),
        ({"kind": "people", "text": "周六上午要3人", "windows": ["tue-eve"]}, "话里说的是周六上午，时段选的是周二晚上"),
    ],
)
def test_words_that_the_fields_contradict_are_told(fields: dict[str, object], said: str) -> None:
    told = warning_in(fields, TODAY)
    assert told is not None
    assert said in told[0]
    assert told[1].isascii()


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "people", "text": "需要3人", "quantity": 3.0, "unit": "名"},
        {"kind": "people", "text": "3-5名志愿者", "quantity": 4.0},
        {"kind": "service", "text": "请3名理发师傅给20位老人理发", "quantity": 20.0, "unit": "次"},
        {"kind": "service", "text": "维修5台电脑", "quantity": 5.0, "unit": "台"},
        {"kind": "space", "text": "一间能坐二十人的房间", "quantity": 1.0, "unit": "间", "windows": ["sat-am"]},
        {"kind": "people", "text": "需要3人", "quantity": 30.0, "unit": "人", "status": "met"},
        {"kind": "people", "text": "", "quantity": 30.0},
    ],
)
def test_words_that_agree_with_the_fields_are_passed_over(fields: dict[str, object]) -> None:
    assert warning_in(fields, TODAY) is None


def test_no_line_of_the_pilot_is_doubted() -> None:
    lines = [one for one in parted(seeds.pilot())[0] if one.kind == "Requirement"]
    assert lines
    assert [one.properties["text"] for one in lines if warning_in(one.properties, TODAY) is not None] == []
