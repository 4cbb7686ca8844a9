"""Before anybody is called: whose matter it is, who must come, who solved it before, which needs are one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Literal

from pydantic import Field

from service import consulting
from service.api.adapter import Api, Handler, Operation
from service.api.models import Named, PlaceId
from service.api.partners import Candidate
from service.api.problems import language
from service.api.resources import judged_alike, snapshot
from service.api.schema import Answered, Asked, AskedInQuery
from service.consulting.mates import mates_of
from service.running.served import community

KINDS = {"needs": "Need", "projects": "Project"}


class LevelFact(Answered):
    """One rule: its sentence, the words found, and what it added to the score of the level."""

    rule: str
    sentence: str
    words: list[str]
    contribution: float


class LevelAnswered(Answered):
    """The level that stands, its suppliers, and every rule behind the one by rules.

    Bias and contributions add up to the score of the level by rules, whose chance is `chance`.
    """

    of: Named
    level: str = Field(description="登记的层级，没写的按内容推。The level written down, else the one by the rules.")
    by_rules: str = Field(description="按内容看的层级。The level by what is said.")
    chance: float
    chances: dict[str, float]
    written: str | None = Field(description="登记表上写的层级。The level that people wrote down.")
    agrees: bool | None
    suppliers: list[str]
    rule: str
    facts: list[LevelFact]
    bias: float
    score: float
    understood: dict[str, str | None]


class PartyReason(Answered):
    """One fact that speaks for a party."""

    rule: str
    sentence: str
    contribution: float


class PartyAnswered(Answered):
    """One party: whether it must come, why, and the records that stand for it here."""

    party: str
    must: bool
    chance: float
    why: str
    reasons: list[PartyReason]
    records: list[Named]


class StakeholdersAnswered(Answered):
    """Who must be at the table, and who is welcome."""

    of: Named
    level: str
    must: list[PartyAnswered]
    welcome: list[PartyAnswered]


class CaseAnswered(Answered):
    """A finished project like the one asked about; `parts` add up to the score."""

    project: Named
    score: float
    parts: dict[str, float]
    shared: dict[str, list[str]]
    places: list[Named]
    needs: list[Named]
    partners: list[Named]
    result: str | None
    rating: float | None
    reviews: int


class SimilarAnswered(Answered):
    """Solved cases, the likest first."""

    of: Named
    looked_through: int
    by_sense: bool = Field(description="是否也比了句向量。Whether sentence vectors were compared, too.")
    cases: list[CaseAnswered]


class MateAnswered(Answered):
    """One who could join: the parts that this one could play, and why."""

    candidate: Candidate
    parts: list[Literal["raised", "able", "worked", "new"]]
    reasons: list[str]


class MatesAnswered(Answered):
    """Who could do something about a need together; `lack` tells what nobody has on record."""

    of: Named
    read: list[str] = Field(description="读出来要的本领。The abilities read from the need.")
    mates: list[MateAnswered]
    lack: str | None


class SimilarWanted(AskedInQuery):
    """How many."""

    limit: int = Field(5, ge=1, le=50, description="最多几个。Most cases.")


class NeedInGroup(Named):
    """One need of a group."""

    text: str
    place: Named | None
    households: float | None = Field(description="没写户数的为空。Null where it is not told.")
    stage: str | None
    projects: list[Named]


class GroupAnswered(Answered):
    """Needs that one answer would meet; `joined` when people said so."""

    households: float = Field(description="写了户数的合计。Sum of those that tell it.")
    uncounted: int = Field(description="没写户数的件数。Needs that tell no households.")
    places: int
    problem: str | None
    words: list[str]
    chance: float
    joined: bool
    needs: list[NeedInGroup]


class ClustersAnswered(Answered):
    """Groups of open needs, the one with most households first; pairs in `apart` were judged to be two."""

    looked_through: int
    by_sense: bool
    groups: list[GroupAnswered]
    apart: list[list[Named]]


class ClustersWanted(AskedInQuery):
    """Where."""

    place: PlaceId | None = Field(None, description="地点编号或名称，含其下各处。Id or name of a place.")


class NeedsJudged(Asked):
    """Needs that are one, or `other` that is another than each of them."""

    needs: list[str] = Field(min_length=1, max_length=100, description="需求编号。Ids of needs.")
    same: bool = Field(description="是一回事。Whether they are one.")
    other: str | None = Field(None, max_length=200, description="不是一回事的那条。The need that is another one.")


class Judged(Answered):
    """What is remembered."""

    needs: list[str]
    same: bool


def declare(api: Api) -> None:
    """Declare the questions a coordinator asks before anybody is called."""
    for plural, kind in KINDS.items():
        _declare_of(api, plural, kind)
    api.operation(
        Operation(
            "GET",
            "/needs/clusters",
            "各处提的、可以一并解决的需求（最大公约数）。Needs of several places that one answer would meet.",
            ClustersAnswered,
            query=ClustersWanted,
            fails=(404,),
            name="need_clusters",
        ),
        _clusters,
    )
    api.operation(
        Operation(
            "POST",
            "/needs/clusters",
            "判断几条需求是不是一回事，记住并用于以后。Judge whether needs are one; remembered from then on.",
            Judged,
            body=NeedsJudged,
            fails=(404,),
            name="judge_needs",
        ),
        _judge,
    )
    api.operation(
        Operation(
            "GET",
            "/needs/<identifier>/mates",
            "可以一起做的人：提过的、会做的、办过相近的，留一个新面孔的位子。Who could do it together.",
            MatesAnswered,
            fails=(404,),
            name="mates_of_need",
        ),
        _mates,
    )


def _declare_of(api: Api, plural: str, kind: str) -> None:
    questions: tuple[tuple[str, str, type[Answered], type[AskedInQuery] | None, Handler], ...] = (
        (
            "level",
            "归哪一级解决（个别、普遍、老大难）和依据的规则。Whose matter it is, and the rules that say so.",
            LevelAnswered,
            None,
            lambda identifier: consulting.level_of(snapshot(), kind, identifier, _lore().plain).as_json(language()),
        ),
        (
            "stakeholders",
            "必须到场的各方和理由（主体确定）。Who must be at the table, and why.",
            StakeholdersAnswered,
            None,
            lambda identifier: consulting.stakeholders_of(snapshot(), kind, identifier, _lore().plain).as_json(
                language()
            ),
        ),
        (
            "similar",
            "已解决的相似案例：哪个院、和谁一起。Solved cases like it: where, and with whom.",
            SimilarAnswered,
            SimilarWanted,
            lambda identifier, query: _similar(kind, identifier, query.limit),
        ),
    )
    for name, summary, answer, query, handler in questions:
        api.operation(
            Operation(
                "GET", f"/{plural}/<identifier>/{name}", summary, answer, query=query, name=f"{name}_of_{plural}"
            ),
            handler,
        )


def _lore() -> consulting.Lore:
    return consulting.lore_of(community())


def _similar(kind: str, identifier: str, limit: int) -> Mapping[str, Any]:
    found = consulting.similar_cases(snapshot(), kind, identifier, limit=limit, knowing=_lore())
    return found.as_json(language())


def _mates(identifier: str) -> Mapping[str, Any]:
    now = datetime.now(UTC)
    return mates_of(community().current(now), identifier, knowing=_lore(), language=language(), now=now).as_json()


def _clusters(query: ClustersWanted) -> Mapping[str, Any]:
    found = consulting.need_clusters(snapshot(), judged_alike(), place=query.place or "", knowing=_lore())
    return found.as_json(language())


def _judge(body: NeedsJudged) -> Mapping[str, Any]:
    consulting.decide_need(community().store, body.needs, body.same, other=body.other or "", now=datetime.now(UTC))
    return {"needs": body.needs, "same": body.same}
