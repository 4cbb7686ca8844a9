"""辅导员: a proposal for several projects at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from pydantic import Field

from service.api.adapter import Api, Operation
from service.api.models import Named
from service.api.problems import language
from service.api.resources import community
from service.api.schema import Answered, AskedInQuery
from service.mentoring import mentors_for


class MentorsWanted(AskedInQuery):
    """For which projects."""

    projects: str | None = Field(
        None,
        max_length=4000,
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


def declare(api: Api) -> None:
    """Declare the question for mentors."""
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


def _mentors(query: MentorsWanted) -> Mapping[str, Any]:
    now = datetime.now(UTC)
    snapshot, matcher = community().current(now)
    wanted = [one.strip() for one in (query.projects or "").split(",") if one.strip()]
    return mentors_for(snapshot, matcher, wanted or None, now=now).as_json(language())
