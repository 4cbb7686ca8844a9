"""The live community: what requests see of writes, of other processes and of a database that is away."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from graph import snapshot as snapshots
from graph.changes import MARK_OF_RESTORE
from graph.dump import dump
from graph.errors import EngineProblem, GraphUnavailable, RestoreUnfinished
from graph.records import Link, Node
from graph.restore import restore
from graph.snapshot import Snapshot
from graph.snapshot_file import load
from graph.store import Store
from matching.language.meaning import Meaning
from service import community as module
from service.community import Community
from service.partnering import find_partners
from tests.contract import street

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
NEW = Node("Resident", "sun", {"name": "孙新", "consent": True})


class Clock:
    """A monotonic clock that stands still until it is told to move."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def community(embedded_store: Store, data_folder: Path, clock: Clock) -> Iterator[Community]:
    street.fill(embedded_store)
    with Community(embedded_store, data_folder, clock=clock) as community:
        yield community


def _without_commits(store: Store, write: Callable[[], Any]) -> None:
    """Write as another process would: this one does not count the commit."""
    before = store.commits
    write()
    store.commits = before


def test_writes_of_this_process_are_seen_at_once(community: Community) -> None:
    assert "sun" not in community.snapshot(NOW).nodes["Resident"].row_of
    community.store.upsert([NEW])
    snapshot, matcher = community.current(NOW)
    assert "sun" in snapshot.nodes["Resident"].row_of
    assert matcher.data.version == snapshot.version
    assert matcher.data.nodes.row_of("Resident", "sun") >= 0


