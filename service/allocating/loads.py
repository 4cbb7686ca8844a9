"""How busy somebody gets: what is promised already, what a plan adds, and what they said is the most."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from matching.exclusions import hours_a_month
from matching.question import Question
from matching.reasons import EPOCH

HOURS, MONEY, LINES = "hours", "money", "lines"


@dataclass(frozen=True)
class Load:
    """What a candidate (kind, id) has promised, would promise and may promise.

    measure: hours in `month` (YYYY-MM), money (元) of a balance, or lines where nothing else is known. cap: None where
    nobody named one. asked: how much of what is planned they have been asked for already.
    """

    kind: str
    id: str
    measure: str
    month: str
    taken: float
    planned: float
    cap: float | None
    lines: int
    asked: float = 0.0

    @property
    def left(self) -> float | None:
        """What may still be asked for; None without a cap."""
        return None if self.cap is None else self.cap - self.taken - self.planned

    def as_json(self) -> dict[str, Any]:
        """The load as the API gives it."""
        return {**asdict(self), "left": self.left}


def loads(
    questions: Sequence[Question],
    shares: Iterable[tuple[int, int, float]],
    asked: Collection[tuple[int, int]] = (),
) -> list[Load]:
    """The loads of everybody in a plan of (line, candidate row, amount): the fullest first, then by lines.

    `asked` are the (line, candidate row) that somebody was invited for already.
    """
    given: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for line, row, amount in shares:
        given[row].append((line, amount))
    found: list[Load] = []
    for row, served in given.items():
        money = [(line, amount) for line, amount in served if questions[line].ask.kind == "money"]
        rest = [line for line, _ in served if questions[line].ask.kind != "money"]
        mine = {line for line, who in asked if who == row}
        if money:
            found.append(_of_purse(questions, row, money, mine))
        if rest:
            found.append(_of_time(questions, row, rest, mine))
    return sorted(found, key=lambda one: (-_fullness(one), -one.lines, one.kind, one.id))


def _fullness(load: Load) -> float:
    return (load.taken + load.planned) / load.cap if load.cap else float(load.cap == 0)


def _of_purse(questions: Sequence[Question], row: int, money: list[tuple[int, float]], asked: set[int]) -> Load:
    data = questions[money[0][0]].data
    node, balance = data.nodes.node(row), float(data.candidates.number("balance")[row])
    planned = sum(amount for _, amount in money)
    invited = sum(amount for line, amount in money if line in asked)
    cap = None if balance != balance else balance
    return Load(node["kind"], node["id"], MONEY, "", 0.0, planned, cap, len(money), invited)


def _of_time(questions: Sequence[Question], row: int, lines: list[int], asked: set[int]) -> Load:
    """The hours of the month that gets fullest."""
    standing, data = questions[lines[0]].standing, questions[lines[0]].data
    planned: dict[float, float] = defaultdict(float)
    invited: dict[float, float] = defaultdict(float)
    for line in lines:
        month = standing.month(questions[line].ask.first_day)[0]
        planned[month] += hours_a_month(questions[line])
        invited[month] += hours_a_month(questions[line]) if line in asked else 0.0
    taken = {first: float(standing.hours_taken(first)[row]) for first in planned}
    fullest = max(planned, key=lambda first: (taken[first] + planned[first], -first))
    node, cap = data.nodes.node(row), float(data.candidates.number("hours_cap")[row])
    known = cap == cap
    if not known and planned[fullest] + taken[fullest] == 0:
        count = float(len(asked & set(lines)))
        return Load(node["kind"], node["id"], LINES, "", 0.0, float(len(lines)), None, len(lines), count)
    named = date.fromordinal(EPOCH.toordinal() + int(fullest)).isoformat()[:7]
    return Load(
        node["kind"],
        node["id"],
        HOURS,
        named,
        taken[fullest],
        planned[fullest],
        cap if known else None,
        len(lines),
        invited[fullest],
    )
