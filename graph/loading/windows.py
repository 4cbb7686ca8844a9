"""Hours as people write them become weekly windows; what is not understood wholly stays unknown."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from graph.reading.numerals import chinese_number

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PARTS = ("am", "pm", "eve")

_DAY = {c: i for i, c in enumerate("一二三四五六日")} | {"天": 6} | {str(i + 1): i for i in range(7)}
_PART_WORDS = {
    "上下午": ("am", "pm"),
    "早晚": ("am", "eve"),
    "白天": ("am", "pm"),
    "上午": ("am",),
    "早上": ("am",),
    "早晨": ("am",),
    "清晨": ("am",),
    "中午": ("pm",),
    "下午": ("pm",),
    "午后": ("pm",),
    "傍晚": ("eve",),
    "晚饭后": ("eve",),
    "晚上": ("eve",),
    "晚间": ("eve",),
    "夜间": ("eve",),
    "全天": PARTS,
    "整天": PARTS,
    "晚": ("eve",),
    "早": ("am",),
}
_SPAN = {"am": (6.0, 12.0), "pm": (12.0, 18.0), "eve": (18.0, 22.0)}

_ENGLISH = {
    **{
        rf"{day}day": f"周{sign}"
        for day, sign in zip(("mon", "tues", "wednes", "thurs", "fri", "satur", "sun"), "一二三四五六日", strict=True)
    },
    "weekend": "周末",
    "weekday": "工作日",
    "every ?day|daily": "每天",
    "morning": "上午",
    "afternoon": "下午",
    "evening|night": "晚上",
    "and|on|every|in the|at": "",  # beside one of those: monday and friday, on sunday, in the evening
}
_ENGLISH_WORDS = [(re.compile(rf"\b(?:{words})s?\b", re.IGNORECASE), said) for words, said in _ENGLISH.items()]

_WEEK = "(?:每?(?:个)?(?:周|星期|礼拜))"
_D = "[一二三四五六日天]"
# 每周一次, 每周两三次, 每周一个下午: how often, no day.
_OFTEN = (
    r"[一二两三四五六七](?:[至到\-~、]?[两二三四五六七])?"
    r"(?:次(?!日)|回(?![访来收家])|趟|节|个(?:上午|下午|晚上|半天|小时)|场(?![地馆所]))"
)
_TO = "(?:至|到|-|~)"
_PART = "(?:" + "|".join(_PART_WORDS) + ")"
_TIME = r"(\d{1,2})(?:[:点时](\d{2}|半)?分?)?"
_TOKENS = re.compile(
    "|".join(
        (
            rf"(?P<closed>(?:除(?:了)?(?:{_WEEK}{_D}|周末|节假日)(?:以?外)?|(?:{_WEEK}{_D}|周末|节假日)"
            r"(?:休息|闭馆|闭店|关门|不开放|除外|休)))",
            rf"(?P<range>{_WEEK}(?!{_OFTEN}){_D}{_TO}(?:{_WEEK})?{_D})",
            rf"(?P<days>{_WEEK}(?!{_OFTEN}){_D}(?:[、,/和及]?{_D}(?![点时个]))*)",
            r"(?P<office>工作日|平日|工作时间|上班时间)",
            r"(?P<weekend>周末|双休日|双休|周六日)",
            r"(?P<daily>每天|每日|天天|全周|一周七天)",
            r"(?P<always>随时都?|24小时|全天候|任何时间|什么时候都行|都有空|(?:没有?|无|不受|不)限制|不限时?间?|都行|全年无休|全天|整天)",
            rf"(?P<clock>{_PART}?{_TIME}{_TO}{_PART}?{_TIME}(?![\d%年月日号]))",
            rf"(?P<hour>{_PART}?\d{{1,2}}[:点时](?:\d{{2}}|半)?分?(?:以?后)?)",
            r"(?P<after>下班以?后)",
            rf"(?P<part>{_PART})",
            r"(?P<filler>[、,;。/()|和及与或的都均可每:]|可以|有空|有时间|有时候|开放|营业|服务|时间|方便|左右|期间|法定|\.)",
        )
    )
)


def windows(text: str) -> list[str]:
    """Weekly windows (`sat-am` …) in the order of the week; empty when any part of the words is not understood."""
    found = _read(_tidy(text), strict=True)
    return [] if found is None else found


def windows_within(text: str) -> list[str]:
    """Weekly windows named somewhere in a sentence; a part of the day counts only beside a day or a clock."""
    found: set[str] = set()
    several = (
        rf"{_WEEK}(?!{_OFTEN}){_D}(?:{_TO}{_WEEK}?{_D}|(?:[、,/和及](?:{_WEEK}{_D}|{_D}(?=[、,/和及上下早晚])))+)?"
    )
    near = rf"(?:{several}|周末|双休日|工作日|每天)(?:[^。;!?]{{0,2}})"
    for piece in re.finditer(rf"{near}(?:{_PART}|{_TIME}{_TO}{_TIME})?", _tidy(text)):
        found.update(_read(piece.group(), strict=False) or ())
    return _ordered(found)


@dataclass
class _Group:
    """Days and parts of the day gathered until a new day begins another group."""

    days: set[int] = field(default_factory=set)
    parts: set[str] = field(default_factory=set)
    office: bool = False

    def windows(self) -> set[str]:
        """Every day with every part; a missing side means all, working days alone mean working hours."""
        if not self.days and not self.parts:
            return set()
        usual = set(PARTS[:2]) if self.office else set(PARTS)
        return {f"{DAYS[d]}-{p}" for d in (self.days or range(7)) for p in (self.parts or usual)}


def _read(text: str, strict: bool) -> list[str] | None:
    found: set[str] = set()
    closed: set[int] = set()
    group, at = _Group(), 0
    while at < len(text):
        token = _TOKENS.match(text, at)
        if token is None:
            if strict:
                return None
            at += 1
            continue
        at = token.end()
        name, words = str(token.lastgroup), token.group()
        if name == "closed":
            closed |= _days(words)
            continue
        days, parts = _meaning(name, words)
        if parts is None:
            return None
        if days and group.parts:
            found |= group.windows()
            group = _Group()
        group.office = (group.office or not group.days) and name == "office" if days else group.office
        group.days |= days
        group.parts |= parts
    found |= group.windows()
    if closed and not found:
        return None
    return _ordered(w for w in found if DAYS.index(w[:3]) not in closed)


def _meaning(name: str, words: str) -> tuple[set[int], set[str] | None]:
    """The days and parts that one token names; parts None when a clock makes no sense."""
    if name == "range":
        first, last = (_DAY[c] for c in re.findall(_D, words)[:2])
        span = range(first, last + 1) if first <= last else (*range(first, 7), *range(last + 1))
        return set(span), set()
    if name in ("days", "weekend", "office", "daily"):
        return _days(words) if name == "days" else _named_days(name), set()
    if name == "always":
        return set(), set(PARTS)
    if name in ("clock", "hour"):
        return set(), _clock(words)
    if name == "after":
        return set(range(5)), {"eve"}
    return set(), set(_PART_WORDS[words]) if name == "part" else set()


def _named_days(name: str) -> set[int]:
    return set({"weekend": (5, 6), "office": range(5), "daily": range(7)}[name])


def _days(words: str) -> set[int]:
    if "周末" in words:
        return {5, 6}
    return {_DAY[c] for c in re.findall(_D, re.sub("礼拜天", "礼拜日", words))}


def _clock(words: str) -> set[str] | None:
    """Parts of the day that a span of hours fills for an hour or more; None when it is no clock."""
    if not re.search("[:点时]", words):
        return None
    times: list[float] = []
    afternoon = False
    for part, hour, minute in re.findall(rf"({_PART})?{_TIME}", words):
        value = int(hour) + (0.5 if minute == "半" else int(minute or 0) / 60)
        if part:
            afternoon = part in ("下午", "午后", "晚上", "晚间", "晚", "傍晚", "夜间")
        if afternoon and value < 12:
            value += 12
        times.append(value)
    if any(t > 24 for t in times):
        return None
    start = times[0]
    end = times[1] if len(times) > 1 else (22.0 if "后" in words else start + 1)
    if end <= start:
        return None
    parts = {p for p, (a, b) in _SPAN.items() if min(b, end) - max(a, start) >= 1}
    return parts or None


def _tidy(text: str) -> str:
    text = unicodedata.normalize("NFKC", text)
    for words, said in _ENGLISH_WORDS if text.isascii() else ():
        text = words.sub(said, text)
    text = re.sub(r"[—–―－一](?=\d)(?<=[—–―－])|[—–―－]+", "-", text).replace("～", "~")
    text = re.sub(r"\s+", "", text).replace("，", ",").replace("；", ";").replace("周天", "周日")
    # 周六九点, 周二十二点: what follows 周 is the day's.
    return re.sub(r"(?<![周期拜])(?:[一二]?十[一二三四五六七八九]?|[一二三四五六七八九两])(?=[点时])", _digits, text)


def _digits(found: re.Match[str]) -> str:
    return str(chinese_number(found[0]))


def _ordered(found: object) -> list[str]:
    chosen = set(found)  # type: ignore[call-overload]
    return [f"{day}-{part}" for day in DAYS for part in PARTS if f"{day}-{part}" in chosen]
