"""Fixtures that every floor of the tests shares: a store on each engine that can be reached."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from graph.connect import connect
from graph.migrate import MARK_OF_SCHEMA, migrate
from graph.store import Store
from matching.kernels.compiled import compile_all

# Every test's folder would have its texts encoded anew; what encodes has tests of its own.
os.environ.setdefault("HELI_ENCODER", "off")

NEO4J_URL = os.environ.get("HELI_TEST_NEO4J", "")
NO_NEO4J = "HELI_TEST_NEO4J names no server: start one with .ci/neo4j-up and set the lines it prints"

NEO4J = [pytest.mark.neo4j, pytest.mark.skipif(not NEO4J_URL, reason=NO_NEO4J)]
ENGINES = ["embedded", pytest.param("neo4j", marks=NEO4J)]


@pytest.fixture(scope="session")
def embedded_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One embedded engine for the tests of this worker."""
    with connect(tmp_path_factory.mktemp("embedded")) as store:
        yield store


@pytest.fixture(scope="session")
def compiled(request: pytest.FixtureRequest) -> bool:
    """Whether the inner loops run compiled: they do where numba is installed, and are kept for the next run."""
    # Those that are imported later would stay plain.
    for module in (
        "kernels.network",
        "kernels.pagerank",
        "kernels.runs",
        "kernels.topk",
        "portfolio.auction",
        "team.bits",
        "team.exact",
    ):
        import_module(f"matching.{module}")
    return compile_all(request.config.cache.mkdir("kernels")) > 0


@pytest.fixture(scope="session")
def neo4j_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The Neo4j server that HELI_TEST_NEO4J names."""
    user = os.environ.get("HELI_TEST_NEO4J_USER", "neo4j")
    password = os.environ.get("HELI_TEST_NEO4J_PASSWORD", "")
    with connect(tmp_path_factory.mktemp("neo4j"), NEO4J_URL, user, password) as store:
        yield store


@pytest.fixture
def neo4j_turn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Neo4j is one server for all workers, so their tests take turns."""
    shared = tmp_path_factory.getbasetemp()
    with (shared.parent if "PYTEST_XDIST_WORKER" in os.environ else shared).joinpath("neo4j.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture(params=ENGINES)
def store(request: pytest.FixtureRequest) -> Store:
    """An empty graph with its schema, on each engine in turn."""
    return emptied(server_of(request, request.param))


@pytest.fixture
def embedded_store(embedded_server: Store) -> Store:
    """An empty graph with its schema on the embedded engine, for tests that the engine does not matter to."""
    return emptied(embedded_server)


@pytest.fixture
def neo4j_store(request: pytest.FixtureRequest) -> Store:
    """An empty graph with its schema on Neo4j, for what only a Neo4j can tell."""
    if not NEO4J_URL:
        pytest.skip(NO_NEO4J)
    return emptied(server_of(request, "neo4j"))


def server_of(request: pytest.FixtureRequest, engine: str) -> Store:
    """The server of the engine, for this test alone."""
    if engine == "neo4j":
        request.getfixturevalue("neo4j_turn")
    store: Store = request.getfixturevalue(f"{engine}_server")
    return store


def emptied(store: Store) -> Store:
    """The store without a record, ready for use."""
    store.wipe(keep=("Migration",))
    for row in store.read("migrations"):
        if row["id"] != MARK_OF_SCHEMA:  # the constraints are still there
            store.write("forget_migration", id=row["id"])
    migrate(store)
    return store


@pytest.fixture
def data_folder(tmp_path: Path) -> Path:
    """A data folder with a space in its name, as people have them."""
    folder = tmp_path / "合力 data"
    folder.mkdir()
    return folder
