"""Numbers with a check digit: identity numbers to be kept out, credit codes to be verified."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Collection
from datetime import date
from itertools import permutations

from graph.reading.tidy import tidy

IDENTITY_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
IDENTITY_CHECKS = "10X98765432"
FEWEST_DIGITS = 15  # an old number, and a birth date without its zeros
CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CREDIT_WEIGHTS = tuple(pow(3, power, 31) for power in range(17))
BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)

# Between the digits: what numbers are usually written with, and what only a birth date makes one number of.
SEPARATORS = " -–—‐‑−.·/_:,"
_USUAL = " -"
_BETWEEN = rf"(?: ?[{re.escape(SEPARATORS)}] ?)?"
_EIGHTEEN = re.compile(rf"(?<![0-9])(?=((?:[0-9]{_BETWEEN}){{17}}[0-9Xx])(?![0-9]))")
_UNUSUAL = re.compile(rf"[^0-9Xx{re.escape(_USUAL)}]|[{re.escape(_USUAL)}]{{2}}")
_APART = str.maketrans("", "", SEPARATORS)
# What a number may be broken up or written with that the eye passes over.
_TAG = re.compile(r"<[^<>]{0,200}>")
_UNSEEN = frozenset(("Mn", "Me", "Cf", "Cc"))
_READ_AS = {ord(ch): "X" for ch in "ХхΧχ×✕✖╳"} | {
    ord(ch): None for ch in "()[]{}<>〔〕【】「」『』《》〈〉〖〗“”‘’\"'`*"
}
_LONGER = re.compile(r"[0-9](?:[^0-9A-Za-z\u4e00-\u9fff]{0,3}[0-9]){16,}(?:[^0-9A-Za-z\u4e00-\u9fff]{0,3}[0-9Xx])")
_BREAKS = {6, 10, 12, 14}  # behind the region, the year, the month and the day
_SEVEN = re.compile(r"[0-9]{7}")
_WHOLE_PHONE = re.compile(r"(?<![0-9])(?:1[3-9][0-9]{9}|0[0-9]{9,11}|[2-9][0-9]{6,7})(?![0-9])")
_PROVINCE = "1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]"
_LIVING = re.compile(
    rf"(?:{_PROVINCE}|9[19])\d{{4}}(?:19\d\d|20[0-2]\d|2030)(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{{3}}[\dXx]"
)
# Region, birth date and the last four, each by itself: any signs or a few words stand between.
_WORDS = "(?:(?!元|电话|手机|分机|热线|预算|金额|费用|订单|单号)[^0-9]){0,10}"  # none that says what else it is
_PARTS = re.compile(
    rf"(?<![0-9])(?<!邮编)(?<!邮编[ :])(?=([0-9]{{6}}){_WORDS}"
    rf"((?:19|20)[0-9]{{2}})[^0-9]{{0,3}}([0-9]{{1,2}})[^0-9]{{0,3}}([0-9]{{1,2}})"
    rf"{_WORDS}([0-9]{{3}}[0-9Xx])(?![0-9]))"
)
# The form given out before 1999: no century and no check digit. Written with signs between its parts it has to stand
# alone or be called what it is; written in one, no amount or number of an order beside it, its own parts tell it.
_NEAR = r"[\s\-–—·./_]?"
_OLD = rf"((?:{_PROVINCE})(?:0[1-9]|[1-6][0-9]|70|90)(?!00)[0-9]{{2}}){_NEAR}([0-9]{{6}}){_NEAR}([0-9]{{3}})"
_OLD_ALONE = re.compile(rf"\W*{_OLD}\W*")
_OLD_WHOLE = re.compile(
    rf"(?<![0-9A-Za-z.])(?<!订单)(?<!单号)(?<!单号[ :])(?<!编号)(?<!编号[ :])(?<!账号)(?<!账号[ :])"
    rf"((?:{_PROVINCE})(?:0[1-9]|[1-6][0-9]|70|90)(?!00)[0-9]{{2}})([0-9]{{6}})[0-9]{{3}}(?![0-9A-Za-z]|\.[0-9]|元)"
)
_CALLED = "身份证|身份号|证件号|证号"
_OLD_CALLED = re.compile(rf"(?:{_CALLED})[^0-9]{{0,8}}{_OLD.replace(_NEAR, _WORDS)}(?![0-9])")
# As it is said: in Chinese digits, with how many digits follow; where it is called one, words stand between any two.
_NUMERALS = dict(
    zip(map(ord, "零〇○一二三四五六七八九壹贰叁肆伍陆柒捌玖貳參陸幺叉"), "0001234567891234567892361X", strict=True)
)
_TENS = re.compile("([一二三]?)十([一二三四五六七八九]?)")
_COUNTED = re.compile("(?<![0-9零〇一二三四五六七八九])[0-9一二三四五六七八九十两]{1,2}(?:位|段|组|节|部分|个数字)")
_SAID = re.compile(rf"(?:{_CALLED}|\bID\b|\bidentity\b)(.{{15,200}})", re.IGNORECASE | re.DOTALL)
_DAY = re.compile("(?<![0-9])((?:19|20)[0-9]{2})[^0-9]{1,3}([0-9]{1,2})[^0-9]{1,3}([0-9]{1,2})(?![0-9])")
_BETWEEN_DIGITS = re.compile("[^0-9Xx]")
_GROUP = re.compile("[0-9]+[Xx]?|[Xx](?![A-Za-z])")
_OTHERS = re.compile("(?:邮编|电话|手机|分机|热线)[^0-9]{0,3}[0-9-]+|[0-9]+(?=[人元份幢栋室]|号(?!码))")
_WHOLE, _FEWEST_IN_PART, _MOST_PARTS = 18, 3, 3
_BORN = re.compile(r".{6}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_CREDIT_SHAPE = re.compile(rf"[{CREDIT_ALPHABET}]{{2}}\d{{6}}[{CREDIT_ALPHABET}]{{10}}")


def is_identity_number(digits: str) -> bool:
    """True when 18 characters pass the check of GB 11643."""
    total = sum(int(digit) * weight for digit, weight in zip(digits, IDENTITY_WEIGHTS, strict=False))
    return digits[17] == IDENTITY_CHECKS[total % 11]


def has_birth_date(digits: str) -> bool:
    """True when a birth date stands where an identity number has it."""
    return bool(_BORN.match(digits))


def identity_spans(text: str) -> list[tuple[int, int]]:
    """Where identity numbers stand in a text, also with spaces or hyphens between the digits."""
    spans = []
    for found in _EIGHTEEN.finditer(text):
        digits = found[1].translate(_APART).upper()
        start, end = found.span(1)
        # Letters beside it make it the number of something else, unless a birth date stands in it.
        beside = text[max(start - 1, 0) : start] + text[end : end + 1]
        doubtful = any(ch.isascii() and ch.isalpha() for ch in beside) or _UNUSUAL.search(found[1])
        if len(digits) == 18 and is_identity_number(digits) and (not doubtful or has_birth_date(digits)):
            spans.append((start, end))
    return sorted({*spans, *_within_longer_runs(text)})


def _within_longer_runs(text: str) -> list[tuple[int, int]]:
    """Numbers written together with a phone or one another: only a birth date of our time tells them from others."""
    spans = []
    for run in _LONGER.finditer(text):
        places = [at for at in range(*run.span()) if text[at] in "0123456789Xx"]
        digits = "".join(text[at] for at in places).upper()
        phones = [(found.start(), found.end()) for found in _WHOLE_PHONE.finditer(text, *run.span())]
        for first in range(len(digits) - 17):
            at, end = places[first], places[first + 17] + 1
            if not (_LIVING.match(digits, first) and is_identity_number(digits[first : first + 18])):
                continue
            breaks = {step for step in range(1, 18) if places[first + step] - places[first + step - 1] > 1}
            beside = [text[start:stop] for start, stop in phones if start < end and at < stop]
            mobile = any(len(phone) == 11 and phone[0] == "1" for phone in beside)
            elsewhere = not breaks <= _BREAKS and (not _holds_a_day(breaks) or len(digits) == 18)
            if not breaks or (elsewhere and not mobile) or (not beside and _is_glued(text, at, end)):
                spans.append((at, end))
    return spans


def _holds_a_day(breaks: Collection[int]) -> bool:
    """True where the birth date may be a day of its own: beside a phone, a day and an amount, chance makes such a
    number once in thirty; broken anywhere else, a region, a date and the check are none of chance."""
    return 6 in breaks or 14 in breaks or (10 in breaks and 12 in breaks)


def _is_glued(text: str, at: int, end: int) -> bool:
    """True where other digits stand before a number, or as many as a phone has behind it."""
    return text[max(at - 1, 0) : at].isdecimal() or bool(_SEVEN.match(text, end))


def numbers_in_parts(text: str) -> list[str]:
    """Identity numbers of which region, birth date and the rest stand apart, whatever signs or words are between."""
    found = []
    for region, year, month, day, rest in _PARTS.findall(text):
        number = f"{region}{year}{month:0>2}{day:0>2}{rest.upper()}"
        if _LIVING.fullmatch(number) and is_identity_number(number):
            found.append(number)
    return found


def as_said(text: str) -> str:
    """The text with Chinese digits as digits and without how many of them follow (前六位 …)."""
    if not any(ord(ch) in _NUMERALS or ch == "位" for ch in text):
        return text
    dated = _TENS.sub(lambda ten: f"{ten[1] or 1}{ten[2] or 0}", _COUNTED.sub(" ", text))
    return dated.translate(_NUMERALS)


def numbers_said(text: str) -> list[str]:
    """Identity numbers behind a word that calls them so, whatever words part them; as parts also in another order."""
    found = []
    for said in _SAID.finditer(text):
        dated = _DAY.sub(lambda day: f"{day[1]}{day[2]:0>2}{day[3]:0>2}", _OTHERS.sub("", said[1].upper()))
        groups = _GROUP.findall(dated)
        runs = (
            "".join(groups[first:last]) for first in range(len(groups)) for last in range(first, first + _WHOLE + 1)
        )
        parts = [group for group in groups if len(group) >= _FEWEST_IN_PART]
        told = {run for run in runs if len(run) == _WHOLE}
        if len(parts) <= _MOST_PARTS:
            told |= {"".join(some) for some in permutations(parts)}
        found += [one for one in told if _LIVING.fullmatch(one) and is_identity_number(one)]
    return found


def holds_old_identity_number(text: str) -> bool:
    """True for a number of 15 digits with a region and a birth date: in one, or in parts that are said to be one."""
    alone = _OLD_ALONE.fullmatch(text)
    found = (*([alone] if alone else ()), *_OLD_CALLED.finditer(text), *_OLD_WHOLE.finditer(text))
    return any(_is_day(one[2]) for one in found)


def _is_day(six: str) -> bool:
    try:
        date(1900 + int(six[:2]), int(six[2:4]), int(six[4:]))
    except ValueError:
        return False
    return True


def undisguised(text: str) -> str:
    """The text without what may stand inside a number and is not seen or not read: tags, brackets, accents."""
    bare = unicodedata.normalize("NFKC", html.unescape(_TAG.sub("", text)))
    return "".join(
        str(unicodedata.digit(ch)) if ch.isdigit() else ch
        for ch in unicodedata.normalize("NFKD", bare).translate(_READ_AS)
        if unicodedata.category(ch) not in _UNSEEN
    )


def holds_identity_number(text: str) -> bool:
    """True when a text holds an identity number, whatever its width and spacing and whatever stands between."""
    if len(text) < FEWEST_DIGITS or sum(ch.isnumeric() for ch in text) < FEWEST_DIGITS:  # ① and 一 too
        return False
    wide = unicodedata.normalize("NFKC", text)
    if identity_spans(wide) or identity_spans(unicodedata.normalize("NFKC", tidy(text))):
        return True
    bare = undisguised(text)
    said = as_said(bare)
    if any(numbers_in_parts(form) or holds_old_identity_number(form) for form in {wide, bare, said}):
        return True
    if numbers_said(said):
        return True
    # What only looks like one number without its brackets has to have the region and the birth date of one.
    return any(
        _LIVING.fullmatch(_BETWEEN_DIGITS.sub("", form[start:end]))
        for form in {bare, said} - {wide}
        for start, end in identity_spans(form)
    )


def without_identity_numbers(text: str) -> str:
    """The text with every identity number as 〔…〕; for showing what was typed."""
    if not holds_identity_number(text):
        return text
    for plain in (unicodedata.normalize("NFKC", tidy(text)), undisguised(text)):
        shown, at = "", 0
        for start, end in identity_spans(plain):  # they may overlap
            shown += plain[at:start] + "〔…〕" if start >= at else ""
            at = max(at, end)
        shown += plain[at:]
        if not holds_identity_number(shown):
            return shown
    return "〔…〕"


def credit_code(text: str) -> str:
    """The code in its written form: upper case, without spaces and hyphens."""
    return re.sub(r"[\s\-–—]", "", unicodedata.normalize("NFKC", tidy(text))).upper()


def is_credit_code(code: str) -> bool:
    """True when a code has the form and both check digits of GB 32100 and GB 11714."""
    if not _CREDIT_SHAPE.fullmatch(code):
        return False
    values = [CREDIT_ALPHABET.index(ch) for ch in code]
    whole = 31 - sum(value * weight for value, weight in zip(values[:17], CREDIT_WEIGHTS, strict=True)) % 31
    return CREDIT_ALPHABET[whole % 31] == code[17] and _body_check(code[8:16]) == code[16]


def _body_check(body: str) -> str:
    total = sum(int(ch, 36) * weight for ch, weight in zip(body, BODY_WEIGHTS, strict=True))
    rest = 11 - total % 11
    return {10: "X", 11: "0"}.get(rest, str(rest))
