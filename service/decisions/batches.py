"""What was accepted together: how its invitations are called, and what is remembered of it in the same transaction."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from graph.records import Node

if TYPE_CHECKING:
    from graph.transaction import Transaction

BATCH = "invitation-"
OF_BATCH = re.compile("[0-9a-f]{16}")  # how the ids of invitations of a batch end
ACCEPTED, TAKEN_BACK = "acceptance-", "taken-back-"  # beginnings of the ids under which both are remembered
LATEST = "acceptances-latest"  # the record that names the last of them, so that no page has to read all
MOST_LATEST = 50


def batch_of(key: str) -> str:
    """The beginning of the ids of all invitations that were accepted together under `key`."""
    return f"{BATCH}{key}"


def key_of(invitation: str) -> str:
    """The key under which an invitation was accepted; "" where it was entered or imported by itself."""
    beginning, _, ending = invitation.rpartition("-")
    # The ending of their ids has no dash: a batch whose own key has one is another batch.
    known = beginning.startswith(BATCH) and OF_BATCH.fullmatch(ending)
    return beginning.removeprefix(BATCH) if known else ""


def note_accepted(transaction: Transaction, batch: str, now: datetime) -> None:
    """Remember that invitations were written under this key; again under the same key, only the first time stays."""
    if not transaction.get_many("AuditEvent", [f"{ACCEPTED}{batch}"]):
        transaction.upsert([Node("AuditEvent", f"{ACCEPTED}{batch}", {"at": now, "action": "accept"})])
        _note_latest(transaction, [batch], now)


def note_taken_back(transaction: Transaction, invitations: Iterable[str], now: datetime) -> None:
    """Remember how many of each batch were taken back, one by one or all at once."""
    gone = Counter(key for key in map(key_of, invitations) if key)
    before = {
        node.id: counted(node) for node in transaction.get_many("AuditEvent", [f"{TAKEN_BACK}{one}" for one in gone])
    }
    told = [
        Node("AuditEvent", name, {"at": now, "action": f"take back {before.get(name, 0) + count}"})
        for name, count in ((f"{TAKEN_BACK}{key}", count) for key, count in gone.items())
    ]
    if told:
        transaction.upsert(told)
        _note_latest(transaction, list(gone), now)


def _note_latest(transaction: Transaction, batches: list[str], now: datetime) -> None:
    held = latest_of(transaction.get_many("AuditEvent", [LATEST]))
    kept = list(dict.fromkeys([*batches, *held]))[:MOST_LATEST]
    transaction.upsert([Node("AuditEvent", LATEST, {"at": now, "action": " ".join(kept)})])


def latest_of(found: list[Node]) -> list[str]:
    """The keys that the record of the latest names, the latest first."""
    return [key for node in found for key in str(node.properties.get("action") or "").split()]


def counted(event: Node) -> int:
    """How many invitations an event says were taken back."""
    count = str(event.properties.get("action") or "").rpartition(" ")[2]
    return int(count) if count.isdigit() else 0
