"""Keeping the lists alive: a service that somebody has just confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from graph.records import Node
from service.errors import BadRequest

if TYPE_CHECKING:
    from graph.store import Store
    from graph.transaction import Transaction


@dataclass(frozen=True)
class Confirmed:
    """A service with the day on which it was confirmed before; None for never."""

    id: str
    name: str
    before: date | None


def confirm_service(store: Store, identifier: str, today: date) -> Confirmed:
    """Note that a service still holds as of `today`; raises NotFound."""

    def confirm(transaction: Transaction) -> Confirmed:
        node = transaction.get("Service", identifier)
        before = node.properties.get("confirmed_on")
        transaction.upsert([Node("Service", identifier, {"confirmed_on": today})])
        return Confirmed(identifier, str(node.properties.get("name", "")), before if isinstance(before, date) else None)

    return store.in_turn(confirm)


def restore_confirmation(store: Store, identifier: str, before: str) -> None:
    """Put back the day of confirmation that stood before; an empty one removes it. Raises NotFound, BadRequest."""
    try:
        day = date.fromisoformat(before) if before else None
    except ValueError as error:
        raise BadRequest("日期不对。", "Not a date.") from error

    def restore(transaction: Transaction) -> None:
        transaction.get("Service", identifier)
        transaction.upsert([Node("Service", identifier, {"confirmed_on": day})])

    store.in_turn(restore)
