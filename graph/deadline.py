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
        self.begun = self.heard = time.monotonic()
        self.until = self.begun + seconds

    def begin(self, statement: str) -> None:
        """A new statement begins, and so does the time."""
        self.statement = statement
        self.until = time.monotonic() + self._seconds

    def beat(self) -> None:
        """The server answered: the time begins anew."""
        self.heard = time.monotonic()
        self.until = self.heard + self._seconds


class Deadline:
    """Watches the calls of one connection and hangs up when one of them has waited `seconds` for an answer."""

    def __init__(self, seconds: float, hang_up: Callable[[], None]) -> None:
        self.seconds = seconds
        self._hang_up = hang_up
        self._calls: set[Call] = set()
        self._heard = 0.0  # by calls that are over
        self._lock = threading.Lock()
        self._over = threading.Condition(self._lock)
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
                self._heard = max(self._heard, call.heard)
                self._over.notify_all()

    def silence(self) -> float:
        """Seconds for which some call has waited and none was answered."""
        with self._lock:
            begun = min((call.begun for call in self._calls), default=None)
            heard = max((call.heard for call in self._calls if call.heard > call.begun), default=0.0)
        return 0.0 if begun is None else time.monotonic() - max(begun, heard, self._heard)

    def drained(self, seconds: float) -> bool:
        """Wait so long for the calls under way; whether all are over."""
        with self._over:
            return self._over.wait_for(lambda: not self._calls, seconds)

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
