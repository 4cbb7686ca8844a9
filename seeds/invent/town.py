"""What an invented community is made of before it is written down: places, people, groups, offers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from seeds.invent import words
from seeds.invent.chance import Chance
from seeds.invent.records import Line, link, node

TODAY = date(2026, 11, 20)
COMMUNITY_SIZE = 2500  # residents; a smaller town is one smaller community
STREET_SIZE = 8  # communities


@dataclass
class Concept:
    """A concept of the vocabulary as invention needs it."""

    id: str
    name: str
    theme: str
    near: tuple[str, ...]  # broader and related concepts


@dataclass
class Compound:
    """A compound with its entrances."""

    id: str
    name: str
    entrances: list[str] = field(default_factory=list)


@dataclass
class Person:
    """A resident; planting changes facts before they are written down."""

    id: str
    name: str
    compound: int
    entrance: str
    band: str
    consent: bool
    hours_cap: int
    windows: list[str]
    joined_on: date
    last_active: date
    confirmed_on: date
    skills: dict[str, date] = field(default_factory=dict)
    tastes: list[str] = field(default_factory=list)  # skills they turn up for, declared or not
    projects: dict[str, int] = field(default_factory=dict)  # past project → hours given
    asked: int = 0


@dataclass
class Group:
    """A group with its members; dormant ones have not met for more than a year."""

    id: str
    name: str
    compound: int
    skills: list[str]
    members: list[str]
    last_active: date
    star: int | None
    projects: list[str] = field(default_factory=list)


@dataclass
class PastProject:
    """A finished project that shows who can do what with whom."""

    id: str
    skill: str
    ended_on: date
    compound: int
    host: str  # the group behind it


@dataclass
class Community:
    """One community while it is being invented."""

    index: int
    id: str
    name: str
    street: str
    chance: Chance
    compounds: list[Compound] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    past: list[PastProject] = field(default_factory=list)
    nodes: list[Line] = field(default_factory=list)
    links: list[Line] = field(default_factory=list)

    def key(self, letter: str, number: int) -> str:
        """The identifier of the community's n-th thing of a sort."""
        return f"{letter}-{self.index:04d}-{number:05d}"

    def add(self, line: Line) -> Line:
        """Write a record down."""
        (self.nodes if "n" in line else self.links).append(line)
        return line


def place(identifier: str, name: str, level: str, parent: str | None) -> tuple[Line, list[Line]]:
    """A place's line and the link to its parent."""
    line = node("Place", identifier, name=name, level=level, source="invented")
    return line, [link("PART_OF", ("Place", identifier), ("Place", parent))] if parent else []


def add_places(town: Community, size: int) -> None:
    """Compounds of about 120 residents with two buildings of three entrances each, in grids of four compounds."""
    count = max(3, size // 120)
    for number in range(count):
        grid = town.key("pg", number // 4)
        if number % 4 == 0:
            _add(town, grid, f"第{number // 4 + 1}网格", "grid", town.id)
        compound = Compound(town.key("pc", number), f"{words.place(town.chance)}{number + 1}号院")
        _add(town, compound.id, compound.name, "compound", grid)
        for building in range(2):
            home = f"{compound.id}-{building + 1}"
            _add(town, home, f"{compound.name}{building + 1}号楼", "building", compound.id)
            for entrance in range(3):
                door = f"{home}-{entrance + 1}"
                _add(town, door, f"{compound.name}{building + 1}号楼{entrance + 1}门", "entrance", home)
                compound.entrances.append(door)
        town.compounds.append(compound)


def _add(town: Community, identifier: str, name: str, level: str, parent: str) -> None:
    line, up = place(identifier, name, level, parent)
    town.nodes.append(line)
    town.links.extend(up)
