"""The shipped rules of issues as the tests read with them, without the optional encoder."""

from __future__ import annotations

from functools import cache

from matching.issues.issue import Issue, situations
from matching.issues.knowledge import Knowledge
from matching.issues.level import LevelAnswer
from matching.issues.stakeholders import Stakeholder
from service.matching_input.issues import knowledge_of


@cache
def knowledge() -> Knowledge:
    """The shipped tables and weights."""
    return knowledge_of(None)


def level_of(text: str, place_level: str = "", place_note: str = "") -> LevelAnswer:
    """The level of one issue."""
    return knowledge().level.answer(situations(knowledge().reader, [Issue(text, place_level, place_note)])[0])


def table_of(text: str, place_level: str = "", place_note: str = "") -> list[Stakeholder]:
    """The parties of one issue, the surest first."""
    told = situations(knowledge().reader, [Issue(text, place_level, place_note)])[0]
    return knowledge().table.answer(told, knowledge().level.answer(told).chances)
