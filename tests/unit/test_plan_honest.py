"""A plan counts only on who can do it, and on whom an invitation waits for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import seeds
from graph.records import Link, Node
from graph.schema import Value
from graph.snapshot import Snapshot
from matching.features import FEATURE_NAMES
from matching.matcher import Matcher
from matching.weights import Weights
from service.allocating.making import plan_all
from service.matching_input import build
from service.seeding import parted

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
Asked = tuple[str, str, str]  # line, kind and id of who was asked


class Lane:
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
        self.snapshot = Snapshot.from_records(nodes, links, NOW, "lane")
        data = build(self.snapshot, seeds.vocabulary()).data
        self.matcher = Matcher(data, Weights.from_values(seeds.weights(), FEATURE_NAMES))

    def current(self, now: datetime) -> tuple[Snapshot, Matcher]:
        return self.snapshot, self.matcher


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
