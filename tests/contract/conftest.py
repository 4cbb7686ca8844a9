"""A street that stays the same for many small tests."""

from __future__ import annotations

import pytest

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
