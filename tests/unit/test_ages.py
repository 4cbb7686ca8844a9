"""What somebody wrote about an age: in doubt it may be a minor's."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.loading.register import Register
from graph.loading.translate import translate
from graph.reading.ages import ADULT, NOT_KNOWN, OLDEST, may_be_minor
from graph.reading.report import File, Row, Sheet, SheetColumn, Verdict

TODAY = date(2026, 3, 20)

YOUNG = """未成年 初中生 高二 青少年 2012年生 2011-05-01 虚岁17 10后 05后 00后 60（实为16） 16.5 小学生
十七 十六七岁 十几岁 30岁以下 <18 18岁以下 未满18周岁 10-19 ７岁 12～15 teenager minor
将满18 快18 快18岁 不到18 未满十八 不到十八岁 即将18 马上满十八 还没满18 差一点18 快要满18周岁 没到十八 未到18 不足18"""
GROWN = """60-69 60岁以上 1955年生 1955-05-01 1955年5月1日 60后 95后 老年 退休 六十多岁 40-60
18周岁以上 65.5 五十出头 二十多岁 刚满18 已满十八 满18周岁 十八岁 快80 将满60"""
UNCLEAR = "保密 不详 ？ 大学生 180 5"


@pytest.mark.parametrize("text", YOUNG.split())
def test_what_says_or_hints_that_somebody_is_under_age(text: str) -> None:
    assert may_be_minor(text)


@pytest.mark.parametrize("text", GROWN.split())
def test_what_says_that_somebody_is_of_age_in_any_words(text: str) -> None:
    assert not may_be_minor(text)


@pytest.mark.parametrize(
    "text", ["大学生，20岁", "老年大学学生 66岁", "老年大学学生", "25岁，有一个小孩", "高中文化，四十五岁", "研究生"]
)
def test_who_is_grown_and_studies_or_has_children_is_no_pupil(text: str) -> None:
    assert not may_be_minor(text)


@pytest.mark.parametrize(
    "text", ["学生，16岁", "高一（20）班", "小学生，家长45岁", "大学附中学生", "孩子十岁，妈妈40岁", "学生，30岁以下"]
)
def test_a_pupil_stays_one_beside_another_number(text: str) -> None:
    assert may_be_minor(text)


@pytest.mark.parametrize("text", UNCLEAR.split())
def test_what_cannot_be_understood_may_be_a_minors(text: str) -> None:
    assert may_be_minor(text)


def test_nothing_written_says_nothing() -> None:
    assert not may_be_minor("")
    assert not may_be_minor(" 　")


@given(st.integers(0, OLDEST + 50), st.sampled_from(["{}", "{}岁", "约{}岁", "今年{}周岁", "（{}）"]))
def test_a_plain_age_in_any_dress_is_read(years: int, dress: str) -> None:
    assert may_be_minor(dress.format(years)) == (not ADULT <= years <= OLDEST)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("初中生", NOT_KNOWN), ("2012年生", NOT_KNOWN), ("保密", NOT_KNOWN), ("60岁以上", None), ("", None)],
)
def test_an_age_that_could_not_be_read_and_may_be_a_minors_is_kept_as_not_known(typed: str, kept: str | None) -> None:
    columns = (SheetColumn("A", "姓名", "name"), SheetColumn("B", "年龄", "age_band"))
    row = Row(2, Verdict.WARNING, {"name": "王某英", "consent": True}, typed={"A": "王某英", "B": typed})
    sheet = Sheet("表", "read", "residents", 1, columns, (row,))
    found = translate(File("某表.xlsx", "read", "d" * 64, (sheet,)), Register.of([], []), lambda words: [], TODAY)
    (told,) = [told for (kind, _), told in found.draft.nodes.items() if kind == "Resident"]
    assert told.get("age_band") == kept
