"""What several threads and processes do at the same moment, on each engine."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from graph.changes import change_id
from graph.connection import Connection
from graph.errors import AlreadyExists, Conflict, GraphError
from graph.records import Link, Node
from graph.store import Store
from graph.transaction import Transaction
from tests.contract.claimants import take

THREADS = 8


def at_once(works: list[Callable[[], Any]]) -> list[Any]:
    """Run all of them from one starting shot; their results, or the graph's error instead."""
    start = threading.Barrier(len(works))

    def run(work: Callable[[], Any]) -> Any:
        start.wait()
        try:
            return work()
        except GraphError as error:
            return error

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def test_each_requirement_has_exactly_one_winner(store: Store) -> None:
    lines = [f"line{n}" for n in range(6)]
    store.upsert([Node("Requirement", line, {"kind": "people", "status": "open"}) for line in lines])
    works = [
        lambda line=line, who=who: store.transaction(take(f"alliance{who}", line)) for line in lines for who in range(4)
    ]
    results = at_once(works)
    assert [result for result in results if isinstance(result, GraphError)] == []
    assert results.count(True) == len(lines)
    assert Counter(link.to_id for link in store.links("TAKES")) == dict.fromkeys(lines, 1)
    assert len(list(store.nodes("Claim"))) == len(lines)


def test_upserts_of_the_same_new_record_make_one(store: Store) -> None:
    def work(n: int) -> Callable[[], Any]:
        nodes = [Node("Place", "same", {"name": "同", "level": "compound"}), Node("Resident", f"r{n}", {"name": "x"})]
        return lambda: store.upsert(nodes, [Link("LIVES_AT", "Resident", f"r{n}", "Place", "same")])

    results = at_once([work(n) for n in range(THREADS)])
    assert [result for result in results if isinstance(result, GraphError)] == []
    assert store.counts()["Place"] == 1
    assert store.counts()["LIVES_AT"] == THREADS


def test_upserts_of_the_same_link_make_one(store: Store) -> None:
    store.upsert([Node("Resident", "r", {"name": "x"}), Node("Skill", "s", {"name": "y"})])
    link = Link("HAS_SKILL", "Resident", "r", "Skill", "s")
    at_once([lambda: store.upsert([], [link]) for _ in range(THREADS)])
    assert list(store.links("HAS_SKILL")) == [link]


def test_the_constraint_is_the_last_line(store: Store) -> None:
    """Two creations of one id: the second fails as a whole, and says so in our words."""
    at = datetime(2026, 1, 1, tzinfo=UTC)
    fixed = change_id(at, bytes(10))
    store.write("leave_change", id=fixed, at=at, nodes=[], links=[])

    def again(tx: Transaction) -> None:
        tx.upsert([Node("Skill", "half", {"name": "x"})])
        tx.write("leave_change", id=fixed, at=at, nodes=[], links=[])

    with pytest.raises(AlreadyExists, match="leave_change"):
        store.transaction(again)
    assert store.get_many("Skill", ["half"]) == []


def test_increments_that_take_the_lock_first_are_all_kept(store: Store) -> None:
    store.upsert([Node("Fund", "f", {"name": "公益金", "balance": 0})])

    def deposit(tx: Transaction) -> None:
        tx.upsert([Node("Fund", "f", {"note": "lock"})])
        held = tx.get("Fund", "f").properties["balance"]
        assert isinstance(held, float)
        tx.upsert([Node("Fund", "f", {"balance": held + 1})])

    def several() -> None:
        for _ in range(5):
            store.transaction(deposit)

    assert at_once([several] * THREADS) == [None] * THREADS
    assert store.get("Fund", "f").properties["balance"] == 5 * THREADS


CLAIM = """
import sys
from pathlib import Path
from graph.connect import connect
from tests.contract.claimants import take
data, url, user, password, who = sys.argv[1:]
with connect(Path(data), url, user, password) as store:
    print("ready", flush=True)
    sys.stdin.readline()
    print(sum(store.transaction(take(who, f"line{n}")) for n in range(10)), flush=True)
"""


def test_processes_share_the_winners(store: Store) -> None:
    lines = [f"line{n}" for n in range(10)]
    store.upsert([Node("Requirement", line, {"kind": "people", "status": "open"}) for line in lines])
    where = server_arguments(store)
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", CLAIM, *where, f"p{n}"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for n in range(3)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    won = [int(process.communicate(timeout=60)[0]) for process in processes]
    assert sum(won) == len(lines)
    assert Counter(link.to_id for link in store.links("TAKES")) == dict.fromkeys(lines, 1)


def server_arguments(store: Store) -> list[str]:
    """How another process connects to the same graph."""
    if store.engine == "embedded":
        return [str(store.folder), "", "", ""]
    names = ("HELI_TEST_NEO4J", "HELI_TEST_NEO4J_USER", "HELI_TEST_NEO4J_PASSWORD")
    return [str(store.folder), *(os.environ.get(name, "") for name in names)]


