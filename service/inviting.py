"""Inviting: what a plan proposes becomes invitations that wait for an answer, and can be taken back until then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from graph.errors import NotFound
from graph.records import Link, Node
from service.editing import BY_HAND

if TYPE_CHECKING:
    from graph.store import Store
    from graph.transaction import Transaction


@dataclass(frozen=True)
class Proposal:
    """Somebody or something (kind, id) to be asked for a requirement."""

    requirement: str
    kind: str
    id: str


@dataclass(frozen=True)
class Invited:
    """An invitation that waits for an answer; `new` unless it stood before."""

    id: str
    requirement: str
    kind: str
    candidate: str
    name: str
    asked_on: date
    new: bool

    def as_json(self) -> dict[str, Any]:
        """The invitation as the API gives it."""
        return {
            "id": self.id,
            "requirement": self.requirement,
            "candidate": {"kind": self.kind, "id": self.candidate, "name": self.name},
            "asked_on": self.asked_on.isoformat(),
            "new": self.new,
        }


def invite(store: Store, proposals: Sequence[Proposal], today: date) -> list[Invited]:
    """Write an invitation for every proposal, all of them or none; who is asked already is not asked again.

    Raises NotFound when a requirement or candidate is gone.
    """
    unique = list(dict.fromkeys(proposals))

    def write(transaction: Transaction) -> list[Invited]:
        transaction.take_turn()
        invited = [_standing(transaction, one) or _fresh(transaction, one, today) for one in unique]
        fresh = [(one, proposal) for one, proposal in zip(invited, unique, strict=True) if one.new]
        transaction.upsert(
            [Node("Invitation", one.id, {"asked_on": today, "source": BY_HAND}) for one, _ in fresh],
            [link for one, proposal in fresh for link in _links(one.id, proposal)],
        )
        return invited

    return store.transaction(write)


def withdraw(store: Store, ids: Sequence[str]) -> list[str]:
    """Take back invitations that nobody has answered yet; returns those taken back."""

    def remove(transaction: Transaction) -> list[str]:
        transaction.take_turn()
        waiting = [
            node.id for node in transaction.get_many("Invitation", list(ids)) if not node.properties.get("answer")
        ]
        transaction.remove([("Invitation", one) for one in waiting])
        return waiting

    return store.transaction(remove)


def _standing(transaction: Transaction, proposal: Proposal) -> Invited | None:
    """An invitation of the same for the same that has no answer yet."""
    about = [
        link.from_id
        for link in transaction.links_of("Requirement", proposal.requirement)
        if link.kind == "ASKED_FOR" and link.from_kind == "Invitation"
    ]
    for link in transaction.links_of_many("Invitation", about):
        if link.kind == "ASKED" and (link.to_kind, link.to_id) == (proposal.kind, proposal.id):
            held = transaction.get("Invitation", link.from_id)
            asked_on = held.properties.get("asked_on")
            if not held.properties.get("answer") and isinstance(asked_on, date):
                return _told(transaction, held.id, proposal, asked_on, new=False)
    return None


def _fresh(transaction: Transaction, proposal: Proposal, today: date) -> Invited:
    if not transaction.get_many("Requirement", [proposal.requirement]):
        raise NotFound("Requirement", proposal.requirement)
    return _told(transaction, f"invitation-{uuid4().hex[:12]}", proposal, today, new=True)


def _told(transaction: Transaction, key: str, proposal: Proposal, asked_on: date, *, new: bool) -> Invited:
    name = str(transaction.get(proposal.kind, proposal.id).properties.get("name") or proposal.id)
    return Invited(key, proposal.requirement, proposal.kind, proposal.id, name, asked_on, new)


def _links(key: str, proposal: Proposal) -> list[Link]:
    given = {"source": BY_HAND}
    return [
        Link("ASKED", "Invitation", key, proposal.kind, proposal.id, given),
        Link("ASKED_FOR", "Invitation", key, "Requirement", proposal.requirement, given),
    ]
