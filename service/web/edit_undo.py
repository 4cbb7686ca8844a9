"""撤销这次修改: what was changed of a record, when, and the way back."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, make_response, redirect, request, url_for
from werkzeug.wrappers import Response

from graph.errors import NotFound
from graph.kinds import CANDIDATES
from graph.schema import Value
from service import editing
from service.editing import edit_history
from service.editing.content import REFERENCES
from service.editing.edit_undo import seen
from service.editing.edit_undo import undo_edit as take_back
from service.errors import InvalidRecord
from service.viewing.looking import View
from service.web import forms, frame
from service.web.frame import pages
from service.web.lists import record_name, short
from service.web.saying import gettext as _
from service.web.written import moment

LONGEST = 60  # characters of a value in the history


def way_back(done: editing.Edited) -> str:
    """The address that takes an edit back as long as nothing else is changed; "" where it changed nothing."""
    return url_for("pages.undo_edit", key=done.edit, etag=done.tag) if done.edit else ""


def past(kind: str, edits: Sequence[edit_history.PastEdit]) -> list[dict[str, object]]:
    """What was changed of a record of this kind before, as its form tells it."""
    states = {"undone": _("已撤销"), "changed": _("后来又改过，不能直接撤销")}
    return [
        {
            "when": moment(one.at, frame.language()),
            "changes": [_change(kind, change) for change in one.changes],
            "remark": _("撤销了之前的一次修改") if one.undoes else "",
            "state": states.get(one.state, ""),
            "undo": url_for("pages.undo_edit", key=one.id) if one.state == "stands" else "",
        }
        for one in edits
    ]


@pages.post("/edits/<key>/undo")
def undo_edit(key: str) -> Response:
    """Take an edit back; the history of its record leads forward again."""
    edit = seen(frame.store(), frame.snapshot(), key)
    try:
        done = take_back(frame.store(), key, if_match=[request.values.get("etag", "")], now=frame.now())
    except InvalidRecord as error:
        said = _("；").join(forms.complaints(edit.kind, error))
        return make_response(frame.page("problem.html", title=_("没有办成"), detail=said), 422)
    flash(_("撤销了。"))
    return redirect(_page_of(done))


def _page_of(done: editing.Edited) -> str:
    if project := done.values.get("project"):
        return url_for("pages.project", id=project, need=done.id)
    if done.kind in CANDIDATES:
        try:
            View(frame.snapshot()).row(done.kind, done.id)
        except NotFound:  # who does not take part again
            return url_for("pages.resources", kind=done.kind)
    return frame.record_address(done.kind, done.id)


def _change(kind: str, one: edit_history.Change) -> str:
    called = forms.label(kind, one.field)
    if not one.open:
        return _("%(field)s 改过，内容不显示", field=called)
    reference = next((known for known in REFERENCES[kind] if known.field == one.field), None)
    if reference is None:
        before, after = (short(forms.said(kind, one.field, value), LONGEST) for value in (one.before, one.after))
    else:
        before, after = (_names(reference.kind, ids) for ids in (one.before, one.after))
    if reference is not None and reference.many:
        told = [_("去掉%(names)s", names=before)] * bool(before) + [_("加上%(names)s", names=after)] * bool(after)
        return _("%(field)s：%(change)s", field=called, change=_("，").join(told))
    return _("%(field)s：%(change)s", field=called, change=f"{before or _('没写')} → {after or _('没写')}")


def _names(kind: str, ids: Value | Sequence[str]) -> str:
    return _("、").join(record_name(kind, str(one)) for one in ids) if isinstance(ids, list) else ""
