"""The one way to a store: the embedded engine in the data folder, or the Neo4j server of a URL."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from graph.embedded import EmbeddedServer
from graph.errors import EngineProblem
from graph.server import Address

if TYPE_CHECKING:
    from graph.store import Store

SCHEMES = frozenset(f"{scheme}{safety}" for scheme in ("bolt", "neo4j") for safety in ("", "+s", "+ssc"))


class Neo4jServer:
    """A Neo4j server that somebody else runs."""

    name = "neo4j"

    def __init__(self, address: Address) -> None:
        self._address = address

    def join(self) -> Address:
        """Its address; whether it answers shows at the first call."""
        return self._address

    def explain(self, statement: str) -> None:
        """Nothing to add: this server says itself what was wrong."""

    def leave(self) -> None:
        """The server goes on without us."""


def connect(
    data: Path, url: str = "", user: str = "", password: str = "", *, meanwhile: Callable[[Store], object] | None = None
) -> Store:
    """The store at `url`, or with no url the embedded one under `data/graph`; it has answered once.

    `meanwhile` is done, with a store that does not answer yet, while the engine starts.
    EngineProblem when the engine cannot start or the url is none, GraphUnavailable when the server does not answer.
    """
    embedded = EmbeddedServer(data / "graph")
    if not url:
        embedded.begin()
    from graph.store import Store  # the driver takes long to import: the engine starts beside it

    if not url:
        store = Store(embedded, data)
    else:
        parts = urlsplit(url)
        if parts.scheme not in SCHEMES or not parts.hostname:
            raise EngineProblem(
                "url",
                # Not the address itself: somebody may have written a password into it.
                ("HELI_GRAPH_URL 不是图数据库地址。", "HELI_GRAPH_URL is no address of a graph."),
                ("例：bolt://127.0.0.1:7687。", "Example: bolt://127.0.0.1:7687."),
            )
        store = Store(Neo4jServer(Address(url, user or "neo4j", password, "neo4j")), data, patience_seconds=10.0)
    try:
        if meanwhile is not None:
            meanwhile(store)
        store.read("answer")
    except BaseException:
        store.close()
        raise
    return store
