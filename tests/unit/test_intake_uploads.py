"""Uploads under check survive a restart, keep every decision, and are gone after a week."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from service.intake import uploads as kept
from service.intake.uploads import NoSuchCheck, Upload

NOW = datetime(2026, 3, 20, tzinfo=UTC)


def keep(folder: Path, files: Sequence[tuple[str, bytes]], now: datetime = NOW) -> Upload:
    upload = kept.begun(files, now)
    kept.keep(folder, upload, [content for _, content in files])
    return upload


def test_an_upload_is_found_again_with_its_cells_and_decisions(tmp_path: Path) -> None:
    upload = keep(tmp_path, [("甲.csv", b"one"), ("甲.csv", b"two")], NOW)
    kept.decide(tmp_path, upload.id, lambda d: d.with_entry("cells", (0, "表", 3, "B", "60-69"), 4))
    kept.decide(tmp_path, upload.id, lambda d: d.with_entry("cells", (0, "表", 3, "B", "70-79"), 4))
    kept.decide(tmp_path, upload.id, lambda d: d.with_entry("skipped", (1, "", 9), 3))
    found = kept.find(tmp_path, upload.id)
    assert found.at == NOW
    assert [name for name, _ in found.files] == ["甲.csv", "甲.csv"]
    assert [kept.cells(tmp_path, found, number) for number in (0, 1)] == [b"one", b"two"]
    assert found.decisions.cells == ((0, "表", 3, "B", "70-79"),)
    kept.decide(tmp_path, upload.id, lambda d: d.without("skipped", (1, "", 9)))
    assert kept.find(tmp_path, upload.id).decisions.skipped == ()


def test_nobody_else_may_read_it(tmp_path: Path) -> None:
    upload = keep(tmp_path / "imports", [("甲.csv", b"x")], NOW)
    place = tmp_path / "imports" / upload.id
    assert place.stat().st_mode & 0o077 == 0
    assert all(file.stat().st_mode & 0o077 == 0 for file in place.iterdir())


def test_it_is_gone_after_a_week_and_after_being_forgotten(tmp_path: Path) -> None:
    old = keep(tmp_path, [("甲.csv", b"x")], NOW)
    new = keep(tmp_path, [("乙.csv", b"y")], NOW + timedelta(days=6))
    assert [upload.id for upload in kept.uploads(tmp_path, NOW + timedelta(days=6))] == [new.id, old.id]
    assert [upload.id for upload in kept.uploads(tmp_path, NOW + timedelta(days=8))] == [new.id]
    kept.forget(tmp_path, new.id)
    assert not list(tmp_path.glob("check-*"))
    with pytest.raises(NoSuchCheck) as missing:
        kept.find(tmp_path, new.id)
    assert "重新上传" in missing.value.zh


@pytest.mark.parametrize("check_id", ["", "..", "../etc", "check-", "check-" + "g" * 32, "check-" + "0" * 32 + "/x"])
def test_an_id_is_never_a_path(tmp_path: Path, check_id: str) -> None:
    for verb in (kept.find, kept.forget):
        with pytest.raises(NoSuchCheck):
            verb(tmp_path, check_id)
    with pytest.raises(NoSuchCheck):
        kept.decide(tmp_path, check_id, lambda d: d)


def test_decisions_at_the_same_moment_all_count(tmp_path: Path) -> None:
    upload = keep(tmp_path, [("甲.csv", b"x")], NOW)

    def skip(line: int) -> None:
        kept.decide(tmp_path, upload.id, lambda d: d.with_entry("skipped", (0, "", line), 3))

    threads = [threading.Thread(target=skip, args=(line,)) for line in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {line for _, _, line in kept.find(tmp_path, upload.id).decisions.skipped} == set(range(12))
