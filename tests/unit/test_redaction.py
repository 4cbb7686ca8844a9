"""Stand-ins for identity numbers: nothing of a number is left, and everything is read as if it were there."""

from __future__ import annotations

import random
import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.reading import Gazetteer
from graph.reading.checking import check_file
from graph.reading.codes import (
    IDENTITY_CHECKS,
    IDENTITY_WEIGHTS,
    holds_identity_number,
    is_credit_code,
    without_identity_numbers,
)
from graph.reading.redaction import NOBODY, Redaction, file_name, without_private_columns
from graph.workbook.reader import Cell, CellKind, RawSheet
from service.intake.reading import Parsed


def numbered(seventeen: str) -> str:
    """A valid number with these first digits."""
    total = sum(int(digit) * weight for digit, weight in zip(seventeen, IDENTITY_WEIGHTS, strict=True))
    return seventeen + IDENTITY_CHECKS[total % 11]


NUMBER = numbered("99999919680315123")
WIDE = NUMBER.translate({code: code + 0xFEE0 for code in range(48, 58)})


def digits_of(text: str) -> str:
    return "".join(ch for ch in unicodedata.normalize("NFKC", text) if ch.isalnum())


@pytest.mark.parametrize(
    "text",
    [
        NUMBER,
        WIDE,
        f"证件{NUMBER}丢了",
        f"{NUMBER[:6]} {NUMBER[6:14]} {NUMBER[14:]}",
        f"{NUMBER[:6]}-{NUMBER[6:14]}-{NUMBER[14:]}",
        f"{NUMBER[:6]} - {NUMBER[6:14]} - {NUMBER[14:]}",
        *(f"{NUMBER[:6]}{sign}{NUMBER[6:14]}{sign}{NUMBER[14:]}" for sign in "–—‐‑−.·/_:,，．／－"),
        NUMBER.translate({48: "⓪", **{48 + digit: chr(0x245F + digit) for digit in range(1, 10)}}),
        f"{NUMBER}、{WIDE}",
        f"㈠ {NUMBER}",
        f"{NUMBER[:9]}\u200b{NUMBER[9:]}",
        f"1 {NUMBER}",
        NUMBER.lower() + "x",
        f"13800000000{NUMBER}",
        NUMBER + NUMBER,
    ],
)
def test_nothing_of_a_number_is_left(text: str) -> None:
    kept = Redaction().text(text)
    if holds_identity_number(text):
        assert NUMBER not in digits_of(kept)
        assert NUMBER[6:14] not in digits_of(kept)
        assert holds_identity_number(kept)
    else:
        assert kept == text


def test_one_number_has_one_stand_in_and_two_have_two() -> None:
    redaction, other = Redaction(), numbered("99999919680315125")
    assert redaction.text(NUMBER) == redaction.text(f"{NUMBER} ").strip()
    assert redaction.text(NUMBER) != redaction.text(other)
    assert redaction.text(redaction.text(NUMBER)) == redaction.text(NUMBER)
    assert redaction.text(WIDE).isdecimal()
    assert redaction.text(WIDE)[0] == "９"


@given(st.text("0123456789xX -－　号０１９A", max_size=60))
def test_what_is_found_before_is_found_after_and_stands_for_nobody(text: str) -> None:
    kept = Redaction().text(text)
    assert holds_identity_number(kept) == holds_identity_number(text)
    if not holds_identity_number(text):
        assert kept == text


@given(st.integers(10, 89), st.integers(0, 10**15 - 1))
def test_every_number_gives_way(region: int, rest: int) -> None:
    number = numbered(f"{region}{rest:015d}")
    kept = Redaction().text(f"号{number}")
    assert number not in kept
    assert kept[1:].startswith(NOBODY)
    assert (kept[-1] == "X") == (number[-1] == "X")
    assert not is_credit_code(kept[1:])


BREAKS = st.lists(st.integers(1, 17), max_size=6, unique=True)
SIGNS = st.sampled_from([" ", "  ", "-", ".", "\n", "、", " - ", "~", "；", "|"])


