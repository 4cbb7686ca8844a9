"""The community's own spreadsheets: upload and check, load, take back; long work is a job with progress."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Literal

from flask import current_app, request
from pydantic import Field, RootModel

from service import intake
from service.api.adapter import LINK, LOCATION, Answer, Api, Operation
from service.api.paging import Paging, cursor_of, unknown_cursor
from service.api.problems import language
from service.api.replay import id_for
from service.api.resources import plain
from service.api.schema import Answered, AskedInQuery
from service.api.work import writable_now
from service.intake.desk import desk_of
from service.intake.reading import known
from service.intake.report import without_personal
from service.jobs import Job, Progress
from service.running.served import community, jobs

UPLOAD = "application/octet-stream"


class Upload(AskedInQuery):
    """Which file it is."""

    name: str = Field(
        min_length=1, max_length=200, pattern=r"^[^\x00-\x1f/\\]+$", description="文件名。Name of the file."
    )


class JobAnswered(Answered):
    """Long work: how far it is and, when done, where its result is."""

    id: str
    kind: str
    state: Literal["running", "done", "failed", "cancelled", "interrupted"]
    done: int
    total: int
    started_at: str
    finished_at: str | None = None
    message: str | None = None
    result: dict[str, Any] | None = None


class ImportAnswered(Answered):
    """One load of one file."""

    id: str
    file: str
    at: str
    status: str
    rows: int
    left_out: int
    lists: dict[str, int]
    verb: str = Field("load", description="load, or merge of two records.")


class ImportsAnswered(Answered):
    """Some of the loads, newest first."""

    items: list[ImportAnswered]
    total: int = Field(description="How many there are on all pages.")
    next: str | None = Field(None, description="Cursor of the next page; absent on the last.")


class ReportAnswered(RootModel[dict[str, Any]]):
    """What was understood of each row, and every problem; personal fields are left out."""


class UndoneAnswered(Answered):
    """What taking an import back did."""

    import_id: str
    file: str
    removed: int
    restored: int


def declare(api: Api) -> None:
    """Declare uploads, checks, loads and undoing."""
    _declare_reading(api)
    accepted = {"status": 202, "tells": (LOCATION,)}
    told = Operation(
        "POST",
        "/imports",
        "上传一个表格并检查，不写入。Upload one spreadsheet and check it; nothing is loaded yet.",
        JobAnswered,
        query=Upload,
        upload=UPLOAD,
        name="check_import",
        **accepted,  # type: ignore[arg-type]  # two of its fields
    )
    api.operation(told, _check)
    told = Operation(
        "POST",
        "/checks/<check>/load",
        "把检查过的行一次装入。Load the rows that may be loaded, each file in one piece.",
        JobAnswered,
        name="load_check",
        **accepted,  # type: ignore[arg-type]
    )
    api.operation(told, _load)
    summary = "撤销一次导入。Take a load back."
    api.operation(Operation("POST", "/imports/<identifier>/undo", summary, UndoneAnswered, name="undo_import"), _undo)


def _declare_reading(api: Api) -> None:
    told = Operation(
        "GET",
        "/imports",
        "导入记录，新的在前。The loads so far, newest first.",
        ImportsAnswered,
        query=Paging,
        tells=(LINK,),
        name="list_imports",
    )
    api.operation(told, _list)
    summary = "检查结果。The report of a check."
    api.operation(Operation("GET", "/checks/<check>", summary, ReportAnswered, name="read_check"), _report)
    summary = "任务进度。How far a job is."
    api.operation(Operation("GET", "/jobs/<job>", summary, JobAnswered, name="read_job"), _job)


def _desk() -> intake.Desk:
    return desk_of(community().store, Path(current_app.config["HELI_DATA"]))


def _list(query: Paging) -> Answer:
    told = ImportAnswered.model_fields
    entries = [plain(asdict(entry)) for entry in intake.list_imports(_desk())]
    ids = [entry["id"] for entry in entries]
    after = query.after()
    if after and after not in ids:
        raise unknown_cursor()
    start = ids.index(after) + 1 if after else 0
    shown = entries[start : start + query.limit]
    content: dict[str, Any] = {"items": [{name: one[name] for name in told} for one in shown], "total": len(entries)}
    if start + query.limit >= len(entries):
        return Answer(content, {})
    following = cursor_of(shown[-1]["id"])
    return Answer(content | {"next": following}, query.onward(following))


def _check(query: Upload) -> Answer:
    # A job would find the graph away only after it was taken on.
    now, desk, content = writable_now(), _desk(), request.get_data()

    def work(progress: Progress) -> dict[str, str]:
        checked = intake.check_files(desk, [(query.name, content)], now=now, progress=_counted(progress))
        return {"check": checked.id}

    return _started(jobs().start("check", work, now, id_for("job", "") if _has_key() else ""))


def _load(check: str) -> Answer:
    now, desk = writable_now(), _desk()
    intake.open_check(desk, check)  # an unknown check is told at once, not by the job

    def work(progress: Progress) -> dict[str, Any]:
        loaded = intake.load_check(desk, check, now=now, progress=_counted(progress))
        return {"imports": [asdict(one) for one in loaded]}

    return _started(jobs().start("load", work, now, id_for("job", "") if _has_key() else ""))


def _report(check: str) -> Mapping[str, Any]:
    desk = _desk()
    body = known(desk.store, desk.memory).gazetteer.body
    return without_personal(intake.report_of(desk, check), lambda name: body(name) is not None)


def _undo(identifier: str) -> Mapping[str, Any]:
    return asdict(intake.undo_import(_desk(), identifier, now=writable_now()))


def _job(job: str) -> Mapping[str, Any]:
    return job_told(jobs().get(job))


def _started(job: Job) -> Answer:
    return Answer(job_told(job), {"Location": f"/api/v1/jobs/{job.id}"})


def job_told(job: Job) -> dict[str, Any]:
    """A job as the API gives it."""
    message = job.message_en if language() == "en" else job.message_zh
    told = {name: getattr(job, name) for name in ("id", "kind", "state", "done", "total", "started_at")}
    extra = {"finished_at": job.finished_at, "message": message, "result": job.result}
    return told | {name: value for name, value in extra.items() if value}


def _has_key() -> bool:
    return "Idempotency-Key" in request.headers


def _counted(progress: Progress) -> intake.Progress:
    return lambda step, done, total: progress(done, total)
