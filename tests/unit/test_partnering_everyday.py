"""Everyday lines on the documented pilot: who comes first, who must not, and what is said when nobody has it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from matching_town import link, node

import seeds
from service.partnering import find_partners
from service.seeding import parted
from tests.support.communities import NOW, Still

# kind, what is asked for, who is first, and what everybody among the first places must have (a share of them)
FIRST: list[tuple[str, str, str]] = [
    ("skill", "帮街坊剪剪头发", "便民剪发"),
    ("people", "剃头的师傅两位", "顺和物业"),
    ("service", "给腿脚不好的老人上门剪头", "便民剪发"),
    ("skill", "能换锁芯的", "锁师傅"),
    ("skill", "教太极拳", "牟大爷"),
    ("skill", "请位律师", "于律师"),
    ("skill", "会修冰箱洗衣机的师傅", "戚师傅"),
    ("goods", "彩笔和画纸", "一页书店学习用书"),
    ("planning", "出一份中秋晚会的方案", "金融联盟节日策划（2026）"),
    ("planning", "写项目申报书", "卫老师"),
    ("money", "买灯笼的钱", "赵家楼社区公益金（2026年度）"),
    ("money", "买花盆和肥料", "赵家楼社区公益金（2026年度）"),
]
# Nobody has it on record: the list says so, and so does every line of it.
NOBODY = [("space", "能跳广场舞的地方"), ("space", "打台球的地方"), ("skill", "会修自行车"), ("goods", "三十把椅子")]
# Whom a line is for, or what it is about, is no ability: they are not among the first three.
NOT_FIRST = [
    ("people", "剃头的师傅两位", ("晚晴合唱团", "柿树舞蹈队")),
    ("service", "给腿脚不好的老人上门剪头", ("教老人用手机支付", "小苗护士")),
    ("planning", "出一份中秋晚会的方案", ("晚晴合唱团", "柿树舞蹈队")),
    ("skill", "会修冰箱洗衣机的师傅", ("朗居物业青槐里共享厨房", "槐序物业")),
    ("space", "能跳广场舞的地方", ("柿树舞蹈队",)),
]
ASKED = list(dict.fromkeys([line[:2] for line in (*FIRST, *NOBODY, *NOT_FIRST)]))


class Pilot(Still):
    """The pilot with one more project that asks for all of it."""

    def __init__(self) -> None:
        nodes, links = (list(records) for records in parted(seeds.pilot()))
        nodes.append(node("Project", "everyday", name="平常事", text="邻里互相帮忙", stage="matching"))
        links.append(link("LOCATED_IN", ("Project", "everyday"), ("Place", "place-zhaojialou")))
        for at, (kind, text) in enumerate(ASKED):
            wanted = {"quantity": 800.0, "unit": "元"} if kind == "money" else {"quantity": 2.0}
            nodes.append(node("Requirement", f"line{at}", kind=kind, text=text, status="open", **wanted))
            links.append(link("REQUIRES", ("Project", "everyday"), ("Requirement", f"line{at}")))
        super().__init__(nodes, links, "everyday")


Answers = Mapping[tuple[str, str], Mapping[str, Any]]


@pytest.fixture(scope="module", params=["zh", "en"])
def answers(request: pytest.FixtureRequest, pilot: Pilot) -> Answers:
    found = find_partners(pilot, "everyday", limit=20, language=request.param, now=NOW).as_json()
    return {(line["kind"], line["text"]): line for line in found["requirements"]}


@pytest.fixture(scope="module")
def pilot() -> Pilot:
    return Pilot()


def lacks(match: Mapping[str, Any]) -> bool:
    return any(reason["feature"] == "lacking" and reason["value"] == 1.0 for reason in match["reasons"])


@pytest.mark.parametrize(("kind", "text", "first"), FIRST)
def test_who_has_what_is_asked_for_is_first(answers: Answers, kind: str, text: str, first: str) -> None:
    matches = answers[kind, text]["matches"]
    assert matches[0]["candidate"]["name"] == first
    assert not lacks(matches[0])
    assert {"ability", "purpose"} & {reason["feature"] for reason in matches[0]["reasons"]}


@pytest.mark.parametrize(("kind", "text"), ASKED)
def test_whoever_lacks_it_stands_below_everybody_who_has_it(answers: Answers, kind: str, text: str) -> None:
    line = answers[kind, text]
    lacking = [lacks(match) for match in line["matches"]]
    assert lacking == sorted(lacking)
    assert all(match["reasons"] for match in line["matches"])
    if any(lacking):
        assert line["understood"]["lack"]


@pytest.mark.parametrize(("kind", "text"), NOBODY)
def test_a_list_on_which_nobody_has_it_says_so(answers: Answers, kind: str, text: str) -> None:
    line = answers[kind, text]
    assert line["understood"]["lack"].startswith(("没有", "Nobody"))
    for match in line["matches"]:
        (reason,) = (reason for reason in match["reasons"] if reason["feature"] == "lacking")
        assert reason["contribution"] < 0
        assert reason["sentence"]


@pytest.mark.parametrize(("kind", "text", "names"), NOT_FIRST)
def test_audience_and_topic_are_no_abilities(answers: Answers, kind: str, text: str, names: tuple[str, ...]) -> None:
    leading = [match["candidate"]["name"] for match in answers[kind, text]["matches"][:3] if not lacks(match)]
    assert not set(names) & set(leading)


@pytest.mark.parametrize(("kind", "text"), ASKED)
def test_an_offer_and_its_provider_are_listed_once(answers: Answers, pilot: Pilot, kind: str, text: str) -> None:
    matches = answers[kind, text]["matches"]
    listed = {(match["candidate"]["kind"], match["candidate"]["id"]) for match in matches}
    offered = {
        ((known.from_kind, known.from_id), (known.to_kind, known.to_id))
        for known in parted(seeds.pilot())[1]
        if known.kind == "OFFERS"
    }
    assert not [pair for pair in offered if set(pair) <= listed]
    for match in matches:
        assert not listed & {(one["kind"], one["id"]) for one in match["same"]}
        assert bool(match["same"]) == any("同一家" in note or "Same provider" in note for note in match["notes"])


def test_all_of_it_is_said_in_english_too(pilot: Pilot) -> None:
    found = find_partners(pilot, "everyday", limit=20, language="en", now=NOW).as_json()
    told = [line["understood"]["lack"] for line in found["requirements"] if line["understood"]["lack"]]
    told += [
        reason["label"]
        for line in found["requirements"]
        for match in line["matches"]
        for reason in match["reasons"]
        if reason["feature"] in ("lacking", "purpose")
    ]
    assert told
    assert all(sentence.isascii() for sentence in told)
