"""Dates, windows, places and numbers as people say them, in Chinese and in English."""

from __future__ import annotations

from functools import lru_cache

from matching.data import PARTS_OF_DAY, WEEKDAYS, MatchingData
from matching.reasons import day

Bilingual = tuple[str, str]  # a sentence or some words: in Chinese, in English
KEPT = 2048  # days and times as said: a community has few, and every reason names some
DAYS_ZH = dict(zip(WEEKDAYS, ("周一", "周二", "周三", "周四", "周五", "周六", "周日"), strict=True))
DAYS_EN = dict(
    zip(WEEKDAYS, ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"), strict=True)
)
PARTS_ZH = dict(zip(PARTS_OF_DAY, ("上午", "下午", "晚上"), strict=True))
PARTS_EN = dict(zip(PARTS_OF_DAY, ("morning", "afternoon", "evening"), strict=True))
LEVELS_ZH = {
    "district": "同一个区",
    "street": "同一个街道",
    "community": "同一个社区",
    "grid": "同一个网格",
    "compound": "同一个院",
    "building": "同一栋楼",
    "entrance": "同一个门",
}
LEVELS_EN = {level: f"the same {level}" for level in LEVELS_ZH}
UNITS_EN = {
    "人": "people",
    "名": "people",
    "位": "people",
    "间": "rooms",
    "处": "places",
    "个": "pieces",
    "件": "pieces",
    "张": "sheets",
    "把": "chairs",
    "台": "machines",
    "套": "sets",
    "份": "copies",
    "本": "books",
    "次": "times",
    "场": "sessions",
    "户": "households",
    "天": "days",
    "小时": "hours",
    "元": "yuan",
    "盆": "pots",
    "斤": "jin",
    "瓶": "bottles",
    "箱": "boxes",
    "盒": "boxes",
    "盏": "lamps",
    "桶": "buckets",
    "袋": "bags",
    "支": "pieces",
    "只": "pieces",
    "册": "volumes",
    "页": "pages",
    "米": "metres",
    "平方米": "square metres",
    "公斤": "kg",
}  # what is not known is told as it was written
KINDS_ZH = {
    "Resident": "居民",
    "Organization": "社会组织",
    "Unit": "辖区单位",
    "Alliance": "联盟",
    "Service": "服务",
    "Space": "空间",
    "Fund": "资金",
    "Expert": "专家/辅导员",
}
KINDS_EN = {
    "Resident": "residents",
    "Organization": "organizations",
    "Unit": "units",
    "Alliance": "alliances",
    "Service": "services",
    "Space": "rooms",
    "Fund": "funds",
    "Expert": "experts",
}
REQUIREMENTS_ZH = {
    "people": "人手",
    "skill": "技能",
    "service": "服务",
    "space": "场地",
    "money": "经费",
    "goods": "物资",
    "planning": "策划",
    "mentor": "辅导员",
}
REQUIREMENTS_EN = {
    "people": "hands",
    "skill": "a skill",
    "service": "a service",
    "space": "a room",
    "money": "money",
    "goods": "goods",
    "planning": "planning",
    "mentor": "a mentor",
}
REASONS_ZH = {
    "no_time": "没时间",
    "wrong_skill": "本领对不上",
    "too_far": "太远",
    "asked_too_often": "最近请得多",
    "relation": "关系不合适",
    "other": "别的原因",
}
REASONS_EN = {
    "no_time": "no time",
    "wrong_skill": "not what they can do",
    "too_far": "too far",
    "asked_too_often": "asked too often",
    "relation": "the relation does not suit",
    "other": "another reason",
}


@lru_cache(maxsize=KEPT)
def slot_names(bits: int) -> tuple[str, ...]:
    """The windows `<weekday>-<part>` whose bits are set."""
    parts = [f"{weekday}-{part}" for weekday in WEEKDAYS for part in PARTS_OF_DAY]
    return tuple([name for at, name in enumerate(parts) if bits & 1 << at])


@lru_cache(maxsize=KEPT)
def windows_zh(bits: int) -> str:
    """周六上午、周六下午 …; 周一到周五 is not contracted, so that nothing is hidden; long lists are."""
    names = [DAYS_ZH[d] + PARTS_ZH[p] for d, p in (name.split("-") for name in slot_names(bits))]
    return "、".join(names[:4]) + (f"等{len(names)}个时段" if len(names) > 4 else "")


@lru_cache(maxsize=KEPT)
def windows_en(bits: int) -> str:
    """Saturday morning, Saturday afternoon …"""
    names = [f"{DAYS_EN[d]} {PARTS_EN[p]}" for d, p in (name.split("-") for name in slot_names(bits))]
    if len(names) > 4:
        return f"{', '.join(names[:4])} and {len(names) - 4} more"
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def number(value: float) -> str:
    """A number without needless decimals."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"


def hours_en(value: float) -> str:
    """1 hour, 2 hours."""
    return f"{number(value)} hour{'' if value == 1 else 's'}"


@lru_cache(maxsize=KEPT)
def date_zh(value: float) -> str:
    """2026年3月5日."""
    at = day(value)
    return f"{at.year}年{at.month}月{at.day}日"


@lru_cache(maxsize=KEPT)
def date_en(value: float) -> str:
    """2026-03-05."""
    return day(value).isoformat()


def name_of(data: MatchingData, row: int) -> str:
    """A candidate's name, its id when it has none."""
    return data.nodes.node(row)["name"]