def test_a_slow_database_keeps_nobody_from_seeing_what_he_wrote(
    community: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    community.snapshot(NOW)
    refreshed = module.refresh

    def slowly(*given: Any) -> Snapshot:
        threading.Event().wait(0.2)
        return refreshed(*given)

    monkeypatch.setattr(module, "refresh", slowly)
    monkeypatch.setattr(module, "PATIENCE", 0.01)
    community.store.upsert([NEW])
    assert "sun" in community.snapshot(NOW).nodes["Resident"].row_of


def test_writes_of_others_are_seen_within_a_second(community: Community, clock: Clock) -> None:
    before = community.snapshot(NOW)
    _without_commits(community.store, lambda: community.store.upsert([NEW]))
    assert community.snapshot(NOW) is before, "it was looked at just now"
    clock.seconds += 0.9
    assert "sun" in community.snapshot(NOW).nodes["Resident"].row_of


def test_nothing_new_keeps_the_version_the_matcher_and_tells_the_time(community: Community, clock: Clock) -> None:
    first = community.current(NOW)
    clock.seconds += 1
    later = NOW + timedelta(seconds=1)
    again = community.current(later)
    assert again.snapshot.version == first.snapshot.version
    assert again.matcher is first.matcher
    assert community.freshness(later).agreed_at == later


def test_what_open_lines_mean_is_worked_out_before_somebody_asks(
    community: Community, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    foreseen, line = (
        threading.Event(),
        Node("Requirement", "new-line", {"kind": "skill", "text": "会修古琴的人", "status": "open"}),
    )
    monkeypatch.setattr(Meaning, "foresee", lambda self, text: foreseen.set() if "古琴" in text else None)
    community.current(NOW)
    community.store.upsert([line])
    clock.seconds += 1
    community.current(NOW)
    assert foreseen.wait(10)


def test_the_next_day_has_a_matcher_of_its_own(community: Community, clock: Clock) -> None:
    first = community.matcher(NOW)
    clock.seconds += 86_400
    assert community.matcher(NOW + timedelta(days=1)) is not first


def test_while_the_database_is_away_the_last_state_answers(
    community: Community, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot, matcher = community.current(NOW)
    with monkeypatch.context() as away:
        away.setattr(community.store, "changes", _unavailable)
        clock.seconds += 60
        later = NOW + timedelta(minutes=1)
        assert community.current(later) == (snapshot, matcher)
        freshness = community.freshness(later)
        assert (freshness.away, freshness.seconds) == (True, 60.0)
    community.store.upsert([NEW])
    clock.seconds += 60
    _settled(community, NOW + timedelta(minutes=2))
    assert "sun" in community.snapshot(NOW).nodes["Resident"].row_of
    assert not community.freshness(NOW).away


def test_a_statement_that_fails_is_a_fault_and_an_engine_that_cannot_start_is_away(
    community: Community, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    community.snapshot(NOW)

    def failing(code: str) -> Callable[..., Any]:
        def changes(*_: object, **__: object) -> Any:
            raise EngineProblem(code, ("不行。", "No."), ("看日志。", "See the log."))

        return changes

    clock.seconds += 60
    monkeypatch.setattr(community.store, "changes", failing("statement"))
    with pytest.raises(EngineProblem):
        community.snapshot(NOW)
    monkeypatch.setattr(community.store, "changes", failing("disk_full"))
    assert community.freshness(NOW + timedelta(minutes=1)).away


def test_a_start_without_a_database_answers_from_the_saved_copy(
    community: Community, data_folder: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = community.snapshot(NOW).version
    community.close()
    monkeypatch.setattr(community.store, "changes", _unavailable)
    monkeypatch.setattr(community.store, "latest_change", _unavailable)
    later = NOW + timedelta(hours=1)
    with Community(community.store, data_folder, clock=clock) as started:
        assert started.snapshot(later).version == version
        assert started.freshness(later).seconds == 3600
    with pytest.raises(GraphUnavailable), Community(community.store, data_folder / "empty", clock=clock) as empty:
        empty.snapshot(NOW)


def test_a_saved_copy_is_caught_up_and_a_damaged_one_is_built_anew(
    community: Community, data_folder: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    built_anew: list[datetime] = []

    def build(store: Store, now: datetime) -> Snapshot:
        if now == NOW:  # the server is shared: a community of another test may still look at it, by the real clock
            built_anew.append(now)
        return original(store, now)

    original = snapshots.build
    for place in (module, snapshots):
        monkeypatch.setattr(place, "build", build)
    community.snapshot(NOW)
    community.close()
    community.store.upsert([NEW])
    with Community(community.store, data_folder, clock=clock) as restarted:  # closed: nothing is being saved any more
        caught_up = restarted.snapshot(NOW)
    assert "sun" in caught_up.nodes["Resident"].row_of
    assert len(built_anew) == 1, "brought up to date by the feed, not built anew"
    (path,) = community.folder.iterdir()
    path.write_bytes(path.read_bytes()[:-200])
    with Community(community.store, data_folder, clock=clock) as damaged:
        built = damaged.snapshot(NOW)
    assert built.version == caught_up.version
    assert len(built_anew) == 2


def test_a_copy_that_cannot_be_saved_stops_nothing(community: Community, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(snapshot: Snapshot, folder: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module, "save", full)
    assert len(community.snapshot(NOW).nodes["Resident"]) == 2
    community.close()
    assert load(community.folder) is None


def test_many_threads_see_their_own_writes(community: Community) -> None:
    missed: list[str] = []

    def write_and_look(name: str) -> None:
        for number in range(5):
            key = f"{name}{number}"
            community.store.upsert([Node("Resident", key, {"name": key, "consent": True})])
            snapshot, matcher = community.current(NOW)
            if key not in snapshot.nodes["Resident"].row_of or matcher.data.version != snapshot.version:
                missed.append(key)

    threads = [threading.Thread(target=write_and_look, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert missed == []
    assert len(community.snapshot(NOW).nodes["Resident"]) == 22


def test_partners_are_found_through_it(community: Community) -> None:
    community.store.upsert(
        [
            Node("Project", "p", {"name": "学手机", "stage": "matching"}),
            Node("Requirement", "q", {"kind": "people", "text": "教手机", "status": "open", "quantity": 1.0}),
        ],
        [Link("REQUIRES", "Project", "p", "Requirement", "q")],
    )
    partners = find_partners(community, "p", now=NOW)
    assert partners.snapshot_version == community.snapshot(NOW).version
    assert [line.line.text for line in partners.requirements] == ["教手机"]


def _unavailable(*_: object, **__: object) -> Any:
    raise GraphUnavailable("图数据库没有应答。", "The graph does not answer.")


def _settled(community: Community, now: datetime) -> None:
    """Wait for the attempt that this request starts, as requests do not while the database is away."""
    community.snapshot(now)
    attempt = community._attempt
    if attempt is not None:
        attempt.result(10)


def test_what_was_saved_is_made_ready_before_the_database_is_asked(
    embedded_store: Store, data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    street.fill(embedded_store)
    with Community(embedded_store, data_folder) as before:
        first = before.current(NOW)
    with Community(embedded_store, data_folder) as again:
        with monkeypatch.context() as unasked:
            unasked.setattr(embedded_store, "changes", None)
            again.recall(NOW)
        monkeypatch.setattr(module.matching_input, "build", None)
        found = again.current(NOW)
    assert found.snapshot.version == found.matcher.data.version == first.snapshot.version


def test_while_a_restore_goes_on_the_last_snapshot_answers(community: Community, clock: Clock, tmp_path: Path) -> None:
    store = community.store
    dump(store, tmp_path / "street.jsonl")
    store.upsert([NEW])
    before = community.snapshot(NOW)
    seen = []

    def meanwhile(done: int, expected: int) -> None:
        if done < expected:
            clock.seconds += module.RETRY_AFTER + 1
            _settled(community, NOW)
            seen.append((community.snapshot(NOW).version, community.freshness(NOW).away))

    restore(store, tmp_path / "street.jsonl", replace=True, progress=meanwhile)
    assert set(seen) == {(before.version, True)}
    clock.seconds += module.RETRY_AFTER + 1
    _settled(community, NOW)
    after = community.snapshot(NOW)
    assert "sun" not in after.nodes["Resident"].row_of
    assert len(after.nodes["Resident"]) == len(before.nodes["Resident"]) - 1
    assert not community.freshness(NOW).away


def test_a_start_in_the_middle_of_a_restore_makes_no_snapshot_of_it(
    community: Community, data_folder: Path, clock: Clock
) -> None:
    community.store.write("record_migration", id=MARK_OF_RESTORE, checksum="x", at=None)
    with pytest.raises(RestoreUnfinished), Community(community.store, data_folder / "empty", clock=clock) as empty:
        empty.snapshot(NOW)


def test_closing_waits_for_a_look_at_the_feed(
    embedded_store: Store, data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the store is closed under it."""
    began, over = threading.Event(), []

    def slowly(*given: object) -> Snapshot:
        began.set()
        threading.Event().wait(0.3)
        over.append(True)
        return Snapshot.from_records([], [], datetime.now(UTC))

    monkeypatch.setattr("service.community.build", slowly)
    community = Community(embedded_store, data_folder)
    asking = threading.Thread(target=community.snapshot, args=(datetime.now(UTC),))
    asking.start()
    assert began.wait(5)
    community.close()
    assert over
    asking.join()


def test_nothing_goes_on_after_closing(
    embedded_store: Store, data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who waited has an answer before the look is over: what follows it reads the store's folder, too."""
    began, go_on, saved = threading.Event(), threading.Event(), []

    def slowly(snapshot: Snapshot, folder: Path) -> Path:
        began.set()
        assert go_on.wait(5)
        saved.append(snapshot)
        return folder

    monkeypatch.setattr(module, "save", slowly)
    community = Community(embedded_store, data_folder)
    community.snapshot(datetime.now(UTC))
    assert began.wait(5)
    looking = community._looking
    closing = threading.Thread(target=community.close)
    closing.start()
    assert community._closing.wait(5)
    go_on.set()
    closing.join()
    assert looking is not None
    assert not looking.is_alive()
    assert len(saved) == 1
