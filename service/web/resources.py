"""资源清单: everything that can be had, and the page of one record."""

from __future__ import annotations

from datetime import date, datetime

from flask import request, url_for

from graph.kinds import NODES
from graph.schema import Value
from service import listing, records
from service.looking import Connection, Mention, View
from service.overview import STALE_AFTER
from service.web import contacts, frame
from service.web.frame import pages
from service.web.lists import narrowing, place_choice, short
from service.web.saying import gettext as _
from service.web.saying import ngettext, pgettext
from service.web.words import (
    CHOICE_WORDS,
    LEVEL_WORDS,
    LINK_WORDS,
    REQUIREMENT_WORDS,
    STATUS_WORDS,
    kind_word,
    property_word,
    stage_steps,
    stage_word,
    window_word,
    word,
)
from service.web.written import figure, full_day, money

# Said by the page's head or by its links, or of no use to a reader.
NOT_FACTS = frozenset({"name", "synthetic", "consent", "stage", "level", "status"})
CODED = {"kind": REQUIREMENT_WORDS, "status": STATUS_WORDS, "level": LEVEL_WORDS, "stage": {}}
STAGED = ("Project", "Need", "Activity")
SHOWN = 20


@pages.get("/resources")
def resources() -> str:
    """Everything that can be had, by kind."""
    kind = request.args.get("kind", "Service")
    if kind not in listing.RESOURCES:
        kind = "Service"
    snapshot, asked = frame.snapshot(), narrowing()
    rows = listing.narrowed(snapshot, kind, asked)
    paging = frame.paged(len(rows))
    counts = listing.counted(snapshot)
    return frame.page(
        "resources.html",
        view={
            "kind_word": kind_word(kind),
            "total": len(rows),
            "kinds": [
                {
                    "label": kind_word(one),
                    "count": counts[one],
                    "here": one == kind,
                    "address": url_for("pages.resources", kind=one),
                }
                for one in listing.RESOURCES
            ],
            "rows": _rows(kind, rows[paging.first : paging.last]),
            "paging": paging,
            "asked": {"q": asked.words},
            "choices": [place_choice(asked.place)],
            "kept": {"kind": kind},
            "narrowed": asked.narrows,
            "hidden": _hidden(kind, counts[kind]),
        },
    )


def _hidden(kind: str, seen: int) -> str:
    count = len(frame.snapshot().nodes[kind]) - seen
    if kind != "Resident" or not count:
        return ""
    if count < records.FEW:
        return _("另有不足 5 位居民没有同意参加推荐或未成年，不显示。")
    return _("另有 %(n)s 位居民没有同意参加推荐或未成年，不显示。", n=count)


def _rows(kind: str, rows: list[int]) -> list[dict[str, object]]:
    snapshot = frame.snapshot()
    view, places = View(snapshot), listing.placed(snapshot, kind)
    providers: dict[int, list[str]] = {}
    for giver in ("Organization", "Unit", "Alliance", "Expert", "Resident"):
        if ("OFFERS", giver, kind) in snapshot.links:
            for row, givers in listing.joined(snapshot, kind, "OFFERS", giver, inward=True).items():
                seen = [view.mention(giver, one).name for one in givers if view.seen(giver, one)]
                providers.setdefault(row, []).extend(seen)
    skills = (
        listing.joined(snapshot, kind, "HAS_SKILL", "Skill") if ("HAS_SKILL", kind, "Skill") in snapshot.links else {}
    )
    made = []
    for row in rows:
        held, mention = view.properties(kind, row), view.mention(kind, row)
        can = [view.mention("Skill", skill).name for skill in skills.get(row, ())]
        confirmed = held.get("confirmed_on")
        age = (frame.today() - confirmed).days if isinstance(confirmed, date) else None
        made.append(
            {
                "name": mention.name,
                "address": frame.record_address(kind, mention.id),
                "what": _what(kind, held),
                "text": short(str(held.get("text") or held.get("purpose") or _("、").join(can[:6]) or "")),
                "provider": _("、").join(dict.fromkeys(providers.get(row, ()))),
                "place": _("、").join(view.mention("Place", place).name for place in places.get(row, ())[:3]),
                "confirmed": full_day(confirmed) if isinstance(confirmed, date) else "",
                "stale": age is not None and age > STALE_AFTER,
            }
        )
    return made


