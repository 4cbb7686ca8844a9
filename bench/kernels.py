"""Inner loops against their peers in one run: time as a ratio, after their answers were compared.

Each loop of `matching` that numba compiles runs beside a library that does the same: scipy and sparse_dot_topn for
the best rows, networkx for structural holes, scipy's power steps for what is near, HiGHS and CP-SAT for covers,
OR-tools' minimum-cost flow for plans. Peers that are not installed are named and left out (`make peers` installs
them). `--quick` runs small sizes in seconds, whose ratios mean little; `growth.py` has their growth
by powers of ten on one page.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
from figures import Figures
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, csr_matrix

from matching.kernels.compiled import compile_all
from matching.kernels.network import constraint_and_size
from matching.kernels.pagerank import STAYS, Neighbours
from matching.kernels.topk import Postings, dense_best
from matching.portfolio.auction import assign
from matching.portfolio.problem import AssignmentProblem, share_of_bound
from matching.team.exact import cheapest
from matching.team.problem import TeamProblem
from service.settings import Settings

K = 50
Timed = tuple[float, Any]


def best_of(work: Callable[[], Any], times: int = 5) -> Timed:
    """The least processor seconds of several calls, and the answer of the last."""
    least, answer = float("inf"), None
    for _ in range(times):
        began = time.process_time()
        answer = work()
        least = min(least, time.process_time() - began)
    return least, answer


def missing(figures: Figures, name: str) -> None:
    """Say that a peer is not there."""
    figures.facts.setdefault("not installed", []).append(name)
    print(f"  {name} is not installed: left out", flush=True)


def sparse_table(rows: int, terms: int, each: int, seed: int) -> csr_array:
    """Rows of `each` terms, drawn as words are: few are frequent."""
    random = np.random.default_rng(seed)
    columns = np.minimum((random.pareto(1.1, rows * each) * 20).astype(np.int64), terms - 1)
    columns = (columns * 7919 + random.integers(0, terms // 50, rows * each)) % terms
    table = csr_array(
        (random.random(rows * each, dtype=np.float32), columns.astype(np.int32), np.arange(0, rows * each + 1, each)),
        shape=(rows, terms),
    )
    table.sum_duplicates()
    return table


def bench_sparse(figures: Figures, rows: int, *, goals: bool) -> float:
    """The best rows by shared terms, with a mask of the eligible."""
    table = sparse_table(rows, 50_000, 50, 1)
    random = np.random.default_rng(2)
    picked = np.unique(table.indices[random.integers(0, len(table.indices), 60)])[:50].astype(np.int64)
    asked = random.random(len(picked)).astype(np.float32)
    postings = Postings.build(table)
    eligible = random.random(rows) < 0.8
    ours, (mine, scores) = best_of(lambda: postings.best(picked, asked, K, eligible))
    turned = csr_array(table.T)
    question = csr_array((asked, picked.astype(np.int32), np.array([0, len(picked)])), shape=(1, table.shape[1]))

    def with_scipy() -> Any:
        product = question @ turned
        found, values = product.indices, np.where(eligible[product.indices], product.data, -np.inf)
        kept = np.argpartition(-values, min(K, len(values) - 1))[:K]
        return found[kept], values[kept]

    theirs, (_, values) = best_of(with_scipy)
    assert np.allclose(np.sort(values)[::-1], scores, rtol=1e-4), "scipy finds other rows"
    figures.add(f"sparse best {K} of {rows:,}: ours", ours * 1000, "ms")
    figures.add(f"sparse best {K} of {rows:,}: scipy over ours", theirs / ours, "×", 6.0 * goals, at_least=True)
    try:
        from sparse_dot_topn import sp_matmul_topn
    except ImportError:
        missing(figures, "sparse_dot_topn")
        return ours
    masked = csr_matrix(turned.tocsc()[:, np.flatnonzero(eligible)])
    plain = csr_matrix(question)
    theirs, found = best_of(lambda: sp_matmul_topn(plain, masked, top_n=K, sort=True))
    assert np.allclose(np.sort(found.data)[::-1], scores, rtol=1e-4), "sparse_dot_topn finds other rows"
    figures.add(
        f"sparse best {K} of {rows:,}: sparse_dot_topn over ours", theirs / ours, "×", 15.0 * goals, at_least=True
    )
    assert len(mine) == K
    return ours


def bench_dense(figures: Figures, rows: int, *, goals: bool) -> float:
    """The best rows by closeness, against reading the table once."""
    table = np.random.default_rng(3).random((rows, 64), dtype=np.float32)
    asked = np.random.default_rng(4).random(64, dtype=np.float32)
    ours, (mine, _) = best_of(lambda: dense_best(table, asked, K))
    reading, _ = best_of(lambda: table.sum())
    whole = table @ asked
    assert set(mine.tolist()) == set(np.argsort(-whole)[:K].tolist()), "other rows are closer"
    figures.add(f"dense best {K} of {rows:,} × 64: ours", ours * 1000, "ms")
    figures.add(f"dense best {K} of {rows:,} × 64: over reading it once", ours / reading, "×", 5.0 * goals)
    return ours


def ties_of(nodes: int, links: int, seed: int) -> csr_array:
    """A graph in which some are much better known than others."""
    random = np.random.default_rng(seed)
    start = random.integers(0, nodes, links)
    end = np.minimum((random.pareto(1.3, links) * nodes / 40).astype(np.int64), nodes - 1)
    both = csr_array((np.ones(2 * links), (np.append(start, end), np.append(end, start))), shape=(nodes, nodes))
    both.setdiag(0)
    both.eliminate_zeros()
    both.data[:] = 1.0
    return both


def bench_near(figures: Figures, nodes: int, *, goals: bool) -> float:
    """What is near one node, against fifty power steps."""
    ties = ties_of(nodes, nodes * 5, 5)
    degree = np.diff(ties.indptr)
    node = np.array([int(np.argsort(degree)[int(len(degree) * 0.6)])])
    one = np.ones(1)
    graph = Neighbours.build(ties)
    ours, rank = best_of(lambda: graph.near(node, one, least=3e-6))
    passed = csr_array(ties.multiply(1.0 / np.maximum(degree, 1)[:, None]).T)

    def power() -> Any:
        start = np.zeros(nodes)
        start[node] = 1.0
        held = start
        for _ in range(50):
            held = STAYS * start + (1.0 - STAYS) * (passed @ held)
        return held

    theirs, exact = best_of(power, 1)
    overlap = len(set(np.argsort(-rank)[:100].tolist()) & set(np.argsort(-exact)[:100].tolist()))
    size = f"{nodes:,} nodes, {len(ties.indices):,} links"
    figures.add(f"near one of {size}: ours", ours * 1000, "ms")
    figures.add(f"near one of {size}: scipy's 50 steps over ours", theirs / ours, "×", 150.0 * goals, at_least=True)
    figures.add(f"near one of {size}: of the first hundred the same", overlap, "", 99.0 * goals, at_least=True)
    return ours


def bench_holes(figures: Figures, nodes: int, *, goals: bool) -> float:
    """Constraint of every node, against networkx on as many as it can do in a while."""
    ties = ties_of(nodes, nodes * 20, 6)
    ours, (constraint, _) = best_of(lambda: constraint_and_size(ties), 2)
    graph = nx.from_scipy_sparse_array(ties)
    some = np.random.default_rng(7).permutation(nodes)[:8].tolist()
    began = time.process_time()
    # By node, as its documentation has it; all at once needs a dense table of nodes × nodes.
    theirs = nx.constraint(graph, nodes=some)
    each = (time.process_time() - began) / len(some)
    assert np.allclose([theirs[at] for at in some], constraint[some], equal_nan=True), "networkx finds other values"
    name = f"constraint of {nodes:,} nodes with {len(ties.indices) / nodes:.0f} links each"
    figures.add(f"{name}: ours", ours * 1000, "ms")
    figures.add(f"{name}: networkx over ours", each * nodes / ours, "×", 10_000.0 * goals, at_least=True)
    return ours


def cover_of(candidates: int, needs: int, seed: int) -> TeamProblem:
    """Candidates that each serve a fifth of the needs."""
    random = np.random.default_rng(seed)
    gives = (random.random((candidates, needs)) < 0.2).astype(np.int16)
    cost = np.round(random.random(candidates) * 10 + 1, 3)
    return TeamProblem(np.ones(needs, dtype=np.int16), np.full(needs, 50.0), np.arange(candidates), gives, cost)


def bench_cover(figures: Figures, candidates: int, needs: int, *, goals: bool) -> float:
    """The cheapest cover, against two solvers."""
    problem = cover_of(candidates, needs, 8)
    ours, found = best_of(lambda: cheapest(problem))
    name = f"cover of {needs} needs by {candidates:,}"
    figures.add(f"{name}: ours", ours * 1000, "ms")
    rule = LinearConstraint(csr_array(problem.gives.T.astype(np.float64)), lb=1)
    theirs, solved = best_of(
        lambda: milp(problem.cost, constraints=rule, integrality=np.ones(candidates), bounds=Bounds(0, 1)), 2
    )
    assert abs(solved.fun - found.cost) < 1e-4, "HiGHS finds another optimum"
    figures.add(f"{name}: HiGHS over ours", theirs / ours, "×", 10.0 * goals, at_least=True)
    try:
        from ortools.sat.python import cp_model
    except ImportError:
        missing(figures, "ortools")
        return ours

    def with_sat() -> float:
        model = cp_model.CpModel()
        taken = [model.new_bool_var("") for _ in range(candidates)]
        for need in range(needs):
            model.add_bool_or([taken[at] for at in np.flatnonzero(problem.gives[:, need])])
        model.minimize(sum(round(float(price) * 1000) * one for price, one in zip(problem.cost, taken, strict=True)))
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.solve(model)
        return float(solver.objective_value) / 1000

    theirs, value = best_of(with_sat, 1)
    assert abs(value - found.cost) < 1e-4, "CP-SAT finds another optimum"
    figures.add(f"{name}: CP-SAT over ours", theirs / ours, "×", 100.0 * goals, at_least=True)
    return ours


def assignment_of(lines: int, candidates: int, each: int, seed: int) -> AssignmentProblem:
    """Lines that look at `each` candidates, some of whom are in everybody's list."""
    random = np.random.default_rng(seed)
    names = random.permutation(candidates)
    drawn = np.minimum((random.random((lines, 4 * each)) ** 4 * candidates).astype(np.int64), candidates - 1)
    lists = [random.permutation(np.unique(names[one]))[:each] for one in drawn]
    starts = np.concatenate([[0], np.cumsum([len(one) for one in lists])]).astype(np.int64)
    chosen = np.concatenate(lists)
    benefit = np.round(random.random(len(chosen)) * 60 + 10, 2)
    wanted = random.integers(1, 4, lines).astype(np.int64)
    return AssignmentProblem(starts, chosen, benefit, wanted, random.integers(0, 4, candidates).astype(np.int64))


