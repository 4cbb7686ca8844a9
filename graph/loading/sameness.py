"""Which records may mean the same thing: proposed with reasons, never merged silently, decided once."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from graph.loading.names import normal
from graph.loading.offers import OFFERED
from graph.loading.persons import door, is_addressed, same_person, surname
from graph.loading.register import Ref, Register
from graph.loading.resemblance import Names, counted, is_sort_of_room
from graph.records import Node
from graph.schema import Value

KINDS = ("Place", "Space", "Organization", "Unit", "Alliance", "Fund", "Resident", "Expert", "Skill")
PEOPLE = ("Resident", "Expert")
MOST_PROPOSALS = 200
MOST_NEIGHBOURS = 60  # of one key: what more share tells nothing apart
LONGEST_COMPARED = 200  # characters of a name: what is longer is a story, and takes its square to compare
LEAST = 0.5  # of the strengths together, below which nobody is asked
NUMBERED = frozenset(("building", "entrance"))
_YEAR = re.compile(r"20\d\d")
OFFICIAL = frozenset(("district", "street", "community"))  # their names are given, not written down by ear


@dataclass(frozen=True)
class Sign:
    """One sign that two records are one: how much it says, 0 to 1, and its words."""

    strength: float
    zh: str
    en: str


SIGNS: Mapping[str, Sign] = MappingProxyType(
    {
        "same_code": Sign(1.0, "统一社会信用代码相同", "same credit code"),
        "same_name": Sign(0.9, "名称相同", "same name"),
        "same_alias": Sign(0.8, "一个的别名就是另一个的名称", "the name of one is another name of the other"),
        "shared_alias": Sign(0.6, "有一个别名相同", "share another name"),
        "same_number": Sign(0.8, "只有“第”字或数字的写法不同", "differ only in how a number is written"),
        "same_core": Sign(
            0.75, "去掉地名、括号里的话和“公司”“服务队”一类字样后相同", "equal without place, brackets and legal form"
        ),
        "same_sound": Sign(0.7, "读音相同", "sound the same"),
        "other_ending": Sign(0.5, "只有“队、组、社、会”这样的叫法不同", "differ only in the word for a group"),
        "other_trade_word": Sign(0.6, "只有“餐厅、饭馆”这样的叫法不同", "differ only in the word for the trade"),
        "part_of_name": Sign(0.5, "一个名称是另一个的简写", "one is short for the other"),
        "one_character": Sign(0.35, "名称只差一个字", "one character apart"),
        "same_phone": Sign(0.3, "电话相同", "same phone"),
        "same_contact": Sign(0.2, "联系人相同", "same person to ask"),
        "like_name": Sign(0.4, "姓名写法相近", "names written alike"),
        "same_home": Sign(0.6, "姓名和住处相同，电话缺一", "same name and home, one phone missing"),
        "same_door": Sign(0.55, "姓名相同，住在同一个院或楼，电话不同", "same name and compound, another phone"),
        "same_skill_and_hours": Sign(
            0.6, "姓名相同，同在一个社区，会的和有空的时间也相同", "same name, community, skill and free hours"
        ),
        "same_skill_here": Sign(0.55, "姓名相同，同在一个社区，会的也相同", "same name, community and skill"),
        "same_hours_here": Sign(0.5, "姓名相同，同在一个社区，有空的时间也相同", "same name, community and free hours"),
        "form_of_address": Sign(
            0.5, "同姓，住在同一个院或楼，一个写的是称呼", "same surname, compound or building, one a form of address"
        ),
        "same_skill": Sign(0.7, "说的可能是同一项技能", "may mean the same skill"),
        "elsewhere": Sign(-0.3, "在不同社区", "in different communities"),
    }
)
_SHOWN = (("name", "名称", "name"), ("contact", "负责人", "contact"), ("members", "人数", "members"))


@dataclass(frozen=True)
class Facet:
    """One line of the comparison of two records; phones are compared but never shown whole."""

    zh: str
    en: str
    left: str
    right: str

    @property
    def differs(self) -> bool:
        """Whether the two say different things."""
        return self.left != self.right


@dataclass(frozen=True)
class PossibleDouble:
    """Two records that may be one: `left` is the known one, `right` the other; `reasons` by language."""

    id: str
    kind: str
    left: str
    right: str
    left_name: str
    right_name: str
    codes: tuple[str, ...]
    reasons: Mapping[str, str]
    facets: tuple[Facet, ...] = field(default=())
    lines: tuple[tuple[str, int], ...] = ()  # sheet and line where the right one stands

    @property
    def strength(self) -> float:
        """How much all signs together say."""
        return sum(SIGNS[code].strength for code in self.codes)


def proposal_id(kind: str, left: str, right: str) -> str:
    """The id under which a pair is decided, the same whichever comes first."""
    return "sameness-" + hashlib.sha256("\x1f".join((kind, *sorted((left, right)))).encode()).hexdigest()[:20]


def decision(kind: str, left: str, right: str, same: bool, now: datetime) -> Node:
    """The record of a decision that `right` means `left`, or does not."""
    told: dict[str, Value] = {"kind": kind, "left": left, "right": right, "same": same, "at": now}
    return Node("Sameness", proposal_id(kind, left, right), told)


def propose(register: Register, fresh: Iterable[Ref], stored: Collection[Ref]) -> list[PossibleDouble]:
    """Pairs of a fresh record with a stored or an earlier fresh one that people should look at, likeliest first."""
    asked = sorted({ref for ref in fresh if ref[0] in KINDS})
    kinds = {kind for kind, _ in asked}
    neighbours = _Neighbours(register, kinds)
    for ref in stored:
        if ref[0] in kinds:
            neighbours.take_in(ref)
    found: list[PossibleDouble] = []
    for ref in asked:
        for other in sorted(neighbours.of(ref)):
            codes = neighbours.signs(ref, other)
            if codes and (ref[0], *sorted((ref[1], other[1]))) not in register.apart:
                found.append(_proposal(register, *_known_first(register, other, ref), codes))
        neighbours.take_in(ref)
    return sorted(found, key=lambda pair: -pair.strength)[:MOST_PROPOSALS]


def doubles(register: Register, kind: str) -> list[PossibleDouble]:
    """Pairs among the known records of one kind that may be the same thing, likeliest first."""
    return propose(register, [ref for ref in register.known if ref[0] == kind], ())


def _known_first(register: Register, left: Ref, right: Ref) -> tuple[Ref, Ref]:
    """The published word of the vocabulary stays; people's own is merged into it."""
    published = [bool(register.known.get(ref, {}).get("version")) for ref in (left, right)]
    return (right, left) if published == [False, True] else (left, right)


