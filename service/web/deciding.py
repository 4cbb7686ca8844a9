"""Answers to claims and of the invited, and taking back what was written by mistake: each with a way back."""

from __future__ import annotations

from pathlib import Path

from flask import current_app, flash, redirect, request, url_for
from werkzeug.exceptions import NotFound as NoPage
from werkzeug.wrappers import Response

from service.decisions import answering, replying
from service.editing import removing
from service.viewing.overview import project_of_requirement
from service.web import frame
from service.web.frame import pages
from service.web.saying import gettext as _


@pages.post("/claims/<path:id>/confirm")
def confirm_claim(id: str) -> Response:  # noqa: A002  # a record's id is its id
    """Accept a claim; the message that follows takes it back."""
    answering.confirm_claim(frame.store(), id, frame.now())
    frame.tell(_("答应了。请告诉对方。"), url_for("pages.reopen_claim", id=id))
    return redirect(_project(request.form.get("back", "")))


@pages.post("/claims/<path:id>/decline")
def decline_claim(id: str) -> Response:  # noqa: A002
    """Decline a claim with the reason; the message that follows takes it back."""
    answering.decline_claim(frame.store(), id, request.form.get("reason", ""), frame.now())
    frame.tell(_("谢绝了，原因记下了。请告诉对方。"), url_for("pages.reopen_claim", id=id))
    return redirect(_project(request.form.get("back", "")))


@pages.post("/claims/<path:id>/reopen")
def reopen_claim(id: str) -> Response:  # noqa: A002
    """Take the answer back."""
    answering.reopen_claim(frame.store(), id)
    flash(_("撤销了。"))
    return redirect(url_for("pages.home"))


@pages.post("/invitations/<path:id>/answer")
def answer_invitation(id: str) -> Response:  # noqa: A002
    """Keep what an invited party answered; the message that follows takes it back."""
    form = request.form
    done = replying.reply(frame.store(), id, form.get("answer", ""), form.get("reason", ""), frame.now())
    said = _("记下了：对方答应了。") if done.answer == "accepted" else _("记下了：对方没答应。")
    frame.tell(said, url_for("pages.unanswer_invitation", id=id, back=form.get("back", "")))
    return redirect(_project(form.get("back", "")))


@pages.post("/invitations/<path:id>/reopen")
def unanswer_invitation(id: str) -> Response:  # noqa: A002
    """Take an answer back, so that the invitation waits again."""
    replying.unreply(frame.store(), id)
    flash(_("撤销了。"))
    return redirect(_project(request.args.get("back", "")))


def _project(key: str) -> str:
    known = frame.snapshot().nodes["Project"].row_of
    return url_for("pages.project", id=key) if key in known else url_for("pages.home")


@pages.post("/remove/<kind>/<path:id>")
def remove_record(kind: str, id: str) -> Response:  # noqa: A002
    """Remove a record that nothing depends on; the message that follows brings it back."""
    if kind not in removing.REMOVABLE:
        raise NoPage
    project = _project_of(kind, id)
    done = removing.remove(frame.store(), _data(), kind, id, if_match=[request.form.get("etag", "")])
    frame.tell(_("“%(name)s”删掉了。", name=done.name), url_for("pages.restore_record", key=done.key))
    if project:
        return redirect(url_for("pages.project", id=project))
    lists = {"Need": "pages.needs", "Place": "pages.places"}
    return redirect(url_for(lists.get(kind, "pages.projects")))


@pages.post("/removed/<key>/restore")
def restore_record(key: str) -> Response:
    """Bring a removed record back."""
    done = removing.bring_back(frame.store(), _data(), key)
    flash(_("撤销了。"))
    if project := _project_of(done.kind, done.id):
        return redirect(url_for("pages.project", id=project, need=done.id))
    return redirect(frame.record_address(done.kind, done.id))


def _project_of(kind: str, id: str) -> str:  # noqa: A002
    """The project whose line this is: the page people come from and go back to."""
    snapshot = frame.snapshot()
    row = snapshot.nodes["Requirement"].row_of.get(id) if kind == "Requirement" else None
    owner = None if row is None else project_of_requirement(snapshot).get(row)
    return "" if owner is None else snapshot.nodes["Project"].ids[owner]


def _data() -> Path:
    return Path(current_app.config["HELI_DATA"])
