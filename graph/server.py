"""What a graph server is to us: an address that may have to be asked for again after the server went away."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from graph.errors import EngineProblem


@dataclass(frozen=True)
class Address:
    """Where a server listens and how to sign in."""

    url: str
    user: str
    password: str = field(repr=False)
    database: str


class Server(Protocol):
    """A graph server that may have to be found again after it went away."""

    @property
    def name(self) -> str:
        """Which engine it is: embedded or neo4j."""

    def join(self) -> Address:
        """Where the server is now, starting or awaiting it where that is possible."""

    def explain(self, statement: str) -> None:
        """Pass what the server logged about a failed statement on to our log."""

    def ailment(self) -> EngineProblem | None:
        """Why the server cannot work just now, where that can be told from here."""

    def leave(self) -> None:
        """This process needs the server no more."""
