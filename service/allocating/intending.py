"""Who said they would like to take a line of the plan: whether it counts on them, and if not, why."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan

from matching.data import OFFERED_KINDS
from matching.matcher import Matcher
from matching.question import Question
from service.allocating.plans import PlannedLine


@dataclass(frozen=True)
class Intention:
    """Who (kind, id) waits to be confirmed for a line, for how much of it (None: not said), whether the plan counts on
    them, and in one sentence what that means."""

    kind: str
    id: str
    amount: float | None
    planned: bool
    sentence: str


def intentions(matcher: Matcher, question: Question, planned: PlannedLine, language: str) -> list[Intention]:
    """The intentions about one line; people who may not be named are left out."""
    data, found, english = matcher.data, list[Intention](), language == "en"
    given = {data.nodes.row_of(one.kind, one.id) for one in planned.given if data.nodes.has(one.kind, one.id)}
    given |= {int(row) for one in sorted(given) for row in data.providers.of(one).tolist()}
    for row, amount in question.ask.intended:
        node = data.nodes.node(row)
        if node["kind"] in OFFERED_KINDS or not data.candidates.consents[row] or data.candidates.minors[row]:
            continue
        counted = row in given
        why = "" if counted else _why(matcher, question, (node["kind"], node["id"]), language)
        name = node["name"]
        zh, en = f"{name}有意向，待确认", f"{name} would like to; not confirmed yet"
        if not counted:
            zh, en = f"{name}有意向，没有排：{why}", f"{name} would like to and is not planned: {why}"
        found.append(
            Intention(node["kind"], node["id"], None if isnan(amount) else amount, counted, en if english else zh)
        )
    return found


def _why(matcher: Matcher, question: Question, who: tuple[str, str], language: str) -> str:
    """The rule that keeps somebody out, or that others suit much better or have nobody else."""
    left_out = matcher.explain(question, *who, language).left_out
    if left_out is not None:
        return left_out.sentence
    if language == "en":
        return "others suit it much better, or they are needed for another line"
    return "有合适得多的，或者别的项更缺他们"
