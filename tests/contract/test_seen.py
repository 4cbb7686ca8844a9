"""Lists that were shown for a line stand in nobody's way: they go with the line, and come back with it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from graph.loading.draft import Draft
from graph.loading.errors import LaterWorkDepends
from graph.loading.load import Origin, load, undo
from graph.records import Link, Node
from graph.store import Store
from service.decisions.feedback import take_back
from service.editing.removing import bring_back, remove
from service.errors import StillNeeded

NOW = datetime(2026, 3, 14, 9, tzinfo=UTC)


def look(store: Store, key: str, line: str) -> None:
    shown = Node("Shown", key, {"shown_at": NOW, "kinds": ["Organization"], "candidates": ["o1"]})
    store.upsert([shown], [Link("SHOWN_FOR", "Shown", key, "Requirement", line, {})])


def decide(store: Store, shown: str) -> None:
    decision = Node("Decision", "d1", {"decided_at": NOW, "verdict": "chosen"})
    store.upsert([decision], [Link("DECIDED_ON", "Decision", "d1", "Shown", shown, {})])


@pytest.fixture
def town(store: Store) -> Store:
    store.upsert(
        [
            Node("Project", "p1", {"name": "楼门读书会"}),
            Node("Requirement", "q1", {"kind": "goods", "text": "书架", "status": "open"}),
        ],
        [Link("REQUIRES", "Project", "p1", "Requirement", "q1", {})],
    )
    return store


def test_a_list_that_was_looked_at_does_not_keep_an_import_from_being_taken_back(town: Store) -> None:
    before = town.canonical_hash()
    draft = Draft()
    line = draft.add(("Requirement", "q2"), {"kind": "people", "text": "领读的人", "status": "open"})
    draft.link("REQUIRES", ("Project", "p1"), line)
    taken = load(town, draft, Origin("lines.xlsx", "digest", 1, 0), NOW).import_id
    look(town, "s2", "q2")
    decide(town, "s2")
    with pytest.raises(LaterWorkDepends, match="判断"):
        undo(town, taken, NOW)
    take_back(town, "d1")
    assert undo(town, taken, NOW) == (1, 0)
    assert town.canonical_hash() == before


def test_a_line_is_removed_with_its_lists_and_comes_back_with_them(town: Store, tmp_path: Path) -> None:
    look(town, "s1", "q1")
    decide(town, "s1")
    with pytest.raises(StillNeeded, match="判断"):
        remove(town, tmp_path, "Requirement", "q1", if_match=["*"])
    take_back(town, "d1")
    gone = remove(town, tmp_path, "Requirement", "q1", if_match=["*"])
    assert not list(town.nodes("Shown"))
    bring_back(town, tmp_path, gone.key)
    assert [(one.from_id, one.to_id) for one in town.links("SHOWN_FOR")] == [("s1", "q1")]
    assert town.get("Shown", "s1").properties["candidates"] == ["o1"]
