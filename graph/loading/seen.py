"""Lists that were shown for a line: nobody's work, so they go with the line unless somebody decided on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from graph.transaction import Transaction


def shown_for(transaction: Transaction, lines: Sequence[str]) -> Mapping[str, str]:
    """By the id of each list that was shown for these requirements: a decision on it, "" where there is none."""
    links = transaction.links_of_many("Requirement", lines)
    lists = list(dict.fromkeys(link.from_id for link in links if link.kind == "SHOWN_FOR"))
    decided = {
        link.to_id: link.from_id for link in transaction.links_of_many("Shown", lists) if link.kind == "DECIDED_ON"
    }
    return {one: decided.get(one, "") for one in lists}
