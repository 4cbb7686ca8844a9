"""项目: the list, one project with who could help it, and its ledger."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import Response as FlaskResponse
from flask import flash, redirect, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from service import editing, partnering
from service.allocating.limits import SPARE
from service.consulting.beginning import beginning
from service.lines.stages import ENDED
from service.partnering import ledger
from service.running import served
from service.viewing import listing, overview, records
from service.viewing.listing import Narrowing
from service.viewing.looking import View
from service.viewing.overview import Lack
from service.viewing.reaching import reach
from service.web import forms, frame, judging, whynot
from service.web.accepting import invited, replied
from service.web.claims import waiting_claims
from service.web.consulting import consulted
from service.web.correcting import REFUSED, Opened, changed, refused
from service.web.download import download
from service.web.frame import pages
from service.web.lists import narrowing, place_choice, stage_choice
from service.web.project_line import answered
from service.web.saying import gettext as _
from service.web.saying import pgettext
from service.web.words import REQUIREMENT_WORDS, kind_word, stage_steps, stage_word, word
from service.web.written import amount, day, money

Answer = str | Response | tuple[str, int]
IN_LEDGER = 10
SHORT = 6  # characters of a line that tell it from another of its kind


@pages.get("/projects")
def projects() -> str:
    """Every project, narrowed and paged: those that stand longest first."""
    asked = narrowing()
    rows = listed(asked)
    paging = frame.paged(len(rows))
    return frame.page(
        "projects.html",
        view={
            "total": len(rows),
            "rows": rows_of(rows[paging.first : paging.last]),
            "book": frame.address_of("pages.projects_book"),
            "paging": paging,
            "asked": {"q": asked.words},
            "choices": [stage_choice(asked.stage), place_choice(asked.place)],
            "kept": {},
            "narrowed": asked.narrows,
        },
    )


def listed(asked: Narrowing) -> list[int]:
    """Rows of the projects that were asked for: those that stand longest first, those that ended last."""
    snapshot = frame.snapshot()
    rows = listing.narrowed(snapshot, "Project", asked)
    since, stages = snapshot.nodes["Project"].days("stage_since"), snapshot.nodes["Project"].texts("stage")
    rows.sort(key=lambda row: (stages[row] in ENDED, since[row] if since[row] == since[row] else 1e9, row))
    return rows


def rows_of(rows: list[int]) -> list[dict[str, Any]]:
    """What the list tells of these projects."""
    snapshot = frame.snapshot()
    view, places = View(snapshot), listing.placed(snapshot, "Project")
    lines: dict[str, list[Lack]] = {}
    for line in overview.all_lines(snapshot, frame.today()):
        lines.setdefault(line.project_id, []).append(line)
    made: list[dict[str, Any]] = []
    for row in rows:
        mention, held = view.mention("Project", row), view.properties("Project", row)
        stage, mine = str(held.get("stage") or ""), lines.get(mention.id, [])
        since = held.get("stage_since")
        made.append(
            {
                "name": mention.name,
                "address": frame.record_address("Project", mention.id),
                "id": mention.id,
                "text": str(held.get("text") or ""),
                "stage": stage_word(stage) if stage else "",
                "steps": stage_steps(stage) if stage else [],
                "ended": stage_word(stage) if stage in ENDED else "",
                "lines": _("%(met)s / %(all)s", met=sum(line.met for line in mine), all=len(mine)) if mine else "",
                "place": _("、").join(view.mention("Place", place).name for place in places.get(row, ())),
                "days": (frame.today() - since).days if isinstance(since, date) and stage not in ENDED else "",
            }
        )
    return made


@pages.get("/projects/<path:id>")
def project(id: str) -> str:  # noqa: A002  # a record's id is its id
    """One project: what it lacks, who could provide it and why."""
    found = records.record(frame.snapshot(), "Project", id)
    lines = overview.lines_of(frame.snapshot(), id, frame.today())
    here = next((line for line in lines if line.id == request.args.get("need")), lines[0] if lines else None)
    held, kinds = found.properties, [line.kind for line in lines]
    stage = str(held.get("stage") or "")
    view: dict[str, Any] = {
        "id": id,
        "name": found.who.name,
        "text": held.get("text") or "",
        "facts": _facts(held),
        "steps": stage_steps(stage) if stage else [],
        "ended": stage_word(stage) if stage in ENDED else "",
        "lines": [_line(line, id, line is here, kinds.count(line.kind) > 1) for line in lines],
        "about": _about(found),
        "ledger": url_for("pages.partner_ledger", id=id),
        "consult": consulted("Project", id),
        "invited": invited(id),
        "replied": replied(id),
        "spare": amount(SPARE, ""),
        "claims": waiting_claims([one for one in overview.waiting_claims(frame.snapshot()) if one.project_id == id]),
        "refusals": judging.reasons(),
        "team": url_for("pages.plan", project=id, _anchor="team"),
        "line": None,
        "filters": [],
        "why": request.args.get("why", "").strip()[:100],
        "answers": [],
    }
    if here is not None:
        view["line"], view["filters"] = answered(id, here)
        if view["why"]:
            view["answers"] = whynot.answers(id, here.id, view["why"])
    return frame.page("project.html", view=view)


def _facts(held: Any) -> str:
    speaking, facts = frame.language(), []
    begins, ends, budget = held.get("date_from"), held.get("date_to"), held.get("budget")
    if isinstance(begins, date):
        facts.append(_("%(day)s开始", day=day(begins, speaking)))
    if isinstance(ends, date):
        facts.append(_("到%(day)s", day=day(ends, speaking)))
    if isinstance(budget, float):
        facts.append(_("预算 %(money)s", money=money(budget)))
    return " ".join(facts)


def _line(line: Lack, project: str, here: bool, several: bool) -> dict[str, object]:
    missing = amount(line.missing, line.unit)
    state = _("已落实") if line.met else _("还差%(n)s", n=missing) if missing else _("还没定")
    waits = _("等确认 %(n)s", n=amount(line.proposed, line.unit)) if line.proposed and not line.met else ""
    whole = amount(line.quantity, line.unit)
    progress = f"{amount(line.taken, '')} / {whole}" if line.quantity is not None else ""
    return {
        "text": line.text or word(REQUIREMENT_WORDS, line.kind),
        "short": line.text[:SHORT] if several else word(REQUIREMENT_WORDS, line.kind),
        "progress": progress,
        "state": f"{state} {waits}".strip(),
        "sign": "y" if line.met else "p" if line.taken or line.proposed else "n",
        "here": here,
        "address": url_for("pages.project", id=project, need=line.id),
    }


def _about(found: records.Record) -> list[tuple[str, list[dict[str, str]]]]:
    """Where the project is, what it answers, who carries and funds it."""
    told: dict[str, list[dict[str, str]]] = {}
    labels = {
        ("LOCATED_IN", True): _("地点"),
        ("ADDRESSES", True): _("回应的需求"),
        ("TAKES_PART", False): _("谁在做"),
        ("MENTORS", False): _("辅导员"),
        ("FUNDED_BY", True): _("钱从哪来"),
        ("PART_OF", True): _("属于"),
    }
    for connection in found.connections:
        outward = connection.start == found.who
        label = labels.get((connection.link, outward))
        other = connection.end if outward else connection.start
        if label:
            one = {"name": other.name or kind_word(other.kind), "address": frame.record_address(other.kind, other.id)}
            told.setdefault(label, []).append(one)
    return [(label, told[label][:8]) for label in labels.values() if label in told]


@pages.get("/projects/<path:id>/partners.xlsx")
def partner_ledger(id: str) -> FlaskResponse:  # noqa: A002
    """The partners of every line as a list in the office's own layout."""
    answer = partnering.find_partners(
        served.community(), id, limit=IN_LEDGER, language=frame.language(), now=frame.now()
    )
    found = [match.candidate for one in answer.requirements for match in one.answer.matches]
    store = None if frame.is_away() else frame.store()
    reached = reach(frame.snapshot(), [(one["kind"], one["id"]) for one in found], store)
    content = ledger.partner_list(answer, reached, place=_place_of(id), day=frame.today(), language=frame.language())
    name = _("%(project)s 伙伴名单 %(day)s", project=answer.project["name"], day=frame.today().isoformat())
    return download(content, f"{name}.xlsx", f"partners-{frame.today().isoformat()}.xlsx")


