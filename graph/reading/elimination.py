"""Columns whose headings say nothing to us: what their cells plainly are, and what the list still lacks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from graph.reading.evidence import AGAINST_TEXT, Profile
from graph.reading.headings import fit, nobodys
from graph.reading.lists import ListKind

BY_ELIMINATION = 0.43  # how sure a field found so is: as little as one that is hardly named
ENOUGH_KNOWN = 3  # fields, before what is left says anything
MOSTLY, BODIES_MOSTLY = 0.5, 0.7
NOBODYS = 0.35  # a heading that names none of our columns this well is left alone
FEWEST_CELLS = 2
A_HINT = 0.12  # of a heading: it leans to one of two fields

# Field → what nearly all its cells look like, and how many must. In this order; the first that is free takes a column.
PLAINLY: tuple[tuple[str, str, float], ...] = (
    ("alliance", "alliance", 0.6),
    ("place", "known_place", 0.5),
    ("contact", "person", 0.8),
    ("hours", "hours", 0.75),
    ("member_units", "body_list", 0.6),
    ("age_band", "years_old", 0.7),
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
DAYS = ("date_from", "date_to", "confirmed_on", "last_active")
# Fields that a column of the wider sort already fills.
FILLED_BY = {"contact": "contact_phone", "money": "price", "date_from": "period", "date_to": "period"}
_OF_THE_OFFICE = re.compile(r"(?:员|签|社工|干部|经手|民警)$")
_FILLED_IN = re.compile(r"(?:填报|填表|录入|填写|上报)(?:日期?|时间)")
_DETAILS = re.compile(r"(?:细则|说明|介绍|简介|描述|详情|明细|做法)$")
_ONE_OF = re.compile(r"谁|哪位|人$|名|称呼|家|主|老师|师傅|长$")


def take_the_rest(
    kind: ListKind, headings: Sequence[str], profiles: Sequence[Profile], fields: list[str | None], sure: list[float]
) -> None:
    """Give each column left over the field that its cells plainly are, where the list still lacks it."""
    if kind.name == "places":
        return
    known = sum(field is not None for field in fields)
    for at, field in enumerate(fields if known >= ENOUGH_KNOWN else ()):
        if field is None and nobodys(headings[at]) < NOBODYS and len(profiles[at].cells) >= FEWEST_CELLS:
            found = _plainly(kind, headings[at], profiles[at], fields)
            if found:
                fields[at], sure[at] = found, BY_ELIMINATION
    _by_the_list(kind, headings, profiles, fields, sure)


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
    for field, look, share in PLAINLY:
        if not _lacks(kind, field, fields) or profile.share(look) < share or profile.counts_up:
            continue
        if field == "contact" and not _one_to_ask(heading, fields):
            continue
        return field
    if profile.share("date") > 0.7:
        leaning = [(fit(kind.name, field, heading), field) for field in DAYS if _lacks(kind, field, fields)]
        hint, field = max(leaning, default=(0.0, ""))
        return field if hint > A_HINT else None
    if profile.share("body") > 0.6 and not profile.share("known_place"):
        return next((field for field in BODIES.get(kind.name, ()) if _lacks(kind, field, fields)), None)
    return None


def _one_to_ask(heading: str, fields: Sequence[str | None]) -> bool:
    """Whether a column of names tells whom to ask, not who of the office wrote it down."""
    return not _OF_THE_OFFICE.search(heading) and ("phone" in fields or bool(_ONE_OF.search(heading)))


def _lacks(kind: ListKind, field: str, fields: Sequence[str | None]) -> bool:
    return field in kind.fields and field not in fields and FILLED_BY.get(field, field) not in fields


def rescue_provider(
    kind: ListKind, headings: Sequence[str], profiles: Sequence[Profile], fields: list[str | None], sure: list[float]
) -> None:
    """A list that needs a provider and has none, or people for one, takes the one column that holds names of bodies."""
    if "provider" not in kind.required or sum(field is not None for field in fields) < ENOUGH_KNOWN:
        return
    _name_that_is_a_provider(kind, headings, profiles, fields)
    held = fields.index("provider") if "provider" in fields else None
    if held is not None and not profiles[held].share("person") > MOSTLY:
        return
    free = [
        at
        for at, field in enumerate(fields)
        if field is None and nobodys(headings[at]) < NOBODYS and profiles[at].share("body") > MOSTLY
    ]
    if len(free) == 1:
        fields[free[0]], sure[free[0]] = "provider", BY_ELIMINATION
        if held is not None:
            fields[held] = None if "contact" in fields or "contact_phone" in fields else "contact"


def _name_that_is_a_provider(
    kind: ListKind, headings: Sequence[str], profiles: Sequence[Profile], fields: list[str | None]
) -> None:
    """服务点 over names of bodies, before 服务内容: the first is who gives, the second what."""
    if "provider" in fields or "name" not in fields or "text" not in fields:
        return
    name, text = fields.index("name"), fields.index("text")
    if profiles[name].share("body") > BODIES_MOSTLY and profiles[text].share("body") < MOSTLY:
        fields[name], fields[text] = "provider", "name"
        says = [
            at for at, field in enumerate(fields) if field is None and fit(kind.name, "text", headings[at]) > MOSTLY
        ]
        if len(says) == 1:
            fields[says[0]] = "text"


def rescue_main(
    kind: ListKind, headings: Sequence[str], profiles: Sequence[Profile], fields: list[str | None], sure: list[float]
) -> None:
    """A list without its required text or name takes the one column that can be nothing else."""
    wanted = kind.required[0]
    if wanted in fields or kind.name == "places" or sum(field is not None for field in fields) < ENOUGH_KNOWN:
        return
    free = [at for at, field in enumerate(fields) if field is None and _could_be(wanted, headings[at], profiles[at])]
    if kind.name == "needs" and not free and "note" in fields:
        at = fields.index("note")
        if fit("needs", "note", headings[at]) < 0.9 and _could_be(wanted, headings[at], profiles[at]):
            free = [at]
    if not free and wanted == "text":
        free = [at for at, field in enumerate(fields) if field is None and _says_something(headings[at], profiles[at])]
    if len(free) > 1 and wanted == "name":
        free = [at for at in free if re.search("名[称字儿]?$", headings[at])]
    if len(free) == 1:
        fields[free[0]], sure[free[0]] = wanted, BY_ELIMINATION


def _says_something(heading: str, profile: Profile) -> bool:
    """True for a column of short free texts, each its own, that can be nothing of a known sort."""
    sorts = (*AGAINST_TEXT, "person", "known_place", "community", "body", "hours", "list", "quantity")
    return (
        nobodys(heading) < NOBODYS
        and len(profile.cells) >= 2
        and profile.repeats < 0.4
        and not profile.counts_up
        and sum(map(len, profile.texts)) >= 4 * len(profile.texts)
        and all(profile.share(sort) < 0.4 for sort in sorts)
    )


def _could_be(wanted: str, heading: str, profile: Profile) -> bool:
    if nobodys(heading) >= NOBODYS or not profile.cells or profile.repeats > 0.6 or profile.counts_up:
        return False
    if wanted == "text":
        return profile.share("long") > 0.6 and not profile.share("place") > 0.5
    typed = max(profile.share(look) for look in AGAINST_TEXT)
    return (
        typed < 0.3 and profile.share("long") < 0.7 and profile.share("known_place") < 0.4 and not profile.share("list")
    )
