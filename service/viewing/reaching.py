"""How a candidate is reached: where it is, who provides it, and where its contact is to be found.

Names of contact persons and phones are personal, so a list that leaves the service only says who has them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from graph.errors import GraphError, NotFound
from graph.snapshot import Snapshot
from graph.store import Store
from service.viewing import listing
from service.viewing.looking import View

PROVIDERS = ("Organization", "Unit", "Alliance")
REACHED = ("Organization", "Unit", "Alliance", "Service", "Space", "Fund")

Key = tuple[str, str]


@dataclass(frozen=True)
class Reached:
    """Names of the places and providers of a candidate; `ask` names who has a contact on record, itself first.

    `known` is False where nobody could look whether there is a contact.
    """

    places: tuple[str, ...] = ()
    providers: tuple[str, ...] = ()
    ask: str = ""
    known: bool = False


def reach(snapshot: Snapshot, candidates: Iterable[Key], store: Store | None) -> Mapping[Key, Reached]:
    """How each candidate that is no person is reached; `store` is None while the graph is away."""
    view = View(snapshot)
    found: dict[Key, tuple[str, tuple[str, ...], list[tuple[Key, str]]]] = {}
    for kind, identifier in dict.fromkeys(candidates):
        if kind not in REACHED:
            continue
        try:
            row = view.row(kind, identifier)
        except NotFound:
            continue
        givers = [
            ((giver, view.mention(giver, one).id), view.mention(giver, one).name)
            for giver in PROVIDERS
            for one in view.linked(kind, row, "OFFERS", giver, inward=True)
        ]
        found[kind, identifier] = (view.mention(kind, row).name, _places(view, kind, row), givers)
    asked = [*found, *(key for _, _, givers in found.values() for key, _ in givers)]
    contacts = None if store is None else _with_contact(store, asked)
    made = {}
    for key, (name, places, givers) in found.items():
        own = [(key, name), *givers]
        ask = next((called for one, called in own if contacts is not None and one in contacts), "")
        made[key] = Reached(places, tuple(dict.fromkeys(called for _, called in givers)), ask, contacts is not None)
    return made


def _places(view: View, kind: str, row: int) -> tuple[str, ...]:
    """The names of the places where it is, else of those it covers or serves."""
    for link in listing.PLACED_BY:
        rows = view.linked(kind, row, link, "Place")
        if rows:
            return tuple(dict.fromkeys(view.mention("Place", place).name for place in rows))
    return ()


def _with_contact(store: Store, keys: Iterable[Key]) -> set[Key] | None:
    """Those of the records that have a contact person or a phone; None where the graph cannot be read."""
    by_kind: dict[str, list[str]] = {}
    for kind, identifier in dict.fromkeys(keys):
        by_kind.setdefault(kind, []).append(identifier)
    try:
        return {
            (kind, node.id)
            for kind, ids in by_kind.items()
            for node in store.get_many(kind, ids)
            if node.properties.get("contact") or node.properties.get("phone")
        }
    except GraphError:
        return None
