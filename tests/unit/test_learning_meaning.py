"""Meaning and company: short texts meet without a common word, and people by those they keep company with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest

from matching.language.encoder import Encoder, Vectors
from matching.learning.channels import Channel
from matching.learning.channels.company import company, met, met_lately
from matching.learning.channels.meaning import (
    SHORT,
    MeaningNeighbours,
    MeaningProfile,
    MeaningRidge,
    meaning_likeness,
    meant,
)
from matching.learning.channels.votes import PRIOR, Around, Votes
from matching.learning.history import History, Queries
from matching.learning.lesson import questions
from matching.learning.panel import MEANING, panel
from matching.learning.ranker import fit
from matching.learning.works import Work, history_of

SAME = {"music": "sing choir melody tune", "plants": "garden hedge shrub soil", "games": "chess cards dice draughts"}
PAST = [
    Work("w-1", 0.0, "choir melody", "", (), ("ann", "bo")),
    Work("w-2", 100.0, "garden hedge", "", (), ("cy", "dee")),
    Work("w-3", 200.0, "chess", "", (), ("eve", "fay")),
    Work("w-4", 300.0, "dice", "", (), ("eve", "gus")),
]
CHANNELS: list[Channel] = [
    MeaningNeighbours(),
    MeaningNeighbours(20, 2.0, None, words=0.5),
    MeaningProfile(),
    MeaningProfile(None, 0.5),
    MeaningRidge(),
]


@dataclass
class Planted:
    """Knows which words mean the same; counts what it is asked."""

    name: str = "planted"
    asked: list[str] = field(default_factory=list)

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        counts = [[sum(word in text for word in words.split()) for words in SAME.values()] for text in texts]
        vectors = np.asarray(counts, dtype=np.float32) + np.float32(0.01)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def asked(encoder: Encoder | None, *works: Work, task: str = "cold") -> tuple[History, Queries]:
    whole = history_of(PAST, works, encoder)
    found = questions(whole, range(4, len(whole)), 4, "completion" if task == "completion" else "cold")
    return whole.before(4), found.queries


TUNE = Work("w-5", 400.0, "a tune to sing", "", (), ("ann", "cy"))
SOIL = Work("w-6", 400.0, "soil, shrub", "", (), ("dee", "bo"))


@pytest.mark.parametrize("channel", CHANNELS, ids=repr)
def test_work_of_the_same_meaning_leads_to_its_people(channel: Channel) -> None:
    history, queries = asked(Planted(), TUNE, SOIL)
    scores = channel.scores(history, queries)
    assert scores.shape == (2, 7)
    assert scores.dtype == np.float32
    assert (scores >= 0).all()
    best = [{history.people[one] for one in np.argsort(-row)[:2]} for row in scores]
    assert best == [{"ann", "bo"}, {"cy", "dee"}]


@pytest.mark.parametrize("channel", CHANNELS, ids=repr)
def test_questions_do_not_influence_one_another_in_meaning(channel: Channel) -> None:
    history, queries = asked(Planted(), TUNE, SOIL)
    alone = [channel.scores(history, queries.at(np.array([row])))[0] for row in range(2)]
    assert channel.scores(history, queries) == pytest.approx(np.stack(alone), rel=1e-5)


@pytest.mark.parametrize("channel", CHANNELS, ids=repr)
def test_no_questions_get_no_answers_in_meaning(channel: Channel) -> None:
    history, queries = asked(Planted(), TUNE)
    assert channel.scores(history, queries.at(np.array([], dtype=np.int64))).shape == (0, 7)


@pytest.mark.parametrize("channel", CHANNELS, ids=repr)
def test_without_an_encoder_meaning_is_silent(channel: Channel) -> None:
    history, queries = asked(None, TUNE, SOIL)
    assert not meant(history)
    assert not channel.scores(history, queries).any()


def test_meaning_speaks_only_where_there_is_an_encoder_and_texts_are_short() -> None:
    def families(encoder: Encoder | None, text: str = "") -> set[str]:
        works = [Work(f"w-{day}", float(day), "dice", text, (), ("ann",)) for day in range(5)]
        voices = panel(history_of(works, (), encoder), "cold", tuple(PRIOR))
        return {voice.name.split(":")[0] for voice in voices}

    assert families(Planted()) - families(None) == {"meaning"}
    assert families(Planted(), "dice " * SHORT) == families(None)
    assert all(MEANING["meaning"])


def test_long_texts_are_never_encoded() -> None:
    encoder = Planted()
    past = [Work(f"w-{day}", float(day), "dice", "cards " * SHORT, (), ("ann", f"p{day}")) for day in range(12)]
    whole = history_of(past, (), encoder)
    found = questions(whole, range(10, 12), 10, "cold")
    assert not meaning_likeness(whole.before(10), found.queries).any()
    assert Votes(tuple(PRIOR)).scores(whole.before(10), found.queries).any()
    assert encoder.asked == []


def test_a_text_is_encoded_once() -> None:
    encoder = Planted()
    history, queries = asked(encoder, TUNE, SOIL)
    for channel in CHANNELS:
        channel.scores(history, queries)
        channel.scores(history.before(3), queries.at(np.arange(1)))
    assert len(encoder.asked) == len(set(encoder.asked)) == 6


def test_votes_hear_meaning_where_there_is_an_encoder() -> None:
    votes = Votes(tuple(PRIOR), slower=1e6)
    ranks = []
    for encoder in (None, Planted()):
        history, queries = asked(encoder, TUNE)
        ranks.append([history.people[one] for one in np.argsort(-votes.scores(history, queries)[0])])
    assert set(ranks[1][:2]) == {"ann", "bo"}
    assert set(ranks[0][:2]) != {"ann", "bo"}


def test_past_work_is_near_where_companions_of_the_known_members_did_it() -> None:
    past = [
        Work("w-1", 0.0, "", "", (), ("ann", "bo")),
        Work("w-2", 1.0, "", "", (), ("bo", "cy")),
        Work("w-3", 2.0, "", "", (), ("dee", "eve")),
    ]
    whole = history_of(past, [Work("w-4", 3.0, members=("ann", "cy"))])
    history = whole.before(3)
    queries = questions(whole, [3], 3, "completion").queries
    for near in (met(history, queries), met_lately(history, queries)):
        assert near[0, 0] > 0
        assert near[0, 1] > 0
        assert near[0, 2] == 0
        assert (near <= 1).all()


def test_past_work_is_near_where_companions_of_the_likeliest_did_it() -> None:
    past = [
        Work("w-1", 0.0, "garden fence", "", (), ("ann", "bo")),
        Work("w-2", 1.0, "kitchen table", "", (), ("bo", "cy")),
        Work("w-3", 2.0, "night bus", "", (), ("dee", "eve")),
    ]
    whole = history_of(past, [Work("w-4", 3.0, "fence", members=("ann",))])
    near = company(whole.before(3), questions(whole, [3], 3, "cold").queries)
    assert near[0, 0] > near[0, 2]
    assert near[0, 1] > near[0, 2]


def test_companions_of_those_voted_for_are_reached_step_by_step() -> None:
    past = [
        Work("w-1", 0.0, "garden fence", "", (), ("ann",)),
        Work("w-2", 0.0, "kitchen table", "", (), ("ann", "bo")),
        Work("w-3", 0.0, "night bus", "", (), ("bo", "cy")),
        Work("w-4", 0.0, "day bus", "", (), ("dee", "eve")),
    ]
    whole = history_of(past, [Work("w-5", 1.0, "garden fence", members=("ann",))])
    history, queries = whole.before(4), questions(whole, [4], 4, "cold").queries
    ann, bo, cy, dee = (history.people.index(name) for name in ("ann", "bo", "cy", "dee"))
    one = Around(tuple(PRIOR), first=1).scores(history, queries)[0]
    assert one[bo] == pytest.approx(1.0)
    assert one[ann] == one[cy] == one[dee] == 0
    two = Around(tuple(PRIOR), first=1, steps=2, stay=0.5).scores(history, queries)[0]
    assert two[ann] > two[bo] > two[cy] > two[dee] == 0
    assert two.sum() == pytest.approx(1.0)


@pytest.mark.parametrize("encoder", [None, Planted()], ids=["without", "with"])
def test_the_ranking_learns_with_and_without_an_encoder(encoder: Encoder | None) -> None:
    lots = np.random.default_rng(0)
    groups = {"music": ("ann", "bo"), "plants": ("cy", "dee"), "games": ("eve", "fay")}
    works = []
    for day in range(40):
        theme = list(SAME)[day % 3]
        works.append(Work(f"w-{day:02}", float(day), str(lots.choice(SAME[theme].split())), "", (), groups[theme]))
    whole = history_of(works, (), encoder)
    ranker = fit(whole.before(36), "cold")
    assert ("meaning" in {voice.name.split(":")[0] for voice in panel(whole, "cold", tuple(PRIOR))}) == bool(encoder)
    found = questions(whole, range(36, 40), 36, "cold")
    best = ranker.rank(found.queries).argmax(axis=1)
    assert found.answers[np.arange(4), best].sum() == 4
