"""The protocol: every method learns from the same history, answers the same questions and is measured alike."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from matching.errors import NothingToAsk
from matching.evaluation.bootstrap import interval, resamples
from matching.evaluation.metrics import Ranked, Values, coverage, gini, ranked
from matching.evaluation.sets import ProjectSet
from matching.evaluation.table import Evaluated, Model
from matching.evaluation.workers import answered, one_thread_below
from matching.learning.history import Rows
from matching.learning.lesson import FittedMethod, Lesson, Method, Questions, Task, lesson_of, questions, without_known

OURS = "heli"
BLOCK = 6_000_000  # scores held at once: 24 MB
TELL = 10.0  # seconds between two lines of progress while a method answers


@dataclass(frozen=True, eq=False)
class Outcome:
    """What one method did on the test, query by query."""

    name: str
    learned: FittedMethod
    lists: Ranked
    in_pool: Values | None
    seconds: float


def evaluate(
    given: ProjectSet, task: Task, matchers: Sequence[Method], seed: int, report: Callable[[str], None]
) -> Evaluated:
    """Let every method learn and answer; ours is the one called `heli`, every other may be the best single.

    The best single is the one that did best on the rehearsal, before the test was seen.
    """
    history = given.history
    lesson = lesson_of(history, task, given.share, seed, report)
    asked = questions(given.whole, range(given.past, len(given.whole)), given.past, task)
    if not len(asked):
        raise _nothing_to_ask(given.name, task)
    ties = np.random.default_rng(seed).permutation(history.people_count)
    outcomes = []
    with one_thread_below():
        for number, matcher in enumerate(matchers, 1):
            report(f"{given.name} {task} {number}/{len(matchers)} {matcher.name}")
            outcomes.append(_outcome(matcher, lesson, asked, ties))
    return _table(given.name, task, outcomes, history.people_count, seed)


def _nothing_to_ask(name: str, task: Task) -> NothingToAsk:
    if task == "completion":
        return NothingToAsk(
            name,
            "没有可补全的问题：没有一个测试项目有两位成员在历史里（cold 只要一位）",
            "nothing to complete: no test project has two members seen in the history (cold needs one)",
        )
    return NothingToAsk(
        name,
        "没有可评测的问题：测试项目的成员都不在历史里；请核对 test_pids 和 members",
        "nothing to ask: no test project has a member seen in the history; check test_pids and members",
    )


def blocks(count: int, width: int) -> Iterator[Rows]:
    """Row numbers in runs whose scores fit into memory together."""
    step = max(1, BLOCK // max(width, 1))
    for start in range(0, count, step):
        yield np.arange(start, min(start + step, count))


def _outcome(matcher: Method, lesson: Lesson, asked: Questions, ties: Rows) -> Outcome:
    start = time.perf_counter()
    learned = matcher.learn(lesson)

    def answer(rows: Rows) -> tuple[Ranked, Values | None]:
        queries, answers = asked.queries.at(rows), asked.answers[rows]
        scores = without_known(np.array(learned.scores(queries), dtype=np.float32), queries)
        lists = ranked(scores, answers, ties)
        if learned.pool is None:
            return lists, None
        within = np.asarray(answers.multiply(learned.pool(queries)).sum(axis=1)).ravel()
        return lists, within / np.diff(answers.indptr)

    runs, parts, found, told = list(blocks(len(asked), lesson.history.people_count)), [], [], time.perf_counter()
    for rows, (part, within) in zip(runs, answered(answer, runs), strict=True):
        parts.append(part)
        if within is not None:
            found.append(within)
        done = rows[-1] + 1
        if done < len(asked) and time.perf_counter() - told > TELL:
            lesson.report(f"{matcher.name}: {done}/{len(asked)} questions")
            told = time.perf_counter()
    lists = Ranked(
        np.concatenate([part.top for part in parts]),
        np.concatenate([part.ndcg for part in parts]),
        np.concatenate([part.recall for part in parts]),
        np.concatenate([part.reciprocal for part in parts]),
    )
    in_pool = np.concatenate(found) if found else None
    return Outcome(matcher.name, learned, lists, in_pool, time.perf_counter() - start)


def _table(name: str, task: Task, outcomes: Sequence[Outcome], candidates: int, seed: int) -> Evaluated:
    singles = [outcome for outcome in outcomes if outcome.name != OURS]
    # Where nothing could be rehearsed all are alike, and the later ones see more.
    best = max(reversed(singles), key=lambda outcome: outcome.learned.rehearsed)
    counts = resamples(len(best.lists.ndcg), seed)
    ours = next((outcome for outcome in outcomes if outcome.name == OURS), None)
    pool = ours.in_pool if ours is not None else None
    return Evaluated(
        set=name,
        task=task,
        queries=len(best.lists.ndcg),
        candidates=candidates,
        pool_recall=None if pool is None else float(pool.mean()),
        models=tuple(_line(outcome, best, counts, candidates) for outcome in outcomes),
        ours=None if ours is None else ours.name,
        best_single=best.name,
    )


def _line(outcome: Outcome, best: Outcome, counts: Any, candidates: int) -> Model:
    lists = outcome.lists
    ndcg = float(lists.ndcg.mean())
    return Model(
        name=outcome.name,
        ndcg=ndcg,
        ci=interval(counts, lists.ndcg),
        recall=float(lists.recall.mean()),
        mrr=float(lists.reciprocal.mean()),
        coverage=coverage([lists.top], candidates),
        gini=gini([lists.top], candidates),
        seconds=outcome.seconds,
        ratio=ndcg / max(float(best.lists.ndcg.mean()), 1e-12),
        difference_ci=interval(counts, lists.ndcg - best.lists.ndcg),
        rehearsed=outcome.learned.rehearsed,
        settings=outcome.learned.settings,
    )
