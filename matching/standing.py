"""What is true of every candidate on one day, whatever is asked: hours left, how recent, how often asked."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from matching.data import MatchingData
from matching.ragged import Column, total
from matching.reasons import EPOCH, Telling, day

ACTIVE_HALF_LIFE = 180.0
CONFIRMED_EVEN = 90.0  # a confirmation this old counts neither for nor against
ASKED_WINDOW = 60.0
NEW_FACE_DAYS = 180.0
UNRATED = 0.5
REVIEW_NEUTRAL = 0.6
# The features that are columns of the day, whatever is asked.
STEADY = ("stars", "fulfilment", "active", "confirmed", "charge", "new_face", "asked_recently")
CHARGE_VALUES = np.array([0.0, 1.0, 0.4, -0.5])


@dataclass(frozen=True, eq=False)
class Standing:
    """Columns over all candidates, each worked out once for its day."""

    data: MatchingData
    today: date
    _months: dict[float, tuple[Column, Column, Column, Column]] = field(default_factory=dict, repr=False)
    told: dict[tuple[object, ...], Telling] = field(default_factory=dict, repr=False)  # as far as it was told today

    @property
    def now(self) -> float:
        """Today as a day number."""
        return float((self.today - EPOCH).days)

    def month(self, first_day: float) -> tuple[float, float]:
        """First and last day, as day numbers, of this month or of the later one in which `first_day` lies."""
        at = day(first_day) if first_day > self.now else self.today
        first = float((at.replace(day=1) - EPOCH).days)
        return first, first + monthrange(at.year, at.month)[1] - 1

    def commitment_hours(self, first_day: float) -> Column:
        """Hours of each commitment that fall into the month of `first_day`."""
        return self._of_month(first_day)[0]

    def hours_taken(self, first_day: float) -> Column:
        """Hours promised in the month of `first_day`, each person's work for one project counted once."""
        return self._of_month(first_day)[1]

    def hours_left(self, first_day: float) -> Column:
        """Hours that may still be asked for in the month of `first_day`; nan without a cap."""
        return self._of_month(first_day)[2]

    def free_share(self, first_day: float) -> Column:
        """The share of the monthly hours that may still be asked for, 0 to 1; 0 without a cap."""
        return self._of_month(first_day)[3]

    def _of_month(self, first_day: float) -> tuple[Column, Column, Column, Column]:
        first, last = self.month(first_day)
        if first not in self._months:
            held, works = self.data.commitments, max(len(self.data.works.nodes), 1)
            length = np.maximum(held.last_days - held.first_days + 1, 1.0)
            within = np.minimum(held.last_days, last) - np.maximum(held.first_days, first) + 1
            hours = held.hours * np.clip(within / length, 0.0, 1.0)
            cell, at = np.unique(held.candidates.astype(np.int64) * works + held.works, return_inverse=True)
            most = np.zeros(len(cell))
            np.maximum.at(most, at, hours)
            taken = np.bincount(cell // works, weights=most, minlength=len(self.data.nodes)).astype(np.float64)
            cap = self.data.candidates.number("hours_cap")
            left = cap - taken
            share = np.nan_to_num(np.clip(left / np.maximum(cap, 1e-9), 0.0, 1.0))
            self._months[first] = hours, taken, left, share
        return self._months[first]

    @cached_property
    def steady(self) -> NDArray[np.float64]:
        """The columns of STEADY side by side, a candidate in a row."""
        return np.stack([getattr(self, name) for name in STEADY], axis=1)

    @cached_property
    def active(self) -> Column:
        """1 for seen today, halved with every half-life; 0 when not known."""
        age = np.maximum(self.now - self.data.candidates.number("last_active"), 0.0)
        return np.nan_to_num(0.5 ** (age / ACTIVE_HALF_LIFE))

    @cached_property
    def confirmed(self) -> Column:
        """1 for confirmed today, 0 after CONFIRMED_EVEN days, towards -1 for stale; 0 when not known."""
        age = np.maximum(self.now - self.data.candidates.number("confirmed_on"), 0.0)
        return np.nan_to_num(2.0 * 0.5 ** (age / CONFIRMED_EVEN) - 1.0)

    @cached_property
    def asked_recently(self) -> Column:
        """Towards 1 the more often a candidate was asked in the last two months."""
        held = self.data.invitations
        asked = held.asked_on[held.by_candidate.values]
        recent = (asked > self.now - ASKED_WINDOW) & (asked <= self.now)
        return 1.0 - 0.6 ** total(recent.astype(np.float64), held.by_candidate.starts)

    @cached_property
    def rated(self) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
        """The organization whose stars count: the candidate itself or who offers it; -1 for none."""
        data = self.data
        rows = np.full(len(data.nodes), -1, dtype=np.int32)
        own = data.nodes.range_of("Organization")
        rows[own.start : own.stop] = np.arange(own.start, own.stop, dtype=np.int32)
        offered, by = data.providers.owners, data.providers.values
        organized = (by >= own.start) & (by < own.stop)
        rows[offered[organized][::-1]] = by[organized][::-1]
        return rows

    @cached_property
    def star_holds(self) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Whether a candidate has a star rating that has not run out."""
        until = self.data.candidates.number("star_until")
        return ~np.isnan(self.data.candidates.number("star")) & ~(until < self.now)

    @cached_property
    def stars(self) -> Column:
        """Stars out of five of the organization behind; without a rating the newcomers' floor; 0 for others."""
        stars = np.where(self.star_holds, self.data.candidates.number("star") / 5.0, UNRATED)
        return np.where(self.rated >= 0, stars[self.rated], 0.0)

    @cached_property
    def fulfilment(self) -> Column:
        """Kept promises against the usual, -1 to 1, held near 0 while reviews are few."""
        held = self.data.reviews
        bounds = held.by_candidate.starts
        kept = total(held.kept[held.by_candidate.values] - REVIEW_NEUTRAL, bounds)
        return np.clip(kept / (1.0 - REVIEW_NEUTRAL) / (np.diff(bounds) + 2.0), -1.0, 1.0)

    @cached_property
    def new_face(self) -> Column:
        """Towards 1 for someone who joined lately and has no work behind them yet."""
        age = self.now - self.data.candidates.number("joined_on")
        fresh = np.clip(1.0 - age / NEW_FACE_DAYS, 0.0, 1.0)
        return np.nan_to_num(np.where(np.diff(self.data.works.worked.starts) == 0, fresh, 0.0))

    @cached_property
    def charge(self) -> Column:
        """1 for free, 0.4 for reduced, -0.5 for market price, 0 when not said."""
        return CHARGE_VALUES[self.data.candidates.charge]
