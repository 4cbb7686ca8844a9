"""Once a day everything that is kept for a while only is forgotten, whatever else fails."""

from __future__ import annotations

import os
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from service.intake import uploads
from service.jobs import Jobs
from service.running.housekeeping import kept_tidy, tidy_up

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
OLD = NOW - timedelta(days=9)


class Feed:
    """The one verb of a store that matters here."""

    def __init__(self, broken: bool = False) -> None:
        self.pruned = threading.Semaphore(0)
        self.broken = broken

    def prune_changes(self) -> int:
        self.pruned.release()
        if self.broken:
            raise OSError("away")
        return 0


def fill(data: Path) -> None:
    """A job, an answer, something removed and a check of nine days ago, and a check of now."""
    (data / "jobs").mkdir()
    (data / "replay").mkdir()
    (data / "removed").mkdir()
    for name in ("jobs/job-1.json", "replay/a.json", "removed/need-1.json"):
        (data / name).write_text("{}")
        os.utime(data / name, (OLD.timestamp(), OLD.timestamp()))
    for at in (OLD, NOW):
        uploads.keep(data / "imports", uploads.begun([("a.xlsx", at.isoformat().encode())], at), [b"cells"])


def left(data: Path) -> list[str]:
    return sorted(place.parent.name for place in data.rglob("*") if place.is_file() and place.name != "upload.json")


def test_what_was_kept_long_enough_goes_even_when_the_feed_cannot_be_pruned(tmp_path: Path) -> None:
    fill(tmp_path)
    store: Any = Feed(broken=True)
    tidy_up(store, tmp_path, NOW)
    assert len(left(tmp_path)) == 1
    assert len(uploads.uploads(tmp_path / "imports", NOW)) == 1
    assert list(Jobs(tmp_path / "jobs").folder.iterdir()) == []


def test_a_server_that_runs_for_days_tidies_up_again_and_again(tmp_path: Path) -> None:
    store: Any = Feed()
    with kept_tidy(store, tmp_path, lambda: NOW, every=0.001):
        for _ in range(3):
            assert store.pruned.acquire(timeout=10)
    assert "housekeeping" not in {thread.name for thread in threading.enumerate()}
