"""A graph whose engine was killed is looked through before anybody works with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.connect import connect
from graph.records import Link, Node
from tests.contract.test_embedded import refused, skills


def test_harm_done_while_the_engine_was_killed_is_noticed_at_the_next_start(
    data_folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Then there is no seal, and the engine itself would start and simply have fewer records."""
    with connect(data_folder) as store:
        place = Node("Place", "p", {"name": "x", "level": "compound"})
        store.upsert([Node("Skill", "a", {"name": "x"}), place, Node("Space", "s", {"name": "y"})])
        store.upsert([Link("LOCATED_IN", "Space", "s", "Place", "p", {})])
    with connect(data_folder) as store:  # so that no record is in the engine's own log any more
        assert skills(store) == {"a"}
    (data_folder / "graph" / "engine" / "sealed.json").unlink()
    with connect(data_folder) as store:
        assert skills(store) == {"a"}, "what is whole opens after a kill"
    assert "was cut off" in caplog.text
    (data_folder / "graph" / "engine" / "sealed.json").unlink()
    database = data_folder / "graph" / "engine" / "databases" / "heli"
    for bucket in database.glob("Place_*.bucket"):
        if not bucket.stem.startswith(("Place_0_in", "Place_0_out")):
            bucket.write_bytes(bytes(bucket.stat().st_size))
    for _ in range(2):
        problem = refused(data_folder)
        assert problem.code == "damaged"
        assert "heli restore" in problem.zh
