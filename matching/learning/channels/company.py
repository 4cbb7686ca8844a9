"""Company: past work is likely to call on its people again where they belong around those who come first in mind."""

from __future__ import annotations

from typing import Any

import numpy as np

from matching.learning.channels.meaning import MeaningNeighbours, meant
from matching.learning.channels.neighbours import strongest
from matching.learning.channels.ties import LIKELIEST, companions
from matching.learning.channels.walk import shares
from matching.learning.history import Dense, History, Queries, Sparse

LATELY, LONG = 0.1, 0.33  # half-lives of companionship, as parts of the history's span
FIRST = 30  # people who come first in mind
IN_MEANING = MeaningNeighbours(100, 4.0, 0.2, words=0.5)


def met(history: History, queries: Queries) -> Dense:
    """How much of the companionship of the known members a past piece of work gathers, query × work, 0 to 1."""
    return queries.kept(("met", history), lambda: _gathered(history, queries.known, LONG))


def met_lately(history: History, queries: Queries) -> Dense:
    """The same by late companionship."""
    return queries.kept(("met lately", history), lambda: _gathered(history, queries.known, LATELY))


def company(history: History, queries: Queries) -> Dense:
    """How much of the companionship of those who did the likest work a past piece of work gathers, 0 to 1."""

    def make() -> Dense:
        by = IN_MEANING if history.kept("meant", lambda: meant(history)) else LIKELIEST
        return _gathered(history, strongest(by.scores(history, queries), FIRST), LONG)

    return queries.kept(("company", history), make)


def _gathered(history: History, people: Sparse, half_life: float) -> Dense:
    around: Any = shares(people) @ companions(history, half_life)
    gathered: Any = around @ history.members.T.tocsr()
    found: Dense = np.minimum(gathered.toarray(), 1.0).astype(np.float32, copy=False)
    return found
