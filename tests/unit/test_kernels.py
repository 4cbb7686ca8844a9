"""Inner loops: compiled and plain give the same bits, and both give what a well-known library gives."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array, random_array

from matching.kernels import network, pagerank, topk

SEEDS = st.integers(0, 10**6)


def drawn_table(seed: int) -> csr_array:
    table = csr_array(random_array((40, 12), density=0.3, rng=np.random.default_rng(seed), dtype=np.float32))
    # Quarters add up exactly in any order.
    table.data = (np.round(table.data * 4) / 4).astype(np.float32)
    return table


def drawn_graph(seed: int) -> nx.Graph:
    random = np.random.default_rng(seed)
    graph = nx.gnm_random_graph(18, 34, seed=seed)
    for one, other in graph.edges:
        graph[one][other]["weight"] = float(random.integers(1, 4))
    return graph


@settings(max_examples=60, deadline=None)
@given(seed=SEEDS, k=st.integers(1, 45))
def test_sparse_best_is_a_sorted_product(seed: int, k: int, compiled: bool) -> None:
    table, random = drawn_table(seed), np.random.default_rng(seed)
    terms, asked = random.permutation(12)[:5], (random.integers(-1, 4, 5) / 2).astype(np.float32)
    eligible = random.random(40) < 0.7
    question = np.zeros(12, dtype=np.float32)
    question[terms] = asked
    scores = table @ question
    order = np.lexsort((np.arange(40), -scores))
    expected = [row for row in order.tolist() if eligible[row] and scores[row] > 0][:k]
    rows, found = topk.Postings.build(table).best(terms, asked, k, eligible)
    assert rows.tolist() == expected
    assert np.array_equal(found, scores[expected])
    if compiled:
        postings = topk.Postings.build(table)
        arguments = (postings.starts, postings.rows, postings.weights, terms, asked, eligible, min(k, 40))
        for mine, theirs in zip(topk.sparse_best(*arguments), topk.sparse_best.twin(*arguments), strict=True):
            assert np.array_equal(mine, theirs)


@settings(max_examples=30, deadline=None)
@given(seed=SEEDS, k=st.integers(1, 30), some=st.booleans())
def test_dense_best_is_a_sorted_product(seed: int, k: int, some: bool) -> None:
    random = np.random.default_rng(seed)
    table, asked = random.integers(-3, 4, (50, 6)).astype(np.float32), random.integers(-3, 4, 6).astype(np.float32)
    eligible = random.random(50) < 0.5 if some else None
    rows, scores = topk.dense_best(table, asked, k, eligible, together=7)
    all_scores = np.where(eligible, table @ asked, -np.inf) if eligible is not None else table @ asked
    order = [row for row in np.lexsort((np.arange(50), -all_scores)).tolist() if all_scores[row] > -np.inf][:k]
    assert rows.tolist() == order
    assert np.array_equal(scores, all_scores[order].astype(np.float32))


@settings(max_examples=25, deadline=None)
@given(seed=SEEDS)
def test_structural_holes_are_those_of_networkx(seed: int, compiled: bool) -> None:
    graph = drawn_graph(seed)
    ties = csr_array(nx.to_scipy_sparse_array(graph, nodelist=range(18)))
    constraint, size = network.constraint_and_size(ties)
    expected, sizes = nx.constraint(graph, weight="weight"), nx.effective_size(graph, list(graph), weight="weight")
    assert np.allclose(constraint, [expected[node] for node in range(18)], equal_nan=True)
    assert np.allclose(size, [sizes[node] for node in range(18)], equal_nan=True)
    if compiled:
        arguments = (ties.indptr.astype(np.int64), ties.indices.astype(np.int32), ties.data / 10, ties.data / 3)
        for mine, theirs in zip(network.holes(*arguments), network.holes.twin(*arguments), strict=True):
            assert np.array_equal(mine, theirs)


@settings(max_examples=25, deadline=None)
@given(seed=SEEDS)
def test_what_is_near_is_what_power_iteration_finds(seed: int, compiled: bool) -> None:
    ties = csr_array(nx.to_scipy_sparse_array(nx.gnm_random_graph(18, 34, seed=seed), nodelist=range(18)))
    seeds, shares = np.array([0, 3]), np.array([0.5, 0.5])
    rank = pagerank.Neighbours.build(ties).near(seeds, shares, least=1e-9)
    degree = np.diff(ties.indptr)
    start = np.zeros(18)
    start[seeds] = shares
    exact, waiting = np.zeros(18), start
    for _ in range(400):
        exact += pagerank.STAYS * waiting
        exact += np.where(degree == 0, (1 - pagerank.STAYS) * waiting, 0.0)
        waiting = (1 - pagerank.STAYS) * (ties.T @ np.where(degree > 0, waiting / np.maximum(degree, 1), 0.0))
    assert np.abs(rank - exact).max() <= 1e-9 * max(degree.max(), 1) * 18
    assert rank.sum() == pytest.approx(1.0, abs=1e-6)
    if compiled:
        arguments = (ties.indptr.astype(np.int64), ties.indices.astype(np.int32), seeds, shares, 0.15, 1e-5)
        for mine, theirs in zip(pagerank.pushed(*arguments), pagerank.pushed.twin(*arguments), strict=True):
            assert np.array_equal(mine, theirs)
