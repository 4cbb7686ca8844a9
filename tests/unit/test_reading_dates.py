"""Dates and periods as people write them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.reading.dates import read_date, read_period

DAYS = st.dates(date(1950, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    ("typed", "end", "year", "day", "codes"),
    [
        ("2026.3.5", False, None, "2026-03-05", ()),
        ("２０２６/３/５", False, None, "2026-03-05", ()),
        ("2026年3月5日 09:30", False, None, "2026-03-05", ()),
        ("二〇二六年三月五日", False, None, "2026-03-05", ()),
        ("20260305", False, None, "2026-03-05", ()),
        ("46086", False, None, "2026-03-05", ()),
        ("46086.5", False, None, "2026-03-05", ()),
        ("3月5日", False, 2026, "2026-03-05", ("assumed_year",)),
        ("4.30", True, 2025, "2025-04-30", ("assumed_year",)),
        ("3月5日", False, None, None, ("vague_date",)),
        ("26.4.10", False, None, "2026-04-10", ("assumed_year",)),
        ("2026年2月", True, None, "2026-02-28", ("assumed_day",)),
        ("2024.2", True, None, "2024-02-29", ("assumed_day",)),
        ("2026", False, None, "2026-01-01", ("assumed_day",)),
        ("2026年", True, None, "2026-12-31", ("assumed_day",)),
        ("5月", True, 2026, "2026-05-31", ("assumed_year", "assumed_day")),
        ("长期有效", True, 2026, None, ()),
        ("3月底", True, 2026, None, ("vague_date",)),
        ("尽快", True, None, None, ("vague_date",)),
        ("2026-02-30", True, None, None, ("bad_date",)),
        ("2月30日", True, 2026, None, ("bad_date",)),
        ("2026.13.1", True, None, None, ("bad_date",)),
        ("7", True, 2026, None, ("bad_date",)),
    ],
)
def test_date(typed: str, end: bool, year: int | None, day: str | None, codes: tuple[str, ...]) -> None:
    reading = read_date(typed, end, year)
    assert (reading.day.isoformat() if reading.day else None, reading.codes) == (day, codes)


@pytest.mark.parametrize(
    ("typed", "start", "end", "codes"),
    [
        ("2026.3.15-2026.5.30", "2026-03-15", "2026-05-30", ()),
        ("2026.2.20-2.28", "2026-02-20", "2026-02-28", ()),
        ("2026年3月1日-30日", "2026-03-01", "2026-03-30", ()),
        ("2026-03-01-2026-06-30", "2026-03-01", "2026-06-30", ()),
        ("2026-03-01", "2026-03-01", "2026-03-01", ()),
        ("2026-3-1 14:30", "2026-03-01", "2026-03-01", ()),
        ("2026年3月", "2026-03-01", "2026-03-31", ("assumed_day",)),
        ("2026年3月-6月", "2026-03-01", "2026-06-30", ("assumed_day",)),
        ("3月22日至3月29日", "2026-03-22", "2026-03-29", ("assumed_year",)),
        ("2026.6.1-2026.4.1", None, None, ("bad_period",)),
        ("2026.2.30-2026.3.15", None, "2026-03-15", ("bad_date",)),
        ("2026.2.30-3.15", None, "2026-03-15", ("bad_date",)),
        ("2026.3.1-待定", "2026-03-01", None, ("vague_date",)),
        ("2026.3.1至长期", "2026-03-01", None, ()),
        ("常年", None, None, ()),
    ],
)
def test_period(typed: str, start: str | None, end: str | None, codes: tuple[str, ...]) -> None:
    reading = read_period(typed, 2026)
    shown = tuple(day.isoformat() if day else None for day in (reading.start, reading.end))
    assert (*shown, reading.codes) == (start, end, codes)


@given(
    DAYS, st.sampled_from(("{y}.{m}.{d}", "{y}/{m}/{d}", "{y}-{m:02d}-{d:02d}", "{y}年{m}月{d}日", "{y}{m:02d}{d:02d}"))
)
def test_every_way_of_writing_a_day_says_that_day(day: date, form: str) -> None:
    reading = read_date(form.format(y=day.year, m=day.month, d=day.day), False, None)
    assert (reading.day, reading.codes) == (day, ())


@given(
    DAYS,
    DAYS,
    st.sampled_from(("-", "~", "至", "—", " - ")),
    st.sampled_from(("{y}.{m}.{d}", "{y}年{m}月{d}日", "{y}-{m}-{d}")),
)
def test_a_period_is_its_two_days(one: date, other: date, between: str, form: str) -> None:
    first, last = sorted((one, other))
    text = between.join(form.format(y=day.year, m=day.month, d=day.day) for day in (first, last))
    reading = read_period(text, None)
    assert (reading.start, reading.end, reading.codes) == (first, last, ())


@given(st.text(max_size=40), st.booleans(), st.one_of(st.none(), st.integers(1990, 2050)))
def test_any_text_is_answered(text: str, end: bool, year: int | None) -> None:
    assert read_date(text, end, year).day is None or not set(read_date(text, end, year).codes) & {
        "bad_date",
        "vague_date",
    }
    read_period(text, year)