def _place_of(id: str) -> str:  # noqa: A002
    found = records.record(frame.snapshot(), "Project", id)
    return next((place.name for place in found.places), "")


@pages.route("/projects/new", methods=["GET", "POST"])
def new_project() -> Answer:
    """Begin a project, for one or several needs where they are named."""
    needs = list(dict.fromkeys(filter(None, request.values.getlist("need"))))
    if request.method == "GET":
        first = beginning(frame.snapshot(), needs, today=frame.today())
        return _form(Opened("Project", first.values), needs=needs)
    try:
        content = forms.filled("Project", request.form, making=True)
        if needs:
            content = {**content, "needs": needs}
        made = editing.create(
            frame.store(), "Project", content, identifier=forms.identifier("Project"), now=frame.now()
        )
    except REFUSED as error:
        return _form(refused("Project", error), needs=needs), 422
    flash(_("立好了。写上还缺什么，就能找伙伴。"))
    return redirect(url_for("pages.project", id=made.id))


@pages.route("/projects/<path:id>/edit", methods=["GET", "POST"])
def edit_project(id: str) -> Answer:  # noqa: A002
    """Change a project."""
    done = changed("Project", id)
    if isinstance(done, Opened):
        return _form(done), done.status
    return redirect(url_for("pages.project", id=id))


def _form(opened: Opened, *, needs: Sequence[str] = ()) -> str:
    known = opened.known
    name = str(known.values.get("name") or "") if known else _("新建项目")
    first = beginning(frame.snapshot(), needs, today=frame.today())
    intro = _("为这条需求：%(need)s", need=_("、").join(one.name for one in first.needs)) if needs else ""
    back = url_for("pages.project", id=known.id) if known else url_for("pages.projects")
    return frame.page(
        "form.html",
        view={
            "title": _("改项目") if known else _("新建项目"),
            "intro": intro,
            "running": [(one.name, url_for("pages.project", id=one.id)) for one in first.running],
            "crumb": [(pgettext("menu", "项目"), url_for("pages.projects")), (name, back if known else None)],
            **opened.view(),
            "remove": url_for("pages.remove_record", kind="Project", id=known.id) if known else "",
            "kept": Markup("").join(frame.hidden(need=need) for need in needs),
            "back": back,
        },
    )