@given(st.integers(0, 999), BREAKS, SIGNS, st.booleans())
def test_a_number_is_found_wherever_it_is_broken(serial: int, breaks: list[int], sign: str, wide: bool) -> None:
    number = numbered(f"99999919680315{serial:03d}")
    written = "".join((sign if at in breaks else "") + ch for at, ch in enumerate(number))
    if wide:
        written = written.translate({code: code + 0xFEE0 for code in range(48, 58)})
    assert holds_identity_number(f"证{written}号")
    assert number[6:14] not in digits_of(Redaction().text(f"证{written}号"))


@given(st.integers(0, 999), st.integers(1, 5) | st.integers(7, 9), SIGNS, st.booleans(), st.integers(0, 10**8 - 1))
def test_a_number_glued_to_a_phone_is_found_where_it_is_broken(
    serial: int, at: int, sign: str, behind: bool, tail: int
) -> None:
    number, phone = numbered(f"99999919680315{serial:03d}"), f"138{tail:08d}"
    if behind and number[-1] == "X":
        return
    broken = number[:at] + sign + number[at:]
    written = broken + phone if behind else phone + broken
    assert holds_identity_number(written)
    assert number[6:14] not in digits_of(Redaction().text(written))


@given(st.integers(0, 10**19 - 1), st.dates(date(2015, 1, 1), date(2030, 12, 31)))
def test_long_numbers_of_other_things_are_left(account: int, day: date) -> None:
    groups = f"{account:019d}"
    spaced = " ".join(groups[at : at + 4] for at in range(0, 19, 4))
    for text in (f"6222 {spaced}", f"订单{day:%Y%m%d}{account % 10**6:06d}", f"13800000000 {day} {account % 10**4}元"):
        assert Redaction().text(text) == text


def sheet(name: str, *rows: tuple[str, ...]) -> RawSheet:
    return RawSheet(
        name,
        False,
        {
            line: {column: Cell(CellKind.TEXT, text) for column, text in enumerate(row) if text}
            for line, row in enumerate(rows, 1)
        },
    )


ROSTER = sheet(
    f"花名册{NUMBER}",
    (f"登记人 {NUMBER}",),
    ("姓名", "身份证号", "特长", f"备注{NUMBER}", "手机"),
    ("试某甲", NUMBER, "书法", "", "13800000001"),
    ("试某乙", WIDE, "修灯", f"证{NUMBER[:6]} {NUMBER[6:]}", "13800000002"),
    ("试某丙", NUMBER[:-2], "合唱", "", ""),
    ("试某丁", "无", "合唱", "", NUMBER),
)


def test_a_sheet_is_read_as_if_nothing_were_replaced() -> None:
    gazetteer = Gazetteer(())
    before = check_file(Parsed((ROSTER,)), "a.xlsx", b"", gazetteer)
    replaced = Redaction().sheets((ROSTER,))
    after = check_file(Parsed(replaced), "a.xlsx", b"", gazetteer)
    assert after == before
    closed = without_private_columns(replaced, after.sheets)
    assert check_file(Parsed(closed), "a.xlsx", b"", gazetteer) == before
    assert NUMBER[:-2] in str(replaced)
    assert NUMBER[6:-2] not in str(closed)
    assert "试某丙" in str(closed)


def test_names_of_sheets_and_files_lose_numbers_and_stay_different() -> None:
    two = (sheet(f"表{NUMBER}", ("a",)), sheet(f"表{numbered('99999919700315123')}", ("b",)), sheet("表", ("c",)))
    assert [one.name for one in Redaction().sheets(two)] == ["表〔…〕", "表〔…〕 2", "表"]
    assert file_name(f"某处/花名册{NUMBER}.xlsx") == "花名册〔…〕.xlsx"
    assert file_name("花名册.xlsx") == "花名册.xlsx"
    assert NUMBER not in file_name(f"a.{NUMBER}")


@pytest.mark.parametrize("sign", ["", " ", "-", " - ", *"–—‐‑−.·/_:,，．／－"])
def test_a_number_is_known_whatever_stands_between_its_parts(sign: str) -> None:
    assert holds_identity_number(f"{NUMBER[:6]}{sign}{NUMBER[6:14]}{sign}{NUMBER[14:]}")
    other = "6222021001012345678"[:18]
    assert not holds_identity_number(f"{other[:6]}{sign}{other[6:14]}{sign}{other[14:]}")


