"""Quantities, money, prices and phones as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.reading.money import heading_factor, read_money
from graph.reading.numerals import chinese_number, neighbours
from graph.reading.phones import mask_phones, read_contact_phone, read_phone
from graph.reading.quantities import heading_unit, read_quantity
from graph.reading.report import Verdict
from tests.support.sheets import check_lines


@pytest.mark.parametrize(
    ("typed", "low", "high", "unit", "codes"),
    [
        ("３６户", 36, None, "户", ()),
        ("约20户", 20, None, "户", ()),
        ("60余户", 60, None, "户", ()),
        ("四十多户", 40, None, "户", ()),
        ("十二人", 12, None, "人", ()),
        ("二十", 20, None, "", ()),
        ("两名", 2, None, "名", ()),
        ("2-3名", 2, 3, "名", ()),
        ("6~8人", 6, 8, "人", ()),
        ("8、9户", 8, 9, "户", ()),
        ("4，5人", 4, 5, "人", ()),
        ("一至两名", 1, 2, "名", ()),
        ("一两户", 1, 2, "户", ()),
        ("三五个", 3, 5, "个", ()),
        ("不少于6人", 6, None, "人", ()),
        ("1,200人", 1200, None, "人", ()),
        ("可容纳36人", 36, None, "人", ()),
        ("若干", None, None, "", ("vague_quantity",)),
        ("十几人", None, None, "", ("vague_quantity",)),
        ("不到20人", None, None, "", ("vague_quantity",)),
        ("不超过20人", None, None, "", ("vague_quantity",)),
        ("全院", None, None, "", ("vague_quantity",)),
        ("3O", None, None, "", ("bad_quantity",)),
        ("-5", None, None, "", ("bad_quantity",)),
    ],
)
def test_quantity(typed: str, low: float | None, high: float | None, unit: str, codes: tuple[str, ...]) -> None:
    reading = read_quantity(typed)
    assert (reading.low, reading.high, reading.unit, reading.codes) == (low, high, unit, codes)


@pytest.mark.parametrize(
    ("typed", "factor", "low", "high", "unit", "codes"),
    [
        ("1.5万元", 1, 15000, None, "", ()),
        ("2千元", 1, 2000, None, "", ()),
        ("￥3,000.00", 1, 3000, None, "", ()),
        ("5000元整", 1, 5000, None, "", ()),
        ("五千", 1, 5000, None, "", ()),
        ("零", 1, 0, None, "", ()),
        ("800-1000元", 1, 800, 1000, "", ()),
        ("1-2万元", 1, 10000, 20000, "", ()),
        ("5", 10000, 50000, None, "", ()),
        ("1.2-1.5", 10000, 12000, 15000, "", ()),
        ("￥3,000.00元", 10000, 3000, None, "", ()),
        ("1.5万", 10000, 15000, None, "", ()),
        ("50元/次", 1, 50, None, "次", ()),
        ("120-180元/台", 1, 120, 180, "台", ()),
        ("每小时45元", 1, 45, None, "小时", ()),
        ("面议", 1, None, None, "", ("vague_money",)),
        ("几千元", 1, None, None, "", ("vague_money",)),
        ("O.l2", 1, None, None, "", ("bad_money",)),
        ("1000-800元", 1, None, None, "", ("bad_money",)),
    ],
)
def test_money(
    typed: str, factor: float, low: float | None, high: float | None, unit: str, codes: tuple[str, ...]
) -> None:
    reading = read_money(typed, factor)
    assert (reading.low, reading.high, reading.unit, reading.codes) == (low, high, unit, codes)


@pytest.mark.parametrize(
    ("heading", "factor"),
    [("金额万元", 10_000), ("预算 万元", 10_000), ("申请经费/万", 10_000), ("拨款千元", 1000), ("金额", 1)],
)
def test_what_a_heading_says_without_brackets(heading: str, factor: int) -> None:
    assert heading_factor(heading, ()) == factor
    assert heading_factor("10万元以上的项目", ()) == 1
    assert heading_factor("预算金额", ("不超过5万元",)) == 1
    assert heading_factor("金额元", (), 10_000) == 1


def test_what_brackets_in_a_heading_say() -> None:
    assert heading_factor("预算", ("万元",)) == 10_000
    assert heading_factor("预算", ("元",)) == 1
    assert heading_unit(("单位：人",)) == "人"
    assert heading_unit(("必填",)) == ""


@pytest.mark.parametrize(
    ("typed", "phone", "codes"),
    [
        ("139 0000 0102", "13900000102", ()),
        ("＋８６ 138-0000-0207", "13800000207", ()),
        ("138.0000.0701", "13800000701", ()),
        ("13900000206.0", "13900000206", ()),
        ("010-0000 0118", "010-00000118", ()),
        ("(010)00000118转801", "010-00000118", ()),
        ("0311-8000777", "0311-8000777", ()),
        ("手机：13800000101（微信同号）", "13800000101", ()),
        ("13800000119/010-00000119", "13800000119", ("several_values",)),
        ("138****0115", "", ("masked_phone",)),
        ("1.38E+10", "", ("bad_phone",)),
        ("1380000308", "", ("bad_phone",)),
        ("138000003081", "", ("bad_phone",)),
        ("请打总机", "", ("bad_phone",)),
    ],
)
def test_phone(typed: str, phone: str, codes: tuple[str, ...]) -> None:
    reading = read_phone(typed)
    assert (reading.phone, reading.codes) == (phone, codes)


@pytest.mark.parametrize(
    ("typed", "contact", "phone", "codes"),
    [
        ("何某/13900000222", "何某", "13900000222", ()),
        ("谢某（13800000223）", "谢某", "13800000223", ()),
        ("窦某13900000225", "窦某", "13900000225", ()),
        ("联系人：云某 电话：138 0000 0228", "云某", "13800000228", ()),
        ("水某", "水某", "", ()),
        ("李某 138****0115", "李某", "", ("masked_phone",)),
    ],
)
def test_person_and_phone(typed: str, contact: str, phone: str, codes: tuple[str, ...]) -> None:
    reading = read_contact_phone(typed)
    assert (reading.contact, reading.phone, reading.codes) == (contact, phone, codes)


def test_numbers_in_texts_are_masked_and_order_numbers_are_not() -> None:
    assert mask_phones("家属电话13700000107，想请人") == ("家属电话137****0107，想请人", True)
    assert mask_phones("工单号202602150000000016") == ("工单号202602150000000016", False)


DIGITS = "零一二三四五六七八九"


def spoken(number: int) -> str:
    """A number below 10,000 as it is said."""
    text, gap = "", False
    for step, word in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // step % 10
        if digit:
            text += ("零" if gap and text else "") + DIGITS[digit] + word
            gap = False
        else:
            gap = True
    return text or "零"


@given(st.integers(0, 9999))
def test_spoken_numbers_are_read_back(number: int) -> None:
    assert chinese_number(spoken(number)) == number


@given(
    st.integers(1, 99999), st.sampled_from(("人", "户", "个", "张", "")), st.sampled_from(("", "约", "大概", "至少"))
)
def test_a_number_and_its_measure_are_read_back(number: int, unit: str, about: str) -> None:
    reading = read_quantity(f"{about}{number}{unit}")
    assert (reading.low, reading.unit, reading.codes) == (number, unit, ())


@given(st.integers(0, 10**7), st.sampled_from(("{}", "{}元", "￥{}", "¥{:,}", "{:,}元整", "约{}元")))
def test_yuan_are_read_back(amount: int, form: str) -> None:
    reading = read_money(form.format(amount))
    assert (reading.low, reading.codes) == (amount, ())


@given(
    st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.sampled_from(("{}", "+86{}", "电话{}", "{} ", "{}（微信）"))
)
def test_a_mobile_number_is_read_back(number: str, form: str) -> None:
    reading = read_phone(form.format(number))
    assert (reading.phone, reading.codes) == (number, ())


@given(st.text(max_size=40))
def test_any_text_is_answered(text: str) -> None:
    assert (read_quantity(text).low is None) == bool(read_quantity(text).codes)
    assert (read_money(text).low is None) == bool(read_money(text).codes)
    assert bool(read_phone(text).phone) or bool(read_phone(text).codes)
    read_contact_phone(text)
    neighbours(text)


@pytest.mark.parametrize("typed", ["13800001234", "138 0000 1234", " 138-0000-1234"])
@pytest.mark.parametrize("heading", ["金额（元）", "数量"])
def test_a_mobile_number_is_no_sum_and_no_quantity(heading: str, typed: str) -> None:
    rows = [["茶水费", "资金", "13", "某某小院"], ["材料费", "资金", typed, "某某小院"]]
    sheet = check_lines([["需求项", "需求类型", heading, "项目名称"], *rows]).sheets[0]
    first, second = sheet.rows
    assert not first.problems
    (told,) = second.problems
    assert (told.code, second.verdict) == ("phone_as_number", Verdict.WARNING)
    assert "手机号" in told.message["zh"]
    assert "0000" not in str(second)
