"""The column a list cannot do without, where no heading names it: what remains and can be nothing else."""

from __future__ import annotations

import re
from collections.abc import Sequence

from graph.reading.cell_fit import AGAINST_TEXT, cell_fit
from graph.reading.elimination import BY_ELIMINATION, ENOUGH_KNOWN, MOSTLY, NOBODYS, enough_known
from graph.reading.evidence import Profile
from graph.reading.headings import fit, nobodys
from graph.reading.lists import ListKind

BODIES_MOSTLY = 0.7
FURTHEST = 3  # columns before the one that names what each line is about, where several could
WELL_NAMED = 0.7
NAMED_AT_ALL = 0.42
NOT_AT_ODDS = -0.3  # of cells with a field


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
    if not _lacks_main(kind, headings, profiles, fields):
        return
    wanted = kind.required[0]
    free = [at for at, field in enumerate(fields) if field is None and _could_be(kind, headings[at], profiles[at])]
    if kind.name == "needs" and not free and "note" in fields:
        at = fields.index("note")
        if fit("needs", "note", headings[at]) < 0.9 and _could_be(kind, headings[at], profiles[at]):
            free = [at]
    if not free and wanted == "text":
        free = [at for at, field in enumerate(fields) if field is None and _says_something(headings[at], profiles[at])]
    if len(free) > 1 and wanted == "name":
        free = [at for at in free if re.search("名[称字儿]?$", headings[at])]
    if len(free) == 1:
        fields[free[0]], sure[free[0]] = wanted, BY_ELIMINATION


def rescue_leftmost(
    kind: ListKind, headings: Sequence[str], profiles: Sequence[Profile], fields: list[str | None], sure: list[float]
) -> None:
    """Where several columns are left, the first of all is what each line is about; so is it where another has only a
    word or two of the main column and as much of a field that is free."""
    if kind.name == "places":
        return
    wanted = kind.required[0]
    early = range(min(len(fields), FURTHEST + profiles[0].counts_up if profiles else 0))
    free = [at for at in early if fields[at] is None and _could_be(kind, headings[at], profiles[at])]
    if not free and kind.name == "resources" and wanted not in fields:
        # 器材, one in each line: the thing itself, not what is in a room; 场所 of no known place: the room itself.
        taken = ("equipment", "place")
        free = [at for at in early if fields[at] in taken and _could_be(kind, headings[at], profiles[at])]
    if not free:
        return
    if _lacks_main(kind, headings, profiles, fields):
        fields[free[0]], sure[free[0]] = wanted, BY_ELIMINATION
    elif wanted in fields and free[0] < (held := fields.index(wanted)):
        other = _rather(kind, headings[held], profiles[held], fields)
        if other:
            fields[held], fields[free[0]], sure[free[0]] = other, wanted, BY_ELIMINATION


def _rather(kind: ListKind, heading: str, profile: Profile, fields: Sequence[str | None]) -> str | None:
    """The free field that the heading of a hardly named main column says as much of."""
    named = fit(kind.name, kind.required[0], heading)
    if named >= WELL_NAMED:
        return None
    free = [field for field in kind.fields if field not in fields and cell_fit(kind, field, profile) > NOT_AT_ODDS]
    worth, field = max(((fit(kind.name, field, heading), field) for field in free), default=(0.0, ""))
    return field if worth >= max(named, NAMED_AT_ALL) else None


def rescue_requirement(
    kind: ListKind, headings: Sequence[str], profiles: Sequence[Profile], fields: list[str | None], sure: list[float]
) -> None:
    """A project list that tells the kind or the taker of what is lacking also tells what it is."""
    if "requirement" not in kind.fields or "requirement" in fields:
        return
    if not {"requirement_kind", "claimant", "claim_status"} & set(fields):
        return
    free = [at for at, field in enumerate(fields) if field is None and _could_be(kind, headings[at], profiles[at])]
    if len(free) > 1:
        after = ("requirement_kind", "quantity")
        free = [at for at in free if at + 1 < len(fields) and fields[at + 1] in after]
    if len(free) == 1:
        fields[free[0]], sure[free[0]] = "requirement", BY_ELIMINATION


def _lacks_main(
    kind: ListKind, headings: Sequence[str], profiles: Sequence[Profile], fields: Sequence[str | None]
) -> bool:
    lacks = kind.required[0] not in fields and kind.name != "places"
    return lacks and enough_known(headings, profiles, fields)


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


def _could_be(kind: ListKind, heading: str, profile: Profile) -> bool:
    if nobodys(heading) >= NOBODYS or not profile.cells or profile.repeats > 0.6 or profile.counts_up:
        return False
    typed = max(profile.share(look) for look in AGAINST_TEXT)
    if kind.required[0] == "text":
        return profile.share("long") > 0.6 and not max(typed, profile.share("place")) > 0.5
    if (kind.name != "residents" and profile.share("person") > MOSTLY) or profile.share("code") > BODIES_MOSTLY:
        return False
    return (
        typed < 0.3 and profile.share("long") < 0.7 and profile.share("known_place") < 0.4 and not profile.share("list")
    )
