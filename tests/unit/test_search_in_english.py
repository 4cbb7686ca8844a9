"""English words lead to the concepts whose English labels they name, and so to whoever and whatever has them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from graph.records import Link, Node
from graph.snapshot import Snapshot
from service.viewing.english import people_asked, stem_of
from service.viewing.searching import search

SKILLS = {
    "plumb": ("修水管", "plumbing"),
    "appliance": ("家电维修", "appliance repair"),
    "phone": ("教智能手机", "teaching smartphone use"),
    "mending": ("手机维修", "phone repair"),
    "choir": ("合唱", "choral singing"),
    "rooms": ("活动室", "activity room"),
}
NODES = [
    *(Node("Skill", key, {"name": name, "label_en": label}) for key, (name, label) in SKILLS.items()),
    Node("Expert", "plumber", {"name": "水师傅"}),
    Node("Organization", "singers", {"name": "百灵合唱团"}),
    Node("Service", "lessons", {"name": "智能机入门"}),
    Node("Need", "drip", {"text": "水龙头滴水"}),
    Node("Space", "small", {"name": "甲室", "capacity": 12}),
    Node("Space", "large", {"name": "乙室", "capacity": 40}),
]
LINKS = [
    Link("HAS_SKILL", "Expert", "plumber", "Skill", "plumb"),
    Link("HAS_SKILL", "Organization", "singers", "Skill", "choir"),
    Link("ABOUT", "Service", "lessons", "Skill", "phone"),
    Link("ABOUT", "Need", "drip", "Skill", "plumb"),
    Link("ABOUT", "Space", "small", "Skill", "rooms"),
    Link("ABOUT", "Space", "large", "Skill", "rooms"),
]
TOWN = Snapshot.from_records(NODES, LINKS, datetime(2026, 3, 1, 8, tzinfo=UTC))


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("repair taps", ["plumber", "drip", "plumb"]),
        ("a Plumber, please", ["plumber", "drip", "plumb"]),
        ("phone class", ["lessons", "phone"]),
        ("lessons for smartphones", ["lessons", "phone"]),
        ("choirs", ["singers", "choir"]),
        ("room for 30", ["large", "rooms", "small"]),
        ("12 people, a room", ["large", "small", "rooms"]),
        ("quantum taps in space", []),
        ("who can help", []),
        ("水龙头 taps", []),
    ],
)
def test_english_words_lead_to_what_has_the_skill(words: str, found: list[str]) -> None:
    assert [hit.who.id for hit in search(TOWN, words).hits] == found


def test_what_is_called_so_comes_before_what_has_the_skill() -> None:
    shop = Node("Unit", "shop", {"name": "Plumbing & Sons"})
    hits = search(Snapshot.from_records([*NODES, shop], LINKS, TOWN.at), "plumbing").hits
    assert [(hit.who.id, hit.by) for hit in hits][:3] == [("plumb", "alias"), ("shop", "name"), ("plumber", "skill")]


def test_words_in_chinese_are_answered_as_before() -> None:
    hits = search(TOWN, "修水管").hits
    assert [(hit.who.id, hit.score) for hit in hits] == [("plumb", 1.0), ("plumber", 0.64), ("drip", 0.6)]


@pytest.mark.parametrize(
    "words",
    [("class", "classes"), ("dance", "dances", "dancing", "dancer"), ("run", "running"), ("party", "parties")],
)
def test_endings_say_nothing(words: tuple[str, ...]) -> None:
    assert len({stem_of(word) for word in words}) == 1


def test_a_number_of_people_is_read_where_it_is_one() -> None:
    said = ("room for 30", "seats 25", "hall, 40 people", "room 30", "30 yuan", "能坐 for 30")
    assert [people_asked(words) for words in said] == [30, 25, 40, None, None, None]
