"""今天要办的事 as a workbook: every list of the first page, all of it, each on a sheet of its own."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response

from service.sheets import Heading, Row, workbook
from service.viewing import overview
from service.viewing.listsheets import ASKED, CLAIMS, LACKS, STALE, STUCK
from service.web import asked, frame, home
from service.web.claims import waiting_claims
from service.web.download import download
from service.web.frame import pages
from service.web.saying import gettext as _
from service.web.words import stage_word


@pages.get("/today.xlsx")
def home_book() -> Response:
    """What needs me today."""
    found = overview.today(frame.snapshot(), frame.now())
    day = frame.today()
    sheets: list[tuple[str, Sequence[Heading], Sequence[Row]]] = [
        (_("卡住的项目"), STUCK, [_stuck(one) for one in found.stuck]),
        (_("还没人接的需求"), LACKS, _lacks(found)),
        (_("等确认的认领"), CLAIMS, _claims(found)),
        (_("等答复的邀请"), ASKED, [(one.name, one.told) for one in asked.waiting_by_project()]),
        (_("该核实的服务"), STALE, [_stale(one) for one in found.stale]),
    ]
    content = workbook(
        [(title, title, columns, rows) for title, columns, rows in sheets],
        _("网页上先列几条的，这里是全部；不含电话。"),
        day,
        english=frame.language() == "en",
    )
    return download(content, f"{_('今天要办的事')} {day.isoformat()}.xlsx", f"today-{day.isoformat()}.xlsx")


def _stuck(one: overview.Standstill) -> Row:
    return one.name, stage_word(one.stage), one.days, home.why_stuck(one), one.id


def _lacks(found: overview.Overview) -> list[Row]:
    awaited = asked.awaited(frame.snapshot(), found.lacks)
    return [
        (
            home.text_of_lack(one),
            one.project,
            home.missing_of(one),
            _("最好有") if one.hard is False else _("必须有"),
            awaited[one.id].told() if one.id in awaited else "",
            one.id,
        )
        for one in found.lacks
    ]


def _claims(found: overview.Overview) -> list[Row]:
    told = waiting_claims(found.claims)
    return [(*(str(one[name]) for name in ("claimant", "requirement", "gives", "when")),) for one in told]


def _stale(one: overview.StaleService) -> Row:
    return one.name, one.provider, home.last_confirmed(one), one.id
