"""Workers: the same answers as one process, in order; one that fails or is killed is told and nothing waits for it."""

from __future__ import annotations

import json
import os
import signal
import sys
from functools import partial

import numpy as np
import pytest

from matching.errors import WorkerEnded
from matching.evaluation import protocol, workers
from matching.evaluation.baselines import singles
from matching.evaluation.ours import LearnedRanking
from matching.evaluation.workers import FEWEST, answered
from matching.learning.lesson import TASKS, Task
from tests.unit.test_evaluation_protocol import small

PARTS = range(3 * FEWEST)
HERE = os.getpid()
splits = pytest.mark.skipif(sys.platform != "linux", reason="processes are split on Linux only")


def square(part: int) -> tuple[int, int]:
    return part * part, os.getpid()


@splits
def test_answers_come_in_order_and_all_but_the_first_from_workers() -> None:
    found = list(answered(square, PARTS, 2))
    assert [value for value, _ in found] == [part * part for part in PARTS]
    assert found[0][1] == HERE
    assert HERE not in {process for _, process in found[1:]}


def test_one_core_or_few_parts_need_no_worker() -> None:
    assert {process for _, process in answered(square, PARTS, 1)} == {HERE}
    assert {process for _, process in answered(square, range(FEWEST - 1), 2)} == {HERE}
    assert list(answered(square, [], 2)) == []


@splits
def test_where_no_process_may_be_had_this_one_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused() -> int:
        raise BlockingIOError("Resource temporarily unavailable")

    monkeypatch.setattr(os, "fork", refused)
    assert list(answered(square, PARTS, 2)) == [(part * part, HERE) for part in PARTS]


@splits
@pytest.mark.parametrize("task", TASKS)
def test_two_workers_give_the_figures_of_one(task: Task, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "BLOCK", 3 * small().history.people_count)
    monkeypatch.setattr(workers, "FEWEST", 3)
    methods = [*[one for one in singles(task) if one.name in ("random", "popularity of the tags")], LearnedRanking()]
    told = []
    for count in (1, 2):
        monkeypatch.setattr(protocol, "answered", partial(answered, workers=count))
        table = protocol.evaluate(small(), task, methods, 0, lambda line: None).as_json()
        told.append(json.dumps([{**line, "seconds": 0} for line in table["models"]] + [table["pool_recall"]]))
    assert told[0] == told[1]


@splits
def test_a_worker_that_is_killed_is_an_error_and_nothing_waits() -> None:
    def dying(part: int) -> int:
        if part == FEWEST:
            os.kill(os.getpid(), signal.SIGKILL)
        return part

    with pytest.raises(WorkerEnded, match="want of memory"):
        list(answered(dying, PARTS, 2))


@splits
def test_what_a_worker_stumbles_over_is_told(capfd: pytest.CaptureFixture[str]) -> None:
    def failing(part: int) -> float:
        if part == FEWEST:
            raise MemoryError("Unable to allocate 9 GiB")
        return float(np.float32(part))

    with pytest.raises(WorkerEnded, match="MemoryError Unable to allocate 9 GiB"):
        list(answered(failing, PARTS, 2))
    assert capfd.readouterr().err == ""


@splits
def test_who_stops_listening_leaves_no_worker_behind() -> None:
    given = answered(square, PARTS, 2)
    processes = {next(given)[1], *(next(given)[1] for _ in range(4))} - {HERE}
    given.close()  # type: ignore[attr-defined]
    assert processes
    for process in processes:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)
