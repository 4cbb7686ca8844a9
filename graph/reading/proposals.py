"""Values that would mend a cell, where they can be computed; a person decides."""

from __future__ import annotations

import calendar
import difflib
import re
from collections.abc import Mapping

from graph.reading.gazetteer import PLACE_KINDS, Gazetteer
from graph.reading.money import read_money
from graph.reading.quantities import read_quantity
from graph.reading.report import FieldValue
from graph.reading.tidy import half_width, squash, tidy
from graph.reading.words import WORDS, spoken_word
from graph.workbook.reader import Cell

_LETTERS = str.maketrans({"O": "0", "o": "0", "l": "1", "I": "1", "|": "1"})


def proposal(code: str, field: str, cell: Cell, values: Mapping[str, FieldValue], gazetteer: Gazetteer) -> str | None:
    """A value to type instead, None where only a person can know it."""
    text = cell.text
    if code == "bad_date":
        return _last_day(half_width(text))
    if code in ("bad_quantity", "bad_money"):
        return _digits_mended(code, half_width(text))
    if code == "unknown_place":
        return _near_place(text, gazetteer)
    if code == "unknown_value" and field in WORDS:
        return _near_word(field, text)
    if code == "looks_like_formula":
        return tidy(text).lstrip("=+-@ ") or None
    if code in ("assumed_year", "assumed_day", "several_values", "phone_in_text"):
        read = [str(value) for value in values.values() if isinstance(value, str)]
        return " ~ ".join(dict.fromkeys(read)) or None
    return None


def _last_day(text: str) -> str | None:
    """For a 30 February the last day of that February."""
    found = re.fullmatch(r"(\d{4})[年./\-](\d{1,2})[月./\-](\d{1,2})日?", text.replace(" ", ""))
    if not found or not 1 <= int(found[2]) <= 12 or not 28 < int(found[3]) <= 31 or not 1900 <= int(found[1]) <= 2100:
        return None
    year, month = int(found[1]), int(found[2])
    return f"{year}-{month:02d}-{calendar.monthrange(year, month)[1]}"


def _digits_mended(code: str, text: str) -> str | None:
    mended = text.translate(_LETTERS)
    if mended == text:
        return None
    codes = read_quantity(mended).codes if code == "bad_quantity" else read_money(mended).codes
    return None if codes else mended


def _near_place(text: str, gazetteer: Gazetteer) -> str | None:
    names = {
        squash(name): entry.name
        for entry in gazetteer.entries
        if entry.kind in PLACE_KINDS
        for name in (entry.name, *entry.aliases)
    }
    near = difflib.get_close_matches(squash(text), names, n=1, cutoff=0.75)
    return names[near[0]] if near else None


def _near_word(field: str, text: str) -> str | None:
    spoken = spoken_word(field, text)
    if spoken:
        return {"true": "是", "false": "否"}.get(spoken, spoken)
    said = squash(text)
    forms = {squash(form): word for word, more in WORDS[field].items() for form in (word, *more.split())}
    within = [form for form in sorted(forms, key=len, reverse=True) if len(form) > 1 and form in said]
    near = within or difflib.get_close_matches(said, forms, n=1, cutoff=0.6) or [f for f in forms if f in said]
    if not near or re.search("不|未|没|非", said):
        return None
    word = forms[near[0]]
    return {"true": "是", "false": "否"}.get(word, word)
