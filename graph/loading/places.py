"""The list of places and names: the hierarchy, spaces, and the names of groups and alliances."""

from __future__ import annotations

from graph.kinds.community import PLACE_LEVELS
from graph.loading.cells import Cells
from graph.loading.register import Ref
from graph.loading.translation import Translation
from graph.schema import Value

LABELS = {"space": "Space", "organization": "Organization", "alliance": "Alliance", "unit": "Unit"}


def translate(row: Cells, translation: Translation) -> None:
    """A place under its parent, or a named space, group, alliance or unit at its place."""
    name, kind = row.text("name"), row.text("kind") or row.text("level")
    if not name or not kind:
        return
    parent = translation.place(row.text("parent"))
    told: dict[str, Value] = {
        "name": name,
        "aliases": row.words("aliases"),
        "synthetic": row.flag("synthetic") or None,
    }
    if kind in PLACE_LEVELS:
        _place(row, translation, kind, parent, told)
    elif kind in LABELS:
        _named(translation, LABELS[kind], name, parent, told)


def depth(row: Cells) -> int:
    """How far down a row's place lies, the widest first; what is no place comes last."""
    level = row.text("kind") or row.text("level") or ""
    return PLACE_LEVELS.index(level) if level in PLACE_LEVELS else len(PLACE_LEVELS)


def _place(row: Cells, translation: Translation, level: str, parent: str | None, told: dict[str, Value]) -> None:
    name, code = str(told["name"]), row.text("code")
    ref = _known_place(translation, level, name, code, parent)
    if ref is None:
        ref = translation.ref("Place", level, code or "", name, parent or "")
    # This list says what things are called, so its names lead.
    translation.add(ref, {**told, "level": level, "code": code}, rename=True)
    if parent and ref[1] not in translation.register.parents:
        translation.link("PART_OF", ref, ("Place", parent))


def _known_place(translation: Translation, level: str, name: str, code: str | None, parent: str | None) -> Ref | None:
    register = translation.register
    for id_ in register.called("Place", name):
        known = register.known["Place", id_]
        same_code = code and known.get("code") == code
        under = register.parents.get(id_)
        if register.level(id_) == level and (same_code or parent is None or under is None or under == parent):
            return "Place", id_
    return None


def _named(translation: Translation, kind: str, name: str, parent: str | None, told: dict[str, Value]) -> None:
    if kind == "Space":
        ref = translation.space(name, parent) or translation.ref(kind, name, parent or "")
    else:
        known = translation.register.called(kind, name)
        ref = (kind, known[0]) if known else translation.ref(kind, name)
    translation.add(ref, told, rename=True)
    if parent:
        translation.link("SERVES" if kind == "Alliance" else "LOCATED_IN", ref, ("Place", parent))
