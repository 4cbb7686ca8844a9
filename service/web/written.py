"""Dates, amounts and quantities as people write them."""

from __future__ import annotations

from datetime import date, datetime

from service.clock import day_of, local
from service.web import frame
from service.web.saying import gettext

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def figure(number: float | None) -> str:
    """A number without needless decimals, thousands apart."""
    if number is None or number != number:
        return ""
    return f"{int(number):,}" if float(number).is_integer() else f"{number:,.2f}".rstrip("0")


def money(number: float | None) -> str:
    """An amount of money."""
    return gettext("%(n)s 元", n=figure(number)) if figure(number) else ""


def amount(quantity: float | None, unit: str, quantity_max: float | None = None) -> str:
    """A quantity with its measure, a range where there is one."""
    low, high = figure(quantity), figure(quantity_max)
    if not low and not high:
        return ""
    number = f"{low}–{high}" if low and high and low != high else low or high
    return f"{number} {unit}".strip()


def day(value: date | None, language: str) -> str:
    """A day in a sentence: 11月21日, 21 Nov; with the year where it is another one."""
    if value is None:
        return ""
    other = value.year != frame.today().year
    if language == "en":
        return f"{value.day} {MONTHS[value.month - 1]}" + (f" {value.year}" if other else "")
    return (f"{value.year}年" if other else "") + f"{value.month}月{value.day}日"


def full_day(value: date | None) -> str:
    """A day in a table: 2026-11-21."""
    return "" if value is None else value.isoformat()[:10]


def moment(value: datetime | None, language: str) -> str:
    """A day and the minute, in the clock of the community."""
    return "" if value is None else f"{day(day_of(value), language)} {local(value):%H:%M}"
