"""The nearness a card shows is the level that the reason tells, not one worked out from its value."""

from __future__ import annotations

import pytest
from matching_town import link, node, teacher, town

from service.web.partners import is_near, nearness, reason_of


@pytest.mark.parametrize(
    ("place", "level", "steps", "word"),
    [("yard", "compound", 3, "同院"), ("c", "community", 2, "同社区"), ("s", "street", 1, "同街道")],
)
def test_who_serves_a_place_is_as_near_as_the_sentence_says(place: str, level: str, steps: int, word: str) -> None:
    serving = (
        node("Organization", "helpers", name="助手队"),
        link("HAS_SKILL", ("Organization", "helpers"), ("Skill", "phone")),
        link("SERVES", ("Organization", "helpers"), ("Place", place)),
    )
    matcher, question = town(*serving).ask("teach")
    match = next(one for one in matcher.answer(question).matches if one.candidate["id"] == "helpers")
    reason = reason_of(match, "near")
    assert reason is not None
    assert reason.level == level
    assert nearness(match) == (steps, word)
    assert is_near(match) == (steps >= 2)


def test_who_lives_there_is_as_near_as_that() -> None:
    matcher, question = town(*teacher("one", "next")).ask("teach")
    (match,) = matcher.answer(question).matches
    assert nearness(match) == (2, "同社区")
