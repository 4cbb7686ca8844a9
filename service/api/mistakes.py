"""What pydantic found wrong with a request, in both languages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from matching.wordings import Bilingual
from service.api.schema import SAID, WORDED
from service.visible import visible

NAMED = re.compile(r"'((?:[^'\\]|\\.)*)'")  # one of the values that pydantic expected
MOST_NAMED = 30  # values that are listed
MOST_TOLD = 50  # mistakes that one answer names
LONGEST_WHERE = 200  # characters of a part's name, which the client may have made up

EXTRA: Bilingual = ("不认识这个键", "is not a known key")
REPEATED: Bilingual = ("只能出现一次", "may appear only once")
PUNCTUATION: Bilingual = ("只有标点，请写清楚是什么", "holds only punctuation; say what it is")
UNSEEN: Bilingual = ("没有看得见的字", "holds nothing that can be seen")
WORDY = (WORDED, SAID)  # patterns of texts in words
OTHER: Bilingual = ("不是能用的值", "cannot be used")
WORDS: Mapping[str, Bilingual] = {
    "missing": ("缺少", "is missing"),
    "extra_forbidden": EXTRA,
    "literal_error": ("不是允许的值", "is not one of the allowed values"),
    "string_type": ("应为文字", "must be text"),
    "string_unicode": ("有不能保存的字符", "holds characters that cannot be kept"),
    "string_pattern_mismatch": ("写法不对", "is not written as it has to be"),
    "string_too_long": ("太长，最多 {max_length} 字", "is too long: at most {max_length} characters"),
    "string_too_short": ("太短，至少 {min_length} 字", "is too short: at least {min_length} characters"),
    **dict.fromkeys(("int_parsing", "int_type", "int_from_float"), ("应为整数", "must be a whole number")),
    **dict.fromkeys(("int_parsing_size", "finite_number"), ("不是能用的数", "is not a number that can be used")),
    **dict.fromkeys(("float_parsing", "float_type"), ("应为数字", "must be a number")),
    **dict.fromkeys(("bool_parsing", "bool_type"), ("应为 true 或 false", "must be true or false")),
    "greater_than": ("太小，应大于 {gt}", "is too small: has to be more than {gt}"),
    "greater_than_equal": ("太小，至少 {ge}", "is too small: at least {ge}"),
    "less_than": ("太大，应小于 {lt}", "is too large: has to be less than {lt}"),
    "less_than_equal": ("太大，最多 {le}", "is too large: at most {le}"),
    "list_type": ("应为列表", "must be a list"),
    "too_long": ("太多，最多 {max_length} 个", "has too many entries: at most {max_length}"),
    "too_short": ("太少，至少 {min_length} 个", "has too few entries: at least {min_length}"),
    **dict.fromkeys(
        ("dict_type", "model_type", "model_attributes_type"), ("应为对象，写成 {{}}", "must be an object, written {{}}")
    ),
    **dict.fromkeys(
        ("date_type", "date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact"),
        ("应为存在的日期，写成 2026-03-05", "must be a date that exists, written 2026-03-05"),
    ),
    **dict.fromkeys(
        ("datetime_type", "datetime_parsing", "datetime_from_date_parsing", "timezone_naive", "timezone_aware"),
        ("应为日期和时间，写成 2026-03-05T09:00:00+08:00", "must be a moment, written 2026-03-05T09:00:00+08:00"),
    ),
}


def where_of(steps: tuple[int | str, ...]) -> str:
    """The part of a request that `steps` lead to; `body` for the whole of it."""
    return "/".join(str(step) for step in steps)[:LONGEST_WHERE] or "body"


def said_of(kind: str, context: Mapping[str, Any], given: object = "") -> Bilingual:
    """A mistake of this kind of pydantic's in words, with the bounds that `context` holds; `given` is not repeated."""
    if kind == "string_pattern_mismatch" and isinstance(given, str) and str(context.get("pattern")).endswith(WORDY):
        return _wordless(given)
    told = {name: _plainly(value) for name, value in context.items()}
    zh, en = (words.format_map(told) for words in WORDS.get(kind, OTHER))
    allowed = NAMED.findall(str(context.get("expected", ""))) if kind == "literal_error" else []
    if 0 < len(allowed) <= MOST_NAMED:
        return f"{zh}，只能是 {'、'.join(allowed)}", f"{en}: {', '.join(allowed)}"
    return zh, en


def _wordless(given: str) -> Bilingual:
    """Why a text does not pass for words."""
    if "\0" in given:
        return WORDS["string_unicode"]
    return PUNCTUATION if visible(given) else UNSEEN


def _plainly(value: object) -> str:
    """A bound as people write it: 5000 for 5000.0, no 1e+12; 0 for what only keeps the rest of a division out."""
    return f"{Decimal(f'{round(value, 4):.15g}'):f}" if isinstance(value, float) else str(value)
