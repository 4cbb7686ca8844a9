"""Dates as people write them: whole, without a year, months, day numbers, periods, and words that name no day."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from graph.reading.numerals import in_digits
from graph.reading.tidy import half_width

OPEN_ENDED = frozenset(("长期", "长期有效", "常年", "全年", "不限"))
FIRST_YEAR, LAST_YEAR = 1900, 2100
FIRST_SERIAL, LAST_SERIAL = 10_000, 99_999

_HALF = "(?:凌晨|清晨|早晨|早上|上午|中午|下午|傍晚|晚上|夜里)"
_CLOCK = r"\d{1,2}(?::\d{1,2}){1,2}(?:\.\d+)?(?:Z|\+\d{2}:?\d{2})?|\d{1,2}[点时](?:半|\d{1,2}分?)?"
_TIME = rf"(?:[ T]*(?:{_HALF}?\s*(?:{_CLOCK})|{_HALF}))"
_TAIL = re.compile(rf"(?:{_TIME}|\s*\((?:周|星期|礼拜)[一二三四五六日天]\)|\s*(?:周|星期|礼拜)[一二三四五六日天])+$")
_WHOLE = re.compile(r"(\d{4}|\d{2})[年./\-](\d{1,2})[月./\-](\d{1,2})[日号]?")
_SHORT = re.compile(r"(\d{1,2})[月./\-](\d{1,2})[日号]?")
_MONTH = re.compile(r"(\d{4}|\d{2})(?:年|[./\-])(\d{1,2})(?:月份?)?")
_ONLY_MONTH = re.compile(r"(\d{1,2})月份?")
_YEAR = re.compile(r"(\d{4})年?|(\d{2})年")
_CHINESE = re.compile(r"[零〇一二三四五六七八九十]+(?=[年月日号])")
_SHAPE_OF_A_DATE = re.compile(r"[\d\s年月日号./\-]+")
_AROUND = re.compile(r"^(?:截止到|截止|截至|至|到|自|从)|(?:之前|以前|前|止|起)$")
_SPACED = re.compile(r"(\d{4})[\s,、]+(\d{1,2})[\s,、]+(\d{1,2})")
_CUTS = ("至", "到", "~", "～", "〜", "--", "-")


@dataclass(frozen=True)
class DateReading:
    """A date read from a cell (None when there is none to be had) and the problems with it."""

    day: date | None = None
    codes: tuple[str, ...] = ()
    year: int | None = None  # the year that was typed, even when the day does not exist


def read_date(text: str, end: bool, year: int | None) -> DateReading:
    """Read one date; `end` takes the last day of a month or year, `year` is that of dates without one (or None)."""
    plain = _arabic(half_width(text))
    if plain in OPEN_ENDED:
        return DateReading()
    plain = _AROUND.sub("", _TAIL.sub("", plain)) if re.search(r"\d", plain) else plain
    compact = re.sub(r"\s+", "", _SPACED.sub(r"\1-\2-\3", plain)).strip(".,;")
    return (
        _from_digits(compact, end)
        or _whole(compact)
        or _month_of_year(compact, end)
        or _without_year(compact, end, year)
        or _nothing(compact)
    )


def _arabic(text: str) -> str:
    return _CHINESE.sub(lambda found: in_digits(found[0]), text)


def _day(year: int, month: int, day: int) -> date | None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _checked(year: int, month: int, day: int, *codes: str) -> DateReading:
    found = _day(year, month, day)
    return DateReading(found, codes, year) if found else DateReading(None, ("bad_date",), year)


def _edge(year: int, month: int, end: bool, *codes: str) -> DateReading:
    if not 1 <= month <= 12:
        return DateReading(None, ("bad_date",), year)
    return _checked(year, month, calendar.monthrange(year, month)[1] if end else 1, *codes, "assumed_day")


def _from_digits(text: str, end: bool) -> DateReading | None:
    whole = re.sub(r"\.\d+$", "", text) if re.fullmatch(r"\d{5}\.\d+", text) else text
    if not whole.isdecimal():
        return None
    if len(whole) == 8:
        return _checked(int(whole[:4]), int(whole[4:6]), int(whole[6:]))
    if len(whole) == 5 and FIRST_SERIAL <= int(whole) <= LAST_SERIAL:
        return DateReading(date(1899, 12, 30) + timedelta(days=int(whole)))
    if len(whole) == 6 and _day(int(whole[:4]), int(whole[4:]) or 1, 1):
        return _edge(int(whole[:4]), int(whole[4:]), end)
    if len(whole) == 6:
        return _checked(2000 + int(whole[:2]), int(whole[2:4]), int(whole[4:]), "assumed_year")
    if len(whole) == 4 and FIRST_YEAR <= int(whole) <= LAST_YEAR:
        return _edge(int(whole), 12 if end else 1, end)
    return DateReading(None, ("bad_date",))


def _whole(text: str) -> DateReading | None:
    found = _WHOLE.fullmatch(text)
    if not found:
        return None
    year, month, day = (int(part) for part in found.groups())
    return _checked(2000 + year, month, day, "assumed_year") if len(found[1]) == 2 else _checked(year, month, day)


def _month_of_year(text: str, end: bool) -> DateReading | None:
    found = _MONTH.fullmatch(text)
    if found and (len(found[1]) == 4 or "年" in text):
        typed = int(found[1])
        if len(found[1]) == 4:
            return _edge(typed, int(found[2]), end) if FIRST_YEAR <= typed <= LAST_YEAR else _checked(typed, 1, 1)
        return _edge(2000 + typed, int(found[2]), end, "assumed_year")
    alone = _YEAR.fullmatch(text)
    if alone:
        typed = int(alone[1] or 2000 + int(alone[2]))
        if not FIRST_YEAR <= typed <= LAST_YEAR:
            return DateReading(None, ("bad_date",))
        codes = () if alone[1] else ("assumed_year",)
        return _edge(typed, 12 if end else 1, end, *codes)
    return None


def _without_year(text: str, end: bool, year: int | None) -> DateReading | None:
    found = _SHORT.fullmatch(text) or _ONLY_MONTH.fullmatch(text)
    if not found:
        return None
    month, day = int(found[1]), int(found[2]) if found.re is _SHORT else 1
    if not _day(year or 2024, month, day):  # 2024 has a 29 February: without a year only the impossible is bad
        return DateReading(None, ("bad_date",))
    if year is None:
        return DateReading(None, ("vague_date",))
    if found.re is _SHORT:
        return DateReading(_day(year, month, day), ("assumed_year",))
    return DateReading(_edge(year, month, end).day, ("assumed_year", "assumed_day"))


def _nothing(text: str) -> DateReading:
    impossible = _SHAPE_OF_A_DATE.fullmatch(text) and re.search(r"\d", text) and not re.fullmatch(r"\d+[日号]", text)
    return DateReading(None, ("bad_date",) if impossible else ("vague_date",))


@dataclass(frozen=True)
class PeriodReading:
    """A period read from one cell: first and last day, each None when it is not to be had."""

    start: date | None = None
    end: date | None = None
    codes: tuple[str, ...] = ()


def read_period(text: str, year: int | None) -> PeriodReading:
    """Read first and last day; the end takes the year of the start, one date alone is both."""
    plain = _arabic(half_width(text))
    if plain in OPEN_ENDED:
        return PeriodReading()
    halves = _halves(plain)
    if halves is None:
        start, end = read_date(plain, False, year), read_date(plain, True, year)
        return PeriodReading(start.day, end.day, tuple(dict.fromkeys(start.codes + end.codes)))
    start = read_date(halves[0], False, year)
    end = _second_half(halves, start, year)
    codes = tuple(dict.fromkeys(start.codes + end.codes))
    if start.day and end.day and end.day < start.day:
        return PeriodReading(codes=(*codes, "bad_period"))
    return PeriodReading(start.day, end.day, codes)


def _second_half(halves: tuple[str, str], start: DateReading, year: int | None) -> DateReading:
    text = halves[1]
    if re.fullmatch(r"\s*\d{1,2}\s*[日号]?\s*", text):  # 3月1日-30日, 2026.3.1-30: the month is the start's
        month = re.match(r"(?:(?:\d{4}|\d{2})[年./\-])?(\d{1,2})[月./\-]\d{1,2}[日号]?$", re.sub(r"\s", "", halves[0]))
        if month:
            text = f"{month[1]}月{re.sub(r'[^0-9]', '', text)}日"
    known = start.year or (start.day.year if start.day else None)
    end = read_date(text, True, known or year)
    if known and end.year is None and "assumed_year" in end.codes:
        # The year stands in the cell: taking it from the start is no assumption of its own.
        return DateReading(end.day, tuple(code for code in end.codes if code != "assumed_year"))
    return end


def _halves(text: str) -> tuple[str, str] | None:
    """Both halves of a period, None for a single date; `-` is tried last, as dates hold it too."""
    compact = re.sub(r"\s+", "", _TAIL.sub("", text))
    if any(form.fullmatch(compact) for form in (_WHOLE, _MONTH, _SHORT)):
        return None
    for cut in _CUTS[:-1]:
        left, found, right = text.partition(cut)
        if found and left.strip() and right.strip():
            return left.strip(), right.strip()
    for found_at in re.finditer("-", text):
        left, right = text[: found_at.start()].strip(), text[found_at.end() :].strip()
        if left and right and _is_date(left) and (_is_date(right) or _could_end(left, right)):
            return left, right
    return _broken_halves(text)


def _broken_halves(text: str) -> tuple[str, str] | None:
    """Halves of which one is a word or impossible: cut at the dash that leaves whole parts on both sides."""
    spaced = re.fullmatch(r"(.+?)\s+-\s+(.+)", text)
    if spaced:
        return spaced[1], spaced[2]
    if text.count("-") == 1 and not re.fullmatch(r"\d{1,4}-\d{1,2}", text):
        left, _, right = text.partition("-")
        if left.strip() and right.strip() and re.search(r"[\d年月日]", left):
            return left.strip(), right.strip()
    if text.count("-") in (3, 5):  # an odd number of dashes: the middle one parts two dates written with dashes
        places = [found.start() for found in re.finditer("-", text)]
        middle = places[len(places) // 2]
        return text[:middle].strip(), text[middle + 1 :].strip()
    return None


def _is_date(text: str) -> bool:
    reading = read_date(text, False, 2024)
    return reading.day is not None or (reading.codes == ("bad_date",) and bool(_WHOLE.fullmatch(text)))


def _could_end(left: str, right: str) -> bool:
    whole = _WHOLE.fullmatch(left) or re.fullmatch(r"\d{1,2}月\d{1,2}[日号]", left)
    return bool(whole) and bool(re.fullmatch(r"\d{1,2}[日号]?", right))
