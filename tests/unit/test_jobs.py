"""Long work: its progress outlives the page, and a stopped server does not leave it running for ever."""

from __future__ import annotations

import errno
import json
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from service.errors import BadRequest
from service.jobs import Jobs, NotCancellable, Progress, UnknownJob

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)


def test_a_job_tells_its_progress_and_its_result(tmp_path: Path) -> None:
    jobs = Jobs(tmp_path)
    half, go_on = threading.Event(), threading.Event()

    def work(progress: Progress) -> dict[str, int]:
        progress(5, 10)
        half.set()
        assert go_on.wait(10)
        return {"rows": 10}

    job = jobs.start("load", work, NOW)
    assert half.wait(10)
    seen = Jobs(tmp_path).get(job.id)  # as another page, or another process, sees it
    assert (seen.state, seen.done, seen.total) == ("running", 5, 10)
    go_on.set()
    done = jobs.wait(job.id, 10)
    assert (done.state, done.result, done.finished) == ("done", {"rows": 10}, True)


def test_an_expected_failure_is_told_in_both_languages(tmp_path: Path) -> None:
    jobs = Jobs(tmp_path)

    def work(progress: Progress) -> None:
        raise BadRequest("表头不对。", "Wrong heading.")

    failed = jobs.wait(jobs.start("check", work, NOW).id, 10)
    assert (failed.state, failed.message_zh, failed.message_en) == ("failed", "表头不对。", "Wrong heading.")


@pytest.mark.parametrize("ends", ["done", "failed"])
def test_a_job_whose_end_cannot_be_written_is_over_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ends: str
) -> None:
    jobs = Jobs(tmp_path)

    def work(progress: Progress) -> str:
        monkeypatch.setattr("service.jobs.write_whole", no_room)
        progress(1, 2)  # tells nobody, and stops nothing
        if ends == "failed":
            no_room()
        return "loaded"

    over = jobs.wait(jobs.start("load", work, NOW).id, 10)
    assert (over.state, over.result) == ((ends, "loaded") if ends == "done" else (ends, None))
    assert jobs.running("load") is None
    if ends == "failed":
        assert ("没有保存" in over.message_zh, "nothing was saved" in over.message_en) == (True, True)
    monkeypatch.undo()  # there is room again: whoever asks now has it written, for other processes and later ones
    assert jobs.get(over.id) == over
    assert Jobs(tmp_path).get(over.id) == over


def no_room(*_: object) -> None:
    raise OSError(errno.EROFS, "Read-only file system", "/there")


def test_an_unexpected_failure_does_not_repeat_what_it_saw(tmp_path: Path) -> None:
    jobs = Jobs(tmp_path)

    def work(progress: Progress) -> None:
        raise ValueError("13800001234")

    failed = jobs.wait(jobs.start("check", work, NOW).id, 10)
    assert failed.state == "failed"
    assert "13800001234" not in (tmp_path / f"{failed.id}.json").read_text()


def test_a_job_of_a_server_that_stopped_says_so(tmp_path: Path) -> None:
    jobs = Jobs(tmp_path)
    job = jobs.wait(jobs.start("load", lambda progress: None, NOW).id, 10)
    place = tmp_path / f"{job.id}.json"
    kept = json.loads(place.read_text())
    place.write_text(json.dumps(kept | {"state": "running", "owner_started": 1.0}))
    stopped = jobs.get(job.id)
    assert stopped.state == "interrupted"
    assert stopped.message_zh
    assert stopped.message_en


def test_a_known_job_is_not_begun_again(tmp_path: Path) -> None:
    jobs = Jobs(tmp_path)
    ran: list[int] = []
    for _ in range(2):
        jobs.wait(jobs.start("load", lambda progress: ran.append(1), NOW, "job-once").id, 10)
    assert ran == [1]


def test_one_of_many_that_begin_a_job_at_the_same_moment_does_its_work(tmp_path: Path) -> None:
    ran: list[int] = []
    at_once = threading.Barrier(8)

    def begin() -> None:
        jobs = Jobs(tmp_path)  # each as another process would
        at_once.wait(10)
        jobs.wait(jobs.start("load", lambda progress: ran.append(1), NOW, "job-once").id, 10)

    threads = [threading.Thread(target=begin) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert ran == [1]
    assert [place.name for place in tmp_path.iterdir()] == ["job-once.json"]


@pytest.mark.parametrize("name", ["../secret", "nothing", "a/b", "", "x" * 200])
def test_an_unknown_job_is_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnknownJob):
        Jobs(tmp_path).get(name)


def test_old_jobs_are_forgotten(tmp_path: Path) -> None:
    jobs = Jobs(tmp_path)
    job = jobs.wait(jobs.start("load", lambda progress: None, NOW).id, 10)
    jobs.forget_old(datetime.now(UTC))
    assert jobs.get(job.id) == job
    jobs.forget_old(datetime.now(UTC) + timedelta(days=8))
    with pytest.raises(UnknownJob):
        jobs.get(job.id)


@pytest.mark.parametrize("kind", ["plan", "check"])
def test_what_writes_nothing_can_be_cancelled_and_loading_cannot(tmp_path: Path, kind: str) -> None:
    jobs = Jobs(tmp_path)
    begun, go_on = threading.Event(), threading.Event()

    def work(progress: Progress) -> None:
        progress(1, 3)
        begun.set()
        assert go_on.wait(10)
        progress(2, 3)

    job = jobs.start(kind, work, NOW)
    assert begun.wait(10)
    running = jobs.running(kind)
    assert running is not None
    assert running.id == job.id
    Jobs(tmp_path).cancel(job.id)  # as another page, or another process, does it
    go_on.set()
    over = jobs.wait(job.id, 10)
    assert (over.state, over.finished, over.done) == ("cancelled", True, 1)
    assert (tmp_path / f"{job.id}.stop").exists()
    assert jobs.cancel(job.id) == over
    assert jobs.running(kind) is None

    begun.clear()
    go_on.clear()
    load = jobs.start("load", work, NOW)
    assert begun.wait(10)
    with pytest.raises(NotCancellable):
        jobs.cancel(load.id)
    go_on.set()
    assert jobs.wait(load.id, 10).state == "done"
    jobs.forget_old(datetime.now(UTC) + timedelta(days=8))
    assert not list(tmp_path.iterdir())


def test_the_same_work_is_not_begun_twice_at_once(tmp_path: Path) -> None:
    jobs, go_on, began = Jobs(tmp_path), threading.Event(), list[str]()

    def work(progress: Progress) -> None:
        began.append("once")
        assert go_on.wait(10)

    first = jobs.start_alone("plan", work, NOW, about="here")
    assert jobs.start_alone("plan", work, NOW, about="here").id == first.id
    assert jobs.start_alone("plan", work, NOW, "job-of-a-key", "here").id == first.id
    elsewhere = jobs.start_alone("plan", work, NOW, about="there")
    assert elsewhere.id != first.id
    go_on.set()
    for job in (first, elsewhere):
        assert jobs.wait(job.id, 10).state == "done"
    again = jobs.start_alone("plan", work, NOW, about="here")
    assert again.id != first.id
    jobs.wait(again.id, 10)
    assert len(began) == 3
