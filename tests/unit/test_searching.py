"""What a search keeps of the community lives no longer than the community it was made from."""

from __future__ import annotations

import gc
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from weakref import ref

import pytest

from graph.records import Link, Node
from graph.snapshot import Snapshot
from service.errors import UnknownRequirement
from service.intake.desk import desk_of
from service.viewing.searching import line_called, search

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)


def test_a_table_that_was_searched_goes_with_its_snapshot() -> None:
    snapshot = Snapshot.from_records([Node("Space", "s1", {"name": "二层活动室", "text": "可以借"})], [], NOW)
    assert search(snapshot, "活动室").hits
    table = ref(snapshot.nodes["Space"])
    assert search(snapshot, "能借的房间").hits, "what was made ready serves again"
    del snapshot
    gc.collect()
    assert table() is None


def test_what_is_over_is_found_by_its_name_only() -> None:
    ended, open_ = date(2026, 2, 28), date(2026, 3, 1)
    nodes = [Node("Space", "old", {"name": "旧活动室", "text": "可以借来跳舞", "valid_until": ended})]
    nodes.append(Node("Space", "new", {"name": "新礼堂", "text": "可以借来跳舞", "valid_until": open_}))
    snapshot = Snapshot.from_records(nodes, [], NOW)
    assert [hit.who.id for hit in search(snapshot, "跳舞").hits] == ["new"]
    assert next(hit.who.id for hit in search(snapshot, "旧活动室", kinds=("Space",)).hits) == "old"


def test_what_is_over_stands_last_though_it_bears_the_name() -> None:
    nodes = [Node("Space", "old", {"name": "活动旧屋", "valid_until": date(2026, 2, 28)})]
    nodes.append(Node("Space", "new", {"name": "小活动室"}))
    hits = search(Snapshot.from_records(nodes, [], NOW), "活动", kinds=("Space",)).hits
    assert [(hit.who.id, hit.over) for hit in hits] == [("new", False), ("old", True)]


def test_nonsense_finds_nothing() -> None:
    nodes = [Node("Unit", "u1", {"name": "阿良五金店"}), Node("Unit", "u2", {"name": "巴士公司"})]
    assert not search(Snapshot.from_records(nodes, [], NOW), "阿巴阿巴").hits


def test_what_is_much_less_alike_is_no_answer_beside_what_is_alike() -> None:
    names = ["惠安物业", *(f"{one}物业服务站" for one in ("北辰里", "高原居", "东环路", "顺和街", "柿树园"))]
    nodes = [Node("Unit", f"u{at}", {"name": name, "text": "维修"}) for at, name in enumerate(names)]
    hits = search(Snapshot.from_records(nodes, [], NOW), "惠民安物业").hits
    assert [hit.who.name for hit in hits] == ["惠安物业"]


def test_a_time_is_no_word_to_be_alike_by() -> None:
    nodes = [Node("Organization", "o1", {"name": "清茶雅集", "text": "周六喝茶"})]
    snapshot = Snapshot.from_records(nodes, [], NOW)
    assert not search(snapshot, "周六能借的房间").hits
    assert search(snapshot, "喝茶的人周六").hits


LINES = ("教手机的人", "周六的活动室", "周日的活动室")


@pytest.mark.parametrize(
    ("words", "line"),
    [("q2", "q2"), ("1", "q1"), ("3", "q3"), ("手机", "q1"), ("周日", "q3"), ("活動室", ""), ("4", "")],
)
def test_a_line_is_called_by_its_number_its_id_or_some_of_its_words(words: str, line: str) -> None:
    nodes = [Node("Project", "p", {"name": "银铃"}), Node("Project", "other", {"name": "别的"})]
    nodes += [Node("Requirement", f"q{n}", {"text": text, "position": n}) for n, text in enumerate(LINES, start=1)]
    nodes.append(Node("Requirement", "q9", {"text": "别的项目的手机"}))
    links = [Link("REQUIRES", "Project", "p", "Requirement", f"q{n}") for n in (1, 2, 3)]
    links.append(Link("REQUIRES", "Project", "other", "Requirement", "q9"))
    snapshot = Snapshot.from_records(nodes, links, NOW)
    if line:
        assert line_called(snapshot, "p", words, NOW.date()) == line
    else:
        with pytest.raises(UnknownRequirement, match=r"2\. 周六的活动室") as told:
            line_called(snapshot, "p", words, NOW.date())
        assert "；2. " in told.value.zh
        assert "; 2. " in told.value.en


def test_a_desk_keeps_what_was_read_but_not_its_store(tmp_path: Path) -> None:
    class Kept(SimpleNamespace):
        __hash__ = object.__hash__  # type: ignore[assignment]

    store: Any = Kept()
    desk_of(store, tmp_path).memory.keep("one", 1)
    assert desk_of(store, tmp_path).memory.find("one") == 1
    assert desk_of(store, tmp_path / "other").memory.find("one") is None
    gone = ref(cast(object, store))
    del store
    gc.collect()
    assert gone() is None


def test_what_is_called_exactly_so_comes_first_and_hits_keep_the_order_of_their_scores() -> None:
    nodes = [Node("Project", f"p{at}", {"name": f"64号院{what}"}) for at, what in enumerate(("修灯", "种花"))]
    nodes += [Node("Organization", "o1", {"name": "64号院合唱队"}), Node("Space", "s1", {"name": "老64号院"})]
    nodes.append(Node("Place", "yard", {"name": "四方社区64号院", "aliases": ["64号院"]}))
    hits = search(Snapshot.from_records(nodes, [], NOW), "64号院").hits
    assert [hit.who.id for hit in hits] == ["yard", "p0", "p1", "o1", "s1"]
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


@pytest.mark.parametrize("words", ["六十四号院", "64号院"])
@pytest.mark.parametrize("name", ["六十四号院", "64号院"])
def test_a_number_in_a_name_may_be_written_either_way(words: str, name: str) -> None:
    nodes = [Node("Place", "yard", {"name": name}), Node("Place", "other", {"name": "四方社区", "aliases": [name]})]
    hits = search(Snapshot.from_records(nodes, [], NOW), words).hits
    assert [(hit.who.id, hit.score) for hit in hits] == [("yard", 1.0), ("other", 0.95)]


def test_a_smaller_number_is_no_part_of_a_larger_one() -> None:
    nodes = [Node("Place", "yard", {"name": "六十四号院"})]
    assert not search(Snapshot.from_records(nodes, [], NOW), "4号院").hits


def test_a_place_called_for_short_comes_before_what_only_begins_so() -> None:
    nodes = [Node("Project", "p1", {"name": "柳巷路灯"}), Node("Place", "here", {"name": "柳巷社区"})]
    hits = search(Snapshot.from_records(nodes, [], NOW), "柳巷").hits
    assert [hit.who.id for hit in hits] == ["here", "p1"]
