"""Learning from past work beside the answers: in a process of its own, while this one goes on answering."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import TYPE_CHECKING

from service.background import beside
from service.logs import log_failure

if TYPE_CHECKING:
    from matching.learning.works import Work
    from service.community import Community
    from service.experience import Learnt

EVERY = 10.0  # seconds between looks whether past work or open lines have changed
FIRST = 5.0  # after the start: whoever opens the first page comes first
LOOK = 1.0
AT_MOST = 3600.0


def learning(community: Community, clock: Callable[[], datetime]) -> AbstractContextManager[None]:
    """Look every few seconds, learn where there is reason to, and let it be heard; ends with the block."""

    def work(over: threading.Event) -> None:
        wait = FIRST
        while not over.wait(wait):
            wait = EVERY
            try:
                look_once(community, clock(), over)
            except Exception as error:  # noqa: BLE001 - nobody waits for it; lists go on as they were
                log_failure(error)

    return beside("learning", work)


def look_once(community: Community, now: datetime, over: threading.Event) -> None:
    """One look; what is said anew is ready in the next list."""
    snapshot, matcher = community.current(now)
    held = community.experiences.look(snapshot, matcher.data, now, lambda works: fitted_apart(works, over))
    if held is not None:
        community.experiences.keep(held)
        community.current(now)  # so that no request has to take it up


def fitted_apart(works: Sequence[Work], over: threading.Event) -> Learnt | None:
    """Learn in a process of its own; None when it is interrupted or fails."""
    command = [sys.executable, "-m", "service.experience"]
    content = json.dumps([vars(work) for work in works]).encode()
    alone = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    with subprocess.Popen(  # noqa: S603 - our own interpreter and module
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=alone
    ) as child:
        given: bytes | None = content
        for _ in range(int(AT_MOST / LOOK)):
            try:
                told, _ = child.communicate(given, timeout=LOOK)
            except subprocess.TimeoutExpired:
                given = None
                if over.is_set():
                    break
                continue
            learnt: Learnt | None = json.loads(told) if child.returncode == 0 else None
            return learnt
        child.terminate()
    return None
