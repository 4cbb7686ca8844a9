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


def nothing_to_give(eligible: int, kind: str) -> Bilingual:
    """What to do where some fit the rules and none of them is known to have anything left."""
    if kind == "money":
        return (
            f"有 {eligible} 个也许能出钱，但额度没有登记，不能算数：先问清能出多少，再登记。",
            f"{eligible} might give money, but how much is not on record and cannot be counted on: ask first.",
        )
    return (
        f"有 {eligible} 个合条件的，但登记的人数、余额或时间都是 0。请核对他们的登记，或者分几次、换个时间。",
        f"{eligible} fit the rules, but what they have on record (people, balance, hours) is 0. "
        "Check their entries, or ask for it in parts or at another time.",
    )


def funds_fall_short(count: int, unsaid: int) -> Bilingual:
    """What to do where some funds give, and all together, each within its own rules, not enough.

    `unsaid` is how many others suit of whom it is not on record what they can give.
    """
    others = f"另有 {unsaid} 个也许能出，额度没有登记，先问清能出多少；" if unsaid else ""
    others_en = f"ask {unsaid} more of whom how much is not on record, " if unsaid else ""
    return (
        f"有 {count} 处资金能出一部分，按各自的单项上限和余额合起来还是不够：{others}"
        "也可以减预算、找单位出资，或者登记别的资金。",
        f"{count} {'fund' if count == 1 else 'funds'} can give a part; within the limit and balance of each that is "
        f"not enough: {others_en}lower the sum, ask a unit for money, or enter other funds.",
    )


def nobody_able(eligible: int) -> Bilingual:
    """What to do where no rule keeps some out, but nothing tells that they could do it."""
    return (
        f"条件都合的有 {eligible} 个，但看不出谁做得了这一项。请在登记里写明技能或做过的事，或者登记会的人。",
        f"No rule keeps {eligible} out, but nothing tells that they could do it. Enter their skills or past work, or "
        "somebody who can.",
    )


def nobody_fits() -> Bilingual:
    """What to do where every candidate is kept out by a rule."""
    return (
        "没有人合条件：可以放宽时间、地点或资格，或者登记新的人和资源。",
        "Nobody fits: widen the time, the place or the qualification, or enter new people and resources.",
    )


def _days_zh(windows: int) -> str:
    return "、".join(NAMES[day] for day in _days(windows))


def _days_en(windows: int) -> str:
    return " or ".join(WEEKDAYS[day].capitalize() for day in _days(windows))


def _days(windows: int) -> list[int]:
    return [day for day in range(len(WEEKDAYS)) if windows >> (3 * day) & 0b111]
