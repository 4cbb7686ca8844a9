"""The protocol: same questions for all, nothing from the test, the same table for the same seed."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest

from matching.errors import BadSet
from matching.evaluation import protocol
from matching.evaluation.baselines import singles
from matching.evaluation.protocol import OURS, blocks, evaluate
from matching.evaluation.sets import ProjectSet, read_projects
from matching.evaluation.table import Evaluated
from matching.evaluation.tuning import Grid, Trial, Tuned, tune
from matching.learning.channels.popularity import Chance, Popularity
from matching.learning.history import Dense, Queries, Sparse, sparse
from matching.learning.lesson import TASKS, FittedMethod, Lesson, Method, Task, lesson_of
from tests.support.past_work import past_work, write_set

FEW = ("random", "decayed popularity", "popularity of the tags", "project-kNN", "co-work")


@cache
def small() -> ProjectSet:
    with TemporaryDirectory() as folder:
        return read_projects(write_set(Path(folder) / "small", past_work()))


def matchers(task: Task) -> list[Method]:
    return [single for single in singles(task) if single.name in FEW]


def run(given: ProjectSet, task: Task, *more: Method, seed: int = 0) -> Evaluated:
    return evaluate(given, task, [*matchers(task), *more], seed, lambda line: None)


class Knowing:
    """Knows the answers of a set: what a perfect method would reach, and who peeps."""

    name = OURS

    def __init__(self, given: ProjectSet) -> None:
        self.given = given

    def learn(self, lesson: Lesson) -> FittedMethod:
        rows = {pid: row for row, pid in enumerate(self.given.whole.ids)}
        people = lesson.history.people_count

        def right(queries: Queries) -> Sparse:
            members = self.given.whole.members[[rows[pid] for pid in queries.ids]]
            return members[:, :people]

        def pool(queries: Queries) -> Sparse:
            return sparse([], [], (len(queries), people))

        return FittedMethod(lambda queries: np.asarray(right(queries).toarray(), dtype=np.float32), 2.0, "", pool)


@pytest.mark.parametrize("task", TASKS)
def test_planted_groups_are_found(task: Task) -> None:
    told = run(small(), task)
    figures = {model.name: model.ndcg for model in told.models}
    assert figures["project-kNN"] > 2 * figures["decayed popularity"] > 2 * figures["random"]
    best = next(model for model in told.models if model.name == told.best_single)
    assert best.rehearsed == max(model.rehearsed for model in told.models)
    assert best.ratio == 1.0
    assert best.difference_ci == (0.0, 0.0)


@pytest.mark.parametrize("task", TASKS)
def test_a_method_that_knows_everything_reaches_one_and_is_never_the_best_single(task: Task) -> None:
    told = run(small(), task, Knowing(small()))
    ours = told.models[-1]
    assert (ours.ndcg, ours.recall, ours.mrr, ours.ci) == (1.0, 1.0, 1.0, (1.0, 1.0))
    assert ours.difference_ci[0] > 0.0
    assert (told.ours, told.pool_recall) == (OURS, 0.0)
    assert told.best_single != OURS


def test_the_same_seed_gives_the_same_table_and_another_another() -> None:
    def figures(seed: int) -> list[dict[str, Any]]:
        return [{**line, "seconds": 0} for line in run(small(), "cold", seed=seed).as_json()["models"]]

    assert figures(1) == figures(1)
    assert [line["ci"] for line in figures(1)] != [line["ci"] for line in figures(2)]


def test_the_order_of_lines_changes_nothing() -> None:
    rows = past_work(80)
    shuffled = random.Random(5).sample(rows, len(rows))
    tables = []
    for lines in (rows, shuffled):
        with TemporaryDirectory() as folder:
            write_set(Path(folder) / "set", lines)
            asked = [row["pid"] for row in rows[60:]]
            (Path(folder) / "set" / "split.json").write_text(json.dumps({"test_pids": asked}), encoding="utf-8")
            tables.append(run(read_projects(Path(folder) / "set"), "cold").as_json())
    for table in tables:
        for line in table["models"]:
            line["seconds"] = 0
    assert tables[0] == tables[1]


def test_what_the_test_holds_changes_no_settings() -> None:
    """Truth and words of the test are changed: every method has learned and rehearsed the same."""
    given = small()
    rows = past_work()
    changed = [*rows[:120], *({**row, "members": [*row["members"][::-1], "p0_0"], "title": "?"} for row in rows[120:])]
    with TemporaryDirectory() as folder:
        other = read_projects(write_set(Path(folder) / "small", changed))
    for task in TASKS:
        here, there = run(given, task), run(other, task)
        assert [(one.settings, one.rehearsed) for one in here.models] == [
            (one.settings, one.rehearsed) for one in there.models
        ]


def test_json_has_the_agreed_shape() -> None:
    told = json.loads(json.dumps(run(small(), "completion").as_json()))
    assert list(told) == ["set", "task", "queries", "candidates", "pool_recall", "models", "ours", "best_single"]
    assert (told["set"], told["task"], told["ours"], told["pool_recall"]) == ("small", "completion", None, None)
    names = ["name", "ndcg", "ci", "recall", "mrr", "coverage", "gini", "seconds", "ratio", "difference_ci"]
    for line in told["models"]:
        assert list(line) == names
        assert line["ci"][0] <= line["ndcg"] <= line["ci"][1]
        assert 0 <= line["coverage"] <= 1
        assert 0 <= line["gini"] <= 1


def test_known_members_are_never_listed() -> None:
    asked: list[Queries] = []

    class Watching:
        name = "watching"

        def learn(self, lesson: Lesson) -> FittedMethod:
            def scores(queries: Queries) -> Dense:
                asked.append(queries)
                return np.asarray(queries.known.toarray() + 0.5, dtype=np.float32)

            return FittedMethod(scores, -1.0)

    told = run(small(), "completion", Watching())
    everyone = run(small(), "completion", Tuned("chance", [Chance(3)], {}))
    assert asked[0].known.nnz > 0
    # Were the known ones listed, they would fill the first places and nobody else would be found there.
    assert told.models[-1].recall == pytest.approx(everyone.models[-1].recall, abs=0.15)
    assert told.models[-1].recall > 0.0


def test_a_set_without_questions_is_refused(tmp_path: Path) -> None:
    rows = [{**row, "members": row["members"][:1]} for row in past_work(40)]
    given = read_projects(write_set(tmp_path / "single", rows))
    assert run(given, "cold").queries > 0
    with pytest.raises(BadSet, match="cold needs one"):
        run(given, "completion")


def test_a_tiny_past_is_enough(tmp_path: Path) -> None:
    rows = [{**row, "tags": [], "text": "", "time": "2020"} for row in past_work(5, groups=1)]
    for task in TASKS:
        told = run(read_projects(write_set(tmp_path / task, rows, share=0.4)), task)
        assert told.queries == 2
        assert {model.name for model in told.models} >= {"random", "project-kNN"}


def test_blocks_cover_every_query_once() -> None:
    assert [rows.tolist() for rows in blocks(5, 3_000_000)] == [[0, 1], [2, 3], [4]]
    assert list(blocks(0, 10)) == []


def test_a_long_answering_tells_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    lines: list[str] = []
    monkeypatch.setattr(protocol, "TELL", 0.0)
    monkeypatch.setattr(protocol, "BLOCK", 5 * small().history.people_count)
    evaluate(small(), "cold", [Knowing(small()), *matchers("cold")[:1]], 0, lines.append)
    asked = len(small().whole) - small().past
    assert f"{OURS}: 5/{asked} questions" in lines
    assert not any(f"{asked}/{asked}" in line for line in lines)


def test_a_small_grid_is_tried_whole() -> None:
    lesson = lesson_of(small().history, "cold")
    grid: Grid = {"ground": ("all", "unit", "tags"), "half_life": (None, 0.5, 0.1)}
    channel, reached = tune([Popularity()], grid, lesson)
    trial = Trial(lesson, {})
    every = [
        replace(Popularity(half_life=life), ground=ground) for ground in grid["ground"] for life in grid["half_life"]
    ]
    assert reached == max(trial.value(one) for one in every)
    assert trial.value(channel) == reached


def test_a_large_grid_is_searched_and_not_left_below_its_start() -> None:
    lesson = lesson_of(small().history, "completion")
    single = next(one for one in singles("completion") if one.name == "kNN with known members")
    channel, reached = tune(single.starts, single.grid, lesson)
    trial = Trial(lesson, {})
    assert trial.value(channel) == reached
    assert reached > trial.value(single.starts[0])
    assert reached >= trial.value(trial.climbed(single.starts[0], single.grid))
    assert tune(single.starts, single.grid, lesson) == (channel, reached)
