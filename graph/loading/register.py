"""What the graph already knows, found by name: the memory against which rows are identified."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from graph.loading.names import normal
from graph.records import Link, Node
from graph.schema import Value
from graph.store import Store
from graph.transaction import link_key

Ref = tuple[str, str]  # label and id

KNOWN_KINDS = (
    "Place",
    "Space",
    "Organization",
    "Alliance",
    "Unit",
    "Resident",
    "Expert",
    "Skill",
    "Fund",
    "Service",
    "Need",
    "Project",
    "Requirement",
    "Claim",
    "Sameness",
)
KNOWN_LINKS = ("PART_OF", "LOCATED_IN", "OFFERS", "LIVES_AT", "REQUIRES", "RELATED", "HAS_SKILL")
_KEPT = frozenset(
    (
        "name",
        "text",
        "aliases",
        "number",
        "level",
        "phone",
        "contact",
        "credit_code",
        "code",
        "age_band",
        "members",
        "version",
        "position",
        "windows",
    )
)


@dataclass
class Register:
    """Names, aliases, numbers and positions of the records known so far, stored ones and those of the present file."""

    known: dict[Ref, dict[str, Value]] = field(default_factory=dict)
    by_name: dict[str, dict[str, list[str]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))
    by_number: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    by_phone: dict[str, list[Ref]] = field(default_factory=lambda: defaultdict(list))
    by_code: dict[str, list[Ref]] = field(default_factory=lambda: defaultdict(list))
    parents: dict[str, str] = field(default_factory=dict)  # place → place it is part of
    places: dict[Ref, str] = field(default_factory=dict)  # record → place it is at
    givers: dict[Ref, list[Ref]] = field(default_factory=lambda: defaultdict(list))  # what is offered → who offers
    lines: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))  # project → its requirements
    skills: dict[Ref, set[str]] = field(default_factory=lambda: defaultdict(set))  # person → skills declared
    settled: dict[Ref, str] = field(default_factory=dict)  # id that a row would get → id it means
    apart: set[tuple[str, str, str]] = field(default_factory=set)  # kind and two ids known to be different
    likely_skills: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))  # own word → published ones

    @classmethod
    def of(cls, nodes: Iterable[Node], links: Iterable[Link]) -> Register:
        """The register of these records; kinds that identify nothing are passed over."""
        register = cls()
        for node in nodes:
            if node.kind == "Sameness":
                register._decided(node.properties)
            else:
                register.learn((node.kind, node.id), node.properties)
        for link in links:
            register.connect(link)
        return register

    def copy(self) -> Register:
        """A register that may learn more without this one knowing."""
        fresh = Register()
        fresh.known = {ref: dict(told) for ref, told in self.known.items()}
        for kind, names in self.by_name.items():
            fresh.by_name[kind].update({name: list(ids) for name, ids in names.items()})
        fresh.likely_skills.update({own: list(ids) for own, ids in self.likely_skills.items()})
        for mine, theirs in ((fresh.by_number, self.by_number), (fresh.lines, self.lines)):
            mine.update({key: list(ids) for key, ids in theirs.items()})  # type: ignore[misc]
        for index, other in ((fresh.by_phone, self.by_phone), (fresh.by_code, self.by_code)):
            index.update({key: list(refs) for key, refs in other.items()})
        fresh.givers.update({ref: list(refs) for ref, refs in self.givers.items()})
        fresh.skills.update({ref: set(ids) for ref, ids in self.skills.items()})
        fresh.parents, fresh.places = dict(self.parents), dict(self.places)
        fresh.settled, fresh.apart = dict(self.settled), set(self.apart)
        return fresh

    def learn(self, ref: Ref, properties: Mapping[str, Value]) -> None:
        """Take in a record or more about one; names once learnt keep pointing at it."""
        kind, id_ = ref
        known = self.known.setdefault(ref, {})
        known.update({k: v for k, v in properties.items() if k in _KEPT and v is not None})
        for name in self.names(ref):
            ids = self.by_name[kind][normal(name)]
            if id_ not in ids:
                ids.append(id_)
        for key, index in (("phone", self.by_phone), ("credit_code", self.by_code)):
            if (value := properties.get(key)) and ref not in index[str(value)]:
                index[str(value)].append(ref)
        number = properties.get("number")
        if number and id_ not in self.by_number[kind, str(number)]:
            self.by_number[kind, str(number)].append(id_)

    def connect(self, link: Link) -> None:
        """Take in a relationship that helps to tell records apart."""
        source, target = (link.from_kind, link.from_id), (link.to_kind, link.to_id)
        if link.kind == "PART_OF" and link.from_kind == link.to_kind == "Place":
            self.parents[link.from_id] = link.to_id
        elif link.kind in ("LOCATED_IN", "LIVES_AT") and link.to_kind == "Place":
            self.places[source] = link.to_id
        elif link.kind == "OFFERS" and source not in self.givers[target]:
            self.givers[target].append(source)
        elif link.kind == "HAS_SKILL" and link.from_kind in ("Resident", "Expert"):
            self.skills[source].add(link.to_id)
        elif link.kind == "RELATED" and link.from_kind == link.to_kind == "Skill":
            if not self.known.get(source, {}).get("version") and link.to_id not in self.likely_skills[link.from_id]:
                self.likely_skills[link.from_id].append(link.to_id)
        elif link.kind == "REQUIRES" and link.to_id not in self.lines[link.from_id]:
            self.lines[link.from_id].append(link.to_id)

    def names(self, ref: Ref) -> list[str]:
        """The name and aliases by which a record may be called; the text of what has no name."""
        known = self.known.get(ref, {})
        # A need is known by its words; of what has a name a text only tells, and tells the same of many.
        said = known.get("name") or known.get("text")
        aliases = known.get("aliases")
        return [*([str(said)] if said else []), *(aliases if isinstance(aliases, list) else [])]

    def name(self, ref: Ref) -> str:
        """The name of a record as people see it, its id when it has none."""
        return next(iter(self.names(ref)), ref[1])

    def called(self, kind: str, name: str) -> list[str]:
        """Ids of the records of a kind that bear this name or alias."""
        return self.by_name[kind].get(normal(name), [])

    def meant(self, kind: str, id_: str) -> str:
        """The id that a would-be id stands for after people's decisions."""
        seen = set()
        while (kind, id_) in self.settled and id_ not in seen:
            seen.add(id_)
            id_ = self.settled[kind, id_]
        return id_

    def ancestors(self, place: str) -> list[str]:
        """A place and everything it is part of, from the finest up."""
        chain = [place]
        while (parent := self.parents.get(chain[-1])) and parent not in chain:
            chain.append(parent)
        return chain

    def at_level(self, place: str | None, level: str) -> str | None:
        """The place itself or the one around it that has this level."""
        return next((p for p in self.ancestors(place) if self.level(p) == level), None) if place else None

    def level(self, place: str) -> str:
        """The level of a place, empty when unknown."""
        return str(self.known.get(("Place", place), {}).get("level") or "")

    def within(self, candidates: Sequence[str], around: str | None) -> list[str]:
        """Those places that lie in `around`, or contain it."""
        if around is None:
            return list(candidates)
        outer = set(self.ancestors(around))
        return [c for c in candidates if around in self.ancestors(c) or c in outer]

    def _decided(self, properties: Mapping[str, Value]) -> None:
        kind, left, right = (str(properties.get(key) or "") for key in ("kind", "left", "right"))
        if properties.get("same"):
            self.settled[kind, right] = left
        else:
            self.apart.add((kind, *sorted((left, right))))  # type: ignore[arg-type]


def read_register(store: Store) -> Register:
    """The register of everything in the graph that rows may speak of."""
    # By id, so that of several that fit the same is found on every engine, and after every restore.
    nodes = (node for kind in KNOWN_KINDS for node in sorted(store.nodes(kind), key=lambda node: node.id))
    links = (link for kind in KNOWN_LINKS for link in sorted(store.links(kind), key=link_key))
    return Register.of(nodes, links)
