"""Quantities with their measure: whole, in Chinese numerals, as ranges, about, and words that name no number."""

from __future__ import annotations

import re
from dataclasses import dataclass

from graph.reading.numerals import NUMERAL, chinese_number, has_words, neighbours
from graph.reading.tidy import half_width

VAGUE = re.compile(r"几|不到|不足|不超过|不多于|最多|至多|以内|以下|之内|数[十百千万]|上[百千万]|若干|一些|一部分")
_ABOUT = re.compile(
    r"大约|大概|约莫|约|左右|上下|至少|不少于|不低于|最少|将近|接近|差不多|以上|估计|预计|共计|总计|合计|共|现有"
)
_AFTER_NUMBER = re.compile(rf"(?<=[0-9{NUMERAL}])\s*[余多来](?:号(?=人))?")
_BRACKETS = re.compile(r"\([^)]*\)$")
_REMARK = re.compile(rf"(?<=[^\s,，;；。])[,，;；。](?![\s\d{NUMERAL}])[^,，;；]+$")
_SHORT = re.compile(r"(?<=\d)[wW](?![a-zA-Z])")  # 2w人
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_NUMBER = r"\d+(?:\.\d+)?"
_JOINT = r"\s*(?:-|~|〜|至|到|、|,|或)+\s*"
_RANGE = re.compile(rf"({_NUMBER})\s*([^\d\s,、~-]{{0,6}}?){_JOINT}({_NUMBER})\s*(.*)")
_ONE = re.compile(rf"({_NUMBER})\s*(.*)")
_CHINESE_RANGE = re.compile(rf"([{NUMERAL}]+)([^\d{NUMERAL}]{{0,4}}?){_JOINT}([{NUMERAL}]+)(.*)")
_CHINESE = re.compile(rf"([{NUMERAL}]+)(.*)")
_LEAD = re.compile(r"^[\u4e00-\u9fff:\s]{0,8}?(?=\d)")
# What a spoken quantity begins and ends with: 能坐二十人, 坐得下三十人没问题.
_HOLDS = re.compile(
    r"^(?:能|可以?|够|容纳|容|坐|站|住|装|放|摆|供|有|要|缺|差|得下|下|一共|总共|共)+(?=[\d" + NUMERAL + r"])"
)
_ENOUGH = re.compile(r"(?<=[\u4e00-\u9fff])(?:没问题|不成问题|就行|就够了?|即可|就可以|都行)$")
_NO_MEASURES = ("定", "般", "样", "起", "直", "切", "些", "点")
_SQUARE = re.compile(r"[mM][2²](?!\d)")
_LOOKALIKES = re.compile(r"\d[OolI|]|[OolI|]\d|[OolI|]{2,}")
_IN_A_MONTH = re.compile(r"每个?月|一个?月|[/／]月|最多|至多|不超过")
_HOURS = ("", "小时", "个小时", "钟头", "个钟头", "时", "h", "H", "hours", "hour")
HOURS_IN_A_MONTH = 744.0
MOST_UNIT = 8  # letters of the longest measure


@dataclass(frozen=True)
class QuantityReading:
    """A number or range with its measure; all empty with a code when there is none to be had."""

    low: float | None = None
    high: float | None = None
    unit: str = ""
    codes: tuple[str, ...] = ()


VAGUE_QUANTITY = QuantityReading(codes=("vague_quantity",))
BAD_QUANTITY = QuantityReading(codes=("bad_quantity",))


def read_quantity(text: str) -> QuantityReading:
    """Read a quantity as it was typed (a number cell's digits are fine too)."""
    plain = _SQUARE.sub("㎡", _SHORT.sub("万", _THOUSANDS.sub("", half_width(text))))
    if VAGUE.search(plain):
        return VAGUE_QUANTITY
    if _LOOKALIKES.search(plain):
        return BAD_QUANTITY
    plain = _AFTER_NUMBER.sub("", _ABOUT.sub("", _BRACKETS.sub("", _REMARK.sub("", plain)).strip())).strip(" :。.!")
    plain = _ENOUGH.sub("", _HOLDS.sub("", plain))
    if re.search(r"\d", plain):
        return _arabic(plain)
    return _chinese(plain)


