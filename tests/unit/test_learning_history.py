"""Past work as arrays: prefixes are earlier knowledge, and further fields are told apart."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from matching.learning.fields import sort_fields
from matching.learning.history import History
from matching.learning.lesson import TASKS, lesson_of, questions, slice_start
from matching.learning.reader import Reader, chars, words
from matching.learning.works import Work, history_of
from tests.support.past_work import past_work


def work(
    number: int,
    members: str = "",
    *,
    day: float | None = None,
    text: str = "",
    tags: tuple[str, ...] = ("all",),
    **extra: Any,
) -> Work:
    return Work(
        id=f"ask-{number:02d}",
        day=number if day is None else day,
        title=f"title {number}",
        text=text,
        tags=tags,
        members=tuple(members.split()),
        extra=extra,
    )


def told(history: History) -> list[tuple[str, list[str]]]:
    return [
        (pid, sorted(history.people[one] for one in history.members[[row]].indices))
        for row, pid in enumerate(history.ids)
    ]


def test_an_earlier_moment_is_a_prefix() -> None:
    works = [work(1, "ann bo"), work(2, "bo cy"), work(3, "dee ann")]
    whole = history_of(works)
    for row in range(4):
        assert told(whole.before(row)) == told(history_of(works[:row]))
        assert whole.before(row).people == history_of(works[:row]).people
        assert whole.before(row).tag_names == history_of(works[:row]).tag_names


def test_lines_may_come_in_any_order() -> None:
    works = [work(1, "ann bo"), work(2, "bo cy"), work(3, "dee ann"), work(4, "cy", day=3)]
    assert told(history_of(reversed(works))) == told(history_of(works))


def test_what_is_asked_about_lies_behind_the_past_whenever_it_happened() -> None:
    whole = history_of([work(2, "bo"), work(3, "cy bo")], [work(1, "bo ann")])
    assert whole.ids == ("ask-02", "ask-03", "ask-01")
    asked = questions(whole, [2], 2, "cold")
    assert asked.answers.shape == (1, 2)
    assert [whole.people[one] for one in asked.answers.indices] == ["bo"]


def test_first_members_and_units() -> None:
    history = history_of([work(1, "ann bo", tags=("x", "y")), work(2, "", tags=()), work(3, "cy bo", tags=("y", "x"))])
    assert [history.people[one] if one >= 0 else None for one in history.seeds] == ["ann", None, "cy"]
    assert [history.tag_names[one] if one >= 0 else None for one in history.units] == ["x", None, "y"]


def test_recent_work_counts_more() -> None:
    history = history_of([work(1, "ann", day=0), work(2, "bo", day=10)])
    assert history.weights(None).tolist() == [1.0, 1.0]
    assert history.weights(10.0).tolist() == [0.5, 1.0]


def test_cold_questions_leave_out_who_is_unknown_and_what_nobody_can_answer() -> None:
    whole = history_of([work(1, "ann bo"), work(2, "new ann"), work(3, "newer newest")])
    asked = questions(whole, [1, 2], 1, "cold")
    assert asked.queries.ids == ("ask-02",)
    assert [whole.people[one] for one in asked.answers.indices] == ["ann"]
    assert asked.queries.known.nnz == 0


def test_completion_knows_the_first_half_by_sha1() -> None:
    members = ["ann", "bo", "cy", "dee", "eve"]
    whole = history_of([work(1, " ".join(members)), work(2, "new " + " ".join(members)), work(3, "ann new")])
    asked = questions(whole, [1, 2], 1, "completion")
    order = sorted(members, key=lambda one: hashlib.sha1(f"ask-02|{one}".encode()).hexdigest())
    assert asked.queries.ids == ("ask-02",)  # of the third only one is left to know and to find
    assert sorted(whole.people[one] for one in asked.queries.known.indices) == sorted(order[:2])
    assert sorted(whole.people[one] for one in asked.answers.indices) == sorted(order[2:])


def test_a_slice_begins_between_days_where_it_can() -> None:
    years = history_of([work(number, "ann", day=number // 10 * 365) for number in range(50)])
    assert slice_start(years, 0.2) == 40
    assert slice_start(years, 0.15) == 40
    same_day = history_of([work(number, "ann", day=0) for number in range(20)])
    assert slice_start(same_day, 0.2) == 16


def test_a_slice_with_few_questions_begins_earlier() -> None:
    works = [work(number, "ann bo" if number < 30 else f"new{number} newer{number}") for number in range(40)]
    lesson = lesson_of(history_of(works), "cold", 0.2)
    assert len(lesson.early) == 16
    assert len(lesson.rehearsal) == 14
    assert len(lesson_of(history_of(works[:30]), "cold", 0.2).early) == 18


def test_a_lesson_never_holds_the_test() -> None:
    works = [
        Work(row["pid"], float(place), row["title"], row["text"], tuple(row["tags"]), tuple(row["members"]))
        for place, row in enumerate(past_work(80))
    ]
    whole = history_of(works)
    changed = history_of([*works[:60], *(replace(one, members=("x",), title="y", tags=("z",)) for one in works[60:])])
    for task in TASKS:
        here, there = (lesson_of(one.before(60), task, 0.25) for one in (whole, changed))
        assert here.history.ids == there.history.ids == tuple(one.id for one in works[:60])
        assert here.history.people == there.history.people
        assert np.array_equal(here.rehearsal.answers.toarray(), there.rehearsal.answers.toarray())
        assert here.rehearsal.queries.titles == there.rehearsal.queries.titles


def test_fields_of_members_are_roles_and_part_of_the_answer() -> None:
    whole = history_of(
        [
            work(1, "ann bo", leads=["ann"], checked="bo"),
            work(2, "bo", leads=[], checked=""),
            work(3, "cy", leads=["cy"]),
        ]
    )
    assert sorted(whole.roles) == ["checked", "leads"]
    assert whole.roles["leads"].nnz == 2
    assert not any("ann" in name for name in whole.tag_names)
    asked = questions(whole, [2], 2, "cold").queries
    assert not hasattr(asked, "roles")


def test_links_to_earlier_work_are_found_leniently() -> None:
    whole = history_of(
        [work(1, "ann"), work(2, "ann", needs="1"), work(3, "ann", needs="ask-01, 2"), work(4, "ann", needs=[9, 4, 3])]
    )
    assert whole.references.toarray().tolist() == [[0, 0, 0, 0], [1, 0, 0, 0], [1, 1, 0, 0], [0, 0, 1, 0]]
    named = history_of([work(1, "ann"), work(2, "ann", text="It goes beyond ASK 1 and ask-02, not ask-011.")])
    assert named.mentions.toarray().tolist() == [[0, 0], [1, 0]]


def test_further_fields_by_use() -> None:
    extras = [
        {
            "place": "north" if n % 2 else "south",
            "status": "done",
            "amount": 100 * n,
            "told": f"nothing like number {n}",
            "on": f"2024-0{n + 1}-01",
            "flag": True,
            "none": None,
        }
        for n in range(6)
    ]
    fields = sort_fields(extras, [set()] * 6, lambda value: None)
    assert (fields.roles, fields.references, fields.labelled, fields.told) == ((), (), ("place",), ("told",))
    assert fields.labels(extras[0]) == ["place:south"]
    assert fields.prose(extras[1]) == ["nothing like number 1"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Lights of a CitySquare", ["light", "citysquare", "city", "square"]),
        ("社區食堂", ["社", "区", "食", "堂", "社区", "区食", "食堂"]),
        ("Ｗｉｄｅ 2 boxes", ["wide", "boxe"]),
        ("", []),
    ],
)
def test_words_of_a_text(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_character_grams_stay_inside_words() -> None:
    assert chars("ab cd") == [" ab", "ab ", " ab ", " cd", "cd ", " cd "]
    assert chars("老人") == ["老", "人", "老人"]


def test_a_matrix_made_earlier_is_a_left_part_of_a_later_one() -> None:
    reader = Reader()
    first = reader.count("words", ["garden party", "garden"])
    later = reader.count("words", ["garden party", "garden", "lantern"])
    assert later.shape[1] > first.shape[1]
    assert np.array_equal(later.toarray()[:2, : first.shape[1]], first.toarray())
