"""Phone numbers: one number out of whatever surrounds it, and mobile numbers hidden in texts."""

from __future__ import annotations

import re
from dataclasses import dataclass

from graph.reading.tidy import half_width, is_blank, person_name, tidy

_ABROAD = re.compile(r"(?:\+|00)86[ .\-]{0,2}(?=(?:10|2\d|[3-9]\d\d)[ .\-]?\d{7,8}(?!\d))")
_GAP = r"[ .\-·_]?"
_MOBILE = rf"1[3-9]\d(?:{_GAP}\d){{8}}"
_AREA = r"\(?0(?:10|2\d)\)?[ .\-]{0,2}\d(?:[ .\-]?\d){7}|\(?0[3-9]\d\d\)?[ .\-]{0,2}\d(?:[ .\-]?\d){6,7}"
_SERVICE = r"[48]00(?:[ \-]?\d){7}"
_PHONE = re.compile(rf"(?<![\d.])(?:(?:\+|00)?86[ \-]?)?(?:({_MOBILE})|({_AREA})|({_SERVICE}))(?!\d)")
_MASKED = re.compile(
    r"1[3-9]\d[ \-]?[*xX·•●＊#]{2,8}[ \-]?\d{2,4}|\d{3,4}-?\d{0,4}\*{2,}\d*|1[3-9]\d{5,6}\*{2,}|\*{3,}\d{2,4}"
)
_IN_TEXT = re.compile(r"(?<![\d.\-])(?:\+?86[ \-]?)?(1[3-9]\d)[ \-]?(\d{4})[ \-]?(\d{4})(?![\d])")
_LABELS = re.compile(
    r"(?:联系|联络)?(?:电话|手机号码?|手机|座机|固话|方式|人)?[:：]|(?:联系|联络)?电话|手机号?码?|座机|(?i:tel|phone)[:.]?"
)
# What stands behind a number or instead of one and names nobody, if nothing else does: 转3, 微信同号, 见微信群, 晚上打.
# Each of these words may also begin or end a name (李群, 周一帆, 转山社区), so none of them counts within one.
_SIGN = (
    r"\d|转|分机|同号|(?:企业)?微信号?|短信|公众号|小程序|二维码|公告栏|(?:业主|居民|楼栋|工作)?群(?:里|内|聊)?|工作日"
    r"|周[一二三四五六日末]|[早晚中]上|[上下]午|[点时](?:以|之)?[前后]?"
)
_NOBODY = re.compile(rf"(?:[ ,;/、~至到\-]|[见打去加扫接找问联系]*(?:{_SIGN})|[打接]$)+")
_ASKED_FOR = re.compile(rf"^(?:(?:{_SIGN})+[ ,;/、]*)?[找问](?=[^\W\d])|^(?:{_SIGN})+[ ,;/、]+(?=[^\W\d])")
_ASIDE = re.compile(r"\(([^()]*)\)")
_EDGES = " \t,，、;；/／|｜:：()（）[]【】-—–.。·+"


@dataclass(frozen=True)
class PhoneReading:
    """One number (digits, landlines with one hyphen) and, where asked for, the person that stands before it."""

    phone: str = ""
    contact: str = ""
    codes: tuple[str, ...] = ()


def is_mobile(text: str) -> bool:
    """Whether a cell holds the digits of a mobile number and nothing else."""
    return re.fullmatch(_MOBILE, half_width(text).strip()) is not None


def read_phone(text: str) -> PhoneReading:
    """Read the first phone number of a cell."""
    plain = _whole_number(half_width(text))
    numbers = list(dict.fromkeys(_number(found) for found in _PHONE.finditer(plain)))
    if numbers:
        return PhoneReading(numbers[0], codes=("several_values",) if len(numbers) > 1 else ())
    if _MASKED.search(plain):
        return PhoneReading(codes=("masked_phone",))
    return PhoneReading(codes=("bad_phone",))


def read_contact_phone(text: str) -> PhoneReading:
    """Read a person and a number from one cell; the person is what stands before the number."""
    plain = _whole_number(half_width(text))
    reading = read_phone(plain)
    found = _PHONE.search(plain) or _MASKED.search(plain) or re.search(r"\+?\d[\d .\-]{4,}", plain)
    if found is None:
        contact = _person(plain)
        if re.search(r"\d", plain):
            return PhoneReading(contact=contact, codes=("bad_phone",))
        return PhoneReading(codes=("bad_phone",)) if _NOBODY.fullmatch(contact) else PhoneReading(contact=contact)
    before = _person(plain[: found.start()])
    behind = "" if before else _person(_PHONE.sub(" ", plain[found.end() :]))
    return PhoneReading(reading.phone, before or ("" if _NOBODY.fullmatch(behind) else behind), reading.codes)


def _whole_number(text: str) -> str:
    return text[:-2] if re.fullmatch(r"\d{7,}\.0", text) else _ABROAD.sub("0", text)


def _number(found: re.Match[str]) -> str:
    digits = re.sub(r"\D", "", found[1] or found[2] or found[3])
    if not found[2]:
        return digits
    area = 3 if digits[1] in "12" else 4
    return f"{digits[:area]}-{digits[area:]}"


def _person(text: str) -> str:
    said = _ASIDE.sub(lambda found: "" if _NOBODY.fullmatch(found[1]) else found[0], tidy(_LABELS.sub(" ", text)))
    name = said.strip(_EDGES)
    if name.count("(") > name.count(")"):
        name += ")"  # 张三(物业): the bracket belongs to the name
    if not _NOBODY.fullmatch(name):
        name = _ASKED_FOR.sub("", name)
    return "" if is_blank(name) else person_name(name)


def mask_phones(text: str) -> tuple[str, bool]:
    """The text with mobile numbers as 138****5678, and whether there was one."""
    masked = _IN_TEXT.sub(lambda found: f"{found[1]}****{found[3]}", text)
    return masked, masked != text