def test_a_number_is_known_within_a_longer_run_and_an_order_s_is_none() -> None:
    for run in (f"13800000000{NUMBER}", f"{NUMBER}13800000000", NUMBER + NUMBER):
        assert holds_identity_number(run)
        assert NUMBER[6:14] not in Redaction().text(run)
    orders = [f"6222030400{order:011d}" for order in range(0, 10**10, 10**7 + 7)]
    assert sum(map(holds_identity_number, orders)) < len(orders) / 100


LIVING = numbered("33010619680315123")
BETWEEN = [
    "、",
    ";",
    "；",
    "~",
    "～",
    "--",
    "\\",
    "|",
    "#",
    "+",
    "=",
    "…",
    "→",
    "@",
    "——",
    "__",
    " ＋ ",
    "=>",
    "，生日",
]


@pytest.mark.parametrize("sign", BETWEEN)
def test_a_number_in_parts_is_known_and_gives_way(sign: str) -> None:
    text = f"{LIVING[:6]}{sign}{LIVING[6:14]}{sign}{LIVING[14:]}"
    assert holds_identity_number(f"丢了证 {text}，请帮找")
    kept = Redaction().text(f"丢了证 {text}，请帮找")
    assert LIVING[6:14] not in kept
    assert holds_identity_number(kept)
    wrong = f"{LIVING[:6]}{sign}{LIVING[6:14]}{sign}{(int(LIVING[14:17]) * 10 + (int(LIVING[17]) + 1) % 10):04d}"
    assert not holds_identity_number(wrong)


@pytest.mark.parametrize(
    "text",
    [
        f"{LIVING[:6]}1968年03月15日{LIVING[14:]}",
        f"{LIVING[:6]} 1968年3月15日 {LIVING[14:]}",
        f"{LIVING[:6]}、1968、03、15、{LIVING[14:]}",
        f"区划{LIVING[:6]}，生日{LIVING[6:14]}，尾号{LIVING[14:]}",
        f"区划代码是{LIVING[:6]}，出生日期为1968.3.15，最后四位是{LIVING[14:]}。",
        "330106680315123",
        "330106 680315 123",
        "（３３０１０６６８０３１５１２３）",
        "身份证号：330106680315123，住三楼",
    ],
)
def test_a_number_told_in_words_or_of_the_old_form_is_known_and_gives_way(text: str) -> None:
    assert holds_identity_number(text)
    kept = Redaction().text(text)
    assert "680315" not in digits_of(kept)
    assert holds_identity_number(kept)
    assert Redaction().text(kept)


@pytest.mark.parametrize(
    "text",
    [
        "330106681315123",
        "330106680230123",
        "990106680315123",
        "3301066803151234",
        "订单330106680315123",
        "邮编330106，电话057188888888，2026年3月15日下午2点",
        "2026-03-15 至 2026-04-15，共 330106 元",
        "330106元，2026年3月15日，1234",
        "13800000000 13900000000",
        f"邮编{LIVING[:6]}、{LIVING[6:14]}、{LIVING[14:]}",
        f"{LIVING[:6]}，1968年3月15日，电话{LIVING[14:]}",
    ],
)
def test_what_only_looks_alike_is_no_number(text: str) -> None:
    assert not holds_identity_number(text)
    assert Redaction().text(text) == text


@given(
    st.integers(13_000_000_000, 19_999_999_999),
    st.dates(),
    st.integers(0, 999_999_999),
    st.integers(0, 10**16 - 1),
)
def test_phones_dates_amounts_and_orders_are_no_numbers(phone: int, day: date, amount: int, order: int) -> None:
    for text in (
        f"{day.isoformat()} 电话{phone} 共{amount}元",
        f"{phone}、{day.year}年{day.month}月{day.day}日、{amount / 100:.2f}",
        f"订单{order:016d}，{day.isoformat()}",
    ):
        assert not holds_identity_number(text)


@pytest.mark.parametrize("text", ["联系人330106680315123请致电", "材料齐了330106680315123。", "330106680315123，王某"])
def test_a_number_of_the_old_form_in_a_sentence_is_one(text: str) -> None:
    assert holds_identity_number(text)


