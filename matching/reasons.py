"""The answer as plain values: matches with their reasons, and who was left out by which rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any, NamedTuple

from matching.points import Points, points

Node = Mapping[str, str]  # kind, id, name
Fact = Mapping[str, Any]  # from, link, to: a relationship in its stored direction, or a property of `from`

EPOCH = date(1970, 1, 1)


def day(number: float) -> date:
    """The date of a day number."""
    return EPOCH + timedelta(days=int(number))


def linked(start: Node, link: str, end: Node) -> Fact:
    """A relationship that stands in the graph."""
    return {"from": start, "link": link, "to": end}


def property_fact(start: Node, name: str, value: object) -> Fact:
    """A property that stands in the graph: the link is its name, in small letters."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return {"from": start, "link": name, "to": {"kind": "Value", "id": name, "name": str(value)}}


class Telling(NamedTuple):
    """What a feature has to say about one candidate: which sentence, its words in both languages, the facts."""

    sentence: str
    zh: Mapping[str, object]
    en: Mapping[str, object]
    facts: tuple[Fact, ...] = ()
    level: str = ""  # of places, where the sentence is about one


class Reason(NamedTuple):
    """One line of a score: contribution = value × weight."""

    feature: str
    label: str
    value: float
    weight: float
    contribution: float
    sentence: str
    evidence: tuple[Fact, ...]
    level: str = ""  # of places, where the reason is one of nearness


@dataclass(frozen=True)
class Match:
    """A candidate that fits, with the reasons that add up to its score."""

    row: int
    candidate: Node
    base: float
    reasons: tuple[Reason, ...]
    notes: tuple[str, ...] = ()
    same: tuple[Node, ...] = ()  # its provider or offers, which would fit too and are not listed again
    propensity: float = 1.0  # how likely it was to be put in its place

    @cached_property
    def points(self) -> Points:
        """The match in whole points, one line per reason in its order."""
        return points([reason.contribution for reason in self.reasons])

    @cached_property
    def score(self) -> float:
        """The base and every reason, added in the order shown."""
        return self.base + sum(reason.contribution for reason in self.reasons)


@dataclass(frozen=True)
class LeftOut:
    """A candidate, or a number of unnamed people, that a hard rule excludes."""

    candidate: Node
    rule: str
    sentence: str
    remedy: str
    count: int = 1


@dataclass(frozen=True)
class Answer:
    """The ranked, explained answer to one question."""

    matches: tuple[Match, ...]
    left_out: tuple[LeftOut, ...]
    left_out_total: int
    eligible_total: int
    understood: Mapping[str, Any]