class _Neighbours:
    """Finds the few records worth comparing with one, and what signs they share with it."""

    def __init__(self, register: Register, kinds: Collection[str]) -> None:
        self._register = register
        self._at: dict[tuple[str, str], list[Ref]] = defaultdict(list)
        named = set(kinds) - set(PEOPLE) - {"Skill"}
        places = (
            ref for ref in register.known if named and ref[0] == "Place" and register.level(ref[1]) not in NUMBERED
        )
        self._names = Names(name for ref in places for name in register.names(ref))
        self._doors: dict[Ref, str | None] = {}
        self._addressed: set[tuple[str, str]] = set()
        for ref in register.known:
            if ref[0] in PEOPLE and ref[0] in kinds:
                self._doors[ref] = at = door(register, ref)
                if at and is_addressed(register.name(ref)):
                    self._addressed.add((at, surname(register.name(ref))))

    def take_in(self, ref: Ref) -> None:
        for key in self._keys(ref):
            if len(self._at[key]) < MOST_NEIGHBOURS:
                self._at[key].append(ref)

    def of(self, ref: Ref) -> set[Ref]:
        return {other for key in self._keys(ref) for other in self._at.get(key, ()) if other != ref}

    def signs(self, ref: Ref, other: Ref) -> tuple[str, ...]:
        """The signs that two records are one; nothing when they say too little together."""
        if ref[0] in PEOPLE:
            return same_person(self._register, ref, other)
        if ref[0] == "Skill":
            return self._same_skill(ref, other)
        codes = self._of_names(ref, other)
        if ref[0] in OFFERED and _of_others(self._register, ref, other):
            # Every unit has its 场地: only a whole name that tells more may be one room of two units.
            return codes if codes == ("same_name",) and not is_sort_of_room(self._register.name(ref)) else ()
        if ref[0] == "Fund" and _of_two_years(self._register, ref, other):
            return ()
        if ref[0] == "Place":
            return codes if _may_be_one_place(self._register, ref, other, codes) else ()
        if _both_registered(self._register, ref, other):
            return ()
        codes += _shared(self._register, ref, other, codes)
        return codes if sum(SIGNS[code].strength for code in codes) >= LEAST else ()

    def _keys(self, ref: Ref) -> Iterator[tuple[str, str]]:
        kind, name = ref[0], self._register.name(ref)
        if len(name) > LONGEST_COMPARED:
            return
        if kind in PEOPLE:
            keys = self._keys_of_person(ref, name)
        elif kind == "Skill":
            keys = {ref[1], *self._register.likely_skills.get(ref[1], ())}
        else:
            names = [name for name in self._register.names(ref) if len(name) <= LONGEST_COMPARED]
            keys = {f"w:{word}" for name in names for word in (normal(name), counted(name))}
            if kind == "Place":
                keys = self._keys_of_place(ref, name, keys)
            elif kind not in OFFERED or kind == "Fund":
                keys |= self._names.keys(_bare(ref, name))
            if code := self._register.known.get(ref, {}).get("credit_code"):
                keys.add(f"c:{code}")
        yield from ((kind, key) for key in sorted(keys))

    def _keys_of_person(self, ref: Ref, name: str) -> set[str]:
        at, keys = self._doors.get(ref), set()
        if phone := self._register.known.get(ref, {}).get("phone"):
            keys.add(f"p:{phone}")
        place = self._register.places.get(ref)
        for home in {at, place, self._register.at_level(place, "community")} - {None}:
            keys.add(f"n:{home}:{normal(name)}")
        if at and (at, surname(name)) in self._addressed:
            keys.add(f"a:{at}:{surname(name)}")
        return keys

    def _keys_of_place(self, ref: Ref, name: str, keys: set[str]) -> set[str]:
        """Names within what a place lies in: every yard has its first building."""
        parent, level = self._register.parents.get(ref[1]), self._register.level(ref[1])
        if level not in NUMBERED:
            keys |= self._names.keys(name, by_letter=False)
        around = {parent} if parent and level in NUMBERED else {parent, None}
        return {f"{at or ''}/{key}" for at in around for key in keys}

    def _of_names(self, ref: Ref, other: Ref) -> tuple[str, ...]:
        register = self._register
        mine, theirs = register.name(ref), register.name(other)
        if normal(mine) == normal(theirs):
            return ("same_name",)
        aliases = [{normal(name) for name in register.names(one)} for one in (ref, other)]
        if normal(mine) in aliases[1] or normal(theirs) in aliases[0]:
            return ("same_alias",)
        code = "shared_alias" if aliases[0] & aliases[1] else self._names.alike(_bare(ref, mine), _bare(other, theirs))
        return (code,) if code else ()

    def _same_skill(self, ref: Ref, other: Ref) -> tuple[str, ...]:
        """People's own word for a skill, with the published one that it most likely means."""
        likely = self._register.likely_skills
        return ("same_skill",) if other[1] in likely.get(ref[1], ()) or ref[1] in likely.get(other[1], ()) else ()


