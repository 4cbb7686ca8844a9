"""A plan counts only on who can do it, and on whom an invitation waits for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import seeds
from graph.records import Link, Node
from graph.schema import Value
from service.allocating.acceptance import check
from service.allocating.making import plan_all
from service.decisions.inviting import Proposal
from service.seeding import parted
from tests.support.communities import NOW, Still

Asked = tuple[str, str, str]  # line, kind and id of who was asked


class Lane(Still):
    """A project with lines of its own, neighbours with a skill each, and invitations that wait."""

    def __init__(
        self, lines: Sequence[dict[str, Value]], skills: Sequence[str], asked: Sequence[tuple[Asked, str]] = ()
    ) -> None:
        nodes = [one for one in parted(seeds.pilot())[0] if one.kind == "Skill"]
        nodes.append(Node("Place", "lane", {"name": "柳树巷", "level": "community"}))
        nodes.append(Node("Project", "fair", {"name": "年底忙", "stage": "matching"}))
        links = [Link("LOCATED_IN", "Project", "fair", "Place", "lane", {})]
        for at, line in enumerate(lines):
            nodes.append(Node("Requirement", f"line-{at}", {"status": "open", "unit": "人", "hard": True, **line}))
            links.append(Link("REQUIRES", "Project", "fair", "Requirement", f"line-{at}", {}))
        for at, skill in enumerate(skills):
            nodes.append(Node("Resident", f"r-{at}", {"name": f"邻居{at}号", "consent": True}))
            links.append(Link("LIVES_AT", "Resident", f"r-{at}", "Place", "lane", {}))
            if skill:
                links.append(Link("HAS_SKILL", "Resident", f"r-{at}", "Skill", skill, {}))
        for at, ((line, kind, who), note) in enumerate(asked):
            nodes.append(Node("Invitation", f"i-{at}", {"asked_on": NOW.date(), "note": note}))
            links.append(Link("ASKED", "Invitation", f"i-{at}", kind, who, {}))
            links.append(Link("ASKED_FOR", "Invitation", f"i-{at}", "Requirement", line, {}))
        super().__init__(nodes, links, "lane")


def test_whoever_lacks_what_is_asked_for_meets_no_line_however_alike_the_words_are() -> None:
    lines: list[dict[str, Value]] = [
        {"kind": "skill", "text": "会法语翻译的人", "quantity": 1.0},
        {"kind": "skill", "text": "会手语翻译的人", "quantity": 2.0},
    ]
    made = plan_all(Lane(lines, ["skill-sign-language"]), now=NOW)
    french, sign = made.lines
    assert [one.id for one in sign.given] == ["r-0"]
    assert not french.given
    assert french.missing == 1.0
    assert (french.weighed, french.ready) == (0, 0)


FOUR: dict[str, Value] = {"kind": "people", "text": "需要人", "quantity": 4.0}
TWO_ASKED: Sequence[tuple[Asked, str]] = [
    (("line-0", "Resident", "r-4"), "1人"),
    (("line-0", "Resident", "r-5"), "1人"),
]


def test_planning_anew_keeps_whom_an_invitation_waits_for_and_fills_up_to_what_is_lacking() -> None:
    lane = Lane([FOUR, {**FOUR, "text": "还要人", "quantity": 1.0}], [""] * 6, TWO_ASKED)
    first = plan_all(lane, now=NOW).lines[0]
    assert {"r-4", "r-5"} <= {one.id for one in first.given}
    assert sum(one.amount for one in first.given) == 4.0


def test_who_was_asked_for_a_line_stays_with_it_though_nothing_tells_that_they_can() -> None:
    line: dict[str, Value] = {"kind": "skill", "text": "会手语翻译的人", "quantity": 1.0}
    lane = Lane([line], ["skill-sign-language", "skill-translation"], [(("line-0", "Resident", "r-1"), "1人")])
    assert [one.id for one in plan_all(lane, now=NOW).lines[0].given] == ["r-1"]


def test_more_than_a_line_lacks_are_not_asked_in_one_go() -> None:
    all_asked = [*TWO_ASKED, *[(("line-0", "Resident", f"r-{at}"), "1人") for at in (0, 1)]]
    proposals = [Proposal("line-0", "Resident", f"r-{at}", "1人") for at in (2, 3, 4)]
    (one, other) = check(Lane([FOUR], [""] * 6, all_asked), proposals, now=NOW)
    assert (one.proposal.id, other.proposal.id) == ("r-2", "r-3")  # r-4 was asked before
    assert "已经有4人，够了" in one.zh
    assert not check(Lane([FOUR], [""] * 6, TWO_ASKED), proposals, now=NOW)


def test_a_line_that_contradicts_itself_counts_as_unmet_in_every_figure() -> None:
    amiss: dict[str, Value] = {**FOUR, "date_from": date(2026, 12, 20), "date_to": date(2026, 12, 1)}
    made = plan_all(Lane([{**FOUR, "quantity": 1.0}, amiss], [""] * 4), now=NOW)
    assert [line.met for line in made.lines] == [True, False]
    for way in made.ways:
        assert (way.lines_met, way.floor, way.place_floor) == (1, 0.5, 0.5)
