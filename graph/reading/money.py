"""Money and prices: yuan from plain numbers, 万 and 千, signs, ranges, and a price's measure behind a slash."""

from __future__ import annotations

import re
from dataclasses import dataclass

from graph.reading.numerals import NUMERAL, chinese_number, has_words, neighbours
from graph.reading.tidy import half_width

_VAGUE = re.compile(
    r"几|不到|不足|不超过|最多|至多|以内|以下|之内|数[十百千万]|上[百千万]|若干|\([只仅收是为]*(?:押金|[定订]金|保证金)[^\d)]*\)"
)
_ABOUT = re.compile(
    r"大约|大概|约莫|约合|约|左右|上下|至少|不少于|不低于|将近|接近|差不多|以上|出头|挂零|预计|估计|共计|总计|合计|共|人民币|RMB|CNY",
    re.I,
)
_AFTER_NUMBER = re.compile(rf"(?<=[0-9{NUMERAL}])\s*[余多来](?=\s*(?:[元块万千]|$))")
_NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+"
_PART = re.compile(rf"([¥￥$]?)\s*({_NUMBER}|[{NUMERAL}]+)\s*([万千百]?)\s*(元|块钱|块|圆)?\s*(?:整|正|起)?\s*([¥￥]?)")
_JOINT = re.compile(r"\s*(?:-|~|〜|至|到)+\s*")
_PER = re.compile(r"^(?:每|一|/)\s*([^\d]{1,6})$")
_LEADING_PER = re.compile(
    r"^(?:每|一(?=[次人小天月年台件套个份餐节课户]))\s*([^\d每]{1,4}?)\s*(?=\d|[一二两三四五六七八九十百千]+元)"
)
_REMARK = re.compile(rf"(?<=[^\s(])\s*(?:\([^)]*\)|[,，;；。](?![\s\d{NUMERAL}])[^,，;；]+|[,，;；。][^\d,，;；]+)$")
# A remark may be what the amount is counted in, or what it is for each of: neither is one to be dropped.
_REMARK_STEP = re.compile(r"(?:计量)?(?:单位)?[:为是以按]?(?:人民币)?([万千百]+)元?(?:人民币|计)?")
_REMARK_PER = re.compile(
    r"每|一(?=[个次人小天月年台件套份餐节课户场家周日])(?!次性)|(?=[两半]个?[月年天小周])|/|per\b", re.I
)
_SQUARE = re.compile(r"[mM]2$")
# 1万5千, 2万5, 1万5000: what stands behind the step counts in its own step, a digit without one in the step below.
_MIXED = re.compile(r"(?<![\d.,])(\d{1,4})([万千])\s*(\d|\d{3,4})(千|百)?\s*(?:元|块钱|块|$)")
_SHORT = re.compile(r"(?<=\d)\s*([wWkK])(?![a-zA-Z])")  # 1w, 5K
_FROM = re.compile(r"(?<=[\d元块万千])起(?=\s*[/每一])|起$")  # 80元起/次, 80元/次起
# What is no word beside an amount: without another one, digits that make no amount are garbled.
_NO_WORDS = re.compile(rf"[{NUMERAL}元块钱圆整正起余多来每约合共]")
_LOOKALIKES = re.compile(r"\d[OolI|]|[OolI|]\d")
_SPACES = re.compile(r"\s+")
_COUNTED_IN = re.compile(
    r"(?<![报送办])单位[:：]?(?:人民币|RMB)?[(]?(?:[^\d:：,;()元]{1,3}[、/,])*(?:元[(、/])?([万千])元"
    r"|[(](?:人民币|以?计?)?([万千])元(?:计|为单位)?[)]|(?:以|按)([万千])元(?:计|为单位)"
)
_MEASURE = re.compile(
    r"[(]?(?:金额|经费|资金|款项|计量|货币)?(?<![报送办])单位[:：]?(?:均?为|是)?(?:人民币|RMB)?[(]?[万千]?元[)]?"
)
# Without brackets, too: 金额万元, 预算/万. 10万元以上 is no measure.
_NAMED_STEP = re.compile(rf"(?<![\d{NUMERAL}])(?:([万千])元|[/:]([万千])$)")
_HINTED_STEP = re.compile(rf"(?<![\d{NUMERAL}])(?:万|千(?=元))")
_NAMED_YUAN = re.compile(rf"(?<![\d{NUMERAL}])元$")
_STEPS = {"万": 10_000.0, "千": 1000.0, "百": 100.0, "": 1.0}


@dataclass(frozen=True)
class MoneyReading:
    """An amount or range in yuan, for a price with the measure it is counted in."""

    low: float | None = None
    high: float | None = None
    unit: str = ""
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Part:
    value: float
    step: str
    explicit: bool  # carries 元, ￥, 千 or 万: a heading's 万元 does not multiply it


VAGUE_MONEY = MoneyReading(codes=("vague_money",))
BAD_MONEY = MoneyReading(codes=("bad_money",))


def heading_factor(heading: str, hints: tuple[str, ...], above: float = 1.0) -> float:
    """What a plain number is multiplied by under a heading that says 万元 or 千元, in brackets (`hints`) or without,
    else as it stands `above` all."""
    for hint in hints:
        if named := _HINTED_STEP.search(hint):
            return _STEPS[named[0]]
    plain = _SPACES.sub("", half_width(heading))
    if named := _NAMED_STEP.search(plain):
        return _STEPS[named[1] or named[2]]
    return 1.0 if any("元" in hint for hint in hints) or _NAMED_YUAN.search(plain) else above


