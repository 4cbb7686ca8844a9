"""Work beside the answers: in a thread that ends with the block it was begun in, or in a process of its own."""

from __future__ import annotations

import re
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import IO

PATIENCE = 5.0  # seconds for which the end of the block waits for the work to notice
LOOK = 1.0  # seconds between looks whether a process has ended
LAST = 20_000  # bytes of what a process complained of that are read
PLACE = re.compile(r'File "(?:.*[/\\\\])?([^"]+)", line (\d+), in (\S+)')
KIND = re.compile(r"^([A-Za-z_][\w.]*)(?::|$)")


class FailedApart(Exception):
    """A process of its own failed: the code it ended with, and where. Its own words may quote people, and are left."""

    def __init__(self, code: int, complaints: str) -> None:
        super().__init__(code)
        kinds = [found[1] for line in complaints.splitlines()[-1:] if (found := KIND.match(line))]
        self.code = code
        self.where = [*(f"{file}:{line} {name}" for file, line, name in PLACE.findall(complaints)[-8:]), *kinds]


@contextmanager
def beside(name: str, work: Callable[[threading.Event], None]) -> Iterator[None]:
    """Run `work(over)` beside the block; `over` is set when the block ends."""
    over = threading.Event()
    thread = threading.Thread(target=work, args=(over,), name=name, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(PATIENCE)


def run_apart(
    command: Sequence[str],
    over: threading.Event,
    at_most: float,
    *,
    given: IO[bytes] | None = None,
    told: IO[bytes] | None = None,
    environment: Mapping[str, str] | None = None,
) -> bool:
    """Run one of our own commands until it is done; False when `over` was set before.

    It reads the file `given` and writes to `told`. Raises FailedApart when it fails or takes `at_most` seconds.
    """
    files = {"stdin": given or subprocess.DEVNULL, "stdout": told or subprocess.DEVNULL}
    with tempfile.TemporaryFile() as complaints:
        with subprocess.Popen(command, stderr=complaints, env=environment, **files) as child:  # type: ignore[call-overload]  # noqa: S603 - our own interpreter and modules
            for _ in range(int(at_most / LOOK)):
                if child.poll() is not None or over.wait(LOOK):
                    break
            if child.poll() is None:
                child.terminate()
        if over.is_set():
            return False
        if child.returncode != 0:
            complaints.seek(-min(complaints.seek(0, 2), LAST), 2)
            raise FailedApart(child.returncode, complaints.read().decode("utf-8", "replace"))
    return True
