"""The names that the graph already knows: places with their hierarchy, groups, alliances and units, with aliases."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from graph.kinds.community import PLACE_LEVELS
from graph.reading.numerals import with_digits
from graph.reading.tidy import squash

PLACE_KINDS = frozenset((*PLACE_LEVELS, "space"))
FEWEST_BEHIND_A_DASH = 3  # digits of a room
FEWEST_IN_SHORT = 2  # characters
_LEVELS = ("社区", "街道", "小区", "大院", "院", "楼", "公寓", "村")
DEEPEST = 12  # levels; more is a circle of parents
_ROOM = re.compile(r"(.*?)(\d{1,4})(?:室|号房?)?")
_COUNTRY = re.compile(r"^(?:中国|中华人民共和国)?(?:北京市|北京)(?=.)")


@dataclass(frozen=True)
class Entry:
    """A known place, space, organization, alliance or unit; `parent` is the id of the place it is in."""

    kind: str
    name: str
    parent: str = ""
    aliases: tuple[str, ...] = ()
    id: str = ""

    @property
    def key(self) -> str:
        """What other entries name as their parent: the id, or the name where there is none."""
        return self.id or self.name


class Gazetteer:
    """Finds the one known thing that a text names; two things of one name are told apart by what stands in front."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self.entries = tuple(entries)
        self._by_key: dict[str, Entry] = {}
        for entry in self.entries:
            self._by_key.setdefault(entry.key, entry)
        self._written: dict[Entry, frozenset[str]] = {}
        self._places: dict[str, list[Entry]] = {}
        self._bodies: dict[str, Entry] = {}
        for entry in self.entries:
            if entry.kind in PLACE_KINDS:
                for name in self._names(entry):
                    known = self._places.setdefault(name, [])
                    if entry not in known:
                        known.append(entry)
            else:
                for name in (entry.name, *entry.aliases):
                    self._bodies.setdefault(squash(name), entry)
        self._found: dict[tuple[str, str], Entry | None] = {}

    def body(self, text: str) -> Entry | None:
        """The organization, alliance or unit that `text` names."""
        return self._bodies.get(squash(text))

    def place(self, text: str, within: str = "") -> Entry | None:
        """The place that `text` names, with or without what it lies in and a room number.

        `within` is the name of a place that decides between several of one name.
        """
        asked = (text, within)
        if asked not in self._found:
            self._found[asked] = self._find(place_key(text), within)
        return self._found[asked]

    def in_short(self, text: str, within: str = "") -> Entry | None:
        """The one place whose name `text` is but for the word of its level (赵家楼 for 赵家楼社区); None of several."""
        key = _COUNTRY.sub("", place_key(text))
        if len(key) < FEWEST_IN_SHORT:
            return None
        found = {entry: None for level in _LEVELS for entry in self._places.get(key + level, ())}
        return self._one(list(found), within)

    def _find(self, key: str, within: str) -> Entry | None:
        if not key:
            return None
        for candidate in (key, _COUNTRY.sub("", key)):
            found = self._full(candidate, within)
            if found:
                return found
            room = _ROOM.fullmatch(candidate)
            front = _before_the_room(room[1], room[2]) if room else ""
            if front:
                found = self._full(front, within)
                if found:
                    return found
        return None

    def _full(self, key: str, within: str) -> Entry | None:
        return self._one(self._places.get(key, []), within) or self._with_parents(key, within)

    def _with_parents(self, key: str, within: str) -> Entry | None:
        """The place whose name ends `key` while everything before it names what it lies in."""
        found: list[Entry] = []
        for cut in range(1, len(key)):
            for entry in self._places.get(key[cut:], []):
                if entry not in found and self._is_front(key[:cut], entry):
                    found.append(entry)
            if found:
                break
        return self._one(found, within)

    def _is_front(self, front: str, entry: Entry) -> bool:
        if not front:
            return True
        for above in self._above(entry):
            for name in self._names(above):
                if front.endswith(name) and self._is_front(front[: -len(name)], above):
                    return True
        return False

    def _one(self, entries: list[Entry], within: str) -> Entry | None:
        if len(entries) > 1:
            outer = {squash(within)} - {""}
            entries = [e for e in entries if any(squash(above.name) in outer for above in self._above(e))]
        return entries[0] if len(entries) == 1 else None

    def _above(self, entry: Entry) -> Iterator[Entry]:
        seen = {entry.key}
        while entry.parent and entry.parent not in seen and entry.parent in self._by_key:
            seen.add(entry.parent)
            entry = self._by_key[entry.parent]
            yield entry

    def _names(self, entry: Entry, depth: int = 0) -> frozenset[str]:
        """Every way to write a place: name, aliases, and its own part behind each name of what it lies in."""
        if entry in self._written:
            return self._written[entry]
        names = {place_key(name) for name in (entry.name, *entry.aliases)} - {""}
        parent = self._by_key.get(entry.parent)
        if parent is not None and parent.kind in PLACE_KINDS and parent is not entry and depth < DEEPEST:
            fronts = self._names(parent, depth + 1)
            ends = {name.removeprefix(front) for front in fronts for name in names if name.startswith(front)}
            names |= {front + end for front in fronts for end in ends if len(end) > 1}
        self._written[entry] = frozenset(names)
        return self._written[entry]


def _before_the_room(front: str, room: str) -> str:
    """What a room is in, empty where the digits may be part of the name: 3-25 is no room of 3-2, 3-2-401 is."""
    if front.endswith("-"):
        return front[:-1] if len(room) >= FEWEST_BEHIND_A_DASH else ""
    return "" if front[-1:].isdecimal() else front


def place_key(text: str) -> str:
    """A place's name for comparing: tidied, without spaces, Chinese numerals as digits."""
    return with_digits(squash(text)).strip(",，。.;；")
