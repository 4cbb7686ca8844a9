"""From who could cover what to an assignment: lines in units, candidates with what they hold of hands and stock.

A candidate is one supplier for each thing it holds, so that a group's room and its volunteers do not limit each
other. A group that can send several people has several arcs to a line, one for each. Money is shared out apart.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.exclusions import hours_a_month
from matching.portfolio.problem import AssignmentProblem, Real, Whole
from matching.team.cover import COUNTED_IN_PEOPLE, MOST_PEOPLE, ONE_BODY, Coverage, counts_people
from matching.team.purses import HARD, SOFT

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
    limits: list[int] = []
    lines, who, worth, columns, awaited = [], [], [], [], []
    for line in range(cover.lines):
        kind = cover.questions[line].ask.kind
        held = holding(kind)
        for at in np.flatnonzero(cover.amounts[line] > 0).tolist() if kind != "money" else ():
            key = (at, held)
            if key not in suppliers:
                suppliers[key] = len(limits)
                limits.append(_limit(cover, line, at, lacking))
            pair = (line, int(cover.rows[at]))
            each = _benefit(cover, line, at, pair in kept) / units[line]
            each += AWAITED if pair in cover.awaited else 0.0
            for _ in range(_units_given(cover, line, at, int(units[line]))):
                lines.append(line)
                who.append(suppliers[key])
                worth.append(each)
                columns.append(at)
                awaited.append(pair in cover.awaited)
    starts = np.searchsorted(lines, np.arange(cover.lines + 1)).astype(np.int64)
    problem = AssignmentProblem(
        starts,
        np.array(who, dtype=np.int64),
        np.array(worth, dtype=np.float64),
        units,
        np.array(limits, dtype=np.int64),
    )
    holder = np.array([at for at, _ in suppliers], dtype=np.int64)
    return Supply(problem, units, np.array(columns, dtype=np.int64), holder, np.array(awaited, dtype=bool))


def _benefit(cover: Coverage, line: int, at: int, stays: bool) -> float:
    met = HARD if cover.hard[line] else SOFT
    return met + max(float(cover.scores[line, at]), 0.0) + (STAYS if stays else 0.0)


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
