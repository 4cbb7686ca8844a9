"""Who can be called at once, and which teams could become groups."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from pydantic import Field

from service.api.adapter import Api, Operation
from service.api.models import PlaceId
from service.api.partners import Candidate, LeftOut
from service.api.problems import language
from service.api.scenes import HOURS
from service.api.schema import SAID, Answered, AskedInQuery
from service.running.served import community
from service.staffing.growing import growing
from service.staffing.rallying import LONGEST, MOST, TOP, rally


class RallyWanted(AskedInQuery):
    """What happened, where, and when somebody has to come."""

    text: str = Field(min_length=1, max_length=LONGEST, pattern=SAID, description="出了什么事。What happened.")
    place: PlaceId = Field(description="地点编号或名称。Id or name of the place to which people are called.")
    windows: str | None = HOURS
    top: int = Field(TOP, ge=1, le=MOST, description="最多几个。The most that are listed.")


class RallyCount(Answered):
    """How many there are within one place; `members` are people whom the groups add to those called alone."""

    level: str
    place: Candidate
    parties: int
    told: int = Field(description="登记了这个时间有空的。Those who said that they are free then.")
    people: int
    groups: int
    members: int


class RallyParty(Answered):
    """One party: whether it has on record what is needed, how near it is, whether it said yes to the time."""

    candidate: Candidate
    able: bool
    level: str | None
    where: str
    told_when: bool
    members: int | None = Field(description="队伍有多少人。How many people a group is.")
    score: float
    reasons: list[str]


class RallyHappened(Answered):
    """An emergency read from the words, and what to do before anybody is called."""

    id: str
    name: str
    safety: str


class RallyAnswered(Answered):
    """Whom to call, in this order, then those of no known place; `otherwise` are those whom only the time keeps out."""

    text: str
    place: Candidate
    windows: list[str]
    when: str
    registered: str
    now: bool = Field(description="没说时间，按现在算。No time was told: it is now.")
    happened: list[RallyHappened] = Field(description="读出来的急事，要紧的在前。Emergencies read, the gravest first.")
    danger: str | None = Field(description="没读出急事时，危险的先打什么电话。What to call first if none was read.")
    read: list[str] = Field(description="读出来要的本领。The abilities read from the words.")
    within: list[RallyCount] = Field(description="会的有多少。How many have what is needed.")
    hands: list[RallyCount] = Field(description="能搭把手的有多少。How many can lend a hand.")
    parties: list[RallyParty]
    unplaced: list[RallyParty] = Field(
        description="没登记在哪里的，远近要先问。Those with no place on record: ask how far they are."
    )
    otherwise: list[LeftOut]
    lack: str | None


class TeamMember(Candidate):
    """One of a team; the first of them could lead."""

    works: int = Field(description="这段时间参加了几件事。Pieces of work in the time looked at.")
    core: str | None


class TeamWork(Candidate):
    """A piece of work and the last day known of it."""

    day: str


class TeamAbility(Answered):
    """What several of them can, or several of their works were about."""

    name: str
    people: int
    works: int


class GrowthStep(Answered):
    """One thing that is asked for before a group is filed, as far as the graph can tell."""

    name: str
    done: bool | None
    sentence: str


class TeamNeed(Answered):
    """An open need near by that the team could serve."""

    need: Candidate
    place: Candidate | None
    why: str


class TeamAnswered(Answered):
    """Residents who did these works together and are in no group together."""

    people: list[TeamMember]
    works: list[TeamWork]
    place: Candidate | None
    can: list[TeamAbility]
    steps: list[GrowthStep]
    needs: list[TeamNeed]


class BodyAnswered(Answered):
    """A body that is further than its stage on record."""

    candidate: Candidate
    stage: str
    next: str
    works: list[TeamWork]
    steps: list[GrowthStep]


class GrowingAnswered(Answered):
    """Teams that could become groups, the strongest first, and bodies whose next stage is due."""

    since: str
    teams: list[TeamAnswered]
    teams_total: int
    bodies: list[BodyAnswered]


def declare(api: Api) -> None:
    """Declare who can be called at once, and which teams could become groups."""
    api.operation(
        Operation(
            "GET",
            "/rally",
            "眼下能叫到谁：按一句话、一个地点、一个时间。Who can be called to a place at once.",
            RallyAnswered,
            query=RallyWanted,
            fails=(404, 422),
            name="rally",
        ),
        _rally,
    )
    api.operation(
        Operation(
            "GET",
            "/growing",
            "可以成队的居民，该升一步的组织。Teams that could become groups, and bodies due for their next stage.",
            GrowingAnswered,
            name="growing",
        ),
        lambda: growing(community(), language=language(), now=datetime.now(UTC)).as_json(),
    )


def _rally(query: RallyWanted) -> Mapping[str, Any]:
    windows = tuple(query.windows.split(",")) if query.windows else ()
    now = datetime.now(UTC)
    found = rally(community(), query.text, query.place, windows=windows, top=query.top, language=language(), now=now)
    return found.as_json()
