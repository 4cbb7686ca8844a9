"""Uploads under check: their cells and people's decisions, kept for a week where only this program reads.

The bytes that were handed in are not kept, since identity numbers may stand in them: only the cells without any.
"""

from __future__ import annotations

import fcntl
import json
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

from graph.reading.redaction import file_name
from service.errors import ServiceError
from service.files import write_whole

KEPT = timedelta(days=7)
_ID = re.compile(r"check-[0-9a-f]{32}")


class NoSuchCheck(ServiceError):
    """An upload that was loaded, discarded or forgotten after a week, or never was."""

    def __init__(self, check_id: str) -> None:
        super().__init__(
            f"没有这次检查（{check_id}）：它已经写入、放弃，或超过七天被清掉了。请重新上传文件。",
            f"There is no check {check_id}: it was loaded, discarded, or kept for more than seven days. "
            "Upload the file again.",
        )


@dataclass(frozen=True)
class Decisions:
    """What people decided about an upload; every entry begins with the number of the file and the sheet's name."""

    cells: tuple[tuple[int, str, int, str, str], ...] = ()  # line, column, new value
    aliases: tuple[tuple[int, str, str, str], ...] = ()  # place, what the file calls it
    unread: tuple[tuple[int, str, str, int], ...] = ()  # column, line of its heading
    skipped: tuple[tuple[int, str, int], ...] = ()  # line
    lists: tuple[tuple[int, str, str | None], ...] = ()  # list, None for a sheet left unread
    columns: tuple[tuple[int, str, str, str | None], ...] = ()  # column, field, None for a column left unread

    def with_entry(self, name: str, entry: tuple[Any, ...], place: int) -> Decisions:
        """The decisions with this entry instead of any other whose first `place` values are the same."""
        others = tuple(one for one in getattr(self, name) if one[:place] != entry[:place])
        return replace(self, **{name: (*others, entry)})

    def without(self, name: str, entry: tuple[Any, ...]) -> Decisions:
        """The decisions without this entry."""
        return replace(self, **{name: tuple(one for one in getattr(self, name) if one != entry)})


@dataclass(frozen=True)
class Upload:
    """Files that were handed in together, and what was decided about them."""

    id: str
    at: datetime
    files: tuple[tuple[str, str], ...]  # name without identity numbers, and sha256 of the bytes, of each
    decisions: Decisions = field(default_factory=Decisions)


def begun(files: Sequence[tuple[str, bytes]], now: datetime) -> Upload:
    """A new upload of these files, of which nothing is kept yet."""
    named = tuple((file_name(name), sha256(content).hexdigest()) for name, content in files)
    return Upload(f"check-{uuid4().hex}", now, named)


def keep(folder: Path, upload: Upload, cells: Sequence[bytes]) -> None:
    """Keep an upload with the packed cells of each file; older ones whose week is over are deleted."""
    forget_old(folder, upload.at)
    place = folder / upload.id
    place.mkdir(mode=0o700, parents=True)
    for number, packed in enumerate(cells):
        write_whole(place / f"cells-{number}", packed, durable=True)
    write_whole(place / "upload.json", _written(upload), durable=True)


def find(folder: Path, check_id: str) -> Upload:
    """The upload of a check; raises NoSuchCheck."""
    try:
        told = json.loads(_place(folder, check_id).joinpath("upload.json").read_text("utf-8"))
    except FileNotFoundError:
        raise NoSuchCheck(check_id) from None
    decided = {name: tuple(tuple(entry) for entry in entries) for name, entries in told["decisions"].items()}
    files = tuple((name, digest) for name, digest in told["files"])
    return Upload(told["id"], datetime.fromisoformat(told["at"]), files, Decisions(**decided))


def cells(folder: Path, upload: Upload, number: int) -> bytes:
    """The packed cells of one file of an upload."""
    try:
        return _place(folder, upload.id).joinpath(f"cells-{number}").read_bytes()
    except FileNotFoundError:
        raise NoSuchCheck(upload.id) from None


def decide(folder: Path, check_id: str, change: Callable[[Decisions], Decisions]) -> Upload:
    """The upload after one more decision; two decisions at the same moment both count."""
    with _alone(folder, check_id):
        upload = find(folder, check_id)
        upload = replace(upload, decisions=change(upload.decisions))
        write_whole(_place(folder, check_id) / "upload.json", _written(upload), durable=True)
        return upload


def forget(folder: Path, check_id: str) -> None:
    """Delete an upload with everything that was kept of it."""
    shutil.rmtree(_place(folder, check_id), ignore_errors=True)


def uploads(folder: Path, now: datetime) -> list[Upload]:
    """The uploads that wait for a decision, newest first."""
    forget_old(folder, now)
    found = []
    for place in folder.glob("check-*") if folder.is_dir() else ():
        try:
            found.append(find(folder, place.name))
        except NoSuchCheck:  # deleted by another process meanwhile
            continue
    return sorted(found, key=lambda upload: (upload.at, upload.id), reverse=True)


def forget_old(folder: Path, now: datetime) -> None:
    """Delete every upload that was kept for its week."""
    for place in folder.glob("check-*") if folder.is_dir() else ():
        try:
            old = find(folder, place.name).at + KEPT < now
        except NoSuchCheck:
            old = datetime.fromtimestamp(_moment(place), tz=now.tzinfo) + KEPT < now
        if old:
            shutil.rmtree(place, ignore_errors=True)


def _moment(place: Path) -> float:
    try:
        return place.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _place(folder: Path, check_id: str) -> Path:
    if not _ID.fullmatch(check_id):
        raise NoSuchCheck(check_id[:60])
    return folder / check_id


def _written(upload: Upload) -> bytes:
    told = {**asdict(upload), "at": upload.at.isoformat()}
    return json.dumps(told, ensure_ascii=False).encode()


@contextmanager
def _alone(folder: Path, check_id: str) -> Iterator[None]:
    place = _place(folder, check_id)
    if not place.is_dir():
        raise NoSuchCheck(check_id)
    with open(place / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
