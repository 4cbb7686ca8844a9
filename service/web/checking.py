"""导入, step two: what was understood of the files, and every decision about it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Response as FlaskResponse
from flask import current_app, flash, redirect, request, url_for
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from service import intake
from service.errors import words_of
from service.intake import Check, Spot
from service.intake.desk import desk_of
from service.running import served
from service.web import checkview, frame
from service.web.download import download
from service.web.frame import pages
from service.web.saying import gettext as _


def desk(*, of_files: bool = False) -> intake.Desk:
    """What the verbs of intake work with; `of_files` where only the kept files are looked at, not the graph."""
    return desk_of(served.community().store if of_files else frame.store(), Path(current_app.config["HELI_DATA"]))


@pages.get("/import/check/<check_id>")
def check(check_id: str) -> str:
    """What was understood, what has to be mended, what may be the same thing."""
    found = intake.open_check(desk(), check_id)
    return frame.page("import_check.html", step=2, view=checkview.view(found))


def _spot() -> Spot:
    """The place in the upload that the form is about."""
    form = request.form
    try:
        return Spot(
            file=int(form["file"]),
            sheet=form["sheet"],
            line=int(form.get("line") or 0),
            column=form.get("column", ""),
        )
    except (KeyError, ValueError) as error:
        raise BadRequest from error


def _back(check_id: str, anchor: str = "") -> Response:
    shown: dict[str, Any] = {name: request.form[name] for name in ("of", "show") if request.form.get(name)}
    return redirect(url_for("pages.check", check_id=check_id, **shown) + (f"#{anchor}" if anchor else ""))


@pages.post("/import/check/<check_id>/sheets")
def sheets(check_id: str) -> Response:
    """Read sheets as the lists that were chosen for them."""
    found = intake.open_check(desk(), check_id)
    for file in found.files:
        for number, sheet in enumerate(file.report.sheets):
            wanted = request.form.get(f"sheet-{file.file}-{number}")
            if wanted is not None and wanted != checkview.list_of(sheet):
                intake.read_sheet_as(desk(), check_id, Spot(file.file, sheet.name), wanted or None)
    return _back(check_id)


@pages.post("/import/check/<check_id>/columns")
def columns(check_id: str) -> Response:
    """Read columns of one sheet as the fields that were chosen for them."""
    spot = _spot()
    sheet = checkview.sheet_at(intake.open_check(desk(), check_id), spot)
    for column in sheet.columns:
        wanted = request.form.get(f"column-{column.letter}")
        if wanted is not None and wanted != (column.field or ""):
            place = Spot(spot.file, spot.sheet, column=column.letter)
            intake.read_column_as(desk(), check_id, place, wanted or None)
    return _back(check_id, "columns")


@pages.post("/import/check/<check_id>/unread")
def unread(check_id: str) -> Response:
    """Leave a column of identity numbers unread."""
    intake.leave_unread(desk(), check_id, _spot())
    return _back(check_id)


@pages.post("/import/check/<check_id>/mend")
def mend(check_id: str) -> Response:
    """Put the proposal or a value of one's own into a cell, and into all like it where that is ticked."""
    spot, form = _spot(), request.form
    value = form.get("proposal", "") if form.get("use") == "proposal" else form.get("value", "")
    if form.get("use") != "proposal" and not value.strip():
        flash(_("没有填，所以没有改。"))
        return _back(check_id, "bad")
    before = intake.open_check(desk(), check_id)
    try:
        after = intake.mend_cell(desk(), check_id, spot, value, alike=bool(form.get("alike")))
    except intake.HoldsIdentityNumber as error:
        flash(words_of(error, frame.language()))
        return _back(check_id, "bad")
    _tell_difference(before, after)
    return _back(check_id, "bad")


def _tell_difference(before: Check, after: Check) -> None:
    mended = before.tally.loadable - after.tally.loadable
    if mended < 0:
        flash(_("改好了，又能多写 %(n)s 行。", n=-mended))
    elif len(after.to_mend) < len(before.to_mend):
        flash(_("改好了。"))
    else:
        flash(_("改了，但这一格还是看不懂。"))


@pages.post("/import/check/<check_id>/skip")
def skip(check_id: str) -> Response:
    """Leave a row out, or take it back in."""
    spot = _spot()
    intake.skip_row(desk(), check_id, spot, skip=not request.form.get("back"))
    return _back(check_id, "bad")


@pages.post("/import/check/<check_id>/same")
def same(check_id: str) -> Response:
    """Decide whether two names mean one thing."""
    yes = request.form.get("same") == "1"
    intake.decide_sameness(desk(), check_id, request.form.get("proposal", ""), yes, now=frame.now())
    flash(_("记住了，以后导入也照这样办。"))
    return _back(check_id, "hd")


@pages.post("/import/check/<check_id>/discard")
def discard(check_id: str) -> Response:
    """Forget an upload that nobody means to load."""
    intake.discard_check(desk(), check_id)
    flash(_("不导了，库里什么都没变。"))
    return redirect(url_for("pages.start_import"))


@pages.get("/import/check/<check_id>/marked/<int:file>")
def marked(check_id: str, file: int) -> FlaskResponse:
    """The file with its bad cells marked and commented."""
    name, content = intake.error_workbook(desk(), check_id, file)
    return download(content, name, f"marked-{file + 1}{Path(name).suffix}")
