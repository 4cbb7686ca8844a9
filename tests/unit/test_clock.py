"""One clock: a day begins at midnight in the community, also while it is still yesterday in UTC."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import service
from graph.records import Node
from graph.snapshot import Snapshot
from service import clock
from service.errors import BadSettings
from service.matching_input.frame import Frame
from service.settings import read_settings
from service.viewing import overview

EVENING = datetime(2026, 11, 20, 15, 59, tzinfo=UTC)  # 23:59 in Beijing
MIDNIGHT = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)
BREAKFAST = datetime(2026, 11, 20, 23, 59, tzinfo=UTC)  # 7:59 on the 21st


@pytest.fixture
def elsewhere() -> Iterator[None]:
    clock.keep_to("America/Los_Angeles")
    yield
    clock.keep_to(clock.BEIJING)


@pytest.mark.parametrize(("now", "day"), [(EVENING, 20), (MIDNIGHT, 21), (BREAKFAST, 21)])
def test_a_day_begins_at_midnight_in_beijing(now: datetime, day: int) -> None:
    assert clock.day_of(now) == date(2026, 11, day)


def test_another_installation_keeps_another_clock(elsewhere: None) -> None:
    assert clock.day_of(MIDNIGHT) == date(2026, 11, 20)
    assert clock.local(MIDNIGHT).hour == 8


@pytest.mark.parametrize(("now", "stuck"), [(EVENING, []), (MIDNIGHT, ["p"]), (BREAKFAST, ["p"])])
def test_home_counts_days_of_the_community(now: datetime, stuck: list[str]) -> None:
    project = Node("Project", "p", {"name": "p", "stage": "matching", "stage_since": date(2026, 11, 13)})
    found = overview.today(Snapshot.from_records([project], [], now), now).stuck
    assert [one.id for one in found] == stuck


@pytest.mark.parametrize(("now", "day"), [(EVENING, 20), (MIDNIGHT, 21)])
def test_matching_counts_from_the_same_day(now: datetime, day: int) -> None:
    frame = Frame.of(Snapshot.from_records([], [], now))
    assert frame.today == (date(2026, 11, day) - date(1970, 1, 1)).days


def test_a_time_zone_that_does_not_exist_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HELI_TIMEZONE", "Asia/Nowhere")
    with pytest.raises(BadSettings) as told:
        read_settings()
    assert "HELI_TIMEZONE" in told.value.zh
    assert "Asia/Shanghai" in told.value.en


def test_beijing_can_be_told_without_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise clock.ZoneInfoNotFoundError(name)

    monkeypatch.setattr(clock, "ZoneInfo", missing)
    assert MIDNIGHT.astimezone(clock.zone_called(clock.BEIJING)).hour == 0
    with pytest.raises(ValueError, match="Asia/Tokyo"):
        clock.zone_called("Asia/Tokyo")


def test_nobody_reads_the_day_off_another_clock() -> None:
    files = Path(service.__file__).parent.rglob("*.py")
    other = re.compile(r"\b(?:now|at|moment)(?:\(\))?\.date\(\)|astimezone\(\)|date\.today\(")
    assert not [path.name for path in files if other.search(path.read_text("utf-8"))]
