"""Models of teams, plans and invitations as the JSON door takes and gives them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from matching.data import CANDIDATE_KINDS
from service.allocating.acceptance import MOST
from service.api.models import Id, PlaceId
from service.api.partners import Candidate, LeftOut
from service.api.schema import Answered, Asked, AskedInQuery
from service.editing.content import LEAST_QUANTITY

Kind = Literal[CANDIDATE_KINDS]  # type: ignore[valid-type]  # of the kinds
PARTIES = r"^[A-Z][a-z]+:[^\x00-\x1f\x7f,]+(,[A-Z][a-z]+:[^\x00-\x1f\x7f,]+)*$"


NO_SUM = "要钱又没写金额的为空，要先写上。Null for money whose sum is not written: write it first."


class TeamsWanted(AskedInQuery):
    """Who must, and who must not, take part."""

    including: str | None = Field(
        None, max_length=2000, pattern=PARTIES, description="一定要谁。Who must: Kind:id,Kind:id"
    )
    without: str | None = Field(
        None, max_length=2000, pattern=PARTIES, description="不要谁。Who must not: Kind:id,Kind:id"
    )


class TeamLine(Answered):
    """One line that the teams are for."""

    id: str
    kind: str
    text: str
    wanted: float
    unit: str


class Part(Answered):
    """What one party does for one line; `recorded` where the amount is on record rather than presumed."""

    requirement: str
    candidate: Candidate
    amount: float
    recorded: bool
    score: float
    notes: list[str]
    invitation: str | None = Field(description="Id of an invitation that waits for an answer.")


class Busy(Answered):
    """How busy somebody gets: hours in a month, money of a balance, or lines."""

    measure: Literal["hours", "money", "lines"]
    month: str
    taken: float
    planned: float
    cap: float | None
    left: float | None
    lines: int
    asked: float


class LoadAnswered(Busy):
    """How busy a team makes somebody."""

    kind: str
    id: str


class TeamAnswered(Answered):
    """One team; `cost` is in points, and no team of this leaning costs less than `bound`. It is not complete with a
    room of which it is not on record whether it seats so many."""

    leaning: str
    title: str
    complete: bool
    parts: list[Part]
    covered: dict[str, float]
    parties: list[Candidate]
    newcomers: list[Candidate]
    nearness: float
    farthest: str | None
    mix: dict[str, int]
    loads: list[LoadAnswered]
    cost: float
    bound: float


class OpenAnswered(Answered):
    """A line that stays open: why, and who would come next."""

    requirement: str
    missing: float | None = Field(description=NO_SUM)
    why: str
    closers: list[LeftOut]


class TeamsAnswered(Answered):
    """Teams that differ, the best first, as of one snapshot."""

    project: dict[str, Any]
    snapshot: dict[str, Any]
    requirements: list[TeamLine]
    teams: list[TeamAnswered]
    open: list[OpenAnswered]


class SourceAnswered(Answered):
    """A fund that gives: its rules as recorded, the most it could give this project, what it gives."""

    id: str
    name: str
    purpose: str
    applicants: str
    cap: float | None
    balance: float | None
    most: float
    amount: float
    share: float
    applying: str
    applies: bool | None


class RefusedFund(Answered):
    """A fund that suits and that nobody of the project may apply for."""

    id: str
    name: str
    why: str


class GiftAnswered(Answered):
    """What one fund gives to one line, in 元."""

    requirement: str
    fund: str
    amount: float


class FundingAnswered(Answered):
    """The fewest funds that together give what a project lacks; `concentration` is the sum of squared shares."""

    project: str
    requirements: list[str]
    wanted: float
    missing: float
    sources: list[SourceAnswered]
    gifts: list[GiftAnswered]
    concentration: float
    fewest: bool
    refused: list[RefusedFund]


NO_MONEY: Mapping[str, Any] = {
    "requirements": [],
    "wanted": 0.0,
    "missing": 0.0,
    "sources": [],
    "gifts": [],
    "concentration": 0.0,
    "fewest": True,
    "refused": [],
}


class PlanWanted(AskedInQuery):
    """Which plan."""

    place: PlaceId | None = Field(
        None, description="地点编号或名称，含下级；缺省为全部。Id or name of a place, with all in it."
    )


class PlanAsked(Asked):
    """What is to be planned."""

    place: PlaceId | None = Field(
        None, description="地点编号或名称，含下级；缺省为全部。Id or name of a place, with all in it."
    )


class GivenAnswered(Answered):
    """What one party does for a line in the plan."""

    candidate: Candidate
    amount: float
    recorded: bool
    score: float
    invitation: str | None


class IntendedAnswered(Answered):
    """Who said they would like to take a line and waits to be confirmed, and whether the plan counts on them."""

    candidate: Candidate
    amount: float | None = Field(description="没说多少时为空。Null where they did not say.")
    planned: bool
    sentence: str


class PlannedLineAnswered(Answered):
    """A line in the plan and who serves it; `filled` is the share of it that is met (0 to 1), `missing` in its unit."""

    id: str
    kind: str
    text: str
    unit: str
    wanted: float | None = Field(description=NO_SUM)
    filled: float
    missing: float | None = Field(description=NO_SUM)
    given: list[GivenAnswered]
    intended: list[IntendedAnswered]


class PlannedProject(Answered):
    """A project in the plan."""

    project: Candidate
    lines: list[PlannedLineAnswered]


class PlanLoad(Busy):
    """How busy the plan makes somebody, with the part they are invited for already; of people also their groups."""

    candidate: Candidate
    groups: list[str]


class WayOut(Answered):
    """One way to close a gap, and how many lines more the plan would meet; residents are only counted."""

    way: Literal["group", "latent", "outside", "training"]
    title: str
    sentence: str
    candidates: list[Candidate]
    gain: float


class PlanGap(Answered):
    """A line that the plan does not meet."""

    requirement: str
    project: str
    text: str
    missing: float | None = Field(description=NO_SUM)
    unit: str
    weighed: int
    why: str
    closers: list[LeftOut]
    ways_out: list[WayOut]


class PlanWay(Answered):
    """One way of dividing, to compare, as far as it can be kept; `over`: the share of its promises that cannot."""

    name: Literal["plan", "first_come", "alone"]
    title: str
    lines_met: int
    filled: float
    floor: float
    place_floor: float
    over: float
    total: float


class PlanAnswered(Answered):
    """The last plan with the names of now; lines that are gone or met since are left out."""

    id: str
    at: str
    snapshot: str
    place: str | None
    lines: int
    met: int
    bound: float
    reached: float
    ways: list[PlanWay]
    compared: str
    since: dict[str, int]
    changed: dict[str, int]
    stale: bool = Field(description="资料在算完以后变过。Whether what it was made of has changed since.")
    left: int = Field(description="排好以后不再参加的有几处。Places in it of those who may not be asked any more.")
    projects: list[PlannedProject]
    loads: list[PlanLoad]
    gaps: list[PlanGap]


class ProposalAsked(Asked):
    """Somebody to be invited for a line, and for how much of it."""

    requirement: Id
    kind: Kind
    id: Id
    amount: Annotated[float, Field(ge=LEAST_QUANTITY, le=1e12)] | None = Field(
        None,
        description="多少，按需求项的单位；不写算 1 份、可以比还差的多请两份，要钱的算还差的全部；"
        "写了的合起来不能超过还差的。"
        "Of its unit; else one, of which two more than are lacking may be asked, of money all it lacks. Amounts that "
        "are told and wait for an answer never add up to more than is lacking.",
    )


class Proposals(Asked):
    """What is accepted: all of it or nothing."""

    proposals: list[ProposalAsked] = Field(min_length=1, max_length=MOST)


class InvitationAnswered(Answered):
    """An invitation that waits for an answer; `new` unless it stood before."""

    id: str
    requirement: str
    candidate: Candidate
    asked_on: str | None
    new: bool


class AcceptanceAnswered(Answered):
    """What was accepted together: when, for which projects, and what became of its invitations."""

    id: str
    day: str | None
    at: str | None
    projects: list[str]
    written: int
    waiting: int
    accepted: int
    declined: int
    taken_back: int
    taken_back_at: str | None


class AcceptancesAnswered(Answered):
    """Everything that was accepted together, the latest first."""

    items: list[AcceptanceAnswered]


class InvitationsAnswered(Answered):
    """Invitations that wait."""

    items: list[InvitationAnswered]


class Withdrawn(Answered):
    """What was taken back."""

    withdrawn: list[str]
