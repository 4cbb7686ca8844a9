"""Peers: libraries and networks of the same kind under the same protocol, where they are installed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Protocol

import numpy as np
from scipy.sparse import csr_matrix, hstack, identity

from matching.evaluation.metrics import mean_ndcg
from matching.evaluation.networks import TeamNetwork, TwoTowers, examples, inputs
from matching.evaluation.workers import one_thread_below
from matching.learning.history import Dense, History, Queries
from matching.learning.lesson import FittedMethod, Lesson, Task, without_known

Scores = Callable[[Queries], Dense]


class Network(Protocol):
    """Something with fixed settings that learns from a history."""

    def learn(self, history: History, task: Task, seed: int) -> Scores:
        """Scores for queries to this history."""
        ...


@dataclass(frozen=True, eq=False)
class Peer:
    """A network as a method: the best of a few settings on the rehearsal, then learned anew on the whole history."""

    name: str
    choices: Sequence[Network]

    def learn(self, lesson: Lesson) -> FittedMethod:
        """Choose by NDCG@10 on the rehearsal."""
        asked = lesson.rehearsal
        figures = []
        for number, choice in enumerate(self.choices, 1):
            lesson.report(f"{self.name}: {number}/{len(self.choices)}")
            scores = choice.learn(lesson.early, lesson.task, lesson.seed)(asked.queries)
            figures.append(mean_ndcg(without_known(np.array(scores, dtype=np.float32), asked.queries), asked.answers))
        best = int(np.argmax(figures))
        scored = self.choices[best].learn(lesson.history, lesson.task, lesson.seed)
        return FittedMethod(scored, figures[best], repr(self.choices[best]))


@dataclass(frozen=True, eq=False)
class ImplicitFactors:
    """Alternating least squares of the library implicit on work × (people, tags, words) (Hu, Koren & Volinsky 2008).

    A query is folded in by what it shows.
    """

    factors: int
    regularization: float
    alpha: float

    def learn(self, history: History, task: Task, seed: int) -> Scores:
        """Factors of people, tags and words together; rows are pieces of work."""
        made = {"factors": self.factors, "regularization": self.regularization, "alpha": self.alpha, "iterations": 12}
        with one_thread_below():
            model: Any = import_module("implicit.als").AlternatingLeastSquares(**made, num_threads=1, random_state=seed)
        people = history.people_count
        # Of all past work everybody is known, so members are shown as people and not again among the inputs.
        shown = inputs(history, examples(history, "cold").queries)[:, : -people or None]
        rows = examples(history, "cold").answers
        with one_thread_below():
            model.fit(csr_matrix(hstack([rows, shown], format="csr")), show_progress=False)
        towards = model.item_factors[:people]

        def scores(queries: Queries) -> Dense:
            told = inputs(history, queries)[:, : -people or None]
            given = csr_matrix(hstack([queries.known, told], format="csr"))
            with one_thread_below():
                folded = model.recalculate_user(np.arange(len(queries)), given)
            result: Dense = np.asarray(folded @ towards.T, dtype=np.float32)
            return result

        return scores


@dataclass(frozen=True, eq=False)
class LightFactors:
    """LightFM: factors of features of work and of people, WARP loss (Kula 2015; library lightfm-next)."""

    components: int
    epochs: int

    def learn(self, history: History, task: Task, seed: int) -> Scores:
        """Factors learned from who took part in what."""
        model: Any = import_module("lightfm").LightFM(
            no_components=self.components, loss="warp", learning_rate=0.05, random_state=seed
        )
        asked = examples(history, task)
        seen = csr_matrix(inputs(history, asked.queries))
        own = csr_matrix(identity(history.people_count, dtype=np.float32, format="csr"))
        model.fit(csr_matrix(asked.answers), user_features=seen, item_features=own, epochs=self.epochs, num_threads=1)
        bias, towards = model.get_item_representations(own)

        def scores(queries: Queries) -> Dense:
            _, placed = model.get_user_representations(csr_matrix(inputs(history, queries)))
            result: Dense = np.asarray(placed @ towards.T + bias, dtype=np.float32)
            return result

        return scores


def installed_peers(report: Callable[[str], None]) -> list[Peer]:
    """Every peer that can run here; what is not installed is said."""
    found = [
        Peer("OpenNTF-style network", [TeamNetwork(64, 0.003), TeamNetwork(128, 0.003)]),
        Peer("two towers", [TwoTowers(32, 0.01), TwoTowers(64, 0.01), TwoTowers(64, 0.003)]),
    ]
    libraries: dict[str, Peer] = {
        "implicit": Peer(
            "implicit ALS",
            [ImplicitFactors(size, held, 10.0) for size in (32, 96) for held in (0.1, 3.0)],
        ),
        "lightfm": Peer("LightFM", [LightFactors(size, epochs) for size in (32, 96) for epochs in (10, 30)]),
    }
    for module, peer in libraries.items():
        if find_spec(module) is None:
            report(f"{peer.name}: 未安装，略过 · not installed, left out")
        else:
            found.append(peer)
    return found
