"""Texts, lists, fixed words, codes and places as people write them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from graph.reading.codes import (
    CREDIT_ALPHABET,
    IDENTITY_CHECKS,
    IDENTITY_WEIGHTS,
    credit_code,
    has_birth_date,
    holds_identity_number,
    is_credit_code,
    is_identity_number,
    undisguised,
    without_identity_numbers,
)
from graph.reading.gazetteer import Entry, Gazetteer
from graph.reading.redaction import Redaction
from graph.reading.tidy import is_blank, person_name, says_nothing, split_list, squash, tidy
from graph.reading.words import fixed_word, read_age_band, read_charge, read_star
from tests.support.messy_lists import GAZETTEER


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("廚餘桶味道大，想換帶蓋的", "厨余桶味道大，想换带盖的"),
        ("四塊玉社區(qū)", "四块玉社区"),
        ("协(xie)商", "协商"),
        ("会计（兼职）和老师(Tom)", "会计（兼职）和老师(Tom)"),
        ("Ａ座１２号", "A座12号"),
        ("\u200b和顺巷\u00a012号\ufeff", "和顺巷 12号"),
        ("一行  \n 二行\t", "一行 二行"),
        ("他的著作", "他的著作"),
    ],
)
def test_text_is_tidied(typed: str, kept: str) -> None:
    assert tidy(typed) == kept


@given(st.text(max_size=60))
def test_tidying_twice_is_tidying_once(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)
    assert squash(tidy(text)) == squash(text)


@pytest.mark.parametrize("typed", ["", "  ", "无", "暂无", "／", "-", "—", "--", "n/a", "Ｎ／Ａ", "空"])
def test_words_for_nothing_are_blank(typed: str) -> None:
    assert is_blank(typed)
    assert not is_blank("无线电维修")


@pytest.mark.parametrize("typed", ["...", "。。。", "……", "？？", "！", "，。", "～～"])
def test_marks_alone_say_nothing_in_a_cell(typed: str) -> None:
    assert says_nothing(typed)
    assert not says_nothing(f"灯坏了{typed}")


@pytest.mark.parametrize(
    ("typed", "entries"),
    [
        ("修灯、修插座，换水龙头", ["修灯", "修插座", "换水龙头"]),
        ("编织;编织；插花/茶艺|书法", ["编织", "插花", "茶艺", "书法"]),
        ("心理咨询（三级证、在职） 陪伴\n讲座", ["心理咨询（三级证、在职）", "陪伴", "讲座"]),
        ("无", []),
    ],
)
def test_lists_are_split_outside_brackets(typed: str, entries: list[str]) -> None:
    assert split_list(typed) == entries


@pytest.mark.parametrize(
    ("name", "typed", "word"),
    [
        ("origin", "１２３４５热线", "诉求"),
        ("origin", "網格議事會", "议事会"),
        ("urgency", "不急", "低"),
        ("urgency", "特急", None),
        ("kind", "活动空间", "场地"),
        ("kind", "策划", None),
        ("requirement_kind", "项目辅导员", "辅导"),
        ("registered", "已登记（民非）", "登记"),
        ("consent", "√", "true"),
        ("consent", "N", "false"),
        ("consent", "待定", None),
    ],
)
def test_fixed_words(name: str, typed: str, word: str | None) -> None:
    assert fixed_word(name, typed) == word


def test_a_price_may_stand_behind_a_charge() -> None:
    word, price = read_charge("成本价，20元/次")
    assert word == "优惠"
    assert price is not None
    assert (price.low, price.unit) == (20, "次")
    assert read_charge("首次免费") == (None, None)


@pytest.mark.parametrize(
    ("typed", "star"), [("三星", 3), ("★★★★", 4), ("2星级", 2), ("5", 5), ("未评", 0), ("6", None)]
)
def test_stars(typed: str, star: int | None) -> None:
    assert read_star(typed) == star


@pytest.mark.parametrize(
    ("typed", "band"),
    [
        ("60-69岁", "60-69"),
        ("65", "60-69"),
        ("48岁", "40-49"),
        ("30多岁", "30-39"),
        ("２０－２９", "20-29"),
        ("60后", None),
        ("16.5", "10-19"),
        ("虚岁17", "10-19"),
        ("未成年", None),
    ],
)
def test_age_bands(typed: str, band: str | None) -> None:
    assert read_age_band(typed) == band


IDENTITY = "999999190001030075"


@pytest.mark.parametrize(
    "typed",
    [f"证{IDENTITY}丢了", "999999 19000103 0075", "９９９９９９１９０００１０３００７５", "999999-19000103-0075"],
)
def test_identity_numbers_are_found_however_written(typed: str) -> None:
    assert holds_identity_number(typed)
    assert not holds_identity_number(without_identity_numbers(typed))
    assert "0103" not in without_identity_numbers(typed)


def test_a_digit_too_many_hides_no_identity_number() -> None:
    assert holds_identity_number(IDENTITY + "1")
    assert IDENTITY not in without_identity_numbers(IDENTITY + "1")


DISGUISES = (
    "{0}（{1}）{2}",
    "【{0}】【{1}】{2}",
    "{0}<b>{1}</b>{2}",
    "<span style='color:red'>{0}</span>{1}&nbsp;{2}",
    "{0}\u200b{1}\u2060{2}",
    "{0}\u0301{1}\u20dd{2}",
    "“{0}”{1}**{2}**",
)


def numbered(region: int, day: date, serial: int) -> str:
    body = f"{region:06d}{day:%Y%m%d}{serial:03d}"
    total = sum(int(digit) * weight for digit, weight in zip(body, IDENTITY_WEIGHTS, strict=True))
    return body + IDENTITY_CHECKS[total % 11]


@given(
    region=st.sampled_from((110101, 310104, 440305, 999999)),
    day=st.dates(date(1930, 1, 1), date(2015, 12, 31)),
    serial=st.integers(0, 999),
    disguise=st.sampled_from(DISGUISES),
    last=st.sampled_from("XxХхΧ"),
    around=st.sampled_from(("{}", "身份证{}，住3号楼", "({})")),
)
def test_no_disguise_hides_an_identity_number(
    region: int, day: date, serial: int, disguise: str, last: str, around: str
) -> None:
    number = numbered(region, day, serial).replace("X", last)
    typed = around.format(disguise.format(number[:6], number[6:14], number[14:]))
    assert holds_identity_number(typed)
    shown = without_identity_numbers(typed)
    assert not holds_identity_number(shown)
    assert number[6:14] not in shown
    kept = Redaction().text(typed)
    assert holds_identity_number(kept)
    assert number[:6] + number[6:14] not in "".join(ch for ch in undisguised(kept) if ch.isalnum())


@given(
    parts=st.lists(
        st.one_of(
            st.dates(date(1990, 1, 1), date(2030, 1, 1)).map(lambda day: f"（{day:%Y%m%d}）"),
            st.integers(0, 10**7).map(lambda amount: f"[{amount}]"),
            st.integers(13_000_000_000, 19_999_999_999).map(lambda phone: f"<{phone}>"),
            st.integers(10**7, 10**8 - 1).map(lambda phone: f"(010){phone}"),
            st.sampled_from(("电话", "3号楼", "张某", "、", " ", "共")),
        ),
        max_size=6,
    )
)
@settings(max_examples=400)
def test_days_amounts_and_phones_in_brackets_are_no_identity_number(parts: list[str]) -> None:
    digits = "".join(ch for part in parts for ch in part if ch.isdecimal())
    # Once in many thousand lists the digits are by chance those of somebody: then they are kept out.
    runs = [digits[at : at + 18] for at in range(len(digits) - 17)]
    assume(not any(has_birth_date(run) and is_identity_number(run) for run in runs))
    assert not holds_identity_number("，".join(parts))


def test_other_long_numbers_are_texts() -> None:
    assert not holds_identity_number("工单号202602150000000016")
    assert not holds_identity_number(IDENTITY[:-1] + "6")
    assert not holds_identity_number("6222021001116245702")


@settings(deadline=None)  # the first example fills the caches
@given(
    st.text(CREDIT_ALPHABET, min_size=2, max_size=2),
    st.integers(0, 999999),
    st.text(CREDIT_ALPHABET, min_size=8, max_size=8),
)
def test_one_wrong_character_breaks_a_credit_code(front: str, region: int, body: str) -> None:
    stem = f"{front}{region:06d}{body}"
    whole = [stem + a + b for a in "0123456789X" for b in CREDIT_ALPHABET if is_credit_code(stem + a + b)]
    assert len(whole) == 1
    assert is_credit_code(credit_code(" " + whole[0][:9].lower() + "-" + whole[0][9:]))
    for at in (0, 5, 12, 17):
        other = CREDIT_ALPHABET[(CREDIT_ALPHABET.index(whole[0][at]) + 1) % 10]
        changed = whole[0][:at] + other + whole[0][at + 1 :]
        assert changed == whole[0] or not is_credit_code(changed)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("柳荫路七号院", "柳荫路7号院"),
        ("柳蔭路 ７號院", "柳荫路7号院"),
        ("柳荫社区柳荫路7号院", "柳荫路7号院"),
        ("西岭区望河街道柳荫社区七号大院", "柳荫路7号院"),
        ("7号院一号楼", "柳荫路7号院1号楼"),
        ("7号院1号楼301室", "柳荫路7号院1号楼"),
        ("新风公寓1203", "新风楼"),
        ("石桥甲3号院", None),  # that compound is not in this community
        ("新风楼（北门）", None),
        ("7号院对面", None),
        ("7号院12345", None),
        ("望河", "望河街道"),
    ],
)
def test_places(typed: str, name: str | None) -> None:
    place = GAZETTEER.place(typed)
    assert (place.name if place else None) == name


def test_a_building_number_is_no_room() -> None:
    known = Gazetteer([Entry("building", "甲里3号院2号楼", "", ("甲里3-2",))])
    assert known.place("甲里3-2") is not None
    assert known.place("甲里3-25") is None


def test_two_places_of_one_name_need_their_community() -> None:
    known = Gazetteer(
        [
            Entry("community", "东社区", id="e"),
            Entry("community", "西社区", id="w"),
            Entry("compound", "1号院", "e", id="e1"),
            Entry("compound", "1号院", "w", id="w1"),
        ]
    )
    assert known.place("1号院") is None
    assert known.place("1号院", "西社区") == known.place("西社区1号院") == known.entries[3]


def test_groups_are_known_by_one_name() -> None:
    body = GAZETTEER.body("編織社")
    assert body is not None
    assert body.name == "暖心编织社"
    assert GAZETTEER.body("编织") is None


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("孙 某 平", "孙某平"), ("王  某", "王某"), ("Anna Li", "Anna Li"), ("李某 王某 张某", "李某 王某 张某")],
)
def test_spaces_that_line_up_names_are_no_part_of_them(typed: str, kept: str) -> None:
    assert person_name(tidy(typed)) == kept
