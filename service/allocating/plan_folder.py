"""The last plan of every place, kept in the data folder until the next is made: ids and numbers only."""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from service.allocating.plans import Plans
from service.errors import ServiceError
from service.files import write_whole

FORGOTTEN = timedelta(days=180)


class NoPlanYet(ServiceError):
    """Nobody has planned yet."""

    def __init__(self) -> None:
        super().__init__("还没有算过，请先算一遍。", "Nothing is planned yet; plan first.")


class PlanFolder:
    """The plans kept under a data folder."""

    def __init__(self, data: Path) -> None:
        self.folder = data / "plans"

    def last(self, place: str = "") -> Plans | None:
        """The last plan for a place (everywhere when ""), or None; one that cannot be read counts as none."""
        with suppress(FileNotFoundError, ValueError, TypeError, KeyError):
            return Plans.from_json(json.loads(self._file(place).read_text(encoding="utf-8")))
        return None

    def keep(self, plans: Plans) -> None:
        """Put a plan in the place of the one before it."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(self._file(plans.place), json.dumps(plans.as_json(), ensure_ascii=False).encode())

    def forget_old(self, now: datetime) -> None:
        """Remove plans that nobody made anew for half a year."""
        for file in self.folder.glob("*.json"):
            with suppress(FileNotFoundError):
                if now.timestamp() - file.stat().st_mtime > FORGOTTEN.total_seconds():
                    file.unlink()

    def _file(self, place: str) -> Path:
        name = hashlib.sha256(place.encode()).hexdigest()[:16] if place else "everywhere"
        return self.folder / f"{name}.json"
