"""The names that reading recognises, taken from the graph: places, spaces, groups, alliances and units."""

from __future__ import annotations

from graph.loading.register import Register
from graph.reading.gazetteer import Entry, Gazetteer

_BODIES = {"Organization": "organization", "Alliance": "alliance", "Unit": "unit"}


def gazetteer_of(register: Register) -> Gazetteer:
    """Every name and alias of a register by which a cell can name a place or a body."""
    entries: list[Entry] = []
    for (kind, id_), known in sorted(register.known.items()):
        name = str(known.get("name") or "")
        aliases = tuple(str(alias) for alias in known.get("aliases") or ())  # type: ignore[union-attr]
        if kind == "Place":
            entries.append(Entry(register.level(id_), name, register.parents.get(id_, ""), aliases, id_))
        elif kind == "Space":
            entries.append(Entry("space", name, register.places.get((kind, id_), ""), aliases, id_))
        elif kind in _BODIES:
            # A list keeps a unit's name as it was written, so its aliases rename nothing.
            entries.append(Entry(_BODIES[kind], name, "", () if kind == "Unit" else aliases, id_))
    return Gazetteer(entries)
