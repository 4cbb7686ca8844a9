"""凑一套, 并行的项目, 闲着的资源: a scene in one piece, projects side by side, what nobody uses."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Response as FlaskResponse
from flask import abort, flash, redirect, request, url_for
from markupsafe import Markup
from werkzeug import Response as BaseResponse

from graph.errors import NotFound
from matching.data import SLOTS
from service.allocating.lists import bundle_list, idle_list, parallel_list
from service.errors import words_of
from service.lines.asking import text_of
from service.running import served
from service.staffing import founding
from service.staffing.bundles import Bundles
from service.staffing.bundling import (
    HELPERS,
    SEATS,
    BadScene,
    NoScene,
    Scene,
    bundle_for_project,
    bundle_for_scene,
    led,
)
from service.staffing.idling import MONTHS, MOST_MONTHS, Idling, idling
from service.staffing.paralleling import Parallels, parallels
from service.web import forms, frame
from service.web.download import download
from service.web.frame import pages
from service.web.lists import place_choice
from service.web.saying import gettext as _
from service.web.words import kind_word, window_word
from service.web.written import amount, full_day

SHOWN = 30  # idle resources on a page; the workbook holds all
OFFERED = tuple(SLOTS)
KNOWN = ("project", "scene", "place", "window", "seats", "helpers", "money")  # parts of an address for bundles


@pages.get("/bundle")
def bundle() -> str:
    """Bundles for a project or for a scene in a few words."""
    project, refused, found = request.args.get("project", ""), "", None
    try:
        found = _bundles()
    except BadScene as error:
        refused = words_of(error, frame.language())
    name = _project_name(project) if project else ""
    return frame.page(
        "bundle.html",
        view={
            "project": project,
            "name": name,
            "back": url_for("pages.project", id=project) if project else "",
            "refused": refused,
            "asked": _asked(),
            "hours": [(key, window_word(key)) for key in OFFERED],
            "place": place_choice(request.args.get("place", "")),
            "told": _bundles_view(found) if found is not None else None,
            "ledger": f"{url_for('pages.bundle_ledger')}?{_query()}",
        },
    )


def _query() -> str:
    """What this address asks for, to be asked again by another."""
    return urlencode([(name, value) for name in KNOWN for value in request.args.getlist(name)])


def _project_name(key: str) -> str:
    table = frame.snapshot().nodes["Project"]
    if key not in table.row_of:
        raise NotFound("Project", key)
    return text_of(table, table.row_of[key], "name")


def _bundles() -> Bundles | None:
    """What the address asks for; None where it asks for nothing yet."""
    windows = tuple(one for one in request.args.getlist("window") if one in OFFERED)
    community, language, now = served.community(), frame.language(), frame.now()
    if project := request.args.get("project", ""):
        return bundle_for_project(community, project, windows=windows, language=language, now=now)
    if "scene" not in request.args:
        return None
    return bundle_for_scene(community, _scene(), language=language, now=now)


def _scene() -> Scene:
    given, windows = request.values, tuple(one for one in request.values.getlist("window") if one in OFFERED)
    return Scene(
        given.get("scene", ""),
        given.get("place", ""),
        windows,
        given.get("seats", type=int),
        given.get("helpers", type=int),
        given.get("money", type=float),
    )


@pages.post("/bundle/project")
def found_project() -> BaseResponse:
    """Begin the project of the scene that was asked for, for the hour of one of its bundles."""
    window = request.form.get("slot", "")
    if window not in OFFERED:
        abort(400)
    key = forms.identifier("Project")
    scene, (_snapshot, matcher) = _scene(), served.community().current(frame.now())
    leader = led(matcher, scene.text.strip())
    made = founding.found(frame.store(), scene, window, identifier=key, leader=leader, now=frame.now())
    flash(_("立项了，缺的也写好了。看一眼这一套，采纳了就写邀请。"))
    return redirect(url_for("pages.bundle", project=made.id, window=window))


def _asked() -> dict[str, Any]:
    given = request.args
    return {
        "scene": given.get("scene", ""),
        "window": given.get("window", ""),
        "seats": given.get("seats", ""),
        "helpers": given.get("helpers", ""),
        "money": given.get("money", ""),
        "usual": {"seats": SEATS, "helpers": HELPERS},
    }


def _bundles_view(found: Bundles) -> dict[str, Any]:
    answer = found.as_json()
    return {
        "notes": answer["notes"],
        "bundles": [_bundle(answer, number) for number in range(len(answer["bundles"]))],
        "troubled": [
            {"text": text, "why": one["why"], "edit": url_for("pages.edit_requirement", id=one["requirement"])}
            for one in answer["troubled"]
            for text in [_line_text(one["requirement"])]
        ],
    }


def _line_text(key: str) -> str:
    table = frame.snapshot().nodes["Requirement"]
    return text_of(table, table.row_of[key], "text")


def _bundle(answer: dict[str, Any], number: int) -> dict[str, Any]:
    one = answer["bundles"][number]
    own = [part for part in one["parts"] if answer["wanted"][part["wanted"]]["requirement"]]
    accept = url_for(
        "pages.review_plan",
        project=answer["project"],
        bundle=number + 1,
        window=request.args.getlist("window") or None,
    )
    return {
        "title": _("第 %(n)s 套：%(when)s", n=number + 1, when=one["when"]),
        "shared": one["shared"],
        "complete": one["complete"],
        "conditions": one["conditions"],
        "parts": [_part(answer, part) for part in one["parts"]],
        "open": [{"text": answer["wanted"][lack["wanted"]]["text"], "why": lack["why"]} for lack in one["open"]],
        "accept": accept if answer["project"] and own else "",
        "own": len(own),
        "found": "" if answer["project"] else _asked_fields(one["window"]),
    }


def _asked_fields(window: str) -> Markup:
    """The scene as it was asked for, for the form that makes a project of it at the hour of a bundle."""
    asked = [(name, value) for name in KNOWN for value in request.args.getlist(name)]
    fields = [*asked, ("slot", window), ("id", forms.fresh_identifier("Project"))]
    return Markup("").join(frame.hidden(**{name: value}) for name, value in fields)


def _part(answer: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    wanted, who = answer["wanted"][part["wanted"]], part["candidate"]
    return {
        "wanted": wanted["text"],
        "implied": answer["project"] is not None and wanted["requirement"] is None,
        "name": who["name"],
        "address": frame.record_address(who["kind"], who["id"]),
        "kind": kind_word(who["kind"]),
        "amount": amount(part["amount"], wanted["unit"]) if wanted["unit"] else "",
        "told_when": part["told_when"],
        "reasons": part["reasons"],
    }


@pages.get("/bundle.xlsx")
def bundle_ledger() -> FlaskResponse:
    """The bundles as a workbook."""
    found = _bundles()
    if found is None:
        raise NoScene
    content = bundle_list(found.as_json(), day=frame.today(), language=frame.language())
    name = _("凑一套 %(day)s", day=frame.today().isoformat())
    return download(content, f"{name}.xlsx", f"bundle-{frame.today().isoformat()}.xlsx")


@pages.get("/plan/parallel")
def parallel() -> str:
    """Running projects that do much the same near each other."""
    place = request.args.get("place", "")
    answer = _parallels(place).as_json()
    return frame.page(
        "parallel.html",
        view={
            "place": place_choice(place),
            "looked_through": answer["looked_through"],
            "groups": [_group(one) for one in answer["groups"]],
            "ledger": url_for("pages.parallel_ledger", place=place or None),
        },
    )


def _parallels(place: str) -> Parallels:
    return parallels(served.community(), place=place, language=frame.language(), now=frame.now())


def _group(one: dict[str, Any]) -> dict[str, Any]:
    names = {project["id"]: project["name"] for project in one["projects"]}
    return {
        "merge": one["advice"] == "merge",
        "projects": [
            {"name": project["name"], "place": project["place"], "address": url_for("pages.project", id=project["id"])}
            for project in one["projects"]
        ],
        "pairs": [
            {
                "names": _("、").join(names[key] for key in pair["projects"]),
                "sentence": pair["sentence"],
                "partners": [
                    {"name": who["name"], "address": frame.record_address(who["kind"], who["id"])}
                    for who in pair["partners"]
                ],
            }
            for pair in one["pairs"]
        ],
    }


@pages.get("/plan/parallel.xlsx")
def parallel_ledger() -> FlaskResponse:
    """The projects side by side as a workbook."""
    found = _parallels(request.args.get("place", ""))
    content = parallel_list(found.as_json(), day=frame.today(), language=frame.language())
    name = _("做着差不多的事的项目 %(day)s", day=frame.today().isoformat())
    return download(content, f"{name}.xlsx", f"parallel-{frame.today().isoformat()}.xlsx")


@pages.get("/plan/idle")
def idle() -> str:
    """What lies idle although an open line could use it."""
    place, found = request.args.get("place", ""), _idle()
    return frame.page(
        "idle.html",
        view={
            "place": place_choice(place),
            "months": f"{found.months:g}",
            "since": full_day(found.since),
            "most": f"{MOST_MONTHS:g}",
            "total": len(found.items),
            "rows": [
                {
                    "name": one.candidate["name"],
                    "address": frame.record_address(one.candidate["kind"], one.candidate["id"]),
                    "kind": kind_word(one.candidate["kind"]),
                    "last": full_day(one.last_day) if one.last_day else "",
                    "used": one.used,
                    "lines": [
                        {
                            "text": line.text,
                            "project": line.project_name,
                            "address": url_for("pages.project", id=line.project, need=line.requirement),
                        }
                        for line in one.lines
                    ],
                    "more": one.fits - len(one.lines),
                }
                for one in found.items[:SHOWN]
            ],
            "ledger": url_for("pages.idle_ledger", place=place or None, months=f"{found.months:g}"),
        },
    )


def _idle() -> Idling:
    months = request.args.get("months", MONTHS, type=float)
    return idling(served.community(), months=months, place=request.args.get("place", ""), now=frame.now())


@pages.get("/plan/idle.xlsx")
def idle_ledger() -> FlaskResponse:
    """What lies idle as a workbook."""
    content = idle_list(_idle().as_json(), day=frame.today(), language=frame.language())
    name = _("闲着的资源 %(day)s", day=frame.today().isoformat())
    return download(content, f"{name}.xlsx", f"idle-{frame.today().isoformat()}.xlsx")


def bundle_parts() -> list[tuple[str, str, str, float]]:
    """What accepting the bundle of the address writes: requirement, kind and id of whom, and how much."""
    found = _bundles()
    number = request.args.get("bundle", 1, type=int)
    if found is None or not 0 < number <= len(found.found):
        return []
    answer = found.as_json()
    return [
        (str(line), part["candidate"]["kind"], part["candidate"]["id"], float(part["amount"]))
        for part in answer["bundles"][number - 1]["parts"]
        if (line := answer["wanted"][part["wanted"]]["requirement"])
    ]
