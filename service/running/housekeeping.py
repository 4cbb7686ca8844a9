"""What an installation keeps for a while only: forgotten once a day, whoever visits and however long it runs."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path

from graph.store import Store
from service.allocating.plan_folder import PlanFolder
from service.background import beside
from service.decisions import feedback
from service.editing import edit_history, removing
from service.http import replaying
from service.intake import uploads
from service.jobs import Jobs
from service.logs import log_failure

EVERY = 24 * 3600.0  # seconds


def tidy_up(store: Store, data: Path, now: datetime) -> None:
    """Forget finished jobs, unfinished checks, answers to repeated requests, old plans and edits, changes read by all.

    Lists that were shown go into the graph. What fails is logged and does not hold up the rest; it is tried again
    the next day.
    """
    chores: tuple[Callable[[], object], ...] = (
        lambda: Jobs(data / "jobs").forget_old(now),
        lambda: uploads.forget_old(data / "imports", now),
        lambda: replaying.forget_old(data / "replay", now),
        lambda: removing.forget_old(store, data, now),
        lambda: edit_history.forget_old(store, now),
        lambda: PlanFolder(data).forget_old(now),
        lambda: feedback.keep(store, feedback.ShownLog(data)),
        store.prune_changes,
    )
    for chore in chores:
        try:
            chore()
        except Exception as error:  # noqa: BLE001 - nobody waits for it, and the others have to go on
            log_failure(error)


def kept_tidy(
    store: Store, data: Path, clock: Callable[[], datetime], every: float = EVERY
) -> AbstractContextManager[None]:
    """Tidy up now and then every so many seconds, in a thread that ends with the block."""

    def work(over: threading.Event) -> None:
        while True:
            tidy_up(store, data, clock())
            if over.wait(every):
                return

    return beside("housekeeping", work)
