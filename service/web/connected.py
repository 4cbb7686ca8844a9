"""What one record is connected with, in groups: what it offers, where it helped and with whom, everything else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from flask import request

from service.viewing import records
from service.viewing.looking import Mention, Relationship, View
from service.web import frame
from service.web.saying import gettext as _
from service.web.saying import ngettext
from service.web.words import LINK_WORDS, kind_word
from service.web.written import figure, full_day, money

SHOWN = 20
# What a record without a name is called by.
ABOUT: Mapping[str, tuple[tuple[str, str], ...]] = {
    "Invitation": (("ASKED_FOR", "Requirement"), ("ASKED_FOR", "Project"), ("ASKED_FOR", "Activity")),
    "Claim": (("TAKES", "Requirement"),),
    "Review": (("REVIEWS", "Project"), ("REVIEWS", "Activity")),
}
HELPED = {("TAKES_PART", True), ("MENTORS", True), ("USES", False), ("FUNDED_BY", False)}

Row = dict[str, object]


def groups(found: records.Record) -> list[Row]:
    """The record's links: what it offers first, then where it helped and with whom, then everything else."""
    view, made = View(frame.snapshot()), []
    helped = _helped(found)
    if helped:
        made.append(_group("helped", _("在哪儿帮过忙"), helped))
    if found.companions:
        rows = [
            {**_mention(view, one.who), "facts": ngettext("一起做过 %(num)s 次", "一起做过 %(num)s 次", one.times)}
            for one in found.companions
        ]
        made.append(_group("companions", _("和谁一起"), rows))
    told = HELPED if helped else set()
    by_link: dict[tuple[str, bool], list[Row]] = {}
    for connection in found.connections:
        outward = connection.start == found.who
        if (connection.link, outward) in told or _is_home(connection, found):
            continue
        by_link.setdefault((connection.link, outward), []).append(_connection(view, connection, outward=outward))
    first = ["OFFERS", "HAS_SKILL", "REQUIRES", "ADDRESSES"]
    order = sorted(by_link, key=lambda key: (first.index(key[0]) if key[0] in first else len(first), key[0], key[1]))
    linked = [
        _group(f"{link}-{'out' if outward else 'in'}", _link_word(link, outward=outward), by_link[link, outward])
        for link, outward in order
    ]
    offers = [group for group, key in zip(linked, order, strict=True) if key[0] in ("OFFERS", "HAS_SKILL")]
    return [*offers, *made, *(group for group in linked if group not in offers)]


def _group(key: str, heading: str, rows: list[Row]) -> Row:
    """The first rows of a group, or all of them where the address asks for this one."""
    whole = request.args.get("all") == key
    return {
        "key": key,
        "heading": heading,
        "rows": rows if whole else rows[:SHOWN],
        "total": len(rows),
        "rest": "" if whole or len(rows) <= SHOWN else f"{frame.address_with(all=key)}#{key}",
    }


def _helped(found: records.Record) -> list[Row]:
    """Every work it helped, once, with all that is known of the help."""
    works: dict[tuple[str, str], tuple[Mention, list[str]]] = {}
    for one in found.helped:
        facts = works.setdefault((one.work.kind, one.work.id), (one.work, []))[1]
        facts += [fact for fact in _help_facts(one) if fact not in facts]
    return [
        {
            "name": work.name,
            "address": frame.record_address(work.kind, work.id),
            "what": kind_word(work.kind),
            "facts": " ".join(facts),
        }
        for work, facts in works.values()
    ]


def _help_facts(one: records.Help) -> list[str]:
    facts = [one.role]
    if one.hours:
        facts.append(_("%(n)s 小时", n=figure(one.hours)))
    if one.rating is not None:
        facts.append(_("民评 %(n)s 分（满分 5 分）", n=figure(one.rating)))
    if one.fulfilled is not None:
        facts.append(_("答应的做到了 %(n)s", n=f"{one.fulfilled:.0%}"))
    return [fact for fact in facts if fact]


def _is_home(connection: Relationship, found: records.Record) -> bool:
    """Whether a link tells who lives at this place: the page of a place names nobody for that."""
    return connection.link == "LIVES_AT" and connection.end == found.who


def _link_word(link: str, *, outward: bool) -> str:
    words = LINK_WORDS.get(link)
    return str(words[0 if outward else 1]) if words else link


def _mention(view: View, one: Mention) -> Row:
    return {
        "name": one.name or _called(view, one),
        "address": frame.record_address(one.kind, one.id),
        "what": kind_word(one.kind),
    }


def _called(view: View, one: Mention) -> str:
    """What a record without a name is called: by what it is about, and by the project of that."""
    row = view.row(one.kind, one.id)
    for link, kind in ABOUT.get(one.kind, ()):
        for other in view.linked(one.kind, row, link, kind) if (link, one.kind, kind) in view.snapshot.links else ():
            projects = view.linked(kind, other, "REQUIRES", "Project", inward=True) if kind == "Requirement" else []
            parts = [view.mention("Project", project).name for project in projects[:1]]
            return " ".join([*parts, view.mention(kind, other).name])
    return _("%(kind)s（没有名称）", kind=kind_word(one.kind))


def _connection(view: View, connection: Relationship, *, outward: bool) -> Row:
    facts, since = [], {"since": _("自"), "until": _("至")}
    for name, value in connection.properties.items():
        if name in ("synthetic", "source") or value is None:
            continue
        if isinstance(value, (date, datetime)):
            facts.append(" ".join(part for part in (since.get(name, ""), full_day(value)) if part))
        elif isinstance(value, (int, float)) and not isinstance(value, bool):
            facts.append(money(float(value)) if name.startswith("money") else _("%(n)s 小时", n=figure(float(value))))
        else:
            facts.append(str(value))
    return {**_mention(view, connection.end if outward else connection.start), "facts": " ".join(facts)}
