"""Reads that are not waited for once the server answers nobody: whoever looks at a page has no minute to spare."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotYet
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

from graph.errors import GraphSilent

T = TypeVar("T")
LOOK = 0.1  # seconds between looks whether the server answers anybody
_silence: ContextVar[float | None] = ContextVar("silence", default=None)


@contextmanager
def patience(seconds: float | None) -> Iterator[None]:
    """Within, reads of this thread wait no longer than the server answers nobody for so long; None: to the end."""
    before = _silence.set(seconds)
    try:
        yield
    finally:
        _silence.reset(before)


def waited(read: Callable[[], T], silence: Callable[[], float]) -> T:
    """What the read answers; GraphSilent once it has waited, and nobody was answered, for as long as there is patience.

    The read itself goes on beside: to hang up would end the writes of others who may only wait for a busy server.
    """
    most = _silence.get()
    if most is None:
        return read()
    answer: Future[T] = Future()

    def work() -> None:
        try:
            answer.set_result(read())
        except BaseException as error:  # noqa: BLE001 - raised again in the thread that waits
            answer.set_exception(error)

    threading.Thread(target=work, name="graph read", daemon=True).start()
    began = time.monotonic()
    while True:
        try:
            return answer.result(LOOK)
        except NotYet:
            if answer.done():
                return answer.result()
            if min(silence(), time.monotonic() - began) >= most:
                raise GraphSilent from None


def is_impatient() -> bool:
    """Whether reads of this thread may be given up."""
    return _silence.get() is not None
