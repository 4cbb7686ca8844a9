"""Lists, teams and plans count on the same people: whom a list shows beyond them it marks."""

from __future__ import annotations

import numpy as np
import pytest

from matching.team.cover import coverage
from service.clock import day_of
from service.lines.asking import Asking
from tests.support.communities import NOW, Pilot

DOUBT = {"zh": "配队和统筹不算在内", "en": "teams and plans do not count on them"}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_list_marks_exactly_those_on_whom_no_team_counts(language: str) -> None:
    pilot = Pilot()
    snapshot, matcher = pilot.current(NOW)
    asking, nodes, marked, plain = Asking(snapshot, matcher.data), matcher.data.nodes, 0, 0
    for project in ("project-linlike", "project-liaotian", "project-yinling", "project-class", "project-books"):
        lines = [line for line in asking.lines(project) if line.wanted and line.kind != "money"]
        questions = matcher.questions([line.ask for line in lines], day_of(NOW))
        cover = coverage(matcher, questions, [True] * len(lines))
        for at, question in enumerate(questions):
            for match in matcher.answer(question, 15, language).matches:
                row = nodes.row_of(match.candidate["kind"], match.candidate["id"])
                column = int(np.searchsorted(cover.rows, row))
                known = column < len(cover.rows) and cover.rows[column] == row and bool(cover.scores[at, column] > 0)
                doubted = any(DOUBT[language] in note for note in match.notes)
                asked = any("邀请" in note or "Asked" in note for note in match.notes)
                assert doubted != known or asked, (project, question.ask.id, match.candidate, match.notes)
                marked, plain = marked + doubted, plain + (not doubted)
    assert min(marked, plain) > 10
