"""What a search keeps of the community lives no longer than the community it was made from."""

from __future__ import annotations

import gc
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from weakref import ref

from graph.records import Node
from graph.snapshot import Snapshot
from service.desk import desk_of
from service.searching import search

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)


def test_a_table_that_was_searched_goes_with_its_snapshot() -> None:
    snapshot = Snapshot.from_records([Node("Space", "s1", {"name": "二层活动室", "text": "可以借"})], [], NOW)
    assert search(snapshot, "活动室").hits
    table = ref(snapshot.nodes["Space"])
    assert search(snapshot, "能借的房间").hits, "what was made ready serves again"
    del snapshot
    gc.collect()
    assert table() is None


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