def read_hours_a_month(text: str) -> float | None:
    """Hours a month as typed (8, 8小时, 每月十个钟头, 最多8小时/月, 8-10小时: the lower); None for anything else."""
    plain = _IN_A_MONTH.sub("", half_width(text)).strip()
    found = read_quantity(plain)
    if found.low is None or found.unit not in _HOURS or not 0 <= found.low <= HOURS_IN_A_MONTH:
        return None
    return found.low


def _arabic(text: str) -> QuantityReading:
    body = _LEAD.sub("", text, count=1) if not text[0].isdecimal() else text
    unread = VAGUE_QUANTITY if has_words(text) else BAD_QUANTITY
    if not body or not body[0].isdecimal():
        return unread
    found = _RANGE.fullmatch(body)
    if found and _of_two_things(found):
        return unread
    if found:
        return _range(float(found[1]), float(found[3]), found[4] or found[2])
    one = _ONE.fullmatch(body)
    if one is None:
        return unread
    factor, unit = _factor(one[2])
    if not _is_unit(unit):
        return unread
    return QuantityReading(float(one[1]) * factor, None, unit)


def _chinese(text: str) -> QuantityReading:
    found = _CHINESE_RANGE.fullmatch(text)
    if found:
        low, high = chinese_number(found[1]), chinese_number(found[3])
        if low is not None and high is not None:
            return _range(low, high, found[4] or found[2])
    one = _CHINESE.fullmatch(text)
    if one is None:
        return VAGUE_QUANTITY
    pair = neighbours(one[1])
    if pair:
        return _range(*pair, one[2])
    value = chinese_number(one[1])
    if value is None or not _is_unit(one[2]) or (one[1] == "一" and one[2].startswith(_NO_MEASURES)):
        return VAGUE_QUANTITY
    return QuantityReading(float(value), None, one[2].strip())


def _of_two_things(found: re.Match[str]) -> bool:
    """Whether two numbers stand beside one another and count different things: 5户，8个孩子."""
    first, second = found[2].strip(), found[4].strip()
    beside = re.search("[、,]", found.string[found.end(2) : found.start(3)])
    return bool(beside and first and second and first != second)


def _range(low: float, high: float, unit: str) -> QuantityReading:
    factor, unit = _factor(unit)
    if low > high or not _is_unit(unit):
        return BAD_QUANTITY
    return QuantityReading(low * factor, high * factor, unit)


def _factor(unit: str) -> tuple[float, str]:
    unit = unit.strip(" .。,，;；+")
    if unit.startswith("万"):
        return 10_000.0, unit[1:].strip()
    if unit.startswith("千") and not unit.startswith(("千克", "千米", "千瓦")):
        return 1000.0, unit[1:].strip()
    return 1.0, unit


def _is_unit(unit: str) -> bool:
    return len(unit) <= MOST_UNIT and not re.search(r"[\d-]", unit) and not re.fullmatch(r"[A-Za-z]", unit)


_NO_UNITS = re.compile(r"必填|选填|可选|估|约|预计|如有|含|最多|至少|可不填|填|写|注|单选|多选|[例如:：。]|见|按")


def heading_unit(hints: tuple[str, ...]) -> str:
    """The measure that a heading names in brackets (数量（人）), empty when the brackets say something else."""
    for hint in hints:
        unit = re.sub(r"^(?:计量)?单位[:：]?", "", hint).strip()
        if 0 < len(unit) <= 4 and not _NO_UNITS.search(unit) and "/" not in unit and not re.search(r"[万千]?元", unit):
            return unit
    return ""
