"""Where a line's own words and its fields say different things (how many, what kind, when), or its days are over."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache

from graph.loading.said import said_in
from graph.loading.words import GOODS_UNITS, MONEY_UNITS, PEOPLE_UNITS, SPACE_UNITS
from matching.data import slots
from matching.reasons import EPOCH
from matching.wordings import Bilingual, windows_en, windows_zh
from service.figures import figure
from service.lines.asking import Line
from service.lines.trouble import asks, trouble_in, trouble_of

UNITS = (PEOPLE_UNITS, SPACE_UNITS, MONEY_UNITS, GOODS_UNITS)
KINDS: Mapping[str, Bilingual] = {
    "people": ("人手", "people"),
    "skill": ("有技能的人", "people with a skill"),
    "service": ("服务", "a service"),
    "space": ("场地", "a room"),
    "money": ("资金", "money"),
    "goods": ("物资", "goods"),
    "planning": ("策划", "planning"),
    "mentor": ("辅导", "a mentor"),
}
RANGE = ("quantity", "quantity_max")
# Kinds that what is counted in a measure cannot be of; 维修5台电脑 may well be a service.
OTHER_KINDS: tuple[tuple[frozenset[str], frozenset[str]], ...] = (
    (PEOPLE_UNITS, frozenset({"space", "money", "goods"})),
    (SPACE_UNITS | MONEY_UNITS, frozenset(KINDS)),
    (GOODS_UNITS, frozenset({"space", "money", "people"})),
)


def warning_of(line: Line, today: date) -> Bilingual | None:
    """What is wrong with a line, else that its days are over, else what its words contradict; None without any."""
    if not asks(line):
        return None
    return (
        trouble_of(line)
        or _over(EPOCH + timedelta(line.ask.last_day) if line.ask.last_day == line.ask.last_day else None, today)
        or _doubt(line.text, line.kind, (line.quantity, None, line.unit), line.ask.windows, today)
    )


def warning_in(values: Mapping[str, object], today: date) -> Bilingual | None:
    """The same of a line as it was just written down, by its own fields; None of one that is no longer open."""
    if values.get("status", "open") != "open":
        return None
    low, most = (float(one) if isinstance(one := values.get(name), int | float) else None for name in RANGE)
    windows = values.get("windows")
    return (
        trouble_in(values)
        or _over(last if isinstance(last := values.get("date_to"), date) else None, today)
        or _doubt(
            str(values.get("text") or ""),
            str(values.get("kind") or ""),
            (low, most, str(values.get("unit") or "")),
            slots([str(one) for one in windows]) if isinstance(windows, list) else 0,
            today,
        )
    )


def _over(last: date | None, today: date) -> Bilingual | None:
    if last is None or last >= today:
        return None
    day = last.isoformat()
    return (
        f"日期到 {day} 就过了：还要办就改日期，办完了就关掉这一项。",
        f"Its days were over on {day}: change the dates if it is still to be done, or close the line.",
    )


@lru_cache(maxsize=4096)  # every list asks it of every line
def _doubt(
    text: str, kind: str, much: tuple[float | None, float | None, str], windows: int, today: date
) -> Bilingual | None:
    told = said_in(text, today)
    of_kind, measure = str(told["kind"]), told.get("unit")
    if of_kind != kind and any(measure in units and kind in others for units, others in OTHER_KINDS):
        return (
            f"话里说的是{KINDS[of_kind][0]}，种类选的是{KINDS[kind][0]}，对不上：请改其中一个。",
            f"The words ask for {KINDS[of_kind][1]}, the kind chosen is {KINDS[kind][1]}: change one of them.",
        )
    if unlike := _unlike(said_in(text, today, kind), much):
        return unlike
    said = told.get("windows")
    spoken = slots([str(one) for one in said]) if isinstance(said, list) else 0
    if windows and spoken and not windows & spoken:
        return (
            f"话里说的是{windows_zh(spoken)}，时段选的是{windows_zh(windows)}，对不上：请改其中一个。",
            f"The words say {windows_en(spoken)}, the hours chosen are {windows_en(windows)}: change one of them.",
        )
    return None


def _unlike(told: Mapping[str, object], much: tuple[float | None, float | None, str]) -> Bilingual | None:
    """Where the words and the quantity, counted in like measures, have no number in common."""
    (low, most, unit), said = much, told.get("quantity")
    measure = str(told.get("unit") or "")
    like = not unit or unit == measure or any(unit in units and measure in units for units in UNITS)
    if not isinstance(said, float) or low is None or not like:
        return None
    told_most = told.get("quantity_max")
    upper = told_most if isinstance(told_most, float) else said
    if low <= upper and said <= (low if most is None else most):
        return None
    spoken = figure(said) if upper == said else f"{figure(said)}-{figure(upper)}"
    return (
        f"话里说的是{spoken}{measure}，数量写的是{figure(low)}{unit}，对不上：请改其中一个。",
        f"The words say {spoken}, the quantity is {figure(low)}: change one of them.",
    )
