"""Plain text → one sheet: encoding and separator are found, quoted line breaks stay in their record."""

from __future__ import annotations

import codecs
import csv
import io
import json
from typing import Any

from graph.workbook.parts import Budget, Refused, SheetCells

SEPARATORS = ",\t;|"
TEXT_ENDINGS = (".csv", ".txt", ".tsv", ".tab")
LONGEST_FIELD = 2**26  # the whole file: which cell is too long is told by its place


def read_csv(name: str, content: bytes, budget: Budget) -> list[dict[str, Any]]:
    """The one sheet of a text of separated values; raises Refused for prose and for unknown encodings."""
    text = decode(content)
    separator = separator_of(text)
    if _is_json(text) or (not separator and not name.lower().endswith(TEXT_ENDINGS)):
        raise Refused("unknown")  # a program's data whatever its name, or prose under a spreadsheet's name
    csv.field_size_limit(LONGEST_FIELD)
    _check_quotes(text, separator or ",")
    sheet = SheetCells("", False, budget)
    try:
        for line, record in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator or ","), start=1):
            for column, cell in enumerate(record):
                sheet.put(line, column, "t", cell)
    except csv.Error:
        raise Refused("broken") from None
    return [sheet.as_json()]


def _check_quotes(text: str, separator: str) -> None:
    """Refused where the file ends within a quoted cell, which has swallowed all lines since its record began."""
    reader, began = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True), 1
    try:
        for _ in reader:
            began = reader.line_num + 1
    except csv.Error as error:
        if "unexpected end of data" in str(error):
            raise Refused(f"open_quote {began}") from None


def _is_json(text: str) -> bool:
    if not text.lstrip().startswith(("{", "[")):
        return False
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def decode(content: bytes) -> str:
    """The text, by its mark or by trying UTF-8, then GB18030; raises Refused when neither fits."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decode(content, "utf-16")
    try:
        return content.decode("utf-8-sig").lstrip("\ufeff")
    except UnicodeDecodeError:
        return _decode(content, "gb18030")


def _decode(content: bytes, encoding: str) -> str:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        if encoding != "gb18030":
            raise Refused("unknown") from None
        # A file cut off within a character, or with one damaged byte, is still readable for the rest.
        text = content.decode(encoding, "replace")
    if text.count("\ufffd") * 50 > len(text) or text.count("\x00"):
        raise Refused("unknown")
    private = sum("\ue000" <= ch <= "\uf8ff" for ch in text)
    if private * 20 > len(text):  # noise decodes to private characters, a written list does not
        raise Refused("unknown")
    return text


def separator_of(text: str) -> str:
    """The separator that cuts most lines into the same number of parts; empty when none does."""
    best, best_score = "", 0.0
    for separator in SEPARATORS:
        reader = csv.reader(io.StringIO(text[:200_000], newline=""), delimiter=separator)
        widths: list[int] = []
        try:
            for record in reader:
                if any(cell.strip() for cell in record):
                    widths.append(len(record))
                if len(widths) >= 200:
                    break
        except csv.Error:
            continue
        several = [width for width in widths if width > 1]
        if len(several) < 2:  # one line with a comma in it is a sentence
            continue
        usual = max(set(several), key=several.count)
        score = several.count(usual) / len(widths) * (1 + min(usual, 10) / 10)
        if score > best_score:
            best, best_score = separator, score
    return best
