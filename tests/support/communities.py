"""Communities that stand still: one snapshot and the matcher over it, with the vocabulary and the weights shipped."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

import seeds
from graph.records import Link, Node
from graph.snapshot import Snapshot
from matching.features import FEATURE_NAMES
from matching.matcher import Matcher
from matching.weights import Weights
from service.matching_input import build
from service.seeding import parted

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
WEIGHTS = Weights.from_values(seeds.weights(), FEATURE_NAMES)


def shipped_matcher(snapshot: Snapshot) -> Matcher:
    """The matcher of a new installation."""
    return Matcher(build(snapshot, seeds.vocabulary()).data, WEIGHTS)


class Still:
    """Answers as a community does, always from the same records."""

    def __init__(self, nodes: Iterable[Node], links: Iterable[Link], version: str = "") -> None:
        self.nodes, self.links = tuple(nodes), tuple(links)
        self.snapshot = Snapshot.from_records(self.nodes, self.links, NOW, version)
        self.matcher = shipped_matcher(self.snapshot)

    def current(self, now: datetime) -> tuple[Snapshot, Matcher]:
        """The snapshot and its matcher, whatever the time."""
        return self.snapshot, self.matcher


def pilot_without_gaps() -> tuple[list[Node], list[Link]]:
    """The pilot's records without the lines that nobody in it can serve, so that a test plants its own."""
    nodes, links = parted(seeds.pilot())
    lacking = {line["requirement"] for line in seeds.planted() if line["intent"] == "remedy"}
    kept = [node for node in nodes if node.id not in lacking]
    return kept, [link for link in links if not {link.from_id, link.to_id} & lacking]


class Pilot(Still):
    """The pilot as it is shipped."""

    def __init__(self) -> None:
        super().__init__(*parted(seeds.pilot()), "pilot")