def bench_assignment(figures: Figures, lines: int, candidates: int, *, goals: bool) -> float:
    """One plan for all lines, against minimum-cost flow."""
    problem = assignment_of(lines, candidates, 100, 9)
    ours, found = best_of(lambda: assign(problem), 3)
    name = f"plan of {lines:,} lines over {candidates:,}"
    figures.add(f"{name}: ours", ours * 1000, "ms")
    figures.add(f"{name}: share of the bound our prices prove", share_of_bound(found.benefit, found.bound), "")
    try:
        from ortools.graph.python import min_cost_flow
    except ImportError:
        missing(figures, "ortools")
        return ours

    def with_flow() -> float:
        flow = min_cost_flow.SimpleMinCostFlow()
        source, sink = lines + candidates, lines + candidates + 1
        used = np.unique(problem.candidate)
        line_ends = np.arange(lines)
        heads = np.concatenate([np.full(lines, source), problem.line, lines + used, line_ends])
        tails = np.concatenate([line_ends, lines + problem.candidate, np.full(len(used), sink), np.full(lines, sink)])
        room = np.concatenate([problem.wanted, np.ones(len(problem.candidate)), problem.capacity[used], problem.wanted])
        price = np.concatenate([np.zeros(lines), -problem.benefit * 100, np.zeros(len(used)), np.zeros(lines)])
        flow.add_arcs_with_capacity_and_unit_cost(
            heads.astype(np.int32), tails.astype(np.int32), room.astype(np.int64), np.round(price).astype(np.int64)
        )
        flow.set_node_supply(source, int(problem.wanted.sum()))
        flow.set_node_supply(sink, -int(problem.wanted.sum()))
        assert flow.solve() == flow.OPTIMAL
        return -flow.optimal_cost() / 100

    theirs, optimum = best_of(with_flow, 2)
    figures.add(f"{name}: share of the optimum", found.benefit / optimum, "", 0.9999 * goals, at_least=True)
    figures.add(f"{name}: minimum-cost flow over ours", theirs / ours, "×", 15.0 * goals, at_least=True)
    return ours


