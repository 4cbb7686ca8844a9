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

    def ailment(self) -> None:
        """Nothing can be told of somebody else's machine."""

    def leave(self) -> None:
        """The server goes on without us."""


def check_address(url: str) -> None:
    """EngineProblem unless this is the address of a graph server and nothing more.

    Its message never repeats the address: somebody may have written a password into it.
    """
    try:
        parts = urlsplit(url)
        scheme, host, user, more = parts.scheme, parts.hostname, parts.username, parts.query or parts.fragment
        _ = parts.port  # refuses what is no port
    except ValueError:
        scheme, host, user, more = "", None, None, ""
    if user is not None or "@" in url:
        raise EngineProblem(
            "url",
            ("HELI_GRAPH_URL 里不要写用户名和口令。", "HELI_GRAPH_URL must not hold the user or the password."),
            (
                "请分别写在 HELI_GRAPH_USER 和 HELI_GRAPH_PASSWORD（或 HELI_GRAPH_PASSWORD_FILE）里。",
                "Put them into HELI_GRAPH_USER and HELI_GRAPH_PASSWORD (or HELI_GRAPH_PASSWORD_FILE).",
            ),
        )
    if scheme not in SCHEMES or not host or more or parts.path.strip("/"):
        raise EngineProblem(
            "url",
            ("HELI_GRAPH_URL 不是图数据库地址。", "HELI_GRAPH_URL is no address of a graph."),
            ("例：bolt://127.0.0.1:7687。", "Example: bolt://127.0.0.1:7687."),
        )


def connect(
    data: Path, url: str = "", user: str = "", password: str = "", *, meanwhile: Callable[[Store], object] | None = None
) -> Store:
    """The store at `url`, or with no url the embedded one under `data/graph`; it has answered once.

    `meanwhile` is done, with a store that does not answer yet, while the engine starts.
    EngineProblem when the engine cannot start or the url is none, GraphUnavailable when the server does not answer.
    """
    embedded = EmbeddedServer(data / "graph")
    if url:
        check_address(url)
    else:
        embedded.begin()
    from graph.store import Store  # the driver takes long to import: the engine starts beside it

    if not url:
        store = Store(embedded, data)
    else:
        store = Store(Neo4jServer(Address(url, user or "neo4j", password, "neo4j")), data, patience_seconds=10.0)
    try:
        if meanwhile is not None:
            meanwhile(store)
        store.read("answer")
    except BaseException:
        store.close()
        raise
    return store
