"""What one sentence says of a line (请两位师傅，12月6日周日上午): its kind, how much, which days, which windows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from graph.loading.windows import windows_within
from graph.loading.words import GOODS_UNITS, MONEY_UNITS, PEOPLE_UNITS, SPACE_UNITS, kind_needed
from graph.reading.dates import read_period
from graph.reading.numerals import NUMERAL, with_digits
from graph.reading.quantities import read_quantity
from graph.reading.tidy import half_width
from graph.schema import Value

_DAY = r"(?:\d{4}年)?\d{1,2}月\d{1,2}[日号]"
_PERIOD = re.compile(rf"{_DAY}(?:\s*(?:至|到|-|~)\s*(?:{_DAY}|\d{{1,2}}[日号]))?")
_UNTIL = re.compile(r"\s*(?:以前|之前|前|为止|截止)")
_SINCE = re.compile(r"\s*(?:起|开始|以后|之后)")
# Measures, each with what must not follow: 人次 counts visits, 20人的房间 tells its seats, 两件事 are no things.
_FOLLOWED = {
    "人": "次|份|民|均|工|口|家|气|的",
    "名": "字|称|单|额",
    "位": "置|于",
    "个": "小时|月|星期|礼拜|钟|半|院|楼|社区|网格|单元|门|人的",
    "件": "事",
    "台": "阶|晚会|戏|演出|节目|文艺",
    "本": "社区|楼|院|街|周|月|年|来|人",
    "处": "理",
    "间": "隔",
    "条": "意见|建议|街|路|消息|信息|狗|鱼|腿|线",
    "卷": "子",
    "把": "关|握",
}
_MEASURES = "|".join(
    f"{unit}(?!{_FOLLOWED[unit]})" if unit in _FOLLOWED else unit
    for unit in sorted({*PEOPLE_UNITS, *SPACE_UNITS, *MONEY_UNITS, *GOODS_UNITS, "个"}, key=len, reverse=True)
)
_NUMBER = rf"(?:\d+(?:\.\d+)?|[{NUMERAL}]+)"
_AMOUNT = re.compile(rf"(?<![几数第每\d.{NUMERAL}]){_NUMBER}(?:\s*(?:至|到|-|~)\s*{_NUMBER})?\s*(?:{_MEASURES})")
# Who is served, or finds room, is not who is asked for (陪诊志愿者5人 are); what holds for each is no sum of all.
_SERVED_BEFORE = re.compile(
    r"(?:给|为|替|帮)[^,;。!?、]{0,6}(?<!的)$|(?:教|陪|带|照顾|照料|服务|接送|接待|坐|容纳|住|供)[^,;。!?、]{0,6}(?<!的)"
    r"(?<!志愿者|小伙子|理发师)(?<!师傅|老师|医生|护士|律师|教练)(?<![导解练录逻班络理待]员)$"
)
_SERVED_BEHIND = re.compile(r"\s*(?:独居|高龄|空巢|残疾)?(?:老人|老年人|居民|孩子|儿童|学生|家长|残疾人)")
_EACH_BEFORE = re.compile(r"每[^\d,;。!?]{0,3}$|[/一]$")
_EACH_BEHIND = re.compile(r"\s*(?:/|每|一(?:个|次|人|小时|天|月|组|队|桌|班|家|户))")

# Measures that cannot tell how much is asked for of a kind: 买五台电磁炉的钱 are no five of money.
_OTHERS: Mapping[str, frozenset[str]] = {
    "goods": PEOPLE_UNITS,
    "space": PEOPLE_UNITS | GOODS_UNITS,
    "money": PEOPLE_UNITS | GOODS_UNITS | SPACE_UNITS | {"个"},
}
# As sums are said: 五千块钱, 买菜300块, 差两万三. Boards are counted by 块, too, and people are short by thousands.
_SUM = re.compile(
    rf"(?P<number>{_NUMBER})\s*块钱"
    rf"|(?:(?<!\w)|(?<=[需要花差缺约出])|(?<=买\w)|(?<=买\w\w))"
    rf"(?P<plain>\d{{3,}}|[{NUMERAL}]*[百千万][{NUMERAL}]*)块(?=$|[,;。!、买办])"
    rf"|(?P<before>^|[^,;。!、]*)(?P<verb>[差缺短])(?P<short>{_NUMBER}[万千](?:{_NUMBER})?)(?=$|[,;。!、])"
)
# Whoever is counted by 个: 八个小伙子.
_COUNTED = re.compile(r"(?<=个)(?=小伙子|大学生|年轻人|壮劳力|志愿者|师傅|老师|阿姨|大姐|大哥)")
_SOMEBODY = re.compile(r"(?<!老)人(?:$|[,;。!、])|人手|师傅$|老师$")


def said_in(text: str, today: date, kind: str = "") -> Mapping[str, Value]:
    """The fields that the words of a line fill, of the `kind` it was given or else of the one they tell.

    Days without a year are those that come next. What is said in two ways is left open.
    """
    plain = _COUNTED.sub("人", _SUM.sub(_as_sum, half_width(text)))
    days = _days(plain, today)
    number = _amount(_PERIOD.sub(" ", _with_digits(plain)), kind)
    unit = str(number.get("unit") or "")
    named = _AMOUNT.sub("", plain).strip(" ,")  # 堆肥箱两个 ends with what it is, too
    told = kind or kind_needed(named, unit or ("人" if _SOMEBODY.search(plain) else None))
    if unit in _OTHERS.get(told, ()):
        number = {}
    windows = windows_within(text)
    return {"kind": told, **number, **days, **({"windows": windows} if windows else {})}


def _as_sum(found: re.Match[str]) -> str:
    if (number := found["number"] or found["plain"]) is not None:
        return f"{number}元"
    of_money = kind_needed(found["before"], None) in ("service", "money")  # nothing is named that is counted otherwise
    return f"{found['before']}{found['verb']}{found['short']}元" if of_money else found[0]


def _with_digits(text: str) -> str:
    """The text with the days in it written with digits: 十二月六日 → 12月6日."""
    return re.sub(rf"[{NUMERAL}]+(?=[年月日号])", lambda found: with_digits(found[0]), text)


def _days(plain: str, today: date) -> dict[str, Value]:
    text = _with_digits(plain)
    found = list(_PERIOD.finditer(text))
    if len(found) != 1:
        return {}
    said = found[0][0].replace("号", "日")
    period = read_period(said, today.year)
    if period.end is not None and period.end < today and "assumed_year" in period.codes:
        period = read_period(said, today.year + 1)
    if period.start is None or period.end is None:
        return {}
    if _UNTIL.match(text, found[0].end()):
        return {"date_to": period.end}
    if _SINCE.match(text, found[0].end()):
        return {"date_from": period.start}
    return {"date_from": period.start, "date_to": period.end}


def _amount(plain: str, kind: str) -> dict[str, Value]:
    """The one number with its measure that says how much is asked for; nothing where there are several."""
    read: dict[tuple[float, float | None, str], None] = {}
    for found in _AMOUNT.finditer(plain):
        before, behind = plain[: found.start()], plain[found.end() :]
        if _EACH_BEFORE.search(before) or _EACH_BEHIND.match(behind):
            continue
        if _SERVED_BEFORE.search(before) or _SERVED_BEHIND.match(behind):
            continue
        reading = read_quantity(found[0])
        unit = "人" if reading.unit == "个人" else reading.unit
        if (
            reading.low
            and (kind in ("", "money") or unit not in MONEY_UNITS)
            and (kind != "money" or unit in MONEY_UNITS)
        ):
            read[reading.low, reading.high, unit] = None
    if len(read) != 1:
        return {}
    low, high, unit = next(iter(read))
    return {"quantity": low, "unit": unit, **({} if high is None else {"quantity_max": high})}
