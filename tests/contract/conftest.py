"""What many small tests begin from: a street that stays the same, and a project with one line."""

from __future__ import annotations

import pytest

from graph.records import Link, Node
from graph.store import Store
from tests.conftest import ENGINES, emptied, server_of
from tests.contract import street


@pytest.fixture(params=ENGINES)
def street_store(request: pytest.FixtureRequest) -> Store:
    """The small street on each engine; filled again only after another test used the server."""
    store = server_of(request, request.param)
    if not street.holds(store):
        street.fill(emptied(store))
    return store


@pytest.fixture
def reading_club(store: Store) -> Store:
    """A reading club that lacks one person, and a group and a room that could be asked."""
    store.upsert(
        [
            Node("Project", "p1", {"name": "楼门读书会", "stage": "matching"}),
            Node("Requirement", "q1", {"kind": "people", "text": "领读的人", "status": "open"}),
            Node("Organization", "o1", {"name": "书友会"}),
            Node("Space", "s1", {"name": "小书房"}),
        ],
        [Link("REQUIRES", "Project", "p1", "Requirement", "q1", {})],
    )
    return store
