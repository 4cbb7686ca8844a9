"""Whether what somebody wrote about an age may be a minor's: in doubt it may, since minors are never listed."""

from __future__ import annotations

import re
from datetime import date

from graph.reading.dates import read_date
from graph.reading.numerals import chinese_number
from graph.reading.tidy import half_width, says_nothing
from graph.reading.words import read_age_band

ADULT = 18
OLDEST = 120
BORN_AN_ADULT = 2000  # whoever was born by then is an adult on any day this is asked
YOUTH = 40  # a band that ends below it and has no lower end may hold minors
NOT_KNOWN = "不详"  # kept where an age was written that could not be read and may be a minor's

_YOUNG = re.compile(r"未成年|学前|少年|少儿|儿童|幼儿|未满|不到|不足|家长|监护")
# Also said of what somebody finished or has at home: the age of a grown-up beside it goes before.
_PUPIL = re.compile(r"小学|初中|高中|中学|职高|中专|初[一二三]|高[一二三]|学生|孩|娃")
_STUDENT = re.compile(r"(?:老年)?大学(?:学?生)?|研究生")
_AGE = re.compile(r"(?<![\d.])(\d+(?:\.\d+)?|[一二两三四五六七八九十百零〇廿卅]+)\s*[周虚]?岁")
# On the way to eighteen, which is not there yet.
_NEARLY = re.compile(
    r"(?:[将快未不]|马上|差[^,，;；]{0,4}|没有?|接近|临近)[ 要]*(?:满|到|足|够|有)?[ 约]*(?:18|十八)(?!\d)"
)
_GROWN = re.compile(r"成年|成人|研究生|中年|老年|老人|老龄|退休|花甲|古稀|耄耋|adult|senior|retired", re.IGNORECASE)
_BELOW = re.compile(r"以下|以内|<|小于|低于|under|below", re.IGNORECASE)
_DATE = re.compile(r"((?:19|20)\d\d)(?:\s*[-./年]\s*\d{1,2}(?:\s*[-./月]\s*\d{1,2}日?)?)?(?!\d)")
_GENERATION = re.compile(r"(?<!\d)(\d)([05])后")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_SPOKEN = re.compile(r"[一二两三四五六七八九十百零〇廿卅]+")
_BIRTH = re.compile(r"出生(?:年|月|日|时间)|^(?:您的?|本人)?出生$|生日|birth|^dob$", re.IGNORECASE)
_NO_YEAR = re.compile(r"(?:农历|阴历|阳历)?\s*\d{1,2}\s*[-./月]\s*\d{1,2}\s*[日号]?")


def may_be_minor(text: str) -> bool:
    """Whether the age written here, in any form, is or may be below 18; nothing written says nothing."""
    plain = half_width(text).strip()
    if not plain:
        return False
    if _YOUNG.search(plain) or _NEARLY.search(plain):
        return True
    if _PUPIL.search(_STUDENT.sub(" ", plain)) and not _all_grown(plain):
        return True
    years = [int(year) for year in _DATE.findall(plain)]
    years += [_last_born(int(decade), int(half)) for decade, half in _GENERATION.findall(plain)]
    rest = _GENERATION.sub(" ", _DATE.sub(" ", plain))
    ages = [float(number) for number in _NUMBER.findall(rest)]
    if not ages and not years:
        ages = [float(value) for value in map(chinese_number, _SPOKEN.findall(rest)) if value is not None]
    if _BELOW.search(plain):
        return not ages or ages[0] < YOUTH
    if any(year > BORN_AN_ADULT for year in years) or any(not ADULT <= age <= OLDEST for age in ages):
        return True
    return not (years or ages or _GROWN.search(plain))


def is_birth(heading: str) -> bool:
    """Whether a heading asks for the day, month or year of birth."""
    return bool(_BIRTH.search(re.sub(r"\s", "", heading)))


def says_birth(text: str) -> bool:
    """Whether a cell under such a heading tells of an age at all, and no 5月3日 or 60后."""
    return band_of_birth(text, date(BORN_AN_ADULT, 1, 1)) is not None


def band_of_birth(text: str, today: date) -> str | None:
    """The ten years that somebody born then is in, NOT_KNOWN where it may be a minor's; None for no year of birth."""
    plain = half_width(text).strip()
    born = read_date(plain, True, None).day  # of a month or year the last day: in doubt the youngest
    if born is None:
        told = not says_nothing(plain) and not _NO_YEAR.fullmatch(plain)
        return NOT_KNOWN if told and may_be_minor(plain) else None
    if born > today and str(born.year) not in plain:
        born = born.replace(year=born.year - 100, day=min(born.day, 28))
    years = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    if years < 0 and born.year == today.year:
        years = 0  # this year, on no day that was told
    return (read_age_band(str(years)) if years >= 0 else None) or NOT_KNOWN


def _all_grown(plain: str) -> bool:
    """Whether ages are written in years and none is below 18."""
    written = [float(age) if age[0].isdecimal() else chinese_number(age) for age in _AGE.findall(plain)]
    return bool(written) and all(age is not None and age >= ADULT for age in written)


def _last_born(decade: int, half: int) -> int:
    """The last year of birth of 90后, 95后, 00后 …"""
    return (1900 if decade >= 3 else 2000) + 10 * decade + (half + 4 if half else 9)
