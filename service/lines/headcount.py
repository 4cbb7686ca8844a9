"""How many people a text speaks of, however the number is written."""

from __future__ import annotations

import re
from math import nan

from graph.reading.numerals import BIG, NUMERAL, STEPS, chinese_number, neighbours
from matching.language.text import simplify

_SCALES = {**STEPS, **BIG}
_COUNT = re.compile(
    # 几十人, 数百人, 上千人 and 第三人 name no number; what begins inside a number is a part of it.
    rf"(?<![几数上第每\d.,{NUMERAL}])"
    rf"(?:(\d+(?:,\d{{3}})+|\d+)(\.\d+)?\s*([百千万]?)|([{NUMERAL}]+))"
    r"\s*(?:多|来|余)?\s*(?:个|名|位)?\s*"
    # 人次 counts visits, 人份 meals, 人民币 money.
    r"(?:老人|居民|孩子|人(?!次|份|民币|均|工)|座(?!谈|机)|把(?:折叠|塑料|靠背|小)?椅|(?<=[名位])(?=的|[，,。]|$))"
)
_RANGE = re.compile(r"(?<=\d)\s*(?:[-~—–至到])\s*(?=\d)")


def people_in(text: str) -> float:
    """The largest number of people a text speaks of; nan when it speaks of none."""
    plain = _RANGE.sub(" ", simplify(text))
    counts = [_number(*found) for found in _COUNT.findall(plain)]
    return max((count for count in counts if count is not None), default=nan)


def _number(whole: str, part: str, scale: str, spoken: str) -> float | None:
    if whole:
        return float(whole.replace(",", "") + part) * _SCALES.get(scale, 1)
    between = neighbours(spoken)
    value = between[1] if between else chinese_number(spoken)
    return None if value is None else float(value)