@pytest.mark.parametrize(
    "text", ["订单号330106680315123", "共330106680315123元", "流水330106689915123，已付", "A330106680315123"]
)
def test_a_number_of_fifteen_digits_that_says_what_else_it_is_is_none(text: str) -> None:
    assert not holds_identity_number(text)


@pytest.mark.parametrize(
    "typed",
    [
        "13800138000110101-19420823-1998",
        "X13800138000110101 19420823 1998",
        "13800138000110101，19420823｜1998",
    ],
)
def test_a_number_in_groups_glued_behind_other_digits_is_found(typed: str) -> None:
    assert holds_identity_number(typed)
    assert not holds_identity_number(without_identity_numbers(typed))
    kept = "".join(ch for ch in Redaction().text(typed) if ch.isdecimal())
    assert "110101194208231998" not in kept


def test_a_phone_a_day_and_an_amount_are_no_identity_number() -> None:
    chance = random.Random(5)
    for _ in range(2000):
        day = f"{chance.randint(2020, 2026)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
        typed = f"13{chance.randint(10**8, 10**9 - 1)} {day} {chance.randint(100, 9999)}"
        assert not holds_identity_number(typed), typed


CHINESE = str.maketrans("0123456789", "零一二三四五六七八九")
FORMAL = str.maketrans("0123456789", "〇壹贰叁肆伍陆柒捌玖")


@pytest.mark.parametrize(
    "text",
    [
        LIVING.translate(CHINESE),
        f"我的号是{LIVING.translate(FORMAL)}，住三楼",
        "、".join(LIVING.translate(FORMAL)),
        f"{LIVING[:6].translate(CHINESE)} {LIVING[6:14]} {LIVING[14:]}",
        LIVING.translate(CHINESE).replace("一", "幺"),
        f"{LIVING[:6].translate(CHINESE)}，一九六八年三月十五日，{LIVING[14:].translate(CHINESE)}",
        LIVING.translate(str.maketrans("0123456789", "⓿❶❷❸❹❺❻❼❽❾")),
        f"前六位{LIVING[:6]}，中间8位{LIVING[6:14]}，最后四位{LIVING[14:]}",
        f"身份证前九位{LIVING[:9]}，后九位{LIVING[9:]}",
        f"身份证先记{LIVING[:3]}然后{LIVING[3:6]}然后是出生的{LIVING[6:14]}还有最后的几位数字是{LIVING[14:]}",
        f"身份证开头{LIVING[:6]}（浙江杭州西湖区那边的），生日1968年3月15日，末四位{LIVING[14:]}",
        f"身份证{LIVING[:17]}，最后一位是{LIVING[17]}",
        f"身份证尾号{LIVING[14:]}，前面十四位{LIVING[:14]}",
        f"ID card {LIVING[:8]} then {LIVING[8:]}",
        "老身份证三三零一零六六八零三一五一二三",
        "身份证330106后面680315最后123",
    ],
)
def test_a_number_in_chinese_digits_or_parted_by_words_is_known_and_gives_way(text: str) -> None:
    assert holds_identity_number(text)
    assert not holds_identity_number(without_identity_numbers(text))
    kept = Redaction().text(text)
    assert holds_identity_number(kept)
    assert "680315" not in digits_of(kept)
    assert LIVING[6:14].translate(CHINESE) not in kept
    assert Redaction().text(kept) == kept


@pytest.mark.parametrize(
    "text",
    [
        "凭身份证领取，电话一三八零零一三八零零零，二〇二六年三月十五日起，共一万二千元",
        "请带身份证，邮编330106，2026-03-15 9:00-17:00，限1234人",
        "身份证复印件2份，3号楼1单元101，1968年3月15日建成，电话13800138000",
        f"身份证{LIVING[:6]}，{LIVING[6:14]}，{LIVING[14:17]}",
        "第一组三三零一零六号，第二组一九六八年三月十五日到二〇〇〇年三月十五日",
    ],
)
def test_what_is_said_beside_the_word_for_a_card_is_no_number(text: str) -> None:
    assert not holds_identity_number(text)
