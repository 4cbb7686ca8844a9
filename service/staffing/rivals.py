"""Whom a team would take away from other projects: those who cannot do both, by the last plan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from matching.team.cover import ONE_BODY, counts_people, meeting
from service.allocating.loads import loads
from service.clock import day_of

if TYPE_CHECKING:
    from matching.question import Question
    from matching.team.teams import Team
    from service.allocating.telling import StandingPlan
    from service.staffing.teaming import Teams

SLACK = 1e-6
Shares = list[tuple["Question", float]]  # what one party does: for which line, and how much of it


def rivals(found: Teams, team: Team, plan: StandingPlan | None) -> list[int]:
    """Candidate rows of a team whom the plan needs for other projects too, and who cannot serve both: at one time, or
    for want of hours, people or money. Whom the plan gives to this project as well is none."""
    if plan is None:
        return []
    planned: dict[tuple[str, str], list[tuple[str, float]]] = {}
    own = set[tuple[str, str]]()
    for line in plan.standing:
        for one in line.given:
            if line.project == found.project["id"]:
                own.add((one.kind, one.id))
            else:
                planned.setdefault((one.kind, one.id), []).append((line.id, one.amount))
    clashing = []
    for row in team.parties:
        node = found.candidate(row)
        key = node["kind"], node["id"]
        if key in planned and key not in own:
            here = [(found.cover.questions[part.line], part.amount) for part in team.parts if part.row == row]
            asks = [plan.lines[line].ask for line, _ in planned[key]]
            asked = plan.matcher.questions(asks, day_of(found.snapshot_at))
            there = [(question, amount) for question, (_, amount) in zip(asked, planned[key], strict=True)]
            if clash(node["kind"], row, here, there):
                clashing.append(row)
    return clashing


def clash(kind: str, row: int, here: Shares, there: Shares) -> bool:
    """Whether one party (candidate row) cannot do all of both."""
    both = [*here, *there]
    questions = [question for question, _ in both]
    busy = loads(questions, [(at, row, amount) for at, (_, amount) in enumerate(both)])
    if any(load.left is not None and load.left < -SLACK for load in busy):
        return True
    together = [(one, other) for one in here for other in there if meeting(one[0].ask, other[0].ask)]
    if kind in ONE_BODY:
        return bool(together)
    members = float(questions[0].data.candidates.number("members")[row])
    return any(_sent([one, other]) > members for one, other in together)


def _sent(shares: Sequence[tuple[Question, float]]) -> float:
    return sum(amount for question, amount in shares if counts_people(question))
