"""Whether an installation is well: its folder, disk, engine, schema and snapshot, each with what to do."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from graph.errors import GraphError
from service.errors import ServiceError
from service.settings import Settings

if TYPE_CHECKING:
    from service.community import Freshness

LEAST_FREE = 512 * 1024 * 1024  # bytes: below this a backup or a load may fail half-way
OLDEST_SECONDS = 10.0


@dataclass(frozen=True)
class Finding:
    """One thing looked at: whether it is well, and in words what was found and what to do."""

    name: str
    well: bool
    zh: str
    en: str

    def as_json(self) -> dict[str, Any]:
        """The finding as plain JSON values."""
        return {"name": self.name, "well": self.well, "zh": self.zh, "en": self.en}


def examine(settings: Settings, now: datetime) -> list[Finding]:
    """Every finding, stopping where nothing further can be looked at."""
    return list(_findings(settings, now))


def _findings(settings: Settings, now: datetime) -> Iterator[Finding]:
    from service.opening import open_community, ready_folder

    try:
        ready_folder(settings.data)
    except ServiceError as error:
        yield Finding("folder", False, error.zh, error.en)
        return
    yield Finding(
        "folder", True, f"数据文件夹可写：{settings.data}", f"The data folder can be written: {settings.data}"
    )
    yield _disk(settings)
    try:
        with open_community(settings) as community:
            counts = community.store.counts()
            engine = community.store.engine
            total = sum(counts.values())
            yield Finding(
                "engine", True, f"图引擎 {engine} 应答，{total} 条。", f"The graph engine {engine} answers: {total}."
            )
            yield Finding("schema", True, "图的结构是最新的。", "The schema of the graph is up to date.")
            yield _snapshot(community.freshness(now))
    except (GraphError, ServiceError) as error:
        yield Finding("engine", False, error.zh, error.en)


def _snapshot(fresh: Freshness) -> Finding:
    well = fresh.seconds <= OLDEST_SECONDS and not fresh.away
    return Finding(
        "snapshot",
        well,
        f"快照 {fresh.version}，{fresh.seconds:.0f} 秒前与图一致。" + ("" if well else "请检查图数据库。"),
        f"Snapshot {fresh.version} agreed with the graph {fresh.seconds:.0f} s ago."
        + ("" if well else " Look after the graph database."),
    )


def _disk(settings: Settings) -> Finding:
    free = shutil.disk_usage(settings.data).free
    well = free >= LEAST_FREE
    gigabytes = free / 1024**3
    return Finding(
        "disk",
        well,
        f"磁盘剩余 {gigabytes:.1f} GB。" + ("" if well else "太少了，请先腾出空间再导入或备份。"),
        f"{gigabytes:.1f} GB of disk left." + ("" if well else " Too little: make room before a load or a backup."),
    )
