"""A line of what a project lacks: written down and changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from graph.schema import Value
from service import editing
from service.editing.content import Content
from service.editing.from_words import DAYS, from_words
from service.lines.doubt import warning_in
from service.viewing import records
from service.web import forms, frame
from service.web.correcting import REFUSED, Opened, changed, refused
from service.web.edit_undo import way_back
from service.web.frame import pages
from service.web.saying import gettext as _
from service.web.saying import pgettext
from service.web.words import REQUIREMENT_WORDS, window_word, word
from service.web.written import amount, day

Answer = str | Response | tuple[str, int]


@pages.route("/projects/<path:id>/requirements/new", methods=["GET", "POST"])
def new_requirement(id: str) -> Answer:  # noqa: A002  # a record's id is its id
    """Write down one more thing a project lacks."""
    project = records.record(frame.snapshot(), "Project", id).who
    if request.method == "GET":
        return _form(Opened("Requirement", {}), project.id, project.name)
    try:
        content = {**forms.filled("Requirement", request.form, making=True), "project": project.id}
        told = from_words(content, frame.today())
        first = {**content, **({"kind": told.pop("kind")} if "kind" in told else {})}
        made = editing.create(
            frame.store(), "Requirement", first, identifier=forms.identifier("Requirement"), now=frame.now()
        )
        _tell(content, made, told)
    except REFUSED as error:
        return _form(refused("Requirement", error), project.id, project.name), 422
    return redirect(url_for("pages.project", id=project.id, need=made.id))


def _tell(given: Content, made: editing.Edited, told: Mapping[str, Value]) -> None:
    """Write what the words told beside what was filled in, as an edit that can be taken back, and say so."""
    new = {name: value for name, value in told.items() if name not in made.values}  # nothing when it was sent twice
    done = made
    if new:
        done = editing.edit(frame.store(), "Requirement", made.id, new, if_match=[made.tag], now=frame.now())
    kind = [] if "kind" in given else [word(REQUIREMENT_WORDS, str(made.values["kind"]))]
    said = _("加上了。下面就是合适的伙伴。")
    if read := kind + _read(new):
        said += _("读出：%(read)s；不对请改。", read=_("，").join(read))
    frame.tell(said, way_back(done))
    _warn(done)


def _warn(done: editing.Edited) -> None:
    """Say what keeps everybody from meeting the line as it is written, or what its own words contradict."""
    if (warning := warning_in(done.values, frame.today())) is not None:
        frame.tell(_("注意：%(why)s", why=warning[frame.language() == "en"]))


def _read(told: Mapping[str, Value]) -> list[str]:
    """What was read of when and how much, part by part."""
    windows, least, most = (told.get(name) for name in ("windows", "quantity", "quantity_max"))
    days = [day(one, frame.language()) for name in DAYS if isinstance(one := told.get(name), date)]
    read = [_("、").join(window_word(str(one)) for one in windows)] if isinstance(windows, list) else []
    if days:
        read.append("–".join(dict.fromkeys(days)))
    if isinstance(least, float):
        read.append(amount(least, str(told.get("unit") or ""), most if isinstance(most, float) else None))
    return read


@pages.route("/requirements/<path:id>/edit", methods=["GET", "POST"])
def edit_requirement(id: str) -> Answer:  # noqa: A002
    """Change one thing a project lacks."""
    done = changed("Requirement", id)
    known = done.known if isinstance(done, Opened) else done
    project = str(known.values.get("project") or "") if known else ""
    if isinstance(done, Opened):
        name = records.record(frame.snapshot(), "Project", project).who.name if project else ""
        return _form(done, project, name), done.status
    _warn(done)
    return redirect(
        url_for("pages.project", id=project, need=id) if project else frame.record_address("Requirement", id)
    )


def _form(opened: Opened, project: str, name: str) -> str:
    known = opened.known
    back = (
        url_for("pages.project", id=project, need=known.id if known else None) if project else url_for("pages.projects")
    )
    return frame.page(
        "form.html",
        view={
            "title": _("改这一项需求") if known else _("加一项需求"),
            "intro": _("“%(project)s”缺什么？照平时说话的样子写，写清要几个、什么时候。", project=name),
            "crumb": [(pgettext("menu", "项目"), url_for("pages.projects")), (name, back), (_("需求项"), None)],
            **opened.view(),
            "remove": url_for("pages.remove_record", kind="Requirement", id=known.id) if known else "",
            "back": back,
        },
    )
