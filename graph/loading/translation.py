"""What the seven lists share when rows become records: parties, places and skills found by name, or made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from graph.loading.draft import Draft
from graph.loading.names import is_person, normal, own_part, party_kind, record_id
from graph.loading.register import Ref, Register
from graph.schema import Value

Concepts = Callable[[str], Sequence[str]]  # words → ids of skill concepts, best first
MOST_LIKELY = 2  # concepts that words of somebody's own are shown beside


def nothing(words: str) -> Sequence[str]:
    """No concept, whatever the words."""
    return ()


@dataclass(frozen=True)
class SkillWords:
    """What words say of skills: the concepts that they name, and those they resemble where they name none."""

    named: Concepts = nothing
    likely: Concepts = nothing


TELLING_NAME = 3  # characters of a name's own part, from which on it is not borne in every community
BODIES = ("Organization", "Alliance", "Unit")
_GOVERNING = {"community": "居委会", "street": "办事处", "district": "政府"}
_SKILLED = frozenset({"Resident", "Expert", "Organization", "Unit"})


@dataclass
class Translation:
    """One file on its way into the graph: what is known, what is being drafted, and where it comes from."""

    register: Register
    concepts: Concepts
    source: str
    reported_on: date | None = None
    draft: Draft = field(default_factory=Draft)
    row: tuple[str, int] = ("", 0)
    claims: dict[Ref, list[Ref]] = field(default_factory=lambda: defaultdict(list))  # requirement → claims on it
    stored: frozenset[Ref] = frozenset()
    likely: Concepts = nothing
    today: date = field(default_factory=date.today)

    def __post_init__(self) -> None:
        self.stored = self.stored or frozenset(self.register.known)

    def ref(self, kind: str, *identity: str) -> Ref:
        """The record that these identifying words stand for, after people's decisions about sameness."""
        return kind, self.register.meant(kind, record_id(kind, *identity))

    def add(self, ref: Ref, properties: Mapping[str, Value], *, rename: bool = False) -> Ref:
        """Draft a record; of two names the known one stays, or (`rename`) the new one leads, the other is an alias."""
        told = {"source": self.source, **properties}
        known = self.register.known.get(ref, {})
        name, had = told.get("name"), known.get("name")
        if had and name and name != had and ref[0] not in ("Resident", "Expert"):
            told["name"], other = (name, had) if rename else (had, name)
            if normal(str(name)) != normal(str(had)):
                told["aliases"] = [*_strings(told.get("aliases")), str(other)]
        if "aliases" in told:
            told = self._with_aliases(ref, told)
        self.draft.add(ref, told)
        self.register.learn(ref, told)
        self._mention(ref)
        return ref

    def mention(self, ref: Ref) -> Ref:
        """Note that the present row speaks of a record which is known already."""
        self._mention(ref)
        return ref

    def link(self, kind: str, source: Ref, target: Ref, properties: Mapping[str, Value] | None = None) -> None:
        """Draft a link with its source."""
        if source == target:
            return
        link = self.draft.link(kind, source, target, {**(properties or {}), "source": self.source})
        self.register.connect(link)

    def situate(self, kind: str, ref: Ref, place: str | None) -> None:
        """Draft where something is: a finer place replaces the coarser one around it, a new home the old one."""
        if place is None:
            return
        had = self.register.places.get(ref)
        if had is not None and had != place:
            if place in self.register.ancestors(had):
                return
            if kind == "LIVES_AT" or had in self.register.ancestors(place):
                self.draft.end(kind, ref, ("Place", had))
        self.link(kind, ref, ("Place", place))

    def place(self, name: str | None, community: str | None = None) -> str | None:
        """The id of the place of this name, inside the community where one is named; None when not certain."""
        around = self._one_place(community, None) if community else None
        if not name:
            return around
        return self._one_place(name, around) or self.register.places.get(self.space(name, around) or ("", "")) or around

    def space(self, name: str | None, around: str | None = None) -> Ref | None:
        """The known space of this name in or around a place."""
        if not name:
            return None
        found = [("Space", i) for i in self.register.called("Space", name)]
        near = [ref for ref in found if self.near(self.register.places.get(ref), around)]
        return near[0] if len(near) == 1 else None

    def near(self, place: str | None, other: str | None) -> bool:
        """Whether two places may be one and the same spot: equal, one inside the other, or unknown."""
        if place is None or other is None:
            return True
        return place in self.register.ancestors(other) or other in self.register.ancestors(place)

    def party(self, name: str, *, phone: str | None = None, place: str | None = None, default: str = "Unit") -> Ref:
        """The body or person of this name: a known one, the body that governs a place, or a new one."""
        found = self._known_body(name, place)
        if found:
            return self.mention(found)
        governed = self._governing(name)
        if governed:
            return governed
        if is_person(name):
            return self.person(name, phone, place)
        kind = party_kind(name, default)
        ref = self.new_body(kind, name, place)
        return self.mention(ref) if ref in self.register.known else self.add(ref, {"name": name})

    def alliance(self, name: str, place: str | None = None) -> Ref:
        """The alliance of this name, known or new."""
        return self._named("Alliance", name, place)

    def group(self, name: str, place: str | None = None) -> Ref:
        """The group of this name, known or new."""
        return self._named("Organization", name, place)

    def body(self, kind: str, name: str, place: str | None, *, its_own: bool = False) -> Ref | None:
        """The known body of this kind and name, of several the one nearby.

        `its_own` when `place` is the body's own: the choir of another community is then not taken for this one.
        """
        ids = sorted(self.register.called(kind, name))
        if len(ids) == 1 and not its_own:
            return kind, ids[0]
        near = [i for i in ids if self.near(self.register.places.get((kind, i)), self._around(place))]
        if near:
            return kind, near[0]
        return (kind, ids[0]) if ids and len(own_part(name)) >= TELLING_NAME else None

    def new_body(self, kind: str, name: str, place: str | None) -> Ref:
        """The id of a body that is not known, apart from one of the same name elsewhere."""
        taken = self.register.called(kind, name)
        return self.ref(kind, name, self._around(place) or "") if taken else self.ref(kind, name)

    def _around(self, place: str | None) -> str | None:
        return self.register.at_level(place, "community") or place

    def person(self, name: str, phone: str | None, place: str | None) -> Ref:
        """The resident of this name and phone, or of this name where no phone is given and nobody else bears it."""
        ref = self._known_person(name, phone, place) or self.ref("Resident", name, phone or place or "")
        if ref[0] == "Expert":
            return self.mention(ref)
        self.add(ref, {"name": name, "phone": phone})
        if place and ref not in self.register.places:
            self.link("LIVES_AT", ref, ("Place", place))
        return ref

    def skill(self, words: str) -> list[Ref]:
        """The concepts that declared words mean; words the vocabulary does not know become a skill of their own."""
        known = [("Skill", i) for i in self.concepts(words) if ("Skill", i) in self.register.known]
        if known:
            return known
        same = self.register.called("Skill", words)
        if same:
            return [("Skill", same[0])]
        own = self.add(self.ref("Skill", words), {"name": words})
        # Beside what it resembles the word is found too, until somebody says whether it means the same.
        for concept in self.likely(words)[:MOST_LIKELY]:
            if self.register.known.get(("Skill", concept), {}).get("version") and concept != own[1]:
                self.link("RELATED", own, ("Skill", concept))
        return [own]

    def can(self, who: Ref, words: Sequence[str]) -> None:
        """Draft that somebody declares these skills."""
        if who[0] not in _SKILLED:
            return
        for said in words:
            for skill in self.skill(said):
                told = {"text": said, "confirmed_on": self.reported_on}
                self.link("HAS_SKILL", who, skill, told)

    def about(self, what: Ref, *texts: str | None, words: Sequence[str] = ()) -> None:
        """Draft which concepts a text is about; declared words always have one, running text only published ones."""
        found = [("Skill", i) for text in texts if text for i in self.concepts(text)]
        # A concept in somebody's own words would make the links depend on which list came first.
        chosen = [ref for ref in found if self.register.known.get(ref, {}).get("version")]
        for skill in dict.fromkeys([*chosen, *(s for said in words for s in self.skill(said))]):
            self.link("ABOUT", what, skill)

    def _named(self, kind: str, name: str, place: str | None) -> Ref:
        known = self.body(kind, name, place)
        return self.mention(known) if known else self.add(self.new_body(kind, name, place), {"name": name})

    def _mention(self, ref: Ref) -> None:
        refs = self.draft.rows.setdefault(self.row, [])
        if ref not in refs:
            refs.append(ref)

    def _with_aliases(self, ref: Ref, told: Mapping[str, Value]) -> dict[str, Value]:
        name = normal(str(told.get("name") or ""))
        said = [*_strings(self.register.known.get(ref, {}).get("aliases")), *_strings(told["aliases"])]
        told = dict(told)
        told["aliases"] = list({normal(a): a for a in reversed(said) if normal(a) != name}.values())[::-1]
        return told

    def _one_place(self, name: str, around: str | None) -> str | None:
        found = self.register.called("Place", name)
        near = self.register.within(found, around)
        exact = [p for p in near if self.register.known["Place", p].get("name") == name]
        for chosen in (near, exact):
            if len(chosen) == 1:
                return chosen[0]
        return None

    def _known_body(self, name: str, place: str | None) -> Ref | None:
        return next((ref for kind in BODIES if (ref := self.body(kind, name, place))), None)

    def _governing(self, name: str) -> Ref | None:
        places = [p for p in self.register.called("Place", name) if self.register.level(p) in _GOVERNING]
        if len(places) != 1:
            return None
        place = places[0]
        title = str(self.register.known["Place", place]["name"])
        ref = self.ref("Unit", "governs", place)
        self.add(ref, {"name": title + _GOVERNING[self.register.level(place)], "aliases": [name]})
        self.link("SERVES", ref, ("Place", place))
        return ref

    def _known_person(self, name: str, phone: str | None, place: str | None) -> Ref | None:
        named: list[Ref] = [(k, i) for k in ("Resident", "Expert") for i in self.register.called(k, name)]
        if phone:
            same = [ref for ref in named if self.register.known[ref].get("phone") == phone]
            return same[0] if same else None
        near = [ref for ref in named if place and self.near(self.register.places.get(ref), place)]
        return near[0] if len(near) == 1 else None


def _strings(value: Value) -> list[str]:
    return value if isinstance(value, list) else []
