"""Structural holes: how much a node's contacts know one another already (Burt, Structural Holes, 1992).

Constraint of i: the sum over contacts j of (p_ij + Σ_q p_iq p_qj)², with p_ij the share of i's ties that goes to j.
Effective size of i: the number of contacts less their redundancy Σ_j Σ_q p_iq m_jq, with m_jq the tie of j and q as a
share of j's strongest tie. A tie's strength is that of both directions together.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from matching.kernels.compiled import kernel

Whole = NDArray[np.int64]
Narrow = NDArray[np.int32]
Real = NDArray[np.float64]


def constraint_and_size(ties: csr_array) -> tuple[Real, Real]:
    """Constraint and effective size of every node of a square table of ties; nan for a node without contacts."""
    mutual = csr_array(ties + ties.T, dtype=np.float64)
    mutual.setdiag(0)
    mutual.eliminate_zeros()
    mutual.sort_indices()
    rows = np.repeat(np.arange(mutual.shape[0]), np.diff(mutual.indptr))
    total = np.bincount(rows, weights=mutual.data, minlength=mutual.shape[0])
    most = np.zeros(mutual.shape[0])
    np.maximum.at(most, rows, mutual.data)
    starts, ends = mutual.indptr.astype(np.int64), mutual.indices.astype(np.int32)
    constraint, redundancy = holes(starts, ends, mutual.data / total[rows], mutual.data / most[rows])
    contacts = np.diff(starts)
    size: Real = contacts - redundancy
    constraint[contacts == 0] = size[contacts == 0] = np.nan
    return constraint, size


def _holes(starts: Whole, ends: Narrow, share: Real, against_most: Real) -> tuple[Real, Real]:
    """For every node its constraint, and the redundancy of its contacts, from ties sorted by node."""
    size = len(starts) - 1
    table = csr_array((share, ends, starts), shape=(size, size))
    strongest = csr_array((against_most, ends, starts), shape=(size, size))
    rows = np.repeat(np.arange(size), np.diff(starts))
    through = _at(csr_array(table @ table), rows, ends)
    about = _at(csr_array(table @ strongest.T), rows, ends)
    return _sums(rows, (share + through) ** 2, size), _sums(rows, about, size)


def _sums(rows: Whole, values: Real, size: int) -> Real:
    return np.bincount(rows, weights=values, minlength=size).astype(np.float64)


def _at(table: csr_array, rows: Whole, columns: Narrow) -> Real:
    """The entries of a table at these places, 0 where there is none."""
    table.sort_indices()
    width = table.shape[1]
    keys = np.repeat(np.arange(table.shape[0]), np.diff(table.indptr)) * width + table.indices
    wanted = rows * width + columns
    if not len(keys):
        return np.zeros(len(wanted))
    place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[place] == wanted, table.data[place], 0.0)


@kernel(twin=_holes, signature="(int64[::1], int32[::1], float64[::1], float64[::1])")
def holes(starts, ends, share, against_most):  # type: ignore[no-untyped-def]
    """What its twin does, as a loop to compile."""
    size = len(starts) - 1
    constraint, redundancy = np.zeros(size), np.zeros(size)
    mine, through = np.zeros(size), np.zeros(size)
    for node in range(size):
        for place in range(starts[node], starts[node + 1]):
            mine[ends[place]] = share[place]
        for place in range(starts[node], starts[node + 1]):
            between, shared = ends[place], 0.0
            for further in range(starts[between], starts[between + 1]):
                # Only ways back to a contact count, in either sum.
                known = mine[ends[further]]
                if known != 0.0:
                    through[ends[further]] += share[place] * share[further]
                    shared += known * against_most[further]
            redundancy[node] += shared
        for place in range(starts[node], starts[node + 1]):
            other = ends[place]
            constraint[node] += (share[place] + through[other]) ** 2
            mine[other], through[other] = 0.0, 0.0
    return constraint, redundancy
