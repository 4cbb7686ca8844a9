"""Who must be at the table, and why."""

from __future__ import annotations

import pytest

from tests.unit.issues_world import knowledge, level_of, table_of


def first(text: str, place: str = "", note: str = "", most: int = 6) -> list[str]:
    return [one.party.name for one in table_of(text, place, note)[:most]]


def test_a_quarrel_of_an_entrance_has_both_sides_and_its_head() -> None:
    called = first("楼上半夜拖椅子，楼下睡不着，请门长给调解", "门")
    assert {"楼门长", "受影响住户", "反对住户"} <= set(called[:3])


def test_old_and_hard_matters_go_to_street_district_and_owner() -> None:
    called = first("产权单位改制以后没人管，全楼上下水几十年没换，大修的钱谁出谈不拢", "楼", "央产")
    assert {"产权单位", "街道办事处", "区级部门", "社区居委会"} <= set(called)


def test_what_a_matter_is_about_calls_its_own_parties() -> None:
    assert "热力" in first("好几栋楼的暖气都不热", "院", "有物业")
    assert "学校" in first("小学放学时校门口堵得走不了", "社区")
    assert "供电公司" in first("电动车找不到地方充电，到处飞线", "院", "有物业")


@pytest.mark.parametrize(
    ("text", "party", "word"),
    [
        ("早市堵了院门", "城管", "早市"),
        ("楼下开了ktv，闹到半夜", "商户", "ktv"),
        ("央产的楼要换窗", "产权单位", "央产"),
        ("动用维修资金修楼顶", "业委会/物管会", "维修资金"),
    ],
)
def test_a_party_is_called_by_the_things_that_are_its_own(text: str, party: str, word: str) -> None:
    (called,) = (one for one in table_of(text)[:6] if one.party.name == party)
    assert any(reason.signal == "named" and word in reason.zh for reason in called.reasons)


def test_every_party_that_must_come_tells_why_in_both_languages() -> None:
    for one in table_of("胡同里路灯坏了好久，老人晚上不敢出门", "院", "有物业"):
        assert one.bias + sum(reason.contribution for reason in one.reasons) == pytest.approx(one.score, abs=1e-9)
        if one.must:
            assert one.reasons
            assert all(reason.zh and reason.en for reason in one.reasons)
            assert not any("\u4e00" <= sign <= "\u9fff" for sign in one.party.label_en)


def test_a_reason_does_not_say_again_whether_a_party_must_come() -> None:
    table = table_of("老人不会用手机挂号、付钱，儿女不在身边没人教", "社区")
    told = [reason for one in table for reason in one.reasons if reason.signal.startswith(("called", "useful"))]
    assert {one.must for one in table} == {True, False}
    assert told
    assert not any("请来有帮助" in reason.zh or "welcome" in reason.en for reason in told)


def test_without_a_property_company_none_is_called() -> None:
    assert "物业公司" not in first("院里墙根堆着垃圾", "院", "无物业")


def test_an_empty_text_still_gets_an_answer() -> None:
    assert len(table_of("")) == len(knowledge().parties)
    assert level_of("").level in ("个别", "普遍", "老大难")


def test_reasons_name_only_topics_that_the_text_plainly_says() -> None:
    told = [
        reason.zh
        for one in table_of("老人不会用手机挂号、付钱，儿女不在身边没人教", "社区")
        for reason in one.reasons
        if reason.signal.startswith(("called", "useful"))
    ]
    assert any("学用智能手机" in sentence for sentence in told)
    assert not any(topic in sentence for sentence in told for topic in ("公约议事", "文艺队伍"))


def test_what_speaks_for_a_party_as_an_old_and_hard_matter_is_not_told_twice() -> None:
    for text in ("小汽车占道，轮椅和婴儿车没处放", "六层老楼没有电梯，几年来一楼一直不同意装", "院里晚上没灯"):
        for one in table_of(text, "院", "产权多家"):
            kinds = [reason.signal.removesuffix("_hard") for reason in one.reasons]
            assert len(kinds) == len(set(kinds)), (text, one.party.name)
