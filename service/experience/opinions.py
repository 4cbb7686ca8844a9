"""What was learned from past work, kept in the data folder: one file, written whole, with a checksum, no code in it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from service.files import write_whole
from service.structured import structlog

log = structlog.get_logger("heli.experience")


class LineOpinion(NamedTuple):
    """What past work says of one candidate for one line: 0 to 1, and why (one of matching.experience.WHYS)."""

    kind: str
    id: str
    value: float
    why: str


Lines = Mapping[str, tuple[LineOpinion, ...]]


class FreshOpinions(NamedTuple):
    """What is learned (see matching.learning.saved), whether anew, from how much, and what it says about each line."""

    learned: Mapping[str, Any]
    anew: bool
    share: float
    works: int
    lines: Lines


@dataclass(frozen=True)
class KeptOpinions:
    """What was learned (see matching.learning.saved), when, from how much, and what it says about the open lines."""

    learned: Mapping[str, Any]
    made_at: str
    share: float
    works: int
    lines: Lines

    def as_json(self) -> dict[str, Any]:
        """What was learned, and NDCG@10 on the newest work of what the rest taught, beside the best simple way."""
        return {"learned_at": self.made_at, "share": self.share, **self.learned["measured"]}


class OpinionFile:
    """The file below the data folder."""

    def __init__(self, data: Path) -> None:
        self._folder = data / "experience"
        self._place, self._broke_off = self._folder / "learned.json", self._folder / "broke_off"
        self._seen: tuple[object, KeptOpinions | None] = (None, None)

    def load(self) -> KeptOpinions | None:
        """What was saved, the same object as long as nobody saves anew; None where nothing was or it is damaged."""
        try:
            stat = self._place.stat()
            mark: object = (stat.st_mtime_ns, stat.st_ino)
        except OSError:
            mark = None
        if self._seen[0] != mark:
            self._seen = mark, self._read()
        return self._seen[1]

    def _read(self) -> KeptOpinions | None:
        try:
            checksum, content = self._place.read_text(encoding="utf-8").split("\n", 1)
            if hashlib.sha256(content.encode()).hexdigest() != checksum:
                raise ValueError("checksum")
            values = json.loads(content)
            return KeptOpinions(lines=said_lines(values.pop("lines")), **values)
        except FileNotFoundError:
            return None
        except (OSError, TypeError, ValueError, KeyError) as error:
            log.warning("what was learned from past work is not used", error=type(error).__name__)
            return None

    def save(self, held: KeptOpinions) -> None:
        """Put it in the place of what was there."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        content = json.dumps(vars(held), ensure_ascii=False)
        write_whole(self._place, f"{hashlib.sha256(content.encode()).hexdigest()}\n{content}".encode(), durable=True)
        self._broke_off.unlink(missing_ok=True)

    def note_broken_off(self, now: datetime) -> None:
        """Remember that learning failed, for whoever asks whether the installation is well; forgotten by `save`."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(self._broke_off, now.isoformat().encode())

    def broken_off(self) -> datetime | None:
        """When learning last failed, if it did not succeed since."""
        try:
            return datetime.fromisoformat(self._broke_off.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None


def said_lines(values: Mapping[str, Any]) -> Lines:
    """What is said, from plain values."""
    return {line: tuple(LineOpinion(*one) for one in told) for line, told in values.items()}
