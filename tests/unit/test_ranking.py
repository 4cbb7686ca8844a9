"""The learned ranking: exact sums, nothing from the future, the same for the same past, an answer in any case."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.evaluation.matchers import matchers
from matching.evaluation.metrics import mean_ndcg
from matching.evaluation.ours import leaning
from matching.learning.channels.popularity import Popularity
from matching.learning.channels.votes import PRIOR, learned_powers, vote
from matching.learning.choosing import Form, HeardSlice, choose, fitted, taught
from matching.learning.features import CandidateTable
from matching.learning.history import History
from matching.learning.lesson import TASKS, Questions, Task, questions, without_known
from matching.learning.panel import panel
from matching.learning.ranker import Ranker, fit, listen
from matching.learning.shapes import Shapes, together
from matching.learning.slices import LARGE, slices_of
from matching.learning.works import Work, history_of
from tests.support.past_work import Row, past_work


def work(row: Row) -> Work:
    return Work(
        row["pid"],
        float(np.datetime64(row["time"], "D").astype(int)),
        row["title"],
        row["text"],
        tuple(row["tags"]),
        tuple(row["members"]),
        row.get("extra", {}),
    )


@cache
def works() -> tuple[Work, ...]:
    return tuple(work(row) for row in past_work(110, groups=4))


@cache
def learned(task: Task, *, rising: bool = False) -> tuple[Ranker, Questions]:
    past = works()[:80]
    whole = history_of(past, works()[80:])
    ranker = fit(whole.before(80), task, rising=rising)
    return ranker, questions(whole, range(80, 110), 80, task)


@pytest.mark.parametrize("task", TASKS)
def test_a_score_is_the_sum_of_what_the_voices_add(task: Task) -> None:
    ranker, asked = learned(task)
    scores = ranker.rank(asked.queries)
    listed = np.argwhere(scores > -np.inf)
    for row, person in listed[:: max(len(listed) // 12, 1)]:
        told = ranker.explain(asked.queries, int(row), int(person))
        assert sum(one.points for one in told) == pytest.approx(scores[row, person], abs=1e-9)
        assert [one.points for one in told] == sorted((one.points for one in told), reverse=True)


@pytest.mark.parametrize("task", TASKS)
def test_it_finds_the_planted_people_better_than_the_popularity_of_their_tag(task: Task) -> None:
    ranker, asked = learned(task)
    ours = without_known(ranker.rank(asked.queries).astype(np.float32), asked.queries)
    popular = without_known(Popularity("tags", 0.2).scores(ranker.history, asked.queries), asked.queries)
    assert mean_ndcg(ours, asked.answers) > mean_ndcg(popular, asked.answers) + 0.02


def test_known_members_are_never_ranked_and_have_no_explanation() -> None:
    ranker, asked = learned("completion")
    scores = ranker.rank(asked.queries)
    known = asked.queries.known
    row, person = 0, int(known.indices[0])
    assert np.all(scores[np.repeat(np.arange(len(asked)), np.diff(known.indptr)), known.indices] == -np.inf)
    assert ranker.explain(asked.queries, row, person) == ()


@pytest.mark.parametrize("task", TASKS)
def test_the_pool_is_who_has_a_score(task: Task) -> None:
    ranker, asked = learned(task)
    in_pool = ranker.pool(asked.queries).toarray() > 0
    assert np.array_equal(in_pool, ranker.rank(asked.queries) > -np.inf)


def test_a_query_scores_the_same_alone_and_among_others() -> None:
    ranker, asked = learned("cold")
    together = ranker.rank(asked.queries)
    alone = ranker.rank(asked.queries.at(np.asarray([7])))
    assert np.allclose(alone[0], together[7], atol=1e-5)


@pytest.mark.parametrize("task", ["completion"])
def test_the_same_past_in_another_order_gives_the_same_ranking(task: Task) -> None:
    ranker, asked = learned(task)
    shuffled = list(works()[:80])
    random.Random(5).shuffle(shuffled)
    other = fit(history_of(shuffled, works()[80:]).before(80), task)
    assert np.array_equal(other.rank(asked.queries), ranker.rank(asked.queries))
    assert (other.rehearsed, other.choice) == (ranker.rehearsed, ranker.choice)


def test_the_future_changes_nothing() -> None:
    """Features of a moment see only its past: whatever comes later may be shifted, renamed or left out."""
    ranker, asked = learned("cold")
    later = [replace(one, day=one.day + 999, title="other words", members=("somebody", "else")) for one in works()[80:]]
    other = fit(history_of(works()[:80], later).before(80), "cold")
    assert other.choice == ranker.choice
    assert np.allclose(other.rank(asked.queries), ranker.rank(asked.queries), atol=1e-4)


@pytest.mark.parametrize(("slicing", "least"), [(0, 4), (1, 3)])
def test_slices_answer_only_from_before_and_never_overlap(slicing: int, least: int) -> None:
    history = history_of(works())
    slices = slices_of(history, "cold", slicing)
    assert [one.age for one in slices] == list(range(len(slices)))
    assert len(slices) >= least
    asked = [pid for one in slices for pid in one.asked.queries.ids]
    assert len(asked) == len(set(asked))
    for one in slices:
        assert not set(one.history.ids) & set(one.asked.queries.ids)
        assert one.asked.queries.days.min() >= one.history.days.max()


def test_years_are_not_torn_apart() -> None:
    yearly = [replace(one, day=float(one.day // 365 * 365)) for one in works()]
    slices = slices_of(history_of(yearly), "cold")
    assert slices
    for one in slices:
        assert one.asked.queries.days.min() > one.history.days.max()


def test_learned_votes_stay_what_is_believed_without_evidence() -> None:
    assert learned_powers([]) == tuple(PRIOR)


def test_learned_votes_make_the_right_people_likelier() -> None:
    history = history_of(works())
    votes = [vote(one.history, one.asked, 1.0) for one in slices_of(history, "completion")]
    powers = learned_powers(votes)
    assert np.all(np.isfinite(powers))
    assert powers != tuple(PRIOR)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=2, max_size=6), st.integers(0, 5), st.floats(0, 1))
def test_more_of_what_a_rising_voice_says_never_lowers(said: list[float], voice: int, more: float) -> None:
    ranker, _ = learned("cold", rising=True)
    voices = len(ranker.voices)
    row = np.resize(np.asarray(said), voices)
    raised = row.copy()
    raised[voice % voices] = max(raised[voice % voices], more)
    assert ranker.shapes.scores(raised[None])[0] >= ranker.shapes.scores(row[None])[0] - 1e-12


def test_a_voice_that_says_nothing_adds_nothing() -> None:
    for rising in (False, True):
        ranker, _ = learned("cold", rising=rising)
        assert not ranker.shapes.contributions(np.zeros((1, len(ranker.voices)))).any()


def test_shapes_add_lines_logarithms_and_steps() -> None:
    shapes = Shapes(np.array([2.0]), np.array([3.0]), np.array([[0.0, 0.5]]), np.array([[0.0, 1.0, 4.0]]))
    assert shapes.scores(np.array([[0.0], [1.0]])).tolist() == pytest.approx([0.0, 2.0 + 3.0 + 4.0])
    assert shapes.scores(np.array([[0.4]]))[0] == pytest.approx(0.8 + 3.0 * np.log1p(20.0) / np.log(51.0) + 1.0)


def test_shapes_together_score_what_they_score_one_by_one() -> None:
    first = Shapes(np.array([2.0]), np.array([3.0]), np.array([[0.0, 0.5]]), np.array([[0.0, 1.0, 4.0]]))
    second = Shapes(np.array([1.0]), np.array([0.0]), np.array([[0.0, 0.3]]), np.array([[0.0, -2.0, 7.0]]))
    said = np.array([[0.0], [0.2], [0.3], [0.4], [0.5], [0.9], [1.0]])
    assert together([first, second]).scores(said) == pytest.approx(first.scores(said) + second.scores(said))


def heard(queries: int, chance: float) -> CandidateTable:
    """Ten candidates for each query: the first voice is right so often, the second says something by lot."""
    lots = np.random.default_rng(3)
    right = np.tile(np.arange(10) < 2, queries)
    first = np.where(lots.random(len(right)) < chance, right, lots.random(len(right)))
    said = np.stack([first, lots.random(len(right))], axis=1).astype(np.float32)
    place = np.arange(len(right))
    return CandidateTable(said, place // 10, place % 10, right, queries)


def test_choosing_voices_copies_no_table() -> None:
    table = heard(30, 0.9)
    turned = table.only((1, 0)).only((1,))
    assert turned.heard is table.heard
    assert np.array_equal(turned.said, table.said[:, :1])


def test_it_leans_on_a_voice_beside_what_it_learns() -> None:
    tables = [(heard(30, 0.9), 1.0)]
    plain, leaning = (fitted(Form((0, 1), False, leaning=to), tables, 0) for to in ({}, {1: 0.5}))
    added = leaning.contributions(np.eye(2)) - plain.contributions(np.eye(2))
    assert added[1, 1] > 0
    assert np.count_nonzero(added) == 1
    assert fitted(Form((0, 1), False, leaning={1: 1.0}), tables, 0).line[1] - plain.line[1] == pytest.approx(
        2 * added[1, 1]
    )


def test_it_leans_on_nothing_when_a_large_past_teaches_whom_to_add() -> None:
    assert min(sum(leaning(task, LARGE - 1)) for task in TASKS) > 0
    assert sum(leaning("cold", LARGE)) > sum(leaning("completion", LARGE)) == 0


def test_a_model_is_the_mean_of_what_every_slicing_teaches() -> None:
    form = Form((0, 1), False)
    slicings = [[HeardSlice((heard(30, chance),), (), np.full(30, 2), 1.0)] for chance in (0.9, 0.5)]
    alone = [taught(form, [slices], 0).scores(np.eye(2)) for slices in slicings]
    assert taught(form, slicings, 0).scores(np.eye(2)) == pytest.approx((alone[0] + alone[1]) / 2)
    assert not np.allclose(alone[0], alone[1])


@pytest.mark.parametrize(("queries", "voices"), [(20, (0, 1)), (5, (0,))])
def test_every_voice_speaks_as_soon_as_a_few_dozen_were_right(queries: int, voices: tuple[int, ...]) -> None:
    table = heard(queries, 0.9)
    slices = [HeardSlice((table,), (table,), np.full(queries, 2), 1.0)] * 3
    assert choose([slices], [True, False], 0).form.voices == voices


def test_a_large_past_is_asked_with_known_and_sought_members_exchanged_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("matching.learning.ranker.LARGE", 20)
    _, slicings = listen(history_of(works()[:60]), "completion")
    for one in slicings[0]:
        asked, exchanged = one.tables
        assert asked.queries == exchanged.queries
        assert not set(zip(asked.query[asked.right], asked.person[asked.right], strict=True)) & set(
            zip(exchanged.query[exchanged.right], exchanged.person[exchanged.right], strict=True)
        )
    assert len(slicings) == 1


def bare(**changes: Any) -> Callable[[Sequence[Work]], list[Work]]:
    return lambda given: [replace(one, **changes) for one in given]


PASTS: dict[str, Callable[[Sequence[Work]], list[Work]]] = {
    "no tags": bare(tags=()),
    "no words": bare(title="", text=""),
    "neither": bare(title="", text="", tags=()),
    "one day": bare(day=100.0),
    "one person": bare(members=("only",)),
    "all new": lambda given: [replace(one, members=(f"new-{one.id}",)) for one in given],
    "nobody": bare(members=()),
    "one work": lambda given: list(given[:1]),
    "three works": lambda given: list(given[:3]),
    "few": lambda given: list(given[:12]),
}


@pytest.mark.parametrize(("case", "task"), [(case, TASKS[place % 2]) for place, case in enumerate(PASTS)])
def test_it_answers_whatever_the_past_lacks(case: str, task: Task) -> None:
    past = PASTS[case](works()[:24])
    asked = works()[24:28]
    whole = history_of(past, asked)
    history: History = whole.before(len(past)) if len(past) < len(whole) else whole
    ranker = fit(history, task)
    queries = questions(whole, range(len(past), len(whole)), len(past), task).queries
    scores = ranker.rank(queries)
    assert scores.shape == (len(queries), history.people_count)
    assert not np.isnan(scores).any()
    assert not (scores == np.inf).any()


def test_every_voice_says_what_it_hears_in_both_languages() -> None:
    for task in TASKS:
        voices = panel(history_of(works()), task, tuple(PRIOR))
        assert len({voice.name for voice in voices}) == len(voices)
        for voice in voices:
            assert voice.en.endswith(".")
            assert voice.zh.endswith("。")
            assert voice.channel.scores.__doc__


def test_ours_is_an_ordinary_method_of_the_evaluation() -> None:
    for task in TASKS:
        assert [matcher.name for matcher in matchers(task, False, print)].count("heli") == 1