def test_a_reader_of_the_feed_misses_nothing(store: Store) -> None:
    """Writers commit out of the order of their ids while the reader polls; every node is listed exactly once."""
    done = threading.Event()
    read: list[str] = []
    seen = {change.id for change in store.changes(None)}

    def poll() -> None:
        last = max(seen)
        while True:
            final = done.is_set()
            for change in store.changes(last, seen=seen):
                seen.add(change.id)
                last = max(last, change.id)
                read.extend(identifier for _, identifier in change.nodes)
            if final:
                return

    def write(writer: int) -> Callable[[], None]:
        def several() -> None:
            for n in range(10):
                store.upsert([Node("Skill", f"{writer}-{n}", {"name": "x"})])

        return several

    reader = threading.Thread(target=poll)
    reader.start()
    try:
        assert at_once([write(n) for n in range(THREADS)]) == [None] * THREADS
    finally:
        done.set()
        reader.join()
    assert Counter(read) == dict.fromkeys((f"{w}-{n}" for w in range(THREADS) for n in range(10)), 1)


def test_a_late_commit_with_an_early_id_is_within_the_window(store: Store) -> None:
    now = datetime(2100, 6, 1, 12, tzinfo=UTC)  # after every change that was really made
    for seconds, name in ((0, "first"), (5, "late clock"), (2, "early clock, late commit")):
        identifier = change_id(now + timedelta(seconds=seconds), bytes(10))
        store.write("leave_change", id=identifier, at=now, nodes=[f"Skill:{name}"], links=[])
    changes = store.changes(None)
    named = {change.nodes[0][1]: change.id for change in changes if change.nodes}
    again = store.changes(named["late clock"])
    assert [change.nodes[0][1] for change in again] == ["first", "early clock, late commit", "late clock"]
    unseen = store.changes(named["late clock"], seen=[named["first"], named["late clock"]])
    assert [change.nodes[0][1] for change in unseen] == ["early clock, late commit"]
    assert store.changes(named["late clock"], window_seconds=1)[0].nodes[0][1] == "late clock"


def test_old_changes_are_forgotten_but_never_the_last(store: Store) -> None:
    for n in range(3):
        store.upsert([Node("Skill", f"s{n}", {"name": "x"})])
    last = store.latest_change()
    assert store.prune_changes(timedelta(days=1)) == 0
    assert store.prune_changes(timedelta(seconds=-60)) == 3
    assert [change.id for change in store.changes(None)] == [last]
    store.upsert([Node("Skill", "s9", {"name": "x"})])
    assert len(store.changes(last)) == 2


def test_changes_are_part_of_their_transaction(store: Store) -> None:
    before = [change.id for change in store.changes(None)]

    def fail(tx: Transaction) -> None:
        tx.upsert([Node("Skill", "s", {"name": "x"})])
        raise Conflict("on purpose")

    with pytest.raises(Conflict):
        store.transaction(fail)
    assert [change.id for change in store.changes(None)] == before
    store.transaction(lambda tx: tx.read("answer"))
    assert [change.id for change in store.changes(None)] == before, "nothing was written, so nothing is announced"


def test_auto_commit_is_why_statements_run_in_managed_transactions(store: Store) -> None:
    """The proof: what fails half-way in a managed transaction leaves nothing on either engine."""
    text = (
        "UNWIND $rows AS row MERGE (n:Skill {id: row.id}) SET n.name = 'x' "
        "WITH row MATCH (c:Change) WITH row, c LIMIT 1 CREATE (d:Change {id: c.id})"
    )
    connection: Connection = store._connection
    with pytest.raises(AlreadyExists):
        connection.execute(
            lambda running: list(running.run("half", text, {"rows": [{"id": "half"}]})), "half", writes=True
        )
    assert store.get_many("Skill", ["half"]) == []
    if store.engine == "embedded":
        driver, database = connection._connected()
        with driver.session(database=database) as session, pytest.raises(Exception, match="ConstraintValidationFailed"):
            session.run(text, {"rows": [{"id": "half"}]}).consume()
        assert store.get_many("Skill", ["half"]) != [], "auto-commit became atomic: the rule may be looked at again"


def test_the_state_is_another_one_when_a_change_with_an_earlier_id_becomes_readable(store: Store) -> None:
    now = datetime.now(UTC)
    store.write("leave_change", id=change_id(now, bytes(10)), at=now, nodes=[], links=[])
    before, latest = store.state(), store.latest_change()
    assert store.state() == before
    late = now - timedelta(seconds=2)
    store.transaction(
        lambda tx: tx.write("leave_change", id=change_id(late, b"1" * 10), at=late, nodes=["Place:late"], links=[])
    )
    assert store.latest_change() == latest
    assert store.state() != before
