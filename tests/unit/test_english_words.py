"""English of the pages: a button says what it does, and a number of one reads as well as any other."""

from __future__ import annotations

import re
from pathlib import Path

from babel.messages.pofile import read_po

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
