"""What a method may learn from, and the questions it is asked: the rules of the two tasks."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import numpy as np

from matching.learning.history import Dense, History, Queries, Rows, Sparse, sparse

Task = Literal["cold", "completion"]
TASKS: tuple[Task, ...] = ("cold", "completion")
ASKED = 800  # questions on the slice: enough to tell settings apart, few enough for a large set
FEWEST = 10  # with fewer questions on the slice it begins earlier
WIDER = 0.6, 0.4  # parts of the history that remain before it then
ASKED_LEAST = 200
COMPARED = 2.4e9  # characters of past work times questions
SCORED = 16_000_000  # people times questions
SLICES = 0.1, 0.25  # a slice is as large a part of the history as the test is of all work, within these bounds


@dataclass(frozen=True, eq=False)
class Questions:
    """Queries about new work, and who is to be found for each: `answers` query × person, ones."""

    queries: Queries
    answers: Sparse

    def __len__(self) -> int:
        return len(self.queries)


@dataclass(frozen=True, eq=False)
class Lesson:
    """Everything a method may see before the test: the whole history, and its last slice as a rehearsal.

    `early` is the history before the slice and `rehearsal` the slice's questions to it; settings are chosen there
    and used on `history`. `report` takes a line of progress.
    """

    task: Task
    history: History
    early: History
    rehearsal: Questions
    seed: int
    report: Callable[[str], None]


@dataclass(frozen=True, eq=False)
class FittedMethod:
    """A method after its lesson: scores for queries, how it did on the rehearsal, and the settings it chose.

    `pool` tells (query × person, ones) whom it looked at closely, where a method has such a first step.
    """

    scores: Callable[[Queries], Dense]
    rehearsed: float
    settings: str = ""
    pool: Callable[[Queries], Sparse] | None = None


class Method(Protocol):
    """A method under test."""

    @property
    def name(self) -> str:
        """How the table calls it."""
        ...

    def learn(self, lesson: Lesson) -> FittedMethod:
        """Choose settings on the rehearsal and learn from the whole history; sees nothing of the test."""
        ...


def lesson_of(
    history: History, task: Task, share: float = 0.2, seed: int = 0, report: Callable[[str], None] = lambda line: None
) -> Lesson:
    """Cut the last `share` of a history off as the rehearsal; more of it where that leaves too few questions."""
    start = slice_start(history, share)
    rehearsal = questions(history, range(start, len(history)), start, task)
    for kept in WIDER:
        if len(rehearsal) < FEWEST and len(history) * kept >= 1:
            start = min(start, int(len(history) * kept))
            rehearsal = questions(history, range(start, len(history)), start, task)
    return Lesson(task, history, history.before(start), sampled(rehearsal, affordable(history)), seed, report)


def slice_start(history: History, share: float) -> int:
    """The row at which the last `share` of the work begins; between two days where that is near: times may be years."""
    part = min(max(share, SLICES[0]), SLICES[1])
    target = round(len(history) * (1.0 - part))
    if not 0 < target < len(history):
        return target
    day = history.days[target]
    edges = [int(np.searchsorted(history.days, day, side=side)) for side in ("left", "right")]
    nearest = min(edges, key=lambda edge: abs(edge - target))
    near = abs(nearest - target) <= part * len(history) / 2 and 0 < nearest < len(history)
    return nearest if near else target


def questions(whole: History, rows: Sequence[int] | Rows, past: int, task: Task) -> Questions:
    """The questions that the work at `rows` puts to `whole.before(past)` under a task's rules.

    Only people of that history can be found. Work that leaves nobody to find is dropped; in completion that is all
    with fewer than two reachable members.
    """
    history = whole.before(past)
    at = np.asarray(rows, dtype=np.int64)
    reachable = np.diff(whole.members[at][:, : history.people_count].indptr)
    at = at[reachable >= (2 if task == "completion" else 1)]
    answers = whole.members[at][:, : history.people_count]
    known = sparse([], [], answers.shape)
    if task == "completion":
        known = _known(whole, at, answers)
        answers = answers - known
        answers.eliminate_zeros()
    queries = Queries(
        ids=tuple(whole.ids[row] for row in at),
        days=whole.days[at],
        titles=tuple(whole.titles[row] for row in at),
        texts=tuple(whole.texts[row] for row in at),
        tags=whole.tags[at][:, : history.tags.shape[1]],
        units=np.where(whole.units[at] < history.tags.shape[1], whole.units[at], -1),
        references=whole.references[at][:, :past],
        mentions=whole.mentions[at][:, :past],
        known=known,
        reader=whole.reader,
    )
    return Questions(queries, answers)


def affordable(history: History) -> int:
    """How many questions a rehearsal can take: fewer where each is compared with much text or with many people."""
    length = sum(map(len, history.texts)) + sum(map(len, history.titles))
    bearable = min(COMPARED / max(length, 1), SCORED / max(history.people_count, 1))
    return int(np.clip(bearable, ASKED_LEAST, ASKED))


def sampled(asked: Questions, most: int = ASKED) -> Questions:
    """At most so many of the questions, evenly spread over time."""
    if len(asked) <= most:
        return asked
    rows = np.linspace(0, len(asked) - 1, most).round().astype(np.int64)
    return Questions(asked.queries.at(rows), asked.answers[rows])


def _known(whole: History, rows: Rows, reachable: Sparse) -> Sparse:
    """The first half of each work's reachable members, in the order of sha1 of `work|member`."""
    known: list[Any] = [[], []]
    for query, row in enumerate(rows):
        members = reachable.indices[reachable.indptr[query] : reachable.indptr[query + 1]].tolist()
        members.sort(key=lambda one: digest(whole.ids[row], whole.people[one]))
        chosen = members[: len(members) // 2]
        known[0] += [query] * len(chosen)
        known[1] += chosen
    return sparse(known[0], known[1], reachable.shape)


def digest(work: str, member: str) -> str:
    """The value by which members are put in an order that has nothing to do with them."""
    return hashlib.sha1(f"{work}|{member}".encode(), usedforsecurity=False).hexdigest()


def without_known(scores: Dense, queries: Queries) -> Dense:
    """Scores in which those already known cannot be listed (−∞); changes the array it is given."""
    owner = np.repeat(np.arange(len(queries)), np.diff(queries.known.indptr))
    scores[owner, queries.known.indices] = -np.inf
    return scores
