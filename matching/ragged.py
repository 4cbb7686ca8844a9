"""Runs of row numbers per owner: the one shape in which links are kept for matching."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from matching.kernels.runs import Links, gathered, scattered

Rows = NDArray[np.int32]
Column = NDArray[np.float64]
Positions = NDArray[np.int64]
Number = TypeVar("Number", bound=np.generic)
CODES = 8  # codes are smaller than this
NONE, SEVERAL = -1, -2  # instead of the value of an owner that has not just one


@dataclass(frozen=True, eq=False)
class Ragged:
    """For every owner row a run of `values`, with a weight, a code and a row in between (`via`, -1 for none)."""

    starts: Positions
    values: Rows
    weights: Column
    codes: NDArray[np.int8]
    via: Rows

    @classmethod
    def build(
        cls,
        owners: NDArray[np.integer],
        values: NDArray[np.integer],
        size: int,
        weights: Column | None = None,
        codes: NDArray[np.integer] | int = 0,
        via: NDArray[np.integer] | int = -1,
    ) -> Ragged:
        """Group parallel arrays by owner; within an owner by value, then by code."""
        count = len(owners)
        weights = np.ones(count) if weights is None else np.ascontiguousarray(weights, dtype=np.float64)
        code = np.broadcast_to(np.asarray(codes, dtype=np.int8), count)
        middle = np.broadcast_to(np.asarray(via, dtype=np.int32), count)
        width = int(values.max(initial=0)) + 1
        # One key sorts several times faster than four, and what comes sorted costs next to nothing.
        key = (owners.astype(np.int64) * width + values) * CODES + code
        starts = np.zeros(size + 1, dtype=np.int64)
        np.cumsum(np.bincount(owners, minlength=size), out=starts[1:])
        if (key[1:] >= key[:-1]).all():
            return cls(starts, values.astype(np.int32), weights, np.array(code), np.array(middle))
        order = np.argsort(key, kind="stable")
        return cls(starts, values[order].astype(np.int32), weights[order], code[order], middle[order])

    def __len__(self) -> int:
        return len(self.starts) - 1

    @cached_property
    def owners(self) -> Rows:
        """The owner of every entry."""
        return np.repeat(np.arange(len(self), dtype=np.int32), np.diff(self.starts))

    def turned(self, size: int) -> Ragged:
        """The same entries grouped by value instead; `size` is the number of possible values."""
        # Entries lie by owner, then by code: sorted by value alone they come out as `build` orders them, and narrow
        # integers are sorted in one pass.
        narrow = self.values.astype(np.uint16) if size <= 2**16 else self.values
        order = np.argsort(narrow, kind="stable")
        starts = np.zeros(size + 1, dtype=np.int64)
        np.cumsum(np.bincount(self.values, minlength=size), out=starts[1:])
        return Ragged(starts, self.owners[order], self.weights[order], self.codes[order], self.via[order])

    def run(self, owner: int) -> slice:
        """Where the entries of one owner lie."""
        return slice(int(self.starts[owner]), int(self.starts[owner + 1]))

    def of(self, owner: int) -> Rows:
        """The values of one owner."""
        return self.values[self.run(owner)]

    @cached_property
    def counts(self) -> Positions:
        """How many entries each owner has."""
        return self.starts[1:] - self.starts[:-1]

    @cached_property
    def sole(self) -> Rows:
        """The value of an owner that has just one; NONE or SEVERAL for others."""
        found = np.where(self.counts == 0, NONE, SEVERAL).astype(np.int32)
        one = np.flatnonzero(self.counts == 1)
        found[one] = self.values[self.starts[one]]
        return found

    def flagged(self, owners: NDArray[np.integer], flags: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], ...]:
        """For each owner whether any of its values is flagged, and whether it has values at all."""
        sole = self.sole[owners]
        # NONE and SEVERAL count from the end.
        some = np.concatenate((flags, (False, False)))[sole]
        several = (sole == SEVERAL).nonzero()[0]
        if len(several):
            positions, bounds = self.gather(owners[several])
            some[several] = np.logical_or.reduceat(flags[self.values[positions]], bounds[:-1])
        return some, sole != NONE

    def best(self, owners: NDArray[np.integer], worth: NDArray[Number]) -> NDArray[Number]:
        """The highest worth of each owner's values; 0 for an owner without values."""
        sole = self.sole[owners]
        best: NDArray[Number] = np.concatenate((worth, np.zeros(2, dtype=worth.dtype)))[sole]
        several = (sole == SEVERAL).nonzero()[0]
        if len(several):
            positions, bounds = self.gather(owners[several])
            best[several] = np.maximum.reduceat(worth[self.values[positions]], bounds[:-1])
        return best

    def gather(self, owners: NDArray[np.integer]) -> tuple[Positions, Positions]:
        """Positions of all entries of these owners, and the bounds of each owner's run among them."""
        return gathered(self.starts, np.ascontiguousarray(owners, dtype=np.int64))

    @cached_property
    def parts(self) -> Links:
        """Its arrays, as compiled loops take them."""
        return self.starts, self.values, self.weights, self.codes, self.via

    def scatter(self, owners: NDArray[np.integer], shares: Column, size: int, *, weighted: bool = True) -> Column:
        """For each of `size` values the sum of the shares of these owners, each times the entry's weight or just so."""
        return scattered(self.parts, np.ascontiguousarray(owners, dtype=np.int64), shares, size, weighted)


def kept_runs(
    kept: NDArray[np.bool_], owners: NDArray[np.integer], bounds: Positions, entries: NDArray[Number]
) -> tuple[NDArray[np.integer], Positions, NDArray[Number]]:
    """Of runs of entries only those `kept`: the owner of each, the new bounds of each owner's run, and these entries.

    As a rule few of all that somebody can do or says has to do with a question.
    """
    some = kept.nonzero()[0]
    bounds = np.searchsorted(some, bounds)
    return owners.repeat(bounds[1:] - bounds[:-1]), bounds, entries[some]


def highest(values: Column, bounds: Positions, empty: float = 0.0) -> Column:
    """The largest of each run; `empty` for a run without entries."""
    result = np.full(len(bounds) - 1, empty)
    filled = bounds[1:] > bounds[:-1]
    if len(values):
        result[filled] = np.maximum.reduceat(values, bounds[:-1][filled])
    return result


def total(values: Column, bounds: Positions) -> Column:
    """The sum of each run."""
    result = np.zeros(len(bounds) - 1)
    filled = bounds[1:] > bounds[:-1]
    if len(values):
        result[filled] = np.add.reduceat(values, bounds[:-1][filled])
    return result


def blend(values: Column, bounds: Positions, share: float) -> Column:
    """The best of each run, and a `share` of what is missing to 1 by the others: every entry counts, none twice."""
    best = highest(values, bounds)
    doubts = np.zeros(len(values))
    some = values.nonzero()[0]  # the others cast no doubt
    doubts[some] = np.log1p(-np.minimum(values[some], 0.999))
    others = total(doubts, bounds) - np.log1p(-np.minimum(best, 0.999))
    return best + (1.0 - best) * share * -np.expm1(np.minimum(others, 0.0))
