"""What a place lies in has to be known, from the graph or from the same file, or its row says so."""

from __future__ import annotations

from graph.loading.register import Register
from graph.reading import check
from graph.reading.gazetteer import Entry, Gazetteer
from tests.unit.test_loading_lists import read

KNOWN = Gazetteer([Entry("community", "南桥社区", "", ("南桥",)), Entry("compound", "柳巷1号院", "南桥社区")])
LINES = """名称,属于,级别,也叫
柳巷1号院4号楼,柳巷1号院,楼,
新柳院3号楼,新柳,楼,
新柳院,南桥,院,新柳
福里,北河社区,院,
福里二院,南乔社区,院,
顶头,,社区,
"""


def test_a_place_under_something_unknown_is_told_and_kept_without_it() -> None:
    (file,) = check([("地点.csv", LINES.encode())], KNOWN)
    rows = file.sheets[0].rows
    told = [row.fields.get("parent") for row in rows]
    assert told == ["柳巷1号院", "新柳院", "南桥社区", None, None, None]
    assert [[(p.column, p.code, p.proposal) for p in row.problems] for row in rows] == [
        [],
        [],
        [],
        [("B", "unknown_place", None)],
        [("B", "unknown_place", "南桥社区")],
        [],
    ]


def test_a_place_finds_what_it_lies_in_though_that_stands_below_it() -> None:
    rows = [
        {"kind": "building", "name": "新柳院3号楼", "parent": "新柳院"},
        {"kind": "compound", "name": "新柳院"},
    ]
    found = read("places", *rows, register=Register())
    assert [link.kind for link in found.draft.as_links()] == ["PART_OF"]
