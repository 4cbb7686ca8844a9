"""From who could cover what to an assignment: lines in units, candidates with what they hold of hands and stock.

A candidate is one supplier for each thing it holds, so that a group's room and its volunteers do not limit each
other. A group that can send several people has several arcs to a line, one for each. Money is shared out apart.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.exclusions import hours_a_month
from matching.portfolio.problem import AssignmentProblem, Real, Whole
from matching.team.cover import COUNTED_IN_PEOPLE, MOST_PEOPLE, ONE_BODY, Coverage, counts_people
from matching.team.purses import MET_HARD, MET_SOFT

STAYS = 10.0  # points for leaving an earlier plan as it was
AWAITED = 1000.0  # points for each unit that somebody was asked for: nobody else goes before
LINES_AT_ONCE = 2  # of one supplier, where nothing tells how many
MOST_UNITS = 20  # in which a line is counted that asks for hands but not for a number of people
SHARES = 4  # in which a line is divided that nobody can meet alone
Kept = Collection[tuple[int, int]]  # line, candidate row


@dataclass(frozen=True, eq=False)
class Supply:
    """The assignment problem and what its numbers stand for."""

    problem: AssignmentProblem
    units: Whole  # per line: in how many units it is counted
    column: Whole  # per arc: the position in the coverage
    holder: Whole  # per supplier: the position in the coverage
    awaited: NDArray[np.bool_]  # per arc: whether an invitation for it waits

    def amount(self, cover: Coverage) -> Real:
        """How much of its line one unit of each arc is."""
        per_line: Real = cover.wanted / self.units
        return per_line[self.problem.line]


def holding(kind: str) -> str:
    """What a line of this kind draws on: hands, or whatever else one line takes."""
    return "hands" if kind in COUNTED_IN_PEOPLE else "turns"


def supply(cover: Coverage, kept: Kept = (), lacking: NDArray[np.int64] | None = None) -> Supply:
    """Pose the assignment; `lacking` lowers what candidates (positions in the coverage) can send of their people."""
    units = np.array([_units(cover, line) for line in range(cover.lines)], dtype=np.int64)
    suppliers: dict[tuple[int, str], int] = {}
    limits = Counter[int]()
    served = defaultdict[int, dict[int, int]](dict)
    lines, who, worth, columns, awaited = [], [], [], [], []
    for line in range(cover.lines):
        kind = cover.questions[line].ask.kind
        held = holding(kind)
        for at in np.flatnonzero(cover.amounts[line] > 0).tolist() if kind != "money" else ():
            key = (at, held)
            of = suppliers.setdefault(key, len(suppliers))
            limits[of] = max(limits[of], _limit(cover, line, at, lacking))
            served[of][line] = _units_given(cover, line, at, int(units[line]))
            pair = (line, int(cover.rows[at]))
            each = _benefit(cover, line, at, pair in kept) / units[line]
            each += AWAITED if pair in cover.awaited else 0.0
            for _ in range(served[of][line]):
                lines.append(line)
                who.append(of)
                worth.append(each)
                columns.append(at)
                awaited.append(pair in cover.awaited)
    limit = [_in_turn(cover, at, served[of], limits[of]) for (at, _), of in suppliers.items()]
    starts = np.searchsorted(lines, np.arange(cover.lines + 1)).astype(np.int64)
    problem = AssignmentProblem(
        starts,
        np.array(who, dtype=np.int64),
        np.array(worth, dtype=np.float64),
        units,
        np.array(limit, dtype=np.int64),
    )
    holder = np.array([at for at, _ in suppliers], dtype=np.int64)
    return Supply(problem, units, np.array(columns, dtype=np.int64), holder, np.array(awaited, dtype=bool))


def _benefit(cover: Coverage, line: int, at: int, stays: bool) -> float:
    met = MET_HARD if cover.hard[line] else MET_SOFT
    return met + max(float(cover.worth[line, at]), 0.0) + (STAYS if stays else 0.0)


def _units(cover: Coverage, line: int) -> int:
    wanted, held = float(cover.wanted[line]), holding(cover.questions[line].ask.kind)
    if held == "hands":
        most = MOST_PEOPLE if counts_people(cover.questions[line]) else MOST_UNITS
        return int(np.clip(np.ceil(wanted), 1, most))
    whole = bool((cover.amounts[line] >= wanted).any())
    return 1 if whole else SHARES


def _units_given(cover: Coverage, line: int, at: int, units: int) -> int:
    if counts_people(cover.questions[line]):
        return int(cover.amounts[line, at] + 1e-9)
    return int(np.floor(cover.amounts[line, at] / cover.wanted[line] * units + 1e-9))


def _limit(cover: Coverage, line: int, at: int, lacking: NDArray[np.int64] | None) -> int:
    """How many units a candidate can give of what this line draws on."""
    row, question = int(cover.rows[at]), cover.questions[line]
    data, held = question.data.candidates, holding(question.ask.kind)
    if cover.kinds[at] in ONE_BODY or held == "turns":
        left, each = float(question.hours_left[row]), hours_a_month(question)
        unknown = np.isnan(left) or each <= 0
        turns = LINES_AT_ONCE if unknown else int(min(left // each, LINES_AT_ONCE))
        return max(turns, 0)
    people = float(data.number("members")[row])
    most = int(people) if people == people else LINES_AT_ONCE
    return max(most - (int(lacking[at]) if lacking is not None else 0), 0)


def within_hours(cover: Coverage, at: int, lines: Iterable[int]) -> bool:
    """Whether one body has the hours for all these lines, in every month in which some of them begin."""
    return all(sum(asked) <= left for asked, left in _hours_by_month(cover, at, lines))


def _hours_by_month(cover: Coverage, at: int, lines: Iterable[int]) -> list[tuple[list[float], float]]:
    """What lines that begin in one month ask of a candidate, the fewest hours first, and the hours left in it."""
    asked: dict[float, list[float]] = defaultdict(list)
    left: dict[float, float] = {}
    for line in lines:
        question = cover.questions[line]
        month = question.standing.month(question.ask.first_day)[0]
        held = float(question.hours_left[cover.rows[at]])
        asked[month].append(hours_a_month(question))
        left[month] = held if held == held else np.inf
    return [(sorted(asked[month]), left[month]) for month in asked]


def _in_turn(cover: Coverage, at: int, served: Mapping[int, int], limit: int) -> int:
    """How many units one body can give at most of lines that it can only serve one after another, within its hours.

    Of lines that all overlap it serves one, so the lines are divided into such sets; units: by line.
    """
    if cover.kinds[at] not in ONE_BODY:
        return limit
    together: list[list[int]] = []
    for line in served:
        meeting = next((lines for lines in together if cover.overlapping[line, lines].all()), None)
        if meeting is not None:
            meeting.append(line)
        elif len(together) < limit:
            together.append([line])
        else:
            break
    at_once = sum(max(served[line] for line in lines) for lines in together)
    most = sum(
        int(np.searchsorted(np.cumsum(asked), left, side="right")) for asked, left in _hours_by_month(cover, at, served)
    )
    in_hours = sum(sorted(served.values(), reverse=True)[:most])
    return min(limit, at_once, in_hours)
