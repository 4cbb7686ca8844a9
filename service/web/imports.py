"""导入: choose files, check them, load them, take a load back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime
from itertools import count
from typing import Any

from flask import Response as FlaskResponse
from flask import flash, redirect, request, url_for
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from graph import template
from graph.errors import GraphError, GraphUnavailable
from graph.loading.errors import AlreadyUndone, LaterWorkDepends
from service import intake
from service.errors import words_of
from service.jobs import Job, UnknownJob
from service.running import served
from service.web import checking, doubles, frame
from service.web.download import download
from service.web.frame import pages
from service.web.saying import gettext as _
from service.web.words import LIST_WORDS, STATUS_WORDS, word
from service.web.written import moment

QUICK = 4.0  # seconds an upload may take before its progress is shown instead of its result
RECENT = 5


@pages.get("/import")
def start_import() -> str:
    """Step one: choose files."""
    templates = [(word(LIST_WORDS, one), url_for("pages.empty_workbook", name=one)) for one in template.LISTS]
    return frame.page(
        "import_start.html",
        step=1,
        lists=[name for name, _address in templates],
        templates=templates,
        imports=None if (entries := _entries()) is None else entries[:RECENT],
        open_checks=open_checks(),
    )


@pages.post("/import")
def upload() -> Response:
    """Take files and check them."""
    files = [(one.filename or "", one.read()) for one in request.files.getlist("files") if one.filename]
    if not files:
        raise BadRequest
    desk, now = checking.desk(), frame.now()

    def work(progress: Callable[[int, int], None]) -> dict[str, str]:
        check = intake.check_files(desk, files, now=now, progress=lambda _step, done, total: progress(done, total))
        return {"check": check.id}

    job = served.jobs().start("check", work, now)
    return _after(served.jobs().wait(job.id, QUICK))


@pages.post("/import/check/<check_id>/load")
def load(check_id: str) -> Response:
    """Step three: load what was checked."""
    desk, now = checking.desk(), frame.now()
    intake.open_check(desk, check_id)

    def work(progress: Callable[[int, int], None]) -> dict[str, object]:
        loaded = intake.load_check(desk, check_id, now=now, progress=lambda _step, done, total: progress(done, total))
        return {"loaded": [asdict(one) for one in loaded], "check": check_id}

    job = served.jobs().start("load", work, now, job_id=_load_id(check_id))
    return _after(served.jobs().wait(job.id, QUICK))


def _load_id(check_id: str) -> str:
    """The id of the work of loading a check: a second click finds the same work, another try does not."""
    for attempt in count(1):
        found = f"load-{check_id}-{attempt}"
        try:
            job = served.jobs().get(found)
        except UnknownJob:
            return found
        if job.state in ("running", "done"):
            return found
    raise AssertionError


def _after(job: Job) -> Response:
    if job.kind == "check" and job.state == "done":
        return redirect(url_for("pages.check", check_id=job.result["check"]))
    return redirect(url_for("pages.job", job_id=job.id))


@pages.get("/import/jobs/<job_id>")
def job(job_id: str) -> str | Response:
    """How far a check or a load is; found again after a reload."""
    found = served.jobs().get(job_id)
    if found.kind == "check" and found.state == "done":
        return _after(found)
    english = frame.language() == "en"
    loading = found.kind == "load"
    running = not found.finished
    title = (_("正在写入") if running else _("写好了")) if loading else _("正在检查")
    failed = "" if running or found.state == "done" else found.message_en if english else found.message_zh
    return frame.page(
        "import_job.html",
        step=3 if loading else 2,
        view={
            "title": _("没有写成") if failed and loading else _("没有查成") if failed else title,
            "files": "",
            "running": running,
            "failed": failed,
            "cancelled": found.state == "cancelled",
            "cancel": "" if loading else url_for("pages.cancel_check", job_id=job_id),
            "told": _("%(title)s：%(done)s / %(total)s", title=title, done=found.done, total=found.total or "…"),
            "done": found.done,
            "total": found.total or 1,
            "loaded": _loaded(found) if found.state == "done" else [],
            "back": url_for("pages.start_import"),
        },
    )


@pages.post("/import/jobs/<job_id>/cancel")
def cancel_check(job_id: str) -> Response:
    """Stop checking; nothing of the upload is kept."""
    stopped = served.jobs().cancel(job_id)
    return _after(served.jobs().wait(stopped.id, QUICK))


def _loaded(found: Job) -> list[dict[str, str]]:
    told = []
    for one in found.result["loaded"]:
        if one["already"]:
            sentence, undo = _("一模一样的文件已经导过，这次什么都没变。"), ""
        else:
            records = _(
                "连同提到的人和地方，新建 %(created)s 条记录，更新 %(changed)s 条。",
                created=one["created"],
                changed=one["changed"],
            )
            sentence = f"{_rows_told(one)} {records}"
            undo = url_for("pages.undo", import_id=one["import_id"])
        told.append({"name": one["file"], "told": sentence, "undo": undo})
    return told


def _rows_told(one: Mapping[str, Any]) -> str:
    """What became of all rows of a file, each in one group; groups of none are left out."""
    rows = one["told"]
    counts = (
        (rows["created"], _("新建 %(n)s 行", n=rows["created"])),
        (rows["changed"], _("更新 %(n)s 行", n=rows["changed"])),
        (rows["unchanged"], _("没有变化 %(n)s 行", n=rows["unchanged"])),
        (rows["merged"], _("与前面的行合为一条 %(n)s 行", n=rows["merged"])),
        (one["left_out"], _("没有写入 %(n)s 行", n=one["left_out"])),
    )
    whole = sum(count for count, _said in counts)
    groups = _("，").join(said for count, said in counts if count)
    return _("共 %(n)s 行：%(groups)s。", n=whole, groups=groups)


@pages.get("/imports")
def imports() -> str:
    """Every load so far."""
    return frame.page("imports.html", imports=_entries(), doubles=doubles.view())


@pages.post("/imports/<import_id>/undo")
def undo(import_id: str) -> Response | tuple[str, int]:
    """Take a load back, or say what stands in the way."""
    try:
        done = intake.undo_import(checking.desk(), import_id, now=frame.now())
    except (LaterWorkDepends, AlreadyUndone) as error:
        refused = words_of(error, frame.language())
        return frame.page("imports.html", imports=_entries(), doubles=doubles.view(), refused=refused), 409
    told = _("撤销了：去掉 %(n)s 条，恢复 %(m)s 条。", n=done.removed, m=done.restored)
    flash(_("“%(file)s”", file=done.file) + told)
    return redirect(url_for("pages.imports"))


@pages.get("/template/<name>.xlsx")
def empty_workbook(name: str) -> FlaskResponse:
    """The empty workbook people fill in."""
    language = frame.language()
    return download(template.template(name, language), template.file_name(name, language), f"{name}.xlsx")


def kept() -> list[dict[str, object]]:
    """Every load so far; GraphUnavailable while the graph, which holds them, is away."""
    entries = _entries()
    if entries is None:
        said = _("数据库连不上，现在看不到导入记录。")
        raise GraphUnavailable(said, said)
    return entries


def _entries() -> list[dict[str, object]] | None:
    """Every load so far; None while the graph, which holds them, is away."""
    if frame.is_away():
        return None
    try:
        found = intake.list_imports(checking.desk())
    except GraphError:
        return None
    return [
        {
            "id": one.id,
            "file": one.file,
            "at": moment(one.at, frame.language()),
            "rows": one.rows,
            "left_out": one.left_out,
            "status": one.status,
            "status_word": word(STATUS_WORDS, one.status),
            "lists": _("、").join(f"{word(LIST_WORDS, name)} {count}" for name, count in one.lists.items() if count),
            "told": _("写入 %(rows)s 行，没写 %(left)s 行", rows=one.rows, left=one.left_out)
            if one.status == "loaded"
            else word(STATUS_WORDS, one.status),
        }
        for one in found
    ]


def last_import() -> dict[str, object] | None:
    """The latest load that stands, as the home page tells it: {} where there is none, None where nobody can look."""
    entries = _entries()
    for one in entries or ():
        if one["status"] == "loaded":
            told = _("%(file)s：写入 %(rows)s 行", file=one["file"], rows=one["rows"])
            left = one["left_out"]
            return {"at": one["at"], "told": told, "to_mend": _("%(n)s 行要改", n=left) if left else ""}
    return None if entries is None else {}


def open_checks(newer_than: datetime | None = None) -> list[dict[str, str]]:
    """Uploads that wait for a decision, those of late where a moment is given."""
    desk = checking.desk(of_files=True)
    return [
        {
            "id": id,
            "at": moment(at, frame.language()),
            "files": _("、").join(files),
            "address": url_for("pages.check", check_id=id),
        }
        for id, at, files in intake.checks_in_progress(desk, now=frame.now())  # noqa: A001  # a check's id is its id
        if newer_than is None or at >= newer_than
    ]
