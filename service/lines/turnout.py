"""What a sentence about an activity says of numbers: how many come, who lead or help, and what it may cost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from graph.loading.said import said_in
from graph.reading.numerals import NUMERAL
from graph.reading.quantities import read_quantity
from graph.reading.tidy import half_width
from service.lines.taking import YUAN

_NUMBER = rf"(?:\d+(?:,\d{{3}})+|\d+(?:\.\d+)?\s*[百千万]?|[{NUMERAL}]+)"
# 人次 counts visits, 人份 meals; 两人三足 and 五人制 are names, and 两个社区 no people.
_COUNT = re.compile(
    rf"(?<![几数第每\d.{NUMERAL}])(?<!\d,)({_NUMBER}(?:\s*(?:至|到|-|~)\s*{_NUMBER})?)\s*(?:多|来|余)?\s*"
    r"(?:人(?!次|份|民|均|工|制|三足|[一每])|[名位](?![字称单额置于])|个(?=人|大?学生|志愿者|义工|帮手|老|孩|小孩|小朋友|街坊|邻居|居民"
    r"|家长|残疾人|师傅|讲师|护士|医生|律师|教练|理发师|组织员))"
)
_EACH_BEHIND = re.compile(r"\s*人?\s*(?:/|[一每](?:组|队|桌|班|个|户))")
_HELP = re.compile(r"(?:人?[^,;。!?、\d]{0,4}(?:志愿者|义工|帮手|人手)|人?(?:来)?(?:帮忙|搭手|打下手))")
_TRADE = re.compile(
    r"[^,;。!?、\d]{0,6}?(?:师傅|老师|讲师|理发师|厨师|技师|医师|医生|大夫|护士|律师|教练|专家|(?<![学会党队社组成])员(?![工会]))"
)
_AND = re.compile(r"[^,;。!?\d]{0,6}[和、与加带]\s*$")
LEAST = 2  # who come: 一人 in such a sentence is somebody in particular


@dataclass(frozen=True)
class Turnout:
    """How many come, lead and help, and yuan for it; None where the sentence does not say."""

    people: int | None = None
    leaders: int | None = None
    helpers: int | None = None
    money: float | None = None


def turnout_in(text: str, today: date) -> Turnout:
    """What the sentence says; of several numbers of those who come the largest, unless they are added up."""
    plain = half_width(text)
    people, leaders, helpers, last = list[int](), list[int](), list[int](), 0
    for count, start, end in _counts(plain):
        if _HELP.match(plain, end):
            helpers.append(count)
        elif _TRADE.match(plain, end):
            leaders.append(count)
        elif count >= LEAST:
            added = people and _AND.search(plain, last, start)
            people.append(people.pop() + count if added else count)
            last = end
    said = said_in(text, today, "money")
    sum_ = said.get("quantity")
    money = float(sum_) * YUAN.get(str(said.get("unit")), 1.0) if isinstance(sum_, int | float) else None
    return Turnout(max(people, default=None), sum(leaders) or None, sum(helpers) or None, money)


def _counts(plain: str) -> Iterator[tuple[int, int, int]]:
    """Each number of people with where it stands; what holds for each one is no sum of all."""
    for found in _COUNT.finditer(plain):
        if not _EACH_BEHIND.match(plain, found.end()):
            reading = read_quantity(f"{found[1].replace(',', '')}人")
            if reading.low:
                yield int(reading.high or reading.low), found.start(), found.end()
