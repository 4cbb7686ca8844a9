"""What a plan was made of, in one word, so that it is known when anything in it has changed since."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graph.snapshot import Snapshot

BOOKKEEPING = frozenset({"Shown", "Account"})  # kinds that change no plan


def state_of(snapshot: Snapshot) -> str:
    """A digest of everything that a plan may depend on."""
    total = hashlib.sha256()
    for kind, nodes in snapshot.nodes.items():
        if kind not in BOOKKEEPING:
            total.update(nodes.digest)
    for (_link, start, end), links in snapshot.links.items():
        if not BOOKKEEPING & {start, end}:
            total.update(links.digest)
    return total.hexdigest()[:16]
