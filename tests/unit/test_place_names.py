"""A place is found by its name in short, by who runs it, or with what it lies in; of several none is taken."""

from __future__ import annotations

import pytest

from graph.reading.gazetteer import Entry
from service.errors import UnknownName
from service.viewing.placenames import PlaceNames

PLACES = PlaceNames(
    [
        Entry("district", "西桥区", "", (), "d"),
        Entry("street", "柳堤街道", "d", ("柳外",), "s"),
        Entry("community", "柳堤社区", "s", (), "c1"),
        Entry("community", "南桥社区", "s", ("南桥头",), "c2"),
        Entry("grid", "南桥第一网格", "c2", (), "g"),
        Entry("compound", "槐花胡同8号院", "g", ("老槐院",), "y1"),
        Entry("building", "槐花胡同8号院1号楼", "y1", (), "b1"),
        Entry("compound", "梅子里3号院", "c2", (), "y2"),
        Entry("compound", "梅子里5号院", "c2", (), "y3"),
        Entry("building", "1号楼", "y2", (), "b2"),
        Entry("building", "1号楼", "y3", (), "b3"),
        Entry("compound", "塔楼小区", "c1", (), "y4"),
    ]
)


@pytest.mark.parametrize(
    ("words", "place"),
    [
        *(("c2", "c2"), ("南桥社区", "c2"), ("南桥", "c2"), ("南橋", "c2"), (" 南桥 ", "c2"), ("南桥头", "c2")),
        *(("南桥社区居委会", "c2"), ("柳堤街道办事处", "s"), ("柳外", "s"), ("西桥", "d")),
        *(("槐花胡同八号院", "y1"), ("槐花胡同8号", "y1"), ("槐花胡同", "y1"), ("老槐", "y1")),
        *(("梅子里3号", "y2"), ("梅子里3号院1号楼", "b2"), ("柳堤街道南桥社区", "c2"), ("塔楼", "y4")),
    ],
)
def test_a_place_is_found_by_what_people_call_it(words: str, place: str) -> None:
    assert PLACES.one(words) == place


@pytest.mark.parametrize(
    ("words", "meant"),
    [("柳堤", {"s", "c1"}), ("1号楼", {"b2", "b3"}), ("梅子里", {"y2", "y3"}), ("1号", {"b2", "b3"})],
)
def test_of_several_all_are_named_and_none_is_taken(words: str, meant: set[str]) -> None:
    assert set(PLACES.meant(words)) == meant
    with pytest.raises(UnknownName) as refused:
        PLACES.one(words)
    for place in meant:
        assert f"（{place}）" in refused.value.zh
    assert "Several places" in refused.value.en


def test_of_two_by_one_name_it_is_told_where_each_lies() -> None:
    with pytest.raises(UnknownName) as refused:
        PLACES.one("1号楼")
    assert "梅子里3号院 1号楼" in refused.value.zh


@pytest.mark.parametrize("words", ["南", "桥", "东", "北岸", "楼"])
def test_words_that_name_no_place_find_none(words: str) -> None:
    assert PLACES.meant(words) == []


def test_every_place_of_a_tree_is_found_by_its_own_name_unless_another_has_it() -> None:
    for place in PLACES.places.values():
        found = PLACES.meant(place.name)
        assert place.id in found
        assert len(found) == 1 or {PLACES.places[one].name for one in found} == {place.name}
