"""议题清单: in which order the open needs of a place are taken up, and why."""

from __future__ import annotations

from typing import Any

from flask import Response as FlaskResponse
from flask import request, url_for

from matching.errors import BadAsk
from matching.issues.agenda import RULE
from service import consulting
from service.consulting.issuesheets import agenda_list
from service.running import served
from service.web import frame
from service.web.download import download
from service.web.frame import pages
from service.web.lists import place_choice
from service.web.saying import gettext as _
from service.web.words import CHOICE_WORDS, word

SHOWN = 30  # topics on a page
MOST = 200  # topics in a workbook


@pages.get("/needs/agenda")
def agenda() -> str:
    """The open needs of a place in order, with the places below it."""
    place, refused, found = request.args.get("place", ""), "", None
    try:
        found = _agenda(SHOWN)
    except BadAsk as error:
        refused = str(error)
    return frame.page(
        "agenda.html",
        view={
            "place": place_choice(place),
            "rule": RULE[frame.language() == "en"],
            "name": found.place.name if found and found.place else "",
            "refused": refused,
            "total": found.total if found else 0,
            "listed": len(found.topics) if found else 0,
            "topics": [_topic(one) for one in found.topics if one.waiting] if found else [],
            "begun": [_topic(one) for one in found.topics if not one.waiting] if found else [],
            "below": [
                {
                    "name": one.place.name,
                    "address": url_for("pages.agenda", place=one.place.id),
                    "topics": one.topics,
                    "first": one.first,
                }
                for one in found.below
            ]
            if found
            else [],
            "ledger": url_for("pages.agenda_ledger", place=place or None),
        },
    )


def _agenda(most: int) -> consulting.Agenda:
    # Judgements are bookkeeping, which the snapshot leaves out; without the database none are known.
    decided = () if frame.is_away() else tuple(frame.store().nodes("Sameness"))
    lore = consulting.lore_of(served.community())
    place = request.args.get("place", "")
    return consulting.agenda_of(frame.snapshot(), decided, lore, place=place, most=most, now=frame.now())


def _topic(one: consulting.AgendaTopic) -> dict[str, Any]:
    english, waiting = frame.language() == "en", [line.need.id for line in one.waiting]
    return {
        "heading": (one.problem_en if english else one.problem) if len(one.lines) > 1 else "",
        "joined": one.joined,
        "score": f"{one.score:.0f}",
        "level": word(CHOICE_WORDS, one.level.level),
        "rule": one.level.pool.rule_en if english else one.level.pool.rule_zh,
        "gives": next(
            (x.text or x.need.name for x in one.lines if len(one.lines) > 1 and x.need.id == one.level.asked.who.id), ""
        ),
        "points": [f"+{point.points:.0f} {point.en if english else point.zh}" for point in one.points]
        or list(one.reasons(frame.language())),
        "lines": [
            {
                "text": line.text or line.need.name,
                "address": frame.record_address("Need", line.need.id),
                "place": line.place.name if line.place else "",
            }
            for line in one.lines
        ],
        "projects": [{"name": p.name, "address": frame.record_address("Project", p.id)} for p in one.projects],
        "waiting": len(waiting),
        "start": url_for("pages.new_project", need=waiting) if waiting else "",
    }


@pages.get("/needs/agenda.xlsx")
def agenda_ledger() -> FlaskResponse:
    """The agenda as a workbook."""
    found = _agenda(MOST)
    content = agenda_list(found, day=frame.today(), language=frame.language())
    name = _("议题清单 %(place)s %(day)s", place=found.place.name if found.place else "", day=frame.today().isoformat())
    return download(content, f"{' '.join(name.split())}.xlsx", f"agenda-{frame.today().isoformat()}.xlsx")
