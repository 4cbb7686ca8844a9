"""Why not me: the smallest true change with which a candidate would stand among the first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from matching.attainable import LIFTS, PEOPLE, Fact, possible
from matching.eligibility import excluded_by, judge
from matching.matcher import Arrange, Matcher
from matching.policy import Placed
from matching.question import Question
from matching.quoting import quoted
from matching.reasons import Match
from matching.rules import RULES

FIRST = 10
MOST = 2  # facts that are told together
# A candidate who may not be named, is in already, has said no or is of the wrong kind: nothing of theirs to change.
CLOSED = ("kind", "consent", "minor", "already", "declined", "withheld")

TOLD = 3  # facts in which others are ahead, those that count most first

Arranging = Callable[[Question], Arrange]  # how the list of a line is shown after the score


@dataclass(frozen=True)
class Reachable:
    """The facts that together bring a candidate among the first, and the rank it then has."""

    facts: tuple[str, ...]
    rank: int
    sentence: str


@dataclass(frozen=True)
class Ahead:
    """Why nothing little brings a candidate among the first: the points to the lowest of them, and the reasons
    (features) in which most of them are ahead, those that count most first."""

    points: int
    facts: tuple[str, ...]
    sentence: str


@dataclass(frozen=True, eq=False)
class ShownList:
    """The list in which places are in question, as it is shown: with the policy of lists where one holds."""

    matcher: Matcher
    question: Question
    arranging: Arranging | None = None
    first: int = FIRST

    def rank_of(self, row: int, *, by_lot: bool = True) -> int | None:
        """The place of a candidate among the first, itself or as the house that stands for it.

        Without `by_lot` a place that was drawn does not count.
        """
        node = self.matcher.data.nodes.node(row)
        arrange = self.arranging(self.question) if self.arranging else None
        found = self.matcher.answer(self.question, self.first, left_out=0, arrange=arrange).matches
        for rank, match in enumerate(found, start=1):
            if match.row == row or node in match.same:
                return rank if by_lot or match.propensity == 1.0 else None
        return None

    def with_(self, facts: Sequence[Fact]) -> ShownList:
        """The same list as if these facts were true."""
        data = self.matcher.data
        for fact in facts:
            data = fact.apply(data)
        changed = Matcher(data, self.matcher.weights)
        (asked,) = changed.questions([self.question.ask], self.question.standing.today)
        return replace(self, matcher=changed, question=asked)


def reachable(asked: ShownList, kind: str, key: str, language: str = "zh") -> Reachable | None:
    """The smallest change that brings a candidate among the first; None when it is there or no one or two facts do.

    True by construction: every change is made in the data and the line is ranked and arranged anew. One fact comes
    before two; of as many those that ask least, then those that lead furthest. Raises UnknownCandidate.
    """
    matcher, question = asked.matcher, asked.question
    row = matcher.data.nodes.row_of(kind, key)
    verdict = int(judge(question, np.array([row]))[0])
    if verdict >= 0 and (RULES[verdict].private or RULES[verdict].name in CLOSED):
        return None
    if asked.rank_of(row) is not None:
        return None
    for several in _tried(question, row):
        found = [(rank, some) for some in several if (rank := asked.with_(some).rank_of(row, by_lot=False)) is not None]
        if found:
            rank, best = min(found, key=lambda one: (sum(fact.size for fact in one[1]), one[0]))
            return Reachable(tuple(fact.name for fact in best), rank, _sentence(best, rank, kind, language))
    return None


def ahead(asked: ShownList, mine: Match, language: str = "zh") -> Ahead | None:
    """In what the first are ahead of a candidate that fits and is not among them; None where nothing tells it."""
    arrange = asked.arranging(asked.question) if asked.arranging else None
    first = asked.matcher.answer(asked.question, asked.first, language, 0, arrange).matches
    own = {reason.feature: reason.contribution for reason in mine.reasons}
    lead: dict[str, list[float]] = {}
    labels = {reason.feature: reason.label for one in first for reason in one.reasons}
    for one in first:
        for reason in one.reasons:
            more = reason.contribution - own.get(reason.feature, 0.0)
            lead.setdefault(reason.feature, []).extend([more] if round(more) > 0 else [])
    most = [name for name, more in lead.items() if 2 * len(more) > len(first)]
    most.sort(key=lambda name: (-sum(lead[name]), name))
    short = min((one.points.total for one in first), default=0) - mine.points.total
    if not most or short <= 0:
        return None
    told = [(labels[name], len(lead[name])) for name in most[:TOLD]]
    if language == "en":
        facts = ", ".join(f"“{label}” ({count} of them)" for label, count in told)
        said = f"No one or two steps bring it among the first {len(first)}: most of them score more in {facts}; the "
        return Ahead(short, tuple(most[:TOLD]), f"{said}lowest of them is {short} points ahead.")
    facts = "、".join(f"{quoted(label)}（{count} 个）" for label, count in told)
    said = (
        f"没有哪一两步能让它进前 {len(first)}：前 {len(first)} 里多半在{facts}上得分更高，离其中分最低的差 {short} 分。"
    )
    return Ahead(short, tuple(most[:TOLD]), said)


def _tried(question: Question, row: int) -> list[list[tuple[Fact, ...]]]:
    """What could do: single facts, then two together; each lifts every rule that excludes the candidate now."""
    excluding = excluded_by(question, row)
    facts = list(possible(question, row, excluding))
    return [
        [
            some
            for some in combinations(facts, size)
            if len({fact.name for fact in some}) == size
            and excluding <= {rule for fact in some for rule in LIFTS.get(fact.step, ())}
        ]
        for size in range(1, MOST + 1)
    ]


def shown_place(asked: ShownList, rank: int) -> tuple[int, Placed | None]:
    """Where the list shows whom the score puts at `rank`, and that place with its note; as it is without a policy."""
    if asked.arranging is None:
        return rank, None
    arrange, places = asked.arranging(asked.question), list[Placed]()

    def look(rows: NDArray[np.int64], scores: NDArray[np.float64], limit: int) -> list[Placed]:
        places.extend(arrange(rows, scores, len(rows)))
        return []

    asked.matcher.answer(asked.question, left_out=0, arrange=look)
    found = next(((place, one) for place, one in enumerate(places, start=1) if one.at == rank - 1), None)
    return found or (rank, None)  # so far down that lists do not go there


def _sentence(facts: Sequence[Fact], rank: int, kind: str, language: str) -> str:
    if language == "en":
        who = "they" if kind in PEOPLE else "it"
        return f"With {' and '.join(fact.words[1] for fact in facts)} {who} would be number {rank}."
    return f"{'，再'.join(fact.words[0] for fact in facts)}，就排第 {rank}。"
