"""Compiled inner loops for a process that answers questions: made beside it, once, and never in a request."""

from __future__ import annotations

import sys
import threading
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from matching.kernels import compiled
from service.background import beside, run_apart
from service.logs import log_failure

LOOK = 1.0  # seconds between looks whether the block has ended
AT_MOST = 600.0


def compile_beside(folder: Path, over: threading.Event) -> None:
    """Compile the loops in a process of its own, which keeps this one answering, then take up the machine code.

    Raises FailedApart.
    """
    command = [sys.executable, "-P", "-m", "matching.kernels", str(folder), *compiled.modules()]
    if run_apart(command, over, AT_MOST):
        compiled.compile_all(folder)


def compiled_when_wanted(folder: Path) -> AbstractContextManager[None]:
    """Compile in the background once a loop has run in numpy; until then, and when it fails, numpy goes on."""

    def work(over: threading.Event) -> None:
        while not compiled.wanted.wait(LOOK):
            if over.is_set():
                return
        try:
            compile_beside(folder, over)
        except Exception as error:  # noqa: BLE001 - nobody waits for it, and every answer is the same without
            log_failure(error)

    return beside("compiling", work) if compiled.available() else nullcontext()
