"""Inviting: what a plan proposes becomes invitations that wait for an answer, and can be taken back until then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from graph.errors import NotFound
from graph.records import Link, Node
from matching.data import CANDIDATE_KINDS
from service.asking import text_of
from service.editing import BY_HAND
from service.overview import as_day, pairs

if TYPE_CHECKING:
    from graph.snapshot import Snapshot
    from graph.store import Store
    from graph.transaction import Transaction


@dataclass(frozen=True)
class Proposal:
    """Somebody or something (kind, id) to be asked for a requirement; `note` says for how much of it."""

    requirement: str
    kind: str
    id: str
    note: str = ""


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


def invite(store: Store, proposals: Sequence[Proposal], today: date, batch: str = "") -> list[Invited]:
    """Write an invitation for every proposal, all of them or none; who is asked already is not asked again.

    The ids of new ones begin with `batch`, where one is given, so that all can be taken back together. Raises
    NotFound when a requirement or candidate is gone.
    """
    unique = list({(one.requirement, one.kind, one.id): one for one in proposals}.values())
    keys = [f"{batch}-{at}" if batch else f"invitation-{uuid4().hex[:12]}" for at in range(len(unique))]

    def write(transaction: Transaction) -> list[Invited]:
        transaction.take_turn()
        invited = [
            _standing(transaction, one) or _fresh(transaction, one, key, today)
            for one, key in zip(unique, keys, strict=True)
        ]
        fresh = [(one, proposal) for one, proposal in zip(invited, unique, strict=True) if one.new]
        transaction.upsert(
            [
                Node("Invitation", one.id, {"asked_on": today, "note": proposal.note or None, "source": BY_HAND})
                for one, proposal in fresh
            ],
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


@dataclass(frozen=True)
class Waiting:
    """An invitation in the snapshot that nobody has answered."""

    id: str
    requirement: str
    kind: str
    candidate: str
    asked_on: date | None
    note: str


def waiting(snapshot: Snapshot, requirements: Sequence[str]) -> list[Waiting]:
    """The invitations for these requirements that wait for an answer, the earliest first."""
    table, lines = snapshot.nodes["Invitation"], snapshot.nodes["Requirement"]
    wanted = {lines.row_of[key]: key for key in requirements if key in lines.row_of}
    of = {
        one: wanted[line]
        for one, line in pairs(snapshot, "ASKED_FOR", "Invitation", "Requirement")
        if line in wanted and not text_of(table, one, "answer")
    }
    days, found = table.days("asked_on"), []
    for kind in CANDIDATE_KINDS:
        asked = snapshot.links.get(("ASKED", "Invitation", kind))
        for one, who in (
            zip(*(part.tolist() for part in (asked.from_rows, asked.to_rows)), strict=True) if asked else ()
        ):
            if one in of:
                key, note = table.ids[one], text_of(table, one, "note")
                found.append(Waiting(key, of[one], kind, snapshot.nodes[kind].ids[who], as_day(days[one]), note))
    return sorted(found, key=lambda one: (one.asked_on or date.min, one.id))


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


def _fresh(transaction: Transaction, proposal: Proposal, key: str, today: date) -> Invited:
    if not transaction.get_many("Requirement", [proposal.requirement]):
        raise NotFound("Requirement", proposal.requirement)
    return _told(transaction, key, proposal, today, new=True)


def _told(transaction: Transaction, key: str, proposal: Proposal, asked_on: date, *, new: bool) -> Invited:
    name = str(transaction.get(proposal.kind, proposal.id).properties.get("name") or proposal.id)
    return Invited(key, proposal.requirement, proposal.kind, proposal.id, name, asked_on, new)


def _links(key: str, proposal: Proposal) -> list[Link]:
    given = {"source": BY_HAND}
    return [
        Link("ASKED", "Invitation", key, proposal.kind, proposal.id, given),
        Link("ASKED_FOR", "Invitation", key, "Requirement", proposal.requirement, given),
    ]
