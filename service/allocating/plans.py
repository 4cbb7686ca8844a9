"""A plan as it is kept: ids and numbers, no name and no word of anybody; `telling` adds those of today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from service.allocating.ways_out import WayOut

PLAN, FIRST_COME, ALONE = "plan", "first_come", "alone"
FULL = 1.0 - 1e-6


@dataclass(frozen=True)
class Given:
    """What one candidate (kind, id) does for a line: how much of its unit, whether that is on record, the score."""

    kind: str
    id: str
    amount: float
    recorded: bool
    score: float


@dataclass(frozen=True)
class PlannedLine:
    """A line of a project: how much it wants, the share that is met, by whom, how many could do it at all,
    and how many of them have anything left to give."""

    id: str
    project: str
    wanted: float
    filled: float
    given: tuple[Given, ...]
    weighed: int
    ready: int

    @property
    def met(self) -> bool:
        """Whether the plan meets all of it."""
        return self.filled >= FULL

    @property
    def missing(self) -> float:
        """What stays open, in the unit of the line."""
        return 0.0 if self.met else self.wanted * (1.0 - self.filled)


@dataclass(frozen=True)
class Way:
    """One way of dividing, as far as it can be kept: lines met in full, the least met project and community (0 … 1),
    the total in points of the score; over: the share of what it would promise that cannot be kept (0 … 1)."""

    name: str
    lines_met: int
    filled: float
    floor: float
    place_floor: float
    over: float
    total: float


@dataclass(frozen=True)
class Plans:
    """The plan over all open lines (of `place` and all in it, where one is given) as of one snapshot.

    bound: no plan has a higher total, counted with what staying as before is worth; reached: the share of it that this
    plan has at least. ways_out: what would close the gaps. kept, fresh, gone: pairs of line and candidate that stayed,
    came and went since the plan before. state: a digest of what it was made of; "" where it was not kept.
    """

    id: str
    at: datetime
    snapshot_version: str
    place: str
    lines: tuple[PlannedLine, ...]
    ways: tuple[Way, ...]
    bound: float
    reached: float
    ways_out: tuple[WayOut, ...] = ()
    kept: int = 0
    fresh: int = 0
    gone: int = 0
    state: str = ""

    @property
    def pairs(self) -> frozenset[tuple[str, str, str]]:
        """Line, kind and id of everybody who is planned for something."""
        return frozenset((line.id, one.kind, one.id) for line in self.lines for one in line.given)

    def as_json(self) -> dict[str, Any]:
        """What is kept of the plan."""
        return {
            **asdict(self),
            "at": self.at.isoformat(),
        }

    @staticmethod
    def from_json(held: Mapping[str, Any]) -> Plans:
        """The plan that was kept."""
        lines = [
            PlannedLine(**{**line, "given": tuple(Given(**one) for one in line["given"])}) for line in held["lines"]
        ]
        return Plans(
            **{
                **held,
                "at": datetime.fromisoformat(held["at"]),
                "lines": tuple(lines),
                "ways": tuple(Way(**way) for way in held["ways"]),
                "ways_out": tuple(WayOut.from_json(way) for way in held.get("ways_out", ())),
            }
        )
