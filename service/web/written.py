"""Dates, amounts and quantities as people write them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime

from service.clock import day_of, local
from service.figures import figure as plain
from service.web import frame
from service.web.frame import pages
from service.web.saying import gettext, ngettext

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

MEASURES: Mapping[str, Callable[[int], str]] = {
    "人": lambda n: ngettext("人", "人", n),
    "名": lambda n: ngettext("名", "名", n),
    "位": lambda n: ngettext("位", "位", n),
    "间": lambda n: ngettext("间", "间", n),
    "个": lambda n: ngettext("个", "个", n),
    "件": lambda n: ngettext("件", "件", n),
    "张": lambda n: ngettext("张", "张", n),
    "把": lambda n: ngettext("把", "把", n),
    "台": lambda n: ngettext("台", "台", n),
    "套": lambda n: ngettext("套", "套", n),
    "处": lambda n: ngettext("处", "处", n),
    "份": lambda n: ngettext("份", "份", n),
    "本": lambda n: ngettext("本", "本", n),
    "次": lambda n: ngettext("次", "次", n),
    "场": lambda n: ngettext("场", "场", n),
    "户": lambda n: ngettext("户", "户", n),
    "天": lambda n: ngettext("天", "天", n),
    "盆": lambda n: ngettext("盆", "盆", n),
    "斤": lambda n: ngettext("斤", "斤", n),
    "瓶": lambda n: ngettext("瓶", "瓶", n),
    "箱": lambda n: ngettext("箱", "箱", n),
    "盒": lambda n: ngettext("盒", "盒", n),
    "盏": lambda n: ngettext("盏", "盏", n),
    "桶": lambda n: ngettext("桶", "桶", n),
    "袋": lambda n: ngettext("袋", "袋", n),
    "支": lambda n: ngettext("支", "支", n),
    "只": lambda n: ngettext("只", "只", n),
    "册": lambda n: ngettext("册", "册", n),
    "页": lambda n: ngettext("页", "页", n),
    "米": lambda n: ngettext("米", "米", n),
    "小时": lambda _n: gettext("小时"),
    "元": lambda _n: gettext("元"),
    "万元": lambda _n: gettext("万元"),
}


def figure(number: float | None) -> str:
    """A number without needless decimals, thousands apart; "" where there is none."""
    return "" if number is None or number != number else plain(number)


@pages.app_template_filter("rows")
def rows(number: int) -> str:
    """So many rows of a sheet."""
    return ngettext("%(num)s 行", "%(num)s 行", number)


@pages.app_template_filter("cells")
def cells(number: int) -> str:
    """So many cells of a sheet."""
    return ngettext("%(num)s 格", "%(num)s 格", number)


def money(number: float | None) -> str:
    """An amount of money."""
    return gettext("%(n)s 元", n=figure(number)) if figure(number) else ""


def amount(quantity: float | None, unit: str, quantity_max: float | None = None) -> str:
    """A quantity with its measure, a range where there is one."""
    low, high = figure(quantity), figure(quantity_max)
    if not low and not high:
        return ""
    number = f"{low}–{high}" if low and high and low != high else low or high
    return f"{number} {_measure(unit, quantity_max or quantity or 0.0)}".strip()


def tells(text: str, quantity: float | None, unit: str) -> bool:
    """Whether a text already says the amount, as the community writes it."""
    written = f"{figure(quantity)}{unit}".replace(",", "")
    return bool(written) and written in text.replace(" ", "").replace(",", "")


def _measure(unit: str, number: float) -> str:
    """The measure in the reader's language; one that is not known stays as it was written."""
    say = MEASURES.get(unit)
    return say(1 if number == 1 else 2) if say is not None else unit


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
