"""Short texts: how they are made comparable, what they share, which concepts they name."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.language.text import TextIndex, shared_words, simplify, simplify_all, wording, wordings
from matching.language.vocabulary import Concept, Vocabulary, merged
from matching.points import points

SENTENCES = st.text(alphabet="教老人用智能手机修家电跳舞 a1，。\n（）", max_size=12)


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("社區(qū)議事廳", "社区议事厅"),
        ("區（qū）里", "区里"),
        ("微信(wechat)群", "微信(wechat)群"),
        ("ＰＰＴ製作", "ppt制作"),
        ("頭髮\n理髮", "头发 理发"),
        ("", ""),
    ],
)
def test_simplify(written: str, plain: str) -> None:
    assert simplify(written) == plain


@given(st.lists(SENTENCES, max_size=5))
def test_simplifying_together_is_simplifying_one_by_one(texts: list[str]) -> None:
    assert simplify_all(texts) == [simplify(text) for text in texts]


@given(st.lists(SENTENCES, max_size=5))
def test_reading_questions_together_is_reading_them_one_by_one(texts: list[str]) -> None:
    lighter = {"老人": 0.4, "人用": 0.2}
    for text, together in zip(texts, wordings(texts, lighter), strict=True):
        alone = wording([(text, 1.0)], lighter)
        order = np.argsort(alone.codes)
        assert together.text == alone.text
        assert np.array_equal(together.codes, alone.codes[order])
        assert np.allclose(together.weights, alone.weights[order], rtol=0.0, atol=1e-12)


def test_the_like_comes_first_and_the_audience_does_not_swamp_it() -> None:
    index = TextIndex.build(["给老人理发", "教大家用手机", "陪老人散步", "修自行车"])
    scores = index.similar(wording([("教老人使用手机", 1.0)], {"老人": 0.4}))
    assert int(np.argmax(scores)) == 1
    heavy = index.similar(wording([("教老人使用手机", 1.0)], {}))
    assert scores[0] < heavy[0]
    assert index.similar(wording([("教大家用手机", 1.0)], {}))[1] == pytest.approx(1.0)
    assert not index.similar(wording([("", 1.0)], {})).any()


@settings(deadline=None)
@given(st.lists(SENTENCES, max_size=8), st.lists(SENTENCES, max_size=8))
def test_an_index_brought_up_to_date_equals_one_built_anew(before: list[str], after: list[str]) -> None:
    fresh, updated = TextIndex.build(after), TextIndex.build(after, TextIndex.build(before))
    assert updated.texts == fresh.texts
    assert updated.simple == fresh.simple
    for one, other in ((updated.features, fresh.features), (updated.postings, fresh.postings)):
        assert np.array_equal(one.starts, other.starts)
        assert np.array_equal(one.values, other.values)
        assert np.array_equal(one.weights, other.weights)


def test_shared_words() -> None:
    assert shared_words("教老人用智能手机", "智能手机课，欢迎老人") == ["智能手机", "老人"]
    assert shared_words("绿化", "电工") == []


VOCABULARY = Vocabulary.build(
    [
        Concept("phone", "教智能手机", "teaching smartphones", ("手机教学",), broader=("digital",)),
        Concept("digital", "数字生活帮助", "digital help"),
        Concept("weave", "编织", "knitting", ("织", "织毛衣"), related=("craft",)),
        Concept("craft", "手工", "crafts"),
        Concept("old", "老人", theme="audience"),
        Concept("art", "美术", "art"),
    ]
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("想找人手机教学", ["phone"]),
        ("教智能手机和织毛衣", ["phone", "weave"]),
        ("社会组织", []),  # 织 alone is no word
        ("a smart start", []),
        ("art for 老人", ["art", "old"]),
    ],
)
def test_mentions(text: str, found: list[str]) -> None:
    assert [VOCABULARY.concepts[m.concept].id for m in VOCABULARY.find(text)] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("邻居家的狗整夜叫", ["狗整夜叫"]),
        ("狗叫", ["狗叫"]),
        ("养狗，晚上不叫车", []),  # another clause
        ("狗一天到晚在院里不停地叫", []),  # too far apart
        ("叫狗", []),
    ],
)
def test_words_with_a_gap(text: str, found: list[str]) -> None:
    words = Vocabulary.build([Concept("dogs", "文明养犬", "keeping dogs", ("狗…叫",))])
    assert [mention.word for mention in words.find(simplify(text))] == found
    assert ("狗叫", 0) in words.words()


def test_the_graph_and_the_shipped_vocabulary_are_read_together() -> None:
    stored = [Concept("a", "修车", aliases=("补胎",)), Concept("b", "唱歌", aliases=("打气",))]
    shipped = [Concept("a", "修自行车", aliases=("补胎", "打气", "换链条")), Concept("c", "唱歌"), Concept("d", "下棋")]
    found = merged(stored, shipped)
    assert [(concept.id, concept.aliases) for concept in found] == [
        ("a", ("补胎", "换链条")),
        ("b", ("打气",)),
        ("d", ()),
    ]


def test_everyday_words_are_passed_over_whole() -> None:
    words = Vocabulary.build(
        [Concept("psych", "心理服务", aliases=("心理",)), Concept("power", "电工", aliases=("停电",))]
    )
    assert [mention.word for mention in words.find("中心理事会讨论供电工程，停电时找心理老师")] == ["停电", "心理"]
    assert {row for _, row in words.words()} == {0, 1}


def test_steps_and_audience() -> None:
    def near(asked: str, had: str) -> float:
        run = VOCABULARY.steps.run(VOCABULARY.row_of[asked])
        found = dict(zip(VOCABULARY.steps.values[run].tolist(), VOCABULARY.steps.weights[run].tolist(), strict=True))
        return found.get(VOCABULARY.row_of[had], 0.0)

    assert 1.0 == near("phone", "phone") > near("digital", "phone") > near("phone", "digital") > 0
    assert near("craft", "weave") == near("weave", "craft") > 0
    assert near("art", "phone") == 0.0
    assert VOCABULARY.weight(VOCABULARY.row_of["old"]) == 0.4


@given(st.lists(st.floats(min_value=-50, max_value=50), max_size=12))
def test_points_add_up_and_stay_within_one(contributions: list[float]) -> None:
    scaled = points(contributions)
    assert scaled.total == scaled.start + sum(scaled.lines)
    assert abs(scaled.total - scaled.start - sum(contributions)) <= 0.5 + 1e-9
    for line, contribution in zip(scaled.lines, contributions, strict=True):
        assert abs(line - contribution) < 1 + 1e-9
