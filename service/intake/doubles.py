"""Records of the graph that may be one thing: found, decided by people, made one."""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from graph.errors import GraphError
from graph.loading.merge import merge
from graph.loading.sameness import KINDS, PossibleDouble, decision, doubles
from graph.records import Node
from service.clock import local
from service.errors import ServiceError
from service.intake.check import Desk
from service.intake.reading import known

_one_search = threading.Lock()


class UnknownProposal(ServiceError):
    """A pair to be decided is not among those that wait for it."""

    def __init__(self) -> None:
        super().__init__(
            "这一对已经判断过，或不在这里。", "This pair was decided already, or is not among those to be decided."
        )


@dataclass(frozen=True)
class _Found:
    version: str
    pairs: tuple[PossibleDouble, ...]


def possible_doubles(desk: Desk, *, patience: float | None = None) -> tuple[PossibleDouble, ...]:
    """Pairs of records already in the graph that may be the same thing and are not decided yet, likeliest first.

    With `patience` (seconds) a page does not wait longer for a large graph to be compared after a change: it gets what
    was found before the change and is still undecided, and the next page gets the rest.
    """
    if patience is None:
        return _search(desk)
    with _one_search:
        search = desk.memory.find("search for doubles")
        if not isinstance(search, threading.Thread) or not search.is_alive():
            search = threading.Thread(target=_search_aside, args=(desk,), daemon=True)
            desk.memory.keep("search for doubles", search)
            search.start()
    search.join(patience)
    return _still_open(desk)


def decide(desk: Desk, decided: Node) -> None:
    """Remember a decision; a load that is under way is done first, or reads it."""
    desk.store.in_turn(lambda transaction: transaction.upsert([decided]))


def decide_double(desk: Desk, proposal_id: str, same: bool, *, now: datetime) -> str:
    """Make the two records one, or remember that they are two; the id of the import that undoes it, "" for two."""
    pair = next((one for one in _still_open(desk) if one.id == proposal_id), None)
    pair = pair or next((one for one in _search(desk) if one.id == proposal_id), None)
    if pair is None:
        raise UnknownProposal
    if same:
        return merge(desk.store, pair.kind, pair.left, pair.right, local(now))
    decide(desk, decision(pair.kind, pair.left, pair.right, same, now.astimezone(UTC)))
    return ""


def _search(desk: Desk) -> tuple[PossibleDouble, ...]:
    about = known(desk.store, desk.memory)
    found = desk.memory.find("doubles")
    if not isinstance(found, _Found) or found.version != about.version:
        pairs = sorted((pair for kind in KINDS for pair in doubles(about.register, kind)), key=lambda p: -p.strength)
        found = desk.memory.keep("doubles", _Found(about.version, tuple(pairs)))
    return found.pairs


def _search_aside(desk: Desk) -> None:
    with suppress(GraphError):  # the page that asked tells of a graph that is away by itself
        _search(desk)


def _still_open(desk: Desk) -> tuple[PossibleDouble, ...]:
    """The pairs found last that nobody has decided since."""
    found = desk.memory.find("doubles")
    if not isinstance(found, _Found) or not found.pairs:
        return ()
    decided = {node.id for node in desk.store.nodes("Sameness")}
    return tuple(pair for pair in found.pairs if pair.id not in decided)
