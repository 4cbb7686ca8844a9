"""A reproducible invented town of any size, with planted truths, as the lines of a dump.

Communities are invented one after another, each from its own stream of chance, and twice (nodes first, then
links), so that a city of a million takes no more memory than one community.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from seeds import vocabulary
from seeds.invent import words
from seeds.invent.chance import Chance
from seeds.invent.history import add_past_projects, write_invitations, write_needs, write_past_projects
from seeds.invent.offers import add_offers, write_alliance
from seeds.invent.people import add_groups, add_people, write_groups, write_people
from seeds.invent.planting import Truth, plant
from seeds.invent.records import Line, link, node
from seeds.invent.town import COMMUNITY_SIZE, STREET_SIZE, Community, Concept, add_places, place

DISTRICT = "p-district"
THINGS = ("audience", "goods", "space", "money", "project")  # themes of concepts that residents do not have as skills
MISSING = 3  # concepts that nobody in the town can do


@dataclass(frozen=True)
class Planted:
    """What is known to be true of an invented town."""

    requirements: list[Truth] = field(default_factory=list)
    dormant_groups: list[str] = field(default_factory=list)
    overlapping_groups: list[tuple[str, str]] = field(default_factory=list)
    stale_offers: list[str] = field(default_factory=list)
    missing_skills: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The truths as plain values."""
        return asdict(self)


def invent(residents: int, seed: int) -> Iterator[Line]:
    """Lines of a town with that many residents: all nodes, then all links; the same for the same seed.

    Raises ValueError for fewer than 100 residents.
    """
    town = _Town(residents, seed)
    nodes, links = town.frame()
    yield from nodes
    for index in range(town.communities):
        yield from town.community(index)[0].nodes
    yield from links
    for index in range(town.communities):
        yield from town.community(index)[0].links


def planted(residents: int, seed: int) -> Planted:
    """The truths planted in the town of the same arguments."""
    town = _Town(residents, seed)
    whole = Planted(missing_skills=[c.id for c in town.missing])
    for index in range(town.communities):
        part = town.community(index)[1]
        whole.requirements.extend(part.requirements)
        whole.dormant_groups.extend(part.dormant_groups)
        whole.overlapping_groups.extend(part.overlapping_groups)
        whole.stale_offers.extend(part.stale_offers)
    return whole


class _Town:
    def __init__(self, residents: int, seed: int) -> None:
        if residents < 100:
            raise ValueError("A town needs at least 100 residents: with fewer there is nobody to choose from.")
        self.residents, self.seed, self.vocabulary = residents, seed, vocabulary()
        self.communities = max(1, round(residents / COMMUNITY_SIZE))
        concepts = [Concept(c["id"], c["name"], c["theme"], (*c["broader"], *c["related"])) for c in self.vocabulary]
        people_do = [c for c in concepts if c.theme not in THINGS]
        order = Chance(seed, "order").some(people_do, len(people_do) - 1)
        self.missing, self.skills = order[:MISSING], order[MISSING:]
        self.names = {c.id: c.name for c in concepts}
        self.things = {theme: [c for c in concepts if c.theme == theme] for theme in THINGS}

    def frame(self) -> tuple[list[Line], list[Line]]:
        """What the communities share: vocabulary, district, streets with their alliances."""
        nodes = [
            node(
                "Skill",
                c["id"],
                name=c["name"],
                label_en=c["label_en"],
                aliases=list(c["aliases"]),
                theme=c["theme"],
                version=c["version"],
                source=c["source"],
            )
            for c in self.vocabulary
        ]
        links = [
            link(kind, ("Skill", c["id"]), ("Skill", other))
            for c in self.vocabulary
            for kind, others in (("BROADER", c["broader"]), ("RELATED", c["related"]))
            for other in others
        ]
        nodes.append(place(DISTRICT, "合意区", "district", None)[0])
        for street in range(-(-self.communities // STREET_SIZE)):
            identifier, name = f"p-street-{street:03d}", f"{words.place(Chance(self.seed, 'street', street))}街道"
            line, up = place(identifier, name, "street", DISTRICT)
            first, *rest = write_alliance(identifier, name, [identifier], self.seed)
            nodes += [line, first]
            links += [*up, *rest]
        return nodes, links

    def community(self, index: int) -> tuple[Community, Planted]:
        """One community with everything in it, and what was planted there."""
        size = self.residents // self.communities + (index < self.residents % self.communities)
        chance = Chance(self.seed, "community", index)
        street = f"p-street-{index // STREET_SIZE:03d}"
        town = Community(index, f"p-{index:04d}", f"{words.place(chance)}社区", street, chance)
        line, up = place(town.id, town.name, "community", street)
        town.nodes.append(line)
        town.links.extend(up)
        add_places(town, size)
        add_people(town, size, self.skills)
        dormant, overlapping = add_groups(town, self.skills)
        add_past_projects(town, self.skills)
        stale = add_offers(town, self.skills)
        truths = plant(town, self.skills, self.things, self.missing[index % MISSING])
        write_people(town)
        write_groups(town)
        write_past_projects(town, self.names)
        write_needs(town, self.skills)
        write_invitations(town)
        return town, Planted(truths, dormant, overlapping, stale)
