"""One plan for all open lines: the best total, then the lowest project raised, every person counted once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from matching.exclusions import hours_a_month
from matching.portfolio.auction import TOLERANCE, assign
from matching.portfolio.problem import Assignment, AssignmentProblem, Real, Whole
from matching.portfolio.supply import AWAITED, STAYS, Kept, Supply, supply, within_hours
from matching.team.cents import Table
from matching.team.cover import COUNTED_IN_PEOPLE, ONE_BODY, Coverage
from matching.team.people import bodies
from matching.team.purses import Purses

FRUITLESS = 10  # attempts one after another that raise nothing, after which no more are made
ROUNDS = 60  # of mending and of raising the floor; each settles at least one clash or one project
SCARCE, MANY_ARCS = 1.0, 3_000  # places wanted for each there is, and arcs, from which on bids are coarser
COARSE = 5e-3  # of the mean benefit
LIFT = 4.0  # by what factor the lines of the project that has least are worth more
Taken = NDArray[np.bool_]


@dataclass(frozen=True)
class Share:
    """What one candidate does for one line in the plan."""

    line: int
    row: int
    amount: float
    score: float


@dataclass(frozen=True, eq=False)
class Plan:
    """Who serves which line. `filled` is the share of each line that is met, `floor` that of the project met least."""

    shares: tuple[Share, ...]
    filled: Real
    of_projects: Real
    benefit: float
    bound: float

    @property
    def floor(self) -> float:
        """The share of its lines that the project with the least has met."""
        return float(self.of_projects.min(initial=1.0))


@dataclass(frozen=True, eq=False)
class Demand:
    """All lines with who could cover them, and the project (0 …) and, where told, the community of each."""

    cover: Coverage
    project: Whole
    community: Whole | None = None

    @property
    def projects(self) -> int:
        """How many projects there are."""
        return int(self.project.max(initial=-1)) + 1

    def shares_met(self, filled: Real) -> Real:
        """For every project the mean share of its lines that is met."""
        count = np.bincount(self.project, minlength=self.projects)
        met: Real = np.bincount(self.project, weights=filled, minlength=self.projects) / np.maximum(count, 1)
        return met


@dataclass(frozen=True, eq=False)
class Posed:
    """The assignment of everybody and everything but money, and the money."""

    hands: Supply
    purses: Purses


def plan(demand: Demand, kept: Kept = (), *, fair: bool = True, step: Callable[[], None] = lambda: None) -> Plan:
    """The plan with the highest total, changed until nobody is in two places and no person counts twice; then the
    floor between projects is raised while the sum of lines met does not fall.

    `kept` are (line, candidate row) of an earlier plan: they stay unless a change is worth it; those whom an
    invitation waits for stay whatever it is worth. `step` is called between attempts; what it raises ends the work.
    """
    step()
    posed = Posed(supply(demand.cover, kept), Purses.of(demand.cover, demand.project, kept, STAYS))
    if not demand.cover.lines:
        return Plan((), np.zeros(0), demand.shares_met(np.zeros(0)), 0.0, 0.0)
    best = _weighed_plan(demand, posed, np.ones(demand.cover.lines), kept)
    if fair:
        best = _raised(demand, posed, best, kept, step)
        if demand.community is not None:
            best = _raised(replace(demand, project=demand.community), posed, best, kept, step, demand)
    return best


def _weighed_plan(demand: Demand, posed: Posed, weight: Real, kept: Kept) -> Plan:
    """The plan under these weights of lines."""
    return _planned(
        demand,
        *_settled(demand, posed.hands, weight, kept),
        posed.purses,
        posed.purses.shared(weight[posed.purses.lines]),
    )


def _raised(
    demand: Demand,
    posed: Posed,
    best: Plan,
    kept: Kept,
    step: Callable[[], None],
    told_by: Demand | None = None,
) -> Plan:
    """The plan with the highest floor that meets as much in all: what is met least is given more weight, in turn.

    `told_by` has the projects where `demand` groups the lines otherwise; their floor is not lowered.
    """
    asked = told_by or demand
    # No weight helps a line that nobody can serve.
    possible = np.array((demand.cover.amounts > 0).any(axis=1), dtype=np.float64)
    ceiling = demand.shares_met(possible)
    weight, settled = np.ones(demand.projects), np.zeros(demand.projects, dtype=bool)
    fruitless = 0
    for _ in range(ROUNDS):
        shares = demand.shares_met(best.filled)
        waiting = np.where(settled | (shares >= ceiling - 1e-9), np.inf, shares)
        if not np.isfinite(waiting).any() or fruitless >= FRUITLESS:
            return best
        lowest = int(np.argmin(waiting))
        weight[lowest] *= LIFT
        step()
        tried = _weighed_plan(asked, posed, weight[demand.project], kept)
        fallen = (demand.shares_met(tried.filled) <= shares[lowest] + 1e-9) & (shares > shares[lowest] + 1e-9)
        if fallen.any():
            # Who gave way must not be those who then have no more than this one had.
            weight[fallen] *= LIFT
            tried = _weighed_plan(asked, posed, weight[demand.project], kept)
        better = sorted(demand.shares_met(tried.filled).tolist()) > sorted(shares.tolist())
        if better and tried.filled.sum() >= best.filled.sum() - 1e-9 and tried.floor >= best.floor - 1e-9:
            best, fruitless = replace(tried, bound=best.bound), 0
        else:
            settled[lowest], fruitless = True, fruitless + 1
    return best


def _settled(demand: Demand, posed: Supply, weight: Real, kept: Kept) -> tuple[Supply, Assignment]:
    """The best assignment under these weights of lines in which nobody clashes.

    Its bound is that of the first attempt, in which clashes did not count yet: no plan without clashes exceeds it.
    """
    cover = demand.cover
    if not len(posed.problem.candidate):
        return posed, _taking(posed, np.zeros(0, dtype=bool), 0.0)
    lacking = np.zeros(len(cover.rows), dtype=np.int64)
    barred: Taken = np.zeros(len(posed.problem.candidate), dtype=bool)
    first: float | None = None
    for _ in range(ROUNDS):
        found = _weighed(posed, weight, barred)
        if first is None:
            first = found.bound
        clash = _two_at_once(cover, posed, found.taken, _regret(posed.problem, found, barred))
        if clash is not None:
            barred = barred | clash
            continue
        short = _sent_twice(cover, posed, found.taken)
        if short is None:
            return posed, replace(found, bound=first)
        at, missing = short
        lacking[at] += missing
        posed = supply(cover, kept, lacking)
    # Whatever still clashes is left out.
    return posed, replace(_without_clashes(cover, posed, found), bound=first or found.bound)


def tolerance_for(problem: AssignmentProblem) -> float:
    """How near to the optimum the auction comes: where far more is wanted than there is, alike lines outbid each other
    by one tolerance at a time, which takes as many bids as a line is worth tolerances."""
    places = np.minimum(problem.capacity, np.bincount(problem.candidate, minlength=len(problem.capacity)))
    scarce = problem.wanted.sum() > SCARCE * max(int(places.sum()), 1)
    return COARSE if scarce and len(problem.candidate) > MANY_ARCS else TOLERANCE


def _weighed(posed: Supply, weight: Real, barred: Taken) -> Assignment:
    problem = posed.problem
    of_arcs = np.where(posed.awaited, weight.max(initial=1.0), weight[problem.line])
    benefit = np.where(barred, 0.0, problem.benefit * of_arcs)
    weighed = AssignmentProblem(problem.starts, problem.candidate, benefit, problem.wanted, problem.capacity)
    found = assign(weighed, tolerance_for(weighed), COARSE)
    return Assignment(found.taken, found.prices, problem.benefit_of(found.taken), found.bound)


def _regret(problem: AssignmentProblem, found: Assignment, barred: Taken) -> Real:
    """Per arc what its line would lose without it: what it is worth, less the best other one at its price."""
    worth = np.where(found.taken | barred, 0.0, problem.benefit - found.prices[problem.candidate])
    other = np.zeros(problem.lines)
    np.maximum.at(other, problem.line, worth)
    lost: Real = problem.benefit - other[problem.line]
    return lost


def _two_at_once(cover: Coverage, posed: Supply, taken: Taken, worth: Real) -> Taken | None:
    """The arcs by which somebody with one body would serve a second line at the same time, or beyond the hours that
    are left; None when nobody does. Those of most worth stay."""
    arcs = np.flatnonzero(taken)
    line, at = posed.problem.line, posed.column
    by_candidate: dict[int, list[int]] = {}
    # Of lines worth much the same those that ask for less leave hours for another.
    hours = np.array([hours_a_month(question) for question in cover.questions])
    for arc in arcs[np.argsort(hours[line[arcs]] - worth[arcs], kind="stable")].tolist():
        by_candidate.setdefault(int(at[arc]), []).append(arc)
    barred = np.zeros(len(taken), dtype=bool)
    for candidate, held in by_candidate.items():
        if cover.kinds[candidate] not in ONE_BODY:
            continue
        settled: list[int] = []
        for arc in held:
            others = {int(line[other]) for other in settled} - {int(line[arc])}
            meets = any(cover.overlapping[line[arc], other] for other in others)
            if meets or not within_hours(cover, candidate, {*others, int(line[arc])}):
                barred |= (line == line[arc]) & (at == candidate)
            else:
                settled.append(arc)
    return barred if barred.any() else None


def _sent_twice(cover: Coverage, posed: Supply, taken: Taken) -> tuple[int, int] | None:
    """A group that would send people who are counted elsewhere already, and how many; None when there is none."""
    sent = _people_sent(cover, posed, taken)
    groups = [at for at in sent if cover.kinds[at] not in ONE_BODY]
    if not groups or not cover.questions:
        return None
    data = cover.questions[0].data
    missing = _missing(sent, {at: bodies(data, int(cover.rows[at])) for at in sorted(sent)})
    short = [at for at in groups if missing[at] > 0] or [at for at in groups if any(missing.values())]
    if not short:
        return None
    at = max(short, key=lambda one: (missing[one], one))
    return at, max(missing[at], 1)


def _missing(sent: Mapping[int, int], known: Mapping[int, tuple[Collection[int], float]]) -> dict[int, int]:
    """How many of the people whom each party sends there are not; `known` of it are its listed members and its size.

    Every person sent is a path from who sends them to a person (listed members by name, others as a number), so the
    people suffice when all of them flow (maximum flow).
    """
    parties = list(known)
    persons = {person: place for place, person in enumerate(sorted({p for held, _ in known.values() for p in held}))}
    first, last = len(persons) + len(parties), len(persons) + len(parties) + 1
    edges: list[tuple[int, int, int]] = []
    for place, at in enumerate(parties):
        listed, size = known[at]
        edges.append((first, place, sent[at]))
        edges += [(place, len(parties) + persons[person], 1) for person in listed]
        unlisted = int(size) - len(listed)
        if unlisted > 0:
            edges.append((place, last, unlisted))
    edges += [(len(parties) + place, last, 1) for place in persons.values()]
    from scipy.sparse.csgraph import maximum_flow  # here: whoever only asks for partners need not wait for it

    start, end, most = (np.array(part, dtype=np.int32) for part in zip(*edges, strict=True))
    graph = csr_array((most, (start, end)), shape=(last + 1, last + 1)).astype(np.int32)
    flow = maximum_flow(graph, first, last).flow[[first], :].toarray().ravel()
    return {at: sent[at] - int(flow[place]) for place, at in enumerate(parties)}


def _people_sent(cover: Coverage, posed: Supply, taken: Taken) -> dict[int, int]:
    """How many people each candidate (position in the coverage) sends; one body stays one."""
    counted = np.array([question.ask.kind in COUNTED_IN_PEOPLE for question in cover.questions])
    arcs = np.flatnonzero(taken & counted[posed.problem.line])
    sent: dict[int, int] = {}
    for at in posed.column[arcs].tolist():
        one_body = cover.kinds[at] in ONE_BODY
        if one_body or cover.recorded[counted, at].any():
            sent[at] = 1 if one_body else sent.get(at, 0) + 1
    return sent


def _without_clashes(cover: Coverage, posed: Supply, found: Assignment) -> Assignment:
    taken = found.taken.copy()
    while (clash := _two_at_once(cover, posed, taken, posed.problem.benefit)) is not None:
        taken &= ~clash
    while (short := _sent_twice(cover, posed, taken)) is not None:
        mine = np.flatnonzero(taken & (posed.column == short[0]))
        taken[mine[np.argsort(posed.problem.benefit[mine], kind="stable")][: short[1]]] = False
    return Assignment(taken, found.prices, posed.problem.benefit_of(taken), found.bound)


def _planned(demand: Demand, posed: Supply, found: Assignment, purses: Purses, gifts: Table) -> Plan:
    cover, problem = demand.cover, posed.problem
    amount = posed.amount(cover)
    given: dict[tuple[int, int], float] = {}
    for arc in np.flatnonzero(found.taken).tolist():
        key = (int(problem.line[arc]), int(posed.column[arc]))
        given[key] = given.get(key, 0.0) + float(amount[arc])
    for line, fund in zip(*np.nonzero(gifts > 0), strict=True):
        given[int(purses.lines[line]), int(purses.columns[fund])] = float(gifts[line, fund])
    shares = tuple(
        Share(line, int(cover.rows[at]), given[line, at], float(cover.scores[line, at])) for line, at in sorted(given)
    )
    filled = np.bincount(problem.line[found.taken], minlength=cover.lines) / np.maximum(posed.units, 1)
    paid = gifts.sum(axis=1) / purses.whole
    filled[purses.lines] = np.where(paid > 1.0 - 1e-9, 1.0, paid)
    # That somebody was asked before is no merit of a plan.
    asked = AWAITED * float(np.count_nonzero(found.taken & posed.awaited))
    money = purses.benefit(gifts)
    return Plan(
        shares,
        filled,
        demand.shares_met(filled),
        found.benefit - asked + money,
        found.bound - asked + (max(purses.bound, money) if np.isfinite(found.bound) else 0.0),
    )


def one_after_another(demand: Demand, order: Sequence[int]) -> Plan:
    """First come, first served: the lines in this order, each takes the best who are still free."""
    posed = supply(demand.cover)
    problem = posed.problem
    left = problem.capacity.copy()
    taken = np.zeros(len(problem.candidate), dtype=bool)
    for line in order:
        begin, end = int(problem.starts[line]), int(problem.starts[line + 1])
        units = int(problem.wanted[line])
        for arc in (begin + np.argsort(-problem.benefit[begin:end], kind="stable")).tolist():
            if units == 0:
                break
            if left[problem.candidate[arc]] > 0:
                left[problem.candidate[arc]] -= 1
                taken[arc], units = True, units - 1
    found = _without_clashes(demand.cover, posed, _taking(posed, taken))
    purses = Purses.of(demand.cover, demand.project)
    place = {int(line): at for at, line in enumerate(purses.lines)}
    gifts = purses.in_turn([place[line] for line in order if line in place])
    return _planned(demand, posed, found, purses, gifts)


def _taking(posed: Supply, taken: Taken, bound: float = float("inf")) -> Assignment:
    prices = np.zeros(len(posed.problem.capacity))
    return Assignment(taken, prices, posed.problem.benefit_of(taken), bound)


def each_alone(demand: Demand) -> tuple[Plan, float]:
    """What comes of it when every line takes its best as if it were the only one, and the share that does not hold.

    Nobody can be in two places and no money is spent twice: of what somebody promised beyond what they have, the
    lines they suit best keep them. So the plan can be set beside the others.
    """
    posed = supply(demand.cover)
    problem = posed.problem
    place = np.zeros(len(problem.candidate), dtype=np.int64)
    order = np.lexsort((-problem.benefit, problem.line))
    place[order] = np.arange(len(order)) - problem.starts[problem.line[order]]
    wished = place < problem.wanted[problem.line]
    left, taken = problem.capacity.copy(), np.zeros(len(wished), dtype=bool)
    arcs = np.flatnonzero(wished)
    for arc in arcs[np.argsort(-problem.benefit[arcs], kind="stable")].tolist():
        if left[problem.candidate[arc]] > 0:
            left[problem.candidate[arc]] -= 1
            taken[arc] = True
    told = _without_clashes(demand.cover, posed, _taking(posed, taken))
    purses = Purses.of(demand.cover, demand.project)
    sums = purses.in_turn(range(len(purses.lines)), purse=False)
    gifts = purses.kept_of(sums)
    # A line that asks for money counts as much as one person or thing.
    counted = [float(np.sum(one.sum(axis=1) / purses.whole)) for one in (gifts, sums)]
    over = 1.0 - (float(told.taken.sum()) + counted[0]) / max(float(wished.sum()) + counted[1], 1.0)
    return _planned(demand, posed, told, purses, gifts), over
