"""还有效: somebody has asked, and the service still holds."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from service.editing import confirming
from service.web import frame
from service.web.frame import pages
from service.web.saying import gettext as _


@pages.post("/services/<path:id>/confirm")
def confirm_service(id: str) -> Response:  # noqa: A002  # a record's id is its id
    """Note that a service was confirmed today; the message that follows takes it back."""
    done = confirming.confirm_service(frame.store(), id, frame.today())
    undo = url_for("pages.unconfirm_service", id=id, before=done.before.isoformat() if done.before else "")
    frame.tell(_("“%(name)s”今天核实过了", name=done.name), undo)
    return redirect(_where_from(id))


@pages.post("/services/<path:id>/unconfirm")
def unconfirm_service(id: str) -> Response:  # noqa: A002
    """Put the day of confirmation back to what it was."""
    confirming.restore_confirmation(frame.store(), id, request.args.get("before", ""))
    flash(_("撤销了。"))
    return redirect(url_for("pages.home"))


def _where_from(id: str) -> str:  # noqa: A002
    """The page the button was on: the record's own, or home."""
    own = frame.record_address("Service", id)
    return own if request.referrer and request.referrer.endswith(own) else url_for("pages.home")
