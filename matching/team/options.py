"""From a table of who could cover what to the covering problem: the ways in which each candidate could join."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from matching.exclusions import hours_a_month
from matching.funds import most_of
from matching.ragged import Column
from matching.team.cover import COUNTED_IN_PEOPLE, MOST_PEOPLE, ONE_BODY, Coverage, counts_people
from matching.team.problem import MOST_STATES, Costs, TeamProblem

MOST_LINES = 5  # that one candidate is thought of for at once, its best ones
FINEST = 10  # steps in which a sum of money or a quantity is shared out, more where somebody has less than one of them
MOST_STEPS = 100  # but never more than these
HARD, SOFT = 1000.0, 60.0  # points that a line left open costs
# Points that one person missing costs at least: in a line for many, asking one more must still be worth it.
HARD_EACH, SOFT_EACH = 100.0, 30.0
MANY = 10.0  # people wanted; beyond, who never met whom weighs less, as there are so many pairs
_kept: WeakKeyDictionary[Coverage, tuple[NDArray[np.int64], NDArray[np.float64]]] = WeakKeyDictionary()


@dataclass(frozen=True)
class Wishes:
    """What a good team is, in points of the score: see each field.

    party: for every further party that has to be asked · presumed: for an amount that is not on record · load: for
    using up somebody's hours · stranger: for two parties that never worked together · newcomer: for a team without a
    new face · distance: for coming from far away · required: rows that must take part.
    """

    party: float = 8.0
    presumed: float = 3.0
    load: float = 6.0
    stranger: float = 1.0
    newcomer: float = 6.0
    distance: float = 4.0
    required: tuple[int, ...] = ()


@dataclass(frozen=True, eq=False)
class Options:
    """The problem and, for each of its options, the candidate (position in the coverage) and its amounts per line."""

    problem: TeamProblem
    candidate: NDArray[np.int64]
    amounts: NDArray[np.float64]  # options × lines


def steps_of(cover: Coverage, dimensions: int) -> NDArray[np.int64]:
    """In how many steps each line is covered: people one by one, sums in FINEST steps or as many as it takes for the
    smallest gift to be one; fewer where the table would grow too large, or where that does not help, all of them.

    Neither people nor gifts are lost in larger steps: those who bring little would no longer make much together.
    """
    steps = np.ones(cover.lines, dtype=np.int64)
    fewest = np.ones(cover.lines, dtype=np.int64)
    for line, question in enumerate(cover.questions):
        wanted = cover.wanted[line]
        if counts_people(question):
            steps[line] = fewest[line] = int(np.clip(np.ceil(wanted), 1, MOST_PEOPLE))
        elif question.ask.kind in ("goods", "money") or wanted > 1:
            given = cover.amounts[line][cover.amounts[line] > 0]
            fewest[line] = int(np.clip(np.ceil(wanted / given.min(initial=wanted) - 1e-9), 1, MOST_STEPS))
            steps[line] = max(FINEST, fewest[line])
    budget, coarser = MOST_STATES >> dimensions, steps.copy()
    while np.prod((coarser + 1).astype(np.float64)) > budget:
        room = np.where(coarser > fewest, coarser, 0)
        if not room.any():
            return steps
        at = int(np.argmax(room))
        coarser[at] = max(fewest[at], coarser[at] // 2)
    return coarser


def options(cover: Coverage, wishes: Wishes) -> Options:
    """Every way in which a candidate could join.

    Its cost is what the best of each line would have scored more, and what the wishes add.
    """
    extra = len(wishes.required) + (wishes.newcomer > 0)
    steps = steps_of(cover, extra)
    candidate, table = _every_way(cover)
    share = table / cover.wanted
    counted = np.array([counts_people(question) for question in cover.questions], dtype=bool)
    gives = np.floor(np.where(counted, table, share * steps) + 1e-9)
    joined = [np.minimum(gives, steps).astype(np.int16)]
    if wishes.newcomer > 0:
        joined.append(cover.new_faces[candidate].astype(np.int16)[:, None])
    for row in wishes.required:
        joined.append((cover.rows[candidate] == row).astype(np.int16)[:, None])
    needs = np.concatenate([steps, np.ones(extra, dtype=np.int64)]).astype(np.int16)
    each = np.where(counted, np.where(cover.hard, HARD_EACH, SOFT_EACH), 0.0)
    open_cost = np.maximum(np.where(cover.hard, HARD, SOFT) / steps, each)
    stranger = wishes.stranger * min(1.0, MANY / max(float(steps[counted].sum()), 1.0))
    missing = np.concatenate(
        [open_cost, [wishes.newcomer] if wishes.newcomer > 0 else [], np.full(len(wishes.required), 10 * HARD)]
    )
    cost = _costs(cover, candidate, table, share, wishes)
    problem = TeamProblem(needs, missing, candidate, np.hstack(joined), cost, strangers=_strangers(cover, stranger))
    return Options(problem, candidate, table)


def _every_way(cover: Coverage) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Candidate and amounts per line of every way in which one could join, whatever is wished for: worked out once."""
    found = _kept.get(cover)
    if found is None:
        ways = [(at, given) for at in range(len(cover.rows)) for given in _ways(cover, at)]
        table = np.array([given for _, given in ways]).reshape(len(ways), cover.lines)
        found = _kept[cover] = np.array([at for at, _ in ways], dtype=np.int64), table
    return found


