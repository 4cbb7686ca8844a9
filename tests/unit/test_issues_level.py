"""Who can solve an issue, and the rules that say so."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.issues.issue import Issue, situations
from matching.issues.level import POOLS
from matching.issues.patterns import patterns
from matching.issues.scale import households
from tests.unit.issues_world import knowledge, level_of


@pytest.mark.parametrize(
    ("text", "place", "note", "level"),
    [
        ("我家卫生间灯泡坏了，自己够不着，想请人来换一下", "门", "", "个别"),
        ("隔壁装修天天敲墙，请楼长去说说", "门", "", "个别"),
        ("全院路灯大多不亮，几百户晚上出门不方便，物业和社区得一起想办法", "院", "有物业", "普遍"),
        ("好几栋楼的垃圾桶天天满，清运跟不上", "社区", "", "普遍"),
        ("楼房产权说不清，原单位早就破产，大修的钱没人出，推了十几年", "楼", "", "老大难"),
        ("私搭乱建占了消防通道，区里认定是违法建设，拆除一直没下文", "院", "多产权", "老大难"),
    ],
)
def test_knows_who_can_solve_it(text: str, place: str, note: str, level: str) -> None:
    answer = level_of(text, place, note)
    assert answer.level == level
    assert answer.pool is POOLS[level]
    assert answer.facts[0].contribution > 0
    assert answer.facts[0].sentence_zh
    assert answer.facts[0].sentence_en


@pytest.mark.parametrize(
    ("text", "level", "rule"),
    [
        ("楼上半夜吹笛子", "个别", "one_neighbour"),
        ("奶奶崴了脚没人照顾", "个别", "one_person"),
        ("电动车没处充电", "普遍", "shortage"),
        ("停水都要提前通知一下", "普遍", "shortage"),
        ("车棚里好几处顶子都坏了", "普遍", "many_households"),
        ("物业要撤", "老大难", "unit_gone"),
        ("水压低，反映了六次，两边互相推诿", "老大难", "tried"),
        ("物业用房没交接", "老大难", "only_hard"),
    ],
)
def test_a_headline_is_judged_by_who_is_affected_who_owns_and_how_often_it_was_tried(
    text: str, level: str, rule: str
) -> None:
    answer = level_of(text)
    assert answer.level == level
    assert rule in {fact.id for fact in answer.facts if fact.contribution > 0}


@pytest.mark.parametrize("text", ["墙上有裂缝", "八十年代的老楼", "车位紧张", "一边归铁路，一半归街道", "遛狗不捡屎"])
def test_a_word_inside_another_is_no_sign_of_one_person_or_of_many(text: str) -> None:
    assert not {"one_person", "asks_help", "stuck", "many_households"} & {fact.id for fact in level_of(text).facts}


@pytest.mark.parametrize(
    ("count", "level", "told"),
    [(1.0, "个别", "declared_few"), (2.0, "个别", "declared_few"), (200.0, "普遍", "declared_many")],
)
def test_households_on_record_go_before_the_words(count: float, level: str, told: str) -> None:
    known = knowledge()
    for text in ("楼上空调外机滴水，半夜吵得睡不着", "全院路灯大多不亮", "灯泡坏了，想请人来换一下"):
        (situation,) = situations(known.reader, [Issue(text, "社区", households=count)])
        answer = known.level.answer(situation)
        assert answer.level == level
        assert told in {fact.id for fact in answer.facts if fact.contribution > 0}
        assert answer.bias + sum(fact.contribution for fact in answer.facts) == pytest.approx(answer.score, abs=1e-9)


TEXTS = st.text(alphabet="我家全院路灯坏了两户产权官司3号楼0，。一百多", max_size=40)


@settings(max_examples=60, deadline=None)
@given(text=TEXTS, place=st.sampled_from(["", "门", "楼", "院", "社区", "街道"]))
def test_the_score_is_the_sum_of_its_facts(text: str, place: str) -> None:
    answer = level_of(text, place)
    assert answer.bias + sum(fact.contribution for fact in answer.facts) == pytest.approx(answer.score, abs=1e-9)
    assert sum(answer.chances.values()) == pytest.approx(1.0)


def test_without_a_place_level_no_rule_speaks_of_it() -> None:
    assert not any(fact.id.startswith("place_") for fact in level_of("路灯不亮").facts)
    assert any(fact.id.startswith("place_") for fact in level_of("路灯不亮", "院").facts)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("三户", 3.0),
        ("1,200户", 1200.0),
        ("一百二十多户", 120.0),
        ("5个门", 50.0),
        ("12号楼", 0.0),
        ("3、4号楼", 40.0),
        ("没有数", 0.0),
    ],
)
def test_counts_households(text: str, count: float) -> None:
    assert households(text) == count


def test_a_wording_says_what_must_stand_near_and_what_must_not() -> None:
    (near,) = patterns(["雨+屋!楼上"])
    assert near.stands("下雨屋里漏")
    assert not near.stands("楼上下雨屋里漏")
    assert not near.stands("雨" + "，很长的一段别的话，" * 3 + "屋")
