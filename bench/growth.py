"""Growth by powers of ten on one page: processor time and memory of every inner loop, up to a million candidates.

Every size runs in a process of its own, so that one table's memory is not counted for another. Memory is the most
that the process held, above what it held before its table was made: table, what the loop prepares, and the answer.
`--quick` stops at 10,000.
"""

from __future__ import annotations

import argparse
import gc
import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from figures import Figures
from kernels import K, assignment_of, best_of, cover_of, sparse_table, ties_of

from matching.kernels.compiled import compile_all
from matching.kernels.network import constraint_and_size
from matching.kernels.pagerank import Neighbours
from matching.kernels.topk import Postings, dense_best
from matching.portfolio.auction import assign
from matching.team.exact import cheapest
from service.settings import Settings

SIZES = (1_000, 10_000, 100_000, 1_000_000)


def sparse(rows: int) -> Callable[[], Any]:
    """The best rows by fifty shared terms."""
    postings = Postings.build(sparse_table(rows, 50_000, 50, 1))
    picked = np.unique(np.random.default_rng(2).integers(0, 50_000, 60))[:50].astype(np.int64)
    asked, eligible = np.ones(len(picked), dtype=np.float32), np.ones(rows, dtype=bool)
    return lambda: postings.best(picked, asked, K, eligible)


def dense(rows: int) -> Callable[[], Any]:
    """The best rows by closeness of 64 numbers."""
    table = np.random.default_rng(3).random((rows, 64), dtype=np.float32)
    return lambda: dense_best(table, table[0], K)


def near(rows: int) -> Callable[[], Any]:
    """What is near one node, ten links each."""
    graph = Neighbours.build(ties_of(rows, rows * 5, 5))
    return lambda: graph.near(np.array([rows // 2]), np.ones(1), least=3e-6)


def holes(rows: int) -> Callable[[], Any]:
    """Constraint and effective size of every node, ten links each."""
    ties = ties_of(rows, rows * 5, 6)
    return lambda: constraint_and_size(ties)


def cover(rows: int) -> Callable[[], Any]:
    """The cheapest cover of ten needs."""
    problem = cover_of(rows, 10, 8)
    return lambda: cheapest(problem)


def plan(rows: int) -> Callable[[], Any]:
    """The best plan of a line to a hundred candidates, at most a thousand lines."""
    problem = assignment_of(max(10, min(1_000, rows // 100)), rows, 100, 9)
    return lambda: assign(problem)


LOOPS = {
    "sparse": (sparse, "best 50 by shared terms"),
    "dense": (dense, "best 50 by closeness"),
    "near": (near, "near one node"),
    "holes": (holes, "constraint of all nodes"),
    "cover": (cover, "cover of 10 needs"),
    "plan": (plan, "plan of up to 1,000 lines"),
}


def measured(loop: str, rows: int) -> dict[str, float]:
    """Milliseconds of one loop at one size, and MiB at the highest, measured in this process."""
    gc.collect()
    # 5 sets the highest back to what is held now (proc(5), clear_refs).
    Path("/proc/self/clear_refs").write_text("5")
    before = _mebibytes("VmRSS")
    seconds, _ = best_of(LOOPS[loop][0](rows), 3)
    return {"ms": seconds * 1000, "mib": max(0.0, _mebibytes("VmHWM") - before)}


def _mebibytes(name: str) -> float:
    status = Path("/proc/self/status").read_text()
    return float(next(line.split()[1] for line in status.splitlines() if line.startswith(name + ":"))) / 1024


def add_growth(figures: Figures, sizes: tuple[int, ...] = SIZES) -> None:
    """Every loop at every size, a page of them."""
    figures.section("growth by powers of ten")
    print(f"  {'':<26}" + "".join(f"{size:>24,}" for size in sizes))
    for loop, (_, name) in LOOPS.items():
        found = [_apart(loop, size) for size in sizes]
        print(f"  {name:<26}" + "".join(f"{one['ms']:>11,.2f} ms {one['mib']:>6,.0f} MiB" for one in found), flush=True)
        for size, one in zip(sizes, found, strict=True):
            figures.note(f"{name}, {size:,}: time", one["ms"], "ms")
            figures.note(f"{name}, {size:,}: memory", one["mib"], "MiB")


def _apart(loop: str, rows: int) -> dict[str, float]:
    """Measured in a process of its own, which begins with everything loaded."""
    with ProcessPoolExecutor(1, mp_context=get_context("fork")) as process:
        return process.submit(measured, loop, rows).result()


def main() -> None:
    """Print the page."""
    said = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    said.add_argument("--quick", action="store_true", help="up to 10,000 only")
    said.add_argument("--json", type=Path, metavar="FILE", help="write the figures there, too")
    asked = said.parse_args()
    compile_all(Settings().data / "kernels")
    for loop in LOOPS:
        LOOPS[loop][0](100)()  # everything is loaded before the memory is looked at
    figures = Figures("growth", {"processors": os.cpu_count(), "numpy": np.__version__})
    add_growth(figures, SIZES[:2] if asked.quick else SIZES)
    if asked.json:
        figures.write(asked.json)


if __name__ == "__main__":
    main()
