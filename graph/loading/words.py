"""The lists' fixed words and what they mean in the graph."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "人力": "people",
        "技能": "skill",
        "服务": "service",
        "场地": "space",
        "资金": "money",
        "物资": "goods",
        "策划": "planning",
        "辅导": "mentor",
    }
)
STAGES: Mapping[str, str] = MappingProxyType(
    {
        "民提": "raised",
        "民议": "deliberated",
        "民决": "decided",
        "民办": "in_progress",
        "民评": "evaluated",
        "办结": "closed",
        "不办": "dropped",
    }
)
CLAIM_STATUSES: Mapping[str, str] = MappingProxyType(
    {"意向": "proposed", "确认": "confirmed", "履约": "fulfilled", "婉拒": "declined"}
)

# The level of place that a post is held for: a 门长 answers for an entrance, not for the flat she lives in.
POST_LEVELS: Mapping[str, str] = MappingProxyType(
    {
        "门长": "entrance",
        "单元长": "entrance",
        "楼门长": "entrance",
        "楼长": "building",
        "院长": "compound",
        "网格长": "grid",
        "网格员": "grid",
        "居民代表": "community",
        "居民组长": "community",
    }
)

_GIVES = (
    ("money", r"(资金|经费|出资|赞助|捐款|拨款|补贴|奖金|公益金|基金|钱)"),
    (
        "space",
        r"(场地|场所|会议室|活动室|教室|屋子|房间|房屋|操场|礼堂|大厅|院子|空间|会议角|停车场|停车位|仓库|展厅|空地|场子|空房|块地|屋$)",
    ),
    ("mentor", r"(辅导员|督导(?!员)|项目督导|导师)"),
    ("planning", r"(策划|方案|设计)"),
    ("people", r"(志愿者|志愿教师|义工|人手|人员|人力|劳力|保安)"),
    (
        "goods",
        # What is done to things is work: 修伞, 换灯泡, 发传单.
        r"(?<![修补换刷洗磨贴装拆搬抬])(?<!发(?=传单|通知|宣传))(物资|物品|设备|材料|工具|器材|桌椅|桌子|椅子|帐篷|音响|投影|花箱|图书|轮椅|用品|食材|奖品|礼品|手套|肥料|营养土"
        r"|花苗|树苗|种子|通知单|传单|宣传册|横幅|展板|口罩|话筒|幕布|音箱|灯泡|水泥|沙子|油漆|涂料|棉被|衣物|玩具"
        r"|[机架箱棚凳锅灶炉伞夹梯绳桶盆袋笔毯])$",
    ),
)
# Whoever a line ends with is who is sought, whatever he works with: 会主持开放空间的人 are no space.
_SOUGHT = re.compile(
    r"(?:师傅|老师|医生|大夫|护士|律师|裁判|教练|主持人|带头人|手艺人|能手|行家|摄影师|设计师|会计|电工|木工|厨师|小伙子"
    r"|大学生|年轻人|调解员|讲解员|引导员|值班员|巡逻员|记录员|(?<=的)人)(?=$|[,;。!、])"
)
_ABLE = re.compile(r"[会懂能]|师傅|老师|医生|大夫|护士|律师|教练|手艺人|[摄设][影计]师|会计|电工|木工|厨师")
PEOPLE_UNITS = frozenset({"人", "名", "位", "个人", "人次"})
SPACE_UNITS = frozenset({"间", "处", "平米", "平方米", "㎡"})
MONEY_UNITS = frozenset({"元", "万元", "千元"})
GOODS_UNITS = frozenset("盆套把张台本册件箱份只袋瓶桶顶辆幅副双棵株盏盒条卷罐捆")


def kind_given(words: str) -> str:
    """The kind of thing that somebody's own words say can be had; a service when nothing tells."""
    return next((kind for kind, pattern in _GIVES if re.search(pattern, words)), "service")


def kind_needed(words: str, unit: str | None) -> str:
    """The kind of a requirement whose kind was not filled in, by its unit and its words."""
    if unit in MONEY_UNITS:
        return "money"
    if unit in SPACE_UNITS:
        return "space"
    sought = _SOUGHT.search(words) is not None
    told = "service" if sought else kind_given(words)
    if ((sought and not unit) or unit in PEOPLE_UNITS) and told in ("service", "goods"):
        return "skill" if _ABLE.search(words) else "people"
    return "goods" if unit in GOODS_UNITS and told == "service" else told
