"""English of the pages: a button says what it does, and a number of one reads as well as any other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from matching.data import slots
from matching.language.text import shared_words
from matching.wordings import hours_en, windows_en

CATALOGUE = Path(__file__).parents[2] / "service" / "translations" / "en" / "LC_MESSAGES" / "messages.po"
COUNTED = re.compile(r"%\(n\)s (?:households|invitations (?:are|written)|pairs|groups|days overdue|lines$)")


def test_a_button_takes_back_and_a_state_is_withdrawn() -> None:
    with CATALOGUE.open("rb") as file:
        known = read_po(file)
    button, state = known.get("撤回", "button"), known.get("撤回")
    assert (button and button.string, state and state.string) == ("Take back", "Withdrawn")


def test_no_sentence_counts_one_of_several() -> None:
    with CATALOGUE.open("rb") as file:
        told = [str(message.string) for message in read_po(file)]
    assert not [sentence for sentence in told if COUNTED.match(sentence)]


@pytest.mark.parametrize(
    ("windows", "said"),
    [
        (["mon-am"], "Monday morning"),
        (["mon-am", "sat-pm"], "Monday morning and Saturday afternoon"),
        (["mon-am", "tue-am", "wed-am"], "Monday morning, Tuesday morning and Wednesday morning"),
        (
            ["mon-am", "tue-am", "wed-am", "thu-am", "fri-am"],
            "Monday morning, Tuesday morning, Wednesday morning, Thursday morning and 1 more",
        ),
    ],
)
def test_several_times_are_joined_as_people_say_them(windows: list[str], said: str) -> None:
    assert windows_en(slots(windows)) == said


@pytest.mark.parametrize(("hours", "said"), [(1.0, "1 hour"), (2.0, "2 hours"), (2.1, "2.1 hours")])
def test_one_hour_is_no_hours(hours: float, said: str) -> None:
    assert hours_en(hours) == said


def test_a_number_that_was_cut_is_no_word_in_common() -> None:
    assert shared_words("大字书100册", "旧书120册") == []
    assert shared_words("大米50斤", "杂粮50斤") == ["50斤"]
