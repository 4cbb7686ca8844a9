"""Several columns of one heading (特长1, 特长2 …): all of them are the one field, and what they say is put together."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from graph.reading.cell_fit import cell_fit
from graph.reading.evidence import Profile
from graph.reading.lists import Holds, ListKind
from graph.reading.report import FieldValue
from graph.reading.tidy import squash
from graph.reading.weekdays import weekday_of

# Prose that says more in two columns than in one; of a name, a number or a day only one can be meant.
PROSE = frozenset(("text", "note", "purpose", "booking", "audience", "hours", "need", "requirement", "claim"))
LESS_LIKE_IT = 0.5  # a column whose cells fit so much worse only stands under the same merged heading
BETTER_AS_THE_SAME = 0.2
NAMED = 0.43  # as much as a column needs that is read
DAYS_OF_THE_WEEK = 2  # columns at least: 周一, 周二 …
_NUMBERED = re.compile(r"(?<=.)[-_]?[（(]?[\d一二三四五六七八九十①-⑨]{1,2}[)）]?$")


def join_weekdays(
    kind: ListKind,
    headings: Sequence[str],
    worths: Sequence[Sequence[float]],
    fields: list[str | None],
    sure: list[float],
) -> None:
    """Give the hours to each of several columns for a day of the week: one for all would free people every day."""
    if "hours" not in kind.fields:
        return
    hours = kind.fields.index("hours")
    days = [at for at, heading in enumerate(headings) if weekday_of(heading) and worths[at][hours] > NAMED]
    for at in days if len(days) >= DAYS_OF_THE_WEEK else ():
        fields[at], sure[at] = "hours", worths[at][hours]


def join_repeated(
    kind: ListKind,
    headings: Sequence[str],
    profiles: Sequence[Profile],
    worths: Sequence[Sequence[float]],
    fields: list[str | None],
    sure: list[float],
) -> None:
    """Give columns of one heading, but for a number behind it, the field of the best read among them."""
    alike: dict[str, list[int]] = {}
    for at, heading in enumerate(headings):
        if weekday_of(heading):
            continue
        alike.setdefault(_NUMBERED.sub("", squash(heading)), []).append(at)
    for group in alike.values():
        known = [at for at in group if fields[at] is not None]
        if not known or len(group) < 2:
            continue
        value = {at: worths[at][kind.fields.index(fields[at] or "")] for at in known}
        first = max(known, key=lambda at: (value[at], -at))
        field = fields[first] or ""
        like = cell_fit(kind, field, profiles[first]) - LESS_LIKE_IT
        for at in group:
            if fields[at] is not None and not _says_more(kind, field):
                continue  # what it holds is not given up for a field of which but one can be meant
            better = worths[at][kind.fields.index(field)] - value.get(at, -1.0) > BETTER_AS_THE_SAME
            if (
                fields[at] != field
                and better
                and (not profiles[at].cells or cell_fit(kind, field, profiles[at]) > like)
            ):
                fields[at], sure[at] = field, sure[first]


def _says_more(kind: ListKind, field: str) -> bool:
    """Whether a field takes what several columns say."""
    return field in PROSE or kind.holds(field) in (Holds.LIST, Holds.BODIES, Holds.PLACES)


def put_together(known: dict[str, FieldValue], more: Mapping[str, FieldValue]) -> str:
    """Add to a row's fields what a further column of the same heading says; where they differ nothing but its name."""
    filled = {name: value for name, value in more.items() if value not in (None, "", [])}
    both = {name: value for name, value in filled.items() if known.get(name) not in (None, "", [])}
    differing = next((name for name, value in both.items() if _differ(name, known[name], value)), "")
    if differing:
        return differing
    for name, value in filled.items():
        earlier = known.get(name)
        if name not in both:
            known[name] = value
        elif isinstance(earlier, list) and isinstance(value, list):
            known[name] = list(dict.fromkeys([*earlier, *value]))
        elif name in PROSE and squash(str(value)) not in squash(str(earlier)):
            known[name] = f"{earlier}；{value}"
    return ""


def _differ(name: str, one: FieldValue, other: FieldValue) -> bool:
    return name not in PROSE and not isinstance(one, list) and squash(str(one)) != squash(str(other))
