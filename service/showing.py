"""Who may be shown at all: a resident with consent and not under age, an expert unless they refused, all else.

Pages, API, search and matching ask here, so that nobody hidden by one of them is named by another.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from graph.reading.ages import may_be_minor
from graph.tables import NodeTable


def shown(table: NodeTable) -> NDArray[np.bool_]:
    """For each record of a kind whether it may be named to anybody."""
    return consenting(table) & ~under_age(table)


def consenting(table: NodeTable) -> NDArray[np.bool_]:
    """Who may be recommended as far as consent goes: a resident must have said yes, an expert must not have said no."""
    if table.label == "Resident":
        return np.asarray(table.flags("consent") == 1)
    if table.label == "Expert":
        return np.asarray(table.flags("consent") != 0)
    return np.ones(len(table), dtype=bool)


def under_age(table: NodeTable) -> NDArray[np.bool_]:
    """Who is or may be a minor, as far as the age band says."""
    if table.label != "Resident" or "age_band" not in table.types:
        return np.zeros(len(table), dtype=bool)
    codes, words = table.text_codes("age_band")
    return np.array([is_minors(str(word)) for word in words], dtype=bool)[codes]


@lru_cache(1000)
def is_minors(band: str) -> bool:
    """Whether an age band is or may be a minor's; what cannot be understood may be."""
    return may_be_minor(band)
