"""Every bench runs, prints a table a person can read and writes the same figures as JSON."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

import pytest

from matching.evaluation.sets import read_projects

ROOT = Path(__file__).parents[2]


def ran(bench: str, *options: str, environment: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """What a bench printed and how it ended, on its small town."""
    command = [sys.executable, str(ROOT / "bench" / bench), "--quick", *options]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=280, check=False)


def loops_measured(bench: str, tmp_path: Path, request: pytest.FixtureRequest) -> Mapping[str, float]:
    """The figures of a bench of compiled loops, by name; it leaves nothing outside the folder of its data."""
    wanted, nowhere = tmp_path / "figures.json", tmp_path / "nowhere"
    # Machine code is kept between runs, so that only the first one waits for the compiler.
    folders = {"HELI_DATA": str(request.config.cache.mkdir("bench")), "HOME": str(nowhere)}
    done = ran(bench, "--json", str(wanted), environment=os.environ | folders)
    assert done.returncode == 0, done.stderr
    assert not nowhere.exists(), "nothing is kept outside the folder of the data"
    return {one["name"]: one["value"] for one in json.loads(wanted.read_text(encoding="utf-8"))["figures"]}


def test_the_bench_of_recommendations_runs_on_a_small_town(tmp_path: Path) -> None:
    wanted = tmp_path / "figures.json"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HELI_")}
    done = ran("recommend.py", "--json", str(wanted), environment=environment)
    assert done.returncode == 0, done.stderr
    figures = json.loads(wanted.read_text(encoding="utf-8"))["figures"]
    assert all(figure["name"] in done.stdout for figure in figures)
    goals = {figure["name"]: figure["goal"] for figure in figures if figure["goal"]}
    # Speed on a small town says nothing, and on a busy machine even less: that every goal is measured does.
    assert goals == {
        "embedded: one change into the snapshot, p50": 200.0,
        "embedded: (a) over our API call": 1.0,
        "embedded: (b) over our API call": 20.0,
        "embedded: start with a cached snapshot to the first answer": 3.0,
        "embedded: API call over HTTP, p95": 50.0,
        "embedded: memory of the service": 1024.0,
        "embedded: a write of another process is visible, slowest": 1.0,
        "ten times the data: time": 12.0,
        "ten times the data: memory": 12.0,
    }
    assert all(figure["value"] > 0 for figure in figures)


def test_the_past_that_is_evaluated_is_the_same_for_the_same_seed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "bench"))
    bench = import_module("evaluation")
    assert list(bench.invented(1, 60)) == list(bench.invented(1, 60)) != list(bench.invented(2, 60))
    told = read_projects(bench.write_past(tmp_path, 1, 60))
    assert (len(told.whole), told.past) == (60, 51)


def test_the_bench_of_kernels_compares_each_loop_with_its_peer(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    # It compares the answers before it times them.
    found = loops_measured("kernels.py", tmp_path, request)
    for loop in ("sparse best", "dense best", "near one", "constraint", "cover", "plan"):
        assert any(name.startswith(loop) and value > 0 for name, value in found.items()), loop


def test_the_bench_of_growth_tells_time_and_memory_of_each_loop_on_one_page(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    found = loops_measured("growth.py", tmp_path, request)
    assert len(found) == 6 * 2 * 2
    assert all(value > 0 for name, value in found.items() if name.endswith(": time"))
    # Ten times the candidates may be told with ten times the table, and no more than twice that.
    terms = "best 50 by shared terms, {}: memory"
    assert 0 < found[terms.format("10,000")] <= 20 * max(1.0, found[terms.format("1,000")])


def test_the_bench_of_past_work_judges_by_more_than_chance(tmp_path: Path) -> None:
    wanted = tmp_path / "figures.json"
    done = ran("learned.py", "--json", str(wanted))
    figures = json.loads(wanted.read_text(encoding="utf-8"))
    rows = {name: row for name, row in figures.items() if isinstance(row, dict) and "ratio" in row}
    assert len(rows) == 3, done.stderr
    for name, row in rows.items():
        assert name in done.stdout
        assert row["low"] <= row["with"] - row["without"] <= row["high"]
        assert (row["ratio"] is None) == (row["without"] == 0.0)
    # A small town need not gain by learning: that what is told and the status agree does count.
    bare = rows["nothing declared: everybody"]
    good = all(row["high"] >= 0.0 for row in rows.values()) and bare["with"] > bare["without"]
    assert (done.returncode, done.stdout.split()[-1]) == ((0, "ok") if good else (1, "missed"))


@pytest.mark.parametrize(
    ("bench", "told"),
    [
        ("policy.py", ("NDCG@10 of the points kept", "people on lists", "newcomers' places", "declined a theme")),
        ("decisions.py", ("NDCG@10, learned over shipped", "log loss, learned over shipped", "moves a weight")),
    ],
)
def test_the_benches_of_lists_and_learning_run_on_a_small_street(bench: str, told: tuple[str, ...]) -> None:
    done = ran(bench)
    assert done.returncode == 0, done.stderr
    assert all(one in done.stdout for one in told)
