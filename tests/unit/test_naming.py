"""Words that name no record exactly are answered with the names that come near, or followed where they are one."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import cast

import pytest

from graph.records import Link, Node
from graph.snapshot import Snapshot
from graph.store import Store
from service.errors import UnknownName
from service.viewing.meant import nearest_need
from service.viewing.naming import near, need_called
from service.viewing.placenames import place_called

CALLED = {"project-lamps": "点亮楼门", "project-books": "书香伴读", "project-chess": "树下棋友会"}
NEEDS = (
    Node("Need", "need-lamp", {"text": "东院三盏路灯坏了", "number": "A-01"}),
    Node("Need", "need-chess", {"text": "想有地方下棋"}),
)


class Places:
    def nodes(self, kind: str) -> list[Node]:
        return [
            Node(kind, "place-south", {"name": "南桥社区", "aliases": ["南桥"]}),
            Node(kind, "place-north", {"name": "北桥社区"}),
            Node(kind, "place-one", {"name": "1号楼"}),
            Node(kind, "place-other", {"name": "1号楼"}),
        ]

    def links(self, kind: str) -> list[Link]:
        return []


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("点亮", "project-lamps"),
        ("點亮樓門", "project-lamps"),
        ("书香半读", "project-books"),
        ("project-ches", "project-chess"),
    ],
)
def test_a_part_of_a_name_and_slips_are_near(words: str, first: str) -> None:
    assert near(words, CALLED)[0] == first


def test_what_is_like_nothing_is_near_nothing() -> None:
    assert near("xyz", CALLED) == []


@pytest.mark.parametrize(
    ("words", "place"), [("", ""), ("place-south", "place-south"), ("南桥", "place-south"), ("北桥", "place-north")]
)
def test_a_place_is_found_by_id_name_and_other_names(words: str, place: str) -> None:
    assert place_called(cast(Store, Places()), words) == place


@pytest.mark.parametrize(
    ("words", "shown"), [("place-sout", "南桥社区（place-south）"), ("北乔", "北桥社区"), ("1号楼", "place-other")]
)
def test_another_word_for_a_place_is_answered_with_those_it_may_mean(words: str, shown: str) -> None:
    with pytest.raises(UnknownName) as refused:
        place_called(cast(Store, Places()), words)
    assert shown in refused.value.zh
    assert "Did you mean" in refused.value.en


def test_a_need_is_found_by_id_number_and_text_and_else_suggested() -> None:
    snapshot = Snapshot.from_records(NEEDS, [], datetime(2026, 11, 22, tzinfo=UTC))
    assert [need_called(snapshot, words) for words in ("need-lamp", "A-01", "东院三盏路灯坏了", "路灯")] == [
        "need-lamp"
    ] * 3 + [None]


@pytest.mark.parametrize("words", ["路灯", "need-lamps", "三盏灯", "东院路灯不亮", "lamps"])
def test_words_near_a_need_are_answered_with_it(words: str) -> None:
    skill = Node("Skill", "light", {"name": "公共照明", "label_en": "outdoor lights"})
    about = Link("ABOUT", "Need", "need-lamp", "Skill", "light")
    snapshot = Snapshot.from_records([*NEEDS, skill], [about], datetime(2026, 11, 22, tzinfo=UTC))
    suggestion = nearest_need(snapshot, words)
    assert suggestion is not None
    assert "是不是：东院三盏路灯坏了（need-lamp）" in suggestion.zh
    assert "Did you mean 东院三盏路灯坏了（need-lamp）" in suggestion.en
    assert nearest_need(snapshot, "完全两回事") is None
