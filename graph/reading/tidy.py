"""Tidying text: simplified characters, half-width letters and digits, no invisible characters, single spaces."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import Any

PLACEHOLDERS = frozenset(("无", "暂无", "没有", "待补", "不详", "n/a", "空", ""))
DITTO = frozenset(("同上", "〃", "″", '"', "＂", "“", "”", "''"))
LIST_SEPARATORS = frozenset("、，,；;/／|｜ \n\t")
LONGEST_REMEMBERED = 200  # characters
FORMULA_STARTS = ("=", "+", "-", "@")

_WIDTHS = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_TONES = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ"
_HAN = r"[\u3400-\u9fff\U00020000-\U0003ffff]"
_PINYIN = re.compile(rf"(?<={_HAN})\s*[（(]\s*([a-zü'{_TONES}\s]*[{_TONES}][a-zü'{_TONES}\s]*)[）)]", re.IGNORECASE)
_PLAIN_PINYIN = re.compile(rf"({_HAN})[（(]\s*([a-z]{{1,6}})[1-5]?\s*[）)]", re.IGNORECASE)
_ALL_HAN = re.compile(rf"{_HAN}+")
_SPACES = re.compile(r"\s+")
_SAYS_NOTHING = re.compile("[-—–―－/／]+|\ufffd+")  # dashes, or letters that were all lost
_MARKS_ALONE = re.compile("[-—–―－/／.．。…⋯·,，;；:：!！?？~～_＿]+")


@cache
def _simplifier() -> Any:
    import opencc  # loading its tables is only worth it when a traditional character turns up

    return opencc.OpenCC("t2s")


def _in_gb2312(text: str) -> bool:
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def simplify(text: str) -> str:
    """Traditional characters as simplified ones; text without any is left as it is (著, 乾 … are both)."""
    return str(_simplifier().convert(text)) if text and not _in_gb2312(text) else text


def _without_spelled_pinyin(found: re.Match[str]) -> str:
    import pypinyin  # rarely needed, slow to load

    spoken = pypinyin.pinyin(found[1], style=pypinyin.Style.NORMAL, heteronym=True)[0]
    return found[1] if found[2].lower() in spoken else found[0]


def tidy(text: str) -> str:
    """The text as it is kept: one line, simplified, half-width letters and digits, no pinyin in brackets."""
    if text.isascii() and text.isalnum():
        return text
    return _remembered(text) if len(text) <= LONGEST_REMEMBERED else _tidied(text)


def _tidied(text: str) -> str:
    visible = "".join(
        ch if ch.isspace() or unicodedata.category(ch) not in ("Cf", "Cc", "Co", "Cs") else "" for ch in text
    )
    plain = simplify(visible.translate(_WIDTHS))
    if "(" in plain or "（" in plain:
        plain = _PINYIN.sub("", plain)
        plain = _PLAIN_PINYIN.sub(_without_spelled_pinyin, plain)
    return _SPACES.sub(" ", plain).strip()


def squash(text: str) -> str:
    """Text for comparing: tidied, without spaces, width or letter case."""
    return _squashed(text) if len(text) <= LONGEST_REMEMBERED else _squash(text)


def _squash(text: str) -> str:
    return _SPACES.sub("", unicodedata.normalize("NFKC", tidy(text))).casefold()


# Short texts come again and again; a few thousand long ones would fill the memory.
_remembered = lru_cache(maxsize=50_000)(_tidied)
_squashed = lru_cache(maxsize=50_000)(_squash)


def person_name(text: str) -> str:
    """A tidied Chinese name without the spaces that line up names of two and three characters; others as they are."""
    bare = text.replace(" ", "")
    return bare if 2 <= len(bare) <= 4 and _ALL_HAN.fullmatch(bare) else text


def is_blank(text: str) -> bool:
    """True for a value that only says that there is none (无, 暂无, /, -, N/A …)."""
    plain = squash(text)
    return plain in PLACEHOLDERS or bool(_SAYS_NOTHING.fullmatch(plain))


def says_nothing(text: str) -> bool:
    """True for a cell that is blank or holds only marks (..., ？！): in a heading these may stand for anything."""
    return is_blank(text) or bool(_MARKS_ALONE.fullmatch(squash(text)))


def split_list(text: str) -> list[str]:
    """The entries of a list in one cell: cut at separators outside brackets, each once, without blanks."""
    parts, current, depth = [], "", 0
    for ch in tidy(text):
        depth = max(0, depth + (ch in "（(【[《") - (ch in "）)】]》"))
        if ch in LIST_SEPARATORS and not depth:
            parts.append(current)
            current = ""
        else:
            current += ch
    parts.append(current)
    entries: dict[str, str] = {}
    for part in parts:
        if not is_blank(part):
            entries.setdefault(squash(part), part.strip())
    return list(entries.values())


def half_width(text: str) -> str:
    """Tidied text with every full-width sign as its half-width form, for reading numbers and dates."""
    return unicodedata.normalize("NFKC", tidy(text)).replace("—", "-").replace("–", "-").replace("―", "-")
