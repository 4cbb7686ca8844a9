"""Stand-ins for identity numbers: nothing of a number is left, and everything is read as if it were there."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.reading import Gazetteer
from graph.reading.checking import check_file
from graph.reading.codes import IDENTITY_CHECKS, IDENTITY_WEIGHTS, holds_identity_number, is_credit_code
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
