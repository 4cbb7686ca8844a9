"""The skill vocabulary: a tree of concepts whose words mean one thing each."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import seeds
from matching.language.text import simplify
from matching.language.vocabulary import Concept, Vocabulary

FILE = Path(seeds.__file__).parent / "vocabulary.csv"
# Everyday phrases in which a careless alias would fire across the border between two words.
PITFALLS = """
社会组织管理发展 中心理事会 建设计划 确保安全 委托管理 供电工程 居民自主持续参与 社会计划 管理财产 大家电话通知
集中医疗资源 整体检查 维护理念 运营养蜂场 健康复查 现代办公 声音响亮 补充电子材料 拿出资源 用水管理
爱护学生 紧急救援 土木工程 洗衣机 摄像头 行业主管 大学生活 周围棋布 公开锁定 安装系统 提出资料 维修车间
维护工作 公司仪式 社会主义工作 已经费心 更换书架 修脚手架 分配音响 广播音量 每周围坐
马上当面 线上医院 去世界 户外窗口 打我电话 怎么领导 抢不着火车票
"""
# What the sources say is needed, present or lacking.
SOURCED = """
楼梯安装 院内环境美化 老年人服务中心建设 楼院治理 公共空间打造 智能手机使用 节日文化生活 物业便民服务 停车管理
电动车充电 电气改造 垃圾分类 应急抢修 应急维修 邻里互助 卫生清洁 站岗执勤 物业服务 地下空间 轮椅车停放 自行车停放
编织 器乐 歌唱 舞蹈 书画 园艺 读书会 家庭维修 医疗康养 教育培训 心理咨询 议事主持 协商技术 加装电梯 旧物交换
开放空间技术 世界咖啡馆 展望未来论坛 流动议事厅 项目辅导员 社区公益金 党组织服务群众经费 微创投 定时定点投放 物业引进
"""


@pytest.fixture(scope="module")
def concepts() -> list[dict[str, Any]]:
    return seeds.vocabulary()


@pytest.fixture(scope="module")
def words(concepts: list[dict[str, Any]]) -> Vocabulary:
    """The concepts without their English names, which would hide what the Chinese words do."""
    names = ("id", "name", "theme")
    return Vocabulary.build(
        [Concept(**{name: c[name] for name in names}, aliases=tuple(c["aliases"])) for c in concepts]
    )


def test_there_are_enough_concepts_and_each_is_complete(concepts: list[dict[str, Any]]) -> None:
    assert len(concepts) >= 400
    for concept in concepts:
        assert all(concept[name] for name in ("id", "name", "label_en", "theme", "source", "version")), concept
        assert concept["id"].startswith("skill-")
        assert concept["label_en"].isprintable()
        assert not any("一" <= sign <= "鿿" for sign in concept["label_en"]), concept


def test_names_are_given_once(concepts: list[dict[str, Any]]) -> None:
    for name in ("id", "name", "label_en"):
        assert [n for n, times in Counter(c[name] for c in concepts).items() if times > 1] == []


def test_every_word_belongs_to_one_concept_and_has_two_characters(concepts: list[dict[str, Any]]) -> None:
    all_words = [word for c in concepts for word in (c["name"], *c["aliases"])]
    assert [word for word in all_words if len(word) < 2] == []
    assert [word for word, times in Counter(map(simplify, all_words)).items() if times > 1] == []


def test_no_word_fires_inside_others(words: Vocabulary) -> None:
    fired = {phrase: [m.word for m in words.find(simplify(phrase))] for phrase in PITFALLS.split()}
    assert {phrase: found for phrase, found in fired.items() if found and phrase not in found} == {}


@pytest.mark.parametrize("phrase", SOURCED.split())
def test_what_the_sources_name_is_understood(words: Vocabulary, phrase: str) -> None:
    assert words.find(simplify(phrase)), phrase


def test_broader_concepts_form_a_tree_without_circles(concepts: list[dict[str, Any]]) -> None:
    broader = {c["id"]: c["broader"] for c in concepts}
    theme = {c["id"]: c["theme"] for c in concepts}
    heads = Counter(theme[id_] for id_, above in broader.items() if theme[id_] not in map(theme.get, above))
    assert heads == dict.fromkeys(theme.values(), 1)
    for id_ in broader:
        seen, above = {id_}, list(broader[id_])
        while above:
            one = above.pop()
            assert one in broader, id_
            assert one not in seen, id_
            seen.add(one)
            above += broader[one]


def test_related_concepts_are_related_both_ways_and_no_ancestors(concepts: list[dict[str, Any]]) -> None:
    with FILE.open(encoding="utf-8", newline="") as file:
        related = {row["id"]: set(filter(None, row["related"].split("|"))) for row in csv.DictReader(file)}
    broader = {c["id"]: set(c["broader"]) for c in concepts}
    for id_, others in related.items():
        assert id_ not in others
        for other in others:
            assert id_ in related[other], (id_, other)
            assert other not in broader[id_], (id_, other)


def test_whom_something_is_for_is_a_theme_of_its_own(concepts: list[dict[str, Any]]) -> None:
    audience = {c["name"] for c in concepts if c["theme"] == "audience"}
    assert {"老人", "儿童", "残疾人", "青少年", "独居老人"} <= audience


def test_a_caller_cannot_spoil_the_vocabulary_for_the_next() -> None:
    seeds.vocabulary()[0]["aliases"].append("改坏了")
    assert "改坏了" not in seeds.vocabulary()[0]["aliases"]


def test_every_concept_of_the_vocabulary_is_a_node_of_the_pilot(concepts: list[dict[str, Any]]) -> None:
    skills = {record["id"]: record["p"] for record in seeds.pilot() if record.get("n") == "Skill"}
    assert {id_: p["name"] for id_, p in skills.items()} == {c["id"]: c["name"] for c in concepts}


@pytest.mark.parametrize(
    ("offer", "concept"),
    [
        ("力工队", "skill-moving-help"),
        ("开锁公司", "skill-lock-opening"),
        ("代缴服务", "skill-payment-help"),
        ("共享泊位", "skill-shared-parking"),
        ("言语治疗师", "skill-child-development"),
        ("IT工程师", "skill-computer-repair"),
    ],
)
def test_a_trade_is_read_as_what_it_does(words: Vocabulary, offer: str, concept: str) -> None:
    assert concept in {words.concepts[mention.concept].id for mention in words.find(simplify(offer))}


def test_film_on_window_panes_is_no_matter_of_telephones(words: Vocabulary) -> None:
    assert "skill-phone-repair" not in {words.concepts[one.concept].id for one in words.find(simplify("玻璃贴膜"))}
