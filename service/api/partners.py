"""The main question: who could provide what a project lacks, and why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Literal

from pydantic import Field

from graph.kinds import CANDIDATES
from service.api.adapter import Api, Operation
from service.api.models import Id
from service.api.problems import language
from service.api.schema import Answered, AskedInQuery
from service.decisions.feedback import record_shown
from service.partnering import find_partners, why_missing
from service.running.served import community


class PartnersWanted(AskedInQuery):
    """For which requirement, and how many."""

    requirement: Id | None = Field(None, description="需求项编号，缺省为全部。Id of one requirement.")
    limit: int = Field(10, ge=1, le=100, description="每项最多几个。Most matches for each requirement.")


class Candidate(Answered):
    """Somebody or something that can be proposed; people who may not be named have no id."""

    kind: str
    id: str | None = None
    name: str


class Fact(Answered):
    """One piece of evidence, to be checked in the graph: a link in its stored direction, or a property."""

    start: dict[str, Any] = Field(alias="from")
    link: str
    to: dict[str, Any]


class Reason(Answered):
    """One reason, its share of the score, and the facts it rests on."""

    feature: str
    label: str
    value: float
    weight: float
    contribution: float
    points: int = Field(description="Contribution as the pages draw it, in whole points.")
    sentence: str
    evidence: list[Fact]


class Match(Answered):
    """One candidate: the score is the base and all contributions."""

    rank: int
    candidate: Candidate
    score: float
    base: float
    points: int
    reasons: list[Reason]
    notes: list[str]
    same: list[Candidate] = Field(description="同一家，不再另列的。Of the same provider, not listed again.")


class LeftOut(Answered):
    """Who may not be proposed, by which rule, and what would change that."""

    candidate: dict[str, Any]
    rule: str
    sentence: str
    remedy: str
    count: int


class Lacking(Answered):
    """One requirement with its matches."""

    id: str
    kind: str
    text: str
    quantity: float | None
    unit: str | None
    hard: bool | None
    status: str
    taken: float
    proposed: float = Field(description="另有意向、等确认的，不算已落实。Intended beside it, not settled.")
    state: Literal["open", "proposed", "met"] = Field(
        description="open 还差；proposed 等确认的意向够了，还没定；met 已落实。proposed: what is intended would do."
    )
    left: float | None
    activity: str | None
    trouble: str | None = Field(
        description="照写的谁也满足不了，或者话和数对不上。Why nobody could meet it as written, or what it contradicts."
    )
    understood: dict[str, Any]
    matches: list[Match]
    eligible_total: int
    left_out: list[LeftOut]
    left_out_total: int


class WhyAsked(AskedInQuery):
    """For which requirement, and about whom."""

    requirement: Id = Field(description="需求项编号。Id of the requirement.")
    kind: Literal[CANDIDATES] = Field(description="候选的种类。Kind of the candidate.")  # type: ignore[valid-type]  # of the kinds
    candidate: Id = Field(description="候选的编号。Id of the candidate.")


class Reached(Answered):
    """The least that would bring a candidate among the first ten, and the rank it would then have."""

    facts: list[str]
    rank: int
    sentence: str


class AheadAnswered(Answered):
    """In which reasons (features) most of the first are ahead, and by how many points the lowest of them is."""

    facts: list[str]
    points: int
    sentence: str


class WhyAnswered(Answered):
    """Where a candidate stands with its reasons, or the rule that leaves it out; and what little would change that."""

    requirement: str
    eligible: bool
    rank: int | None = Field(description="名单上的位置。Its place in the list as it is shown.")
    rank_by_score: int | None = Field(description="按分数的位置。Its place by score alone.")
    note: str | None = Field(description="两者不同的原因。Why the two differ.")
    match: dict[str, Any] | None
    left_out: LeftOut | None
    reachable: Reached | None
    ahead: AheadAnswered | None


class PartnersAnswered(Answered):
    """Explained partners for each requirement of a project, as of one snapshot."""

    project: dict[str, Any]
    understood: dict[str, Any]
    snapshot: dict[str, Any]
    weights: str
    learned_at: datetime | None = Field(
        description="名单里从往事学来的部分是何时学的；没学过为空。"
        "When what past projects say was learned; null where nothing was."
    )
    requirements: list[Lacking]


def declare(api: Api) -> None:
    """Declare the question for partners."""
    api.operation(
        Operation(
            "GET",
            "/projects/<identifier>/partners",
            "项目每项需求的合作方人选和理由。Explained partners for each requirement of a project.",
            PartnersAnswered,
            query=PartnersWanted,
            name="find_partners",
        ),
        _partners,
    )
    api.operation(
        Operation(
            "GET",
            "/projects/<identifier>/partners/why",
            "为什么没有某某，差一点什么就能排进前十。Why a candidate is not among the first, and what little would do.",
            WhyAnswered,
            query=WhyAsked,
            name="why_missing",
        ),
        _why,
    )


def _why(identifier: str, query: WhyAsked) -> Mapping[str, Any]:
    found = why_missing(
        community(),
        identifier,
        query.requirement,
        (query.kind, query.candidate),
        language=language(),
        now=datetime.now(UTC),
    )
    return found.as_json()


def _partners(identifier: str, query: PartnersWanted) -> Mapping[str, Any]:
    now = datetime.now(UTC)
    found = find_partners(
        community(),
        identifier,
        requirement=query.requirement,
        limit=query.limit,
        language=language(),
        now=now,
    )
    record_shown(community().shown, found, "api", now)
    return found.as_json()
