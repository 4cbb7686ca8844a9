"""Columns whose headings say nothing to us: what their cells plainly are, and what the list still lacks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from graph.reading.evidence import SOME_RANGES, Profile
from graph.reading.headings import fit, nobodys
from graph.reading.lists import Holds, ListKind

BY_ELIMINATION = 0.43  # how sure a field found so is: as little as one that is hardly named
SEEN, SPEAKING_FIELDS = 0.65, frozenset(("phone", "date_from", "date_to", "place"))  # cells that speak for themselves
ENOUGH_KNOWN = 3  # fields, before what is left says anything
MOSTLY, A_FEW = 0.5, 0.3
NOBODYS = 0.35  # a heading that names none of our columns this well is left alone
FEWEST_CELLS = 2
SPEAKING = ("date", "phone", "person", "hours", "known_place", "known_places", "contact_phone", "alliance", "body_list")
SPEAKING_MOSTLY = 0.6
A_HINT = 0.12  # of a heading: it leans to one of two fields
WELL_SAID = 0.7

# Field → what nearly all its cells look like, and how many must. In this order; the first that is free takes a column.
PLAINLY: tuple[tuple[str, str, float], ...] = (
    *((word, f"word:{word}", 0.6) for word in ("registered", "claim_status", "stage", "scope", "origin", "urgency")),
    ("charge", "charge", 0.6),
    ("phone", "phone", 0.6),
    ("alliance", "alliance", 0.6),
    ("place", "known_place", 0.5),
    ("area", "known_places", 0.6),
    ("contact", "person", 0.8),
    ("hours", "hours", 0.6),
    ("member_units", "body_list", 0.6),
    ("age_band", "years_old", 0.5),
    ("star", "stars", 0.7),
    ("money", "signed_money", 0.7),
    ("quantity", "measured", 0.7),
    ("audience", "audience", 0.8),
    ("equipment", "equipment", 0.7),
    ("skills", "short_list", 0.5),
    ("offers", "short_list", 0.5),
)
BODIES: dict[str, tuple[str, ...]] = {
    "resources": ("provider",),
    "services": ("provider",),
    "projects": ("team", "claimant"),
    "residents": ("groups",),
    "units": ("lead_unit",),
}
# A need is noted on the day it was told, an alliance on the day it began; of other lists a day may mean anything.
HAVE_A_BEGINNING = ("needs", "units")
DAYS = ("date_from", "date_to", "confirmed_on", "last_active")
# Fields that a column of the wider sort already fills.
FILLED_BY = {
    **dict.fromkeys(("contact", "phone"), "contact_phone"),
    **dict.fromkeys(("date_from", "date_to"), "period"),
    "money": "price",
}
_OF_THE_OFFICE = re.compile(r"(?:员|签|社工|干部|经手|民警)$")
_FILLED_IN = re.compile(r"(?:填报|填表|录入|填写|上报)(?:日期?|时间)")
_OF_ANOTHER = re.compile("所属|加入|参加|隶属|所在|归|属于|哪")
_DETAILS = re.compile(r"(?:细则|说明|介绍|简介|描述|详情|明细|做法)$")
_ONE_OF = re.compile(r"谁|哪位|[人者方户]$|名|称呼|家|主|老师|师傅|长$")


def take_the_rest(
    kind: ListKind, headings: Sequence[str], profiles: Sequence[Profile], fields: list[str | None], sure: list[float]
) -> None:
    """Give each column left over the field that its cells plainly are, where the list still lacks it."""
    if kind.name == "places":
        return
    for at, field in enumerate(fields if enough_known(headings, profiles, fields) else ()):
        if field is None and nobodys(headings[at]) < NOBODYS and len(profiles[at].cells) >= FEWEST_CELLS:
            found = _plainly(kind, headings[at], profiles[at], fields)
            if found == "team" and _beside(fields, at, "claim_status", "claim"):
                found = "claimant" if "claimant" not in fields else None
            if found:
                fields[at], sure[at] = found, SEEN if found in SPEAKING_FIELDS else BY_ELIMINATION
    _claims(kind, headings, profiles, fields, sure)
    _list_of_alliances(kind, headings, profiles, fields)
    _by_the_list(kind, headings, profiles, fields, sure)


def _beside(fields: Sequence[str | None], at: int, *those: str) -> bool:
    """Whether one of those fields stands in one of the two columns to the right."""
    return any(field in those for field in fields[at + 1 : at + 3])


def _claims(
    kind: ListKind, headings: Sequence[str], profiles: Sequence[Profile], fields: list[str | None], sure: list[float]
) -> None:
    """Who takes a line stands before whether it was done, what they take between the two."""
    if "claim_status" in fields and _lacks(kind, "claimant", fields):
        at = fields.index("claim_status") - 1
        if at > 0 and fields[at] is None and nobodys(headings[at]) < NOBODYS and profiles[at].share("body") > A_FEW:
            fields[at], sure[at] = "claimant", BY_ELIMINATION
    if {"claimant", "claim_status"} <= set(fields) and _lacks(kind, "claim", fields):
        at, end = fields.index("claimant") + 1, fields.index("claim_status")
        if at + 1 == end and fields[at] is None and nobodys(headings[at]) < NOBODYS and profiles[at].cells:
            fields[at], sure[at] = "claim", BY_ELIMINATION


def _list_of_alliances(
    kind: ListKind, headings: Sequence[str], profiles: Sequence[Profile], fields: list[str | None]
) -> None:
    """Alliances, each its own and nobody's, are what a list of units without a name is about."""
    if kind.name != "units" or "name" in fields:
        return
    if "alliance" in fields:
        at = fields.index("alliance")
        each_its_own = not profiles[at].repeats and not _OF_ANOTHER.match(headings[at])
        if each_its_own or {"lead_unit", "member_units"} & set(fields):
            fields[at] = "name"


