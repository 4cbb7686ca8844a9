"""A need or a project as an issue: its words, the level of its place, and what is known of who owns and manages it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import isnan, nan

from graph.snapshot import Snapshot
from matching.issues.issue import BUILDING, COMMUNITY, COMPOUND, ENTRANCE, STREET, Issue
from matching.issues.knowledge import Knowledge
from service.matching_input.issues import knowledge_of
from service.viewing.looking import Mention, View

LEVELS: Mapping[str, str] = {
    "entrance": ENTRANCE,
    "building": BUILDING,
    "compound": COMPOUND,
    "grid": COMMUNITY,
    "community": COMMUNITY,
    "street": STREET,
    "district": STREET,
}
HOUSEHOLD_UNITS = ("户", "家")
HELD_AT = frozenset(("entrance", "building", "compound"))  # below this a place has an owner or manager of its own


@dataclass(frozen=True)
class Matter:
    """One need or project as it is judged: `owners` and `managers` are the records behind the note on the place."""

    who: Mention
    issue: Issue
    scope: str  # the level people wrote down, empty when they wrote none
    place: Mention | None
    around: tuple[int, ...]  # rows of the place and of all above it, the nearest first
    owners: tuple[Mention, ...]
    managers: tuple[Mention, ...]


@cache
def shipped_knowledge() -> Knowledge:
    """The rules, parties and problems shipped, read once in a process."""
    return knowledge_of(None)


def asked_of(snapshot: Snapshot, kind: str, identifier: str) -> Matter:
    """A need or a project as an issue; raises NotFound."""
    view = View(snapshot)
    row = view.row(kind, identifier)
    held = view.properties(kind, row)
    words = [str(held.get("name") or ""), str(held.get("text") or "")]
    scope = str(held.get("scope") or "")
    if kind == "Project":
        needs = [view.properties("Need", need) for need in view.linked("Project", row, "ADDRESSES", "Need")]
        words += [str(need.get("text") or "") for need in needs]
        scopes = [str(need.get("scope")) for need in needs if need.get("scope")]
        scope = scopes[0] if len(set(scopes)) == 1 else ""
    households = _households(held)
    words.append("" if isnan(households) else f"{households:.0f}户")
    places = view.linked(kind, row, "LOCATED_IN", "Place")
    around = places_around(view, places[0]) if places else ()
    owners, managers = _holders(view, around, "OWNS"), _holders(view, around, "MANAGES")
    return Matter(
        who=view.mention(kind, row),
        issue=Issue(
            text="，".join(word for word in words if word),
            place_level=_level(view, places[0]) if places else "",
            place_note=_note(view, around, owners, managers),
            category=str(held.get("category") or ""),
            households=households,
        ),
        scope=scope,
        place=view.mention("Place", places[0]) if places else None,
        around=around,
        owners=owners,
        managers=managers,
    )


def brief(one: Mention) -> dict[str, str]:
    """A record named in passing; a name that is personal is left out."""
    told = {"kind": one.kind, "id": one.id}
    return told if one.personal else told | {"name": one.name}


def _households(held: Mapping[str, object]) -> float:
    quantity, unit = held.get("quantity"), held.get("unit")
    return quantity if isinstance(quantity, float) and unit in HOUSEHOLD_UNITS else nan


def _level(view: View, place: int) -> str:
    return LEVELS.get(str(view.properties("Place", place).get("level") or ""), "")


def places_around(view: View, place: int) -> tuple[int, ...]:
    """Rows of a place and of all above it, the nearest first."""
    found: list[int] = []
    waiting = [place]
    while waiting:
        row = waiting.pop(0)
        if row not in found:
            found.append(row)
            waiting += view.linked("Place", row, "PART_OF", "Place")
    return tuple(found)


def _holders(view: View, around: tuple[int, ...], link: str) -> tuple[Mention, ...]:
    """Who owns or manages the nearest place that is held by somebody."""
    for row in around:
        if view.properties("Place", row).get("level") in HELD_AT:
            found = [
                view.mention(kind, one)
                for kind in ("Unit", "Organization")
                for one in view.linked("Place", row, link, kind, inward=True)
            ]
            if found:
                return tuple(found)
    return ()


def _note(view: View, around: tuple[int, ...], owners: tuple[Mention, ...], managers: tuple[Mention, ...]) -> str:
    parts = [f"单位产权：{'、'.join(one.name for one in owners)}"] if owners else []
    if len(owners) > 1:
        parts.append("多产权")
    if managers:
        parts.append(f"有物业：{'、'.join(one.name for one in managers)}")
    # What is told of a whole community (its units, its projects) says nothing of the house where it happens.
    if around and view.properties("Place", around[0]).get("level") in HELD_AT:
        parts.append(str(view.properties("Place", around[0]).get("text") or ""))
    return "，".join(part for part in parts if part)
