"""Which names may mean the same thing: proposed with reasons, never merged silently, decided once."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from graph.loading.names import core, edits, normal, own_part, sound
from graph.loading.offers import OFFERED
from graph.loading.register import Ref, Register
from graph.records import Node
from graph.schema import Value

KINDS = ("Place", "Space", "Organization", "Unit", "Alliance", "Resident", "Expert")
MOST_PROPOSALS = 200
LONGEST_COMPARED = 200  # characters of a name: what is longer is a story, and takes its square to compare

REASONS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "same_name": {"zh": "名称相同", "en": "same name"},
        "same_core": {"zh": "去掉地名和“公司”一类字样后相同", "en": "equal without town and legal form"},
        "same_sound": {"zh": "读音相同", "en": "sound the same"},
        "one_character": {"zh": "只差一个字", "en": "one character apart"},
        "part_of_name": {"zh": "一个名称是另一个的简写", "en": "one is short for the other"},
        "same_phone": {"zh": "电话相同", "en": "same phone"},
        "same_contact": {"zh": "联系人相同", "en": "same person to ask"},
        "same_home": {"zh": "姓名和住处相同，电话缺一", "en": "same name and home, one phone missing"},
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
class Proposal:
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


def proposal_id(kind: str, left: str, right: str) -> str:
    """The id under which a pair is decided, the same whichever comes first."""
    return "sameness-" + hashlib.sha256("\x1f".join((kind, *sorted((left, right)))).encode()).hexdigest()[:20]


def decision(kind: str, left: str, right: str, same: bool, now: datetime) -> Node:
    """The record of a decision that `right` means `left`, or does not."""
    told: dict[str, Value] = {"kind": kind, "left": left, "right": right, "same": same, "at": now}
    return Node("Sameness", proposal_id(kind, left, right), told)


def propose(register: Register, fresh: Iterable[Ref], stored: Collection[Ref]) -> list[Proposal]:
    """Pairs of a fresh record with a stored or an earlier fresh one that people should look at."""
    neighbours = _Neighbours(register)
    asked = sorted({ref for ref in fresh if ref[0] in KINDS})
    kinds = {kind for kind, _ in asked}
    for ref in stored:
        if ref[0] in kinds:
            neighbours.take_in(ref)
    found: list[Proposal] = []
    for ref in asked:
        for other in sorted(neighbours.of(ref)):
            codes = _resemblance(register, ref, other)
            if codes and (ref[0], *sorted((ref[1], other[1]))) not in register.apart:
                found.append(_proposal(register, other, ref, codes))
        neighbours.take_in(ref)
    return found[:MOST_PROPOSALS]


def doubles(register: Register, kind: str) -> list[Proposal]:
    """Pairs among the known records of one kind that may be the same thing."""
    return propose(register, [ref for ref in register.known if ref[0] == kind], ())


class _Neighbours:
    """Finds the few records worth comparing with one: same sound, shared characters, phone or person to ask."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._at: dict[tuple[str, str], list[Ref]] = defaultdict(list)

    def take_in(self, ref: Ref) -> None:
        if ref[0] in KINDS:
            for key in self._keys(ref):
                self._at[key].append(ref)

    def of(self, ref: Ref) -> set[Ref]:
        return {other for key in self._keys(ref) for other in self._at[key] if other != ref}

    def _keys(self, ref: Ref) -> Iterator[tuple[str, str]]:
        kind, _ = ref
        known = self._register.known.get(ref, {})
        if len(self._register.name(ref)) > LONGEST_COMPARED:
            return
        if kind in ("Resident", "Expert"):
            yield kind, "n:" + normal(str(known.get("name") or ""))
            if known.get("phone"):
                yield kind, f"p:{known['phone']}"
            return
        for name in self._register.names(ref):
            if len(name) > LONGEST_COMPARED:
                continue
            yield kind, "s:" + sound(name)
            short = core(name)
            yield kind, "c:" + short
            # Two names with one character changed share the characters around it.
            for i in range(len(short)):
                yield kind, f"d{len(short)}:{short[:i]}*{short[i + 1 :]}"
            if len(short) >= 2:
                yield kind, "h:" + short[:2]
        if known.get("contact") and known.get("phone"):
            yield kind, f"p:{known['phone']}"


