"""What an undo takes with it: every page of its file, and imports that only repeated it."""

from __future__ import annotations

from datetime import timedelta

from graph.loading.load import undo
from graph.store import Store
from tests.contract.test_loading import NEEDS, NOW, PLACES, RESIDENTS, file_of, loaded


def test_an_import_that_changed_nothing_does_not_stand_in_the_way_and_may_be_loaded_again(store: Store) -> None:
    loaded(store, file_of("places", PLACES))
    before = {node.id for node in store.nodes("Need")}
    taken = loaded(store, file_of("needs", NEEDS))
    again = file_of("needs", NEEDS, "the same rows from another office")
    second = loaded(store, again, NOW + timedelta(hours=1))
    undo(store, taken.import_id, NOW)
    assert {node.id for node in store.nodes("Need")} == before
    assert store.get("Import", second.import_id).properties["status"] == "undone"
    assert loaded(store, again, NOW + timedelta(hours=2)).created


def test_nothing_of_a_file_that_was_taken_back_is_kept(store: Store) -> None:
    taken = loaded(store, file_of("residents", RESIDENTS))
    removed, restored = undo(store, taken.import_id, NOW)
    assert (removed, restored) == (taken.created, taken.changed)
    assert not list(store.nodes("ImportPage"))
    assert store.get("Import", taken.import_id).properties["status"] == "undone"
