"""The main question: who could provide what a project lacks, and why."""

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
from service.partnering import find_partners


class PartnersWanted(AskedInQuery):
    """For which requirement, and how many."""

    requirement: str | None = Field(None, max_length=200, description="需求项编号，缺省为全部。Id of one requirement.")
    limit: int = Field(10, ge=1, le=100, description="每项最多几个。Most matches for each requirement.")


class PartnersAnswered(Answered):
    """Explained partners for each requirement of a project; each score is its base plus all contributions."""

    class Step(Answered):
        """One link of the evidence, to be checked in the graph."""

        start: dict[str, Any] = Field(alias="from")
        link: str
        to: dict[str, Any]

    class Reason(Answered):
        """One reason, its share of the score, and the facts it rests on."""

        feature: str
        value: float
        weight: float
        contribution: float
        sentence: str
        evidence: list[PartnersAnswered.Step]

    class Match(Answered):
        """One candidate."""

        rank: int
        candidate: Named
        score: float
        base: float
        reasons: list[PartnersAnswered.Reason]

    class LeftOut(Answered):
        """One candidate that may not be proposed, and why."""

        candidate: Named
        rule: str
        sentence: str

    class Lacking(Answered):
        """One requirement with its matches."""

        id: str
        kind: str
        text: str
        quantity: float | None
        unit: str | None
        matches: list[PartnersAnswered.Match]
        left_out: list[PartnersAnswered.LeftOut]
        left_out_total: int

    project: Named
    understood: dict[str, Any]
    snapshot: dict[str, Any]
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


def _partners(identifier: str, query: PartnersWanted) -> Mapping[str, Any]:
    found = find_partners(
        community(),
        identifier,
        requirement=query.requirement,
        limit=query.limit,
        language=language(),
        now=datetime.now(UTC),
    )
    return found.as_json()
