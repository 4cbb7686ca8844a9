"""Words that several lists name belong to none of them: a list is taken back and leaves them."""

from __future__ import annotations

from datetime import timedelta

from graph.loading.load import undo
from graph.store import Store
from tests.contract.test_loading import NOW, PLACES, RESIDENTS, file_of, loaded


def test_a_list_is_taken_back_though_a_later_one_names_the_same_skills(store: Store) -> None:
    loaded(store, file_of("places", PLACES))
    taken = loaded(store, file_of("residents", RESIDENTS), NOW + timedelta(minutes=1))
    others = [{"name": "张某", "phone": "13800000009", "skills": ["养花", "修灯"]}]
    later = loaded(store, file_of("residents", others, "others"), NOW + timedelta(minutes=2))
    shared = [(link.from_id, link.to_id) for link in store.links("HAS_SKILL")]
    undo(store, taken.import_id, NOW)
    (left,) = store.nodes("Resident")
    assert left.properties["name"] == "张某"
    kept = [(link.from_id, link.to_id) for link in store.links("HAS_SKILL")]
    assert kept == [one for one in shared if one[0] == left.id]
    assert len(kept) == 2
    undo(store, later.import_id, NOW)
    assert not list(store.nodes("Resident"))
