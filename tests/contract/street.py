"""A tiny street that a reader can check by hand, for the contract tests."""

from __future__ import annotations

from datetime import UTC, date, datetime

from graph.hashing import GraphHash
from graph.records import Link, Node
from graph.store import Store

PLACES = [
    Node("Place", "d", {"name": "东城区", "level": "district"}),
    Node("Place", "c", {"name": "赵家楼社区", "level": "community", "aliases": ["赵家楼"]}),
    Node("Place", "b", {"name": "3号楼", "level": "building"}),
]
PEOPLE = [
    Node("Resident", "wang", {"name": "王小花", "consent": True, "hours_cap": 8.0, "windows": ["sat-am", "sun-pm"]}),
    Node("Resident", "li", {"name": "李大山", "consent": False, "joined_on": date(2021, 5, 6)}),
    Node("Organization", "flowers", {"name": "花友汇", "aliases": ["花友会"], "star": 3}),
    Node("Skill", "garden", {"name": "园艺"}),
    Node("Skill", "phone", {"name": "手机教学"}),
]
SHOWN_AT = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
LISTS = [Node("Shown", "shown", {"shown_at": SHOWN_AT, "candidates": ["wang"]})]
NODES = [*PLACES, *PEOPLE, *LISTS]
LINKS = [
    Link("PART_OF", "Place", "c", "Place", "d"),
    Link("PART_OF", "Place", "b", "Place", "c", {"since": date(2000, 1, 1)}),
    Link("LIVES_AT", "Resident", "wang", "Place", "b", {"since": date(2001, 2, 3)}),
    Link("LIVES_AT", "Resident", "li", "Place", "b"),
    Link("HOLDS_POST", "Resident", "wang", "Place", "b", {"post": "门长"}),
    Link("HOLDS_POST", "Resident", "wang", "Place", "b", {"post": "楼长", "since": date(2019, 1, 1)}),
    Link("HAS_SKILL", "Resident", "wang", "Skill", "garden", {"text": "会种花"}),
    Link("HAS_SKILL", "Organization", "flowers", "Skill", "garden"),
    Link("HAS_SKILL", "Resident", "li", "Skill", "phone"),
    Link("MEMBER_OF", "Resident", "wang", "Organization", "flowers", {"role": "负责人"}),
    Link("CONFLICTS_WITH", "Organization", "flowers", "Organization", "flowers", {"reason": "试"}),
]
_TOTAL = GraphHash()
for _record in [*NODES, *LINKS]:
    _TOTAL.add(_record)
HASH = _TOTAL.text


def fill(store: Store) -> None:
    """Put the street into the store."""
    store.upsert(NODES, LINKS)


def holds(store: Store) -> bool:
    """Whether the store holds the street and nothing else."""
    return store.canonical_hash() == HASH
