"""The lists people leaf through: projects, needs and everything that can be had, narrowed by words, stage and place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from graph.tables import NODE_COLUMNS
from service.viewing.looking import View
from service.viewing.showing import EPOCH

if TYPE_CHECKING:
    from graph.snapshot import Snapshot

RESOURCES = ("Service", "Space", "Fund", "Organization", "Unit", "Alliance", "Expert", "Resident")
PLACED_BY = ("LOCATED_IN", "COVERS", "SERVES", "LIVES_AT")
SEARCHED = ("name", "text", "number", "category", "kind", "purpose", "audience")


@dataclass(frozen=True)
class Narrowing:
    """What a list is narrowed to: words that all occur, a stage, a place with all in it, an urgency."""

    words: str = ""
    stage: str = ""
    place: str = ""
    urgency: str = ""

    @property
    def narrows(self) -> bool:
        """Whether anything is asked for at all."""
        return bool(self.words or self.stage or self.place or self.urgency)


def narrowed(snapshot: Snapshot, kind: str, to: Narrowing) -> list[int]:
    """Rows of a kind that may be seen and hold what `to` asks for, in the order of ids."""
    rows = [int(row) for row in View(snapshot).seen_rows(kind)]
    table, columns = snapshot.nodes[kind], NODE_COLUMNS[kind]
    for name, value in (("stage", to.stage), ("urgency", to.urgency)):
        if value and name in columns:
            held = table.texts(name)
            rows = [row for row in rows if held[row] == value]
    if to.place:
        within, places = places_within(snapshot, to.place), placed(snapshot, kind)
        rows = [row for row in rows if within.intersection(places.get(row, ()))]
    wanted = [word.casefold() for word in to.words.split()]
    if wanted:
        texts = [table.texts(name) for name in SEARCHED if name in columns]
        rows = [row for row in rows if _holds(" ".join(str(text[row]) for text in texts), wanted)]
    return rows


def _holds(text: str, wanted: Sequence[str]) -> bool:
    folded = text.casefold()
    return all(word in folded for word in wanted)


def counted(snapshot: Snapshot) -> dict[str, int]:
    """How many there are of each kind of resource, those that may be seen."""
    view = View(snapshot)
    return {kind: len(view.seen_rows(kind)) for kind in RESOURCES}


def ordered(snapshot: Snapshot, kind: str, rows: Sequence[int], today: date) -> list[int]:
    """The rows in the order people look through them: confirmed last first, then by name; what is over at the end."""
    table, columns = snapshot.nodes[kind], NODE_COLUMNS[kind]
    names = table.texts("name") if "name" in columns else table.ids
    confirmed = table.days("confirmed_on") if "confirmed_on" in columns else None
    until = table.days("valid_until") if "valid_until" in columns else None
    day = (today - EPOCH).days

    def turn(row: int) -> tuple[bool, float, str]:
        over = until is not None and bool(until[row] < day)
        last = float(confirmed[row]) if confirmed is not None else float("nan")
        return over, -last if last == last else float("inf"), str(names[row])

    return sorted(rows, key=turn)


def joined(snapshot: Snapshot, kind: str, link: str, other: str, *, inward: bool = False) -> dict[int, list[int]]:
    """For every row of `kind`, the rows of `other` that links of one kind join to it."""
    table = snapshot.links.get((link, other, kind) if inward else (link, kind, other))
    found: dict[int, list[int]] = defaultdict(list)
    if table is not None:
        here, there = (table.to_rows, table.from_rows) if inward else (table.from_rows, table.to_rows)
        for one, two in zip(here.tolist(), there.tolist(), strict=True):
            found[one].append(two)
    return found


def placed(snapshot: Snapshot, kind: str) -> dict[int, list[int]]:
    """The places (rows) of every row of a kind, each once: where it is, then what it covers or serves."""
    found: dict[int, list[int]] = {}
    for link in PLACED_BY:
        for row, places in joined(snapshot, kind, link, "Place").items():
            known = found.setdefault(row, [])
            known.extend(place for place in dict.fromkeys(places) if place not in known)
    return found


def places_within(snapshot: Snapshot, place: str) -> set[int]:
    """Rows of a place and of everything in it; empty for a place that is not there."""
    row_of = snapshot.nodes["Place"].row_of
    parts = joined(snapshot, "Place", "PART_OF", "Place", inward=True)
    found: set[int] = set()
    waiting = [row_of[place]] if place in row_of else []
    while waiting:
        row = waiting.pop()
        if row not in found:
            found.add(row)
            waiting += parts[row]
    return found
