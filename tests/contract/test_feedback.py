"""Lists shown and what was decided about them reach the graph once, with the values of their moment."""

from __future__ import annotations

import resource
import signal
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from graph.errors import NotFound
from graph.records import Link, Node
from graph.store import Store
from matching.features import FEATURE_NAMES
from service.decisions import feedback
from service.decisions.feedback import ShownLog
from service.errors import InvalidRecord

NOW = datetime(2026, 3, 14, 9, tzinfo=UTC)


def entry(key: str, when: datetime = NOW, requirement: str = "q1", *candidates: str) -> dict[str, object]:
    of = candidates or ("o1", "o2")
    return {
        "id": key,
        "requirement": requirement,
        "shown_at": when.isoformat(),
        "door": "page",
        "weights_version": "w1",
        "kinds": ["Organization"] * len(of),
        "candidates": list(of),
        "reasons": ["ability"] * len(of),
        "features": list(FEATURE_NAMES),
        "values": [",".join(["0.5"] * len(FEATURE_NAMES))] * len(of),
        "propensities": ["1.0000"] * len(of),
    }


@pytest.fixture
def asked(store: Store) -> Store:
    store.upsert(
        [
            Node("Project", "p1", {"name": "楼门读书会", "stage": "matching"}),
            Node("Requirement", "q1", {"kind": "people", "text": "领读的人", "status": "open"}),
            *(Node("Organization", key, {"name": f"书友会{key}"}) for key in ("o1", "o2", "o3")),
        ],
        [Link("REQUIRES", "Project", "p1", "Requirement", "q1", {})],
    )
    return store


def test_lists_reach_the_graph_once_and_those_about_nothing_are_dropped(asked: Store, tmp_path: Path) -> None:
    log = ShownLog(tmp_path)
    assert log.add([entry("s1"), entry("s2", NOW, "gone")]) == 2
    assert log.add([entry("s1")]) == 0
    assert feedback.keep(asked, log) == 2
    assert feedback.keep(asked, log) == 0
    (kept,) = asked.nodes("Shown")
    assert kept.id == "s1"
    assert kept.properties["candidates"] == ["o1", "o2"]
    assert kept.properties["shown_at"] == NOW
    log.add([entry("s1")])
    feedback.keep(asked, ShownLog(tmp_path))
    assert len(list(asked.nodes("Shown"))) == 1


def test_what_was_cut_off_is_left_and_the_rest_is_kept(asked: Store, tmp_path: Path) -> None:
    log = ShownLog(tmp_path)
    log.add([entry("s1")])
    with (tmp_path / "shown" / "waiting.jsonl").open("a") as file:
        file.write('{"id": "s2", "requ')
    assert feedback.keep(asked, log) == 1


def test_a_disk_without_room_costs_the_list_that_found_none_and_no_other(tmp_path: Path) -> None:
    log, held = ShownLog(tmp_path), resource.getrlimit(resource.RLIMIT_FSIZE)
    log.add([entry("s1")])
    size = (tmp_path / "shown" / "waiting.jsonl").stat().st_size
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size + 100, held[1]))
        with pytest.raises(OSError, match="large"):
            log.add([entry("s2")])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, held)
        signal.signal(signal.SIGXFSZ, before)
    assert not log.knows("s2")
    log.add([entry("s2"), entry("s3")])
    assert [one["id"] for one in log.taken()[1]] == ["s1", "s2", "s3"]


def test_a_decision_is_about_the_latest_list_and_can_be_changed(asked: Store, tmp_path: Path) -> None:
    log = ShownLog(tmp_path)
    log.add([entry("s1"), entry("s2", NOW + timedelta(days=1)), entry("s3", NOW + timedelta(days=2), "q1", "o3")])
    done = feedback.decide(asked, log, "q1", ("Organization", "o2"), ("unsuited", "wrong_skill"), NOW)
    assert (done.shown, done.verdict, done.reason) == ("s2", "unsuited", "wrong_skill")
    ends = {(link.to_kind, link.to_id) for link in asked.links_of("Decision", done.id)}
    assert ends == {("Shown", "s2"), ("Organization", "o2")}
    again = feedback.decide(asked, log, "q1", ("Organization", "o2"), ("chosen", ""), NOW)
    (held,) = asked.nodes("Decision")
    assert (again.id, held.properties["verdict"], held.properties.get("reason")) == (done.id, "chosen", None)
    feedback.take_back(asked, done.id)
    assert not list(asked.nodes("Decision"))


def test_nothing_is_decided_about_whom_nobody_saw(asked: Store, tmp_path: Path) -> None:
    log = ShownLog(tmp_path)
    log.add([entry("s1")])
    with pytest.raises(InvalidRecord, match="名单"):
        feedback.decide(asked, log, "q1", ("Organization", "o3"), ("chosen", ""), NOW)
    with pytest.raises(InvalidRecord, match="verdict"):
        feedback.decide(asked, log, "q1", ("Organization", "o1"), ("perfect", ""), NOW)
    with pytest.raises(InvalidRecord, match="reason"):
        feedback.decide(asked, log, "q1", ("Organization", "o1"), ("unsuited", ""), NOW)
    with pytest.raises(NotFound):
        feedback.decide(asked, log, "gone", ("Organization", "o1"), ("chosen", ""), NOW)
    assert not list(asked.nodes("Decision"))
