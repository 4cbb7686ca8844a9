"""Fixed words: the closed lists of values, each with the ways in which people write it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from graph.reading.money import MoneyReading, read_money
from graph.reading.numerals import chinese_number
from graph.reading.tidy import half_width, squash

KINDS_OF_RESOURCE = {
    "技能": "",
    "人力": "人 人员 志愿者 义工",
    "场地": "空间 地点 房间 活动空间",
    "资金": "经费 出资",
    "物资": "物品 设备 材料 东西 物件 用品 物料 器材 实物",
    "服务": "专业服务",
}
WORDS: Mapping[str, Mapping[str, str]] = {
    "origin": {
        "居民": "居民反映 居民提 居民提出",
        "议事会": "议事厅 网格议事会",
        "诉求": "12345 12345热线 热线 接诉即办 投诉",
        "调研": "走访 入户走访 楼门长走访 问卷",
        "单位": "辖区单位 物业公司",
        "上级": "街道 街道交办",
    },
    "urgency": {"高": "急 紧急", "中": "一般", "低": "不急"},
    "scope": {"个别": "个别性", "普遍": "普遍性", "老大难": ""},
    "stage": {"民提": "", "民议": "", "民决": "", "民办": "", "民评": ""},
    "charge": {
        "公益": "免费 无偿 不收费",
        "优惠": "低偿 成本价 会员价",
        "市场": "有偿 收费 市场价 按市场价",
    },
    "kind": KINDS_OF_RESOURCE,
    "requirement_kind": {**KINDS_OF_RESOURCE, "策划": "方案策划", "辅导": "督导 项目辅导员"},
    "claim_status": {"意向": "有意向", "确认": "已确认", "履约": "已履约 已完成", "婉拒": "谢绝"},
    "registered": {
        "登记": "已登记 已登记(民非) 民政登记",
        "备案": "已备案",
        "未备案": "未登记未备案 没备案",
    },
    "consent": {"true": "是 同意 愿意 可以 √ ✓ ✔ y", "false": "否 不同意 不愿意 n × ✗ ✘"},
    "level": {
        "district": "区 城区 市辖区 区县",
        "street": "街道 乡镇 镇 街镇",
        "community": "社区 居委会 村",
        "grid": "网格",
        "compound": "院 楼院 小区 院落 大院",
        "building": "楼 楼栋 楼房 栋",
        "entrance": "门 楼门 单元",
        "space": "空间 场地 活动空间 场所",
        "organization": "组织 社会组织 团队 队伍 社区社会组织",
        "alliance": "联盟",
        "unit": "单位 辖区单位",
    },
}
SPOKEN_KINDS = {
    "技能": "本事 手艺 本领",
    "人力": "人手",
    "场地": "屋子 房子 地方",
    "资金": "钱",
    "物资": "家什",
}
# What people say for a word of a closed list: it tells what the column is and which word to propose, and is not taken
# for the word itself.
SPOKEN: Mapping[str, Mapping[str, str]] = {
    "urgency": {
        "高": "着急 特急 很急 挺急 较急 加急 太急 火急 十万火急 急迫 急需 特别急 非常急 十分急 比较急 很着急 挺着急"
        " 很紧急 特别紧急 非常紧急 十分紧急",
        "中": "普通 正常 一般急 不算急",
        "低": "不着急 不紧急 不太急 不怎么急 不太着急 不怎么着急 缓 可缓 可以等 慢慢来",
    },
    "charge": {"公益": "不要钱 不收钱 不花钱 不用钱 免钱 白给 白用", "市场": "要钱 收钱"},
    "kind": SPOKEN_KINDS,
    "requirement_kind": SPOKEN_KINDS,
    "consent": {"true": "乐意", "false": "不乐意"},
}
SPOKEN_PLAINLY = frozenset(("urgency", "charge"))  # fields where such words are loaded as what they mean
_LOOKUP: Mapping[str, Mapping[str, str]] = {
    name: {squash(form): word for word, forms in words.items() for form in (word, *forms.split())}
    for name, words in WORDS.items()
}
_SPOKEN_LOOKUP: Mapping[str, Mapping[str, str]] = {
    name: {squash(form): word for word, forms in words.items() for form in forms.split()}
    for name, words in SPOKEN.items()
}
NOT_RATED = frozenset(("未评", "未评级", "未评星", "未定级"))


def fixed_word(name: str, text: str) -> str | None:
    """The word of the closed list `name` that the whole text says, None when it says none."""
    return _LOOKUP[name].get(squash(text))


def spoken_word(name: str, text: str) -> str | None:
    """The word of the closed list that the whole text says or means in other words, None when there is none."""
    return fixed_word(name, text) or _SPOKEN_LOOKUP.get(name, {}).get(squash(text))


def words_to_type(name: str) -> tuple[str, ...]:
    """The closed list's words as people type them: for our own words in English, the first of their forms."""
    return tuple(forms.split()[0] if word.isascii() else word for word, forms in WORDS[name].items())


def words_of(name: str) -> str:
    """The closed list's words, for telling people what to type."""
    return "、".join(words_to_type(name))


def read_charge(text: str) -> tuple[str | None, MoneyReading | None]:
    """The charge and the price that may stand behind it after a comma."""
    word = fixed_word("charge", text)
    if word:
        return word, None
    found = re.fullmatch(r"([^,，、;；:：\d]+?)[,，、;；:：\s]+(.*\d.*)", half_width(text))
    word = fixed_word("charge", found[1]) if found else None
    if not found or not word:
        return None, None
    price = read_money(found[2])
    return (None, None) if price.codes else (word, price)


def read_star(text: str) -> int | None:
    """A star rating from 1 to 5 (三星, 3星级, ★★★, 4), 0 for "not rated", None for anything else."""
    plain = squash(text)
    if plain in NOT_RATED:
        return 0
    if re.fullmatch(r"★{1,5}☆{0,4}", plain):
        return plain.count("★")
    found = re.fullmatch(r"([1-5]|[一二两三四五])(?:\.0)?(?:颗?星级?|级)?", plain)
    if not found:
        return None
    return int(found[1]) if found[1].isdecimal() else chinese_number(found[1])


def read_age_band(text: str) -> str | None:
    """The ten years a person is in (60-69, 65, 48岁, 30多岁), None when that cannot be told."""
    plain = re.sub(r"\s", "", half_width(text)).removesuffix("岁").removesuffix("周").removesuffix("年龄段")
    plain = re.sub(r"^(?:虚岁|实岁|周岁|年龄|约|大约)", "", plain)
    found = re.fullmatch(r"(\d{1,3})岁?(?:-|~|至|到)+(\d{1,3})", plain)
    if found:
        low, high = int(found[1]), int(found[2])
        return _band(low) if low <= high and low // 10 == high // 10 else None
    found = re.fullmatch(r"(\d{1,3})(?:\.\d+)?", plain) or re.fullmatch(r"(\d0)[多几来]", plain)
    if found:
        return _band(int(found[1]))
    spoken = re.fullmatch(r"([一二三四五六七八九]?十[一二三四五六七八九]?)[多几来]?", plain)
    value = chinese_number(spoken[1]) if spoken else None
    return None if value is None else _band(value)


def _band(years: int) -> str | None:
    return f"{years // 10 * 10}-{years // 10 * 10 + 9}" if years < 120 else None
