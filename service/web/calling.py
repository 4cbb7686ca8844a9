"""眼下能叫到谁, 可以成队: whom to call at once, and teams that could become groups."""

from __future__ import annotations

from typing import Any

from flask import Response as FlaskResponse
from flask import request, url_for

from matching.data import SLOTS
from service.errors import words_of
from service.running import served
from service.staffing.callsheets import growing_list, rally_list
from service.staffing.growing import SHARED, Growing, growing
from service.staffing.rallying import DANGER, BadCall, Rally, rally
from service.web import frame
from service.web.download import download
from service.web.frame import pages
from service.web.lists import place_choice
from service.web.saying import gettext as _
from service.web.words import CHOICE_WORDS, kind_word, window_word, word


@pages.get("/rally")
def rally_page() -> str:
    """Who can be called to a place at once."""
    asked, refused, found = request.args.get("text", ""), "", None
    if "text" in request.args:
        try:
            found = _rally()
        except BadCall as error:
            refused = words_of(error, frame.language())
    return frame.page(
        "rally.html",
        view={
            "text": asked,
            "window": request.args.get("window", ""),
            "hours": [(key, window_word(key)) for key in SLOTS],
            "place": place_choice(request.args.get("place", "")),
            "refused": refused,
            "danger": DANGER[frame.language() == "en"],
            "told": _rally_view(found.as_json()) if found is not None else None,
            "ledger": frame.address_of("pages.rally_book"),
        },
    )


def _rally() -> Rally:
    windows = tuple(one for one in request.args.getlist("window") if one in SLOTS)
    return rally(
        served.community(),
        request.args.get("text", ""),
        request.args.get("place", ""),
        windows=windows,
        language=frame.language(),
        now=frame.now(),
    )


def _rally_view(answer: dict[str, Any]) -> dict[str, Any]:
    read = _("、").join(answer["read"])
    return {
        "when": _("%(when)s（现在）", when=answer["when"]) if answer["now"] else answer["when"],
        "registered": answer["registered"] if answer["now"] else None,
        "place": answer["place"]["name"],
        "happened": answer["happened"],
        "danger": answer["danger"],
        "read": read,
        "counts": [(read or _("能搭把手"), _counts(answer["within"]))]
        + ([(_("能搭把手"), _counts(answer["hands"]))] if answer["hands"] else []),
        "rows": [_party(one) for one in answer["parties"]],
        "unplaced": [_party(one) for one in answer["unplaced"]],
        "lack": answer["lack"] or "",
        "busy_first": bool(answer["otherwise"])
        and not any(one["able"] for one in [*answer["parties"], *answer["unplaced"]]),
        "otherwise": [
            {"name": one["candidate"]["name"], "address": _address(one["candidate"]), "sentence": one["sentence"]}
            for one in answer["otherwise"]
        ],
    }


def _counts(within: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """How many there are place by place, without wider places that add nobody."""
    known = [one["parties"] for one in within]
    return [_count(one) for at, one in enumerate(within) if not at or known[at] > known[at - 1]]


def _count(one: dict[str, Any]) -> dict[str, Any]:
    groups = _("队伍 %(n)s 支，再加 %(m)s 人", n=one["groups"], m=one["members"]) if one["groups"] else ""
    return {"place": one["place"]["name"], "parties": one["parties"], "told": one["told"], "groups": groups}


def _party(one: dict[str, Any]) -> dict[str, Any]:
    who = one["candidate"]
    return {
        "name": who["name"],
        "address": _address(who),
        "kind": kind_word(who["kind"]),
        "members": one["members"],
        "able": one["able"],
        "where": one["where"],
        "told_when": one["told_when"],
        "reasons": one["reasons"],
    }


def _address(who: dict[str, Any]) -> str:
    return frame.record_address(who["kind"], who["id"])


@pages.get("/rally.xlsx")
def rally_book() -> FlaskResponse:
    """Who can be called, as a workbook."""
    content = rally_list(_rally().as_json(), day=frame.today(), language=frame.language())
    name = _("能叫到谁 %(day)s", day=frame.today().isoformat())
    return download(content, f"{name}.xlsx", f"rally-{frame.today().isoformat()}.xlsx")


@pages.get("/resources/growing")
def growing_page() -> str:
    """Teams that could become groups, and bodies whose next stage is due."""
    answer = _growing().as_json()
    return frame.page(
        "growing.html",
        view={
            "since": answer["since"],
            "teams": [_team(one) for one in answer["teams"]],
            "total": answer["teams_total"],
            "bodies": [
                {
                    "name": one["candidate"]["name"],
                    "address": _address(one["candidate"]),
                    "stage": f"{word(CHOICE_WORDS, one['stage'])} → {word(CHOICE_WORDS, one['next'])}",
                    "works": _works(one["works"]),
                    "steps": one["steps"],
                }
                for one in answer["bodies"]
            ],
            "ledger": url_for("pages.growing_book"),
        },
    )


def _growing() -> Growing:
    return growing(served.community(), language=frame.language(), now=frame.now())


def _team(one: dict[str, Any]) -> dict[str, Any]:
    return {
        "people": [
            {
                "name": who["name"],
                "address": _address(who),
                "works": _("%(n)s 件", n=who["works"]),
                "core": who["core"] or "",
            }
            for who in one["people"]
        ],
        "place": one["place"]["name"] if one["place"] else "",
        "works": _works(one["works"]),
        "can": [
            {
                "name": can["name"],
                "told": _("%(n)s 人会", n=can["people"])
                if can["people"] >= SHARED
                else _("一起办过 %(n)s 件", n=can["works"]),
            }
            for can in one["can"]
        ],
        "steps": one["steps"],
        "needs": [
            {"name": need["need"]["name"], "address": _address(need["need"]), "why": need["why"]}
            for need in one["needs"]
        ],
    }


def _works(works: list[dict[str, Any]]) -> list[dict[str, str]]:
    return [{"name": work["name"], "address": _address(work), "day": work["day"]} for work in works]


@pages.get("/resources/growing.xlsx")
def growing_book() -> FlaskResponse:
    """The teams and bodies as a workbook."""
    content = growing_list(_growing().as_json(), day=frame.today(), language=frame.language())
    name = _("可以成队 %(day)s", day=frame.today().isoformat())
    return download(content, f"{name}.xlsx", f"growing-{frame.today().isoformat()}.xlsx")
