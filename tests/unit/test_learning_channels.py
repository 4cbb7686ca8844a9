"""Channels: each sees its own kind of evidence, and only what lies in the history."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pytest

from matching.evaluation.baselines import singles
from matching.learning.channels import Channel
from matching.learning.channels.likeness import LIKENESS, asked_rows, likeness
from matching.learning.channels.neighbours import Neighbours, strongest
from matching.learning.channels.popularity import Chance, Popularity, TagOverlap
from matching.learning.channels.profiles import BM25, Profile
from matching.learning.channels.walk import CoWork, Walk
from matching.learning.features import measure
from matching.learning.history import Dense, History, Queries, sparse
from matching.learning.lesson import questions
from matching.learning.panel import Voice
from matching.learning.works import Work, history_of

PAST = [
    Work("w-1", 0.0, "garden party", "flowers and trees", ("green",), ("ann", "bo")),
    Work("w-2", 100.0, "garden tools", "", ("green", "craft"), ("ann",)),
    Work("w-3", 200.0, "chess evening", "", ("play",), ("cy", "dee")),
    Work("w-4", 300.0, "", "", (), ("dee",)),
]
CHANNELS: list[Channel] = [
    Chance(),
    Popularity(),
    Popularity("unit"),
    Popularity("tags", 0.5, 1.0, 0.1),
    TagOverlap("count"),
    TagOverlap("jaccard"),
    TagOverlap("cosine"),
    Profile(),
    BM25(),
    Neighbours(),
    Neighbours(known=1.0, tags=1.0, unit=0.2, links=1.0, title_chars=1.0, shared=1.0, fame=0.2),
    Walk(words=1.0),
    Walk(tags=0.0, known=1.0, links=1.0, fame=0.5),
    CoWork(),
]


def asked(*works: Work, task: str = "cold") -> tuple[History, Queries]:
    whole = history_of(PAST, works)
    found = questions(whole, range(4, len(whole)), 4, "completion" if task == "completion" else "cold")
    return whole.before(4), found.queries


def best(channel: Channel, history: History, queries: Queries) -> list[str]:
    return [history.people[row] for row in channel.scores(history, queries).argmax(axis=1)]


@dataclass(frozen=True, eq=False)
class Loud:
    """A channel that says what it is given."""

    said: Dense

    def scores(self, history: History, queries: Queries) -> Dense:
        return self.said


NEW_GARDEN = Work("w-5", 400.0, "a garden with trees", "", ("green",), ("bo", "ann"))
NEW_GAME = Work("w-6", 400.0, "an evening of games", "", ("play",), ("cy",))


@pytest.mark.parametrize("channel", CHANNELS, ids=repr)
def test_every_channel_scores_every_candidate_for_every_query(channel: Channel) -> None:
    history, queries = asked(NEW_GARDEN, NEW_GAME, Work("w-7", 400.0, members=("dee", "cy")))
    scores = channel.scores(history, queries)
    assert scores.shape == (3, 4)
    assert scores.dtype == np.float32
    assert np.isfinite(scores).all()
    assert (scores >= 0).all()


@pytest.mark.parametrize("channel", CHANNELS, ids=repr)
def test_queries_do_not_influence_one_another(channel: Channel) -> None:
    history, queries = asked(NEW_GARDEN, NEW_GAME)
    together = channel.scores(history, queries)
    alone = [channel.scores(history, queries.at(np.array([row])))[0] for row in range(2)]
    assert together == pytest.approx(np.stack(alone), rel=1e-5)


@pytest.mark.parametrize("channel", CHANNELS, ids=repr)
def test_an_empty_past_and_bare_work_are_no_obstacle(channel: Channel) -> None:
    whole = history_of([Work("w-1", 0.0, members=("ann",))], [Work("w-2", 0.0, "?", members=("ann", "bo"))])
    found = questions(whole, [1], 1, "cold")
    assert channel.scores(whole.before(1), found.queries).shape == (1, 1)
    assert channel.scores(whole.before(1), found.queries.at(np.arange(0))).shape == (0, 1)


@pytest.mark.parametrize("channel", [Popularity("unit"), Popularity("tags"), Profile(), BM25(), Neighbours(), Walk()])
def test_who_did_the_like_before_comes_first(channel: Channel) -> None:
    history, queries = asked(NEW_GARDEN, NEW_GAME)
    first, second = best(channel, history, queries)
    assert first in ("ann", "bo")
    assert second in ("cy", "dee")


def test_recent_work_may_count_more_than_much() -> None:
    history, queries = asked(NEW_GARDEN)
    assert best(Popularity(), history, queries) == ["ann"]
    assert best(Popularity(half_life=0.2), history, queries) == ["dee"]


def test_known_members_lead_to_those_they_worked_with() -> None:
    history, queries = asked(Work("w-5", 400.0, "garden", "", (), ("cy", "dee")), task="completion")
    known = queries.known.indices[0]
    other = next(name for name in ("cy", "dee") if name != history.people[known])
    for channel in (CoWork(), Walk(tags=0.0, known=1.0), Neighbours(words=0.0, known=1.0)):
        scores = channel.scores(history, queries)
        scores[0, known] = -1.0
        assert history.people[int(scores.argmax())] == other


def test_declared_links_lead_to_the_people_of_that_work() -> None:
    history, queries = asked(Work("w-5", 400.0, "garden", "", (), ("cy",), {"needs": ["w-3"]}))
    assert best(Neighbours(words=0.0, links=1.0), history, queries)[0] in ("cy", "dee")
    assert best(Walk(tags=0.0, links=1.0), history, queries)[0] in ("cy", "dee")


@pytest.mark.parametrize("kind", sorted(LIKENESS))
def test_likeness_lies_between_none_and_the_same(kind: str) -> None:
    history, queries = asked(replace(PAST[0], id="w-5"), NEW_GAME, task="completion")
    values = likeness(history, queries, kind)
    assert ((values >= 0) & (values <= 1.0 + 1e-5)).all()
    if kind not in ("known", "links"):
        assert values[0].argmax() == 0
        assert values[0, 0] == pytest.approx(1.0, abs=1e-5)


def test_the_strongest_are_the_highest_positive_values() -> None:
    values = np.array([[3, 1, 2, 0], [0, 0, 0, 0], [1, 1, 0, 5]], dtype=np.float32)
    assert strongest(values, 2).toarray().tolist() == [[3, 0, 2, 0], [0, 0, 0, 0], [1, 1, 0, 5]]
    assert strongest(values, 9).toarray().tolist() == values.tolist()


@pytest.mark.parametrize("task", ["cold", "completion"])
def test_single_methods_have_their_names_and_their_grids(task: str) -> None:
    found = singles("completion" if task == "completion" else "cold")
    names = {single.name for single in found}
    assert len(names) == len(found)
    assert {"random", "popularity", "decayed popularity", "tag overlap", "TF-IDF profile", "BM25"} <= names
    assert {"popularity of the unit", "popularity of the tags", "project-kNN", "RP3 walk"} <= names
    assert ("co-work" in names and "kNN with known members" in names) == (task == "completion")
    for single in found:
        for setting, options in single.grid.items():
            assert len(options) > 1, f"{single.name}: {setting}"


@pytest.mark.parametrize("channel", CHANNELS, ids=repr)
def test_what_is_forgotten_is_derived_again_the_same(channel: Channel) -> None:
    history, queries = asked(NEW_GARDEN, NEW_GAME, task="completion")
    before = channel.scores(history, queries)
    held = set(history._kept)
    channel.scores(history, queries.at(np.arange(len(queries))))
    assert set(history._kept) == held  # another block of queries derives nothing anew
    history.forget()
    queries.forget()
    assert not history._kept
    assert np.array_equal(channel.scores(history, queries), before)


def test_rows_nobody_asks_for_are_left_out_of_a_product() -> None:
    asked_for = sparse([0, 0, 2], [3, 1, 3], (3, 5), [1.0, 2.0, 3.0])
    held = sparse([0, 1, 3, 3, 4], [0, 1, 0, 2, 1], (5, 3))
    few, rows = asked_rows(asked_for, held)
    assert rows.shape == (2, 3)
    assert np.array_equal((few @ rows).toarray(), (asked_for @ held).toarray())


@pytest.mark.parametrize("said", [[0.5, 0.2, 0.0, 0.1], [np.nan, -1.0, np.inf, 0.3]])
def test_nothing_is_heard_of_known_members_and_no_voice_is_changed_by_hearing(said: list[float]) -> None:
    history, queries = asked(NEW_GARDEN, task="completion")
    scores = np.asarray([said], dtype=np.float32)
    before = scores.copy()
    voice = Voice("loud", Loud(scores), "", "", pool=True)
    table = measure(history, queries, [voice])
    wanted = np.maximum(np.nan_to_num(before[0], nan=0.0, posinf=0.0, neginf=0.0), 0.0)
    wanted[queries.known.indices] = 0.0
    assert np.array_equal(scores, before, equal_nan=True)
    assert table.person.tolist() == np.flatnonzero(wanted).tolist()
    assert np.allclose(table.said[:, 0], wanted[wanted > 0] / wanted.max())
