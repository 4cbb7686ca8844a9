"""A heading that names a day of the week says when what stands below it holds: 上午 below 周一 is Monday morning."""

from __future__ import annotations

import re

from graph.reading.tidy import half_width, tidy
from graph.reading.words import spoken_word

_NAMED = re.compile(
    r"(?<![至到~、,和及与或-])(?:周|星期|礼拜)[一二三四五六日天](?![至到~、,/及和与或一二三四五六日天-])(?:[上下]午|中午|早上|晚上|[早晚])?"
)
_FREE = re.compile(r"有空|空闲?|在|能来?|开放?|营业|[1√✓✔☑●○]")
_NOT_FREE = re.compile(r"没空|忙|不(?:行|能|在|开放?|营业|方便)|休息?|闭馆|关门|[0×✗✘xX]")


def weekday_of(heading: str) -> str:
    """The one day of the week, with its part of the day where it has one, that a heading names; empty for none."""
    named = _NAMED.findall(half_width(heading))
    return named[0] if len(named) == 1 else ""


def without_weekday(heading: str) -> str:
    """What a heading says besides the day of the week."""
    return re.sub(r"\(\)|\[\]|[【】/]", "", _NAMED.sub("", half_width(heading))).strip()


def on_the_day(heading: str, text: str) -> str:
    """What a cell of hours says together with its heading's day; empty where it says that this is no day for it."""
    day, said = weekday_of(heading), tidy(text)
    if not day or _NAMED.search(said):
        return said
    if _NOT_FREE.fullmatch(said) or spoken_word("consent", said) == "false":
        return ""
    if _FREE.fullmatch(said) or spoken_word("consent", said) == "true":
        return day
    return f"{day} {said}" if said[0].isdecimal() else day + said
