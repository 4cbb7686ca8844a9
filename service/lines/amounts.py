"""How much of a line somebody is asked for, as the note of an invitation tells it."""

from __future__ import annotations

import re
from functools import lru_cache


def measure_of(kind: str, unit: str) -> str:
    """The unit in which notes tell amounts of a line: of money always 元."""
    return "元" if kind == "money" else unit


@lru_cache(maxsize=1000)
def amount_of(note: str, measure: str) -> float | None:
    """How much of a line a note asks somebody for; None where it is in other words, such as 9天没有答复."""
    told = re.fullmatch(rf"([0-9]{{1,3}}(?:,[0-9]{{3}})+|[0-9]+)(\.[0-9]+)?(万)?(?:{re.escape(measure)})?", note)
    if told is None:
        return None
    return float(told[1].replace(",", "") + (told[2] or "")) * (10_000.0 if told[3] else 1.0)
