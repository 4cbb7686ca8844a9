"""The vocabulary of declaring: what a property, a node kind and a link kind are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

Value = str | int | float | bool | date | datetime | list[str] | None


class Type(StrEnum):
    """What a property may hold; every one has a direct form in Neo4j and in the embedded engine."""

    STRING = "string"
    INTEGER = "integer"
    FLOAT = "float"
    BOOLEAN = "boolean"
    DATE = "date"
    MOMENT = "moment"  # a UTC datetime
    STRINGS = "strings"  # a list of strings


class Privacy(StrEnum):
    """Who may see a property: everybody, staff, staff who need the person, nobody without a stated purpose."""

    PUBLIC = "public"
    INTERNAL = "internal"
    PERSONAL = "personal"
    SENSITIVE = "sensitive"

    @property
    def open(self) -> bool:
        """Whether pages, answers and snapshots may hold what is of this class."""
        return self in (Privacy.PUBLIC, Privacy.INTERNAL)


@dataclass(frozen=True)
class Property:
    """One property: its name in code, Chinese label, type and meaning, and who may see it.

    `headings` are further words by which a spreadsheet column of this property may be headed;
    `choices` closes the list of values; `unit` is the measure of a number.
    """

    name: str
    zh: str
    type: Type
    meaning: str
    privacy: Privacy
    required: bool = False
    unit: str = ""
    choices: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    unique: bool = False
    indexed: bool = False


@dataclass(frozen=True)
class NodeKind:
    """One kind of node; `id` is always its key and is declared with it.

    `bookkeeping` kinds record how the graph came to be (imports, changes, migrations) and are no part of
    what the community is: dumps carry them, the canonical hash does not.
    """

    label: str
    zh: str
    meaning: str
    properties: tuple[Property, ...]
    bookkeeping: bool = False

    @property
    def by_name(self) -> Mapping[str, Property]:
        """The properties by their names."""
        return MappingProxyType({p.name: p for p in self.properties})


@dataclass(frozen=True)
class LinkKind:
    """One kind of relationship and the pairs of node labels it may join.

    Two nodes are joined at most once per kind, unless `key` names properties that tell several apart.
    """

    type: str
    zh: str
    meaning: str
    ends: tuple[tuple[str, str], ...]
    properties: tuple[Property, ...] = ()
    key: tuple[str, ...] = ()
    bookkeeping: bool = False

    @property
    def by_name(self) -> Mapping[str, Property]:
        """The properties by their names."""
        return MappingProxyType({p.name: p for p in self.properties})


def ends(sources: str, targets: str) -> tuple[tuple[str, str], ...]:
    """Every pair of the labels in `sources` and `targets`, each a list separated by spaces."""
    return tuple((a, b) for a in sources.split() for b in targets.split())
