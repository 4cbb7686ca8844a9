"""Whether an installation is well: its folder, disk, engine, schema and snapshot, each with what to do."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph.errors import GraphError
from service.errors import ServiceError
from service.settings import Settings

if TYPE_CHECKING:
    from graph.snapshot import Snapshot
    from graph.store import Store

_DAMAGED = (
    "先不要再用，把数据文件夹整个另存一份，再用 heli restore 恢复最近的备份。",
    "Stop using it, keep a copy of the whole data folder, then bring back the last dump with heli restore.",
)
LEAST_FREE = 512 * 1024 * 1024  # bytes: below this a backup or a load may fail half-way


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
    from service.running.opening import connected, ready_folder

    try:
        ready_folder(settings.data)
    except ServiceError as error:
        yield Finding("folder", False, error.zh, error.en)
        return
    yield Finding(
        "folder", True, f"数据文件夹可写：{settings.data}", f"The data folder can be written: {settings.data}"
    )
    yield _disk(settings)
    yield _address(settings)
    yield _words(settings)
    yield _encoder(settings)
    yield _weights(settings)
    yield _experience(settings)
    try:
        with connected(settings) as store:
            counts = store.counts()
            total = sum(counts.values())
            yield Finding(
                "engine",
                True,
                f"图引擎 {store.engine} 应答，{total} 条。",
                f"Graph engine {store.engine} answers: {total}.",
            )
            yield _whole(store)
            yield _schema(store, total)
            yield _snapshot(store, settings.data, counts, now)
    except (GraphError, ServiceError) as error:
        yield Finding("engine", False, error.zh, error.en)


def unusable(settings: Settings) -> list[Finding]:
    """What the settings name and cannot be used: folder, file with the password, own vocabulary, own model."""
    found = (_place(settings), _password(settings), _words(settings), _encoder(settings))
    return [one for one in found if not one.well]


def _place(settings: Settings) -> Finding:
    from service.running.opening import check_folder

    try:
        check_folder(settings.data)
    except ServiceError as error:
        return Finding("folder", False, error.zh, error.en)
    return Finding("folder", True, f"数据文件夹可用：{settings.data}", f"The data folder can be used: {settings.data}")


def _password(settings: Settings) -> Finding:
    try:
        settings.password()
    except ServiceError as error:
        return Finding("password", False, error.zh, error.en)
    return Finding("password", True, "图数据库口令读得到。", "The password of the graph server can be read.")


def _address(settings: Settings) -> Finding:
    from service.running.serving import check_address

    try:
        check_address(settings)
    except ServiceError as error:
        return Finding("address", False, error.zh, error.en)
    address = f"{settings.host}:{settings.port}"
    return Finding("address", True, f"网页和接口会开在 {address}。", f"Pages and interface open at {address}.")


def _words(settings: Settings) -> Finding:
    from service.texts.wordlore import Wordlore

    try:
        found = Wordlore(settings.vocabulary).concepts
    except ServiceError as error:
        return Finding("vocabulary", False, error.zh, error.en)
    words = sum(1 + len(values["aliases"]) for values in found)
    return Finding(
        "vocabulary",
        True,
        f"词表有 {len(found)} 个概念、{words} 个说法。",
        f"The vocabulary has {len(found)} concepts and {words} words.",
    )


def _encoder(settings: Settings) -> Finding:
    from service.texts.wordlore import OFF, encoder_of

    try:
        encoder = encoder_of(settings)
    except ServiceError as error:
        return Finding("encoder", False, error.zh, error.en)
    if encoder is not None:
        return Finding("encoder", True, f"句向量：{encoder.name}。", f"Sentence vectors: {encoder.name}.")
    if settings.encoder == OFF:
        return Finding(
            "encoder", True, "句向量已关（HELI_ENCODER=off）。", "Sentence vectors are off (HELI_ENCODER=off)."
        )
    return Finding(
        "encoder",
        True,
        "没有装句向量：按字和概念比较。要更好，请装 heli-match[encoder]。",
        "No sentence encoder: texts are compared by characters and concepts. For better: install heli-match[encoder].",
    )


def _weights(settings: Settings) -> Finding:
    from service.learning.retraining import Versions

    versions = Versions(settings.data)
    if damaged := versions.damaged():
        return Finding("weights", False, "".join(one.zh for one in damaged), " ".join(one.en for one in damaged))
    used = versions.current().version
    return Finding("weights", True, f"名单按 {used} 排。", f"Lists are ordered by {used}.")


def _experience(settings: Settings) -> Finding:
    from service.experience.opinions import OpinionFile

    kept = OpinionFile(settings.data)
    if at := kept.broken_off():
        return Finding(
            "experience",
            False,
            f"从往事学习在 {at:%Y-%m-%d %H:%M} UTC 中途断了，多半是内存不够；名单照常，一天后再试，或者现在重启服务。",
            f"Learning from past projects broke off at {at:%Y-%m-%d %H:%M} UTC, most likely for lack of memory; lists "
            "go on without it, and it is tried again after a day, or now if you restart the service.",
        )
    held = kept.load()
    if held is None:
        zh, en = (
            "还没有从往事学过：攒够了自己会学。",
            "Nothing was learned from past projects yet: it begins by itself.",
        )
        return Finding("experience", True, zh, en)
    zh, en = f"从 {held.works} 件往事学过。", f"{held.works} past projects were learned from."
    return Finding("experience", True, zh, en)


def _whole(store: Store) -> Finding:
    from graph.errors import RestoreBegun, RestoreUnfinished
    from graph.migrate import keeping
    from graph.restore import check_whole

    try:
        check_whole(store)
        if keeping(store):
            raise RestoreBegun
    except RestoreUnfinished as error:
        return Finding("restore", False, error.zh, error.en)
    return Finding("restore", True, "没有未做完的恢复。", "No restore was cut off.")


def _schema(store: Store, total: int) -> Finding:
    from graph.errors import BadMigration
    from graph.migrate import outstanding

    try:
        steps = outstanding(store)
    except BadMigration as error:
        return Finding("schema", False, error.zh, error.en)
    if not steps:
        return Finding("schema", True, "图的结构是最新的。", "The schema of the graph is up to date.")
    if not total:
        zh, en = "图还是空的，第一次启动时建立结构。", "The graph is empty; the first start gives it its schema."
        return Finding("schema", True, zh, en)
    if not store.read("migrations"):  # the very first start marks what it does
        return Finding(
            "schema",
            False,
            f"图里有 {total} 条记录，却没有合力的任何标记：数据库文件可能已损坏，或者不是合力写的。{_DAMAGED[0]}",
            f"The graph holds {total} records but no mark of Heli's: its files may be damaged, or another program "
            f"wrote them. {_DAMAGED[1]}",
        )
    names = ", ".join(steps)
    return Finding(
        "schema",
        False,
        f"图的结构还差：{names}。启动一次（heli serve）即会补上，补之前先自动备份。",
        f"The schema of the graph lacks: {names}. Start once (heli serve): it is completed, after a dump.",
    )


def _snapshot(store: Store, data: Path, counts: Mapping[str, int], now: datetime) -> Finding:
    """Read from the file that the last server kept: the graph may have gone on without it, but not for ever."""
    from graph.snapshot_file import load
    from graph.store import KEPT_CHANGES
    from service.community import snapshot_folder

    folder = snapshot_folder(store.engine, data)
    if not folder.is_dir():
        return Finding("snapshot", True, "还没有快照，第一次启动时建立。", "No snapshot yet; the first start makes it.")
    kept = load(folder)
    if kept is None:
        return Finding(
            "snapshot",
            False,
            f"快照读不了（{folder}）：损坏、不完整或来自别的版本。启动一次（heli serve）即会重建。",
            f"The snapshot cannot be read ({folder}): damaged, cut short or of another version. "
            "Start once (heli serve) to build it anew.",
        )
    age = max(timedelta(0), now - kept.at)
    zh = f"快照保存于 {_long(age, '天', '小时', '分钟')}前，"
    en = f"The snapshot was saved {_long(age, ' days', ' h', ' min')} ago"
    if kept.covered == store.latest_change():
        if gone := _fewer(kept, counts):
            return Finding(
                "snapshot",
                False,
                f"图里的记录比快照里少，却没有人删过：{gone}。数据库文件可能已损坏。{_DAMAGED[0]}",
                f"The graph holds fewer records than the snapshot although nobody removed any: {gone}. "
                f"Its files may be damaged. {_DAMAGED[1]}",
            )
        return Finding("snapshot", True, f"{zh}与图一致。", f"{en} and agrees with the graph.")
    if age <= KEPT_CHANGES:
        zh, en = f"{zh}之后图有改动，下次启动时补上。", f"{en}; the next start brings in what changed since."
        return Finding("snapshot", True, zh, en)
    zh, en = (
        f"{zh}太旧了，图已经改过。请启动一次（heli serve）。",
        f"{en} and the graph has changed: start once (heli serve).",
    )
    return Finding("snapshot", False, zh, en)


def _fewer(kept: Snapshot, counts: Mapping[str, int]) -> str:
    """Of which kinds the graph holds fewer than a snapshot of the very same state, and how many."""
    held = Counter({label: len(table) for label, table in kept.nodes.items()})
    for (kind, _, _), table in kept.links.items():
        held[kind] += len(table)
    lost = {name: (number, counts.get(name, 0)) for name, number in held.items() if counts.get(name, 0) < number}
    return ", ".join(f"{name} {number} → {now}" for name, (number, now) in sorted(lost.items()))


def _long(age: timedelta, days: str, hours: str, minutes: str) -> str:
    if age.days:
        return f"{age.days}{days}"
    return f"{age.seconds // 3600}{hours}" if age.seconds >= 3600 else f"{age.seconds // 60}{minutes}"


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
