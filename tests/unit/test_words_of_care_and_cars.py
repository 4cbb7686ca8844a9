"""Words with two meanings: 自理 of money and of care, 接送 of children and of anybody."""

from __future__ import annotations

import pytest

import seeds
from matching.language.affinity import Affinity
from matching.language.text import simplify
from matching.language.vocabulary import Concept, Vocabulary


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Vocabulary.build([Concept.shipped(values) for values in seeds.vocabulary()])


def named(vocabulary: Vocabulary, text: str) -> set[str]:
    return {vocabulary.concepts[one.concept].name for one in vocabulary.find(simplify(text))}


@pytest.mark.parametrize("said", ["材料费自理", "费用自理", "交通自理", "食宿均需自理", "往返路费各自自理"])
def test_who_pays_is_no_care(vocabulary: Vocabulary, said: str) -> None:
    assert "生活照料" not in named(vocabulary, said)
    assert not Affinity.build(vocabulary).asked(simplify(said)).any()


def test_a_class_whose_costs_each_pays_is_likened_to_the_class_alone(vocabulary: Vocabulary) -> None:
    likened = Affinity.build(vocabulary)
    with_money, alone = (likened.asked(simplify(said)) for said in ("摄影课，材料费自理", "摄影课"))
    care = vocabulary.row_of["skill-care"]
    assert with_money[care] == pytest.approx(alone[care], abs=0.05)


@pytest.mark.parametrize("said", ["生活自理有困难的老人", "帮生活自理困难的邻居做饭"])
def test_those_who_cannot_look_after_themselves_are_still_read(vocabulary: Vocabulary, said: str) -> None:
    assert "生活照料" in named(vocabulary, said)


@pytest.mark.parametrize("said", ["接送陪伴老人", "接送病人做透析", "接送嘉宾", "接送残疾人"])
def test_fetching_grown_people_is_driving_and_no_school_run(vocabulary: Vocabulary, said: str) -> None:
    assert "开车接送" in named(vocabulary, said)
    assert "接送孩子" not in named(vocabulary, said)


@pytest.mark.parametrize("said", ["接送学生", "接送两个孙子上学", "接送邻居家的孩子", "孩子放学没人接送"])
def test_fetching_children_is_the_school_run(vocabulary: Vocabulary, said: str) -> None:
    assert "接送孩子" in named(vocabulary, said)
