"""Learning from past work beside the answers: in a process of its own, while this one goes on answering."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import TYPE_CHECKING

from service.background import beside, run_apart
from service.experience.opinions import FreshOpinions, said_lines
from service.logs import log_failure

if TYPE_CHECKING:
    from service.community import Community
    from service.experience import Learnt
    from service.experience.past import Past

EVERY = 10.0  # seconds between looks whether past work or open lines have changed
FIRST = 5.0  # after the start: whoever opens the first page comes first
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
    held = community.experiences.look(snapshot, matcher.data, now, lambda past, learnt: said_apart(past, learnt, over))
    if held is not None:
        community.experiences.keep(held)
        community.current(now)  # so that no request has to take it up


def said_apart(past: Past, learnt: Learnt | None, over: threading.Event) -> FreshOpinions | None:
    """What `said_here` gives, in a process of its own; None when it is interrupted. Raises FailedApart."""
    command = [sys.executable, "-P", "-m", "service.experience", str(os.getpid())]
    works, asked = ([vars(work) for work in part] for part in past)
    alone = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as told:  # a pipe would have to be served
        given.write(json.dumps({"works": works, "asked": asked, "learnt": learnt}).encode())
        given.seek(0)
        if not run_apart(command, over, AT_MOST, given=given, told=told, environment=alone):
            return None
        told.seek(0)
        values = json.loads(told.read())
    if values is None:
        return None
    learned, anew, share, count, lines = values
    return FreshOpinions(learned, anew, share, count, said_lines(lines))
