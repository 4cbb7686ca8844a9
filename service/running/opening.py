"""From settings to an open community: the folder, the graph, its schema, and the pilot where there is nothing yet."""

from __future__ import annotations

import errno
import os
import secrets
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from service.errors import FolderNotWritable
from service.files import write_new, write_whole
from service.settings import Settings

if TYPE_CHECKING:
    from graph.store import Store
    from service.community import Community


KEY_BYTES = 32
# What earlier versions made below the data folder, readable by everybody where the folder was.
KEPT = ("dumps", "graph", "imports", "jobs", "replay", "shown", "snapshots", "weights")


def ready_folder(data: Path) -> Path:
    """The data folder, made where it is missing; what we keep in it is its owner's only; raises FolderNotWritable."""
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=data):
            pass
    except OSError as error:
        raise FolderNotWritable(*_why_not(data, error)) from error
    for place in (data / name for name in KEPT):
        try:
            if place.is_dir() and place.stat().st_mode & 0o077:
                place.chmod(0o700)
        except OSError as error:
            raise FolderNotWritable(*_why_not(place, error)) from error
    return data


def check_folder(data: Path) -> None:
    """Raise FolderNotWritable where this can be no data folder; unlike `ready_folder` this makes nothing."""
    above = next(place for place in (data, *data.parents) if os.path.lexists(place))
    try:
        if not os.path.isdir(above):
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
        if not os.access(above, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    except OSError as error:
        raise FolderNotWritable(*_why_not(data, error)) from error


def _why_not(data: Path, error: OSError) -> tuple[str, str]:
    """Why there can be no data folder here, and what to do, in both languages."""
    another_zh, another = "用 HELI_DATA 指定另一个文件夹", "name another folder in HELI_DATA"
    taken = next((place for place in (data, *data.parents) if os.path.isfile(place)), None)
    if taken is not None:
        return (
            f"不能用 {data} 作数据文件夹：{taken} 是一个文件，不是文件夹。请移走这个文件，或{another_zh}。",
            f"{data} cannot be the data folder: {taken} is a file. Move it away, or {another}.",
        )
    above = next((place for place in (data, *data.parents) if os.path.exists(place)), data)
    if above != data:
        return (
            f"数据文件夹 {data} 还没有，也不能在 {above} 里建。请先建好它并给写的权限，或{another_zh}。",
            f"The data folder {data} does not exist and cannot be made in {above}. Make it yourself, or {another}.",
        )
    reason = error.strerror or type(error).__name__
    return (
        f"数据文件夹 {data} 不能写（{reason}）。请改它的权限，或{another_zh}。",
        f"The data folder {data} cannot be written ({reason}). Mend its permissions, or {another}.",
    )


@contextmanager
def connected(settings: Settings, meanwhile: Callable[[Store], object] | None = None) -> Iterator[Store]:
    """The graph of these settings as it is, its schema too, closed at the end; `meanwhile` is done as it starts."""
    from graph.connect import connect

    data = ready_folder(settings.data)
    store = connect(data, settings.graph_url, settings.graph_user, settings.password(), meanwhile=meanwhile)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def open_store(settings: Settings, meanwhile: Callable[[Store], object] | None = None) -> Iterator[Store]:
    """The graph of these settings, its schema up to date, closed at the end; `meanwhile` is done as it starts."""
    with connected(settings, meanwhile) as store:
        from graph.migrate import migrate  # not sooner: the engine starts before we read our own modules

        migrate(store)
        yield store


@contextmanager
def open_community(settings: Settings, meanwhile: Callable[[], object] | None = None) -> Iterator[Community]:
    """The live community of these settings; what was kept of it is read, and `meanwhile` done, as the graph starts."""
    ready: list[Community] = []

    def recall(store: Store) -> None:
        from service.community import Community
        from service.texts.wordlore import wordlore_of

        ready.append(Community(store, settings.data, wordlore_of(settings)))
        ready[0].recall(datetime.now(UTC))
        if meanwhile is not None:
            meanwhile()

    with open_store(settings, recall) as store:
        from graph.restore import check_whole

        check_whole(store)
        with ready[0] as community:
            yield community


def secret_key(data: Path) -> str:
    """The key that signs this installation's forms and sessions, made once and kept in the data folder."""
    place, fresh = data / "secret-key", secrets.token_hex(KEY_BYTES)
    if not write_new(place, fresh.encode()) and place.stat().st_size < len(fresh):
        write_whole(place, fresh.encode(), durable=True)  # cut short when a disk was full or the power went
    return place.read_text()
