"""辅导员: a proposal for several projects at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from pydantic import Field

from service.api.adapter import Api, Operation
from service.api.models import Id, Named
from service.api.problems import language
from service.api.schema import SAID, Answered, Asked, AskedInQuery
from service.api.work import writable_now
from service.running.served import community
from service.staffing.mentoring import accept_mentor, mentors_for, release_mentor


class MentorsWanted(AskedInQuery):
    """For which projects."""

    projects: str | None = Field(
        None,
        max_length=4000,
        pattern=SAID,
        description="项目编号，用逗号隔开；缺省为还没有辅导员的。Ids joined by commas; absent: all without a mentor.",
    )


class MentorReason(Answered):
    """One fact that speaks for a mentor."""

    fact: str
    sentence: str
    contribution: float


class MentorLine(Answered):
    """One project with the mentor proposed; reasons add up to the score."""

    project: Named
    hours: float
    mentor: Named | None
    score: float
    reasons: list[MentorReason]
    why_none: str | None


class MentorLoad(Answered):
    """Hours of this month: left (absent: no cap) and proposed."""

    mentor: Named
    left: float | None
    proposed: float


class MentoringAnswered(Answered):
    """A proposal for all projects at once; nothing is written."""

    projects: list[MentorLine]
    mentors: list[MentorLoad]


class MentorAsked(Asked):
    """Who is to accompany a project."""

    mentor: Id


class MentorTold(Answered):
    """Whether something changed: it did not where it was so already, or was not written down here."""

    project: str
    mentor: str
    changed: bool


def declare(api: Api) -> None:
    """Declare the question for mentors, and who accompanies a project."""
    for method, rule, summary, name, handler, body in (
        ("POST", "/projects/<project>/mentors", "就请这位辅导员。This mentor accompanies the project from today.",
         "accept_mentor", _accepts, MentorAsked),
        ("DELETE", "/projects/<project>/mentors/<mentor>", "撤回在这里记下的辅导员。Take a mentor noted here back.",
         "release_mentor", _releases, None),
    ):  # fmt: skip
        operation = Operation(method, rule, summary, MentorTold, body=body, fails=(404,), name=name)
        api.operation(operation, handler)
    api.operation(
        Operation(
            "GET",
            "/projects/mentors",
            "几个项目一起配辅导员：不超余下时数，先找辅导过的。Mentors for several projects within the hours left.",
            MentoringAnswered,
            query=MentorsWanted,
            fails=(404,),
            name="propose_mentors",
        ),
        _mentors,
    )


def _accepts(project: str, body: MentorAsked) -> Mapping[str, Any]:
    now = writable_now()
    changed = accept_mentor(community().store, project, body.mentor, now=now)
    return {"project": project, "mentor": body.mentor, "changed": changed}


def _releases(project: str, mentor: str) -> Mapping[str, Any]:
    writable_now()
    return {"project": project, "mentor": mentor, "changed": release_mentor(community().store, project, mentor)}


def _mentors(query: MentorsWanted) -> Mapping[str, Any]:
    now = datetime.now(UTC)
    snapshot, matcher = community().current(now)
    wanted = [one.strip() for one in (query.projects or "").split(",") if one.strip()]
    return mentors_for(snapshot, matcher, wanted or None, now=now).as_json(language())
