"""What a decision about a candidate that was shown says of it, and how loudly."""

from __future__ import annotations

from collections.abc import Sequence
from math import log2
from typing import NamedTuple

import numpy as np

from matching.learning.update import Examples

LEAST_PROPENSITY = 0.2  # however unlikely somebody was to be seen, one decision counts at most five times
PASSED_OVER = 0.1  # shown above somebody who was taken: seen, most likely, and not taken
TAKEN = {"chosen": 0.5, "reserve": 0.25, "accepted": 1.0, "claimed": 1.0, "fulfilled": 1.5}
# Most refusals are about time, which says little about whether somebody suits.
REFUSED = {
    "no_time": 0.05,
    "asked_too_often": 0.1,
    "too_far": 0.4,
    "relation": 0.4,
    "wrong_skill": 1.0,
    "other": 0.2,
    "": 0.2,
}


class Signal(NamedTuple):
    """An outcome (1 taken, 0 not) and how much it says."""

    outcome: float
    loudness: float


class Shown(NamedTuple):
    """One list as it was shown: values of each place (features in one order) and how likely it was seen there."""

    values: Sequence[Sequence[float]]
    propensities: Sequence[float]


def seen_at(rank: int) -> float:
    """How likely somebody at this place of a list (from 1) is looked at, as one over the logarithm of the place."""
    return 1.0 / log2(rank + 1.0)


def signal(answer: str, reason: str = "", kept: float | None = None) -> Signal | None:
    """What an answer says: chosen, reserve, accepted, claimed, fulfilled, unsuited or declined; None for others.

    `kept` is the share of promises that a review found kept: work badly done is no sign of a good match.
    """
    if answer in TAKEN:
        return Signal(1.0 if kept is None else float(np.clip(kept, 0.0, 1.0)), TAKEN[answer])
    if answer in ("unsuited", "declined"):
        return Signal(0.0, REFUSED.get(reason, REFUSED["other"]))
    return None


def examples(lists: Sequence[tuple[Shown, Sequence[Signal | None]]], features: int) -> Examples:
    """One row for each decided place of each list, and weakly for those passed over above the last one taken.

    What was shown where few look counts more: one over the logged propensity, clipped.
    """
    rows: list[Sequence[float]] = []
    outcomes: list[float] = []
    counts: list[float] = []
    for shown, signals in lists:
        taken = [at for at, one in enumerate(signals) if one is not None and one.outcome > 0.5]
        last = max(taken, default=-1)
        for at, (values, found) in enumerate(zip(shown.values, signals, strict=True)):
            one = found or (Signal(0.0, PASSED_OVER) if at < last else None)
            if one is None:
                continue
            rows.append(values)
            outcomes.append(one.outcome)
            counts.append(one.loudness / min(max(shown.propensities[at], LEAST_PROPENSITY), 1.0))
    return Examples(np.array(rows, dtype=np.float64).reshape(-1, features), np.array(outcomes), np.array(counts))
