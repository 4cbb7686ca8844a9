"""Models of the records, made from the declared kinds: personal and sensitive properties have no place in them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache
from typing import Annotated, Any, Literal

from flask import has_app_context
from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, WithJsonSchema, create_model

from graph.kinds import CANDIDATES, NODES
from graph.kinds.common import REQUIREMENT_KINDS
from graph.schema import Property, Type
from service.api.paging import Paging
from service.api.schema import LONGEST_ID, WORDED, Answered, Asked
from service.editing.content import LEAST, LEAST_QUANTITY, MOST, OURS, REFERENCES, WINDOWS
from service.editing.from_words import READ
from service.lines.stages import Stage
from service.running.served import community
from service.viewing.placenames import place_or_words

PLURALS: Mapping[str, str] = {
    "places": "Place",
    "needs": "Need",
    "projects": "Project",
    "requirements": "Requirement",
    "residents": "Resident",
    "experts": "Expert",
    "organizations": "Organization",
    "units": "Unit",
    "alliances": "Alliance",
    "services": "Service",
    "spaces": "Space",
    "funds": "Fund",
    "skills": "Skill",
    "programmes": "Programme",
    "forums": "Forum",
    "activities": "Activity",
}
TYPES: Mapping[Type, Any] = {
    Type.STRING: str,
    Type.INTEGER: int,
    Type.FLOAT: float,
    Type.BOOLEAN: bool,
    Type.DATE: date,
    Type.MOMENT: datetime,
    Type.STRINGS: list[str],
}
LONGEST = 5000  # characters of a text
LONGEST_SHORT = 200  # characters of a name, a number
# A day that content lets pass, as its years are told there.
DAY = r"^(19\d\d|20\d\d|2100)-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$"
SHORT = frozenset({"name", "number", "unit", "category"})
PRINTABLE = r"^[^\x00]*$"
REQUIRED: Mapping[str, tuple[str, ...]] = {
    "Need": ("text",),
    "Project": ("name",),
    "Requirement": ("kind",),
    "Place": ("name", "level"),
    **dict.fromkeys(CANDIDATES, ("name",)),
    "Resident": ("consent",),
}
# What a new line that leaves it out has from the words of its text.
LEFT_OUT = "（不写就从 text 的话里读，写了就照写的。Left out, it is read from the text; a value given wins.）"

Id = Annotated[
    str, Field(min_length=1, max_length=LONGEST_ID, pattern=r"^[^\x00-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f]$")
]


def _place_meant(words: str) -> str:
    return place_or_words(community().snapshot(datetime.now(UTC)), words) if has_app_context() else words


# A place by its id, or by what people call it where one alone is meant.
PlaceId = Annotated[Id, AfterValidator(_place_meant)]


@cache
def answered(kind: str) -> type[BaseModel]:
    """The model of a record of this kind as it is answered: what is open of it, empty ones left out."""
    fields: dict[str, Any] = {"id": (str, ...)}
    for declared in NODES[kind].properties:
        if declared.name != "id" and declared.privacy.open:
            fields[declared.name] = (_type(declared) | None, Field(None, description=_meaning(declared)))
    for reference in REFERENCES.get(kind, ()):
        of = list[str] if reference.many else str
        fields[reference.field] = (of | None, Field(None, description=f"{NODES[reference.kind].zh} {reference.kind}"))
    return create_model(kind, __base__=Answered, __doc__=NODES[kind].meaning, **fields)


@cache
def written(kind: str) -> type[BaseModel]:
    """The model of a record that was just written: of a line also what is wrong with it as it is written."""
    if kind != "Requirement":
        return answered(kind)
    meaning = (
        "照写的谁也满足不了，或者话和数对不上；没有就不给。"
        "Why nobody could meet it as written, or what its words contradict; absent otherwise."
    )
    warning: Any = (str | None, Field(None, description=meaning))
    return create_model(f"Written{kind}", __base__=answered(kind), __doc__=NODES[kind].meaning, warning=warning)


@cache
def page(kind: str) -> type[BaseModel]:
    """The model of a page of records."""
    item: Any = answered(kind)
    return create_model(
        f"{kind}Page",
        __base__=Answered,
        __doc__=f"{NODES[kind].zh}: some of them, in the order of their ids.",
        items=(list[item], ...),
        total=(int, Field(description="How many there are on all pages.")),
        next=(str | None, Field(None, description="Cursor of the next page; absent on the last.")),
    )


@cache
def asked(kind: str, *, changing: bool) -> type[BaseModel]:
    """The model of what a client writes: for a change every field may be left out, and null removes it."""
    read = READ if kind == "Requirement" and not changing else frozenset()
    required = frozenset() if changing else frozenset(REQUIRED[kind]) - read
    fields: dict[str, Any] = {}
    for declared in NODES[kind].properties:
        if declared.name in OURS or not declared.privacy.open:
            continue
        must = declared.name in REQUIRED[kind]  # told or left out, never null
        typed = _written(declared, must=must)
        description = Field(
            ... if declared.name in required else None,
            description=_meaning(declared) + (LEFT_OUT if declared.name in read else ""),
        )
        fields[declared.name] = (typed if must else typed | None, description)
    for reference in REFERENCES[kind]:
        if reference.fixed and changing:
            continue
        of: Any = Annotated[list[Id], Field(max_length=100)] if reference.many else Id
        fields[reference.field] = (of | None, Field(None, description=f"{NODES[reference.kind].zh} {reference.kind}"))
    if kind == "Requirement" and not changing:
        fields["project"] = (Id, Field(description="小微项目 Project"))
        fields.pop("activity")
    name = f"{kind}Changes" if changing else f"New{kind}"
    return create_model(name, __base__=Asked, __doc__=NODES[kind].meaning, **fields)


def _type(declared: Property) -> Any:
    return Literal[declared.choices] if declared.choices else TYPES[declared.type]


def _pattern(declared: Property) -> str:
    """Of words that may be left out: a line's own words say something where there are any."""
    return rf"^$|{WORDED}" if declared is NODES["Requirement"].by_name["text"] else PRINTABLE


