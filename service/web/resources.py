"""资源清单: everything that can be had, and the page of one record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from graph.kinds import CANDIDATES, NODES
from graph.loading.windows import windows_within
from graph.schema import Value
from service.decisions.replying import after_answer
from service.lines.taking import promised_money
from service.viewing import listing, records
from service.viewing.looking import View
from service.viewing.overview import STALE_AFTER
from service.web import connected, contacts, frame, judging
from service.web.frame import pages
from service.web.lists import narrowing, place_choice
from service.web.saying import gettext as _
from service.web.saying import pgettext
from service.web.words import (
    ANSWER_WORDS,
    CHOICE_WORDS,
    LEVEL_WORDS,
    REQUIREMENT_WORDS,
    STATUS_WORDS,
    kind_word,
    property_word,
    skill_word,
    stage_steps,
    stage_word,
    window_word,
    word,
)
from service.web.written import figure, full_day, money

# Said by the page's head or by its links, or of no use to a reader.
NOT_FACTS = frozenset({"name", "synthetic", "consent", "stage", "level", "status", "revision"})
CODED = {"kind": REQUIREMENT_WORDS, "status": STATUS_WORDS, "level": LEVEL_WORDS, "stage": {}}
STAGED = ("Project", "Need", "Activity")
CAN = 5
# The list of services holds what can be done, what can be had and who lends a hand: looked for one by one.
SORTS = ("service", "goods", "hands")
SORT_OF = {"goods": "goods", "people": "hands", "skill": "hands", "planning": "hands", "mentor": "hands"}


@pages.get("/resources")
def resources() -> str:
    """Everything that can be had, by kind."""
    kind, sort, rows = listed()
    snapshot, asked = frame.snapshot(), narrowing()
    paging = frame.paged(len(rows))
    counts = listing.counted(snapshot)
    return frame.page(
        "resources.html",
        view={
            "kind_word": sort_word(sort) if sort else kind_word(kind),
            "ordered": _("最近核实的在前，已过有效期的在最后。")
            if "confirmed_on" in NODES[kind].by_name
            else _("按名称排。"),
            "total": len(rows),
            "kinds": _kinds(kind, sort, counts),
            "rows": rows_of(kind, rows[paging.first : paging.last]),
            "book": frame.address_of("pages.resources_book"),
            "paging": paging,
            "asked": {"q": asked.words},
            "choices": [place_choice(asked.place)],
            "kept": {"kind": kind} | ({"sort": sort} if sort else {}),
            "narrowed": asked.narrows,
            "hidden": _hidden(kind, counts[kind]),
        },
    )


def listed() -> tuple[str, str, list[int]]:
    """The kind that this request asks for, the sort of service, and the rows in their order."""
    kind = request.args.get("kind", "Service")
    if kind not in listing.RESOURCES:
        kind = "Service"
    snapshot = frame.snapshot()
    rows = listing.ordered(snapshot, kind, listing.narrowed(snapshot, kind, narrowing()), frame.today())
    if kind != "Service":
        return kind, "", rows
    sort, sorts = request.args.get("sort", SORTS[0]), _sorts()
    sort = sort if sort in SORTS else SORTS[0]
    return kind, sort, [row for row in rows if sorts[row] == sort]


def _kinds(kind: str, sort: str, counts: Mapping[str, int]) -> list[dict[str, object]]:
    """What can be leafed through, with how many there are: services and goods and hands are counted apart."""
    of_sort = Counter(_sorts().values())
    told: list[tuple[str, int, bool, str]] = [
        (sort_word(one), of_sort[one], one == sort, url_for("pages.resources", kind="Service", sort=one))
        for one in SORTS
    ]
    told += [
        (kind_word(one), counts[one], one == kind, url_for("pages.resources", kind=one))
        for one in listing.RESOURCES
        if one != "Service"
    ]
    return [{"label": label, "count": count, "here": here, "address": to} for label, count, here, to in told]


def _sorts() -> dict[int, str]:
    """Of which sort each entry of the list of services is: a service, goods, or people with what they can."""
    snapshot = frame.snapshot()
    kinds = snapshot.nodes["Service"].texts("kind")
    rows = (int(row) for row in View(snapshot).seen_rows("Service"))
    return {row: SORT_OF.get(str(kinds[row]), SORTS[0]) for row in rows}


def sort_word(sort: str) -> str:
    """What a sort of entries in the list of services is called."""
    told = {"goods": _("物资"), "hands": _("人手和策划")}
    return told.get(sort, kind_word("Service"))


def _hidden(kind: str, seen: int) -> str:
    count = len(frame.snapshot().nodes[kind]) - seen
    if kind != "Resident" or not count:
        return ""
    if count < records.FEW:
        return _("另有不足 5 位居民没有同意参加推荐或未成年，不显示。")
    return _("另有 %(n)s 位居民没有同意参加推荐或未成年，不显示。", n=count)


def rows_of(kind: str, rows: list[int]) -> list[dict[str, Any]]:
    """What the list tells of these records."""
    snapshot = frame.snapshot()
    view, places = View(snapshot), listing.placed(snapshot, kind)
    providers = _providers(view, kind)
    skills = (
        listing.joined(snapshot, kind, "HAS_SKILL", "Skill") if ("HAS_SKILL", kind, "Skill") in snapshot.links else {}
    )
    about = listing.joined(snapshot, kind, "ABOUT", "Skill")
    made = []
    for row in rows:
        held, mention = view.properties(kind, row), view.mention(kind, row)
        can = _("、").join(
            [skill_word(snapshot, one, frame.language()) for one in (*skills.get(row, ()), *about.get(row, ()))][:CAN]
        )
        said = str(held.get("text") or held.get("purpose") or "")
        confirmed = held.get("confirmed_on")
        age = (frame.today() - confirmed).days if isinstance(confirmed, date) else None
        made.append(
            {
                "name": mention.name,
                "id": mention.id,
                "address": frame.record_address(kind, mention.id),
                "what": _what(kind, held),
                # A text is often a remark (已送完); what can be had stands first where it is known.
                "text": can or said,
                "remark": said if can else "",
                "over": isinstance(until := held.get("valid_until"), date) and until < frame.today(),
                "provider": _("、").join(dict.fromkeys(providers.get(row, ()))),
                "place": _("、").join(view.mention("Place", place).name for place in places.get(row, ())[:3]),
                "confirmed": full_day(confirmed) if isinstance(confirmed, date) else "",
                "stale": age is not None and age > STALE_AFTER,
            }
        )
    return made


def _providers(view: View, kind: str) -> dict[int, list[str]]:
    snapshot = view.snapshot
    providers: dict[int, list[str]] = {}
    for giver in ("Organization", "Unit", "Alliance", "Expert", "Resident"):
        if ("OFFERS", giver, kind) in snapshot.links:
            for row, givers in listing.joined(snapshot, kind, "OFFERS", giver, inward=True).items():
                seen = [view.mention(giver, one).name for one in givers if view.seen(giver, one)]
                providers.setdefault(row, []).extend(seen)
    return providers


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
def record(kind: str, id: str) -> str | Response:  # noqa: A002  # a record's id is its id
    """One record: what it offers, where it helped and with whom; a kind with pages of its own is sent there."""
    if kind in frame.OWN_PAGES:
        return redirect(frame.record_address(kind, id), 301)
    found = records.record(frame.snapshot(), kind, id)
    return frame.page("record.html", view=record_view(found))


def record_view(found: records.Record) -> dict[str, object]:
    """What a record's page shows."""
    kind, held = found.who.kind, found.properties
    stage = str(held.get("stage") or "")
    offered = kind in listing.RESOURCES
    above: tuple[str, str | None] = kind_word(kind), None
    if offered:
        listed = url_for("pages.resources", kind=kind, sort=_sort_of(kind, held))
        above = pgettext("menu", "资源清单"), listed
    return {
        "name": found.who.name or kind_word(kind),
        "kind_word": kind_word(kind),
        "crumb": [above, (found.who.name or kind_word(kind), None)],
        "tags": _tags(kind, dict(held)),
        "steps": stage_steps(stage) if kind in STAGED and stage not in ("", "dropped") else None,
        "facts": _facts(kind, dict(held)) + _promised(kind, found.who.id) + contacts.of(kind, found.who.id),
        "confirm": url_for("pages.confirm_service", id=found.who.id) if kind == "Service" else None,
        "edit": url_for("pages.edit_candidate", kind=kind, id=found.who.id) if kind in CANDIDATES else None,
        "start": None,
        "groups": connected.groups(found),
    }


