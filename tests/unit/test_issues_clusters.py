"""Needs that one answer would meet, and solved cases like a new issue."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.errors import BadAsk, BadWeights
from matching.issues import clusters as module
from matching.issues.clusters import clusters, join
from matching.issues.knowledge import IssueWeights
from matching.issues.similar import nearest
from seeds.issues import issue_weights
from tests.unit.issues_world import knowledge

NEEDS = (
    "院里的路灯不亮，晚上出门害怕",
    "楼道灯坏了，上楼看不见台阶",
    "大院晚上没有灯，走路摸着走",
    "想学用智能手机挂号",
    "手机屏幕碎了想修",
    "有没有人教老人用微信",
    "想找人上门理发",
)


def grouped(needs: tuple[str, ...], apart: tuple[tuple[int, int], ...] = ()) -> set[frozenset[int]]:
    known = knowledge()
    found = clusters(known.reader.read(needs), known.pairs, [1.0] * len(needs), list(needs), apart=apart)
    return {frozenset(one.members) for one in found}


def test_same_need_in_other_words_is_one_and_near_misses_are_two() -> None:
    assert grouped(NEEDS) == {frozenset({0, 2}), frozenset({3, 5})}


def test_what_was_judged_to_be_two_stays_two() -> None:
    assert grouped(NEEDS, apart=((0, 2),)) == {frozenset({3, 5})}


@settings(max_examples=8, deadline=None)
@given(order=st.permutations(range(len(NEEDS))))
def test_order_of_the_needs_changes_nothing(order: list[int]) -> None:
    shuffled = grouped(tuple(NEEDS[at] for at in order))
    assert {frozenset(order[at] for at in one) for one in shuffled} == grouped(NEEDS)


def test_groups_stand_in_the_order_of_households_then_places() -> None:
    known = knowledge()
    found = clusters(
        known.reader.read(NEEDS), known.pairs, [1, 0, 2, 40, 0, 10, 0], ["甲", "", "乙", "甲", "", "甲", ""]
    )
    assert [(one.members, one.households, one.places) for one in found] == [((3, 5), 40, 1), ((0, 2), 3, 2)]
    assert NEEDS[0].startswith(found[1].why.title)
    assert found[1].why.title_en


def test_too_many_needs_are_refused_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 3)
    with pytest.raises(BadAsk, match="按地点缩小"):
        grouped(NEEDS)


def test_joining_nothing_or_one() -> None:
    assert join(np.zeros((0, 0)), 0.5).tolist() == []
    assert join(np.ones((1, 1)), 0.5).tolist() == [0]


def test_solved_cases_come_with_what_both_share() -> None:
    known = knowledge()
    cases = known.reader.read(["车棚装充电口，物业看护", "给独居老人结对打电话", "修好了健身器材"])
    found = nearest(known.reader.read(["电动车找不到地方充电，楼上往下拉线"], beside=cases), cases)
    assert found[0].case == 0
    assert found[0].problems == ("电动车充电",)
    assert found[0].score == pytest.approx(sum(found[0].parts.values()))


def test_no_cases_no_answer() -> None:
    known = knowledge()
    cases = known.reader.read([])
    assert nearest(known.reader.read(["电动车找不到地方充电"], beside=cases), cases) == []


def test_weights_that_do_not_fit_are_refused_by_name() -> None:
    told = issue_weights()
    told["clusters"]["plain"]["weights"].pop("same_problem")
    with pytest.raises(BadWeights, match=r"clusters\.plain\.same_problem"):
        IssueWeights.of(told)


def test_a_case_that_shares_only_whom_it_is_for_is_none() -> None:
    known = knowledge()
    cases = known.reader.read(["请老人看戏", "电动车找不到地方充电，楼上往下拉线"])
    assert nearest(known.reader.read(["帮老人修鞋"], beside=cases), cases, least=0.0) == []
    (same, *_) = nearest(known.reader.read(["电动车找不到地方充电，楼上往下拉线"], beside=cases), cases)
    assert same.case == 1
    assert same.score <= 1.0
    assert same.score == pytest.approx(sum(same.parts.values()))
