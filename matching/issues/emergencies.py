"""What has happened that cannot wait: who is able to act then, and what has to be done before neighbours are called."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from matching.issues.problems import Problem, Problems

# Who arranges a drill or a lecture, asks how or writes a plan for it, has time: nothing happens now.
_TALK = re.compile(
    r"讲座|讲课|讲讲|讲解|来讲|宣讲|培训|演练|演习|宣传|预防|预案|知识|课程|一课|学会|学习|学急救|志愿者培|要讲师|康复"
    r"|防(?=摔|跌|走|诈|骗|火|溺|中暑|高空|灾)|听[^，。]{0,4}讲|科普|海报(?!栏)|放映|话剧|朗诵|读书会|剧本|停课|招募"
    r"|\b(?:talks? (?:on|about)|class(?:es)?|course|lessons?|training|drill|lecture|prevent(?:ion)?|workshop|poster)\b"
)
# Words and phrases in which the words of an emergency only stand: names of things, figures of speech, titles, and
# borders of other words (触|电影, 失|火车票).
_NOTHING = re.compile(
    # Whether it will be, that it be told beforehand, what is lost and is nobody, what happens again and again.
    r"[停断]不[停断][水电气暖]|(?:会不会|要不要|是不是要|什么时候|提前|预先)[^，。]{0,4}[停断][水电气暖](?!了)"
    r"|[停断][水电气暖](?:[停断][水电气暖])?(?:的?通知|(?:能不能|可不可以|[^，。没不未了]){0,6}(?:提前|早点|预先|预告)|前)"
    r"|(?:证|卡|包|票|本|钥匙|手机|伞|车|钱|单子|户口本|存折|快递|东西)(?:也|都|又|全|给)?(?:弄|搞)?丢了"
    r"|(?:老是?|总是?|容易|经常|担心|怕)走[丢失](?!了)|听不见(?!人)|差点儿?[^，。]{0,2}撞|怕[着起失]火"
    r"|风[^，。]{0,3}灌|(?:助听器|手机|手表|遥控器?|相机|手电筒?|门铃|闹钟)[^，。]{0,3}没电|"
    r"《[^》]*》|打架子|(?<=触)电影(?!响)|(?<=失)火车(?:票|站)|跳楼(?:价|机|甩|大甩)|(?:人气|流量|信息|热度|名额|报名|群里)爆?(?:爆炸|炸了)"
    r"|爆炸(?:头|性|糖)|不见(?:得|不散|怪)|没回[来家]?(?:过[年节]|吃)|摔跤(?:队|馆|比赛|运动)|跳(?:河|湖)边|救命(?:稻草|恩人|之恩|钱|药|技能|知识|神器)"
    r"|抢救(?=性|[^，。]{0,4}(?:照片|文物|古[树籍建]|老[照物手]|手艺|方言|文件|数据|资料|遗产))|着火点|(?:爱情|友谊|生意|热情)[^，。]{0,3}(?:着火|起火)|救火(?:英雄|队员?|故事)"
)
_HOW = re.compile(r"怎么|怎样|如何|咋|往哪|训练|锻炼|预案")
# Also a bare name of hands or works that are sought (雪天扫雪志愿者, 跌倒报警器安装): one clause that ends with them.
_ARRANGING = re.compile(
    r"课堂|上课|举办|办一|办个|想办|定期|采购|购置"
    r"|^[^，。！？；]*(?:(?:志愿者|志愿队|义工|服务队|讲师)(?:.{0,3}[名位人个])?|安装|加装|改造|发放|制作|印刷)$"
)
_CLAIMING = re.compile(r"检查一下|排查|协商不成|不肯赔|不赔|定损|赔偿|赔钱|律师|维权|纠纷|打官司")
# Where or when something happens is no plan: 讲座现场, 上课时, 正在讲课的.
_WHILE = re.compile(
    r"正?在(?:讲课|培训|演练|演习|上课|学习)|(?:讲座|讲课|培训|演练|演习|课程|课堂|上课|学习|竞赛|学会|举办[^，。]{0,8}?)"
    r"(?:的?时候?|的路上|期间|当中|途中|中途|现场|教室|会议|结束|散场|完|班|室|场地|课?上|里|着)|知识(?:竞赛|分子)|讲解员|律师事务所|律所"
    r"|宣传(?:栏|牌|车)|(?:定期|防火|防盗)(?=[^，。]{0,4}[门墙窗的])|预防针"
)
# It has happened to somebody, or is there to be seen or smelt: said beside any arranging, it counts.
_STATE = re.compile(
    r"着火|起火|失火|冒烟|浓烟|晕倒|昏倒|昏迷|晕过去|叫不醒|抽搐|抽风|心梗|骤停|倒地|没呼吸|没反应|喘不上|噎住|卡住|夹住|夹了"
    r"|流血|见血|止不住|摔断|摔伤|烫伤|烫着|砸着|砸到|咬了|触电|落水|水里|动刀|持刀|拿刀|砍|跳楼|割腕|起不来|站不住|发紫"
    r"|走丢|不见了|中毒|[煤燃]气味|漏煤气|漏燃气|[胸心]口疼"
)
_DONE = re.compile(
    r"(?<!为)[了啦](?!解)|已经|突然|忽然|刚才|刚刚|正在|快来|救命|有人|不行|不停|味.{0,3}(?:大|浓|重|冲|呛)"
)
MOST, BESIDE = 3, 0.6  # so many of what has happened at once, another as clear as this share of the clearest
ACTING = 5  # abilities that are called for together
CRY = "help"  # a cry for help, told only where nothing says what happened


@dataclass(frozen=True)
class Emergency:
    """One kind of emergency as plain values: `concepts` are those of who acts then, the first needed first."""

    id: str
    name: str
    label_en: str
    concepts: tuple[str, ...]
    safety_zh: str
    safety_en: str

    def told(self, language: str) -> dict[str, str]:
        """Its name and what to do before anybody is called."""
        english = language == "en"
        return {
            "id": self.id,
            "name": self.label_en if english else self.name,
            "safety": self.safety_en if english else self.safety_zh,
        }


@dataclass(frozen=True, eq=False)
class Emergencies:
    """The kinds of emergencies, the gravest first, read in texts by their wordings."""

    kinds: tuple[Emergency, ...]
    _wordings: Problems

    @classmethod
    def build(cls, rows: Sequence[Mapping[str, Any]]) -> Emergencies:
        """The rows of the shipped table: id, name, label_en, concepts, safety_zh, safety_en, words."""
        names = ("id", "name", "label_en", "concepts", "safety_zh", "safety_en")
        kinds = tuple([Emergency(*(row[name] for name in names)) for row in rows])
        worded = [Problem(row["id"], row["name"], row["label_en"], "", words=_wordings(row["words"])) for row in rows]
        return cls(kinds, Problems.build(worded))

    def read(self, text: str) -> tuple[Emergency, ...]:
        """What a simplified text says has happened, the gravest first; nothing where it is only being arranged for.

        A line of safety too many does less harm than one too few: what has happened goes before what is arranged.
        """
        text = _NOTHING.sub("，", text)
        if _only_arranged(text):
            return ()
        seen = self._wordings.read(text)[:MOST]
        rows = sorted(one.problem for one in seen if _clear(one.strength, seen[0].strength))
        found = [self.kinds[row] for row in rows]
        return tuple([one for one in found if one.id != CRY] or found)


def _only_arranged(text: str) -> bool:
    """Whether a text is about a plan, a lesson, an exercise or a claim, and tells of nothing that is there now."""
    planned = _WHILE.sub("，", text)
    done, state = _DONE.search(planned), _STATE.search(planned)
    if _TALK.search(planned):
        return done is None or _HOW.search(planned) is not None
    if _CLAIMING.search(planned):
        return state is None
    return _ARRANGING.search(planned) is not None and done is None and state is None


def _wordings(words: Sequence[str]) -> tuple[str, ...]:
    """Each wording with one of its alternatives in each part: `孩子/老人+不见` are two."""
    found: dict[str, None] = {}
    for word in words:
        said, mark, absent = word.partition("!")
        several = [part.split("/") for part in said.split("+")]
        found.update(dict.fromkeys("+".join(one) + mark + absent for one in product(*several)))
    return tuple(found)


def _clear(strength: float, clearest: float) -> bool:
    return strength >= BESIDE * clearest


def acting(found: Sequence[Emergency]) -> tuple[str, ...]:
    """The concepts of who acts in all of these, those needed first of each before its others."""
    most = max((len(one.concepts) for one in found), default=0)
    ordered = [one.concepts[at] for at in range(most) for one in found if at < len(one.concepts)]
    return tuple(dict.fromkeys(ordered))[:ACTING]
