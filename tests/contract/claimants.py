"""A claim as the races make it; apart, so that other processes load it without the tests."""

from __future__ import annotations

from collections.abc import Callable

from graph.records import Link, Node
from graph.transaction import Transaction


def take(claimant: str, requirement: str) -> Callable[[Transaction], bool]:
    """A claim of an open requirement that takes its lock first."""

    def claim(tx: Transaction) -> bool:
        tx.upsert([Node("Requirement", requirement, {"note": claimant})])  # the lock, before anything is read
        if tx.get("Requirement", requirement).properties["status"] != "open":
            return False
        made = Node("Claim", f"{requirement}-{claimant}", {"status": "confirmed"})
        tx.upsert(
            [Node("Requirement", requirement, {"status": "met"}), made],
            [Link("TAKES", "Claim", made.id, "Requirement", requirement)],
        )
        return True

    return claim
