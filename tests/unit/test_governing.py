"""The verb decides what a thing is wanted for: mending a drone is no filming, borrowing a fan is no mending."""

from __future__ import annotations

import pytest

import seeds
from matching.language.text import simplify
from matching.language.vocabulary import Concept, Vocabulary


@pytest.fixture(scope="module")
def words() -> Vocabulary:
    return Vocabulary.build([Concept.shipped(values) for values in seeds.vocabulary()])


def meant(words: Vocabulary, text: str) -> set[str]:
    return {words.concepts[mention.concept].name for mention in words.read(simplify(text))}


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("能修无人机的人", "活动摄像"),
        ("修一修旧钢琴", "钢琴电子琴"),
        ("修好几台投影仪", "投影设备"),
        ("想借电风扇用两天", "家电维修"),
        ("借台缝纫机", "缝纫"),
        ("捐洗碗机", "家电维修"),
        ("搬钢琴", "钢琴电子琴"),
        ("会骑三轮车", "修自行车"),
        ("看护停车场", "错时共享停车"),
    ],
)
def test_a_thing_under_another_verb_is_not_the_concept(words: Vocabulary, text: str, wrong: str) -> None:
    assert wrong not in meant(words, text)


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("会用无人机拍片的人", "活动摄像"),
        ("修空调的师傅", "家电维修"),
        ("修自行车", "修自行车"),
        ("教大伙弹钢琴", "钢琴电子琴"),
        ("借投影仪", "投影设备"),
        ("借轮椅", "辅具租借"),
        ("教修电脑", "电脑维修"),
        ("看护孩子", "临时看孩子"),
        ("做月饼", "中秋赏月"),
        ("家里电风扇不转了", "家电维修"),
    ],
)
def test_a_thing_under_its_own_verb_is(words: Vocabulary, text: str, right: str) -> None:
    assert right in meant(words, text)
