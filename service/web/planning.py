"""统筹: one plan for all running projects, teams for one of them, who is how busy, what nobody can meet."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Response as FlaskResponse
from flask import current_app, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from service import allocating
from service.allocating import NoPlanYet, PlanFolder, Plans, StandingPlan
from service.allocating.loads import HOURS, LINES
from service.allocating.making import open_lines
from service.allocating.plansheets import plan_list
from service.jobs import Job, Progress
from service.running import served
from service.web import accepted, frame, teams
from service.web.download import download
from service.web.frame import pages
from service.web.lists import place_choice
from service.web.saying import gettext as _
from service.web.written import amount, figure, moment

QUICK = 4.0  # seconds a plan may take before its progress is shown instead
SMALL = 120  # lines that are planned within the request where no plan is kept
BUSY_SHOWN = 8
WIDTH = 200  # of the bar of a load


def kept() -> PlanFolder:
    """The plans kept by this installation."""
    return PlanFolder(Path(current_app.config["HELI_DATA"]))


def last(place: str) -> Plans | None:
    """The last plan for a place; a small one is made at once where there is none."""
    found = kept().last(place)
    if found is None:
        snapshot, matcher = served.community().current(frame.now())
        lines, _owners = open_lines(snapshot, matcher, place)
        if len(lines) <= SMALL:
            found = allocating.plan_all(served.community(), now=frame.now(), place=place)
            kept().keep(found)
    return found


@pages.get("/plan")
def plan() -> str:
    """The last plan, with the teams for one project."""
    place = request.args.get("place", "")
    plans = last(place)
    running = served.jobs().running("plan", place)
    told = _standing_plan(plans) if plans is not None else None
    project = request.args.get("project") or (_first(told) if told is not None else "")
    return frame.page(
        "plan.html",
        view={
            "place": place,
            "place_choice": place_choice(place),
            "running": url_for("pages.plan_job", job_id=running.id) if running is not None else "",
            "ledger": url_for("pages.plan_ledger", place=place or None),
            "plan": _plan(told, place) if told is not None else None,
            "team": teams.view(project, told) if project else None,
        },
    )


def _standing_plan(plans: Plans) -> StandingPlan:
    return allocating.told(served.community(), plans, now=frame.now(), language=frame.language())


def _first(told: StandingPlan) -> str:
    """The project with most to staff."""
    grouped = told.by_project()
    return max(sorted(grouped), key=lambda key: len(grouped[key]), default="")


@pages.post("/plan")
def make_plan() -> Response:
    """Plan anew; what takes longer shows its progress."""
    place, now = request.form.get("place", ""), frame.now()
    running = served.jobs().start_alone("plan", planner(place, now), now, about=place)
    return _after(served.jobs().wait(running.id, QUICK), place)


def planner(place: str, now: datetime) -> Any:
    """The work of planning a place anew, keeping the result."""
    community, folder = served.community(), kept()

    def work(progress: Progress) -> dict[str, str]:
        before = folder.last(place)
        made = allocating.plan_all(community, now=now, place=place, before=before, progress=progress)
        folder.keep(made)
        return {"plan": made.id, "place": place}

    return work


def _after(job: Job, place: str = "") -> Response:
    if job.state == "done":
        place = str(job.result.get("place") or "")
        flash(_("算好了。看一遍再采纳，采纳前还会再列一次。"))
        return redirect(url_for("pages.plan", place=place or None))
    return redirect(url_for("pages.plan_job", job_id=job.id))


@pages.get("/plan/jobs/<job_id>")
def plan_job(job_id: str) -> str | Response:
    """How far the planning is; found again after a reload."""
    found = served.jobs().get(job_id)
    if found.state == "done":
        return _after(found)
    failed = "" if not found.finished else found.message_en if frame.language() == "en" else found.message_zh
    return frame.page(
        "plan_job.html",
        view={
            "running": not found.finished,
            "failed": failed,
            "cancelled": found.state == "cancelled",
            "done": found.done,
            "total": found.total or 1,
            "told": _("%(done)s / %(total)s", done=found.done, total=found.total or "…"),
            "cancel": url_for("pages.cancel_plan", job_id=job_id),
        },
    )


@pages.post("/plan/jobs/<job_id>/cancel")
def cancel_plan(job_id: str) -> Response:
    """Stop planning; the last plan stays."""
    job = served.jobs().cancel(job_id)
    return _after(served.jobs().wait(job.id, QUICK))


@pages.get("/plan.xlsx")
def plan_ledger() -> FlaskResponse:
    """The plan as a workbook."""
    plans = last(request.args.get("place", ""))
    if plans is None:
        raise NoPlanYet
    content = plan_list(_standing_plan(plans).as_json(), day=frame.today(), language=frame.language())
    name = _("在办项目统筹表 %(day)s", day=frame.today().isoformat())
    return download(content, f"{name}.xlsx", f"plan-{frame.today().isoformat()}.xlsx")


def _plan(told: StandingPlan, place: str) -> dict[str, Any]:
    answer = told.as_json()
    projects = [_project(one, place) for one in answer["projects"]]
    changed, since = answer["changed"], answer["since"]
    return {
        "projects": projects,
        "lines": answer["lines"],
        "met": answer["met"],
        "open": answer["lines"] - answer["met"],
        "at": moment(told.plans.at, frame.language()),
        "to_invite": sum(one["to_invite"] for one in projects),
        "accepted": accepted.view(),
        "accept_all": url_for("pages.review_plan", place=place or None),
        "compared": answer["compared"],
        "ways": [_way(one, answer["lines"]) for one in answer["ways"]],
        "reached": f"{answer['reached']:.2%}",
        "since": since if since["kept"] or since["gone"] else None,
        "changed": changed if changed["opened"] or changed["over"] else None,
        "left": answer["left"],
        "stale": answer["stale"],
        "loads": [_load(one) for one in answer["loads"][:BUSY_SHOWN]],
        "more_loads": [_load(one) for one in answer["loads"][BUSY_SHOWN:]],
        "gaps": [_gap(one, told) for one in answer["gaps"]],
    }


def _project(one: dict[str, Any], place: str) -> dict[str, Any]:
    lines, key = one["lines"], one["project"]["id"]
    given = [part for line in lines for part in line["given"]]
    names = list(dict.fromkeys(part["candidate"]["name"] for part in given))
    missing = [_missing(line) for line in lines if line["missing"] != 0]
    return {
        "id": key,
        "name": one["project"]["name"],
        "address": frame.record_address("Project", key),
        "team": url_for("pages.plan", place=place or None, project=key, _anchor="team"),
        "met": [line["missing"] == 0 for line in lines],
        "width": 12 * len(lines),
        "names": _("、").join(names),
        "intended": [intention["sentence"] for line in lines for intention in line["intended"]],
        "missing": _("、").join(missing),
        "to_invite": sum(not part["invitation"] for part in given),
        "given": len(given),
        "accept": url_for("pages.review_plan", place=place or None, project=key),
    }


def _missing(line: dict[str, Any]) -> str:
    return f"{line['text']} {_lacking(line)}".strip()


def _lacking(one: dict[str, Any]) -> str:
    if one["missing"] is None:
        return _("没写金额")
    return amount(one["missing"], one["unit"]) if one["unit"] else ""


def _way(one: dict[str, Any], lines: int) -> dict[str, str]:
    return {
        "title": one["title"],
        "met": f"{one['lines_met']} / {lines}",
        "floor": f"{one['floor']:.0%}",
        "place_floor": f"{one['place_floor']:.0%}",
        "over": f"{one['over']:.0%}",
        "total": figure(round(one["total"])),
    }


def _load(one: dict[str, Any]) -> dict[str, Any]:
    cap, taken, planned, asked = one["cap"], one["taken"], one["planned"], one["asked"]
    whole = max(cap or 0.0, taken + planned, 1e-9)
    return {
        "name": one["candidate"]["name"],
        "address": frame.record_address(one["candidate"]["kind"], one["candidate"]["id"]),
        "groups": _groups(one["groups"]),
        "known": one["measure"] != LINES,
        "capped": cap is not None,
        "full": cap is not None and one["left"] <= 0,
        "lines": one["lines"],
        "taken": figure(round(taken, 1)),
        "asked": figure(round(asked, 1)) if asked else "",
        "planned": figure(round(planned - asked, 1)),
        "left": figure(round(one["left"], 1)) if cap is not None else "",
        "cap": amount(cap, "小时" if one["measure"] == HOURS else "元") if cap is not None else "",
        "month": teams.month(one["month"]),
        "taken_width": f"{WIDTH * taken / whole:.1f}",
        "asked_width": f"{WIDTH * asked / whole:.1f}",
        "planned_from": f"{WIDTH * (taken + asked) / whole:.1f}",
        "planned_width": f"{WIDTH * (planned - asked) / whole:.1f}",
    }


def _groups(names: list[str]) -> str:
    """The groups of a person, who counts once whatever their number."""
    if len(names) > 1:
        return _("%(groups)s都有这个人，只算一次", groups=_("、").join(names))
    return _("%(group)s的人", group=names[0]) if names else ""


def _gap(one: dict[str, Any], told: StandingPlan) -> dict[str, Any]:
    return {
        "text": one["text"],
        "missing": _lacking(one),
        "project": told.name_of(one["project"]),
        "have": _("%(n)s 个做得了", n=one["weighed"]) if one["weighed"] else _("没有做得了的"),
        "why": one["why"],
        "closers": [
            {"name": closer["candidate"]["name"], "sentence": closer["sentence"], "remedy": closer["remedy"]}
            for closer in one["closers"]
        ],
        "ways": [{"title": way["title"], "sentence": way["sentence"]} for way in one["ways_out"]],
        "address": url_for("pages.project", id=one["project"], need=one["requirement"]),
        "edit": url_for("pages.edit_requirement", id=one["requirement"]),
    }
