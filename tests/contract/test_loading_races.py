"""A load and whatever else is written at the same moment, on every engine: nothing is lost, and undo brings it back.

Each race is set up, not hoped for: between the moment a writer has read and the moment it writes, the other one is
started and given time. It either waits, or finishes first and is then seen.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import nullcontext, suppress
from datetime import timedelta
from typing import Any

import pytest

from graph.loading import load as loading
from graph.loading.errors import LaterWorkDepends
from graph.loading.load import Origin, Outcome, undo
from graph.loading.obstacles import obstacles
from graph.loading.register import read_register
from graph.loading.translate import translate
from graph.store import Store
from graph.transaction import Transaction
from service import editing
from tests.contract.test_loading import NOW, PLACES, file_of, loaded


@pytest.fixture(params=["one process", "several processes"], autouse=True)
def processes(request: pytest.FixtureRequest, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Writers of one process wait for one another; those of several have only the turn in the graph."""
    if request.param == "several processes":
        monkeypatch.setattr(store, "_turn", nullcontext())


HEAD_START = 0.5  # seconds the other writer gets; it then waits for us or is done


class Meanwhile:
    """Another writer that is started once, in the middle of ours, and then given some time."""

    def __init__(self, work: Callable[[], object]) -> None:
        self._work = work
        self._thread: threading.Thread | None = None
        self.failed: Exception | None = None

    def start(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._run)
            self._thread.start()
            self._thread.join(HEAD_START)

    def end(self) -> None:
        assert self._thread is not None
        self._thread.join(60)
        assert not self._thread.is_alive()
        if self.failed is not None:
            raise self.failed

    def _run(self) -> None:
        try:
            self._work()
        except Exception as error:  # noqa: BLE001  # told by the test's own thread
            self.failed = error


def load_with(store: Store, rows: list[dict[str, Any]], digest: str, other: Meanwhile, minutes: int = 1) -> Outcome:
    """Load needs, the other writer starting when the graph was read and nothing is written yet."""
    file = file_of("needs", rows, digest)
    found = translate(file, read_register(store), lambda _: [], NOW.date())

    def progress(step: str, _done: int, _total: int) -> None:
        if step == "writing":
            other.start()

    origin = Origin(digest, digest, len(rows), 0)
    outcome = loading.load(store, found.draft, origin, NOW + timedelta(minutes=minutes), progress)
    other.end()
    return outcome


def need(quantity: int) -> list[dict[str, Any]]:
    return [{"text": "院里缺凳子", "place": "柳巷1号院", "quantity": quantity, "unit": "个"}]


def only_need(store: Store) -> Any:
    (found,) = store.nodes("Need")
    return found


def test_a_load_does_not_lose_an_edit_made_meanwhile(store: Store) -> None:
    loaded(store, file_of("places", PLACES))
    loaded(store, file_of("needs", need(5)))
    identifier = only_need(store).id
    edit = Meanwhile(
        lambda: editing.edit(store, "Need", identifier, {"quantity": 7.0}, if_match=["*"], now=NOW + timedelta(hours=1))
    )
    outcome = load_with(store, need(9), "second", edit)
    with suppress(LaterWorkDepends):  # the edit came after the load: it stands, and the load under it
        undo(store, outcome.import_id, NOW)
    assert only_need(store).properties["quantity"] == 7


def test_an_edit_does_not_lose_what_is_undone_meanwhile(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded(store, file_of("places", PLACES))
    loaded(store, file_of("needs", need(5)))
    outcome = loaded(store, file_of("needs", need(9), "second"), NOW + timedelta(minutes=1))
    identifier = only_need(store).id
    edit = Meanwhile(
        lambda: editing.edit(store, "Need", identifier, {"quantity": 7.0}, if_match=["*"], now=NOW + timedelta(hours=1))
    )

    def looked(transaction: Transaction, *about: Any) -> Any:
        answer = obstacles(transaction, *about)
        edit.start()
        return answer

    monkeypatch.setattr("graph.loading.load.obstacles", looked)
    with suppress(LaterWorkDepends):
        undo(store, outcome.import_id, NOW)
    edit.end()
    assert only_need(store).properties["quantity"] == 7


def test_of_two_files_about_one_thing_the_later_builds_on_the_earlier(store: Store) -> None:
    loaded(store, file_of("places", PLACES))
    before = store.canonical_hash()
    outcomes: list[Outcome] = []
    other = Meanwhile(
        lambda: outcomes.append(loaded(store, file_of("needs", need(7), "other"), NOW + timedelta(minutes=1)))
    )
    outcomes.append(load_with(store, need(9), "mine", other, minutes=2))
    assert sorted(outcome.created for outcome in outcomes) == [0, 1]
    order = sorted(outcomes, key=lambda outcome: outcome.created)
    for outcome in order:
        undo(store, outcome.import_id, NOW)
    assert store.canonical_hash() == before


def test_an_edit_waits_for_no_load_that_failed(store: Store) -> None:
    loaded(store, file_of("places", PLACES))
    loaded(store, file_of("needs", need(5)))
    with pytest.raises(ZeroDivisionError):
        store.in_turn(_fail)
    editing.edit(store, "Need", only_need(store).id, {"quantity": 7.0}, if_match=["*"], now=NOW)
    assert only_need(store).properties["quantity"] == 7


def _fail(_: Transaction) -> None:
    raise ZeroDivisionError
