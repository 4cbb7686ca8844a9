"""What a search keeps of the community lives no longer than the community it was made from."""

from __future__ import annotations

import gc
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from weakref import ref

import pytest

from graph.records import Link, Node
from graph.snapshot import Snapshot
from service.desk import desk_of
from service.errors import UnknownRequirement
from service.searching import line_called, search

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)


def test_a_table_that_was_searched_goes_with_its_snapshot() -> None:
    snapshot = Snapshot.from_records([Node("Space", "s1", {"name": "二层活动室", "text": "可以借"})], [], NOW)
    assert search(snapshot, "活动室").hits
    table = ref(snapshot.nodes["Space"])
    assert search(snapshot, "能借的房间").hits, "what was made ready serves again"
    del snapshot
    gc.collect()
    assert table() is None


def test_what_is_over_is_found_by_its_name_only() -> None:
    ended, open_ = date(2026, 2, 28), date(2026, 3, 1)
    nodes = [Node("Space", "old", {"name": "旧活动室", "text": "可以借来跳舞", "valid_until": ended})]
    nodes.append(Node("Space", "new", {"name": "新礼堂", "text": "可以借来跳舞", "valid_until": open_}))
    snapshot = Snapshot.from_records(nodes, [], NOW)
    assert [hit.who.id for hit in search(snapshot, "跳舞").hits] == ["new"]
    assert next(hit.who.id for hit in search(snapshot, "旧活动室", kinds=("Space",)).hits) == "old"


LINES = ("教手机的人", "周六的活动室", "周日的活动室")


@pytest.mark.parametrize(
    ("words", "line"),
    [("q2", "q2"), ("1", "q1"), ("3", "q3"), ("手机", "q1"), ("周日", "q3"), ("活動室", ""), ("4", "")],
)
def test_a_line_is_called_by_its_number_its_id_or_some_of_its_words(words: str, line: str) -> None:
    nodes = [Node("Project", "p", {"name": "银铃"}), Node("Project", "other", {"name": "别的"})]
    nodes += [Node("Requirement", f"q{n}", {"text": text, "position": n}) for n, text in enumerate(LINES, start=1)]
    nodes.append(Node("Requirement", "q9", {"text": "别的项目的手机"}))
    links = [Link("REQUIRES", "Project", "p", "Requirement", f"q{n}") for n in (1, 2, 3)]
    links.append(Link("REQUIRES", "Project", "other", "Requirement", "q9"))
    snapshot = Snapshot.from_records(nodes, links, NOW)
    if line:
        assert line_called(snapshot, "p", words, NOW.date()) == line
    else:
        with pytest.raises(UnknownRequirement, match=r"2\. 周六的活动室"):
            line_called(snapshot, "p", words, NOW.date())


def test_a_desk_keeps_what_was_read_but_not_its_store(tmp_path: Path) -> None:
    class Kept(SimpleNamespace):
        __hash__ = object.__hash__  # type: ignore[assignment]

    store: Any = Kept()
    desk_of(store, tmp_path).memory.keep("one", 1)
    assert desk_of(store, tmp_path).memory.find("one") == 1
    assert desk_of(store, tmp_path / "other").memory.find("one") is None
    gone = ref(cast(object, store))
    del store
    gc.collect()
    assert gone() is None
