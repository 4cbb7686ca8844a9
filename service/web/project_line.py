"""One line of a project on its page: who could meet it and why, who not, and how it was understood."""

from __future__ import annotations

from datetime import date

from flask import request, url_for

from matching.reasons import Answer as Answered
from matching.reasons import LeftOut
from service import partnering
from service.decisions import feedback
from service.running import served
from service.viewing.looking import View
from service.viewing.overview import Lack
from service.web import frame, judging, partners
from service.web.saying import gettext as _
from service.web.words import REQUIREMENT_WORDS, window_word, word
from service.web.written import amount, day, figure, tells

SHOWN = 10
UNFIT = 10  # of those left out
STEP = 20  # more of either
MOST = 300
LOOKED_THROUGH = MOST  # matches from which filters pick
OF_PEOPLE = ("people", "skill", "planning", "mentor")


def answered(id: str, here: Lack) -> tuple[dict[str, object], list[dict[str, object]]]:  # noqa: A002
    """The matches for one line, narrowed by the filters in the address."""
    known = partners.filters(here.kind)
    on = [name for name in known if request.args.get(name)]
    wanted, unfit = _asked_for("more", SHOWN), _asked_for("left", UNFIT)
    answer = partnering.find_partners(
        served.community(),
        id,
        requirement=here.id,
        limit=max(wanted, LOOKED_THROUGH if on else 0),
        left_out=unfit,
        language=frame.language(),
        now=frame.now(),
    )
    if not on and request.method == "GET":  # what a HEAD would show is shown to nobody
        feedback.record_shown(served.community().shown, answer, "page", frame.now())
    line = answer.requirements[0].answer
    kept = [match for match in line.matches if all(known[name][1](match) for name in on)]
    cards = [partners.shown(match, rank) for rank, match in enumerate(kept[:wanted], start=1)]
    judging.judged(id, here.id, cards, [(one.candidate["kind"], one.candidate["id"]) for one in kept[:wanted]])
    total = len(kept) if on else min(line.eligible_total, MOST)
    view: dict[str, object] = {
        "id": here.id,
        "heading": _heading(here),
        "when": _when(here),
        "hard": here.hard,
        "edit": url_for("pages.edit_requirement", id=here.id),
        "count": _count(line, len(kept), len(cards), bool(on)),
        "trouble": answer.requirements[0].trouble,
        "understood": _understood(line),
        "lack": line.understood["lack"] or "",
        "top": cards[: partners.CARDS],
        "more": cards[partners.CARDS :],
        "next": _next("more", wanted, total - len(cards), f"c{len(cards) + 1}"),
        "nobody": _("这些筛选下没有合适的。") if on else _("现在没有合适的。下面写明每一个差在哪里。"),
        "loosen": frame.address_with(**dict.fromkeys(known)) if on else "",
        **_unfit(line, unfit),
    }
    chips = {name: frame.address_with(**{name: None if name in on else "1"}) for name in known}
    return view, [{"label": known[name][0], "on": name in on, "address": to} for name, to in chips.items()]


def _unfit(line: Answered, wanted: int) -> dict[str, object]:
    """Those the rules leave out, as many as are asked for, and the way to the others."""
    unseen = line.left_out_total - sum(one.count for one in line.left_out)
    return {
        "left_out": [_left_out(one) for one in line.left_out],
        "left_out_total": line.left_out_total,
        "left_open": "left" in request.args,
        "left_next": _next("left", wanted, unseen, "left"),
    }


def _asked_for(name: str, first: int) -> int:
    """How many the address asks to see, within reason."""
    return max(first, min(request.args.get(name, first, type=int), MOST))


def _next(name: str, wanted: int, unseen: int, anchor: str) -> dict[str, object] | None:
    """The link to those behind the last one shown: how many it adds, and where."""
    if unseen <= 0 or wanted >= MOST:
        return None
    return {"count": min(STEP, unseen), "address": f"{frame.address_with(**{name: wanted + STEP})}#{anchor}"}


def _heading(line: Lack) -> str:
    text = line.text or word(REQUIREMENT_WORDS, line.kind)
    wanted = amount(line.quantity, line.unit)
    told = not wanted or tells(text, line.quantity, line.unit)
    return text if told else _("%(what)s，要 %(n)s", what=text, n=wanted)


def _when(line: Lack) -> str:
    view = View(frame.snapshot())
    held, speaking = view.properties("Requirement", view.row("Requirement", line.id)), frame.language()
    parts = []
    begins, ends, windows = held.get("date_from"), held.get("date_to"), held.get("windows")
    if isinstance(begins, date):
        parts.append(_("%(day)s起", day=day(begins, speaking)))
    if isinstance(ends, date):
        parts.append(_("到%(day)s", day=day(ends, speaking)))
    if isinstance(windows, list):
        parts.append(_("、").join(window_word(one) for one in windows))
    hours = held.get("hours")
    if isinstance(hours, float):
        whole = _("每人共 %(n)s 小时", n=figure(hours))
        parts.append(whole if line.kind in OF_PEOPLE else _("共 %(n)s 小时", n=figure(hours)))
    return " ".join(parts)


def _count(line: Answered, kept: int, shown: int, filtered: bool) -> str:
    if filtered and line.eligible_total > LOOKED_THROUGH:
        return _(
            "筛的是名次在前的 %(most)s 个，符合条件的共 %(all)s 个；筛后 %(n)s 个，先看 %(m)s 个",
            most=LOOKED_THROUGH,
            all=line.eligible_total,
            n=kept,
            m=shown,
        )
    if filtered:
        return _("筛选后 %(n)s 个，先看 %(m)s 个。都从40分起，加减多少写在每条理由前", n=kept, m=shown)
    return _("符合条件 %(n)s 个，先看 %(m)s 个。都从40分起，加减多少写在每条理由前", n=line.eligible_total, m=shown)


def _understood(line: Answered) -> str:
    """How the line was understood, so that a wrong answer can be traced to a wrong reading."""
    read = line.understood
    if read["message"]:
        return str(read["message"])
    concepts = _("、").join(str(one["name"]) for one in read["concepts"])
    if any(one["likely"] for one in read["concepts"]):
        return _("没写明是哪个技能，说法接近：%(concepts)s", concepts=concepts)
    return _("读懂的是：%(concepts)s", concepts=concepts) if concepts else ""


def _left_out(one: LeftOut) -> dict[str, object]:
    candidate = one.candidate
    known = bool(candidate["id"])
    return {
        "name": candidate["name"],
        "address": frame.record_address(candidate["kind"], candidate["id"]) if known else "",
        "sentence": one.sentence,
        "what": one.remedy,
    }
