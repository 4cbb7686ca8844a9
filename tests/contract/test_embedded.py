"""The embedded engine as a child: shared, supervised, durable, and plain about what is wrong."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from graph import embedded_child
from graph.connect import connect
from graph.embedded import EmbeddedServer
from graph.errors import EngineProblem, GraphUnavailable
from graph.records import Node
from graph.store import Store
from tests.support.waiting import within

USE = """
import sys
from pathlib import Path
from graph.connect import connect
from graph.migrate import migrate
from graph.records import Node
store = connect(Path(sys.argv[1]))
migrate(store)
store.upsert([Node("Skill", sys.argv[2], {"name": "x"})])
print("ready", flush=True)
sys.stdin.read()
store.close()
"""

WRITE = """
import sys
from pathlib import Path
from graph.connect import connect
from graph.migrate import migrate
from graph.records import Node
store = connect(Path(sys.argv[1]))
migrate(store)
for n in range(100000):
    name = f"{sys.argv[2]}-{n}"
    store.upsert([Node("Skill", name, {"name": "x"}), Node("Space", name, {"name": "y"})])
    print(n, flush=True)
"""


def process(program: str, data: Path, name: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", program, str(data), name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


@contextmanager
def started(program: str, data: Path, name: str) -> Iterator[subprocess.Popen[str]]:
    """A process that uses the folder, past its first line."""
    running = process(program, data, name)
    try:
        assert running.stdout is not None
        assert running.stdout.readline().strip() in ("ready", "0")
        yield running
    finally:
        running.kill()
        running.communicate()


def child_of(data: Path) -> int:
    return int(json.loads((data / "graph" / "server.json").read_text())["pid"])


def gone(pid: int) -> bool:
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def lock_is_free(data: Path) -> bool:
    try:
        embedded_child.take_lock(data / "graph").close()
    except embedded_child.CannotStart:
        return False
    return True


def skills(store: Store) -> set[str]:
    return {node.id for node in store.nodes("Skill")}


def test_the_child_goes_with_the_process_that_started_it(data_folder: Path) -> None:
    with started(USE, data_folder, "a") as owner:
        child = child_of(data_folder)
        assert not gone(child)
        assert not lock_is_free(data_folder)
        owner.kill()
        assert within(3, lambda: gone(child))
        assert lock_is_free(data_folder)


def test_processes_started_at_once_share_one_child(data_folder: Path) -> None:
    several = [process(USE, data_folder, name) for name in "abc"]
    try:
        for one in several:
            assert one.stdout is not None
            assert one.stdout.readline().strip() == "ready"
        servers = [
            p for p in psutil.process_iter(["cmdline"]) if str(data_folder / "graph") in (p.info["cmdline"] or [])
        ]
        assert [p.pid for p in servers] == [child_of(data_folder)]
        with connect(data_folder) as store:
            assert skills(store) == {"a", "b", "c"}
    finally:
        for one in several:
            one.kill()
            one.communicate()


def test_another_process_takes_over(data_folder: Path) -> None:
    with started(USE, data_folder, "a") as owner, connect(data_folder) as store:
        first = child_of(data_folder)
        assert skills(store) == {"a"}
        owner.kill()
        assert within(3, lambda: gone(first))
        store.upsert([Node("Skill", "b", {"name": "x"})])
        assert skills(store) == {"a", "b"}
        assert child_of(data_folder) != first


def test_the_store_survives_the_death_of_the_child(data_folder: Path) -> None:
    with connect(data_folder) as store:
        for name in "abc":
            store.upsert([Node("Skill", name, {"name": "x"})])
            os.kill(child_of(data_folder), signal.SIGKILL)
        assert skills(store) == {"a", "b", "c"}


def test_an_orderly_end_leaves_nothing_running(data_folder: Path) -> None:
    with connect(data_folder):
        child = child_of(data_folder)
        assert (data_folder / "graph" / "server.json").stat().st_mode & 0o777 == 0o600
    assert gone(child)
    assert lock_is_free(data_folder)
    assert not (data_folder / "graph" / "server.json").exists()


@pytest.mark.parametrize(
    "left_behind",
    ["", "{", "[]", '{"host": "127.0.0.1"}', '{"host": "127.0.0.1", "port": 1, "password": "x", "database": "heli"}'],
)
def test_what_a_dead_server_left_behind_is_no_obstacle(data_folder: Path, left_behind: str) -> None:
    (data_folder / "graph").mkdir()
    (data_folder / "graph" / "server.json").write_text(left_behind)
    (data_folder / "graph" / "lock").write_text("stale")
    with connect(data_folder) as store:
        assert store.read("answer") == [{"one": 1}]


def test_a_stopped_server_is_given_up_after_the_deadline(data_folder: Path) -> None:
    server = EmbeddedServer(data_folder / "graph")
    with Store(server, data_folder, answer_seconds=1.0) as store:
        store.read("answer")
        child = child_of(data_folder)
        os.kill(child, signal.SIGSTOP)
        with pytest.raises(GraphUnavailable, match="did not answer"):
            store.read("answer")
        os.kill(child, signal.SIGCONT)
        assert store.read("answer") == [{"one": 1}]


@pytest.mark.timeout(120)
def test_what_was_acknowledged_survives_kill(data_folder: Path) -> None:
    """Each round is cut off at another moment; the two nodes of a transaction are there together or not at all."""
    acknowledged: set[str] = set()
    for number in range(3):
        with started(WRITE, data_folder, f"round{number}") as writer:
            acknowledged.add(f"round{number}-0")
            assert writer.stdout is not None
            for line in writer.stdout:
                acknowledged.add(f"round{number}-{line.strip()}")
                if len(acknowledged) % 20 == 19 - number:
                    break
            os.kill(child_of(data_folder), signal.SIGKILL)
            writer.kill()
    with connect(data_folder) as store:
        kept = skills(store)
        assert acknowledged <= kept
        assert {node.id for node in store.nodes("Space")} == kept


def fingerprint(folder: Path) -> dict[str, str]:
    """The data files; what the engine logs is none."""
    database = folder / "graph" / "engine" / "databases"
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(database.rglob("*"))
        if path.is_file()
    }


def filled(data: Path) -> Path:
    with connect(data) as store:
        store.upsert([Node("Skill", "a", {"name": "x"})])
    return data / "graph" / "engine" / "databases" / "heli"


def refused(data: Path) -> EngineProblem:
    with pytest.raises(EngineProblem) as caught:
        connect(data)
    return caught.value


@pytest.mark.parametrize("harm", ["no schema", "cut schema", "empty schema", "no bucket", "no database"])
def test_a_damaged_folder_is_refused_and_left_as_it_is(data_folder: Path, harm: str) -> None:
    database = filled(data_folder)
    schema = database / "schema.json"
    if harm == "no schema":
        schema.unlink()
    elif harm == "cut schema":
        schema.write_bytes(schema.read_bytes()[:-20])
    elif harm == "empty schema":
        schema.write_bytes(b"")
    elif harm == "no bucket":
        next(database.glob("Skill_*.bucket")).unlink()
    else:
        shutil.rmtree(database)
    before = fingerprint(data_folder)
    problem = refused(data_folder)
    assert problem.code == "damaged"
    assert "heli restore" in problem.zh
    assert "heli restore" in problem.en
    assert fingerprint(data_folder) == before
    assert lock_is_free(data_folder)


def test_files_that_were_overwritten_while_nobody_used_them_are_noticed(data_folder: Path) -> None:
    """The engine itself would start and simply have fewer records."""
    database = filled(data_folder)
    with connect(data_folder) as store:
        assert skills(store) == {"a"}, "what was left in order opens again and again"
    place = next(path for path in database.glob("Skill_0.*.bucket") if path.stat().st_size)
    content = place.read_bytes()
    place.write_bytes(bytes(len(content)))
    before = fingerprint(data_folder)
    for _ in range(2):
        problem = refused(data_folder)
        assert problem.code == "damaged"
        assert place.name in problem.zh
    assert fingerprint(data_folder) == before
    place.write_bytes(content)
    with connect(data_folder) as store:
        assert skills(store) == {"a"}


def test_a_first_start_that_was_cut_off_is_begun_again(data_folder: Path) -> None:
    database = data_folder / "graph" / "engine" / "databases" / "heli"
    database.mkdir(parents=True)
    (database / "dictionary.0.dict").write_bytes(b"half")
    with connect(data_folder) as store:
        assert skills(store) == set()
    assert (database.with_name("heli-unfinished-1") / "dictionary.0.dict").read_bytes() == b"half"


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "graph").write_text("a file is in the way")
    problem = refused(tmp_path)
    assert problem.code == "not_writable"
    assert "HELI_DATA" in problem.zh


def test_a_file_of_the_engine_that_cannot_be_read_is_named(data_folder: Path) -> None:
    connect(data_folder).close()
    stray = data_folder / "graph" / "engine" / "databases" / "heli" / "stray.bucket"
    stray.mkdir()  # whoever may read everything cannot read that as a file
    problem = refused(data_folder)
    assert problem.code == "not_writable"
    assert str(stray) in problem.zh


def test_a_missing_engine_says_what_to_do(data_folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "arcadedb.py").write_text("raise ImportError('no wheel for this platform')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    problem = refused(data_folder)
    assert problem.code == "no_engine"
    assert "HELI_GRAPH_URL" in problem.zh
    assert "no wheel for this platform" in problem.en


def test_too_little_room_stops_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded_child, "LEAST_FREE_BYTES", 2**62)
    with pytest.raises(embedded_child.CannotStart) as caught:
        embedded_child.check_folder(tmp_path / "engine")
    assert caught.value.code == "disk_full"


def test_a_disk_that_fills_up_loses_nothing(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=90m", "tmpfs", str(disk)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"no small disk can be made here: {mounted.stderr.decode().strip()}")
    try:
        with Store(EmbeddedServer(disk / "graph"), disk, patience_seconds=3.0) as store:
            store.upsert([Node("Skill", "a", {"name": "x"})])
            much = [Node("Skill", f"b{number}", {"name": "y", "label_en": "long " * 500_000}) for number in range(40)]
            with pytest.raises(EngineProblem) as full:
                store.upsert(much)
            assert full.value.code == "disk_full"
        held = {path: path.read_bytes() for path in (disk / "graph").rglob("schema.json")}
        problem = refused(disk)
        assert problem.code == "disk_full"
        assert all(path.read_bytes() == content for path, content in held.items())
        subprocess.run(["mount", "-o", "remount,size=600m", str(disk)], check=True)
        with connect(disk) as store:
            assert store.get("Skill", "a").properties == {"name": "x"}
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


def test_the_engines_files_are_their_owners_only(data_folder: Path) -> None:
    before = os.umask(0o022)
    try:
        with connect(data_folder):
            readable = [path for path in (data_folder / "graph").rglob("*") if path.stat().st_mode & 0o077]
    finally:
        os.umask(before)
    assert readable == []


@pytest.mark.parametrize("harm", ["", "no bucket", "no schema"])
def test_data_without_its_mark_is_never_given_up(data_folder: Path, harm: str) -> None:
    database = filled(data_folder)
    (data_folder / "graph" / "engine" / "created").unlink()
    if not harm:
        with connect(data_folder) as store:
            assert skills(store) == {"a"}
        return
    (next(database.glob("Skill_*.bucket")) if harm == "no bucket" else database / "schema.json").unlink()
    before = fingerprint(data_folder)
    assert refused(data_folder).code == "damaged"
    assert fingerprint(data_folder) == before


def test_what_is_not_ours_is_left_alone(data_folder: Path) -> None:
    database = data_folder / "graph" / "engine" / "databases" / "heli"
    database.mkdir(parents=True)
    (database / "letters.odt").write_bytes(b"dear")
    assert refused(data_folder).code == "damaged"
    assert (database / "letters.odt").read_bytes() == b"dear"


def test_an_address_that_has_become_another_programs_is_no_obstacle(data_folder: Path) -> None:
    (data_folder / "graph").mkdir()
    with socket.create_server(("127.0.0.1", 0)) as other:
        left = {"host": "127.0.0.1", "port": other.getsockname()[1], "password": "x", "database": "heli"}
        (data_folder / "graph" / "server.json").write_text(json.dumps(left))
        (data_folder / "graph" / "lock").write_text("stale")
        with connect(data_folder) as store:
            assert store.read("answer") == [{"one": 1}]


def test_too_little_memory_is_no_damage(data_folder: Path) -> None:
    filled(data_folder)
    least = "import resource, sys; resource.setrlimit(resource.RLIMIT_AS, (700 << 20, 700 << 20)); "
    run = "import os; os.execv(sys.executable, [sys.executable, *sys.argv[1:]])"
    child = [str(embedded_child.__file__), str(data_folder / "graph")]
    told = subprocess.run(
        [sys.executable, "-c", least + run, "-P", *child], stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    assert json.loads(told.stdout)["status"] == "no_memory"
    server = EmbeddedServer(data_folder / "graph")
    problem = server._problem("no_memory", "rc=801")
    assert "损坏" not in problem.zh
    assert "memory" in problem.en
