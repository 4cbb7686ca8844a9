"""Where a place stands: under something wider, never under itself, and not there twice under one name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graph.kinds.community import PLACE_LEVELS
from graph.transaction import Transaction
from matching.language.text import simplify
from matching.quoting import quoted
from service.errors import Misplaced, PlaceKnown

PASSED = "grid"  # a step for the staff: two compounds of a community share a name no more for being in two grids


@dataclass(frozen=True)
class _Place:
    id: str
    name: str
    aliases: tuple[str, ...]
    level: str
    parent: str

    @property
    def folded(self) -> dict[str, str]:
        """Its names as they are compared, each with how it is written."""
        return {folded(name): name for name in (self.name, *self.aliases) if folded(name)}


def folded(name: str) -> str:
    """A name without what people write one way or another: width, script, case, blanks."""
    return "".join(simplify(name).casefold().split())


def parted(text: str) -> list[str]:
    """The names in a line of several, as people part them."""
    return [one.strip() for one in re.split("[、，,；;]", text) if one.strip()]


def tidy(aliases: Sequence[str], name: str) -> list[str]:
    """The other names without blanks, repeats and the name itself."""
    kept: dict[str, str] = {}
    for alias in aliases:
        if folded(alias) and folded(alias) != folded(name):
            kept.setdefault(folded(alias), alias.strip())
    return list(kept.values())


def check(transaction: Transaction, identifier: str, values: Mapping[str, object], *, moved: bool = True) -> None:
    """Whether a place may stand as `values` say: Misplaced for its parent or level, PlaceKnown for a name taken.

    Parent and level are looked at where the place is new or `moved`, so that an older tree can still be renamed.
    """
    known = {str(row["id"]): _place(row) for row in transaction.read("places_told")}
    aliases = values.get("aliases")
    place = _Place(
        identifier,
        str(values.get("name") or ""),
        tuple(str(one) for one in aliases) if isinstance(aliases, (list, tuple)) else (),
        str(values.get("level") or ""),
        str(values.get("parent") or ""),
    )
    if moved:
        _check_parent(place, known)
    _check_names(place, known)


def _place(row: Mapping[str, object]) -> _Place:
    aliases = row["aliases"]
    return _Place(
        str(row["id"]),
        str(row["name"] or ""),
        tuple(str(one) for one in aliases) if isinstance(aliases, list) else (),
        str(row["level"] or ""),
        str(row["parent"] or ""),
    )


def _above(place: _Place, known: Mapping[str, _Place]) -> list[str]:
    """The ids above a place, nearest first; a circle in the data ends the walk."""
    above: list[str] = []
    at = place.parent
    while at and at not in above:
        above.append(at)
        at = known[at].parent if at in known else ""
    return above


def _check_parent(place: _Place, known: Mapping[str, _Place]) -> None:
    problems = []
    parent = known.get(place.parent)
    depth = depth_of(place.level)
    if place.id in _above(place, known):
        problems.append(("parent", "不能是它自己或它里面的地点", "cannot be the place itself or one within it"))
    elif parent is not None and depth_of(parent.level) >= depth:
        problems.append(("parent", f"{quoted(parent.name)}不比它大一级", f"{parent.name} is no wider than the place"))
    elif not place.parent and any(depth_of(one.level) < depth for one in known.values() if one.id != place.id):
        problems.append(("parent", "要选它在哪个地点里面", "has to say what the place is part of"))
    if any(one.parent == place.id and depth_of(one.level) <= depth for one in known.values()):
        problems.append(("level", "比它里面的地点还小", "is narrower than that of a place within it"))
    if problems:
        raise Misplaced(problems)


def depth_of(level: str) -> int:
    """How far below the widest level one is; any other comes last."""
    return PLACE_LEVELS.index(level) if level in PLACE_LEVELS else len(PLACE_LEVELS)


def _check_names(place: _Place, known: Mapping[str, _Place]) -> None:
    """PlaceKnown where a neighbour is called so already; 1号楼 of another compound is another place."""
    here = _anchor(place, known)
    names = place.folded
    for other in sorted(known.values(), key=lambda one: one.id):
        if other.id == place.id or _anchor(other, known) != here:
            continue
        shared = next((names[one] for one in other.folded if one in names), None)
        if shared is not None:
            raise PlaceKnown(shared, other.name, other.id)


def _anchor(place: _Place, known: Mapping[str, _Place]) -> str:
    return next((one for one in _above(place, known) if one in known and known[one].level != PASSED), "")
