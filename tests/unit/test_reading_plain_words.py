"""Headings that people use without thinking: 所在 is a place, 点单内容 is what somebody asks for."""

from __future__ import annotations

from graph.reading.headings import fit
from graph.reading.lists import LISTS


def best(list_name: str, heading: str) -> str:
    return max(LISTS[list_name].fields, key=lambda field: fit(list_name, field, heading))


def test_plain_words_name_their_field() -> None:
    assert best("resources", "所在") == "place"
    assert best("units", "所在") == "place"
    assert best("needs", "点单内容") == "text"
    assert best("needs", "大家点单的事项") == "text"
    assert best("needs", "点单时间") != "text"