def enough_known(headings: Sequence[str], profiles: Sequence[Profile], fields: Sequence[str | None]) -> bool:
    """Whether so many columns are told by their headings or plainly by their cells that the others may be guessed."""
    told = sum(
        field is not None
        or (
            nobodys(headings[at]) < NOBODYS
            and len(profiles[at].cells) >= FEWEST_CELLS
            and max(map(profiles[at].share, SPEAKING)) > SPEAKING_MOSTLY
        )
        for at, field in enumerate(fields)
    )
    return told >= ENOUGH_KNOWN


def _by_the_list(
    kind: ListKind, headings: Sequence[str], profiles: Sequence[Profile], fields: list[str | None], sure: list[float]
) -> None:
    """Columns that mean another thing where the list has nothing better."""
    if kind.name == "services" and "text" not in fields and "note" in fields:
        at = fields.index("note")
        if headings[at].endswith("说明"):
            fields[at] = "text"  # what is said of a service is what it does
    if kind.name == "services" and {"name", "text"} <= set(fields):
        name, text = fields.index("name"), fields.index("text")
        if _DETAILS.search(headings[name]) and not _DETAILS.search(headings[text]):
            fields[name], fields[text] = "text", "name"
    if "place" in kind.fields and "place" not in fields:
        # 楼号 over names of places, not over numbers.
        doors = [at for at, heading in enumerate(headings) if fields[at] is None and re.search("[楼门院户]", heading)]
        doors = [at for at in doors if profiles[at].share("known_place") > MOSTLY]
        if len(doors) == 1:
            fields[doors[0]], sure[doors[0]] = "place", BY_ELIMINATION
    if "period" in fields and "date_from" not in fields:
        at = fields.index("period")
        single = not profiles[at].share("period") and profiles[at].share("date") > MOSTLY
        if single and fit(kind.name, "date_from", headings[at]) > fit(kind.name, "period", headings[at]):
            fields[at] = "date_from"  # single days under a heading that tells of one
    if kind.name == "needs" and not {"date_from", "period"} & set(fields):
        # The day on which a form was filled in is the day on which the need was raised.
        days = [at for at, heading in enumerate(headings) if fields[at] is None and _FILLED_IN.fullmatch(heading)]
        days = [at for at in days if profiles[at].share("date") > MOSTLY]
        if len(days) == 1:
            fields[days[0]], sure[days[0]] = "date_from", BY_ELIMINATION


def _plainly(kind: ListKind, heading: str, profile: Profile, fields: Sequence[str | None]) -> str | None:
    main = kind.required[0]
    for field, look, share in PLAINLY:
        if not _lacks(kind, field, fields) or profile.share(look) < share or profile.counts_up:
            continue
        if field == "alliance" and main not in fields and kind.holds(main) is Holds.BODY:
            return main  # a list of alliances
        if field == "contact" and not _one_to_ask(heading, fields):
            continue
        if field == "place" and "area" in kind.fields and profile.share("list") > A_FEW:
            continue
        return field
    if profile.share("period") > SOME_RANGES and profile.share("period") + profile.share("date") > 0.7:
        return "period" if _lacks(kind, "period", fields) and not {"date_from", "date_to"} & set(fields) else None
    if profile.share("date") > 0.7:
        leaning = [(_leans(kind, field, heading), field) for field in DAYS if _lacks(kind, field, fields)]
        hint, field = max(leaning, default=(0.0, ""))
        if hint <= A_HINT and kind.name in HAVE_A_BEGINNING and _lacks(kind, "date_from", fields):
            return "date_from"
        return field if hint > A_HINT else None
    if profile.share("body") > 0.6 and not profile.share("known_place"):
        if kind.holds(main) is Holds.BODY and main not in fields:
            return main  # of whom the list is, before who leads it
        return next((field for field in BODIES.get(kind.name, ()) if _lacks(kind, field, fields)), None)
    return None


def _leans(kind: ListKind, field: str, heading: str) -> float:
    """How far a heading over days says which of them it means: with the word for a day behind it, or by its end."""
    dated = f"{heading}日期"
    said = fit(kind.name, field, dated)
    if said >= WELL_SAID and nobodys(dated) < said:
        return said
    ending = {"date_to": "(?:(?<![听收接看遇见碰])到|[至止前])$", "date_from": "[起始自]$"}.get(field, "(?!)")
    return max(fit(kind.name, field, heading), 2 * A_HINT * bool(re.search(ending, heading)))


def _one_to_ask(heading: str, fields: Sequence[str | None]) -> bool:
    """Whether a column of names tells whom to ask, not who of the office wrote it down."""
    return not _OF_THE_OFFICE.search(heading) and ("phone" in fields or bool(_ONE_OF.search(heading)))


def _lacks(kind: ListKind, field: str, fields: Sequence[str | None]) -> bool:
    return field in kind.fields and field not in fields and FILLED_BY.get(field, field) not in fields
