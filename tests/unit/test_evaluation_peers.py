"""Peers learn under the same protocol; a library that is not there is said and left out."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from matching.evaluation import networks, peers
from matching.evaluation.metrics import mean_ndcg
from matching.evaluation.networks import Pressed, TeamNetwork, TwoTowers, inputs, steps_for
from matching.evaluation.peers import Network, Peer, installed_peers
from matching.evaluation.sets import read_projects
from matching.learning.channels.popularity import Popularity
from matching.learning.lesson import TASKS, Lesson, Task, lesson_of, without_known
from tests.support.past_work import past_work, write_set


@pytest.fixture(autouse=True)
def brief(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few steps are enough for what is planted here."""
    monkeypatch.setattr(networks, "STEPS", (100, 250))


@pytest.fixture(scope="module", params=TASKS)
def lesson(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Lesson:
    task: Task = request.param
    return lesson_of(read_projects(write_set(tmp_path_factory.mktemp("set"), past_work(240))).history, task)


def reached(lesson: Lesson, network: Network) -> float:
    asked = lesson.rehearsal
    scores = np.array(network.learn(lesson.early, lesson.task, 0)(asked.queries), dtype=np.float32)
    return mean_ndcg(without_known(scores, asked.queries), asked.answers)


@pytest.mark.parametrize("network", [TeamNetwork(32, 0.01), TwoTowers(16, 0.02)], ids=repr)
def test_networks_learn_what_popularity_does_not_see(lesson: Lesson, network: Network) -> None:
    asked = lesson.rehearsal
    popular = without_known(Popularity().scores(lesson.early, asked.queries), asked.queries)
    figure = reached(lesson, network)
    assert figure > 1.5 * mean_ndcg(popular, asked.answers)
    assert reached(lesson, network) == figure


def test_a_peer_takes_the_best_of_its_settings(lesson: Lesson) -> None:
    poor, good = TwoTowers(2, 1e-9), TwoTowers(16, 0.02)
    learned = Peer("towers", [poor, good]).learn(lesson)
    assert learned.settings == repr(good)
    assert learned.rehearsed == pytest.approx(reached(lesson, good))
    assert learned.scores(lesson.rehearsal.queries).shape == (len(lesson.rehearsal), lesson.history.people_count)


def test_inputs_of_a_query_do_not_depend_on_the_others(lesson: Lesson) -> None:
    queries = lesson.rehearsal.queries
    together = inputs(lesson.early, queries).toarray()
    assert inputs(lesson.early, queries.at(np.array([3]))).toarray() == pytest.approx(together[[3]])
    pressed = Pressed.of(lesson.early, inputs(lesson.early, queries), seed=0)
    assert np.linalg.norm(pressed(inputs(lesson.early, queries)), axis=1) == pytest.approx(
        np.ones(len(queries)), abs=1e-4
    )


def test_a_large_set_gets_fewer_steps() -> None:
    assert steps_for(1.0) == 250
    assert 100 < steps_for(networks.WORK / 200) < 250
    assert steps_for(1e12) == 100


def absent(name: str) -> None:
    return None


@pytest.mark.parametrize(("found", "names"), [(absent, 2), (importlib.util.find_spec, None)])
def test_what_is_not_installed_is_said(
    found: Callable[[str], object], names: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(peers, "find_spec", found)
    said: list[str] = []
    listed = installed_peers(said.append)
    assert len(listed) + len(said) == 4
    assert names is None or len(listed) == names
    assert {"OpenNTF-style network", "two towers"} <= {peer.name for peer in listed}


def test_every_installed_library_learns_and_scores(tmp_path: Path) -> None:
    history = read_projects(write_set(tmp_path / "set", past_work(60))).history
    lesson = lesson_of(history, "completion")
    for peer in installed_peers(lambda line: None):
        scores = peer.choices[0].learn(lesson.early, "completion", 0)(lesson.rehearsal.queries)
        assert scores.shape == (len(lesson.rehearsal), lesson.early.people_count)
        assert np.isfinite(scores).all()
