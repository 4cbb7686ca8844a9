"""等答复的邀请: whom a project waits for, for the home page."""

from __future__ import annotations

from datetime import date

from flask import url_for

from service.asking import text_of
from service.inviting import waiting
from service.overview import project_of_requirement
from service.web import frame
from service.web.saying import gettext as _
from service.web.written import day

SHOWN = 5  # projects


def waiting_by_project() -> dict[str, object]:
    """The projects with invitations that nobody has answered, those asked longest ago first."""
    snapshot = frame.snapshot()
    lines, projects = snapshot.nodes["Requirement"], snapshot.nodes["Project"]
    owners, found = project_of_requirement(snapshot), dict[int, list[date | None]]()
    for one in waiting(snapshot, [lines.ids[row] for row in owners]):
        found.setdefault(owners[lines.row_of[one.requirement]], []).append(one.asked_on)
    order = sorted(found, key=lambda row: (_first(found[row]) or date.max, projects.ids[row]))
    return {
        "count": sum(map(len, found.values())),
        "projects": [
            {
                "name": text_of(projects, row, "name"),
                "address": url_for("pages.project", id=projects.ids[row], _anchor="invited"),
                "told": _told(found[row]),
            }
            for row in order[:SHOWN]
        ],
        "more": max(len(found) - SHOWN, 0),
    }


def _told(days: list[date | None]) -> str:
    first = _first(days)
    if first is None:
        return _("%(n)s 份", n=len(days))
    ago = (frame.today() - first).days
    return _("%(n)s 份，最早 %(day)s请的（%(ago)s 天前）", n=len(days), day=day(first, frame.language()), ago=ago)


def _first(days: list[date | None]) -> date | None:
    return min((one for one in days if one is not None), default=None)
