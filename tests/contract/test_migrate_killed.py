"""Migrations that are killed at any moment: the next process ends them, and the graph is as after one without harm."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest

from graph.connect import connect
from graph.errors import BadMigration
from graph.migrate import migrate, outstanding, steps_of
from graph.records import Node
from graph.store import Store

RECORDS, KILLS = 300, 2
STEPS = {
    "0001_longer_names.cypher": """MATCH (s:Skill) WHERE NOT s.name STARTS WITH '会' WITH s LIMIT 10
SET s.name = '会' + s.name RETURN count(s) AS changed
""",
    "0002_count_them.py": """
def run(store):
    from graph.records import Node
    count = sum(1 for _ in store.nodes("Skill"))
    store.upsert([Node("Layout", "counted", {"list": str(count)})])
""",
}
MIGRATING = """
import sys
from datetime import timedelta
from pathlib import Path
import graph.migrate as migration
from graph.connect import connect
migration.DURATION = timedelta(seconds=2)  # so that nobody waits a minute for whoever was killed
with connect(Path(sys.argv[1])) as store:
    print("begun", flush=True)
    print(migration.migrate(store, migration.steps_of(Path(sys.argv[2]))), flush=True)
"""


@pytest.fixture
def steps(tmp_path: Path) -> Path:
    folder = tmp_path / "steps"
    folder.mkdir()
    for name, text in STEPS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def begun(data: Path, steps: Path) -> subprocess.Popen[str]:
    """A process that is about to migrate."""
    child = subprocess.Popen(
        [sys.executable, "-c", MIGRATING, str(data), str(steps)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "begun\n", child.communicate()[1]
    return child


def filled(data: Path) -> None:
    with connect(data) as store:
        migrate(store)
        store.upsert([Node("Skill", f"s{number}", {"name": f"做{number}"}) for number in range(RECORDS)])


def check_migrated(store: Store, steps: Path) -> None:
    assert outstanding(store, steps_of(steps)) == []
    assert {node.properties["name"] for node in store.nodes("Skill")} == {f"会做{number}" for number in range(RECORDS)}
    assert store.get("Layout", "counted").properties == {"list": str(RECORDS)}


def test_a_migration_killed_again_and_again_is_ended_by_two_who_begin_at_once(data_folder: Path, steps: Path) -> None:
    filled(data_folder)
    half = data_folder / "dumps" / "before-0001_longer_names-20260101T000000000000.jsonl.gz.part"
    half.parent.mkdir(exist_ok=True)
    half.write_bytes(b"of a process that was killed while it wrote")
    chance = random.Random(7)
    for _ in range(KILLS):
        child = begun(data_folder, steps)
        with pytest.raises(subprocess.TimeoutExpired):
            child.communicate(timeout=chance.uniform(0.0, 0.08))
        child.kill()
        child.communicate()
    both = [begun(data_folder, steps) for _ in range(2)]
    told = [child.communicate(timeout=60) for child in both]
    assert [child.returncode for child in both] == [0, 0], told
    assert sorted(out.strip() for out, _ in told)[1] == "[]", (
        "one did what was left, the other waited and found nothing"
    )
    with connect(data_folder) as store:
        check_migrated(store, steps)
        kept = list((data_folder / "dumps").glob("before-0001*"))
        assert kept, "what was there before is kept"
        assert not list((data_folder / "dumps").glob("*.part")), "and no half of any"
        (steps / "0002_count_them.py").unlink()
        with pytest.raises(BadMigration, match="upgrade Heli"):
            migrate(store, steps_of(steps))
