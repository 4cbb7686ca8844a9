"""采纳记录: what was accepted together, with the way back as long as somebody has not answered."""

from __future__ import annotations

from typing import Any

from flask import url_for

from service.allocating import Acceptance, acceptances
from service.lines.asking import text_of
from service.web import frame
from service.web.saying import gettext as _
from service.web.written import day, moment

SHOWN = 10
NAMED = 3  # projects of one acceptance


def view() -> list[dict[str, Any]]:
    """The last acceptances, the latest first."""
    return [
        _acceptance(one) for one in acceptances(frame.snapshot(), None if frame.is_away() else frame.store())[:SHOWN]
    ]


def _acceptance(one: Acceptance) -> dict[str, Any]:
    table = frame.snapshot().nodes["Project"]
    names = [text_of(table, table.row_of[key], "name") for key in one.projects[:NAMED]]
    fates = (
        (one.waiting, _("等答复 %(n)s", n=one.waiting)),
        (one.accepted, _("答应 %(n)s", n=one.accepted)),
        (one.declined, _("谢绝 %(n)s", n=one.declined)),
        (one.taken_back, _("撤回 %(n)s", n=one.taken_back)),
    )
    more = len(one.projects) - NAMED
    return {
        "when": moment(one.at, frame.language()) if one.at else day(one.day, frame.language()),
        "written": one.written,
        "projects": _("、").join(names) + (_("等 %(n)s 个项目", n=len(one.projects)) if more > 0 else ""),
        "fates": _("，").join(told for count, told in fates if count),
        "undo": url_for("pages.take_back", batch=one.batch) if one.waiting else "",
        "waiting": one.waiting,
        "over": bool(one.taken_back) and not one.waiting + one.accepted + one.declined,
    }
