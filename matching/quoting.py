"""Quotation marks around words that may hold quotation marks of their own, which then are the inner ones."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

_OTHERS = str.maketrans("“”‘’", "‘’“”")
_PAIRS = {"”": "“", "’": "‘"}
_APOSTROPHE = re.compile("(?<=[A-Za-z])’(?=[A-Za-z])")
_MARKS = re.compile(r"(?P<mark>[“”])|\{(?P<word>\w+)\}|%\((?P<value>\w+)\)s")


def quoted(text: str) -> str:
    """“text”, the marks inside as inner ones: “街道‘一队’”."""
    return f"“{inner(text)}”"


def inner(text: str) -> str:
    """A text as it stands within quotation marks; one that was cut within its own has them closed.

    What has no partner is no quotation mark: the ’ of don’t and 儿童’s stays.
    """
    if "“" not in text and "‘" not in text:
        return text
    signs, unclosed = list(text), list[int]()
    apostrophes = {found.start() for found in _APOSTROPHE.finditer(text)}
    for at, sign in enumerate(text):
        if sign in "“‘":
            unclosed.append(at)
        elif sign in _PAIRS and at not in apostrophes:
            opened = next((one for one in reversed(unclosed) if text[one] == _PAIRS[sign]), None)
            if opened is not None:
                unclosed = [one for one in unclosed if one < opened]
                signs[opened], signs[at] = signs[opened].translate(_OTHERS), sign.translate(_OTHERS)
    cut = [at for at in unclosed if text[at] == "“"]
    for at in cut:
        signs[at] = "‘"
    return "".join(signs) + "’" * len(cut)


def filled(template: str, words: Mapping[str, object]) -> str:
    """A `{word}` template with its words, those between its quotation marks as such."""
    return template.format_map(nested(template, words))


def nested(template: str, words: Mapping[str, object]) -> Mapping[str, object]:
    """The words of a template (`{word}` or `%(word)s`), those between its quotation marks as they stand there."""
    within = _within(template)
    return {**words, **{name: inner(str(words[name])) for name in within if name in words}} if within else words


@lru_cache(maxsize=2048)
def _within(template: str) -> tuple[str, ...]:
    """The words that a template puts between quotation marks."""
    found, depth = dict[str, None](), 0
    for part in _MARKS.finditer(template):
        if part["mark"]:
            depth = max(depth + (1 if part["mark"] == "“" else -1), 0)
        elif depth:
            found[part["word"] or part["value"]] = None
    return tuple(found)
