"""Schema steps: in order, once, one process at a time, and resumed wherever they were cut off."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from graph import migrate as migration
from graph.dump import read_dump
from graph.errors import BadMigration, GraphError, LeaseHeld, LeaseLost
from graph.migrate import Step, apply_schema, lease, migrate, outstanding, steps_of
from graph.records import Node
from graph.store import Store

FIRST = "MATCH (s:Skill)\nWHERE s.theme IS NULL\nWITH s LIMIT 2\nSET s.theme = '其他'\nRETURN count(s) AS changed\n"
SECOND = (
    'def run(store):\n    store.upsert(type(n)(n.kind, n.id, {"version": "2"}) for n in list(store.nodes("Skill")))\n'
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "0001_theme.cypher").write_text(FIRST, encoding="utf-8")
    (tmp_path / "0002_version.py").write_text(SECOND, encoding="utf-8")
    return tmp_path


def skills(store: Store) -> dict[str, tuple[object, object]]:
    return {n.id: (n.properties.get("theme"), n.properties.get("version")) for n in store.nodes("Skill")}


def with_skills(store: Store) -> Store:
    store.upsert([Node("Skill", f"s{n}", {"name": "x"}) for n in range(5)])
    return store


def dumps(store: Store) -> set[Path]:
    return set((store.folder / "dumps").glob("before-0*"))


DONE = {f"s{n}": ("其他", "2") for n in range(5)}


def test_steps_run_once_in_order_after_a_dump(store: Store, folder: Path) -> None:
    with_skills(store)
    kept_before = dumps(store)
    assert migrate(store, steps_of(folder)) == ["0001_theme", "0002_version"]
    assert skills(store) == DONE
    (kept,) = dumps(store) - kept_before
    assert {n.id: n.properties for n in read_dump(kept).nodes()} == {f"s{n}": {"name": "x"} for n in range(5)}
    assert migrate(store, steps_of(folder)) == []
    assert dumps(store) == kept_before | {kept}


def test_an_empty_graph_needs_no_dump(store: Store, folder: Path) -> None:
    kept_before = dumps(store)
    assert migrate(store, steps_of(folder)) == ["0001_theme", "0002_version"]
    assert dumps(store) == kept_before


class Cut(BaseException):
    """The process dies here."""


def cutting(step: Step, at: str) -> Step:
    """The step, cut off before or after its work."""

    def run(store: Store) -> None:
        if at == "after":
            step.run(store)
        raise Cut

    return Step(step.id, step.checksum, run)


@pytest.mark.parametrize("at", ["before", "after"])
@pytest.mark.parametrize("which", [0, 1])
def test_a_step_that_was_cut_off_is_run_again(store: Store, folder: Path, which: int, at: str) -> None:
    with_skills(store)
    steps = steps_of(folder)
    broken = [*steps[:which], cutting(steps[which], at), *steps[which + 1 :]]
    with pytest.raises(Cut):
        migrate(store, broken)
    assert migrate(store, steps) == [step.id for step in steps[which:]]
    assert skills(store) == DONE


def test_a_statement_that_was_cut_off_is_resumed(store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_skills(store)
    alter, calls = store.alter, []

    def once(name: str, text: str) -> list[dict[str, object]]:
        calls.append(name)
        if len(calls) == 2:
            raise Cut
        return alter(name, text)

    with monkeypatch.context() as patch:
        patch.setattr(store, "alter", once)
        with pytest.raises(Cut):
            migrate(store, steps_of(folder))
    assert sorted(str(theme) for theme, _ in skills(store).values()) == ["None"] * 3 + ["其他"] * 2
    migrate(store, steps_of(folder))
    assert skills(store) == DONE


def test_a_changed_or_unknown_step_stops_everything(store: Store, folder: Path) -> None:
    migrate(store, steps_of(folder))
    (folder / "0001_theme.cypher").write_text(FIRST + "// another one\n", encoding="utf-8")
    with pytest.raises(BadMigration, match="0001_theme"):
        migrate(store, steps_of(folder))
    (folder / "0001_theme.cypher").write_text(FIRST, encoding="utf-8")
    with pytest.raises(BadMigration, match="newer"):
        migrate(store, steps_of(folder)[:1])


def test_two_steps_of_one_number_are_refused(folder: Path) -> None:
    (folder / "0002_again.cypher").write_text(FIRST, encoding="utf-8")
    with pytest.raises(BadMigration, match="0002"):
        steps_of(folder)


def test_one_process_at_a_time_migrates(store: Store, folder: Path) -> None:
    with_skills(store)
    runs: list[str] = []
    steps = steps_of(folder)

    def counted(step: Step) -> Step:
        return Step(step.id, step.checksum, lambda s: (runs.append(step.id), step.run(s))[1])

    start = threading.Barrier(3)

    def work() -> list[str]:
        start.wait()
        return migrate(store, [counted(step) for step in steps])

    with ThreadPoolExecutor(3) as pool:
        results = [pool.submit(work) for _ in range(3)]
    assert sorted(runs) == ["0001_theme", "0002_version"]
    assert sorted(len(result.result()) for result in results) == [0, 0, 2]
    assert skills(store) == DONE


def test_a_lease_that_nobody_renews_ends(store: Store) -> None:
    now = store.now()
    taken_until(store, now + timedelta(seconds=60))
    with pytest.raises(LeaseHeld), lease(store, "x", wait_seconds=0):
        pass
    taken_until(store, now - timedelta(seconds=1))
    with lease(store, "x", wait_seconds=0):
        pass


def taken_until(store: Store, until: datetime) -> None:
    """The lease x, as one left it who is no more."""
    assert store.write("take_lease", id="x", holder="dead", now=store.now(), until=until, beyond=until)


def test_a_lease_of_before_the_clock_was_set_back_holds_nobody_up(store: Store) -> None:
    taken_until(store, store.now() + timedelta(days=3650))
    with lease(store, "x", wait_seconds=0):
        pass


def test_a_lease_is_dated_by_the_clock_that_all_share(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with lease(store, "x"):
        for days in (-400, 400):
            monkeypatch.setattr(store, "clock", lambda days=days: datetime.now(UTC) + timedelta(days=days))
            with pytest.raises(LeaseHeld), lease(store, "x", wait_seconds=0):
                pass


def test_the_schema_is_applied_once_and_its_constraints_hold(store: Store) -> None:
    defined: list[str] = []
    define: Callable[[str], None] = store.define
    try:
        store.define = lambda text: (defined.append(text), define(text))[1]  # type: ignore[method-assign]
        apply_schema(store)
        assert defined == []
        store.write("forget_migration", id="schema")
        apply_schema(store)
        assert len(defined) > 30
    finally:
        store.define = define  # type: ignore[method-assign]


class Gone(GraphError):
    """The graph cannot be reached."""

    def __init__(self) -> None:
        super().__init__("连不上。", "It cannot be reached.")


@pytest.mark.parametrize("fault", ["out of reach", "taken by another"])
def test_a_migration_stops_when_its_lease_cannot_be_kept(
    embedded_store: Store, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_skills(embedded_store)
    write, tried = embedded_store.write, threading.Semaphore(0)
    ran: list[Store] = []

    def failing(statement: str, **parameters: object) -> list[dict[str, object]]:
        if statement != "take_lease" or not ran:
            return write(statement, **parameters)
        tried.release()
        if fault == "out of reach":
            raise Gone
        return []

    def slow(store: Store) -> None:
        ran.append(store)
        for _ in range(5):  # tried four times while a lease lasts
            assert tried.acquire(timeout=30)

    monkeypatch.setattr(migration, "DURATION", timedelta(seconds=0.5))
    monkeypatch.setattr(embedded_store, "write", failing)
    steps = [Step("0001_slow", "a", slow), Step("0002_next", "b", ran.append)]
    with pytest.raises(LeaseLost, match="stopped half-way"):
        migrate(embedded_store, steps)
    assert len(ran) == 1
    monkeypatch.undo()
    assert outstanding(embedded_store, steps) == ["0001_slow", "0002_next"]


def test_a_lease_that_is_renewed_goes_on(embedded_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    write, renewals = embedded_store.write, threading.Semaphore(0)

    def counted(statement: str, **parameters: object) -> list[dict[str, object]]:
        rows = write(statement, **parameters)
        if statement == "take_lease":
            renewals.release()
        return rows

    monkeypatch.setattr(migration, "DURATION", timedelta(seconds=2))
    monkeypatch.setattr(embedded_store, "write", counted)
    with lease(embedded_store, "x") as held:
        for _ in range(3):
            assert renewals.acquire(timeout=30)
            held.check()
        with pytest.raises(LeaseHeld), lease(embedded_store, "x", wait_seconds=0):
            pass
