"""采纳: what a plan or a team proposes is listed once more, then written as invitations; each can be taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from graph.reading.codes import holds_identity_number
from graph.reading.phones import mask_phones
from matching.data import CANDIDATE_KINDS
from matching.team.teams import Part
from service import allocating
from service.allocating import NoPlanYet, NothingChosen, PlanChanged
from service.community import Current
from service.decisions import feedback, replying
from service.decisions.inviting import waiting, withdraw
from service.editing.content import LEAST_QUANTITY
from service.errors import words_of
from service.running import served
from service.staffing.funding import condition_of, fund_mix
from service.staffing.teaming import Teams
from service.viewing.looking import View
from service.viewing.overview import Lack, all_lines
from service.viewing.showing import askable
from service.web import frame, judging, planning, scenes, teams
from service.web.frame import pages
from service.web.saying import gettext as _
from service.web.words import kind_word
from service.web.written import amount, day

APART = "|"  # between the parts of a choice; ids hold none
LARGEST = 1e12


@dataclass(frozen=True)
class Pick:
    """What a line of the review page stands for: somebody (kind, id) for a requirement, and how much of it."""

    requirement: str
    kind: str
    id: str
    amount: float | None

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells it from the others."""
        return self.requirement, self.kind, self.id

    def written(self) -> str:
        """The choice as the form sends it back."""
        return APART.join((*self.key, "" if self.amount is None else f"{self.amount:.12g}"))


@pages.get("/plan/review")
def review_plan() -> str:
    """Everything that accepting would write: of the plan, of one project in it, or of one team."""
    choices, left = _proposed()
    return _page(choices, {}, _("有 %(n)s 处的人不再参加，重新算一遍。", n=left) if left else "")


def _proposed() -> tuple[list[Pick], int]:
    """What is proposed, and in how many places of the plan somebody takes part no more."""
    place, project = request.args.get("place", ""), request.args.get("project", "")
    if project and "team" in request.args:
        found = teams.teams_asked(project)
        if not found.teams:
            return [], 0
        return [_of_team(found, part) for part in found.teams[teams.chosen(found)].parts], 0
    if project and "funds" in request.args:
        funding = fund_mix(served.community(), project, now=frame.now())
        gifts = funding.gifts if funding is not None else ()
        return [Pick(line, "Fund", fund, sum_given) for line, fund, sum_given in gifts], 0
    if project and "bundle" in request.args:
        return [Pick(*part) for part in scenes.bundle_parts()], 0
    plans = planning.last(place)
    if plans is None:
        raise NoPlanYet
    told = allocating.told(served.community(), plans, now=frame.now(), gaps=0)
    lines = [line for key in told.projects for line in told.by_project()[key] if not project or line.project == project]
    picks = [Pick(line.id, one.kind, one.id, one.amount) for line in lines for one in line.given]
    return picks, sum(told.left.get(line.id, 0) for line in lines)


def _of_team(found: Teams, part: Part) -> Pick:
    line, who = found.lines[part.line], found.candidate(part.row)
    return Pick(line.id, who["kind"], who["id"], part.amount)


@pages.post("/plan/accept")
def accept_plan() -> Response | tuple[str, int]:
    """Write the invitations that are ticked, all of them or none."""
    chosen = [one for one in map(_pick, request.form.getlist("pick")) if one is not None]
    held = frame.snapshot()
    proposals = [allocating.proposed(held, *one.key, one.amount) for one in chosen]
    batch, before = _batch(request.form.get("batch", "")), served.community().current(frame.now())
    try:
        done = allocating.accept(served.community(), frame.store(), proposals, now=frame.now(), batch=batch)
    except PlanChanged as error:
        english = frame.language() == "en"
        refused = {
            (one.proposal.requirement, one.proposal.kind, one.proposal.id): one.en if english else one.zh
            for one in error.refusals
        }
        said = _("排好以后有 %(n)s 处变了，一份邀请也没有写。去掉它们再采纳，或者重新算一遍。", n=len(refused))
        return _page(chosen, refused, said), 409
    except NothingChosen as error:
        flash(words_of(error, frame.language()))
        return redirect(url_for("pages.review_plan", project=request.form.get("back") or None))
    feedback.record_asked(served.community().shown, before, done, frame.now())
    fresh = sum(one.new for one in done)
    if fresh:
        undo = url_for("pages.take_back", batch=batch, back=request.form.get("back", ""))
        frame.tell(_("写好了 %(n)s 份邀请，在项目页的“已邀请”里。", n=fresh), undo)
    else:
        flash(_("这些都已经邀请过了，没有再写。"))
    return redirect(_back(request.form.get("back", "")))


@pages.post("/plan/accepted/<batch>/undo")
def take_back(batch: str) -> Response:
    """Take back what was accepted together, as far as nobody has answered."""
    gone = allocating.take_back(served.community(), frame.store(), batch, now=frame.now())
    flash(_("撤回了 %(n)s 份邀请。", n=len(gone)))
    return redirect(_back(request.args.get("back", "")))


@pages.post("/invitations/<path:id>/withdraw")
def withdraw_invitation(id: str) -> Response:  # noqa: A002  # a record's id is its id
    """Take back one invitation, if nobody has answered it."""
    gone = withdraw(frame.store(), [id], frame.now())
    flash(_("撤回了。") if gone else _("对方已经答复，或者已经撤回过了。"))
    return redirect(_back(request.form.get("back", "")))


