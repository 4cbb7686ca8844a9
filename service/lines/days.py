"""When a line is wanted: on its own days, else on those of its activity, else on those of its project."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Days = tuple[Any, Any]  # first and last day numbers, floats or columns of them; nan where not known


def days_wanted(own: Days, *owners: Days) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The first and last days of the first of these that names any day; nan where none does."""
    first, last = (np.asarray(days, dtype=np.float64) for days in own)
    for begins, ends in owners:
        silent = np.isnan(first) & np.isnan(last)
        first, last = np.where(silent, begins, first), np.where(silent, ends, last)
    return first, last