def _shared(register: Register, ref: Ref, other: Ref, codes: tuple[str, ...]) -> tuple[str, ...]:
    """What speaks for and against besides the names; a shared phone or person alone says nothing."""
    mine, theirs = register.known.get(ref, {}), register.known.get(other, {})
    found = [
        code
        for key, code in (("credit_code", "same_code"), ("phone", "same_phone"), ("contact", "same_contact"))
        if mine.get(key) and mine.get(key) == theirs.get(key) and (codes or code == "same_code")
    ]
    return (*found, "elsewhere") if codes and _far_apart(register, ref, other) else tuple(found)


def _both_registered(register: Register, ref: Ref, other: Ref) -> bool:
    """Whether two bodies have credit codes of their own."""
    codes = [register.known.get(one, {}).get("credit_code") for one in (ref, other)]
    return None not in codes and codes[0] != codes[1]


def _of_others(register: Register, ref: Ref, other: Ref) -> bool:
    """Whether two things are given by different parties or, where one's giver is unknown, are at different places."""
    mine, theirs = (set(register.givers.get(one, ())) for one in (ref, other))
    if mine and theirs:
        return not mine & theirs
    here, there = (register.places.get(one) for one in (ref, other))
    return here is not None and there is not None and here != there


def _bare(ref: Ref, name: str) -> str:
    """The name to compare: 社区公益金 is the 公益金 of whichever community."""
    return name.removeprefix("社区") if ref[0] == "Fund" else name


