"""The answers kept under idempotency keys (see `service.api.replay`): forgotten once nobody can ask for them again."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

KEPT = 7 * 24 * 3600.0  # seconds


def forget_old(folder: Path, now: datetime) -> None:
    """Remove the answers that nobody can ask for again."""
    for place in folder.glob("*.json"):
        try:
            if now.timestamp() - place.stat().st_mtime > KEPT:
                place.unlink(missing_ok=True)
        except FileNotFoundError:
            continue
