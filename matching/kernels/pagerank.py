"""Personalised PageRank by forward push: what lies near some nodes, without touching the rest of the graph.

Andersen, Chung and Lang (2006), in rounds: every node whose waiting share is large enough for its degree keeps a part
and passes the rest on to its neighbours. What is left waiting in the end bounds the error of each node.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from matching.kernels.compiled import kernel

Whole = NDArray[np.int64]
Narrow = NDArray[np.int32]
Real = NDArray[np.float64]
STAYS = 0.15  # of what reaches a node
ROUNDS = 200


def _pushed(starts: Whole, ends: Narrow, seeds: Whole, shares: Real, stays: float, least: float) -> tuple[Real, Real]:
    """The rank of every node and what still waits there; the graph as lists of neighbours, all links alike."""
    size = len(starts) - 1
    degree = np.diff(starts)
    rank, waiting = np.zeros(size), np.zeros(size)
    np.add.at(waiting, seeds, shares)
    active = np.unique(seeds)
    for _ in range(ROUNDS):
        active = active[waiting[active] > least * np.maximum(degree[active], 1)]
        if not len(active):
            break
        held = waiting[active]
        waiting[active] = 0.0
        rank[active] += stays * held
        # Without a neighbour everything stays.
        rank[active[degree[active] == 0]] += (1.0 - stays) * held[degree[active] == 0]
        active, held = active[degree[active] > 0], held[degree[active] > 0]
        counts = degree[active]
        places = np.arange(counts.sum()) + np.repeat(starts[active] - (np.cumsum(counts) - counts), counts)
        reached = ends[places].astype(np.int64)
        np.add.at(waiting, reached, np.repeat((1.0 - stays) * held / counts, counts))
        active = np.unique(reached)
    return rank, waiting


@kernel(twin=_pushed, signature="(int64[::1], int32[::1], int64[::1], float64[::1], float64, float64)")
def pushed(starts, ends, seeds, shares, stays, least):  # type: ignore[no-untyped-def]
    """What its twin does, as a loop to compile."""
    size = len(starts) - 1
    rank, waiting = np.zeros(size), np.zeros(size)
    listed = np.zeros(size, dtype=np.bool_)
    for at in range(len(seeds)):
        waiting[seeds[at]] += shares[at]
    active = np.unique(seeds)
    following = np.empty(size, dtype=np.int64)
    for _ in range(ROUNDS):
        active = active[waiting[active] > least * np.maximum(starts[active + 1] - starts[active], 1)]
        if len(active) == 0:
            break
        held = waiting[active]
        for at in range(len(active)):
            node = active[at]
            waiting[node] = 0.0
            rank[node] += stays * held[at]
        count = 0
        for at in range(len(active)):
            node = active[at]
            degree = starts[node + 1] - starts[node]
            if degree == 0:
                rank[node] += (1.0 - stays) * held[at]
                continue
            share = (1.0 - stays) * held[at] / degree
            for place in range(starts[node], starts[node + 1]):
                other = ends[place]
                waiting[other] += share
                if not listed[other]:
                    listed[other] = True
                    following[count] = other
                    count += 1
        active = np.sort(following[:count])
        for at in range(count):
            listed[active[at]] = False
    return rank, waiting


@dataclass(frozen=True, eq=False)
class Neighbours:
    """A graph as lists of neighbours, all links alike: starts (N + 1) and ends (links)."""

    starts: Whole
    ends: Narrow

    @classmethod
    def build(cls, ties: csr_array) -> Neighbours:
        """The stored entries of a square table as links from row to column."""
        return cls(ties.indptr.astype(np.int64), ties.indices.astype(np.int32))

    def near(self, seeds: Whole, shares: Real, stays: float = STAYS, least: float = 1e-7) -> Real:
        """The personalised PageRank of every node, from seeds with the shares they start with (together 1).

        `least` is the share per neighbour below which nothing is passed on: no node is off by more than that times
        its number of neighbours.
        """
        rank, waiting = pushed(
            self.starts,
            self.ends,
            np.ascontiguousarray(seeds, dtype=np.int64),
            np.ascontiguousarray(shares, dtype=np.float64),
            stays,
            least,
        )
        # The part of what still waits that would stay where it is.
        return rank + stays * waiting
