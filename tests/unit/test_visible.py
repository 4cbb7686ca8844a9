"""Words that nobody can see say nothing, wherever a sentence is asked for."""

from __future__ import annotations

import re
from datetime import date

import pytest

from service.api.schema import SAID, WORDED
from service.staffing.bundling import BadScene, Scene, check_scene
from service.staffing.rallying import BadCall, rally
from service.viewing.searching import search
from service.visible import says_something, visible
from tests.unit.matching_town import NOW, town

UNSEEN = ["\u200b\u200b", "\u202e \u2066", "\u3164\uffa0", "\u2800", "\ufeff", "\u0301", "\u00ad "]


@pytest.mark.parametrize("text", UNSEEN)
def test_what_cannot_be_seen_is_refused_as_empty(text: str) -> None:
    assert visible(text) == ""
    assert not re.search(SAID, text)
    with pytest.raises(BadScene):
        check_scene(Scene(text), date(2026, 11, 22))
    street = town()
    with pytest.raises(BadCall):
        rally(street, text, "house", now=NOW)
    assert search(street.snapshot(NOW), text).words == ""


@pytest.mark.parametrize("text", ["水管爆了", "WiFi", "7", "㐂", "𠮷", "😀", "é", "Ж"])
def test_what_can_be_seen_is_taken(text: str) -> None:
    assert visible(f"\u200b{text}") == text
    assert re.search(SAID, text)


@pytest.mark.parametrize(
    "text",
    ["水", "〇", "々", "㐂", "𠮷", "④", "７", "Ⅳ", "a", "é", "Ж", "한글", "ᠮ", "ئۇ", "བོ", "ไทย", "あ", "🚌", "☎", "⭐"],
)
def test_every_door_takes_the_same_signs_for_words(text: str) -> None:
    assert says_something(text)
    assert re.search(WORDED, text)
    assert re.search(SAID, text)


@pytest.mark.parametrize(
    "text", ["...", "。。。", "？！", "——", "、，", "「」", "《》", "～", "@#$%", "+-=", "\u00d7", *UNSEEN]
)
def test_every_door_takes_the_same_signs_for_none(text: str) -> None:
    assert not says_something(text)
    assert not re.search(WORDED, text)
