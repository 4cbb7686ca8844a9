"""Records of the graph that may be one thing: found, decided by people, made one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from graph.loading.merge import merge
from graph.loading.sameness import KINDS, Proposal, decision, doubles
from service.errors import ServiceError
from service.intake.check import Desk
from service.intake.reading import known


class UnknownProposal(ServiceError):
    """A pair to be decided is not among those that wait for it."""

    def __init__(self) -> None:
        super().__init__(
            "这一对已经判断过，或不在这里。", "This pair was decided already, or is not among those to be decided."
        )


@dataclass(frozen=True)
class _Found:
    version: str
    pairs: tuple[Proposal, ...]


def possible_doubles(desk: Desk) -> tuple[Proposal, ...]:
    """Pairs of records already in the graph that may be the same thing and are not decided yet."""
    about = known(desk.store, desk.memory)
    found = desk.memory.find("doubles")
    if not isinstance(found, _Found) or found.version != about.version:
        pairs = tuple(pair for kind in KINDS for pair in doubles(about.register, kind))
        found = desk.memory.keep("doubles", _Found(about.version, pairs))
    return found.pairs


def decide_double(desk: Desk, proposal_id: str, same: bool, *, now: datetime) -> str:
    """Make the two records one, or remember that they are two; the id of the import that undoes it, "" for two."""
    pair = next((one for one in possible_doubles(desk) if one.id == proposal_id), None)
    if pair is None:
        raise UnknownProposal
    if same:
        return merge(desk.store, pair.kind, pair.left, pair.right, now)
    desk.store.upsert([decision(pair.kind, pair.left, pair.right, same, now.astimezone(UTC))])
    return ""
