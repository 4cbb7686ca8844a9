"""The money lines of a coverage and the funds that could serve them: what teams, plans and mixes share out alike."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from matching.funds import cap_left
from matching.ragged import Column
from matching.team.cents import Table, Whole, lacking
from matching.team.cover import Coverage
from matching.team.funding import mix
from matching.team.pouring import SMALLEST, in_turn, poured

MET_HARD, MET_SOFT = 200.0, 60.0  # points that a line met is worth beside the score of who meets it
QUICKLY = 300  # sets of funds that are looked at for each of many projects


@dataclass(frozen=True, eq=False)
class Purses:
    """Money lines and funds, by position among them, after what invitations that wait have asked for.

    lines, columns: their positions in the coverage · project: of each line · whole: what a line wants in all ·
    worth: lines × funds, points for meeting a line, nan where a fund may not give · balance: per fund · cap: projects ×
    funds (inf: not known) · asked: lines × funds, what invitations wait for.
    """

    lines: Whole
    columns: Whole
    project: Whole
    whole: Column
    worth: Table
    balance: Column
    cap: Table
    asked: Table
    _kept: dict[tuple[float, ...], Table] = field(default_factory=dict, repr=False)

    @staticmethod
    def of(
        cover: Coverage,
        project: Whole | None = None,
        kept: Collection[tuple[int, int]] = (),
        stays: float = 0.0,
    ) -> Purses:
        """The money in a coverage, its lines of one project unless told; who is `kept` for a line (line, candidate
        row) is worth more by `stays`."""
        lines = np.array([at for at, one in enumerate(cover.questions) if one.ask.kind == "money"], dtype=np.int64)
        able = cover.amounts[lines] > 0
        columns = np.flatnonzero(able.any(axis=0))
        owners = np.zeros(len(lines), dtype=np.int64) if project is None else project[lines]
        met = np.where(cover.hard[lines], MET_HARD, MET_SOFT)[:, None]
        points = met + np.where(able, np.maximum(cover.worth[lines], 0.0), np.nan)[:, columns]
        rows = cover.rows[columns].tolist()
        stay = np.array([[(line, row) in kept for row in rows] for line in lines.tolist()], dtype=bool)
        cap = np.tile(_known(cover, "cap", columns), (int(owners.max(initial=0)) + 1, 1))
        for line, owner in zip(lines.tolist(), owners.tolist(), strict=True):
            cap[owner] = np.fmin(cap[owner], _rest(cover, line, columns))
        # Of whom no balance is on record, who said how much gives no more than that.
        balance = np.minimum(_known(cover, "balance", columns), cover.amounts[np.ix_(lines, columns)].sum(axis=0))
        points = points + stays * stay.reshape(points.shape)
        asked = _asked(cover, (lines, columns, owners), points, (balance, cap))
        np.subtract.at(cap, owners, asked)
        return Purses(lines, columns, owners, cover.wanted[lines], points, balance - asked.sum(axis=0), cap, asked)

    @property
    def wanted(self) -> Column:
        """What each line still wants."""
        left: Column = np.maximum(self.whole - self.asked.sum(axis=1), 0.0)
        return left

    @property
    def free(self) -> Table:
        """The worth of gifts that are still open: who was asked for a line gives what was asked for."""
        free: Table = np.where(self.asked > 0, np.nan, self.worth)
        return free

    def shared(self, weight: Column) -> Table:
        """Lines × funds in 元: the gifts of the highest worth under these weights of lines, each project's from as few
        funds as will do."""
        if self._enough:
            weight = np.ones(len(self.lines))
        key = tuple((weight / max(weight.min(initial=np.inf), 1e-9)).tolist())
        if key not in self._kept:
            even = bool((weight == weight[0]).all()) if len(weight) else True
            weighed = self.free * weight[:, None]
            given = self._best if even else poured(self.wanted, weighed, self.project, self.balance, self.cap)
            self._kept[key] = self._from_few(given) + self.asked
        return self._kept[key]

    @cached_property
    def _best(self) -> Table:
        """The gifts of the highest worth, all lines weighing the same."""
        return poured(self.wanted, self.free, self.project, self.balance, self.cap)

    @cached_property
    def _enough(self) -> bool:
        """Whether there is enough for every line, so that none has to give way to another."""
        return not lacking(self.wanted, self._best).any()

    def _from_few(self, given: Table) -> Table:
        """The same sums for every line, project after project from the fewest funds."""
        given, left = given.copy(), self.balance - given.sum(axis=0)
        for project in np.unique(self.project):
            mine = np.flatnonzero(self.project == project)
            held = given[mine]
            if np.count_nonzero(held.sum(axis=0)) < 2:
                continue
            most = np.minimum(self.cap[project], left + held.sum(axis=0))
            found = mix(np.round(held.sum(axis=1), 2), np.minimum(most, held.sum()), self.free[mine], tried=QUICKLY)
            if found.missing.sum() > SMALLEST:
                continue
            given[mine] = 0.0
            for gift in found.gifts:
                given[mine[gift.line], gift.fund] = gift.amount
            left = left + held.sum(axis=0) - given[mine].sum(axis=0)
        return given

    def in_turn(self, order: Sequence[int], *, purse: bool = True) -> Table:
        """Lines × funds: first come, first served in this order of lines; without `purse` as if each were the only
        line, so that some of it cannot be kept."""
        most = np.column_stack([np.full(self.worth.shape, np.inf), self.wanted])
        given = self.asked.copy()
        for lines in [list(order)] if purse else [[line] for line in order]:
            given += in_turn(lines, most, self.free, self.project, (self.balance, self.cap))
        return given

    def kept_of(self, wished: Table) -> Table:
        """What of these wishes can be kept: the lines that suit best go first."""
        best = np.nan_to_num(np.where(wished > 0, self.worth, 0.0)).max(axis=1, initial=0.0)
        order = np.argsort(-best, kind="stable").tolist()
        most = np.column_stack([wished - self.asked, self.wanted])
        return self.asked + in_turn(order, most, self.free, self.project, (self.balance, self.cap))

    @cached_property
    def bound(self) -> float:
        """What no gifts are worth more than."""
        return self.benefit(self._best + self.asked)

    def benefit(self, given: Table) -> float:
        """The points of these gifts."""
        return float((np.nan_to_num(self.worth) * given / self.whole[:, None]).sum())


def _rest(cover: Coverage, line: int, columns: Whole) -> Column:
    """What the caps leave to the project of a line after what it was given before."""
    question = cover.questions[line]
    return cap_left(question.data, cover.rows[columns], question.ask.given)


def _known(cover: Coverage, name: str, columns: Whole) -> Column:
    if not len(columns):
        return np.zeros(0)
    held = cover.questions[0].data.candidates.number(name)[cover.rows[columns]]
    known: Column = np.where(np.isnan(held), np.inf, np.maximum(held, 0.0))
    return known


def _asked(cover: Coverage, at: tuple[Whole, Whole, Whole], points: Table, purses: tuple[Column, Table]) -> Table:
    """What invitations wait for, as far as it is there and the line wants it."""
    lines, columns, owners = at
    rows = cover.rows[columns].tolist()
    waits = np.array([[(line, row) in cover.awaited for row in rows] for line in lines.tolist()], dtype=bool)
    waits = waits.reshape(points.shape)
    most = np.column_stack([cover.amounts[np.ix_(lines, columns)], cover.wanted[lines]])
    return in_turn(range(len(lines)), most, np.where(waits, points, np.nan), owners, purses)