def _back(project: str) -> str:
    if project and project in frame.snapshot().nodes["Project"].row_of:
        return url_for("pages.project", id=project)
    return url_for("pages.plan")


def _pick(text: str) -> Pick | None:
    parts = text.split(APART)
    if len(parts) != 4 or not all(parts[:3]) or parts[1] not in CANDIDATE_KINDS:
        return None
    return Pick(parts[0], parts[1], parts[2], _number(parts[3]))


def _batch(given: str) -> str:
    """The key of the form, which becomes part of the ids: a new one unless it is a plain word that tells of nobody."""
    plain = given.isascii() and given.isalnum() and len(given) <= 40
    return uuid4().hex[:16] if not plain or holds_identity_number(given) or mask_phones(given)[1] else given


def _number(text: str) -> float | None:
    """An amount as the form sends it back; None for anything else: no words are taken from a form."""
    try:
        number = float(text)
    except ValueError:
        return None
    return number if LEAST_QUANTITY <= number <= LARGEST else None


def _page(choices: Sequence[Pick], refused: dict[tuple[str, str, str], str], said: str = "") -> str:
    current = served.community().current(frame.now())
    lines = {line.id: line for line in all_lines(current.snapshot, frame.today())}
    waits = waiting(current.snapshot, [one.requirement for one in choices])
    asked = {(one.requirement, one.kind, one.candidate) for one in waits}
    groups: dict[str, dict[str, Any]] = {}
    for one in choices:
        line = lines.get(one.requirement)
        project, name = (line.project_id, line.project) if line is not None else ("", _("已经没有的需求"))
        row = {**_row(current, one, line), "asked": one.key in asked, "refused": refused.get(one.key, "")}
        groups.setdefault(project, {"name": name, "rows": []})["rows"].append(row)
    project = request.values.get("project", "") or request.form.get("back", "")
    rows = [row for group in groups.values() for row in group["rows"]]
    return frame.page(
        "plan_review.html",
        view={
            "groups": list(groups.values()),
            "count": sum(not row["asked"] and not row["refused"] for row in rows),
            "asked": sum(row["asked"] for row in rows),
            "said": said,
            "batch": uuid4().hex[:16],
            "project": project,
            "back": url_for("pages.plan", place=request.args.get("place") or None, project=project or None),
        },
    )


def _row(current: Current, one: Pick, line: Lack | None) -> dict[str, object]:
    """A choice in words; without a value to send where nobody of that name takes part any more."""
    (snapshot, matcher), nodes = current, current.matcher.data.nodes
    named = askable(matcher.data, one.kind, one.id)
    project = line.project_id if line is not None and named and one.kind == "Fund" else ""
    note = allocating.proposed(snapshot, *one.key, one.amount).note
    return {
        "value": one.written() if named else "",
        "line": line.text if line is not None else one.requirement,
        "who": nodes.node(nodes.row_of(one.kind, one.id))["name"] if named else _("不再参加"),
        "kind": kind_word(one.kind),
        "amount": _amount(note, line.unit if line is not None else ""),
        "condition": condition_of(current, project, one.id, frame.language()) if project else "",
    }


def _amount(note: str, unit: str) -> str:
    """The amount of a note in the reader's language."""
    number = note.removesuffix(unit) if unit else note
    try:
        return amount(float(number), unit)
    except ValueError:
        return note


def invited(project: str) -> list[dict[str, Any]]:
    """Whom invitations for a project wait for, with how to take each back."""
    snapshot = frame.snapshot()
    lines = {line.id: line for line in all_lines(snapshot, frame.today(), project)}
    view = View(snapshot)
    told = []
    for one in waiting(snapshot, list(lines)):
        row = snapshot.nodes[one.kind].row_of[one.candidate]
        seen = view.seen(one.kind, row)
        told.append(
            {
                "name": view.mention(one.kind, row).name if seen else kind_word(one.kind),
                "address": frame.record_address(one.kind, one.candidate) if seen else "",
                "line": lines[one.requirement].text,
                "amount": _amount(one.note, lines[one.requirement].unit),
                "day": day(one.asked_on, frame.language()),
                "withdraw": url_for("pages.withdraw_invitation", id=one.id),
                "answer": url_for("pages.answer_invitation", id=one.id),
            }
        )
    return told


def replied(project: str) -> dict[str, list[dict[str, Any]]]:
    """Who of the invited agreed and who declined, by line, with how to take each answer back."""
    snapshot, words = frame.snapshot(), dict(judging.reasons())
    lines = {line.id: line for line in all_lines(snapshot, frame.today(), project)}
    view, told = View(snapshot), dict[str, list[dict[str, Any]]](accepted=[], declined=[])
    for one in replying.answers(snapshot, list(lines)):
        row = snapshot.nodes[one.kind].row_of[one.candidate]
        seen = view.seen(one.kind, row)
        undo = url_for("pages.unanswer_invitation", id=one.id, back=project)
        told[one.answer].append(
            {
                "name": view.mention(one.kind, row).name if seen else kind_word(one.kind),
                "address": frame.record_address(one.kind, one.candidate) if seen else "",
                "line": lines[one.requirement].text,
                "amount": _amount(one.note, lines[one.requirement].unit),
                "reason": words.get(one.reason, one.reason),
                "day": day(one.answered_on, frame.language()) if one.answered_on else "",
                "undo": undo if one.open else "",
            }
        )
    return told
