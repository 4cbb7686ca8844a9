"""Correcting what somebody offers: the fields of a candidate of any kind, its skills and places, and leaving."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from flask import abort, redirect, request, url_for
from werkzeug.wrappers import Response

from graph.errors import BadRecord
from graph.kinds import CANDIDATES, NODES
from graph.schema import Privacy, Value
from service import editing
from service.errors import InvalidRecord, Outdated, UnknownReference
from service.viewing.looking import View
from service.web import contacts, forms, frame
from service.web.edit_undo import state, way_back
from service.web.frame import pages
from service.web.saying import gettext as _
from service.web.saying import pgettext
from service.web.words import kind_word

Answer = str | Response | tuple[str, int]


@pages.route("/records/<kind>/<path:id>/edit", methods=["GET", "POST"])
def edit_candidate(kind: str, id: str) -> Answer:  # noqa: A002  # a record's id is its id
    """Correct what a person, body, service, space or fund offers; who leaves can be brought back by the message."""
    if kind not in CANDIDATES:
        abort(404)
    view = View(frame.snapshot())
    name = view.mention(kind, view.row(kind, id)).name
    known = editing.current(frame.store(), kind, id)
    if request.method == "GET":
        return _form(known, name, known.values)
    try:
        changes = forms.filled(kind, request.form, making=False)
        done = editing.edit(frame.store(), kind, id, changes, if_match=forms.etag(), now=frame.now())
    except (InvalidRecord, UnknownReference, BadRecord, Outdated) as error:
        typed = forms.typed(kind, request.form)
        return _form(known, name, typed, problems=forms.complaints(kind, error)), 422
    if done.values.get("consent") is False:
        frame.tell(_("记下了：%(name)s不再参加推荐，名单里不会再出现。", name=name), way_back(done))
        return redirect(url_for("pages.resources", kind=kind))
    frame.tell(_("改好了。"), way_back(done))
    return redirect(frame.record_address(kind, id))


def _form(known: editing.Edited, name: str, values: Mapping[str, object], *, problems: list[str] | None = None) -> str:
    kind, back = known.kind, frame.record_address(known.kind, known.id)
    held = frame.store().get(kind, known.id).properties
    fields = [_kept(kind, field, held.get(field.name)) for field in forms.fields(kind, values, making=False)]
    return frame.page(
        "form.html",
        view={
            "title": _("改%(name)s", name=name or kind_word(kind)),
            "intro": _("听到什么变了就在这里改，名单马上跟着变。"),
            "crumb": [
                (pgettext("menu", "资源清单"), url_for("pages.resources", kind=kind)),
                (name or kind_word(kind), back),
                (_("修改"), None),
            ],
            "fields": fields,
            "problems": problems,
            **state(known),
            "remove": "",
            "identifier": "",
            "back": back,
        },
    )


def _kept(kind: str, field: forms.Field, value: Value) -> forms.Field:
    """A personal field with what is kept of it: told here and nowhere else, phones with their middle hidden."""
    declared = NODES[kind].by_name.get(field.name)
    if not value or declared is None or declared.privacy is not Privacy.PERSONAL:
        return field
    told = contacts.masked(str(value)) if field.name == "phone" else str(value)
    hint = _("现在是 %(value)s，空着就不变。只有工作人员看得到。", value=told)
    return replace(field, hint=hint, drop="" if declared.required else _("删掉现在的"))
