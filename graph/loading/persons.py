"""Whether two records of people may be one person: by phone, by door, and by how the name is written."""

from __future__ import annotations

import re

from graph.loading.names import TITLES, edits, normal, sound
from graph.loading.register import Ref, Register
from graph.reading.surnames import SURNAMES

# Where people share a door; half a community shares the rest.
DOORS = frozenset(("compound", "building", "entrance"))
_TITLE = re.compile(rf"(?:{'|'.join(sorted(TITLES, key=len, reverse=True))}|老|姐|哥|姨|叔|婶|妈|爷|伯)$")
_BEFORE = re.compile(r"^[老小大阿](?=.)")


def is_addressed(name: str) -> bool:
    """Whether a name is only a form of address (小陈, 陈阿姨, 老王), which others of that surname share."""
    text = normal(name)
    return _surname(text) != "" and (bool(_BEFORE.match(text)) or bool(_TITLE.search(text))) and len(text) <= 4


def surname(name: str) -> str:
    """The surname in a name or form of address, empty when none is known."""
    return _surname(normal(name))


def door(register: Register, ref: Ref) -> str | None:
    """The compound in which a person lives, or the building where no compound is known."""
    place = register.places.get(ref)
    if place is None:
        return None
    around = [at for at in register.ancestors(place) if register.level(at) in DOORS]
    return around[-1] if around else None


def same_person(register: Register, ref: Ref, other: Ref) -> tuple[str, ...]:
    """The codes of what two records of people share when they may be one; nothing for a family at one phone."""
    mine, theirs = register.known.get(ref, {}), register.known.get(other, {})
    name, others = register.name(ref), register.name(other)
    same_name = normal(name) == normal(others)
    phone, other_phone = mine.get("phone"), theirs.get("phone")
    if phone and phone == other_phone:
        if same_name:
            return ("same_phone", "same_name")
        if sound(name) == sound(others):
            return ("same_phone", "same_sound")
        return ("same_phone", "like_name") if _written_alike(normal(name), normal(others)) else ()
    here, there = door(register, ref), door(register, other)
    at_one_door = here is not None and here == there
    home = register.places.get(ref)
    if same_name and not (phone and other_phone) and home is not None and home == register.places.get(other):
        return ("same_home",) if phone or other_phone else ()
    # A form of address (小王) or a name of which a part is left out (王某) is borne by many of a compound.
    common = is_addressed(name) or "某" in name
    if same_name and at_one_door and (not common or _one_entrance(register, ref, other)):
        return ("same_door",)
    if at_one_door and _addresses(name, others):
        return ("form_of_address",)
    return _alike_in_one_community(register, ref, other) if same_name and not (phone and other_phone) else ()


def _alike_in_one_community(register: Register, ref: Ref, other: Ref) -> tuple[str, ...]:
    """One name in one community where both can do the same or, for a full name, are free at the same time."""
    name = register.name(ref)
    around = [register.at_level(register.places.get(one), "community") for one in (ref, other)]
    if "某" in name or around[0] is None or around[0] != around[1] or _at_two_doors(register, ref, other):
        return ()
    skills = register.skills.get(ref, set()) & register.skills.get(other, set())
    mine, theirs = (register.known.get(one, {}).get("windows") for one in (ref, other))
    hours = isinstance(mine, list) and isinstance(theirs, list) and set(mine) & set(theirs)
    if skills and hours:
        return ("same_skill_and_hours",)
    if skills:
        return ("same_skill_here",)
    return ("same_hours_here",) if hours and not is_addressed(name) else ()


def _at_two_doors(register: Register, ref: Ref, other: Ref) -> bool:
    """Whether two are known to live in different compounds."""
    doors = {door(register, one) for one in (ref, other)}
    return None not in doors and len(doors) == 2


def _one_entrance(register: Register, ref: Ref, other: Ref) -> bool:
    home = register.places.get(ref)
    return home == register.places.get(other) and register.level(home or "") in ("building", "entrance")


def _surname(text: str) -> str:
    bare = _BEFORE.sub("", text)
    return bare[:1] if bare[:1] in SURNAMES else ""


def _written_alike(a: str, b: str) -> bool:
    """One character slipped, dropped or swapped, a 某 for it, or a form of address for the name."""
    if sorted(a) == sorted(b) or _addresses(a, b):
        return True
    if len(a) == len(b) and all(x == y or "某" in (x, y) for x, y in zip(a, b, strict=True)):
        return True
    return a[:1] == b[:1] and max(len(a), len(b)) >= 3 and edits(a, b) == 1


def _addresses(a: str, b: str) -> bool:
    """Whether one is a form of address for a person of the other's surname."""
    return is_addressed(a) != is_addressed(b) and surname(a) != "" and surname(a) == surname(b)
