"""What people can see of a text: marks of direction and signs without any width say nothing."""

from __future__ import annotations

import re
import unicodedata

# Marks of direction, and characters without a width that no word needs.
HIDDEN = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c\u200b\u2060\ufeff\u00ad]")
# Of the letters and signs by their category, yet shown as an empty space.
PICTURES = "\u2600"  # behind it signs are pictures, before it marks: + ~ ^
BLANK = frozenset("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\U0001d159")


def visible(text: str) -> str:
    """The text without characters that turn a line round or take no room; "" where nothing else is in it."""
    plain = HIDDEN.sub("", text)
    return plain if any(unicodedata.category(ch)[0] not in "CZM" and ch not in BLANK for ch in plain) else ""


def says_something(text: str) -> bool:
    """Whether a text holds more than punctuation: a letter, a digit, a Chinese character or a picture."""
    return any(
        unicodedata.category(ch)[0] in "LN" or (unicodedata.category(ch)[0] == "S" and ch > PICTURES) for ch in text
    )
