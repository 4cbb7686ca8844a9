"""Compiled inner loops for a process that answers questions: made beside it, once, and never in a request."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from matching.kernels import compiled
from service.logs import log_failure

LOOK = 1.0  # seconds between looks whether the block has ended
AT_MOST = 600.0


def compile_beside(folder: Path, over: threading.Event) -> None:
    """Compile the loops in a process of its own, which keeps this one answering, then take up the machine code."""
    command = [sys.executable, "-m", "matching.kernels", str(folder), *compiled.modules()]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as beside:  # noqa: S603 - our own interpreter and modules
        for _ in range(int(AT_MOST / LOOK)):
            if beside.poll() is not None or over.wait(LOOK):
                break
        if beside.poll() is None:
            beside.terminate()
    if not over.is_set() and beside.returncode == 0:
        compiled.compile_all(folder)


@contextmanager
def compiled_when_wanted(folder: Path) -> Iterator[None]:
    """Compile in the background once a loop has run in numpy; until then, and when it fails, numpy goes on."""
    over = threading.Event()

    def work() -> None:
        while not compiled.wanted.wait(LOOK):
            if over.is_set():
                return
        try:
            compile_beside(folder, over)
        except Exception as error:  # noqa: BLE001 - nobody waits for it, and every answer is the same without
            log_failure(error)

    if not compiled.available():
        yield
        return
    thread = threading.Thread(target=work, name="compiling", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(5)
