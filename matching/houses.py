"""One house is listed once: an offer and who offers it are the same choice for a line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.data import OFFERED_KINDS, MatchingData
from matching.quoting import quoted
from matching.wordings import name_of

Rows = NDArray[np.int64]
NAMED = 2


class Houses(NamedTuple):
    """Ranked rows without those that stand for a house listed before, and for each of these who is listed."""

    listed: NDArray[np.bool_]  # by rank
    standing_for: Mapping[int, tuple[int, ...]]  # listed row → rows that it stands for


def houses(data: MatchingData, ranked: Rows) -> Houses:
    """Keep the better placed of an offer and its provider; two offers of one provider are two choices."""
    spans = [data.nodes.range_of(kind) for kind in OFFERED_KINDS]
    listed, standing_for = np.ones(len(ranked), dtype=bool), dict[int, tuple[int, ...]]()
    offers = np.sort(np.concatenate([((ranked >= one.start) & (ranked < one.stop)).nonzero()[0] for one in spans]))
    positions, bounds = data.providers.gather(ranked[offers])
    ranked_at = np.zeros(len(data.nodes), dtype=bool)
    ranked_at[ranked] = True
    ranked_too = ranked_at[data.providers.values[positions]].nonzero()[0]
    if not len(ranked_too):  # as a rule nobody stands there twice
        return Houses(listed, standing_for)
    rank = {row: at for at, row in enumerate(ranked.tolist())}
    for at in offers[np.unique(np.searchsorted(bounds, ranked_too, side="right") - 1)].tolist():
        known = sorted(rank[who] for who in data.providers.of(int(ranked[at])).tolist() if who in rank)
        for other in known:
            if not (listed[at] and listed[other]):
                continue
            first, second = min(at, other), max(at, other)
            listed[second] = False
            mine = int(ranked[first])
            standing_for[mine] = (*standing_for.get(mine, ()), int(ranked[second]))
    return Houses(listed, standing_for)


def told(data: MatchingData, stands_for: tuple[int, ...], language: str) -> str:
    """The sentence that names those for whom a listed candidate stands."""
    names, more = [name_of(data, other) for other in stands_for[:NAMED]], len(stands_for) - NAMED
    if language == "en":
        rest = f" and {more} more" if more > 0 else ""
        return f"Same provider as {', '.join(names)}{rest}: listed once."
    rest = f"等{len(stands_for)}项" if more > 0 else ""
    return f"和{'、'.join([quoted(name) for name in names])}{rest}是同一家，只列一次。"
