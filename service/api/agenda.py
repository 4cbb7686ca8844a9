"""议题清单: the open needs of a place in the order to take them up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from pydantic import Field

from service import consulting
from service.api.adapter import Api, Operation
from service.api.models import Named, PlaceId
from service.api.problems import language
from service.api.resources import judged_alike, snapshot
from service.api.schema import Answered, AskedInQuery
from service.running.served import community


class AgendaWanted(AskedInQuery):
    """Of which place, and how many topics."""

    place: PlaceId | None = Field(None, description="地点编号或名称，含其下各处。Id or name of a place.")
    limit: int = Field(30, ge=1, le=200, description="最多几个议题。Most topics.")


class AgendaPoint(Answered):
    """One reason for a topic's place; the score is their sum."""

    name: str
    points: float
    sentence: str


class AgendaNeed(Named):
    """One need of a topic."""

    text: str
    place: Named | None


class AgendaTopicAnswered(Answered):
    """A need, or several that one answer would meet; `joined` when people said so."""

    problem: str | None
    joined: bool
    score: float
    points: list[AgendaPoint]
    reasons: list[str] = Field(description="为什么排在这里，没写什么也说。Why it is here, also if nothing is told.")
    level: str
    rule: str
    level_of: Named = Field(description="层级是看哪条需求定的。The need that gives the level, the highest of all.")
    projects: list[Named] = Field(description="已在办它的项目。Projects under way for it.")
    waiting: list[Named] = Field(description="还没有项目在办的需求。Its needs that no project under way answers.")
    needs: list[AgendaNeed]


class AgendaBelow(Answered):
    """A place right below: how many topics, and those it would take up first."""

    place: Named
    topics: int
    first: list[str]


class AgendaAnswered(Answered):
    """The topics of a place, the first to take up first; `total` of them in all."""

    place: Named | None
    rule: str = Field(description="按什么排的。By what they are ordered.")
    total: int
    topics: list[AgendaTopicAnswered]
    below: list[AgendaBelow]


def declare(api: Api) -> None:
    """Declare the agenda of a place."""
    api.operation(
        Operation(
            "GET",
            "/needs/agenda",
            "议题清单：先议哪件、为什么，以及下面各处的先后。Open needs in the order to take them up, and why.",
            AgendaAnswered,
            query=AgendaWanted,
            fails=(404,),
            name="agenda",
        ),
        _agenda,
    )


def _agenda(query: AgendaWanted) -> Mapping[str, Any]:
    now = datetime.now(UTC)
    found = consulting.agenda_of(
        snapshot(),
        judged_alike(),
        consulting.lore_of(community()),
        place=query.place or "",
        most=query.limit,
        now=now,
    )
    return found.as_json(language())
