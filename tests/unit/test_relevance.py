"""Needs against offers: the channels, with and without an encoder, and what the order of rows may change."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.language import encoder
from matching.language.affinity import Affinity
from matching.language.encoder import Vectors
from matching.language.meaning import Meaning
from matching.language.relevance import Relevance, Shares
from matching.language.vocabulary import Concept, Vocabulary

VOCABULARY = Vocabulary.build(
    [
        Concept("pipes", "修水管", "plumbing", ("疏通下水道", "水龙头漏水", "堵了")),
        Concept("light", "电路维修", "electrics", ("换灯泡", "跳闸")),
        Concept("hair", "理发", "haircuts", ("剪头发",)),
        Concept("old", "老人", theme="audience"),
    ]
)
OFFERS = ("管道工上门，疏通下水道", "电工换灯泡", "给老人理发", "陪老人散步", "合唱队招新")


class ByCharacters:
    """Stands in for a sentence encoder: a text is the sum of its characters."""

    name = "by characters"

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One unit vector a text."""
        found = np.zeros((len(texts), 64), dtype=np.float32)
        for row, text in enumerate(texts):
            for sign in text or " ":
                found[row, ord(sign) % 64] += 1.0
        return found / np.linalg.norm(found, axis=1, keepdims=True)


@pytest.mark.parametrize("model", [None, ByCharacters()], ids=["characters only", "with an encoder"])
def test_the_offer_that_answers_comes_first(model: encoder.Encoder | None) -> None:
    offers = Relevance.build(OFFERS, VOCABULARY, model)
    assert int(np.argmax(offers.scores("厨房水龙头漏水了"))) == 0
    assert int(np.argmax(offers.scores("灯不亮，一开就跳闸"))) == 1
    assert int(np.argmax(offers.scores("老人想剪头发"))) == 2


@settings(deadline=None, max_examples=30)
@given(st.permutations(OFFERS), st.sampled_from(["厨房水龙头漏水了", "老人想剪头发", "想唱歌", ""]))
def test_order_of_rows_changes_nothing(offers: Sequence[str], need: str) -> None:
    before = dict(zip(OFFERS, Relevance.build(OFFERS, VOCABULARY).scores(need), strict=True))
    after = dict(zip(offers, Relevance.build(offers, VOCABULARY).scores(need), strict=True))
    assert after == pytest.approx(before)


def test_repeated_texts_score_the_same() -> None:
    scores = Relevance.build((*OFFERS, OFFERS[0]), VOCABULARY).scores("下水道堵了")
    assert scores[0] == scores[-1] > scores[1]


def test_pairs_are_symmetric_and_alike_to_themselves() -> None:
    pairs = Relevance.build(OFFERS, VOCABULARY).pairs
    assert np.allclose(pairs, pairs.T)
    assert (pairs.argmax(axis=1) == np.arange(len(OFFERS))).all()


def test_shared_terms_are_named() -> None:
    offers = Relevance.build(OFFERS, VOCABULARY)
    assert offers.shared("下水道堵了", 0)[0] == "修水管"
    assert offers.shared("老人想剪头发", 2) == ["理发", "老人"]
    assert [VOCABULARY.concepts[m.concept].id for m in offers.read("请人剪头发").mentions] == ["hair"]


def test_nothing_to_compare_scores_nothing() -> None:
    assert not Relevance.build(OFFERS, VOCABULARY).scores("").any()
    assert Relevance.build((), VOCABULARY).scores("剪头发").shape == (0,)
    assert Relevance.build(OFFERS, Vocabulary.build([]), shares=Shares(named=1.0)).scores("剪头发").shape == (5,)


@pytest.mark.parametrize("model", [None, ByCharacters()], ids=["characters only", "with an encoder"])
def test_what_phrases_mean_makes_surer_and_never_more_than_sure(model: encoder.Encoder | None) -> None:
    affinity = Affinity.build(VOCABULARY)
    vectors = model.encode(OFFERS) if model is not None else None
    meaning = Meaning.build(OFFERS, affinity, model, vectors)
    likeness = meaning.likeness("龙头漏了水")
    assert int(np.argmax(likeness)) == 0
    assert likeness.min() == 0.0
    assert 0.0 < likeness.max() <= 0.64
    assert not meaning.foresee("龙头漏了水"), "it is kept"
    assert np.array_equal(meaning.likeness("龙头漏了水"), likeness)
    assert not meaning.likeness(" ").any()


def test_what_phrases_were_asked_is_kept_for_as_long_as_they_and_their_vectors_stay() -> None:
    affinity = Affinity.build(VOCABULARY)
    before = Meaning.build(OFFERS, affinity)
    assert before.foresee("龙头漏了水")
    assert not Meaning.build(list(OFFERS), affinity, previous=before).foresee("龙头漏了水")
    assert (
        Meaning.build(OFFERS, affinity, vectors=np.ones((len(OFFERS), 1), dtype=np.float32), previous=before)
        is not before
    )
    fewer = Meaning.build(OFFERS[1:], affinity, previous=before)
    assert fewer.foresee("龙头漏了水")
    assert len(fewer.likeness("龙头漏了水")) == len(OFFERS) - 1


def test_what_is_foreseen_never_takes_the_place_of_what_was_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    meaning = Meaning.build(OFFERS, Affinity.build(VOCABULARY))
    monkeypatch.setattr("matching.language.meaning.KEPT_QUESTIONS", 1)
    assert meaning.likeness("龙头漏了水").any()
    assert not meaning.foresee("教老人用手机")
    assert not meaning.foresee("龙头漏了水")


def test_a_new_question_takes_the_place_of_the_oldest_only(monkeypatch: pytest.MonkeyPatch) -> None:
    meaning = Meaning.build(OFFERS, Affinity.build(VOCABULARY))
    monkeypatch.setattr("matching.language.meaning.KEPT_QUESTIONS", 2)
    for text in ("龙头漏了水", "教老人用手机", "写春联"):
        assert len(meaning.likeness(text)) == len(OFFERS)
    assert not meaning.foresee("教老人用手机")
    monkeypatch.setattr("matching.language.meaning.KEPT_QUESTIONS", 9)
    assert meaning.foresee("龙头漏了水")


@given(st.lists(st.sampled_from(OFFERS), max_size=4, unique=True), st.lists(st.sampled_from(OFFERS), unique=True))
def test_meaning_brought_up_to_date_equals_meaning_made_anew(before: list[str], after: list[str]) -> None:
    affinity = Affinity.build(VOCABULARY)
    fresh = Meaning.build(after, affinity)
    updated = Meaning.build(after, affinity, previous=Meaning.build(before, affinity))
    assert np.array_equal(fresh.resembled.toarray(), updated.resembled.toarray())