def _sort_of(kind: str, held: Mapping[str, Value]) -> str | None:
    return SORT_OF.get(str(held.get("kind")), SORTS[0]) if kind == "Service" else None


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
    if held.get("windows") == windows_within(str(held.get("hours") or "")):
        held = {name: value for name, value in held.items() if name != "windows"}  # their own words say it already
    if kind == "Invitation" and held.get("answer"):
        held = {**held, "note": after_answer(str(held.get("note") or ""))}
    for name, value in held.items():
        if name not in NOT_FACTS and (said := _written(kind, name, value)):
            facts.append((property_word(kind, name, frame.language()), said))
    return facts


def _promised(kind: str, identifier: str) -> list[tuple[str, str]]:
    """What a fund has promised to projects and not given yet; its balance still holds it."""
    if kind != "Fund":
        return []
    snapshot = frame.snapshot()
    amount = float(promised_money(snapshot, kind)[snapshot.nodes[kind].row_of[identifier]])
    return [(_("已答应、还没给"), money(amount))] if amount else []


def _written(kind: str, name: str, value: Value) -> str:
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
    if kind == "Invitation" and name in ("answer", "reason"):
        return word({**ANSWER_WORDS, **dict(judging.reasons())}, str(value))
    return word(CHOICE_WORDS, str(value or ""))
