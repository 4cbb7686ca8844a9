"""等答复的邀请: whom a project or a line waits for, for the home page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from flask import url_for

from service.decisions.inviting import Waiting, waiting
from service.lines.asking import text_of
from service.lines.taking import YUAN
from service.viewing.looking import View
from service.viewing.overview import Lack, project_of_requirement
from service.web import frame
from service.web.saying import gettext as _
from service.web.written import day

if TYPE_CHECKING:
    from graph.snapshot import Snapshot

SHOWN = 5  # projects
SLACK = 1e-6


@dataclass(frozen=True)
class Awaited:
    """Who is asked for a line and has not answered, the earliest first; `enough` where all of them would cover it."""

    names: tuple[str, ...]
    parties: frozenset[tuple[str, str]]
    since: date | None
    enough: bool

    def told(self) -> str:
        """For whom the line waits, how many there are and for how long."""
        who = self.names[0]
        if len(self.names) > 1:
            who = _("%(who)s 等 %(n)s 份", who=who, n=len(self.names))
        days = (frame.today() - self.since).days if self.since is not None else 0
        return _("等答复：%(who)s（%(n)s 天了）", who=who, n=days) if days > 0 else _("等答复：%(who)s", who=who)


def awaited(snapshot: Snapshot, lacks: Sequence[Lack]) -> Mapping[str, Awaited]:
    """The lines for which invitations wait of those who may be named."""
    view, of = View(snapshot), dict[str, list[Waiting]]()
    for one in waiting(snapshot, [line.id for line in lacks]):
        if view.seen(one.kind, snapshot.nodes[one.kind].row_of[one.candidate]):
            of.setdefault(one.requirement, []).append(one)
    return {
        line.id: Awaited(
            tuple(view.mention(one.kind, snapshot.nodes[one.kind].row_of[one.candidate]).name for one in of[line.id]),
            frozenset((one.kind, one.candidate) for one in of[line.id]),
            _first([one.asked_on for one in of[line.id]]),
            _enough(line, of[line.id]),
        )
        for line in lacks
        if line.id in of
    }


def _enough(line: Lack, asked: Sequence[Waiting]) -> bool:
    """Whether a yes of all of them covers the line; one that names no amount counts as a claim of theirs would."""
    if line.missing is None:
        return True
    if line.kind == "money":
        missing = line.missing * YUAN.get(line.unit, 1.0)
        return sum(missing if one.amount is None else one.amount for one in asked) >= missing - SLACK
    return sum(1.0 if one.amount is None else one.amount for one in asked) >= line.missing - SLACK


@dataclass(frozen=True)
class Asking:
    """A project that waits for answers: how many, and since when in words."""

    name: str
    address: str
    told: str
    invitations: int


def waiting_first() -> dict[str, object]:
    """How many invitations wait, and the first of the projects that wait for them."""
    found = waiting_by_project()
    return {
        "count": sum(one.invitations for one in found),
        "projects": found[:SHOWN],
        "more": max(len(found) - SHOWN, 0),
    }


def waiting_by_project() -> list[Asking]:
    """The projects with invitations that nobody has answered, those asked longest ago first."""
    snapshot = frame.snapshot()
    lines, projects = snapshot.nodes["Requirement"], snapshot.nodes["Project"]
    owners, found = project_of_requirement(snapshot), dict[int, list[date | None]]()
    for one in waiting(snapshot, [lines.ids[row] for row in owners]):
        found.setdefault(owners[lines.row_of[one.requirement]], []).append(one.asked_on)
    order = sorted(found, key=lambda row: (_first(found[row]) or date.max, projects.ids[row]))
    return [
        Asking(
            name=text_of(projects, row, "name"),
            address=url_for("pages.project", id=projects.ids[row], _anchor="invited"),
            told=_told(found[row]),
            invitations=len(found[row]),
        )
        for row in order
    ]


def _told(days: list[date | None]) -> str:
    first = _first(days)
    if first is None:
        return _("%(n)s 份", n=len(days))
    ago = (frame.today() - first).days
    if ago < 0:  # written under a clock that was ahead
        return _("%(n)s 份，最早 %(day)s请的", n=len(days), day=day(first, frame.language()))
    return _("%(n)s 份，最早 %(day)s请的（%(ago)s 天前）", n=len(days), day=day(first, frame.language()), ago=ago)


def _first(days: list[date | None]) -> date | None:
    return min((one for one in days if one is not None), default=None)
