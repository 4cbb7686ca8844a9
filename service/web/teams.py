"""一个项目配队: teams for one project side by side, who covers what, and what each costs in trouble."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from flask import Response as FlaskResponse
from flask import request, url_for

from graph.errors import NotFound
from matching.team.teams import Team
from service.allocating import StandingPlan
from service.allocating.loads import HOURS, MONEY, Load
from service.allocating.plansheets import team_list
from service.errors import ServiceError, words_of
from service.running import served
from service.staffing import teaming
from service.staffing.funding import fund_mix
from service.staffing.rivals import rivals
from service.staffing.teaming import Teams, find_teams
from service.viewing.showing import askable
from service.web import frame
from service.web.download import download
from service.web.frame import pages
from service.web.saying import gettext as _
from service.web.words import kind_word, word
from service.web.written import MONTHS, amount, figure, money

OTHERS = 60  # parties offered to be asked for by name
MOST_COLUMNS = 6  # of a table of parties; more are told one below the other
CARES = 4  # of a team that are told


def parties_asked(name: str) -> list[tuple[str, str]]:
    """The parties (kind, id) that the address names under `with` or `without`."""
    found = [one.partition(":") for one in request.args.getlist(name) if ":" in one]
    return [(kind, key) for kind, _colon, key in found if key]


def teams_asked(project: str) -> Teams:
    """The teams that this address asks for."""
    return find_teams(
        served.community(),
        project,
        including=parties_asked("with"),
        without=parties_asked("without"),
        language=frame.language(),
        now=frame.now(),
    )


def chosen(found: Teams) -> int:
    """Which team the address chooses: the first unless it names another."""
    return min(max(request.args.get("team", 1, type=int), 1), max(len(found.teams), 1)) - 1


def month(iso: str) -> str:
    """A month (YYYY-MM) as people say it."""
    if not iso:
        return ""
    number = int(iso[5:7])
    return MONTHS[number - 1] if frame.language() == "en" else _("%(n)s月", n=number)


def view(project: str, plan: StandingPlan | None) -> dict[str, Any]:
    """The section of teams for a project; what cannot be asked is told with what to do."""
    refused = ""
    try:
        found = teams_asked(project)
    except (teaming.NotSuited, NotFound) as error:
        refused = words_of(error, frame.language())
        found = find_teams(served.community(), project, language=frame.language(), now=frame.now())
    at = chosen(found)
    columns = [_column(found, number, plan, number == at) for number in range(len(found.teams))]
    return {
        "project": project,
        "name": found.project["name"],
        "projects": _projects(project, str(found.project["name"]), plan),
        "place": request.args.get("place", ""),
        "refused": refused,
        "heading": [_("%(name)s：一种配法"), _("%(name)s：两种配法"), _("%(name)s：三种配法")][len(columns) - 1]
        % {"name": found.project["name"]}
        if columns
        else _("%(name)s：还配不成队", name=found.project["name"]),
        "columns": columns,
        "rows": [_row(found, line) for line in range(len(found.lines))] if columns else [],
        "chosen": columns[at] if columns else None,
        "grid": _grid(found, at) if columns else None,
        "open": [_open(one) for one in found.open],
        "no_lines": not found.lines and not found.open,
        "add_line": url_for("pages.new_requirement", id=project),
        "asked": _asked(found),
        "swap": _swap(found, at) if columns else None,
        "ledger": _address("pages.team_ledger", id=project),
        "funding": _funding(project),
    }


def _projects(project: str, name: str, plan: StandingPlan | None) -> list[tuple[str, str]]:
    """The projects to choose from: those of the plan and the one that is looked at."""
    known = [(key, plan.name_of(key)) for key in plan.projects] if plan is not None else []
    return known if project in dict(known) else [(project, name), *known]


def _funding(project: str) -> dict[str, Any] | None:
    """Where the money could come from, fund by fund with its rules; None where no money is lacking."""
    found = fund_mix(served.community(), project, language=frame.language(), now=frame.now())
    if found is None:
        return None
    return {
        "heading": _("要 %(n)s，最少 %(k)s 处", n=money(found.wanted), k=len(found.sources))
        if not found.missing
        else _("要 %(n)s，%(k)s 处能出一部分", n=money(found.wanted), k=len(found.sources)),
        "sources": [
            {
                "name": one.name,
                "address": frame.record_address("Fund", one.id),
                "purpose": one.purpose,
                "applicants": one.applicants,
                "applying": one.applying,
                "unsure": one.applies is None,
                "cap": money(one.cap),
                "balance": money(one.balance),
                "amount": money(one.amount),
                "share": f"{one.share:.0%}",
            }
            for one in found.sources
        ],
        "refused": [
            {"name": one.name, "why": one.why, "address": frame.record_address("Fund", one.id)} for one in found.refused
        ],
        "missing": money(found.missing) if found.missing else "",
        "largest": f"{max((one.share for one in found.sources), default=0.0):.0%}",
        "several": len(found.sources) > 1,
        "fewest": found.fewest,
        "accept": url_for("pages.review_plan", project=project, funds=1),
    }


def _address(endpoint: str, **more: Any) -> str:
    """An address with the wishes of this one kept."""
    return url_for(
        endpoint,
        **{
            "place": request.args.get("place") or None,
            "with": request.args.getlist("with"),
            "without": request.args.getlist("without"),
            **more,
        },
    )


def _column(found: Teams, number: int, plan: StandingPlan | None, on: bool) -> dict[str, Any]:
    team, beside = found.teams[number], found.beside[number]
    project = str(found.project["id"])
    roles: dict[str, object] = {"枢纽型": _("枢纽型"), "支持型": _("支持型"), "操作型": _("操作型")}
    cares = [
        f"{found.candidate(row)['name']}{_('：')}{note}" for (_line, row), told in beside.cares.items() for note in told
    ]
    return {
        "number": number + 1,
        "title": _("方案%(n)s", n=number + 1),
        "leaning": found.title(team),
        "on": on,
        "address": _address("pages.plan", project=project, team=number + 1, _anchor="team"),
        "accept": _address("pages.review_plan", project=project, team=number + 1),
        "to_invite": sum(
            (found.lines[part.line].id, *_key(found, part.row)) not in found.invited for part in team.parts
        ),
        "parties": len(team.parties),
        "nearness": _near(beside.farthest),
        "mix": _("、").join(f"{word(roles, role)} {count}" for role, count in beside.mix.items() if count) or _("没有"),
        "cares": list(dict.fromkeys(cares))[:CARES],
        "rivals": _("、").join(found.candidate(row)["name"] for row in rivals(found, team, plan)),
        "cells": [_cell(found, number, line) for line in range(len(found.lines))],
        "bound": team.cost <= team.bound + 1e-6,
    }


def _key(found: Teams, row: int) -> tuple[str, str]:
    node = found.candidate(row)
    return node["kind"], node["id"]


def _cell(found: Teams, number: int, line: int) -> dict[str, Any]:
    team, cares = found.teams[number], found.beside[number].cares
    parts = [part for part in team.parts if part.line == line]
    whole = team.missing[line] <= 1e-6
    minded = any((line, part.row) in cares for part in parts)
    sign = ("p" if minded else "y") if whole else "n"
    words = {"y": _("够了"), "p": _("够了但有不便"), "n": _("还不够") if parts else _("没有")}
    several = len(parts) > 1 or not whole
    measure = found.lines[line].measure
    return {
        "sign": sign,
        "mark": {"y": "✓", "p": "◐", "n": "✕"}[sign],
        "word": words[sign],
        "missing": "" if whole else _("还差%(n)s", n=amount(round(float(team.missing[line]), 2), measure) or "1"),
        "parties": [
            {
                "name": found.candidate(part.row)["name"],
                "amount": amount(part.amount, measure) if several and measure else "",
                "newcomer": part.row in team.newcomers,
            }
            for part in parts
        ],
    }


def _row(found: Teams, line: int) -> dict[str, str]:
    wanted = amount(float(found.cover.wanted[line]), found.lines[line].measure) if found.lines[line].measure else ""
    return {"text": found.lines[line].text, "wanted": wanted}


def _grid(found: Teams, at: int) -> dict[str, Any]:
    """Who covers what in one team, and how busy that makes everybody."""
    team, beside = found.teams[at], found.beside[at]
    given = {(part.line, part.row): part.amount for part in team.parts}
    of = {(load.kind, load.id): load for load in reversed(beside.loads)}
    months = {load.month for load in beside.loads if load.month}
    rows = []
    for line in range(len(found.lines)):
        measure = found.lines[line].measure
        covered, wanted = figure(round(float(team.covered[line]), 2)), figure(float(found.cover.wanted[line]))
        cells = [amount(given[line, row], measure) if (line, row) in given else "" for row in team.parties]
        full = team.missing[line] <= 1e-6
        rows.append({**_row(found, line), "cells": cells, "full": full, "covered": f"{covered} / {wanted}"})
    return {
        "heads": [_head(found, row, row in team.newcomers) for row in team.parties],
        "rows": rows,
        "loads": [_load(of.get(_key(found, row)), several=len(months) > 1) for row in team.parties],
        "who": [_serving(found, team, row, _load(of.get(_key(found, row)), several=True)) for row in team.parties],
        "crowded": len(team.parties) > MOST_COLUMNS,
        "measured": any(load.measure in (HOURS, MONEY) for load in beside.loads),
        "used": _used(beside.loads, months),
    }


def _used(loads: Sequence[Load], months: Collection[str]) -> str:
    """What the foot of the table counts: hours, money, or both."""
    measures = {load.measure for load in loads} & {HOURS, MONEY}
    if measures == {MONEY}:
        return _("用掉多少钱")
    if MONEY in measures:
        return _("用掉多少（时间、钱）")
    return _("%(month)s用时", month=month(min(months))) if len(months) == 1 else _("当月用时")


def _serving(found: Teams, team: Team, row: int, load: str) -> dict[str, Any]:
    """One party with all that it does in the team."""
    parts = [part for part in team.parts if part.row == row]
    return {
        **_head(found, row, row in team.newcomers),
        "does": [
            f"{found.lines[part.line].text} {amount(part.amount, found.lines[part.line].measure)}".strip()
            for part in parts
        ],
        "load": load,
    }


def _head(found: Teams, row: int, newcomer: bool) -> dict[str, str]:
    node = found.candidate(row)
    what = kind_word(node["kind"])
    return {
        "name": node["name"],
        "address": frame.record_address(node["kind"], node["id"]),
        "what": _("%(kind)s 新面孔", kind=what) if newcomer else what,
    }


def _load(load: Load | None, *, several: bool) -> str:
    """What is used of what somebody may give; with its month where those of the team differ."""
    if load is None or load.measure not in (HOURS, MONEY):
        return ""
    used, unit = round(load.taken + load.planned, 1), "小时" if load.measure == HOURS else "元"
    told = f"{figure(used)} / {amount(load.cap, unit)}" if load.cap is not None else amount(used, unit)
    return f"{month(load.month)} {told}".strip() if several else told


def _near(level: str | None) -> str:
    """The place that the party farthest away shares with the project."""
    if level is None:
        return _("没登记地点")
    words = {
        "entrance": _("同门"),
        "building": _("同楼"),
        "compound": _("同院"),
        "grid": _("同网格"),
        "community": _("同社区"),
        "street": _("同街道"),
        "district": _("同区"),
    }
    return words.get(level, _("外区"))


def _open_amount(one: teaming.OpenLine) -> str:
    if one.line.untold:
        return _("没写金额")
    return amount(round(one.missing, 2), one.line.measure) if one.line.measure else ""


def _open(one: teaming.OpenLine) -> dict[str, Any]:
    closers = [(closer.candidate["name"], closer.sentence, closer.remedy) for closer in one.closers]
    return {
        "text": one.line.text,
        "missing": _open_amount(one),
        "why": one.why,
        "closers": closers,
        "edit": url_for("pages.edit_requirement", id=one.line.id),
    }


def _asked(found: Teams) -> list[dict[str, str]]:
    """The wishes of this address, each with the address that drops it."""
    told = []
    for name, sentence in (("with", _("一定要%(who)s")), ("without", _("不要%(who)s"))):
        kept = request.args.getlist(name)
        for one in kept:
            kind, _colon, key = one.partition(":")
            data = found.cover.questions[0].data if found.cover.questions else None
            known = data is not None and askable(data, kind, key)
            who = data.nodes.node(data.nodes.row_of(kind, key))["name"] if data is not None and known else key
            rest = {name: [other for other in kept if other != one]}
            address = _address("pages.plan", project=found.project["id"], **rest, _anchor="team")
            told.append({"text": sentence % {"who": who}, "address": address})
    return told


def _swap(found: Teams, at: int) -> dict[str, Sequence[tuple[str, str]]]:
    """Who could be ruled out, and who asked for by name."""
    team = found.teams[at]
    best = sorted(
        (row for row in found.cover.rows.tolist() if row not in team.parties),
        key=lambda row: -_best_score(found, row),
    )
    return {
        "out": [_option(found, row) for row in team.parties],
        "others": [_option(found, row) for row in best[:OTHERS]],
    }


def _best_score(found: Teams, row: int) -> float:
    column = found.cover.scores[:, found.cover.rows.tolist().index(row)]
    return float(max((score for score in column.tolist() if score == score), default=0.0))


def _option(found: Teams, row: int) -> tuple[str, str]:
    node = found.candidate(row)
    return f"{node['kind']}:{node['id']}", _("%(name)s（%(kind)s）", name=node["name"], kind=kind_word(node["kind"]))


@pages.get("/projects/<path:id>/team.xlsx")
def team_ledger(id: str) -> FlaskResponse:  # noqa: A002  # a record's id is its id
    """The teams for a project as a workbook."""
    try:
        found = teams_asked(id)
    except (ServiceError, NotFound):
        found = find_teams(served.community(), id, language=frame.language(), now=frame.now())
    content = team_list(found.as_json(), day=frame.today(), language=frame.language())
    name = _("%(project)s 配队 %(day)s", project=found.project["name"], day=frame.today().isoformat())
    return download(content, f"{name}.xlsx", f"team-{frame.today().isoformat()}.xlsx")
