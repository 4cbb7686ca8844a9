"""Edits and merges of the same records, taken back in whatever order: nothing is lost, and nothing stays stuck."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from graph.errors import GraphError
from graph.loading.load import undo
from graph.loading.merge import merge
from graph.records import Link, Node
from graph.store import Store
from service import editing
from service.editing import edit_history
from service.editing.edit_undo import undo_edit
from service.errors import ServiceError

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)


class Two:
    """Two records of one resident, a group that both belong to, and what was done to them so far."""

    def __init__(self, store: Store, seed: int) -> None:
        self.store, self.chance = store, random.Random(seed)
        self.keep, self.drop = (f"resident-{uuid4().hex}" for _ in range(2))
        self.group, self.skills = f"organization-{uuid4().hex}", [f"skill-{uuid4().hex}" for _ in range(3)]
        people = [
            Node("Resident", self.keep, {"name": "小莫", "hours": "周六上午", "windows": ["sat-am"]}),
            Node("Resident", self.drop, {"name": "莫师傅", "phone": "13900001111", "consent": True}),
        ]
        store.upsert(
            [*people, Node("Organization", self.group, {"name": self.group})]
            + [Node("Skill", one, {"name": one}) for one in self.skills],
            [
                Link("MEMBER_OF", "Resident", self.keep, "Organization", self.group),
                Link("MEMBER_OF", "Resident", self.drop, "Organization", self.group, {"role": "领头"}),
                Link("HAS_SKILL", "Resident", self.drop, "Skill", self.skills[0], {"text": "原话"}),
            ],
        )
        self.undone: list[Callable[[], object]] = []
        self.merged = ""

    def state(self) -> list[object]:
        """Both records and their links, but for how often they were edited."""
        found: list[object] = []
        for key in (self.keep, self.drop):
            nodes = self.store.get_many("Resident", [key])
            found.append([{**node.properties, "revision": None} for node in nodes])
            found.append(self.store.links_of("Resident", key) if nodes else [])
        return found

    def edit(self) -> None:
        """Change something of one of those that are there."""
        key = self.keep if self.merged else self.chance.choice([self.keep, self.drop])
        changes = self.chance.choice(
            [
                {"phone": f"1390000{self.chance.randrange(10_000):04}"},
                {"hours": self.chance.choice([None, "周日下午", "平时晚上"])},
                {"skills": self.chance.sample(self.skills, self.chance.randrange(3))},
                {"consent": self.chance.choice([True, False])},
            ]
        )
        done = editing.edit(self.store, "Resident", key, changes, if_match=["*"], now=NOW)  # type: ignore[arg-type]
        if done.edit:
            self.undone.append(lambda: undo_edit(self.store, done.edit, if_match=["*"], now=NOW))

    def merge(self) -> None:
        """Make one of the two."""
        if not self.merged:
            self.merged = merge(self.store, "Resident", self.keep, self.drop, NOW)
            self.undone.append(self.part)

    def part(self) -> None:
        """Take the merge back."""
        undo(self.store, self.merged, NOW)
        self.merged = ""


@pytest.mark.parametrize("seed", [117, 146, 160])
def test_whatever_was_done_can_all_be_taken_back(store: Store, seed: int) -> None:
    two = Two(store, seed)
    before = two.state()
    for turn in range(7):
        two.merge() if turn == 3 else two.edit()
    refused = set[int]()
    while left := sorted(set(range(len(two.undone))) - refused):
        at, stands = two.chance.choice(left), two.state()
        try:
            two.undone[at]()
        except (ServiceError, GraphError):
            assert two.state() == stands, "what is refused changes nothing"
            refused.add(at)
        else:
            del two.undone[at]
            refused = set()
    assert two.state() == before, "nothing more can be taken back"


def test_who_comes_back_has_what_was_edited_of_them_for_its_month(store: Store) -> None:
    two = Two(store, 0)
    before = two.state()
    edited = {
        key: editing.edit(store, "Resident", key, {"phone": "13900002222"}, if_match=["*"], now=NOW).edit
        for key in (two.keep, two.drop)
    }
    two.merge()
    undo_edit(store, edited[two.keep], if_match=["*"], now=NOW)
    undo_edit(store, edit_history.history(store, "Resident", two.keep)[0].id, if_match=["*"], now=NOW)
    two.part()
    (told,) = edit_history.history(store, "Resident", two.drop)
    assert (told.id, told.state) == (edited[two.drop], "stands")
    for key in edited:
        undo_edit(
            store,
            edited[key] if key == two.drop else edit_history.history(store, "Resident", key)[0].id,
            if_match=["*"],
            now=NOW,
        )
    assert two.state() == before
    two.merge()
    edit_history.forget_old(store, NOW + timedelta(days=31))
    two.part()
    assert edit_history.history(store, "Resident", two.drop) == []
