"""Hours as people write them become weekly windows; what is not understood stays unknown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.loading.windows import DAYS, PARTS, windows, windows_within

EVERY = [f"{day}-{part}" for day in DAYS for part in PARTS]


def during(days: str, parts: str) -> list[str]:
    return [f"{day}-{part}" for day in days.split() for part in parts.split()]


WORKING = "mon tue wed thu fri"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("周六上午", during("sat", "am")),
        ("每周三下午", during("wed", "pm")),
        ("工作日", during(WORKING, "am pm")),
        ("工作日晚上", during(WORKING, "eve")),
        ("周末", during("sat sun", "am pm eve")),
        ("双休日全天", during("sat sun", "am pm eve")),
        ("周二、周四", during("tue thu", "am pm eve")),
        ("周一三五上午", during("mon wed fri", "am")),
        ("周一、三、五上午", during("mon wed fri", "am")),
        ("周二至周日 9:00-17:00", during("tue wed thu fri sat sun", "am pm")),
        ("周一到五 8:30－11:30", during(WORKING, "am")),
        ("9：00—17：00", during(" ".join(DAYS), "am pm")),
        ("上午9点至11点半", during(" ".join(DAYS), "am")),
        ("周六九点到十一点", during("sat", "am")),
        ("周二十二点到十四点", during("tue", "pm")),
        ("下午两点到四点", during(" ".join(DAYS), "pm")),
        ("晚上", during(" ".join(DAYS), "eve")),
        ("晚上7点以后", during(" ".join(DAYS), "eve")),
        ("周六上午、周日下午", ["sat-am", "sun-pm"]),
        ("周一至周五 8:30-17:30，周末 9:00-11:30", during(WORKING, "am pm") + during("sat sun", "am")),
        ("每天（周一闭馆）", during("tue wed thu fri sat sun", "am pm eve")),
        ("星期天", during("sun", "am pm eve")),
        ("随时", EVERY),
        ("全天", EVERY),
        ("24小时", EVERY),
        ("下班后", during(WORKING, "eve")),
    ],
)
def test_hours_that_are_understood(text: str, expected: list[str]) -> None:
    assert windows(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "预约",
        "营业时间",
        "每月第一个周三",
        "暑假",
        "不定",
        "提前一天说",
        "春秋两季",
        "每月5日前",
        "周一闭馆",
        "17:00-9:00",
    ],
)
def test_hours_that_are_not_understood_stay_unknown(text: str) -> None:
    assert windows(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Saturday and Sunday afternoons", ["sat-pm", "sun-pm"]),
        ("wednesday morning", ["wed-am"]),
        ("every day", list(EVERY)),
        ("weekdays 9:00-11:00", ["mon-am", "tue-am", "wed-am", "thu-am", "fri-am"]),
        ("some mondays", []),
    ],
)
def test_hours_in_english(text: str, expected: list[str]) -> None:
    assert windows(text) == expected


def test_windows_named_inside_a_sentence() -> None:
    assert windows_within("calligraphy class for seniors on Wednesday morning") == ["wed-am"]
    assert windows_within("a room on Saturday") == ["sat-am", "sat-pm", "sat-eve"]
    assert windows_within("周六上午能用的屋子") == ["sat-am"]
    assert windows_within("会教手机的年轻人，周末下午来") == ["sat-pm", "sun-pm"]
    assert windows_within("懂花草养护的人") == []
    assert windows_within("周三到周五下午值班的两名志愿者") == during("wed thu fri", "pm")
    assert windows_within("周六、周日上午能来的人") == during("sat sun", "am")
    assert windows_within("周一、三、五晚上开门") == during("mon wed fri", "eve")


@given(st.text(alphabet="周一二三四五六日末天每至到上下午早晚工作点:-0123456789、，()休全随时 ", max_size=14))
def test_windows_are_always_codes_in_the_order_of_the_week(text: str) -> None:
    found = windows(text)
    assert found == [code for code in EVERY if code in found]


@pytest.mark.parametrize("text", ["每周一次", "每周两三次", "每周一到两次", "每周一个下午", "一周一次"])
def test_how_often_is_no_day(text: str) -> None:
    assert windows(text) == []
    assert windows_within(f"来教课的老师，{text}，两个人") == []


def test_a_day_beside_how_often_stays_one() -> None:
    assert windows_within("每周一次课，周二上午") == ["tue-am"]
    assert windows_within("每周一、三下午") == ["mon-pm", "wed-pm"]