def _resemblance(register: Register, ref: Ref, other: Ref) -> tuple[str, ...]:
    if ref[0] in ("Resident", "Expert"):
        return _same_person(register, ref, other)
    if ref[0] in OFFERED and _of_others(register, ref, other):
        # Every unit has its 场地: only the whole name says that two units may speak of one.
        return ("same_name",) if normal(register.name(ref)) == normal(register.name(other)) else ()
    codes: list[str] = []
    names, others = ([name for name in register.names(r) if len(name) <= LONGEST_COMPARED] for r in (ref, other))
    for a in names:
        for b in others:
            codes += _like_names(a, b)
    if not codes or (ref[0] == "Place" and not _same_parent(register, ref, other)):
        return ()
    if "same_name" not in codes and _far_apart(register, ref, other):
        return ()
    mine, theirs = register.known.get(ref, {}), register.known.get(other, {})
    for key, code in (("phone", "same_phone"), ("contact", "same_contact")):
        if mine.get(key) and mine.get(key) == theirs.get(key):
            codes.append(code)
    if set(codes) == {"one_character"} and _numbers_differ(register.name(ref), register.name(other)):
        return ()
    return tuple(dict.fromkeys(codes))


def _of_others(register: Register, ref: Ref, other: Ref) -> bool:
    """Whether two things are given by different parties or, where one's giver is unknown, are at different places."""
    mine, theirs = (set(register.givers.get(one, ())) for one in (ref, other))
    if mine and theirs:
        return not mine & theirs
    here, there = (register.places.get(one) for one in (ref, other))
    return here is not None and there is not None and here != there


def _like_names(left: str, right: str) -> list[str]:
    a, b = core(left), core(right)
    if normal(left) == normal(right):
        return ["same_name"]
    if a == b and len(a) >= 2:
        return ["same_core"]
    if sound(left) == sound(right):
        return ["same_sound"]
    if _numbers_differ(left, right):
        return []
    own, others = own_part(left), own_part(right)
    if min(len(own), len(others)) >= 3 and len(a) == len(b) and edits(a, b) == 1:
        return ["one_character"]
    short, long = sorted((a, b), key=len)
    if len(short) >= 3 and min(len(own), len(others)) >= 2 and long.startswith(short) and short != long:
        return ["part_of_name"]
    return []


def _numbers_differ(left: str, right: str) -> bool:
    """Numbered things (1号楼, 2号楼; 第一网格) are different however alike their names."""
    digits = "0123456789零一二三四五六七八九十甲乙丙丁东西南北上下"
    a, b = ("".join(c for c in normal(name) if c in digits) for name in (left, right))
    return a != b


def _far_apart(register: Register, ref: Ref, other: Ref) -> bool:
    """Whether two records are known to be in different communities."""
    here, there = (register.at_level(register.places.get(r), "community") for r in (ref, other))
    return here is not None and there is not None and here != there


def _same_parent(register: Register, ref: Ref, other: Ref) -> bool:
    a, b = register.parents.get(ref[1]), register.parents.get(other[1])
    return register.level(ref[1]) == register.level(other[1]) and (a is None or b is None or a == b)


def _same_person(register: Register, ref: Ref, other: Ref) -> tuple[str, ...]:
    """The same phone under a name that sounds alike, or name and home with one phone missing."""
    mine, theirs = register.known.get(ref, {}), register.known.get(other, {})
    if mine.get("phone") and mine.get("phone") == theirs.get("phone"):
        # A family may share a phone; a name that only sounds the same is one person's, written twice.
        return ("same_phone", "same_sound") if sound(register.name(ref)) == sound(register.name(other)) else ()
    home, other_home = register.places.get(ref), register.places.get(other)
    one_missing = bool(mine.get("phone")) != bool(theirs.get("phone"))
    same_name = normal(str(mine.get("name"))) == normal(str(theirs.get("name")))
    return ("same_home",) if one_missing and same_name and home is not None and home == other_home else ()


def _proposal(register: Register, left: Ref, right: Ref, codes: tuple[str, ...]) -> Proposal:
    reasons = {
        "zh": "；".join(REASONS[code]["zh"] for code in codes),
        "en": "; ".join(REASONS[code]["en"] for code in codes),
    }
    facets = []
    for key, zh, en in _SHOWN:
        a, b = (_shown(register.known.get(ref, {}).get(key)) for ref in (left, right))
        if a or b:
            facets.append(Facet(zh, en, a, b))
    a, b = (_place_name(register, ref) for ref in (left, right))
    if a or b:
        facets.append(Facet("地点", "place", a, b))
    return Proposal(
        proposal_id(left[0], left[1], right[1]),
        left[0],
        left[1],
        right[1],
        register.name(left),
        register.name(right),
        codes,
        MappingProxyType(reasons),
        tuple(facets),
    )


def _shown(value: object) -> str:
    return "" if value is None else str(value)


def _place_name(register: Register, ref: Ref) -> str:
    place = register.places.get(ref) or register.parents.get(ref[1])
    return register.name(("Place", place)) if place else ""
