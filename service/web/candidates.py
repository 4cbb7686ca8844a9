"""Correcting what somebody offers: the fields of a candidate of any kind, its skills and places, and leaving."""

from __future__ import annotations

from dataclasses import replace

from flask import abort, redirect, url_for
from werkzeug.wrappers import Response

from graph.kinds import CANDIDATES, NODES
from graph.schema import Privacy, Value
from service.viewing.looking import View
from service.web import contacts, forms, frame
from service.web.correcting import Opened, changed
from service.web.edit_undo import way_back
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
    done = changed(kind, id)
    if isinstance(done, Opened):
        return _form(done, id, name), done.status
    if done.values.get("consent") is False:
        frame.tell(_("记下了：%(name)s不再参加推荐，名单里不会再出现。", name=name), way_back(done))
        return redirect(url_for("pages.resources", kind=kind))
    return redirect(frame.record_address(kind, id))


def _form(opened: Opened, id: str, name: str) -> str:  # noqa: A002
    kind, back = opened.kind, frame.record_address(opened.kind, id)
    held = frame.store().get(kind, id).properties
    fields = [_kept(kind, field, held.get(field.name)) for field in forms.fields(kind, opened.values, making=False)]
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
            **opened.view(),
            "fields": fields,
            "remove": "",
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
