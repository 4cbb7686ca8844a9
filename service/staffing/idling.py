"""闲着的资源: services, rooms and funds that nobody used for long although an open line could use them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np

from graph.snapshot import Snapshot
from matching.matcher import Matcher
from matching.portfolio.gaps import Unused, idle, since_day
from matching.team.cover import coverage
from service.allocating.making import open_lines
from service.clock import day_of
from service.errors import ServiceError
from service.lines.asking import Line, text_of
from service.lines.trouble import trouble_of
from service.partnering import Live
from service.viewing.overview import as_day

MONTHS = 6.0
LEAST_MONTHS, MOST_MONTHS = 1.0, 120.0
DEPTH = 200  # candidates of each line: what lies idle seldom stands among the first
NAMED = 3  # lines that are named for one


class BadMonths(ServiceError):
    """A time that cannot be looked back upon."""


@dataclass(frozen=True)
class ServableLine:
    """An open line (id, text, project id and name) that something idle could serve, and how well."""

    requirement: str
    text: str
    project: str
    project_name: str
    score: float


@dataclass(frozen=True)
class Idle:
    """Something that can be had and lies idle: the day it was last used or asked for (None: no day is known), whether
    it ever was, and what for."""

    candidate: dict[str, str]
    last_day: date | None
    used: bool
    fits: int
    lines: tuple[ServableLine, ...]


@dataclass(frozen=True)
class Idling:
    """Everything that has been idle for `months`, since the day `since`, what fits most lines first."""

    months: float
    since: date
    items: tuple[Idle, ...]

    def as_json(self) -> dict[str, Any]:
        """The object that API, command line and pages share."""
        return {
            "months": self.months,
            "since": self.since.isoformat(),
            "items": [
                {
                    "candidate": one.candidate,
                    "last_day": one.last_day.isoformat() if one.last_day else None,
                    "used": one.used,
                    "fits": one.fits,
                    "lines": [
                        {
                            "requirement": line.requirement,
                            "text": line.text,
                            "project": {"kind": "Project", "id": line.project, "name": line.project_name},
                            "score": line.score,
                        }
                        for line in one.lines
                    ],
                }
                for one in self.items
            ],
        }


def idling(community: Live, *, months: float = MONTHS, place: str = "", now: datetime) -> Idling:
    """What nobody used, claimed or was asked for in so many months while an open line (at `place`) could use it.

    Raises BadMonths, NotFound for an unknown place.
    """
    if not LEAST_MONTHS <= months <= MOST_MONTHS:
        raise BadMonths(
            f"月数要在 {LEAST_MONTHS:.0f} 到 {MOST_MONTHS:.0f} 之间，例如 6。",
            f"Months are between {LEAST_MONTHS:.0f} and {MOST_MONTHS:.0f}, for example 6.",
        )
    snapshot, matcher = community.current(now)
    lines, owners = open_lines(snapshot, matcher, place)
    kept = [(line, owner) for line, owner in zip(lines, owners, strict=True) if trouble_of(line) is None]
    questions = matcher.questions([line.ask for line, _ in kept], day_of(now))
    cover = coverage(matcher, questions, [True] * len(questions), depth=DEPTH)
    today = float((day_of(now) - date(1970, 1, 1)).days)
    since = date(1970, 1, 1) + timedelta(days=since_day(today, months))
    found = idle(cover, today, months)
    return Idling(months, since, tuple(_idle(snapshot, matcher, kept, one) for one in found))


def _idle(snapshot: Snapshot, matcher: Matcher, kept: list[tuple[Line, str]], one: Unused) -> Idle:
    table = snapshot.nodes["Project"]
    lines = [
        ServableLine(
            kept[line][0].id,
            kept[line][0].text,
            kept[line][1],
            text_of(table, table.row_of[kept[line][1]], "name"),
            score,
        )
        for line, score in one.lines[:NAMED]
    ]
    last = as_day(one.last_day) if np.isfinite(one.last_day) else None
    return Idle(matcher.data.nodes.node(one.row), last, one.used, len(one.lines), tuple(lines))
