"""What people can see of a text: marks of direction and signs without any width say nothing."""

from __future__ import annotations

import re

# Marks of direction, and characters without a width that no word needs.
HIDDEN = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c\u200b\u2060\ufeff\u00ad]")
# The inside of a character class of regular expressions, as the interface gives it to its clients too. What screens
# show: left out are spaces, marks over another letter, fillers that take the room of a letter, and private characters.
SEEN = (
    r"!-~\u00a1-\u00ac\u00ae-\u02ff\u0370-\u0482\u048a-\u061b\u061d-\u115e\u1161-\u167f\u1681-\u17b3\u17b6-\u180a"
    r"\u1810-\u1aaf\u1b00-\u1dbf\u1e00-\u1fff\u2010-\u2027\u2030-\u205e\u2070-\u20cf\u2100-\u27ff\u2801-\u2fff"
    r"\u3001-\u3029\u3030-\u3163\u3165-\ud7ff\uf900-\ufdff\ufe10-\ufe1f\ufe30-\ufefe\uff01-\uff9f\uffa1-\uffef"
    "\U00010000-\U0001d158\U0001d17b-\U0001fbff\U00020000-\U000323af"
)
# Of these what says something: letters, digits, Chinese characters and pictures, but no punctuation.
TELLING = (
    r"0-9A-Za-z\u00aa\u00b2\u00b3\u00b5\u00b9\u00ba\u00bc-\u00be\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02c1\u0370-\u0374"
    r"\u0376-\u037d\u037f\u0386\u0388-\u03f5\u03f7-\u0481\u048a-\u0559\u0560-\u0588\u05d0-\u05f2\u0620-\u0669"
    r"\u066e-\u06d3\u06d5-\u06ff\u070d-\u0963\u0966-\u0e4e\u0e50-\u0e59\u0e5c-\u0f03\u0f15-\u0f39\u0f3e-\u0f84"
    r"\u0f86-\u0fcf\u0fd5-\u1049\u1050-\u10fa\u10fc-\u115e\u1161-\u135f\u1369-\u13ff\u1401-\u166c\u166f-\u167f"
    r"\u1681-\u169a\u16a0-\u16ea\u16ee-\u17b3\u17b6-\u17d3\u17d7\u17dc-\u17ff\u1810-\u1aaf\u1b00-\u1dbf\u1e00-\u1fbc"
    r"\u1fc2-\u1fcc\u1fd0-\u1fdb\u1fe0-\u1fec\u1ff2-\u1ffc\u2070-\u2079\u207f-\u2089\u2090-\u20a0\u2100-\u218b\u2460-\u24ff"
    r"\u2600-\u2767\u2776-\u27bf\u2801-\u28ff\u2b00-\u2cf8\u2cfd\u2d00-\u2dff\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029"
    r"\u3031-\u3035\u3038-\u303c\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u3163\u3165-\ud7ff\uf900-\ufd3d"
    r"\ufd40-\ufdff\ufe70-\ufefc\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uff66-\uff9f\uffa1-\uffdc"
    "\U00010000-\U0001d158\U0001d17b-\U0001fbff\U00020000-\U000323af"
)
_SEEN, _TELLING = re.compile(f"[{SEEN}]"), re.compile(f"[{TELLING}]")


def visible(text: str) -> str:
    """The text without characters that turn a line round or take no room; "" where nothing else is in it."""
    plain = HIDDEN.sub("", text)
    return plain if _SEEN.search(plain) else ""


def says_something(text: str) -> bool:
    """Whether a text holds more than punctuation: a letter, a digit, a Chinese character or a picture."""
    return _TELLING.search(text) is not None
