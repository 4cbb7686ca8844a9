"""What is wrong with a line itself, so that nobody could meet it whoever there is; and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from math import isnan, nan

from matching.data import WEEKDAYS, slots
from matching.reasons import EPOCH
from matching.wordings import Bilingual
from service.lines.asking import Line, weekdays

NAMES = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")


def asks(line: Line) -> bool:
    """Whether a line is to be staffed or mended: what asks for 0 is met by nothing, but nobody meant it."""
    return line.wanted or (line.status == "open" and line.quantity is not None and line.quantity <= 0)


def trouble_of(line: Line) -> Bilingual | None:
    """Why this line can be met by nobody as it is written; None when nothing speaks against it."""
    quantity = nan if line.quantity is None else line.quantity
    return _trouble(line.kind, quantity, line.ask.windows, (line.ask.first_day, line.ask.last_day))


def trouble_in(values: Mapping[str, object]) -> Bilingual | None:
    """The same of a line as it was just written down, by its own fields."""
    quantity, windows = values.get("quantity"), values.get("windows")
    first, last = (
        float(day.toordinal() - EPOCH.toordinal()) if isinstance(day := values.get(name), date) else nan
        for name in ("date_from", "date_to")
    )
    return _trouble(
        str(values.get("kind") or ""),
        float(quantity) if isinstance(quantity, int | float) else nan,
        slots([str(one) for one in windows]) if isinstance(windows, list) else 0,
        (first, last),
    )


def _trouble(kind: str, quantity: float, windows: int, wanted: tuple[float, float]) -> Bilingual | None:
    first, last = wanted
    if last < first:
        return (
            "结束日期在开始日期之前，请改这一项的日期。",
            "It ends before it begins; mend the dates of this line.",
        )
    days = weekdays(first, last)
    if windows and days and not windows & days:
        return (
            f"写的时段和日期对不上：这几天里没有{_days_zh(windows)}。请改时段或日期。",
            "The hours and the dates contradict each other: none of these days is "
            f"{_days_en(windows)}. Change one of them.",
        )
    if quantity <= 0:
        return (
            "数量写的是 0，请写清要多少，或者关掉这一项。",
            "It asks for 0; say how much is wanted, or close it.",
        )
    if kind == "money" and isnan(quantity):
        return (
            "没写要多少钱，算不出够不够：请写上金额。",
            "No sum is written, so nothing tells what would suffice; enter how much money is wanted.",
        )
    return None


def _days_zh(windows: int) -> str:
    return "、".join(NAMES[day] for day in _days(windows))


def _days_en(windows: int) -> str:
    return " or ".join(WEEKDAYS[day].capitalize() for day in _days(windows))


def _days(windows: int) -> list[int]:
    return [day for day in range(len(WEEKDAYS)) if windows >> (3 * day) & 0b111]
