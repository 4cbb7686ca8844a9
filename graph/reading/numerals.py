"""Chinese numerals as numbers."""

from __future__ import annotations

import re

DIGITS = {
    ch: value for value, chars in enumerate(("零〇", "一壹", "二贰两俩", "三叁仨", "四肆", "五伍")) for ch in chars
}
DIGITS |= {ch: value for value, chars in enumerate(("六陆", "七柒", "八捌", "九玖"), start=6) for ch in chars}
STEPS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
BIG = {"万": 10_000, "亿": 100_000_000}
NUMERAL = "".join(DIGITS) + "".join(STEPS) + "".join(BIG) + "廿卅"
FEWEST_OF_WORDS = 2  # characters; one alone is a measure

_HAN = re.compile(r"[\u4e00-\u9fff]")
_SMALL_RUN = re.compile(f"[{''.join(DIGITS)}{''.join(STEPS)}廿卅]+")


def chinese_number(text: str) -> int | None:
    """The value of a Chinese numeral (十二, 两百, 三千五, 一万二, 二〇二六), None for anything else."""
    if not text or any(ch not in NUMERAL for ch in text):
        return None
    text = text.replace("廿", "二十").replace("卅", "三十")
    if all(ch in DIGITS for ch in text):
        return int("".join(str(DIGITS[ch]) for ch in text))
    return _spoken(text)


def _spoken(text: str) -> int | None:
    total, section, digit, last_step = 0, 0, None, 1
    for ch in text:
        if ch in DIGITS:
            if digit:  # two digits side by side are no numeral (三五 is a range)
                return None
            digit = DIGITS[ch]
            if not digit:
                last_step = 10
        elif ch in STEPS:
            section += (1 if digit is None else digit) * STEPS[ch]
            digit, last_step = None, STEPS[ch]
        else:
            if not section and digit is None:
                return None
            total = (total + section + (digit or 0)) * BIG[ch]
            section, digit, last_step = 0, None, BIG[ch]
    # 三千五 is 3500: a last digit counts in the step below the one before it.
    tail = digit * max(last_step // 10, 1) if digit else 0
    return total + section + tail


def with_digits(text: str) -> str:
    """Text with every small Chinese numeral as digits: 三号院 → 3号院."""
    return _SMALL_RUN.sub(lambda found: in_digits(found[0]), text)


def in_digits(numeral: str) -> str:
    """One numeral as digits, as it is where it has no value."""
    value = chinese_number(numeral)
    return numeral if value is None else str(value)


def neighbours(text: str) -> tuple[int, int] | None:
    """The range that two digits side by side mean: 两三 → 2, 3; 七八 → 7, 8; 二三十 → 20, 30; None otherwise."""
    found = re.fullmatch(r"([一二两三四五六七八九])([二两三四五六七八九])([十百千万])?", text)
    if not found or DIGITS[found[1]] >= DIGITS[found[2]]:
        return None
    step = STEPS.get(found[3] or "", 0) or BIG.get(found[3] or "", 1)
    return DIGITS[found[1]] * step, DIGITS[found[2]] * step


def has_words(text: str) -> bool:
    """Whether Chinese words stand beside a number (押金200, 男5女3): it was then told, not garbled."""
    return len(_HAN.findall(text)) >= FEWEST_OF_WORDS
