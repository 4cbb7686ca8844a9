"""Verdicts on a list: suits, in reserve, does not suit and why; the way back stands in the message that follows."""

from __future__ import annotations

from typing import Any

from flask import redirect as to
from flask import request, url_for
from werkzeug.wrappers import Response

from service.decisions import feedback
from service.decisions.inviting import waiting
from service.running import served
from service.web import frame
from service.web.frame import pages
from service.web.saying import gettext as _


def reasons() -> list[tuple[str, str]]:
    """The reasons why somebody does not suit, with their words."""
    words = {
        "wrong_skill": _("本领对不上"),
        "no_time": _("没时间"),
        "too_far": _("太远"),
        "asked_too_often": _("最近请得多"),
        "relation": _("关系不合适"),
        "other": _("别的原因"),
    }
    return list(words.items())


def judged(project: str, requirement: str, cards: list[dict[str, Any]], who: list[tuple[str, str]]) -> None:
    """Give each card what its verdict is, where one is given, and how the candidate is invited."""
    words = {"chosen": _("判断过：合适"), "reserve": _("判断过：备选"), "unsuited": _("判断过：不合适")}
    known = feedback.verdicts(frame.snapshot(), requirement)
    asked = {(one.kind, one.candidate) for one in waiting(frame.snapshot(), [requirement])}
    for card, (kind, key) in zip(cards, who, strict=True):
        card["judge"] = {
            "address": url_for("pages.judge", id=project),
            "need": requirement,
            "kind": kind,
            "key": key,
            "told": words.get(known.get((kind, key), ""), ""),
            "reasons": reasons(),
            "invited": (kind, key) in asked,
            "invite": url_for("pages.accept_plan"),
            "pick": "|".join((requirement, kind, key, "")),
            "project": project,
        }


@pages.post("/projects/<path:id>/judge")
def judge(id: str) -> Response:  # noqa: A002  # a record's id is its id
    """Keep a verdict about a candidate of the list; the message that follows takes it back."""
    form = request.form
    need, verdict = form.get("need", ""), form.get("verdict", "")
    reason = form.get("reason", "") if verdict == "unsuited" else ""
    who = form.get("kind", ""), form.get("candidate", "")
    community = served.community()
    done = feedback.decide(community.store, community.shown, need, who, (verdict, reason), frame.now())
    frame.tell(_("判断记下了，以后的推荐会从中学。"), url_for("pages.unjudge", id=done.id, project=id, need=need))
    return to(url_for("pages.project", id=id, need=need))


@pages.post("/verdicts/<id>/undo")
def unjudge(id: str) -> Response:  # noqa: A002
    """Take a verdict back."""
    feedback.take_back(frame.store(), id)
    frame.tell(_("撤销了。"))
    if not request.args.get("project"):
        return to(url_for("pages.projects"))
    return to(url_for("pages.project", id=request.args["project"], need=request.args.get("need")))
