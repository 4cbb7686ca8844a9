"""How far two names may be two ways of writing one: a name taken apart into place, own words, form and numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from graph.loading.names import BRACKETS, edits, normal, sound, without_sort
from graph.reading.numerals import with_digits

LONGEST_PLACE = 14  # characters of a place's name that may stand before another name
_TOWN = re.compile(r"^(?:北京市?|[一-龥]{2}市(?=.{4})|[一-龥]{2}区(?=.{4}))(?=.{2})")
_LEGAL = re.compile(r"(?:有限责任公司|股份有限公司|有限公司|责任公司|集团公司|总公司|集团|公司)$")
_MANAGED = re.compile(r"(物业)(?:管理|服务)+$")
_TEAM = re.compile(r"(?:服务)?(?:小分队|小队|分队|团队|队伍|队)$")
_ENDING = re.compile(r"(?:志愿队|俱乐部|工作室|协会|小组|之家|[队组社团会汇荟岗班坊])$")
# Words for one trade: which of them stands behind a name is a matter of who wrote it down.
_TRADES = (
    ("餐厅", "饭馆", "饭店", "餐馆"),
    ("商店", "超市", "便利店", "小卖部"),
    ("药店", "大药房", "药房"),
    ("书店", "书屋"),
    ("理发店", "理发馆", "美发店"),
)
_TRADE = re.compile(f"(?:{'|'.join(word for words in _TRADES for word in words)}|菜站|物业|银行)$")
_ORDINAL = re.compile(r"第(?=\d)")
_NUMBERS = re.compile(r"\d+|[甲乙丙丁]")
# Words of which many names of bodies are made: they tell none from another.
_COMMON = re.compile(r"街道|社区|社会组织|联合会?|委员会|办事处|服务|物业|中心|发展|管理|工作|居民|志愿")
_LEVEL = re.compile(r"(?:街道|社区|地区)$")
_SORT_OF_ROOM = re.compile(
    r"(?:第?[\d一二三四五六七八九十]+(?:层|楼|号)?|首层|地下|半地下|室内|室外|大|小|多功能|公共|共享|闲置|对外|单位|社区|居民|党群|文体"
    r"|老年|职工|内部|临街)*"
    r"(?:会议|会客|活动|培训|多媒体|报告|阅览|图书|接待|排练|舞蹈|书画|棋牌|健身|谈话|议事|展览|演播|多功能)?(?:及|和|兼|、)?"
    r"(?:会议|活动|培训)?"
    r"(?:室|厅|场地|场所|场|操场|篮球场|院子|小院|教室|礼堂|厨房|食堂|停车场|停车位|车位|仓库|库房|空间|空地|广场|房屋|房间|房|屋|中心)"
)
# One of these for another makes another thing, not a slip of the pen.
_TELLING = frozenset("东南西北中上下前后左右内外大小新老旧高低甲乙丙丁男女春夏秋冬红绿蓝黄白青一二三四五六七八九十")


@dataclass(frozen=True)
class Name:
    """A name in its parts: `front` the place before it, `own` the rest without legal form, `stem` without 队, 社 …"""

    whole: str
    front: str
    own: str
    stem: str
    numbers: tuple[str, ...]

    @property
    def telling(self) -> str:
        """The words of the stem that other groups of its sort do not bear too."""
        return without_sort(self.stem)


class Names:
    """Takes names apart, knowing the names of the places that may stand before them."""

    def __init__(self, places: Iterable[str]) -> None:
        self._places: set[str] = set()
        for place in map(_form, places):
            self._places |= {place, _LEVEL.sub("", place)}
        self._places = {place for place in self._places if 2 <= len(place) <= LONGEST_PLACE}
        self._known: dict[str, Name] = {}

    def parts(self, name: str) -> Name:
        """The name in its parts."""
        found = self._known.get(name)
        if found is None:
            whole = _form(name)
            front, rest = self._without_place(_TOWN.sub("", whole))
            own = _without_form(rest)
            found = Name(whole, front, own, _ENDING.sub("", own) or own, tuple(_NUMBERS.findall(whole)))
            self._known[name] = found
        return found

    def alike(self, left: str, right: str) -> str:
        """The code of the closest resemblance of two different names, empty when there is none."""
        a, b = self.parts(left), self.parts(right)
        if a.numbers != b.numbers or (a.front and b.front and a.front != b.front):
            return ""
        if counted(left) == counted(right):
            return "same_number"
        if a.own == b.own and len(a.own) >= 2:
            return "same_core"
        if len(a.own) >= 3 and sound(a.own) == sound(b.own):
            return "same_sound"
        if a.stem == b.stem and len(a.telling) >= 2 and a.own != a.stem and b.own != b.stem:
            return "other_ending"
        if _is_one_trade(a.own, b.own):
            return "other_trade_word"
        if _is_short_for(*sorted((a, b), key=lambda one: len(one.own))):
            return "part_of_name"
        return "one_character" if _is_slip(a, b) else ""

    def keys(self, name: str, *, by_letter: bool = True) -> set[str]:
        """Words of which two names that are alike share at least one; those a letter apart only `by_letter`."""
        parts = self.parts(name)
        keys = {"o:" + parts.own, "s:" + sound(parts.own), "m:" + parts.stem}
        if not by_letter:
            return keys
        keys |= {f"e:{parts.own[-4:]}", "b:" + _TRADE.sub("", parts.own)}
        for at in range(len(parts.own)):
            keys.add(f"d:{parts.own[:at]}*{parts.own[at + 1 :]}")
        return keys

    def _without_place(self, text: str) -> tuple[str, str]:
        front, rest = "", text
        while True:
            longest = min(LONGEST_PLACE, len(rest) - 2)
            cut = next((size for size in range(longest, 1, -1) if rest[:size] in self._places), 0)
            if not cut:
                return front, rest
            front, rest = front + _LEVEL.sub("", rest[:cut]), rest[cut:]


@lru_cache(maxsize=100_000)
def _form(name: str) -> str:
    return counted(BRACKETS.sub("", name)) or counted(name)


@lru_cache(maxsize=100_000)
def counted(name: str) -> str:
    """The normal form of a name with its numbers in digits, 第 before them left out: 第一网格 is 1网格."""
    return _ORDINAL.sub("", with_digits(normal(name)))


def _without_form(text: str) -> str:
    legal = _LEGAL.sub("", text)
    plain = _MANAGED.sub(r"\1", legal if len(legal) >= 2 else text)
    plain = plain.replace("志愿者", "志愿")
    team = _TEAM.sub("队", plain)
    return team if len(team) >= 3 else plain


def is_sort_of_room(name: str) -> bool:
    """Whether a name only tells what sort of room it is (二层大会议室, 多功能厅): every house has one."""
    return bool(_SORT_OF_ROOM.fullmatch(_form(name)))


def _is_short_for(short: Name, long: Name) -> bool:
    """邻里青年志愿队 is 青年志愿队 with a word before it, 福民商店 is 福民; 福民小学 is another thing."""
    if short.own == long.own or len(_COMMON.sub("", short.telling)) < 2:
        return False
    before = long.own.removesuffix(short.own)
    if len(short.own) >= 4 and before != long.own:
        return len(before) <= 4 and not set(before) & _TELLING
    behind = long.own.removeprefix(short.own)
    return behind != long.own and bool(_TRADE.fullmatch(behind))


def _is_one_trade(left: str, right: str) -> bool:
    """Whether two names differ in the word for one trade only: 老张餐厅 and 老张饭馆."""
    a, b = _TRADE.search(left), _TRADE.search(right)
    if a is None or b is None or left[: a.start()] != right[: b.start()] or a.start() < 2:
        return False
    return any(a[0] in words and b[0] in words for words in _TRADES)


def _is_slip(a: Name, b: Name) -> bool:
    if len(a.own) != len(b.own) or min(len(a.telling), len(b.telling)) < 3 or edits(a.own, b.own) != 1:
        return False
    return not any(x != y and {x, y} & _TELLING for x, y in zip(a.own, b.own, strict=True))
