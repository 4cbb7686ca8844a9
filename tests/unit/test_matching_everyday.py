"""What a line asks for is read from its own words, however people say it; when it is not, nothing is made up."""

from __future__ import annotations

import pytest
from everyday_lines import lines
from matching_town import link, node, teacher, town

import seeds
from matching.language.likely import content
from matching.language.text import simplify
from matching.language.vocabulary import Concept, Vocabulary
from matching.question import LIKELY_SHARE
from matching.reasons import Answer


@pytest.fixture(scope="module")
def words() -> Vocabulary:
    return Vocabulary.build([Concept.shipped(values) for values in seeds.vocabulary()])


@pytest.mark.parametrize(("half", "least"), [(0, 0.95), (1, 0.85)], ids=["developed on", "held out"])
def test_everyday_lines_are_read(words: Vocabulary, half: int, least: float) -> None:
    asked = lines()[half::2]
    assert len(asked) >= 60
    missed = [
        text
        for text, meant in asked
        if not meant & {words.concepts[mention.concept].name for mention in words.read(simplify(text))}
    ]
    assert 1 - len(missed) / len(asked) >= least, missed


# Needs and offers of one sentence each, in a resident's words; several names: either is a right reading.
SENTENCES = """
放学到下班这俩钟头孩子没处去 = 课后托管
照顾老伴十年，想歇两天 = 喘息服务
老板不给工钱 = 劳动维权咨询
花洒不出水 = 修水管
顶楼一下雨就渗 = 房屋防水
门口雪没人铲 = 扫雪铲冰
草都长疯了没人剪 = 绿化养护
心里堵得慌想找个人唠唠 = 倾听陪伴 陪伴聊天
老头走了以后她一直不出门 = 哀伤辅导
临时出去俩小时，谁帮看下娃 = 临时看孩子
脑梗后胳膊抬不起来想练练 = 康复训练
白天车位空着能不能给外人用 = 错时共享停车
自行车链子掉了 = 修自行车
厨余桶没人看着乱扔 = 桶前值守
家里闲着的东西想跟邻居换换 = 旧物交换
老公动手打我 = 家庭暴力求助
大伙意见收上来没人整理 = 民意征集
头回当志愿者，想有人教教 = 志愿者培训
衣柜要从三楼搬下去 = 搬运重物
当过兵，能带操练队列 = 退役军人服务
"""


@pytest.mark.parametrize("line", SENTENCES.strip().split("\n"))
def test_sentences_of_residents_are_read(words: Vocabulary, line: str) -> None:
    text, meant = line.split(" = ")
    read = {words.concepts[mention.concept].name for mention in words.read(simplify(text))}
    assert read & set(meant.split()), read


def test_what_no_alias_says_is_likely_and_says_so(words: Vocabulary) -> None:
    (mention,) = words.read(simplify("油烟机里头要清洗"))
    assert mention.near
    assert mention.word in "油烟机里头要清洗"
    assert words.concepts[mention.concept].name == "家电清洗"


@pytest.mark.parametrize("text", ["会凫水探矿的人", "有耐心的人", "两名志愿者", "上门送报"])
def test_nothing_is_read_where_nothing_is_said(words: Vocabulary, text: str) -> None:
    assert {mention.concept for mention in words.read(simplify(text))} <= words.audience


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("会理发的人", "理发"),
        ("想找两位会修小家电的师傅", "修小家电"),
        ("会议室", "会议室"),
        ("需要3名志愿者", ""),
        ("谁懂法律", "法律"),
    ],
)
def test_the_words_around_the_ability_are_left_aside(text: str, left: str) -> None:
    assert content(text) == left


def answer_to(kind: str, text: str) -> Answer:
    """What a line of the smartphone project gets in a town with teachers and a few offers."""
    matcher, question = town(
        *teacher("first", "house"),
        node("Requirement", "line", kind=kind, text=text, status="open"),
        link("REQUIRES", ("Project", "open"), ("Requirement", "line")),
        node("Service", "sun", kind="skill", name="会修小家电的老孙", text="能做小家电维修"),
        node(
            "Service",
            "stall",
            kind="service",
            name="便民日",
            text="每月第二个周六上午在院里支摊，带上家里的东西来就行，街坊都欢迎，今年还新添了凫水探矿的门道，先到先得",
        ),
    ).ask("line")
    return matcher.answer(question)


@pytest.mark.parametrize("kind", ["skill", "service", "planning", "goods"])
def test_the_project_is_never_the_ability_asked_for(kind: str) -> None:
    answer = answer_to(kind, "会凫水探矿的人")
    assert answer.understood["concepts"] == []
    assert str(answer.understood["message"]).startswith("没读懂这一项要什么本领")
    assert not [reason for match in answer.matches for reason in match.reasons if reason.feature == "ability"]


def test_an_offer_that_says_the_same_words_is_found_however_long_its_text() -> None:
    answer = answer_to("skill", "会凫水探矿的人")
    assert [match.candidate["id"] for match in answer.matches] == ["stall"]


def test_hands_without_further_words_are_nothing_to_misread() -> None:
    assert answer_to("people", "两名志愿者").understood["message"] is None


def test_a_likely_reading_counts_less_and_is_named_in_the_reason() -> None:
    answer = answer_to("skill", "小家电坏了谁会修")
    (concept,) = answer.understood["concepts"]
    assert concept["likely"] is True
    assert concept["weight"] == pytest.approx(LIKELY_SHARE)
    offer = next(match for match in answer.matches if match.candidate["id"] == "sun")
    sentence = next(reason.sentence for reason in offer.reasons if reason.feature == "ability")
    assert "说法接近“修小家电”" in sentence


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("家里的老钢琴好久没调音了，想找人来修钢琴", "乐器维修调音"),
        ("能修无人机和遥控车", "航模无人机"),
        ("能做三维建模和3D打印", "创客与3D打印"),
        ("接力跑比赛要裁判", "比赛裁判"),
        ("教大家化淡妆", "化妆造型"),
        ("抽油烟机滤网堵了，谁会拆下来", "家电清洗"),
        ("会修路由器", "家庭网络安装"),
        ("谁会主持知识竞赛", "晚会串场"),
    ],
)
def test_everyday_offers_name_what_they_are_about(words: Vocabulary, said: str, name: str) -> None:
    assert name in {words.concepts[mention.concept].name for mention in words.read(simplify(said))}


@pytest.mark.parametrize(("said", "other"), [("老人刷短视频停不下来", "停车管理"), ("减肥打卡小组谁来带", "场景营造")])
def test_a_word_of_one_trade_is_not_read_where_it_means_another(words: Vocabulary, said: str, other: str) -> None:
    assert other not in {words.concepts[mention.concept].name for mention in words.read(simplify(said))}
