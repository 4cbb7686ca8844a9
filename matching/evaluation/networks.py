"""Small networks over words, tags and known members, as peers of the matching: numpy only, with bounded effort."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import hstack
from sklearn.decomposition import TruncatedSVD

from matching.learning.channels.likeness import Wording, terms_of, unit_rows
from matching.learning.history import Dense, History, Queries, Sparse
from matching.learning.lesson import Questions, Task, questions

TITLES, ALL = Wording("words", title_only=True), Wording("words")
BATCH = 128
STEPS = 100, 2000  # fewest and most batches that a network learns from
WORK = 4e11  # multiplications that learning may cost, so that a large set takes minutes, not hours
PRESSED = 256  # dimensions in which a network sees its inputs


def examples(history: History, task: Task) -> Questions:
    """All past work as questions to itself, by the rules of the task: what a network learns from."""
    return questions(history, range(len(history)), len(history), task)


def inputs(history: History, queries: Queries) -> Sparse:
    """What a query shows, query × feature: its tags, the words of its title and of all its text, known members."""
    parts = [queries.tags, *(terms_of(history, one).tfidf_of(queries) for one in (TITLES, ALL)), queries.known]
    joined: Sparse = hstack([unit_rows(part) for part in parts], format="csr", dtype=np.float32)
    return joined


@dataclass(frozen=True, eq=False)
class Pressed:
    """Inputs pressed into few dimensions by latent semantic analysis of past work, so that a small network suffices."""

    history: History
    axes: Any

    @classmethod
    def of(cls, history: History, shown: Sparse, seed: int) -> Pressed:
        """The axes along which the inputs of past work differ most."""
        size = max(1, min(PRESSED, min(shown.shape) - 1))
        return cls(
            history, TruncatedSVD(size, n_iter=3, random_state=seed).fit(shown) if min(shown.shape) > 1 else None
        )

    def __call__(self, shown: Sparse) -> Dense:
        """Inputs query × dimension, each of length one."""
        if self.axes is None:
            return np.asarray(shown.toarray(), dtype=np.float32)
        placed = np.asarray(self.axes.transform(shown), dtype=np.float32)
        result: Dense = placed / np.maximum(np.linalg.norm(placed, axis=1, keepdims=True), np.float32(1e-6))
        return result


class Adam:
    """Steps along gradients with their running means (Kingma & Ba 2015)."""

    def __init__(self, weights: list[Dense], rate: float) -> None:
        self.weights, self.rate, self.step = weights, rate, 0
        self.means = [np.zeros_like(one) for one in weights]
        self.squares = [np.zeros_like(one) for one in weights]

    def move(self, gradients: list[Dense]) -> None:
        """Change the weights in place."""
        self.step += 1
        scale = self.rate * np.sqrt(1 - 0.999**self.step) / (1 - 0.9**self.step)
        for weight, gradient, mean, square in zip(self.weights, gradients, self.means, self.squares, strict=True):
            mean += 0.1 * (gradient - mean)
            square += 0.001 * (gradient * gradient - square)
            weight -= np.float32(scale) * mean / (np.sqrt(square) + np.float32(1e-8))


def steps_for(cost: float) -> int:
    """How many batches may be learned from when one costs so many multiplications."""
    return int(np.clip(WORK / max(cost, 1.0), *STEPS))


@dataclass(frozen=True, eq=False)
class TeamNetwork:
    """One hidden layer from what a piece of work shows to all its members at once, as in neural team formation.

    Multi-label logistic loss, after Rad et al. 2020 (OpenNTF's feed-forward model).
    """

    hidden: int
    rate: float

    def learn(self, history: History, task: Task, seed: int) -> Any:
        """The network's scores for queries: a function of `Queries`."""
        asked = examples(history, task)
        press = Pressed.of(history, inputs(history, asked.queries), seed)
        seen, right = press(inputs(history, asked.queries)), asked.answers
        lots = np.random.default_rng(seed)
        width, people = seen.shape[1], right.shape[1]
        first = lots.normal(0, 0.1, (width, self.hidden)).astype(np.float32)
        last = lots.normal(0, 0.1, (self.hidden, people)).astype(np.float32)
        share = np.asarray(right.sum(axis=0)).ravel() / max(len(asked), 1)
        bias = np.log(np.maximum(share, 1e-5)).astype(np.float32)
        pace = Adam([first, last, bias], self.rate)
        for _ in range(steps_for(4.0 * BATCH * self.hidden * people + 10.0 * (last.size + first.size))):
            rows = lots.integers(0, len(asked), BATCH)
            shown = seen[rows]
            inner = np.maximum(shown @ first, 0.0)
            gap = _sigmoid(inner @ last + bias) - right[rows].toarray()
            gap /= np.float32(BATCH)
            back = (gap @ last.T) * (inner > 0)
            pace.move([shown.T @ back, inner.T @ gap, gap.sum(axis=0)])

        def scores(queries: Queries) -> Dense:
            shown = press(inputs(history, queries))
            result: Dense = np.maximum(shown @ first, 0.0) @ last + bias
            return result

        return scores


@dataclass(frozen=True, eq=False)
class TwoTowers:
    """A tower for the work and one for the person, close together where they belong together.

    Linear towers, softmax over the people of the batch with the correction for how often each is drawn
    (Yi et al. 2019).
    """

    size: int
    rate: float

    def learn(self, history: History, task: Task, seed: int) -> Any:
        """The towers' scores for queries: a function of `Queries`."""
        asked = examples(history, task)
        press = Pressed.of(history, inputs(history, asked.queries), seed)
        seen, right = press(inputs(history, asked.queries)), asked.answers
        lots = np.random.default_rng(seed)
        owner = np.repeat(np.arange(len(asked)), np.diff(right.indptr))
        often = np.log(np.maximum(np.asarray(right.sum(axis=0)).ravel(), 1e-3)).astype(np.float32)
        work = lots.normal(0, 0.1, (seen.shape[1], self.size)).astype(np.float32)
        person = lots.normal(0, 0.1, (right.shape[1], self.size)).astype(np.float32)
        pace = Adam([work, person], self.rate)
        for _ in range(steps_for(20.0 * (work.size + person.size))):
            pairs = lots.integers(0, len(owner), BATCH)
            shown, people = seen[owner[pairs]], right.indices[pairs]
            left, other = shown @ work, person[people]
            logits = left @ other.T - often[people]
            # Another member of the same work that is in the batch by chance is not wrong.
            logits[(right[owner[pairs]][:, people].toarray() > 0) & ~np.eye(BATCH, dtype=bool)] = -1e9
            gap: Dense = _softmax(logits).astype(np.float32)
            gap[np.arange(BATCH), np.arange(BATCH)] -= 1.0
            gap /= np.float32(BATCH)
            change = np.zeros_like(person)
            np.add.at(change, people, gap.T @ left)
            pace.move([shown.T @ (gap @ other), change])

        def scores(queries: Queries) -> Dense:
            result: NDArray[Any] = (press(inputs(history, queries)) @ work) @ person.T
            return result.astype(np.float32)

        return scores


def _sigmoid(values: NDArray[Any]) -> NDArray[Any]:
    result: NDArray[Any] = 1.0 / (1.0 + np.exp(-np.clip(values, -30.0, 30.0)))
    return result


def _softmax(values: NDArray[Any]) -> NDArray[Any]:
    lifted = np.exp(values - values.max(axis=1, keepdims=True))
    result: NDArray[Any] = lifted / lifted.sum(axis=1, keepdims=True)
    return result
