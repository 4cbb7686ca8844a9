"""请谁商量: whose matter a need or project is, who must come, who solved it before; and needs that may be one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response as FlaskResponse
from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from matching.errors import BadAsk
from service import consulting
from service.consulting.issuesheets import alike_list, invitation_list
from service.consulting.mates import Mates, mates_of
from service.running import served
from service.viewing.looking import Mention
from service.web import frame
from service.web.download import download
from service.web.frame import pages
from service.web.lists import place_choice
from service.web.saying import gettext as _
from service.web.saying import lazy_gettext, pgettext
from service.web.words import CHOICE_WORDS, kind_word, stage_word, word
from service.web.written import figure

CASES = 5
SHOWN_LINES = 8  # of a group; the others unfold
SHOWN_GROUPS = 20
SPEAKING = 0.3  # reasons that add less are told by the interface only
OF = {"needs": "Need", "projects": "Project"}
PARTS = {
    "raised": lazy_gettext("提过"),
    "able": lazy_gettext("会做"),
    "worked": lazy_gettext("办过相近的"),
    "new": lazy_gettext("新面孔"),
}


@pages.get("/needs/<path:id>/table", defaults={"plural": "needs"})
@pages.get("/projects/<path:id>/table", defaults={"plural": "projects"})
def table(plural: str, id: str) -> str:  # noqa: A002  # a record's id is its id
    """Whose matter it is, who must be at the table and why, and who solved the like."""
    view = consulted(OF[plural], id)
    menu = pgettext("menu", "需求") if plural == "needs" else pgettext("menu", "项目")
    own = frame.record_address(OF[plural], id)
    crumb = [(menu, url_for(f"pages.{plural}")), (view["name"], own), (_("请谁商量"), None)]
    return frame.page("table.html", view=view | {"crumb": crumb})


@pages.get("/needs/<path:id>/table.xlsx", defaults={"plural": "needs"})
@pages.get("/projects/<path:id>/table.xlsx", defaults={"plural": "projects"})
def table_list(plural: str, id: str) -> FlaskResponse:  # noqa: A002
    """The parties and the solved cases as a workbook."""
    snapshot, kind = frame.snapshot(), OF[plural]
    found = consulting.stakeholders_of(snapshot, kind, id, _lore().plain)
    cases = consulting.similar_cases(snapshot, kind, id, limit=CASES, knowing=_lore())
    mates = _mates(id) if plural == "needs" else None
    content = invitation_list(found, cases, mates, day=frame.today(), language=frame.language())
    name = _("%(name)s 邀请名单 %(day)s", name=found.level.asked.who.name[:30], day=frame.today().isoformat())
    return download(content, f"{name}.xlsx", f"table-{frame.today().isoformat()}.xlsx")


def consulted(kind: str, id: str) -> dict[str, Any]:  # noqa: A002
    """Level, parties and solved cases of one need or project, as pages show them."""
    snapshot = frame.snapshot()
    found = consulting.stakeholders_of(snapshot, kind, id, _lore().plain)
    cases = consulting.similar_cases(snapshot, kind, id, limit=CASES, knowing=_lore())
    plural = "needs" if kind == "Need" else "projects"
    return {
        "name": found.level.asked.who.name or kind_word(kind),
        "address": url_for("pages.table", plural=plural, id=id),
        "ledger": url_for("pages.table_list", plural=plural, id=id),
        "level": _level(found.level),
        "must": [_party(one) for one in found.must],
        "welcome": [_party(one) for one in found.welcome],
        "cases": [_case(one) for one in cases.cases],
        "looked_through": cases.looked_through,
    }


def mates_told(id: str) -> dict[str, Any]:  # noqa: A002
    """Who could do something about a need together, as its page shows them."""
    told = _mates(id).as_json()
    return {
        "lack": told["lack"],
        "mates": [
            {
                "name": one["candidate"]["name"],
                "address": frame.record_address(one["candidate"]["kind"], one["candidate"]["id"]),
                "parts": [word(PARTS, part) for part in one["parts"]],
                "reasons": one["reasons"],
            }
            for one in told["mates"]
        ],
    }


def _mates(id: str) -> Mates:  # noqa: A002
    current = served.community().current(frame.now())
    return mates_of(current, id, knowing=_lore(), language=frame.language(), now=frame.now())


def _lore() -> consulting.Lore:
    return consulting.lore_of(served.community())


def _english() -> bool:
    return frame.language() == "en"


def _level(found: consulting.LevelFound) -> dict[str, Any]:
    answer, pool = found.answer, found.pool
    return {
        "word": word(CHOICE_WORDS, found.level),
        "chance": f"{answer.chance:.0%}",
        "rule": pool.rule_en if _english() else pool.rule_zh,
        "suppliers": _("、").join(pool.suppliers_en if _english() else pool.suppliers),
        "written": ""
        if found.agrees in (None, True)
        else _("这是登记的层级；按内容看像“%(level)s”。", level=word(CHOICE_WORDS, answer.level)),
        "facts": [
            {
                "sentence": fact.sentence_en if _english() else fact.sentence_zh,
                "words": _("、").join(fact.words),
                "points": f"+{fact.contribution:.2f}",
            }
            for fact in found.facts()
        ],
    }


def _party(one: consulting.CalledParty) -> dict[str, Any]:
    told = one.stakeholder
    reasons = [reason for reason in told.reasons if reason.contribution >= SPEAKING]
    return {
        "name": told.party.label_en if _english() else told.party.name,
        "why": told.party.reason_en if _english() else told.party.reason_zh,
        "chance": f"{told.chance:.0%}",
        "reasons": [reason.en if _english() else reason.zh for reason in reasons],
        "records": _mentions(one.records),
    }


def _case(one: consulting.SolvedCase) -> dict[str, Any]:
    alike = one.likeness
    shared = [*(alike.problems_en if _english() else alike.problems), *alike.words]
    return {
        **_mention(one.project),
        "places": _mentions(one.places),
        "partners": _mentions(one.partners),
        "result": one.result,
        "rating": _("民评 %(n)s 分", n=figure(one.rating)) if one.rating is not None else "",
        "shared": _("、").join(dict.fromkeys(shared)),
    }


def _mentions(several: Sequence[Mention]) -> list[dict[str, str]]:
    return [_mention(one) for one in several]


def _mention(one: Mention) -> dict[str, str]:
    return {"name": one.name or kind_word(one.kind), "address": frame.record_address(one.kind, one.id)}


@pages.get("/needs/alike")
def alike() -> str:
    """Needs of several places that one answer would meet; people say whether they are one."""
    place = request.args.get("place", "")
    shown = request.args.get("more", SHOWN_GROUPS, type=int)
    try:
        found, refused = _clusters(place), ""
    except BadAsk as error:
        found, refused = consulting.NeedClusters((), (), (), by_sense=False), str(error)
    return frame.page(
        "alike.html",
        view={
            "groups": [_group(group) for group in found.groups[:shown]],
            "lines_shown": SHOWN_LINES,
            "total": len(found.groups),
            "looked_through": found.looked_through,
            "apart": [(_line(one), _line(other)) for one, other in found.apart],
            "refused": refused,
            "place": place_choice(place),
            "place_id": place,
            "ledger": url_for("pages.alike_ledger", place=place or None),
            "more": frame.address_with(more=shown + SHOWN_GROUPS) if len(found.groups) > shown else "",
        },
    )


def _clusters(place: str) -> consulting.NeedClusters:
    # Judgements are bookkeeping, which the snapshot leaves out; without the database none are known.
    decided = () if frame.is_away() else tuple(frame.store().nodes("Sameness"))
    return consulting.need_clusters(frame.snapshot(), decided, place=place, knowing=_lore())


def _group(group: consulting.NeedGroup) -> dict[str, Any]:
    ids = [line.need.id for line in group.lines]
    return {
        "problem": (group.problem_en if _english() else group.problem) or _("说法相近"),
        "words": _("、").join(group.words),
        "households": figure(group.households) if group.households else "",
        "uncounted": group.uncounted,
        "places": group.places,
        "joined": group.joined,
        "lines": [_line(line) for line in group.lines],
        "ids": ids,
        "start": url_for("pages.new_project", need=ids),
    }


def _line(line: consulting.NeedLine) -> dict[str, Any]:
    return {
        "id": line.need.id,
        "text": line.text or line.need.name,
        "address": frame.record_address("Need", line.need.id),
        "place": line.place.name if line.place else "",
        "households": "" if line.households is None else figure(line.households),
        "stage": stage_word(line.stage or "raised"),
        "projects": _mentions(line.projects),
    }


@pages.post("/needs/alike")
def judge_alike() -> Response:
    """Remember that needs are one, or that one of them is another."""
    other = request.form.get("other", "")
    needs = [need for need in request.form.getlist("need") if need != other]
    same = request.form.get("same") == "1"
    consulting.decide_need(frame.store(), needs, same, other=other, now=frame.now())
    flash(
        _("记住了：是一回事。每条需求都还在，可以一起立项、逐条答复。")
        if same
        else _("记住了：不是一回事，以后不再放在一起。")
    )
    return redirect(url_for("pages.alike", place=request.form.get("place") or None))


@pages.get("/needs/alike.xlsx")
def alike_ledger() -> FlaskResponse:
    """The groups as a workbook."""
    found = _clusters(request.args.get("place", ""))
    content = alike_list(found, day=frame.today(), language=frame.language())
    name = _("可一并解决的需求 %(day)s", day=frame.today().isoformat())
    return download(content, f"{name}.xlsx", f"needs-{frame.today().isoformat()}.xlsx")
