"""Answers the parts of a task on more than one core, in processes that share what was derived before they began."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from typing import Any, TypeVar, cast

from matching.errors import WorkerEnded

MOST = 2  # workers: each holds scores of its own, more than a gigabyte among very many people
FEWEST = 8  # parts from which on workers pay
Part = TypeVar("Part")
Answer = TypeVar("Answer")


def answered(answer: Callable[[Part], Answer], parts: Sequence[Part], workers: int | None = None) -> Iterator[Answer]:
    """The answers in the order of the parts, to the last digit those of one process; by as many workers as cores.

    Raises `WorkerEnded` when a worker fails or is killed.
    """
    count = min(cores(), MOST) if workers is None else workers
    if count < 2 or len(parts) < FEWEST:
        yield from map(answer, parts)
        return
    yield answer(parts[0])  # here, so that what every part derives from the past is derived once and shared
    crew: list[_Worker] = []
    try:
        with suppress(OSError):  # where no further process may be had, those begun answer, or this one
            for _ in range(count):
                crew.append(_Worker.begun(answer, parts))
        yield from _gathered(crew, range(1, len(parts))) if crew else map(answer, parts[1:])
    finally:
        for worker in crew:
            worker.end()


def cores() -> int:
    """How many cores this process may use; one where a process cannot be split safely."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1


def one_thread_below() -> Any:
    """For a while one thread in the linear algebra: workers have the cores, and the last digits hang on the number."""
    return import_module("threadpoolctl").threadpool_limits(1, "blas")


@dataclass(frozen=True)
class _Worker:
    process: Any
    line: Connection

    @classmethod
    def begun(cls, answer: Callable[[Any], Any], parts: Sequence[Any]) -> _Worker:
        context = get_context("fork")  # only so are learned models and the past shared and not copied
        ours, theirs = context.Pipe()
        process = context.Process(target=_work, args=(ours, theirs, answer, parts), daemon=True)
        process.start()
        theirs.close()  # from now on its end is the worker's alone, and its death is noticed
        return cls(process, ours)

    def end(self) -> None:
        self.process.kill()
        self.process.join()
        self.line.close()


def _gathered(crew: Sequence[_Worker], numbers: range) -> Iterator[Any]:
    """The answers in order; whoever has answered is given the next part."""
    left, ready = iter(numbers), {}
    try:
        for worker in crew:
            worker.line.send(next(left))
        for number in numbers:
            while number not in ready:
                for line in cast(list[Connection], wait([worker.line for worker in crew])):
                    done, given, trouble = line.recv()
                    if trouble:
                        raise WorkerEnded(trouble)
                    ready[done] = given
                    if (following := next(left, None)) is not None:
                        line.send(following)
            yield ready.pop(number)
    except (EOFError, ConnectionError):
        raise WorkerEnded("") from None


def _work(ours: Connection, line: Connection, answer: Callable[[Any], Any], parts: Sequence[Any]) -> None:
    """Answer parts by number until the other end is gone; print nothing, for another thread may hold the terminal."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever began the worker ends it
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    gc.freeze()  # what is shared stays shared: collecting would write to it
    ours.close()
    try:
        while True:
            number = line.recv()
            line.send((number, answer(parts[number]), ""))
    except (EOFError, ConnectionError):
        pass
    except Exception as error:  # noqa: BLE001  # whatever it is, it is told where the terminal is
        line.send((-1, None, f"{type(error).__name__} {error}"))
    finally:
        os._exit(0)