def _of_two_years(register: Register, ref: Ref, other: Ref) -> bool:
    """Whether two sums are of different years."""
    mine, theirs = (
        {*_YEAR.findall(register.name(one)), *_YEAR.findall(str(register.known.get(one, {}).get("year") or ""))}
        for one in (ref, other)
    )
    return bool(mine and theirs and not mine & theirs)


def _far_apart(register: Register, ref: Ref, other: Ref) -> bool:
    """Whether two records are known to be in different communities."""
    here, there = (register.at_level(register.places.get(r), "community") for r in (ref, other))
    return here is not None and there is not None and here != there


def _may_be_one_place(register: Register, ref: Ref, other: Ref, codes: tuple[str, ...]) -> bool:
    """Places of one level in one place, of one name: an official name is never taken for another that is like it."""
    codes_given = [register.known.get(one, {}).get("code") for one in (ref, other)]
    level, parents = register.level(ref[1]), [register.parents.get(one[1]) for one in (ref, other)]
    if level != register.level(other[1]) or (None not in codes_given and codes_given[0] != codes_given[1]):
        return False
    if None not in parents and parents[0] != parents[1]:
        return False
    wanted = {"same_name", "same_alias"}
    if level not in OFFICIAL:
        wanted |= {"same_number", "same_core", "same_sound"}
    return bool(wanted & set(codes))


def _proposal(register: Register, left: Ref, right: Ref, codes: tuple[str, ...]) -> PossibleDouble:
    facets = []
    for key, zh, en in _SHOWN:
        a, b = (_shown(register.known.get(ref, {}).get(key)) for ref in (left, right))
        if a or b:
            facets.append(Facet(zh, en, a, b))
    a, b = (_place_name(register, ref) for ref in (left, right))
    if a or b:
        facets.append(Facet("地点", "place", a, b))
    if left[0] in PEOPLE:
        a, b = (_end_of_phone(register.known.get(ref, {}).get("phone")) for ref in (left, right))
        if a or b:
            facets.append(Facet("电话尾号", "end of phone", a, b))
    return PossibleDouble(
        proposal_id(left[0], left[1], right[1]),
        left[0],
        left[1],
        right[1],
        register.name(left),
        register.name(right),
        codes,
        MappingProxyType(
            {"zh": "；".join(SIGNS[code].zh for code in codes), "en": "; ".join(SIGNS[code].en for code in codes)}
        ),
        tuple(facets),
    )


def _shown(value: object) -> str:
    return "" if value is None else str(value)


def _end_of_phone(phone: object) -> str:
    return f"**{str(phone)[-2:]}" if phone else ""


def _place_name(register: Register, ref: Ref) -> str:
    place = register.places.get(ref) or register.parents.get(ref[1])
    return register.name(("Place", place)) if place else ""
