"""Channels: each gives every candidate of a history a score for every query, from one kind of evidence."""

from __future__ import annotations

from typing import Protocol

from matching.learning.history import Dense, History, Queries


class Channel(Protocol):
    """One way to see who fits, with its settings; higher is better, 0 says nothing."""

    def scores(self, history: History, queries: Queries) -> Dense:
        """Scores query × person, float32."""
        ...
