"""Long work beside the pages: each job runs in a thread and tells its progress in a file of its own.

A page that is loaded again finds the job by its id; after the server was stopped, a job that had not finished says
so instead of appearing to run for ever.
"""

from __future__ import annotations

import json
import os
import re
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from math import inf
from pathlib import Path
from typing import Any
from uuid import uuid4

from service.errors import ServiceError, is_expected, told
from service.files import write_new, write_whole
from service.logs import log, log_failure

KEPT = timedelta(days=7)
FINISHED = frozenset({"done", "failed", "interrupted", "cancelled"})
CANCELLABLE = frozenset({"check", "plan", "train"})  # kinds that write nothing before their end


class UnknownJob(ServiceError):
    """No job has this id, or it is long over."""


class NotCancellable(ServiceError):
    """The job is of a kind that has to come to its end."""


class _Cancelled(Exception):
    """Somebody does not want the result any more."""


@dataclass(frozen=True)
class Job:
    """One piece of long work: running or how it ended; `done` of `total` steps are behind it."""

    id: str
    kind: str
    state: str
    started_at: str
    done: int = 0
    total: int = 0
    message_zh: str = ""
    message_en: str = ""
    finished_at: str = ""
    result: Any = None
    owner: int = 0
    owner_started: float = 0.0
    about: str = ""

    @property
    def finished(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state in FINISHED


Progress = Callable[[int, int], None]
Work = Callable[[Progress], Any]


class Jobs:
    """The jobs of one installation, kept under `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._threads: dict[str, threading.Thread] = {}
        self._beginning = threading.Lock()
        self._unwritten: dict[str, Job] = {}  # how jobs ended whose files could not be written

    def start_alone(self, kind: str, work: Work, now: datetime, job_id: str = "", about: str = "") -> Job:
        """Begin work that is not to be done twice at once, or give the job of this kind about the same under way."""
        with self._beginning:
            return self.running(kind, about) or self.start(kind, work, now, job_id, about)

    def start(self, kind: str, work: Work, now: datetime, job_id: str = "", about: str = "") -> Job:
        """Begin `work(progress)` in a thread of its own; its return value, plain JSON, becomes the job's result.

        A job whose id is already known is not begun again.
        """
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = job_id or f"job-{uuid4().hex}"
        owner = os.getpid()
        began = _begun(owner)
        job = Job(name, kind, "running", _moment(now), owner=owner, owner_started=began, about=about)
        if not write_new(self._place(name), _packed(job)):
            return self.get(job_id)
        thread = threading.Thread(target=self._run, args=(job, work), name=name, daemon=True)
        self._threads[name] = thread
        thread.start()
        return job

    def get(self, job_id: str) -> Job:
        """The job as it stands now; raises UnknownJob."""
        place = self._place(job_id)
        ended = self._unwritten.get(job_id)
        if ended is not None:
            with suppress(OSError):  # the disk may have room again
                self._write(ended)
                self._unwritten.pop(job_id, None)
            return ended
        try:
            job = Job(**json.loads(place.read_text(encoding="utf-8")))
        except (FileNotFoundError, ValueError, TypeError):
            raise UnknownJob(
                f"没有这个任务：{job_id}。任务只保留 {KEPT.days} 天。",
                f"No such job: {job_id}. Jobs are kept {KEPT.days} days.",
            ) from None
        if not job.finished and not _alive(job):
            return replace(
                job,
                state="interrupted",
                message_zh="服务中途停止，这项工作多半没有做完，请重新开始；做成了的不会重复。",
                message_en="The service stopped, most likely before this was finished; please start it again: "
                "nothing is done twice.",
            )
        return job

    def running(self, kind: str, about: str | None = None) -> Job | None:
        """A job of this kind (about this, where that is given) that is under way, if there is one."""
        for place in sorted(self.folder.glob("*.json")):
            with suppress(UnknownJob):
                job = self.get(place.stem)
                if job.kind == kind and about in (None, job.about) and not job.finished:
                    return job
        return None

    def cancel(self, job_id: str) -> Job:
        """Stop a job at its next step; one that is over stays as it is. Raises UnknownJob, NotCancellable."""
        job = self.get(job_id)
        if job.finished:
            return job
        if job.kind not in CANCELLABLE:
            raise NotCancellable(
                "这项工作一旦开始就要做完，不能中途取消；做完以后可以撤销。",
                "This has to come to its end once it has begun; it can be taken back afterwards.",
            )
        write_whole(self._mark(job_id), b"")
        return job

    def wait(self, job_id: str, seconds: float) -> Job:
        """The job when it is finished, or as it stands after `seconds`."""
        thread = self._threads.get(job_id)
        if thread is not None:
            thread.join(seconds)
        return self.get(job_id)

    def forget_old(self, now: datetime) -> None:
        """Remove finished jobs that nobody looks at any more."""
        for place in (*self.folder.glob("*.json"), *self.folder.glob("*.stop")):
            with suppress(FileNotFoundError):  # another process tidies up as well
                if now.timestamp() - place.stat().st_mtime > KEPT.total_seconds():
                    place.unlink()

    def _run(self, job: Job, work: Work) -> None:
        steps = [0, 0]

        def progress(done: int, total: int) -> None:
            if job.kind in CANCELLABLE and self._mark(job.id).exists():
                raise _Cancelled
            if [done, total] != steps:
                steps[:] = [done, total]
                with suppress(OSError):  # the work may be done, or end by itself, where its progress cannot be told
                    self._write(replace(job, done=done, total=total))

        try:
            result = work(progress)
        except _Cancelled:
            self._end(_cancelled(replace(job, done=steps[0], total=steps[1])))
            return
        except Exception as error:  # noqa: BLE001  # a job has no caller left who could catch its error
            self._end(_failed(replace(job, done=steps[0], total=steps[1]), error))
            return
        finished = _moment(datetime.now(UTC))
        self._end(replace(job, state="done", done=steps[1], total=steps[1], finished_at=finished, result=result))
        log().info("job", job=job.id, kind=job.kind, state="done")

    def _end(self, job: Job) -> None:
        """Tell how a job ended, if only here where its file cannot be written: it must not seem to run for ever."""
        try:
            self._write(job)
        except OSError as error:
            self._unwritten[job.id] = job
            log_failure(error, job=job.id, kind=job.kind)

    def _mark(self, job_id: str) -> Path:
        return self._place(job_id).with_suffix(".stop")

    def _place(self, job_id: str) -> Path:
        if not re.fullmatch(r"[A-Za-z0-9-]{1,80}", job_id):
            raise UnknownJob("没有这个任务。", "No such job.")
        return self.folder / f"{job_id}.json"

    def _write(self, job: Job) -> None:
        write_whole(self._place(job.id), _packed(job))


def _packed(job: Job) -> bytes:
    return json.dumps(asdict(job), ensure_ascii=False).encode()


def _cancelled(job: Job) -> Job:
    zh, en = "已经取消，什么都没有改。", "Cancelled; nothing was changed."
    return replace(job, state="cancelled", message_zh=zh, message_en=en, finished_at=_moment(datetime.now(UTC)))


def _failed(job: Job, error: Exception) -> Job:
    finished = _moment(datetime.now(UTC))
    log_failure(error, job=job.id, kind=job.kind)
    error = told(error)
    if is_expected(error):
        zh, en = getattr(error, "zh", str(error)), getattr(error, "en", str(error))
    else:
        zh = "出了意外，没有做完；日志里有这个任务的编号。"
        en = "Something unexpected happened; the log holds this job's id."
    return replace(job, state="failed", message_zh=str(zh), message_en=str(en), finished_at=finished)


def _alive(job: Job) -> bool:
    return abs(_begun(job.owner) - job.owner_started) < 1.0


def _begun(process: int) -> float:
    """When a process began (seconds since 1970), minus infinity where there is none."""
    import psutil  # not sooner: the start would take longer

    try:
        return float(psutil.Process(process).create_time())
    except psutil.Error:
        return -inf


def _moment(now: datetime) -> str:
    return now.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
