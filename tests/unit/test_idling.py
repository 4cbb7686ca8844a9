"""What lies idle: told with what it could be used for; months that make no sense are refused."""

from __future__ import annotations

from datetime import timedelta

import pytest

from graph.errors import NotFound
from service.idling import BadMonths, idling
from tests.unit.test_teaming import NOW, Pilot


@pytest.fixture(scope="module")
def pilot() -> Pilot:
    return Pilot()


def test_what_lies_idle_is_told_with_open_lines_that_could_use_it(pilot: Pilot) -> None:
    found = idling(pilot, now=NOW)
    assert found.items
    open_lines = set(pilot.snapshot.nodes["Requirement"].ids)
    for one in found.items:
        assert one.candidate["kind"] in ("Service", "Space", "Fund")
        assert 1 <= len(one.lines) <= one.fits
        assert {line.requirement for line in one.lines} <= open_lines
        assert one.last_day is None or one.last_day < (NOW - timedelta(days=180)).date()
    assert [one.fits for one in found.items] == sorted((one.fits for one in found.items), reverse=True)
    assert found.as_json()["items"][0]["lines"]


def test_longer_ago_leaves_fewer_and_a_place_narrows(pilot: Pilot) -> None:
    everywhere = idling(pilot, now=NOW)
    assert len(idling(pilot, months=60, now=NOW).items) <= len(everywhere.items)
    here = idling(pilot, place="place-zhaojialou", now=NOW)
    assert 0 < len(here.items) < len(everywhere.items)


@pytest.mark.parametrize("months", [0.0, 0.5, -1.0, 1e6, float("nan")])
def test_months_that_make_no_sense_are_refused(pilot: Pilot, months: float) -> None:
    with pytest.raises(BadMonths):
        idling(pilot, months=months, now=NOW)


def test_an_unknown_place_is_named(pilot: Pilot) -> None:
    with pytest.raises(NotFound):
        idling(pilot, place="nowhere", now=NOW)
