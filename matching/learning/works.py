"""Pieces of work as they are told, made into the arrays of a history."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from matching.language.encoder import Encoder
from matching.learning.fields import Fields, sort_fields, values_of
from matching.learning.history import History, Sparse, sparse
from matching.learning.reader import Reader

WORKS = 30  # below which nothing is learned
NUMBERED = re.compile(r"^(.*?)[-_ #/]*0*(\d+)$")


@dataclass(frozen=True)
class Work:
    """One piece of work: when, in which words, under which tags, with whom, and whatever else is told of it."""

    id: str
    day: float
    title: str = ""
    text: str = ""
    tags: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Numbering:
    """Names numbered by first appearance."""

    numbers: dict[str, int] = field(default_factory=dict)

    def __getitem__(self, name: str) -> int:
        return self.numbers.setdefault(name, len(self.numbers))

    @property
    def names(self) -> tuple[str, ...]:
        """All names in the order of their numbers."""
        return tuple(self.numbers)


def in_order(works: Iterable[Work]) -> list[Work]:
    """Sorted by time, then id."""
    return sorted(works, key=lambda work: (work.day, work.id))


def history_of(past: Iterable[Work], asked: Iterable[Work] = (), encoder: Encoder | None = None) -> History:
    """Past work, then the work asked about, each sorted by time and id; nothing of the latter is used for the former.

    `history_of(past, asked).before(len(past))` is the history; the rows behind it are the questions.
    """
    earlier, later = in_order(past), in_order(asked)
    works = earlier + later
    fields = sort_fields([work.extra for work in works], [set(work.members) for work in works], _finder(works))
    labels = [tuple(dict.fromkeys([*work.tags, *fields.labels(work.extra)])) for work in works]
    people, tags = Numbering(), Numbering()
    members = _links([work.members for work in works], people)
    tagged = _links(labels, tags)
    height = len(works)
    return History(
        ids=tuple(work.id for work in works),
        days=np.asarray([work.day for work in works], dtype=np.float64),
        titles=tuple(work.title for work in works),
        texts=tuple("\n".join([work.text, *fields.prose(work.extra)]).strip() for work in works),
        tags=_matrix(tagged, (height, len(tags.numbers))),
        units=np.asarray([row[0] if row else -1 for row in tagged], dtype=np.int64),
        tag_names=tags.names,
        members=_matrix(members, (height, len(people.numbers))),
        places=_matrix(members, (height, len(people.numbers)), placed=True),
        people=people.names,
        roles=_roles(works, fields, people),
        references=_references(works, fields),
        mentions=_mentions(works),
        reader=Reader(encoder),
    )


def _links(lists: Sequence[tuple[str, ...]], numbering: Numbering) -> list[list[int]]:
    return [[numbering[name] for name in dict.fromkeys(names)] for names in lists]


def _matrix(links: Sequence[Sequence[int]], shape: tuple[int, int], *, placed: bool = False) -> Sparse:
    rows = [row for row, columns in enumerate(links) for _ in columns]
    values = [place for columns in links for place in range(1, len(columns) + 1)] if placed else None
    return sparse(rows, [column for columns in links for column in columns], shape, values)


def _roles(works: Sequence[Work], fields: Fields, people: Numbering) -> dict[str, Sparse]:
    shape = (len(works), len(people.numbers))
    found: dict[str, Sparse] = {}
    for name in fields.roles:
        links = [
            [people[one] for one in dict.fromkeys(values_of(work.extra.get(name))) if one in set(work.members)]
            for work in works
        ]
        found[name] = _matrix(links, shape)
    return found


def _references(works: Sequence[Work], fields: Fields) -> Sparse:
    """Declared links to earlier work, whichever field names them."""
    find = _finder(works)
    links = []
    for row, work in enumerate(works):
        named = (find(value) for name in fields.references for value in values_of(work.extra.get(name)))
        links.append(sorted({other for other in named if other is not None and other < row}))
    return _matrix(links, (len(works), len(works)))


def _mentions(works: Sequence[Work]) -> Sparse:
    """Earlier work whose id stands in the words, for ids made of a word and a number: `eip-1559`, "EIP 1559"."""
    numbered: dict[str, dict[str, int]] = {}
    for row, work in enumerate(works):
        if (match := NUMBERED.match(work.id.lower())) and match[1].isalpha():
            numbered.setdefault(match[1], {})[match[2]] = row
    height = len(works)
    if not numbered:
        return sparse([], [], (height, height))
    words = "|".join(re.escape(word) for word in sorted(numbered, key=len, reverse=True))
    named = re.compile(rf"(?<![a-z0-9])({words})[-_ #/]{{0,2}}0*(\d+)(?![0-9])")
    links = []
    for row, work in enumerate(works):
        found = (numbered[word].get(number) for word, number in named.findall(f"{work.title}\n{work.text}".lower()))
        links.append(sorted({other for other in found if other is not None and other < row}))
    return _matrix(links, (height, height))


def _finder(works: Sequence[Work]) -> Callable[[str], int | None]:
    """Finds a piece of work by its id, or by its number alone where only one has it."""
    exact = {work.id.lower(): row for row, work in enumerate(works)}
    short: dict[str, int | None] = {}
    for row, work in enumerate(works):
        if match := NUMBERED.match(work.id.lower()):
            short[match[2]] = row if match[2] not in short else None

    def find(value: str) -> int | None:
        key = value.strip().lower()
        return exact[key] if key in exact else short.get(key.lstrip("0") or "0")

    return find