def main() -> None:
    """Run the loops beside their peers."""
    said = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    said.add_argument("--quick", action="store_true", help="small sizes, in seconds")
    said.add_argument("--json", type=Path, metavar="FILE", help="write the figures there, too")
    asked = said.parse_args()
    figures = Figures("kernels", {"processors": os.cpu_count(), "numpy": np.__version__})
    began = time.perf_counter()
    figures.facts["compiled"] = compile_all(Settings().data / "kernels")
    print(f"{figures.facts['compiled']} loops compiled in {time.perf_counter() - began:.1f} s", flush=True)
    large = not asked.quick
    figures.section("best rows")
    bench_sparse(figures, 1_000_000 if large else 2_000, goals=large)
    bench_dense(figures, 1_000_000 if large else 2_000, goals=large)
    figures.section("the network")
    bench_near(figures, 1_000_000 if large else 1_000, goals=large)
    bench_holes(figures, 20_000 if large else 200, goals=large)
    figures.section("teams and plans")
    for needs in (8, 12, 14):
        bench_cover(figures, 2_500 if large else 60, needs, goals=large)
    bench_assignment(figures, 1_000 if large else 30, 100_000 if large else 300, goals=large)
    figures.summary()
    if asked.json:
        figures.write(asked.json)


if __name__ == "__main__":
    main()