def _ways(cover: Coverage, at: int) -> list[Column]:
    """The amounts per line that one candidate could give: for every set of its best lines that it could serve
    together, and for every other line alone."""
    able = np.flatnonzero(cover.amounts[:, at] > 0)
    able = able[np.argsort(-cover.worth[able, at], kind="stable")]
    fit, alone = able[:MOST_LINES], able[MOST_LINES:]
    one_body = cover.kinds[at] in ONE_BODY
    found: dict[tuple[float, ...], None] = {}
    for chosen in range(1, 1 << len(fit)):
        lines = [int(line) for bit, line in enumerate(fit) if chosen >> bit & 1]
        if one_body and not _one_after_the_other(cover, at, lines):
            continue
        for given in _shared_out(cover, at, lines):
            if all(given[line] > 0 for line in lines):
                found.setdefault(tuple(given.tolist()))
    for line in alone.tolist():
        for given in _shared_out(cover, at, [line]):
            found.setdefault(tuple(given.tolist()))
    return [np.array(given) for given in found]


def _one_after_the_other(cover: Coverage, at: int, lines: list[int]) -> bool:
    """Whether one body can serve all these lines: no two at a time, and no more hours than are left."""
    for place, one in enumerate(lines):
        if any(cover.overlapping[one, other] for other in lines[place + 1 :]):
            return False
    left = float(cover.questions[lines[0]].hours_left[cover.rows[at]])
    return not left < sum(hours_a_month(cover.questions[line]) for line in lines)


def _shared_out(cover: Coverage, at: int, lines: list[int]) -> list[Column]:
    """How a candidate could divide what it has among lines that draw on the same purse or the same people."""
    purse = [line for line in lines if cover.questions[line].ask.kind == "money"]
    hands = [line for line in lines if cover.questions[line].ask.kind in COUNTED_IN_PEOPLE]
    row = int(cover.rows[at])
    first = cover.questions[0]
    money = float(most_of(first.data, np.array([row]), first.ask.given)[0])
    people = float(first.data.candidates.number("members")[row])
    found = [np.where(np.isin(np.arange(cover.lines), lines), cover.amounts[:, at], 0.0)]
    for shared, held in ((purse, money), (hands, people)):
        if len(shared) < 2 or not held < found[0][shared].sum():
            continue
        found = [divided for given in found for divided in _by_turns(given, shared, held)]
    return found


def _by_turns(given: Column, shared: list[int], held: float) -> list[Column]:
    """Serve the lines in every order as long as what is held lasts."""
    ways = []
    for order in permutations(shared[:4]):
        left, divided = held, given.copy()
        for line in order:
            divided[line] = min(given[line], left)
            left -= divided[line]
        ways.append(divided)
    return ways


def _costs(
    cover: Coverage,
    candidate: NDArray[np.int64],
    table: NDArray[np.float64],
    share: NDArray[np.float64],
    wishes: Wishes,
) -> Costs:
    regret = np.nan_to_num(cover.best[:, None] - cover.worth)[:, candidate].T
    presumed = (~cover.recorded)[:, candidate].T & (table > 0)
    hours = np.array([hours_a_month(question) for question in cover.questions])
    left = (
        np.stack([question.hours_left[cover.rows] for question in cover.questions])
        if cover.lines
        else np.zeros((0, len(cover.rows)))
    )
    used = np.nan_to_num(np.clip(hours[:, None] / np.maximum(left, 1e-9), 0.0, 1.0))[:, candidate].T * (table > 0)
    costs: Costs = (
        wishes.party
        + (np.clip(regret, 0.0, None) * share).sum(axis=1)
        + wishes.presumed * presumed.sum(axis=1)
        + wishes.load * used.max(axis=1, initial=0.0)
        + wishes.distance * (1.0 - cover.nearness[candidate])
    )
    return np.round(costs, 9)


def _strangers(cover: Coverage, cost: float) -> Costs | None:
    """What it costs that two candidates have no work in common."""
    if cost == 0.0 or not cover.questions:
        return None
    works = cover.questions[0].data.works
    shared = np.zeros((len(cover.rows), len(works.nodes)), dtype=np.float32)
    for at, row in enumerate(cover.rows.tolist()):
        shared[at, works.worked.of(row)] = 1.0
    strangers: Costs = np.where(shared @ shared.T > 0, 0.0, cost)
    np.fill_diagonal(strangers, 0.0)
    return strangers
