"""A limit on how long a call may wait for the server, which the driver itself does not have."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Call:
    """A call under way; `expired` once it was given up."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self.expired = False
        self.statement = ""
        self.beat()

    def beat(self, statement: str = "") -> None:
        """The server answered, or a new statement begins: so does the time."""
        self.statement = statement or self.statement
        self.until = time.monotonic() + self._seconds


class Deadline:
    """Watches the calls of one connection and hangs up when one of them has waited `seconds` for an answer."""

    def __init__(self, seconds: float, hang_up: Callable[[], None]) -> None:
        self.seconds = seconds
        self._hang_up = hang_up
        self._calls: set[Call] = set()
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._watch: threading.Thread | None = None

    @contextmanager
    def call(self) -> Iterator[Call]:
        """Watch what happens inside."""
        call = Call(self.seconds)
        with self._lock:
            self._calls.add(call)
            if self._watch is None and not self._closed.is_set():
                self._watch = threading.Thread(target=self._look, name="graph deadline", daemon=True)
                self._watch.start()
        try:
            yield call
        finally:
            with self._lock:
                self._calls.discard(call)

    def close(self) -> None:
        """Stop watching."""
        self._closed.set()

    def _look(self) -> None:
        while not self._closed.wait(min(1.0, self.seconds / 4)):
            now = time.monotonic()
            with self._lock:
                late = [call for call in self._calls if call.until < now and not call.expired]
                for call in late:
                    call.expired = True
            if late:
                self._hang_up()
