"""The doctor: it looks without touching, and each of its checks can fail."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from graph.changes import KEEPING, MARK_OF_RESTORE
from graph.errors import RestoreUnfinished
from graph.migrate import MARK_OF_SCHEMA, UPKEEP, lease, outstanding
from graph.records import Node
from graph.snapshot_file import FILE
from service.running import doctor
from service.running.doctor import Finding, _whole, examine
from service.running.opening import connected, open_community, open_store
from service.settings import Settings

Heli = Callable[..., subprocess.CompletedProcess[str]]
NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)


@pytest.fixture
def installation(tmp_path: Path) -> Settings:
    """An installation that was served once and holds one need."""
    settings = Settings.model_construct().model_copy(update={"data": tmp_path})
    with open_community(settings) as community:
        community.store.upsert([Node("Need", "n", {"text": "楼道太暗"})])
        community.snapshot(NOW)
    return settings


def unwell(settings: Settings, now: datetime = NOW) -> list[str]:
    return [one.name for one in examine(settings, now) if not one.well]


def found(settings: Settings, name: str, now: datetime = NOW) -> Finding:
    return next(one for one in examine(settings, now) if one.name == name)


def test_a_served_installation_is_well_however_long_it_rests(installation: Settings) -> None:
    assert unwell(installation) == []
    assert "400 days" in found(installation, "snapshot", NOW + timedelta(days=400)).en
    assert unwell(installation, NOW + timedelta(days=400)) == []


def test_an_address_that_others_could_reach_is_told(installation: Settings) -> None:
    open_to_all = installation.model_copy(update={"host": "0.0.0.0"})
    assert unwell(open_to_all) == ["address"]
    assert "HELI_HOST" in found(open_to_all, "address").zh


def test_a_schema_that_is_behind_is_told_and_left_as_it_is(installation: Settings) -> None:
    with open_store(installation) as store:
        store.write("record_migration", id=MARK_OF_SCHEMA, checksum="older", at=NOW)
    assert unwell(installation) == ["schema"]
    with connected(installation) as store:
        assert outstanding(store) == [MARK_OF_SCHEMA]


def test_a_restore_that_was_cut_off_is_told_and_not_served(installation: Settings) -> None:
    with open_store(installation) as store:
        store.write("record_migration", id=MARK_OF_RESTORE, checksum="x", at=None)
    assert unwell(installation) == ["restore"]
    assert "heli restore" in found(installation, "restore").en
    with pytest.raises(RestoreUnfinished), open_community(installation):
        pass


def test_a_restore_that_has_changed_nothing_yet_is_no_half_graph(installation: Settings) -> None:
    with open_store(installation) as store, lease(store, UPKEEP):
        store.write("record_migration", id=MARK_OF_RESTORE, checksum=KEEPING, at=None)
        told = _whole(store)
    assert not told.well
    assert "完整" in told.zh
    assert "heli restore" not in told.en


def test_a_graph_of_a_newer_version_is_told(installation: Settings) -> None:
    with open_store(installation) as store:
        store.write("record_migration", id="9999_later", checksum="x", at=NOW)
    assert "9999_later" in found(installation, "schema").en
    assert unwell(installation) == ["schema"]


def test_a_snapshot_that_fell_behind_for_too_long_is_told(installation: Settings) -> None:
    with open_store(installation) as store:
        store.upsert([Node("Need", "later", {"text": "缺长椅"})])
    assert unwell(installation, NOW + timedelta(days=2)) == []
    assert unwell(installation, NOW + timedelta(days=8)) == ["snapshot"]


def test_records_that_nobody_removed_are_missed(installation: Settings) -> None:
    with connected(installation) as store:
        store.define("MATCH (n:Need) DETACH DELETE n")  # as damage does, without a word to anybody
    assert unwell(installation) == ["snapshot"]
    assert "Need 1 → 0" in found(installation, "snapshot").zh
    assert "heli restore" in found(installation, "snapshot").zh


def test_records_without_any_mark_are_called_damage_and_not_an_older_version(installation: Settings) -> None:
    with connected(installation) as store:
        for row in store.read("migrations"):
            store.write("forget_migration", id=row["id"])
    assert unwell(installation) == ["schema"]
    assert "heli restore" in found(installation, "schema").zh
    assert "还差" not in found(installation, "schema").zh


def test_a_full_disk_is_told(installation: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "LEAST_FREE", shutil.disk_usage(installation.data).total + 1)
    assert unwell(installation) == ["disk"]


def test_a_damaged_snapshot_is_told_and_sets_the_exit_code(installation: Settings, heli_in: Heli) -> None:
    (kept,) = installation.data.glob(f"snapshots/*/{FILE}")
    kept.write_bytes(kept.read_bytes()[:100])
    answer = heli_in(installation.data, "doctor", "--json")
    assert answer.returncode == 1
    assert [one["name"] for one in json.loads(answer.stdout) if not one["well"]] == ["snapshot"]


def test_an_empty_installation_is_told_as_new(tmp_path: Path) -> None:
    settings = Settings.model_construct().model_copy(update={"data": tmp_path / "new"})
    assert unwell(settings) == []
    assert "empty" in found(settings, "schema").en
