"""A line of what a project lacks: written down and changed."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from graph.errors import BadRecord
from service import editing
from service.errors import InvalidRecord, Outdated, UnknownReference
from service.viewing import records
from service.web import forms, frame
from service.web.edit_undo import state, way_back
from service.web.frame import pages
from service.web.saying import gettext as _
from service.web.saying import pgettext

Answer = str | Response | tuple[str, int]


@pages.route("/projects/<path:id>/requirements/new", methods=["GET", "POST"])
def new_requirement(id: str) -> Answer:  # noqa: A002  # a record's id is its id
    """Write down one more thing a project lacks."""
    project = records.record(frame.snapshot(), "Project", id).who
    if request.method == "GET":
        return _form({"kind": "people"}, project.id, project.name)
    try:
        content = {**forms.filled("Requirement", request.form, making=True), "project": project.id}
        made = editing.create(
            frame.store(), "Requirement", content, identifier=forms.identifier("Requirement"), now=frame.now()
        )
    except (InvalidRecord, UnknownReference, BadRecord) as error:
        values = forms.typed("Requirement", request.form)
        return _form(values, project.id, project.name, problems=forms.complaints("Requirement", error)), 422
    flash(_("加上了。下面就是合适的伙伴。"))
    return redirect(url_for("pages.project", id=project.id, need=made.id))


@pages.route("/requirements/<path:id>/edit", methods=["GET", "POST"])
def edit_requirement(id: str) -> Answer:  # noqa: A002
    """Change one thing a project lacks."""
    known = editing.current(frame.store(), "Requirement", id)
    project = str(known.values.get("project") or "")
    name = records.record(frame.snapshot(), "Project", project).who.name if project else ""
    if request.method == "GET":
        return _form(known.values, project, name, known=known)
    try:
        changes = forms.filled("Requirement", request.form, making=False)
        done = editing.edit(frame.store(), "Requirement", id, changes, if_match=forms.etag(), now=frame.now())
    except (InvalidRecord, UnknownReference, BadRecord, Outdated) as error:
        values = forms.typed("Requirement", request.form)
        return _form(values, project, name, known=known, problems=forms.complaints("Requirement", error)), 422
    frame.tell(_("改好了。"), way_back(done))
    return redirect(
        url_for("pages.project", id=project, need=id) if project else frame.record_address("Requirement", id)
    )


def _form(
    values: object,
    project: str,
    name: str,
    *,
    known: editing.Edited | None = None,
    problems: list[str] | None = None,
) -> str:
    back = (
        url_for("pages.project", id=project, need=known.id if known else None) if project else url_for("pages.projects")
    )
    return frame.page(
        "form.html",
        view={
            "title": _("改这一项需求") if known else _("加一项需求"),
            "intro": _("“%(project)s”缺什么？照平时说话的样子写，写清要几个、什么时候。", project=name),
            "crumb": [(pgettext("menu", "项目"), url_for("pages.projects")), (name, back), (_("需求项"), None)],
            "fields": forms.fields("Requirement", values, making=known is None),  # type: ignore[arg-type]
            "problems": problems,
            **state(known),
            "remove": url_for("pages.remove_record", kind="Requirement", id=known.id) if known else "",
            "identifier": "" if known else forms.fresh_identifier("Requirement"),
            "back": back,
        },
    )
