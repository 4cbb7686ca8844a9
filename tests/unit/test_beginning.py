"""What a project for needs begins with."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from graph.errors import NotFound
from graph.records import Link, Node
from graph.snapshot import Snapshot
from service.consulting.beginning import LONGEST_NAME, beginning, shortened

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
TODAY = NOW.date()


def street() -> Snapshot:
    nodes = [Node("Place", key, {"name": key}) for key in ("street", "c1", "c2")]
    links = [Link("PART_OF", "Place", key, "Place", "street", {}) for key in ("c1", "c2")]
    for need, place, due in (("a", "c1", 3), ("b", "c2", 9), ("c", "", 30)):
        nodes.append(Node("Need", need, {"text": f"{need}处的灯坏了", "due_on": date(2026, 11, due)}))
        links += [Link("LOCATED_IN", "Need", need, "Place", place, {})] if place else []
    for project, stage in (("over", "closed"), ("on", "in_progress")):
        nodes.append(Node("Project", project, {"name": project, "stage": stage}))
        links.append(Link("ADDRESSES", "Project", project, "Need", "a", {}))
    return Snapshot.from_records(nodes, links, NOW, "beginning")


def test_needs_of_several_places_begin_at_the_one_around_them_with_the_next_day_to_come() -> None:
    found = beginning(street(), ["a", "b", "c"], today=TODAY)
    assert found.values["place"] == "street"
    assert found.values["date_to"] == date(2026, 11, 30)
    assert [one.id for one in found.running] == ["on"]
    assert beginning(street(), ["a"], today=TODAY).values["place"] == "c1"
    assert not beginning(street(), ["b"], today=TODAY).running


def test_without_needs_nothing_is_known_and_an_unknown_need_is_not_found() -> None:
    assert not any(beginning(street(), [], today=TODAY).values.values())
    with pytest.raises(NotFound):
        beginning(street(), ["none"], today=TODAY)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("院里的灯坏了。", "院里的灯坏了"),
        ("院里\n的灯", "院里 的灯"),
        ("三号院的长椅坏了，老人没处歇脚，院里又没有别的地方可以坐", "三号院的长椅坏了，老人没处歇脚"),
        ("灯" * 60, "灯" * LONGEST_NAME),
        ("", ""),
    ],
)
def test_a_text_is_shortened_to_a_name_at_a_mark(text: str, name: str) -> None:
    assert shortened(text) == name