def _written(declared: Property, *, must: bool) -> Any:
    if declared.name == "windows":
        one_of: Any = Literal[tuple(sorted(WINDOWS))]
        return Annotated[list[one_of], Field(max_length=len(WINDOWS), json_schema_extra={"uniqueItems": True})]
    if declared.name in ("quantity", "quantity_max"):
        return Annotated[float, Field(gt=LEAST_QUANTITY, le=1e12)]
    if declared.choices:
        return Literal[declared.choices]
    if declared.type is Type.STRING:
        longest = LONGEST_SHORT if declared.name in SHORT else LONGEST
        return Annotated[str, Field(max_length=longest, pattern=WORDED if must else _pattern(declared))]
    if declared.type is Type.STRINGS:
        one = Annotated[str, Field(min_length=1, max_length=LONGEST_SHORT, pattern=PRINTABLE)]
        return Annotated[list[one], Field(max_length=100)]
    if declared.type is Type.FLOAT:
        return Annotated[float, Field(ge=0, le=MOST.get(declared.name, 1e12))]
    if declared.type is Type.INTEGER:
        least, most = (
            (1, 5) if declared.name == "star" else (LEAST.get(declared.name, 0), MOST.get(declared.name, 10**9))
        )
        return Annotated[int, Field(ge=least, le=most), BeforeValidator(_whole)]
    if declared.type is Type.DATE:
        return Annotated[date, WithJsonSchema({"type": "string", "format": "date", "pattern": DAY})]
    return TYPES[declared.type]


def _whole(value: object) -> object:
    """A number without a fraction is whole however it is written: 12.0 is 12, as JSON has it."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _meaning(declared: Property) -> str:
    unit = f" ({declared.unit})" if declared.unit else ""
    return f"{declared.zh}: {declared.meaning}{unit}"


class NeedFilter(Paging):
    """Which needs."""

    stage: Stage | None = Field(None, description="阶段。Stage.")
    place: PlaceId | None = Field(None, description="地点编号，含下级。Id of a place; those below it are included.")


class ProjectFilter(NeedFilter):
    """Which projects."""


class RequirementFilter(Paging):
    """Which requirements."""

    project: Id | None = Field(None, description="项目编号。Id of a project.")
    status: Literal["open", "met", "closed"] | None = Field(None, description="状态。Status.")
    kind: Literal[REQUIREMENT_KINDS] | None = Field(None, description="种类。Kind.")  # type: ignore[valid-type]  # of the kinds


class PlaceFilter(Paging):
    """Which places."""

    within: Id | None = Field(None, description="上级地点编号。Id of a place; what lies in it, at any depth.")


class Named(Answered):
    """A record named in passing; people appear without their names."""

    kind: str
    id: str
    name: str | None = None


class Connected(Answered):
    """One link of a record, in the direction in which it is declared."""

    link: str
    start: Named = Field(alias="from")
    to: Named
    properties: dict[str, Any]


class Helped(Answered):
    """One time the record helped."""

    work: Named
    link: str
    role: str | None = None
    hours: float | None = None
    rating: float | None = None
    fulfilled: float | None = None


class Companioned(Answered):
    """Somebody who took part in the same work."""

    who: Named
    times: int


@cache
def whole(kind: str) -> type[BaseModel]:
    """The model of one record with what it offers, where it helped and with whom."""
    return create_model(
        f"{kind}Record",
        __base__=Answered,
        __doc__=NODES[kind].meaning,
        record=(answered(kind), ...),
        offers=(list[Named], ...),
        offered_by=(list[Named], ...),
        helped=(list[Helped], ...),
        companions=(list[Companioned], ...),
        connections=(list[Connected], ...),
    )
