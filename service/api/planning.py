"""Teams for a project, the plan for all, and the invitations that come of either."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import current_app, request

from graph.errors import Conflict, NotFound
from graph.kinds import NODES
from matching.data import MatchingData
from service import allocating
from service.allocating.plans import Plans
from service.api.adapter import LOCATION, Answer, Api, Operation
from service.api.imports import JobAnswered, job_told
from service.api.plan_models import (
    NO_MONEY,
    AcceptancesAnswered,
    FundingAnswered,
    InvitationsAnswered,
    PlanAnswered,
    PlanAsked,
    PlanWanted,
    ProposalAsked,
    Proposals,
    TeamsAnswered,
    TeamsWanted,
    Withdrawn,
)
from service.api.problems import language
from service.api.replay import id_for
from service.api.resources import snapshot
from service.api.work import writable_now
from service.clock import day_of
from service.decisions import feedback
from service.decisions.inviting import Proposal, Waiting, waiting, withdraw
from service.jobs import Progress
from service.running.served import community, jobs
from service.staffing.funding import fund_mix
from service.staffing.teaming import find_teams
from service.viewing.overview import all_lines
from service.viewing.showing import askable


def declare(api: Api) -> None:
    """Declare teams, the plan and invitations."""
    operations = (
        ("GET", "/projects/<identifier>/teams", "一个项目配队。Teams for a project.",
         TeamsAnswered, "find_teams", _teams),
        ("GET", "/projects/<identifier>/funding", "钱从哪几处来。The fewest funds for what a project lacks.",
         FundingAnswered, "find_funding", _funding),
        ("GET", "/plan", "最近一次统筹。The last plan.", PlanAnswered, "read_plan", _plan),
        ("POST", "/plan", "重新统筹。Plan anew, as a job.", JobAnswered, "make_plan", _make),
        ("POST", "/jobs/<job>/cancel", "取消任务。Stop a job.", JobAnswered, "cancel_job", _cancel),
        ("GET", "/projects/<identifier>/invitations", "等答复的邀请。Invitations that wait for an answer.",
         InvitationsAnswered, "list_invitations", _waiting),
        ("POST", "/projects/<identifier>/invitations", "给一个项目写邀请，要么全写要么不写。Invite for one project.",
         InvitationsAnswered, "invite_for_project", _invite_for),
        ("POST", "/plan/invitations", "采纳统筹，写出邀请。Accept proposals of the plan: all or none.",
         InvitationsAnswered, "accept_plan", _invite),
        ("GET", "/plan/acceptances", "采纳记录。What was accepted together, the latest first.",
         AcceptancesAnswered, "list_acceptances", _acceptances),
        ("DELETE", "/plan/acceptances/<identifier>", "撤销一次采纳，已答复的不动。Take back what nobody has answered.",
         Withdrawn, "undo_acceptance", _take_back),
        ("DELETE", "/invitations/<identifier>", "撤回没答复的邀请。Take back an invitation nobody has answered.",
         Withdrawn, "withdraw_invitation", _withdraw),
    )  # fmt: skip
    more: Mapping[str, dict[str, Any]] = {
        "find_teams": {"query": TeamsWanted},
        "read_plan": {"query": PlanWanted, "fails": (404,)},
        "make_plan": {"body": PlanAsked, "status": 202, "tells": (LOCATION,), "fails": (404,)},
        "invite_for_project": {"body": Proposals, "status": 201},
        "accept_plan": {"body": Proposals, "status": 201, "fails": (404,)},
        "undo_acceptance": {"fails": (404,)},
        "withdraw_invitation": {"fails": (409,)},
    }
    for method, rule, summary, answer, name, handler in operations:
        api.operation(Operation(method, rule, summary, answer, name=name, **more.get(name, {})), handler)


def _kept() -> allocating.PlanFolder:
    return allocating.PlanFolder(Path(current_app.config["HELI_DATA"]))


def _teams(identifier: str, query: TeamsWanted) -> Mapping[str, Any]:
    found = find_teams(
        community(),
        identifier,
        including=_parties(query.including),
        without=_parties(query.without),
        language=language(),
        now=datetime.now(UTC),
    )
    return found.as_json()


def _funding(identifier: str) -> Mapping[str, Any]:
    found = fund_mix(community(), identifier, language=language(), now=datetime.now(UTC))
    return found.as_json() if found is not None else {**NO_MONEY, "project": identifier}


def _parties(text: str | None) -> list[tuple[str, str]]:
    found = [one.partition(":") for one in (text or "").split(",") if one]
    return [(kind, key) for kind, _colon, key in found]


def _plan(query: PlanWanted) -> Mapping[str, Any]:
    plans = _kept().last(query.place or "")
    if plans is None:
        raise allocating.NoPlanYet
    return _told(plans)


def _told(plans: Plans) -> Mapping[str, Any]:
    return allocating.told(community(), plans, now=datetime.now(UTC), language=language()).as_json()


def _make(body: PlanAsked) -> Answer:
    place, now, live, kept = body.place or "", writable_now(), community(), _kept()
    if place and place not in snapshot().nodes["Place"].row_of:
        raise NotFound("Place", place)

    def work(progress: Progress) -> dict[str, str]:
        made = allocating.plan_all(live, now=now, place=place, before=kept.last(place), progress=progress)
        kept.keep(made)
        return {"plan": made.id, "place": place}

    key = id_for("job", "") if "Idempotency-Key" in request.headers else ""
    job = jobs().start_alone("plan", work, now, key, about=place)
    return Answer(job_told(job), {"Location": f"/api/v1/jobs/{job.id}"})


def _cancel(job: str) -> Mapping[str, Any]:
    return job_told(jobs().cancel(job))


def _waiting(identifier: str) -> Mapping[str, Any]:
    now, data = snapshot(), community().current(datetime.now(UTC)).matcher.data
    if identifier not in now.nodes["Project"].row_of:
        raise NotFound("Project", identifier)
    found = waiting(now, _lines_of(identifier))
    return {
        "items": [
            {
                "id": one.id,
                "requirement": one.requirement,
                "candidate": _named(data, one),
                "asked_on": one.asked_on.isoformat() if one.asked_on else None,
                "new": False,
            }
            for one in found
            if data.nodes.has(one.kind, one.candidate)
        ]
    }


def _named(data: MatchingData, one: Waiting) -> Mapping[str, str]:
    """Who was asked; of whom may not be shown the kind alone."""
    if not askable(data, one.kind, one.candidate):
        return {"kind": one.kind, "id": "", "name": one.kind if language() == "en" else NODES[one.kind].zh}
    return data.nodes.node(data.nodes.row_of(one.kind, one.candidate))


def _lines_of(project: str) -> list[str]:
    return [line.id for line in all_lines(snapshot(), day_of(datetime.now(UTC)), project)]


def _invite_for(identifier: str, body: Proposals) -> Mapping[str, Any]:
    if identifier not in snapshot().nodes["Project"].row_of:
        raise NotFound("Project", identifier)
    lines = set(_lines_of(identifier))
    for one in body.proposals:
        if one.requirement not in lines:
            raise NotFound("Requirement", one.requirement)
    return _accepted(body.proposals)


def _invite(body: Proposals) -> Mapping[str, Any]:
    return _accepted(body.proposals)


def _accepted(asked: Sequence[ProposalAsked]) -> Mapping[str, Any]:
    now, held = writable_now(), snapshot()
    before = community().current(now)
    proposals: list[Proposal] = [
        allocating.proposed(held, one.requirement, one.kind, one.id, one.amount) for one in asked
    ]
    batch = id_for("batch", "") if "Idempotency-Key" in request.headers else ""
    done = allocating.accept(community(), community().store, proposals, now=now, batch=batch)
    feedback.record_asked(community().shown, before, done, now)
    return {"items": [one.as_json() for one in done]}


def _acceptances() -> Mapping[str, Any]:
    live = community()
    store = None if live.freshness(datetime.now(UTC)).away else live.store
    return {"items": [one.as_json() for one in allocating.acceptances(snapshot(), store)]}


def _take_back(identifier: str) -> Mapping[str, Any]:
    now = writable_now()
    allocating.acceptance(snapshot(), community().store, identifier)
    return {"withdrawn": allocating.take_back(community(), community().store, identifier, now=now)}


def _withdraw(identifier: str) -> Mapping[str, Any]:
    now = writable_now()
    store = community().store
    held = store.get("Invitation", identifier)
    if held.properties.get("answer"):
        zh, en = (
            f"邀请 {identifier} 已经有答复，不能撤回。",
            f"Invitation {identifier} is answered and cannot be taken back.",
        )
        raise Conflict(identifier, (zh, en))
    return {"withdrawn": withdraw(store, [identifier], now)}
