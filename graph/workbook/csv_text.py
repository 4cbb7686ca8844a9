"""Plain text → one sheet: encoding and separator are found, quoted line breaks stay in their record."""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from graph.workbook.parts import Budget, Refused, SheetCells

SEPARATORS = ",\t;|"
TEXT_ENDINGS = (".csv", ".txt", ".tsv", ".tab")
LONGEST_FIELD = 2**26  # the whole file: which cell is too long is told by its place
SURELY = 3  # Chinese characters of a line that do not come out as UTF-8 by chance
LOST = "\ufffd"  # stands where bytes could not be decoded
FEW_LOST, LOST_AMONG = 3, 50  # so many of them are always a list with damage, more only among that many characters
LETTERS_AROUND = 5  # Chinese ones for each damage, at least
FEWEST_SWALLOWED = 5  # lines and columns together: two lines with one comma each may well be what somebody wrote
NEARLY_ALL = 0.8
SAMPLED, NEARLY_EVERY = 65_536, 0.95  # bytes looked at for another width of characters, and how many must be letters
MOST_NAMED = 5
_END = "\ue0ff"  # a line of our own after the last: within a quoted cell it is no record
_DIGIT = re.compile(r"\d")
_WIDE = re.compile("[\u3000-\u9fff\uff00-\uffef]")


def read_csv(name: str, content: bytes, budget: Budget) -> list[dict[str, Any]]:
    """The one sheet of a text of separated values; raises Refused for prose and for unknown encodings."""
    text = decode(content)
    separator = separator_of(text)
    if _is_json(text) or (not separator and not name.lower().endswith(TEXT_ENDINGS)):
        raise Refused("unknown")  # a program's data whatever its name, or prose under a spreadsheet's name
    csv.field_size_limit(LONGEST_FIELD)
    doubtful = _check_quotes(text, separator or ",")
    sheet = SheetCells("", False, budget)
    try:
        for line, record in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator or ","), start=1):
            for column, cell in enumerate(record):
                sheet.put(line, column, "t", cell)
    except csv.Error:
        raise Refused("broken") from None
    return [sheet.as_json() | {"joined": doubtful}]


def _check_quotes(text: str, separator: str) -> str:
    """The lines that a quoted cell may have drawn together by mistake; Refused where it plainly has swallowed lines:
    down to another stray mark, or to the end of the file."""
    if '"' not in text:
        return ""
    lines = list(io.StringIO(text, newline=""))
    lines[-1] = lines[-1].rstrip("\r\n") + "\n"
    reader, began = csv.reader([*lines, _END], delimiter=separator), 1
    widths: Counter[int] = Counter()
    long: list[tuple[int, int]] = []
    record: list[str] = []
    alone: list[str] = []
    for record in reader:
        if reader.line_num > began:
            long.append((began, reader.line_num))
        elif record:
            widths[len(record)] += 1
            alone.append(lines[began - 1] if began <= len(lines) else "")
        began = reader.line_num + 1
    never_closed = long.pop() if record != [_END] else None
    usual = widths.most_common(1)[0][0] if widths else 1
    like_records = [span for span in long if _holds_records(lines[span[0] - 1 : span[1]], separator, usual)]
    numbered = _columns_with_digits(alone[1:], separator, usual)
    swallowed = [
        (first, last)
        for first, last in like_records
        if _ends_are_whole(lines[first - 1 : last], separator, usual)
        and _has_digits_there(lines[first - 1 : last], separator, numbered)
    ]
    if swallowed:
        raise Refused(f"stray_quotes {_named(swallowed)}")
    if never_closed:
        raise Refused(f"open_quote {never_closed[0]}")
    return _named(like_records)


def _named(spans: Sequence[tuple[int, int]]) -> str:
    return "、".join(f"{first}-{last}" for first, last in spans[:MOST_NAMED])


def _ends_are_whole(lines: Sequence[str], separator: str, usual: int) -> bool:
    """Whether the first and the last line have as many parts as a record: what somebody wrote on several lines of one
    cell begins behind the cells before it and ends before those after it."""
    return all(line.count(separator) + 1 == usual for line in (lines[0], lines[-1]))


def _columns_with_digits(lines: Sequence[str], separator: str, usual: int) -> frozenset[int]:
    """The columns in which nearly each of some lines of `usual` parts has a digit."""
    whole = [parts for line in lines if len(parts := line.split(separator)) == usual]
    with_digits = (sum(bool(_DIGIT.search(parts[at])) for parts in whole) for at in range(usual))
    return frozenset(at for at, count in enumerate(with_digits) if whole and count >= NEARLY_ALL * len(whole))


def _has_digits_there(lines: Sequence[str], separator: str, columns: frozenset[int]) -> bool:
    """Whether most of some lines have digits where records have them: prose with commas has none."""
    parted = [line.split(separator) for line in lines if line.strip()]
    alike = sum(all(at < len(parts) and bool(_DIGIT.search(parts[at])) for at in columns) for parts in parted)
    return 2 * alike > len(parted)


def _holds_records(lines: Sequence[str], separator: str, usual: int) -> bool:
    """Whether nearly each of the lines of one record has as many parts as a record of its own would have."""
    filled = [line for line in lines if line.strip()]
    whole = sum(line.count(separator) + 1 == usual for line in filled)
    return len(filled) + usual >= FEWEST_SWALLOWED and usual > 1 and whole >= NEARLY_ALL * len(filled)


def _is_json(text: str) -> bool:
    if not text.lstrip().startswith(("{", "[")):
        return False
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def decode(content: bytes) -> str:
    """The text, by its mark or by trying UTF-8, then GB18030 line by line; raises Refused when neither fits.

    What a damaged byte stood for is U+FFFD: the rest is still a list.
    """
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _believable(content.decode("utf-16", "replace"))
    if unmarked := unmarked_utf16(content):
        return _believable(content.decode(unmarked, "replace"))
    try:
        return content.decode("utf-8-sig").lstrip("\ufeff")
    except UnicodeDecodeError:
        damaged = content.decode("utf-8-sig", "replace")
    # In another encoding hardly a Chinese character comes out as UTF-8.
    if damaged.count(LOST) * LETTERS_AROUND <= len(_WIDE.findall(damaged)):
        return _believable(damaged.lstrip("\ufeff"))
    return _believable("".join(map(_line, content.splitlines(keepends=True))))


def unmarked_utf16(content: bytes) -> str:
    """utf-16-le or utf-16-be where bytes without a mark are such a text, else nothing."""
    sample = content[: SAMPLED - SAMPLED % 2]
    if b"\x00" not in sample:  # letters and separators of Latin script have one each
        return ""
    for encoding in ("utf-16-le", "utf-16-be"):
        text = sample[: len(sample) // 2 * 2].decode(encoding, "replace")
        plain = sum(" " <= ch <= "~" or ch in "\t\r\n" for ch in text)
        if plain and (plain + len(_WIDE.findall(text))) >= NEARLY_EVERY * len(text) and "\x00" not in text:
            return encoding
    return ""


def _line(content: bytes) -> str:
    """A line of a list in GB18030, into which lines of another file in UTF-8 may have been pasted."""
    with suppress(UnicodeDecodeError):
        text = content.decode("utf-8-sig")
        if len(_WIDE.findall(text)) >= SURELY:
            return text
    return content.decode("gb18030", "replace")


def _believable(text: str) -> str:
    if text.count(LOST) > max(FEW_LOST, len(text) // LOST_AMONG) or text.count("\x00"):
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