def _what(kind: str, held: dict[str, Value]) -> str:
    """What sort of thing it is, in a word or two."""
    parts: list[str] = []
    code = held.get("kind")
    if code:
        parts.append(word(REQUIREMENT_WORDS, str(code)) if kind == "Service" else str(code))
    if held.get("registered"):
        parts.append(word(CHOICE_WORDS, str(held["registered"])))
    if isinstance(held.get("star"), (int, float)):
        parts.append(_("%(n)s 星", n=figure(float(str(held["star"])))))
    if isinstance(held.get("capacity"), (int, float)):
        parts.append(_("能坐 %(n)s 人", n=figure(float(str(held["capacity"])))))
    if isinstance(held.get("balance"), (int, float)):
        parts.append(_("还剩 %(n)s", n=money(float(str(held["balance"])))))
    if held.get("charge"):
        parts.append(word(CHOICE_WORDS, str(held["charge"])))
    posts = held.get("posts")
    if isinstance(posts, list):
        parts.append(_("、").join(posts))
    return " ".join(parts)


@pages.get("/records/<kind>/<path:id>")
def record(kind: str, id: str) -> str:  # noqa: A002  # a record's id is its id
    """One record: what it offers, where it helped, with whom, and the evidence for it."""
    found = records.record(frame.snapshot(), kind, id)
    return frame.page("record.html", view=record_view(found))


def record_view(found: records.Record) -> dict[str, object]:
    """What a record's page shows."""
    kind, held = found.who.kind, found.properties
    stage = str(held.get("stage") or "")
    offered = kind in listing.RESOURCES
    above = (
        (pgettext("menu", "资源清单"), url_for("pages.resources", kind=kind)) if offered else (kind_word(kind), None)
    )
    return {
        "name": found.who.name or kind_word(kind),
        "kind_word": kind_word(kind),
        "crumb": [above, (found.who.name or kind_word(kind), None)],
        "tags": _tags(kind, dict(held)),
        "steps": stage_steps(stage) if kind in STAGED and stage not in ("", "dropped") else None,
        "facts": _facts(kind, dict(held)) + contacts.of(kind, found.who.id),
        "confirm": url_for("pages.confirm_service", id=found.who.id) if kind == "Service" else None,
        "edit": None,
        "start": None,
        "groups": _groups(found),
    }


def _tags(kind: str, held: dict[str, Value]) -> list[dict[str, str]]:
    tags = []
    if kind == "Place":
        tags.append({"sign": "", "text": word(LEVEL_WORDS, str(held.get("level") or ""))})
    if held.get("stage") and kind in ("Need", "Project", "Activity"):
        tags.append({"sign": "", "text": stage_word(str(held["stage"]))})
    if held.get("status"):
        tags.append({"sign": "", "text": word(STATUS_WORDS, str(held["status"]))})
    confirmed, until = held.get("confirmed_on"), held.get("valid_until")
    if isinstance(until, date) and until < frame.today():
        tags.append({"sign": "bad", "text": _("已过有效期")})
    elif isinstance(confirmed, date) and (frame.today() - confirmed).days > STALE_AFTER:
        tags.append({"sign": "warn", "text": _("%(n)s 天没人核实", n=(frame.today() - confirmed).days)})
    if held.get("synthetic"):
        tags.append({"sign": "line", "text": _("虚构的样例")})
    return tags


