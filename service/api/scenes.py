"""Bundles for a scene, projects that run side by side, and what lies idle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Literal

from pydantic import Field

from matching.data import SLOTS
from service.api.adapter import Api, Operation
from service.api.models import PlaceId
from service.api.partners import Candidate
from service.api.problems import language
from service.api.schema import SAID, Answered, AskedInQuery
from service.running.served import community
from service.staffing.bundling import HELPERS, LONGEST, SEATS, WEEKS, Scene, bundle_for_project, bundle_for_scene
from service.staffing.idling import LEAST_MONTHS, MONTHS, MOST_MONTHS, idling
from service.staffing.paralleling import parallels

DAY = "(mon|tue|wed|thu|fri|sat|sun)-(am|pm|eve)"
HOURS = Field(None, pattern=f"^{DAY}(,{DAY}){{0,20}}$", description="时段，如 wed-pm。Hours of the week: wed-am,wed-pm")


class BundlesWanted(AskedInQuery):
    """At which hours."""

    windows: str | None = HOURS


class SceneWanted(AskedInQuery):
    """A recurring activity in a few words, with what else is known of it."""

    scene: str = Field(min_length=1, max_length=LONGEST, pattern=SAID, description="如“周三银龄课堂”。In a few words.")
    place: PlaceId | None = Field(None, description="地点编号或名称。Id or name of the place around which it is to be.")
    windows: str | None = HOURS
    seats: int | None = Field(
        None,
        ge=1,
        le=5000,
        description=f"多少人来；不给就看那句话，没写按 {SEATS}。People; else as written.",
    )
    helpers: int | None = Field(
        None,
        ge=0,
        le=200,
        description=f"要几个帮手；不给就看那句话，没写按 {HELPERS}。Helpers; else as written.",
    )
    money: float | None = Field(None, ge=0, le=1e9, description="经费，元；不给就看那句话。Money; else as written.")
    weeks: int = Field(WEEKS, ge=1, le=52, description="连办几周。For how many weeks.")


class WantedAnswered(Answered):
    """One thing the scene needs: a line of the project, or (requirement absent) what the scene implies."""

    requirement: str | None
    kind: str
    text: str
    quantity: float | None
    unit: str


class BundlePart(Answered):
    """What one party does: for which of `wanted` (its position), how much, and why it was chosen."""

    wanted: int
    candidate: Candidate
    amount: float
    recorded: bool
    score: float
    told_when: bool
    reasons: list[str]


class BundleOpen(Answered):
    """What a bundle leaves open (position in `wanted`), how much of it is missing and how much there is, and why."""

    wanted: int
    missing: float
    reached: float
    why: str


class BundleAnswered(Answered):
    """A bundle at one hour around one place; `shared` says why its parts belong together.

    `conditions` say for whom money can be applied for, where nobody of the project is known to be able to, and of which
    room it is not on record whether it seats so many; with the latter a bundle is not complete.
    """

    window: Literal[tuple(SLOTS)]  # type: ignore[valid-type]  # of the hours there are
    when: str
    place: Candidate | None
    complete: bool
    conditions: list[str]
    shared: str
    parts: list[BundlePart]
    open: list[BundleOpen]
    cost: float


class TroubledAnswered(Answered):
    """A line that is no part of the bundles, and why."""

    requirement: str
    why: str


class BundlesAnswered(Answered):
    """Bundles that differ in the hour or in a third of their parties, the best first.

    `notes` say which numbers of a scene were assumed, or are said in two ways.
    """

    scene: str
    project: str | None
    wanted: list[WantedAnswered]
    bundles: list[BundleAnswered]
    troubled: list[TroubledAnswered]
    notes: list[str]


class PlaceWanted(AskedInQuery):
    """Where."""

    place: PlaceId | None = Field(
        None, description="地点编号或名称，含下级；缺省为全部。Id or name of a place, with all in it."
    )


class ParallelProject(Answered):
    """One of several projects side by side."""

    kind: str
    id: str
    name: str
    place: str


class ParallelPair(Answered):
    """Why two run side by side, and who could serve both."""

    projects: list[str]
    advice: Literal["merge", "share"]
    likeness: float
    sentence: str
    partners: list[Candidate]


class ParallelGroup(Answered):
    """Projects of which every two are alike; `merge`: they could be one, `share`: they could share partners."""

    advice: Literal["merge", "share"]
    projects: list[ParallelProject]
    pairs: list[ParallelPair]


class ParallelsAnswered(Answered):
    """Groups of running projects that do much the same near each other."""

    looked_through: int
    groups: list[ParallelGroup]


class IdleWanted(PlaceWanted):
    """Since when."""

    months: float = Field(
        MONTHS, ge=LEAST_MONTHS, le=MOST_MONTHS, description="多少个月没人用。Unused for how many months."
    )


class IdleLine(Answered):
    """An open line that something idle could serve."""

    requirement: str
    text: str
    project: Candidate
    score: float


class IdleItem(Answered):
    """Something idle: the last day it was used or asked for (absent: none is known), whether it ever was, the lines."""

    candidate: Candidate
    last_day: str | None
    used: bool
    fits: int
    lines: list[IdleLine]


class IdleAnswered(Answered):
    """Services, rooms and funds that nobody used although an open line could; what fits most first."""

    months: float
    since: str = Field(description="从这天起没人用。The first day since which nobody used it.")
    items: list[IdleItem]


def declare(api: Api) -> None:
    """Declare bundles, parallel projects and idle resources."""
    operations = (
        ("/projects/<identifier>/bundles", "给一个项目凑一套：场地、人、钱在同一时段、同一处。Bundles for a project.",
         BundlesAnswered, BundlesWanted, "find_bundles", _for_project),
        ("/bundles", "给一个场景凑一套，如“周三银龄课堂”。Bundles for a scene.",
         BundlesAnswered, SceneWanted, "find_scene_bundles", _for_scene),
        ("/projects/parallel", "做着差不多的事的项目。Running projects that do much the same near each other.",
         ParallelsAnswered, PlaceWanted, "list_parallel_projects", _parallel),
        ("/idle", "闲着的资源：有项目要，却很久没人用。What lies idle although an open line could use it.",
         IdleAnswered, IdleWanted, "list_idle", _idle),
    )  # fmt: skip
    for rule, summary, answer, query, name, handler in operations:
        api.operation(Operation("GET", rule, summary, answer, query=query, fails=(404, 422), name=name), handler)


def _hours(text: str | None) -> Sequence[str]:
    return tuple(text.split(",")) if text else ()


def _for_project(identifier: str, query: BundlesWanted) -> Mapping[str, Any]:
    now = datetime.now(UTC)
    found = bundle_for_project(community(), identifier, windows=_hours(query.windows), language=language(), now=now)
    return found.as_json()


def _for_scene(query: SceneWanted) -> Mapping[str, Any]:
    asked = Scene(
        query.scene,
        query.place or "",
        tuple(_hours(query.windows)),
        query.seats,
        query.helpers,
        query.money,
        query.weeks,
    )
    return bundle_for_scene(community(), asked, language=language(), now=datetime.now(UTC)).as_json()


def _parallel(query: PlaceWanted) -> Mapping[str, Any]:
    return parallels(community(), place=query.place or "", language=language(), now=datetime.now(UTC)).as_json()


def _idle(query: IdleWanted) -> Mapping[str, Any]:
    return idling(community(), months=query.months, place=query.place or "", now=datetime.now(UTC)).as_json()
