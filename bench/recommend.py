"""Partners for one project with five lines: how fast, how fresh, how large, and against the same asked in Cypher.

Invents a town, fills each engine with it and asks the same question of Heli (in this process and over HTTP) and
of the engine itself. The embedded engine always, Neo4j when HELI_TEST_NEO4J names a server; the graph there is
replaced. Goals are ratios and bounds; `--quick` runs a small town in seconds, whose figures mean little.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from figures import Figures, milliseconds, p50, p95
from served import Served, served

from graph.catalogue import Statement, parse
from graph.connect import connect
from graph.dump import read_dump
from graph.migrate import migrate
from graph.records import Node
from graph.restore import restore
from graph.snapshot import Snapshot, refresh
from graph.snapshot_file import load
from graph.store import Store
from matching.kernels.compiled import compile_all
from matching.question import foresee
from service.app import create_app
from service.community import Community
from service.matching_input.abilities import open_lines
from service.partnering import find_partners
from service.running.serving import settle
from service.seeding import write_invented
from service.settings import Settings
from service.texts.wordlore import Wordlore, wordlore_of

STRAIGHT = Path(__file__).with_name("straight.py")
SEED = 1
LINES = 5
PEERS = Path(__file__).with_name("peers.cypher")
PEER_OF = {
    "service": "service_features",
    "goods": "service_features",
    "space": "space_features",
    "money": "fund_features",
}


@dataclass(frozen=True)
class Size:
    """How large a town, how often each call is timed."""

    residents: int
    calls: int
    peer_calls: int
    writes: int


FULL = Size(50_000, 200, 10, 20)
QUICK = Size(200, 5, 1, 2)


@dataclass(frozen=True)
class Question:
    """The project asked about, its lines as (id, kind), and other projects with as many."""

    project: str
    lines: tuple[tuple[str, str], ...]
    others: tuple[str, ...]

    @property
    def path(self) -> str:
        """Where the API answers it."""
        return path_of(self.project)


def path_of(project: str) -> str:
    """Where the API names the partners of a project."""
    return f"/api/v1/projects/{project}/partners"


@dataclass(frozen=True)
class Engine:
    """An engine and the data folder used with it."""

    name: str
    data: Path
    settings: Mapping[str, str]

    def store(self) -> Store:
        """The graph of the folder, ready for use."""
        self.data.mkdir(parents=True, exist_ok=True)
        names = ("HELI_GRAPH_URL", "HELI_GRAPH_USER", "HELI_GRAPH_PASSWORD")
        store = connect(self.data, *(self.settings.get(name, "") for name in names))
        migrate(store)
        return store


def main() -> int:
    """Run everything and print it."""
    options = _options()
    size = QUICK if options.quick else FULL
    figures = Figures("recommend", _machine(size))
    print(f"{figures.title}: " + ", ".join(f"{name} {value}" for name, value in figures.facts.items()))
    with tempfile.TemporaryDirectory(prefix="heli bench ") as temporary:
        folder = options.keep or Path(temporary)
        dump = town(folder, size.residents)
        question = question_of(dump)
        for engine in _engines(folder):
            ask_everybody(figures, engine, dump, question, size)
        grow(figures, folder, size)
    figures.summary()
    if options.json:
        figures.write(options.json)
    return 0


def town(folder: Path, residents: int) -> Path:
    """The dump of an invented town, made once."""
    path = folder / f"town-{residents}.jsonl"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        write_invented(residents, SEED, path, lambda done, total: None)
    return path


def question_of(dump: Path) -> Question:
    """The first open project with five lines."""
    snapshot = Snapshot.from_dump(dump)
    requires = snapshot.links["REQUIRES", "Project", "Requirement"]
    lines, projects = snapshot.nodes["Requirement"], snapshot.nodes["Project"]
    many = np.flatnonzero(np.bincount(requires.from_rows, minlength=len(projects)) == LINES)
    rows = requires.to_rows[requires.from_rows == many[0]]
    kinds = lines.texts("kind")
    asked = tuple((lines.ids[row], str(kinds[row])) for row in rows)
    return Question(projects.ids[many[0]], asked, tuple(projects.ids[row] for row in many[1:101]))


def ask_everybody(figures: Figures, engine: Engine, dump: Path, question: Question, size: Size) -> None:
    """Every figure of one engine."""
    figures.section(f"{engine.name}: {dump.name}")
    with engine.store() as store:
        _fill(figures, engine.name, store, dump)
        shutil.rmtree(engine.data / "snapshots", ignore_errors=True)  # of an earlier run with --keep
        wordlore = wordlore_of(Settings(data=engine.data))
        with Community(store, engine.data, wordlore) as community:
            began = time.perf_counter()
            community.current(datetime.now(UTC))
            figures.add(
                f"{engine.name}: first start, the graph read record by record", time.perf_counter() - began, "s"
            )
            _wait_for_vectors(community, wordlore)
            _work_out(community, engine.data)
            settle()
            call = ask_here(figures, engine.name, community, engine.data, question, size)
            ask_in_cypher(figures, engine.name, store, question, size, call)
            refresh_one(figures, engine.name, store, engine.data)
    began = time.perf_counter()
    with served(engine.data, engine.settings) as server:
        server.wait_for(question.path)
        seconds = time.perf_counter() - began
        figures.add(f"{engine.name}: start with a cached snapshot to the first answer", seconds, "s", 3.0)
        ask_over_http(figures, engine.name, server, question, size)
        with engine.store() as store:
            write_and_wait(figures, engine.name, server, store, question, size)


def ask_here(
    figures: Figures, engine: str, community: Community, data: Path, question: Question, size: Size
) -> Callable[[], None]:
    """The question in this process: the verb, and the API call, which is given back."""
    verb = milliseconds(lambda: find_partners(community, question.project, now=datetime.now(UTC)).as_json(), size.calls)
    figures.add(f"{engine}: partners with reasons, in this process, p50", p50(verb), "ms")
    figures.add(f"{engine}: partners with reasons, in this process, p95", p95(verb), "ms")
    client = create_app(Settings(data=data, log_level="warning"), community).test_client()

    def call(path: str = question.path) -> None:
        status = client.get(path).status_code
        if status != 200:
            raise RuntimeError(f"the API answered {status}")

    call()  # the first one imports
    taken = milliseconds(call, size.calls)
    figures.add(f"{engine}: API call in this process, p50", p50(taken), "ms")
    figures.add(f"{engine}: API call in this process, p95", p95(taken), "ms")
    # Nothing of these has been asked before: what is kept of a project that is looked at again plays no part.
    fresh = [milliseconds(partial(call, path_of(other)), 1)[0] for other in question.others]
    if fresh:
        figures.add(f"{engine}: API call in this process, another project each time, p50", p50(fresh), "ms")
    return call


def refresh_one(figures: Figures, engine: str, store: Store, data: Path) -> None:
    """One changed resident, into the snapshot."""
    folder = data / "snapshots" / store.engine
    snapshot = load(folder)
    assert snapshot is not None
    snapshot = refresh(snapshot, store, datetime.now(UTC))
    resident = store.get("Resident", snapshot.nodes["Resident"].ids[0])
    taken = []
    for number in range(10):
        store.upsert([Node("Resident", resident.id, {"name": f"改名{number}"})])
        began = time.perf_counter()
        snapshot = refresh(snapshot, store, datetime.now(UTC))
        _ = snapshot.version
        taken.append((time.perf_counter() - began) * 1000)
    store.upsert([resident])
    figures.add(f"{engine}: one change into the snapshot, p50", p50(taken), "ms", 200.0)


def ask_in_cypher(
    figures: Figures, engine: str, store: Store, question: Question, size: Size, call: Callable[[], None]
) -> None:
    """The same question to the engine: a bare count, and what Cypher can say of the features."""
    peers = {statement.name: statement for statement in parse(PEERS.read_text(encoding="utf-8"), PEERS.name)}

    def ask(name: str, line: str = "") -> list[dict[str, Any]]:
        given = {"project": question.project, "line": line}
        peer: Statement = peers[name]
        return store.query(name, peer.text, {key: given[key] for key in peer.parameters})

    def ask_features() -> None:
        for line, kind in question.lines:
            ask(PEER_OF.get(kind, "people_features"), line)

    assert ask("shared_skills"), "the peer must find somebody, or it is none"
    ask_features()
    ours, bare, featured = [], [], []
    for _ in range(size.peer_calls):  # in turns, so that a busy machine is fair to all
        ours += milliseconds(call, 3)
        bare += milliseconds(lambda: ask("shared_skills"), 3)
        featured += milliseconds(ask_features, 1)
    figures.add(f"{engine}: our API call in turns with the two below, p50", p50(ours), "ms")
    figures.add(f"{engine}: (a) Cypher, a bare count of shared skills, p50", p50(bare), "ms")
    figures.add(f"{engine}: (b) Cypher, the features as far as it can say them, p50", p50(featured), "ms")
    figures.add(f"{engine}: (a) over our API call", p50(bare) / p50(ours), "×", 1.0, at_least=True)
    figures.add(f"{engine}: (b) over our API call", p50(featured) / p50(ours), "×", 20.0, at_least=True)


def ask_over_http(figures: Figures, engine: str, server: Served, question: Question, size: Size) -> None:
    """The question to the running service, and its memory after it."""
    answer = server.get(question.path)
    assert len(answer["requirements"]) == LINES
    assert any(line["matches"] for line in answer["requirements"])
    taken = milliseconds(lambda: server.get(question.path), size.calls)
    figures.add(f"{engine}: API call over HTTP, p50", p50(taken), "ms")
    figures.add(f"{engine}: API call over HTTP, p95", p95(taken), "ms", 50.0)
    own, children = server.megabytes()
    figures.add(f"{engine}: memory of the service", own, "MiB", 1024.0)
    if children:
        figures.add(f"{engine}: memory of the embedded engine", children, "MiB")


def write_and_wait(figures: Figures, engine: str, server: Served, store: Store, question: Question, size: Size) -> None:
    """Rename the first partner in another process until the service says the new name."""

    def first() -> dict[str, str]:
        lines = server.get(question.path)["requirements"]
        return next(line["matches"][0]["candidate"] for line in lines if line["matches"])

    partner = first()
    taken = []
    for number in range(size.writes):
        name = f"{partner['name']}{number}"
        store.upsert([Node(partner["kind"], partner["id"], {"name": name})])
        began = time.perf_counter()
        while first()["name"] != name:
            time.sleep(0.005)
        taken.append(time.perf_counter() - began)
    store.upsert([Node(partner["kind"], partner["id"], {"name": partner["name"]})])
    figures.add(f"{engine}: a write of another process is visible, p50", p50(taken), "s")
    figures.add(f"{engine}: a write of another process is visible, slowest", max(taken), "s", 1.0)


def grow(figures: Figures, folder: Path, size: Size) -> None:
    """Straight from a dump into the snapshot, at this size and ten times it."""
    figures.section("ten times the data, straight from the dump")
    found = []
    for residents in (size.residents, size.residents * 10):
        dump = town(folder, residents)
        command = [sys.executable, str(STRAIGHT), str(dump)]
        runs = [json.loads(subprocess.run(command, check=True, capture_output=True).stdout) for _ in range(2)]
        found.append({name: min(run[name] for run in runs) for name in runs[0]})
        for name, unit in (("seconds", "s"), ("megabytes", "MiB")):
            figures.add(f"{residents:,} residents, {found[-1]['records']:,} records: {name}", found[-1][name], unit)
    small, large = found
    figures.add("ten times the data: time", large["seconds"] / small["seconds"], "×", 12.0)
    figures.add("ten times the data: memory", large["megabytes"] / small["megabytes"], "×", 12.0)


def _wait_for_vectors(community: Community, wordlore: Wordlore) -> None:
    """Until what is worked out beside the first answers is there, and kept for the service that starts later."""
    if wordlore.sentences is None:
        return
    while community.current(datetime.now(UTC)).matcher.data.meaning.vectors is None:
        wordlore.sentences.wait(600.0)
        time.sleep(0.1)
    wordlore.sentences.wait(600.0)


def _work_out(community: Community, data: Path) -> None:
    """What a service works out beside its first answers: compiled loops, and what the open lines ask."""
    compile_all(data / "kernels")
    snapshot, matcher = community.current(datetime.now(UTC))
    for text in open_lines(snapshot):
        foresee(matcher.data, text)


def _fill(figures: Figures, engine: str, store: Store, dump: Path) -> None:
    if data_is(store, dump):
        return
    began = time.perf_counter()
    done = restore(store, dump, replace=True)
    seconds = time.perf_counter() - began
    figures.add(f"{engine}: the dump restored into the graph", seconds, "s")
    figures.add(f"{engine}: records restored a second", (done.nodes + done.links) / seconds, "/s")


def data_is(store: Store, dump: Path) -> bool:
    """Whether an earlier run with `--keep` filled the graph with this dump."""
    counts = store.counts()
    expected = read_dump(dump)
    return sum(counts.values()) == expected.node_count + expected.link_count


def _engines(folder: Path) -> list[Engine]:
    engines = [Engine("embedded", folder / "embedded", {})]
    if url := os.environ.get("HELI_TEST_NEO4J"):
        settings = {
            "HELI_GRAPH_URL": url,
            "HELI_GRAPH_USER": os.environ.get("HELI_TEST_NEO4J_USER", "neo4j"),
            "HELI_GRAPH_PASSWORD": os.environ.get("HELI_TEST_NEO4J_PASSWORD", ""),
        }
        engines.append(Engine("neo4j", folder / "neo4j", settings))
    else:
        print("Neo4j is left out: HELI_TEST_NEO4J names no server.")
    return engines


def _machine(size: Size) -> dict[str, Any]:
    return {
        "residents": size.residents,
        "processors": len(os.sched_getaffinity(0)),
        "python": platform.python_version(),
        "load": round(os.getloadavg()[0], 1),
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a small town, in seconds")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there, too")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep dumps and graphs there for the next run")
    return parser.parse_args()


if __name__ == "__main__":
    # A service has tables multiplied by the thread that asks, which numpy must know before it is imported.
    if "OPENBLAS_NUM_THREADS" not in os.environ:
        os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, "OPENBLAS_NUM_THREADS": "1"})
    sys.exit(main())