def _facts(kind: str, held: dict[str, Value]) -> list[tuple[str, str]]:
    facts = []
    for name, value in held.items():
        if name not in NOT_FACTS and (said := _said(kind, name, value)):
            facts.append((property_word(kind, name, frame.language()), said))
    return facts


def _said(kind: str, name: str, value: Value) -> str:
    """A value as people write it."""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, list):
        words = [window_word(one) for one in value] if name == "windows" else value
        return _("、").join(words)
    if isinstance(value, (date, datetime)):
        return full_day(value)
    if isinstance(value, (int, float)):
        unit = NODES[kind].by_name[name].unit
        return money(float(value)) if unit == "元" else str(int(value)) if name == "year" else figure(float(value))
    if name in CODED and kind in ("Service", "Requirement", "Claim"):
        return word(CODED[name], str(value))
    return word(CHOICE_WORDS, str(value or ""))


def _groups(found: records.Record) -> list[dict[str, object]]:
    """The record's links: what it offers first, then where it helped and with whom, then everything else."""
    groups = []
    helped = [
        {
            "name": one.work.name,
            "address": frame.record_address(one.work.kind, one.work.id),
            "what": kind_word(one.work.kind),
            "facts": _help_facts(one),
        }
        for one in found.helped
    ]
    if helped:
        groups.append({"heading": _("在哪儿帮过忙"), "rows": helped[:SHOWN], "total": len(helped)})
    if found.companions:
        rows = [
            {**_mention(one.who), "facts": ngettext("一起做过 %(num)s 次", "一起做过 %(num)s 次", one.times)}
            for one in found.companions[:SHOWN]
        ]
        groups.append({"heading": _("和谁一起"), "rows": rows, "total": len(found.companions)})
    told = {"TAKES_PART", "MENTORS"} if helped else set()
    by_link: dict[tuple[str, bool], list[dict[str, object]]] = {}
    for connection in found.connections:
        if (connection.link in told and connection.start == found.who) or _is_home(connection, found):
            continue
        outward = connection.start == found.who
        by_link.setdefault((connection.link, outward), []).append(_connection(connection, outward=outward))
    first = ["OFFERS", "HAS_SKILL", "REQUIRES", "ADDRESSES"]
    order = sorted(by_link, key=lambda key: (first.index(key[0]) if key[0] in first else len(first), key[0], key[1]))
    linked = [
        {"heading": _link_word(link, outward=outward), "rows": rows[:SHOWN], "total": len(rows)}
        for link, outward in order
        for rows in [by_link[link, outward]]
    ]
    offers = [group for group, key in zip(linked, order, strict=True) if key[0] in ("OFFERS", "HAS_SKILL")]
    return [*offers, *groups, *(group for group in linked if group not in offers)]


def _is_home(connection: Connection, found: records.Record) -> bool:
    """Whether a link tells who lives at this place: the page of a place names nobody for that."""
    return connection.link == "LIVES_AT" and connection.end == found.who


def _link_word(link: str, *, outward: bool) -> str:
    words = LINK_WORDS.get(link)
    return str(words[0 if outward else 1]) if words else link


def _mention(one: Mention) -> dict[str, object]:
    return {
        "name": one.name or _("%(kind)s（没有名称）", kind=kind_word(one.kind)),
        "address": frame.record_address(one.kind, one.id),
        "what": kind_word(one.kind),
    }


def _connection(connection: Connection, *, outward: bool) -> dict[str, object]:
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
    return {**_mention(connection.end if outward else connection.start), "facts": " ".join(facts)}


def _help_facts(one: records.Help) -> str:
    facts = [one.role]
    if one.hours:
        facts.append(_("%(n)s 小时", n=figure(one.hours)))
    if one.rating is not None:
        facts.append(_("民评 %(n)s 分（满分 5 分）", n=figure(one.rating)))
    if one.fulfilled is not None:
        facts.append(_("答应的做到了 %(n)s", n=f"{one.fulfilled:.0%}"))
    return " ".join(fact for fact in facts if fact)