def measure_of_sums(line: str) -> str:
    """万 or 千 where a line above a table says that its sums are counted in 万元 or 千元 (单位：万元), else nothing."""
    found = _COUNTED_IN.search(_SPACES.sub("", half_width(line)))
    return next(filter(None, found.groups())) if found else ""


def names_measure(line: str) -> bool:
    """Whether a line says what sums are counted in, be it yuan."""
    return _MEASURE.search(_SPACES.sub("", half_width(line))) is not None


def only_measure(line: str) -> bool:
    """Whether a line says that and nothing else (单位：万元)."""
    return _MEASURE.fullmatch(_SPACES.sub("", half_width(line)).strip("()*注:")) is not None


def read_money(text: str, factor: float = 1.0) -> MoneyReading:
    """Read an amount or a price as it was typed; `factor` is the heading's."""
    plain = half_width(text)
    if _VAGUE.search(plain):
        return VAGUE_MONEY
    body = _SHORT.sub(lambda found: "万" if found[1] in "wW" else "千", plain)
    body = _REMARK.sub(_remark, _SQUARE.sub("㎡", _ABOUT.sub("", body).strip(" :;。")))
    body = _MIXED.sub(_mixed, _FROM.sub("", body))
    unit = ""
    leading = _LEADING_PER.match(body)
    if leading:
        unit, body = leading[1], body[leading.end() :]
    body, unit = _cut_measure(body, unit)
    body = _AFTER_NUMBER.sub("", body)
    reading = _amounts(body, factor)
    if reading is None:
        told = not _LOOKALIKES.search(plain) and has_words(_NO_WORDS.sub("", plain))
        garbled = re.search(r"\d", plain) and not told
        return BAD_MONEY if garbled else VAGUE_MONEY
    return MoneyReading(reading.low, reading.high, unit, reading.codes)


def step_of(measure: str) -> float:
    """How many yuan one of 万 or 千 is, 1 where none is said."""
    return _STEPS[measure]


def _remark(found: re.Match[str]) -> str:
    said = re.sub(r"[\s(),;，；。]", "", found[0])
    step = _REMARK_STEP.fullmatch(said)
    if step:
        return f"{step[1]}元"
    per = _REMARK_PER.match(said)
    return "每" + said[per.end() :] if per else ""


def _mixed(found: re.Match[str]) -> str:
    step = _STEPS[found[2]]
    below = _STEPS[found[4]] if found[4] else step / 10 if len(found[3]) == 1 else 1.0
    return f"{int(found[1]) * step + int(found[3]) * below:.0f}元"


def _cut_measure(body: str, unit: str) -> tuple[str, str]:
    slash = re.fullmatch(
        r"([^/]*?[\d元块万千整百])\s*(/.+|每[^\d]{1,4}|一(?:次|人|小时|天|月|年|台|件|套|个|份|餐|节|课|户))", body
    )
    per = _PER.match(slash[2].strip()) if slash else None
    if slash and per:
        return slash[1].strip(), unit or per[1].strip()
    return body, unit


def _amounts(body: str, factor: float) -> MoneyReading | None:
    added = [_one(part) for part in body.split("+")]
    steps = {part.step if part else None for part in added}
    if len(added) > 1 and len(steps) == 1 and None not in steps:  # 0.5+0.3万 leaves open what the first is counted in
        return MoneyReading(sum(_yuan(part, part.step, factor, part.explicit) for part in added if part))
    halves = _JOINT.split(body)
    if len(halves) == 2 and all(halves):
        return _range(halves, factor)
    part = _one(body)
    if part is None:
        pair = neighbours(body.removesuffix("元").removesuffix("块"))
        return MoneyReading(float(pair[0]), float(pair[1])) if pair else None
    return MoneyReading(_yuan(part, part.step, factor, part.explicit))


def _range(halves: list[str], factor: float) -> MoneyReading | None:
    low, high = _one(halves[0]), _one(halves[1])
    if low is None or high is None:
        return None
    explicit = low.explicit or high.explicit
    # 1-2万: the step at the end holds for both, unless the result would fall.
    shared = high.step if not low.step and high.step != "百" else low.step
    first, last = _yuan(low, shared, factor, explicit), _yuan(high, high.step, factor, explicit)
    if first > last:
        first = _yuan(low, low.step, factor, explicit)
    return MoneyReading(first, last) if first <= last else BAD_MONEY


def _one(text: str) -> _Part | None:
    found = _PART.fullmatch(text.strip())
    if not found:
        return None
    sign, number, step, yuan, sign_behind = found.groups()
    if number[0] in NUMERAL:
        value = chinese_number(number)
        if value is None:
            return None
        return _Part(float(value), step or "", True)
    explicit = bool(sign or sign_behind or yuan or step)
    return _Part(float(number.replace(",", "")), step or "", explicit)


def _yuan(part: _Part, step: str, factor: float, explicit: bool) -> float:
    return round(part.value * (_STEPS[step] if explicit else factor), 4)
