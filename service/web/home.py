"""今天: what needs a coordinator today."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta

from flask import url_for

from service import partnering
from service.running import served
from service.viewing import overview
from service.web import asked, frame, imports
from service.web.claims import waiting_claims
from service.web.frame import pages
from service.web.saying import gettext as _
from service.web.words import REQUIREMENT_WORDS, stage_steps, stage_word, word
from service.web.written import amount, day

# Without any of these there is nothing to be done today, and somebody has only just begun.
WORKED_ON = ("Project", "Need", "Service", "Space", "Organization", "Unit", "Resident", "Place")
STUCK_SHOWN = 5
LACKS_SHOWN = 5
STALE_SHOWN = 5
LACKS_OF_ONE_PROJECT = 2
REASONS_SAID = 2
ABANDONED = timedelta(days=2)  # an upload nobody went on with since is no work of today; the import page lists it


@pages.get("/")
def home() -> str:
    """What needs me today."""
    found = overview.today(frame.snapshot(), frame.now())
    return frame.page("home.html", view=_view(found))


def _view(found: overview.Overview) -> dict[str, object]:
    awaited = asked.awaited(frame.snapshot(), found.lacks)
    return {
        "today": frame.today_words(),
        "nothing": not any(len(frame.snapshot().nodes[kind]) for kind in WORKED_ON),
        "count": len(found.stuck) + len(found.claims),
        "invited": asked.waiting_first(),
        "book": url_for("pages.home_book"),
        "stuck": [_stuck(one) for one in found.stuck[:STUCK_SHOWN]],
        "stuck_count": len(found.stuck),
        "lacks": [_lack(one, awaited.get(one.id)) for one in _first_lacks(found.lacks, awaited)],
        "lack_count": len(found.lacks),
        "claims": waiting_claims(found.claims),
        "stale": [_stale(one) for one in found.stale[:STALE_SHOWN]],
        "stale_count": len(found.stale),
        "last_import": imports.last_import(),
        "open_checks": imports.open_checks(newer_than=frame.now() - ABANDONED),
    }


def _stuck(one: overview.Standstill) -> dict[str, object]:
    return {
        "days": one.days,
        "name": one.name,
        "address": frame.record_address("Project", one.id),
        "steps": stage_steps(one.stage),
        "why": why_stuck(one),
        "rule": _("停在“%(stage)s”，超过 %(days)s 天没动就列在这里", stage=stage_word(one.stage), days=one.patience),
        "action": _("去找伙伴") if one.lines > one.met else _("看项目"),
    }


def why_stuck(one: overview.Standstill) -> str:
    """What a project that stands still waits for."""
    why = _("等着评价。") if one.stage == "evaluated" else _("还没有写缺什么。")
    if one.lines:
        why = _("%(lines)s 项需求落实了 %(met)s 项。", lines=one.lines, met=one.met)
    if one.date_from is not None and one.date_from > frame.today():
        begins = _("%(day)s就要开始。", day=day(one.date_from, frame.language()))
        why = f"{why} {begins}" if frame.language() == "en" else why + begins
    return why


def _first_lacks(lacks: Sequence[overview.Lack], awaited: Mapping[str, asked.Awaited]) -> list[overview.Lack]:
    """The first lines to look at, so picked that no project takes them all; those that need only wait come last."""
    counted: Counter[str] = Counter()
    picked = []
    for one in sorted(lacks, key=lambda line: line.id in awaited and awaited[line.id].enough):
        counted[one.project_id] += 1
        if counted[one.project_id] <= LACKS_OF_ONE_PROJECT:
            picked.append(one)
    return picked[:LACKS_SHOWN]


def _lack(one: overview.Lack, waits: asked.Awaited | None) -> dict[str, object]:
    told: dict[str, object] = {"text": text_of_lack(one), "project": one.project, "missing": missing_of(one)}
    if waits is not None and waits.enough:
        address = url_for("pages.project", id=one.project_id, need=one.id, _anchor="invited")
        return {**told, "best": None, "none": waits.told(), "address": address, "action": _("看项目")}
    step = _next_step(one, waits.parties if waits is not None else frozenset())
    if waits is not None and step["best"] is None:
        step["none"] = waits.told()
    return {**told, **step}


def text_of_lack(one: overview.Lack) -> str:
    """What is lacking, in its own words where it has any."""
    return one.text or word(REQUIREMENT_WORDS, one.kind)


def missing_of(one: overview.Lack) -> str:
    """How much is still missing."""
    missing = amount(one.missing, one.unit)
    return _("差%(n)s", n=missing) if missing else _("还没定")


def _next_step(one: overview.Lack, asked_already: frozenset[tuple[str, str]]) -> dict[str, object]:
    """The first of the list who is not asked yet, or why there is nobody."""
    answer = partnering.find_partners(
        served.community(),
        one.project_id,
        requirement=one.id,
        limit=1 + len(asked_already),
        language=frame.language(),
        now=frame.now(),
    )
    line, best = answer.requirements[0].answer, None
    others = (one for one in line.matches if (one.candidate["kind"], one.candidate["id"]) not in asked_already)
    match = next(others, None)
    if match is not None:
        gains = sorted(match.reasons, key=lambda reason: -reason.contribution)[:REASONS_SAID]
        said = _("，").join(reason.sentence for reason in gains if reason.contribution > 0)
        best = {"name": match.candidate["name"], "sentence": said}
    nearest = next((one for one in line.left_out if one.candidate["id"]), None)
    if best is None and nearest is not None:
        none = _("没有合适的。最近的是%(name)s：%(why)s", name=nearest.candidate["name"], why=nearest.sentence)
    else:
        none = _("现在没有谁能接，要另外培育或请外面的机构。")
    return {
        "best": best,
        "none": none,
        "address": url_for("pages.project", id=one.project_id, need=one.id),
        "action": _("看人选") if best else _("看看缺什么"),
    }


def _stale(one: overview.StaleService) -> dict[str, object]:
    return {
        "name": one.name,
        "address": frame.record_address("Service", one.id),
        "told": f"{one.provider} {last_confirmed(one)}".strip(),
        "confirm": url_for("pages.confirm_service", id=one.id),
    }


def last_confirmed(one: overview.StaleService) -> str:
    """When somebody last said that a service is still to be had."""
    if one.confirmed_on is None:
        return _("没有核实过")
    return _("上次核实 %(day)s（%(n)s 天前）", day=day(one.confirmed_on, frame.language()), n=one.days)
