"""Teams for one project: the best one, others that differ, and what none of them covers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matching.exclusions import unsized
from matching.ragged import Column
from matching.team.cover import COUNTED_IN_PEOPLE, ONE_BODY, Coverage
from matching.team.exact import cheapest_allowed
from matching.team.options import HARD, SOFT, Options, Wishes, options
from matching.team.paying import Paid, paid
from matching.team.people import Crowd, in_conflict
from matching.team.problem import MOST_STATES, Choice
from matching.team.swaps import by_steps, improved

# What makes each kind of team different from the best one.
LEANINGS: dict[str, Callable[[Wishes], Wishes]] = {
    "best": lambda wishes: wishes,
    "fewest": lambda wishes: replace(wishes, party=wishes.party * 4),
    "newcomer": lambda wishes: replace(wishes, newcomer=HARD / 2),
    "nearest": lambda wishes: replace(wishes, distance=wishes.distance * 10),
}
OTHERS = {"best": "others", "nearest": "others_near"}  # teams for which half of the parties so far were ruled out
ALTERNATIVES = 3
DIFFERENT = 1 / 3  # of the parties of a team that no earlier one may have
ENOUGH = 1 / 2  # of what the best team covers of the lines that must be met; with less, another is no choice
TOLERANCE = 1e-6


@dataclass(frozen=True)
class Part:
    """What one party does for one line."""

    line: int
    row: int
    amount: float
    recorded: bool  # the amount is on record, not presumed
    score: float


@dataclass(frozen=True, eq=False)
class Team:
    """Who covers what; `cost` is in points of the score, and no team of this leaning costs less than `bound`."""

    leaning: str
    parts: tuple[Part, ...]
    covered: Column  # per line, in its unit
    missing: Column  # per line, in its unit
    parties: tuple[int, ...]  # candidate rows
    newcomers: tuple[int, ...]
    nearness: float  # of the party farthest away, 0 … 1
    cost: float
    bound: float

    @property
    def complete(self) -> bool:
        """Whether every line is covered."""
        return not (self.missing > TOLERANCE).any()


def compose(cover: Coverage, wishes: Wishes, leaning: str = "best", without: Sequence[int] = (), seed: int = 0) -> Team:
    """The team of this leaning: exact while the amounts of cover fit the table, by small steps beyond.

    Money comes from the fewest funds that together suffice, within the rules of each. `without` are candidate rows
    that may not take part; those in `wishes.required` must.
    """
    kinds = np.array([question.ask.kind for question in cover.questions])
    if not (kinds == "money").any():
        return _staffed(cover, wishes, leaning, without, seed)
    hands, data = np.flatnonzero(kinds != "money"), cover.questions[0].data
    rest = cover.only(hands)
    helping = [row for row in wishes.required if (rest.amounts[:, rest.rows == row] > 0).any()]
    giving = set(wishes.required) - set(helping)
    apart = {int(other) for row in giving for other in data.conflicts.of(row)}
    if (rest.amounts > 0).any():
        team = _staffed(rest, replace(wishes, required=tuple(helping)), leaning, [*without, *apart], seed)
    else:
        lost = float(np.where(rest.hard, HARD, SOFT).sum())
        team = Team(leaning, (), np.zeros(rest.lines), rest.wanted, (), (), 1.0, lost, lost)
    met = {int(other) for row in team.parties for other in data.conflicts.of(row)}
    return _with_money(cover, team, hands, paid(cover, wishes, {*without, *met}))


def _with_money(cover: Coverage, team: Team, hands: NDArray[np.int64], money: Paid) -> Team:
    """The team for the lines `hands` together with who pays for the others."""
    at = {int(row): place for place, row in enumerate(cover.rows)}
    parts = [replace(part, line=int(hands[part.line])) for part in team.parts]
    parts += [
        Part(line, row, amount, bool(cover.recorded[line, at[row]]), float(cover.scores[line, at[row]]))
        for (line, row), amount in money.gifts.items()
    ]
    covered = np.zeros(cover.lines)
    covered[hands] = team.covered
    for (line, _row), amount in money.gifts.items():
        covered[line] = min(covered[line] + amount, cover.wanted[line])
    missing = cover.wanted - covered
    who = sorted({part.row for part in parts})
    return Team(
        team.leaning,
        tuple(sorted(parts, key=lambda part: (part.line, -part.score, part.row))),
        covered,
        np.where(missing > TOLERANCE, missing, 0.0),
        tuple(who),
        tuple(row for row in who if cover.new_faces[at[row]]),
        float(min((cover.nearness[at[row]] for row in who), default=1.0)),
        team.cost + money.cost,
        team.bound + money.bound,
    )


def _staffed(cover: Coverage, wishes: Wishes, leaning: str, without: Sequence[int], seed: int) -> Team:
    """The team for lines that ask for no money."""
    leaned = LEANINGS[leaning](wishes)
    posed = _posed(cover, leaned, without)
    problem = posed.problem
    data = cover.questions[0].data

    everybody = cover.rows.tolist()
    crowd, sent = Crowd(data, everybody), _people_sent(cover, posed)
    apart = {row for row in everybody if np.isin(data.conflicts.of(row), cover.rows).any()}

    def clash(chosen: NDArray[np.int64]) -> tuple[int, ...]:
        rows = cover.rows[posed.candidate[chosen]].tolist()
        found = in_conflict(data, [row for row in rows if row in apart])
        found = found or crowd.short(dict(zip(rows, sent[chosen].tolist(), strict=True)))
        return tuple(int(np.searchsorted(cover.rows, row)) for row in found)

    if problem.states <= MOST_STATES:
        choice = cheapest_allowed(problem, clash)
        chosen, cost = improved(problem, np.array(choice.options, dtype=np.int64), lambda some: not clash(some))
        choice = Choice(tuple(int(at) for at in chosen), cost, choice.bound)
    else:
        choice = by_steps(problem, lambda some: not clash(some), seed)
    return _told(cover, posed, choice, leaning, leaned.required)


def alternatives(cover: Coverage, wishes: Wishes, without: Sequence[int] = (), seed: int = 0) -> list[Team]:
    """Up to ALTERNATIVES teams, the best one first, each with a third of its parties in no earlier one."""
    if not cover.lines or not (cover.amounts > 0).any():
        return []
    found: list[Team] = []
    for leaning in LEANINGS:
        team = compose(cover, wishes, leaning, without, seed)
        if team.parties and _differs(team, found) and holds_beside(cover, team, found):
            found.append(team)
    for leaning, other in OTHERS.items():
        if len(found) < ALTERNATIVES and found:
            taken = {row for team in found for row in team.parties} - set(wishes.required)
            team = replace(compose(cover, wishes, leaning, [*without, *_half(cover, taken)], seed), leaning=other)
            if team.parties and _differs(team, found) and holds_beside(cover, team, found):
                found.append(team)
    return found[:ALTERNATIVES]


def holds_beside(cover: Coverage, team: Team, others: Sequence[Team]) -> bool:
    """Whether a team covers enough to be proposed beside others for the same lines, be they covered or not."""
    weight = np.where(cover.hard, 1.0, 0.0) if cover.hard.any() else np.ones(cover.lines)

    def covers(one: Team) -> float:
        return float((one.covered / cover.wanted) @ weight)

    return all(covers(team) >= ENOUGH * covers(other) - TOLERANCE for other in others)


def of_unknown_size(cover: Coverage, team: Team) -> list[Part]:
    """The parts of a team that are rooms for so many people of which it is not on record how many they seat."""
    return [part for part in team.parts if unsized(cover.questions[part.line], np.array([part.row]))[0]]


def _half(cover: Coverage, taken: set[int]) -> list[int]:
    """Every second of the parties taken so far, where somebody else could serve in their place."""
    replaceable = [
        row
        for row in sorted(taken)
        if ((cover.amounts > 0).sum(axis=1)[cover.amounts[:, int(np.searchsorted(cover.rows, row))] > 0] > 1).all()
    ]
    return replaceable[::2]


def _differs(team: Team, others: Sequence[Team]) -> bool:
    own = set(team.parties)
    return all(len(own - set(other.parties)) >= DIFFERENT * len(own) and own for other in others)


def _posed(cover: Coverage, wishes: Wishes, without: Sequence[int]) -> Options:
    posed = options(cover, wishes)
    kept = ~np.isin(cover.rows[posed.candidate], list(without))
    return Options(posed.problem.kept(kept), posed.candidate[kept], posed.amounts[kept])


def _people_sent(cover: Coverage, posed: Options) -> Column:
    """How many people each option sends to lines that count people."""
    lines = [at for at, question in enumerate(cover.questions) if question.ask.kind in COUNTED_IN_PEOPLE]
    one_body = np.isin(cover.kinds, ONE_BODY)
    # Of a group of unknown size nothing can be counted.
    counted = (cover.recorded[lines].any(axis=0) | one_body)[posed.candidate]
    given = posed.amounts[:, lines]
    # One body that serves two lines one after the other is still one.
    together = np.where(one_body[posed.candidate], given.max(axis=1, initial=0.0), given.sum(axis=1))
    return np.where(counted, together, 0.0)


def _no_more_than_wanted(cover: Coverage, parts: Sequence[Part], required: Sequence[int]) -> list[Part]:
    """Each part with what is still lacking when its turn comes: who must take part first, then new faces, then those
    who bring least, so that it is those with much to give who give less."""
    new = set(cover.rows[cover.new_faces].tolist())
    left, kept = cover.wanted.copy(), []
    for part in sorted(parts, key=lambda one: (one.row not in required, one.row not in new, one.amount, -one.score)):
        amount = min(part.amount, float(left[part.line]))
        left[part.line] -= amount
        if amount > TOLERANCE:
            kept.append(replace(part, amount=amount))
    return sorted(kept, key=lambda part: (part.line, -part.score, part.row))


def _told(cover: Coverage, posed: Options, choice: Choice, leaning: str, required: Sequence[int]) -> Team:
    parts = []
    for option in choice.options:
        at = int(posed.candidate[option])
        for line in np.flatnonzero(posed.amounts[option] > 0).tolist():
            amount, recorded = float(posed.amounts[option, line]), bool(cover.recorded[line, at])
            parts.append(Part(line, int(cover.rows[at]), amount, recorded, float(cover.scores[line, at])))
    parts = _no_more_than_wanted(cover, parts, required)
    covered = np.zeros(cover.lines)
    for part in parts:
        covered[part.line] += part.amount
    covered = np.minimum(covered, cover.wanted)
    who = np.flatnonzero(np.isin(cover.rows, [part.row for part in parts])).tolist()
    return Team(
        leaning,
        tuple(parts),
        covered,
        cover.wanted - covered,
        tuple(int(cover.rows[at]) for at in who),
        tuple(int(cover.rows[at]) for at in who if cover.new_faces[at]),
        float(min((cover.nearness[at] for at in who), default=1.0)),
        choice.cost,
        choice.bound,
    )
