"""What people call a place: its id, a name, one in short (赵家楼 for 赵家楼社区), or one with what it lies in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from weakref import WeakKeyDictionary

from graph.reading.gazetteer import Entry, Gazetteer, place_key
from graph.snapshot import Snapshot
from graph.store import Store
from matching.language.text import simplify
from matching.quoting import quoted
from service.errors import UnknownName
from service.viewing.naming import MOST, near, suggested, unknown

# What people leave out behind a place's own name, the longest first; who runs it stands for the place.
LEFT_OUT = ("街道", "社区", "小区", "胡同", "地区", "号院", "号楼", "楼院", "院", "楼", "号", "区", "市")
RUN_BY = ("居民委员会", "居委会", "办事处", "办")
SHORTEST = 2  # characters
NAMED = 8  # of several that are meant so many are named


class PlaceNames:
    """All places by what people call them; of two by one name neither is taken."""

    def __init__(self, places: Iterable[Entry]) -> None:
        self.places = {place.id: place for place in places}
        self._gazetteer = Gazetteer(self.places.values())
        self._exact: dict[str, list[str]] = {}
        self._short: dict[str, list[str]] = {}
        for place in self.places.values():
            for name in {_key(one) for one in (place.name, *place.aliases)} - {""}:
                self._exact.setdefault(name, []).append(place.id)
                for short in _shortened(name, LEFT_OUT):
                    self._short.setdefault(short, []).append(place.id)

    def meant(self, words: str) -> list[str]:
        """The ids that the words may mean, by the surest way that finds any; several where they are ambiguous."""
        if words in self.places:
            return [words]
        said = _key(words)
        for name in (said, *_shortened(said, RUN_BY)):
            if len(name) >= SHORTEST and (found := self._named(name) or self._begun(name)):
                return found
        return []

    def _named(self, name: str) -> list[str]:
        if name in self._exact:
            return _once(self._exact[name])
        whole = self._gazetteer.place(name)
        if whole is not None:
            return [whole.id]
        return _once(self._short.get(name, []))

    def _begun(self, name: str) -> list[str]:
        """The widest places whose names begin so: 柿树胡同 for its only compound, whose houses lie in it."""
        begun = {id_ for known, ids in self._exact.items() if known.startswith(name) for id_ in ids}
        return sorted(id_ for id_ in begun if not begun.intersection(self.above(id_)))

    def above(self, place: str) -> list[str]:
        """The ids of what a place lies in, the nearest first; a circle in the data ends the walk."""
        found: list[str] = []
        at = self.places[place].parent
        while at in self.places and at not in found:
            found.append(at)
            at = self.places[at].parent
        return found

    def one(self, words: str) -> str:
        """The id of the one place that is meant; raises UnknownName with those it may be or that come near."""
        found = self.meant(words)
        if len(found) == 1:
            return found[0]
        raise self._several(words, found) if found else self._none(words)

    def _several(self, words: str, found: Sequence[str]) -> UnknownName:
        whole = {id_: self._with_what_it_lies_in(id_) for id_ in found}
        more = len(found) - NAMED
        names = suggested(list(found[:NAMED]), whole)
        return UnknownName(
            f"{quoted(words)}可能是：{names}{f'，还有 {more} 处' if more > 0 else ''}。请写全名称，或者用编号。",
            f"Several places are called {words}. Did you mean {names}{f' or {more} more' if more > 0 else ''}? "
            "Give the whole name or the id.",
        )

    def _with_what_it_lies_in(self, place: str) -> str:
        name, above = self.places[place].name, self.above(place)
        outer = self.places[above[0]].name if above else ""
        return name if not outer or name.startswith(outer) else f"{outer} {name}"

    def _none(self, words: str) -> UnknownName:
        called = {id_: place.name for id_, place in self.places.items()}
        return unknown(words, ("地点", "place"), near(words, called)[:MOST], called)


def _key(name: str) -> str:
    return place_key(simplify(name))


def _shortened(name: str, ends: Sequence[str]) -> list[str]:
    return [name.removesuffix(end) for end in ends if name.endswith(end) and len(name) - len(end) >= SHORTEST]


def _once(ids: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(ids))


def place_called(store: Store, words: str) -> str:
    """The id of the place that the words mean ("" for no words); raises UnknownName where none or several are."""
    if not words:
        return ""
    above = {link.from_id: link.to_id for link in store.links("PART_OF") if link.from_kind == link.to_kind == "Place"}
    return PlaceNames([_entry(node.id, node.properties, above.get(node.id, "")) for node in store.nodes("Place")]).one(
        words
    )


def _entry(id_: str, properties: Mapping[str, object], parent: str) -> Entry:
    aliases = properties.get("aliases")
    others = tuple([str(one) for one in aliases]) if isinstance(aliases, list) else ()
    return Entry(str(properties.get("level") or ""), str(properties.get("name") or ""), parent, others, id_)


_kept: WeakKeyDictionary[Snapshot, PlaceNames] = WeakKeyDictionary()


def places_of(snapshot: Snapshot) -> PlaceNames:
    """What the places of a snapshot are called, kept as long as the snapshot."""
    found = _kept.get(snapshot)
    if found is None:
        table, parts = snapshot.nodes["Place"], snapshot.links["PART_OF", "Place", "Place"]
        above = {int(row): table.ids[to] for row, to in zip(parts.from_rows, parts.to_rows, strict=True)}
        names, levels, (bounds, aliases) = table.texts("name"), table.texts("level"), table.lists("aliases")
        found = _kept[snapshot] = PlaceNames(
            [
                Entry(levels[row], names[row], above.get(row, ""), tuple(aliases[bounds[row] : bounds[row + 1]]), key)
                for row, key in enumerate(table.ids)
            ]
        )
    return found


def place_or_words(snapshot: Snapshot, words: str) -> str:
    """The id that words at a door mean, as they are where they mean none; raises UnknownName for several."""
    if not words or words in snapshot.nodes["Place"].row_of or not (names := places_of(snapshot)).meant(words):
        return words
    return names.one(words)
