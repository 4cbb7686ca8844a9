"""The words of an invented town: names, weekly windows, sentences of needs."""

from __future__ import annotations

from seeds.invent.chance import Chance

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧"
GIVEN = "兰英华芳敏静强军平刚燕丽勇超涛明秀玉桂春梅伟鹏宁欣悦然晨"
PLACE_FIRST = "槐柳松竹梅兰菊桂枫榆杏桃荷莲清和安康平顺福宁永长春秋云月星晨"
PLACE_SECOND = "荫园苑里坊庭林溪岭巷"
UNIT_KINDS = ("银行", "物业", "学校", "医院", "商户", "机关", "产权单位", "养老机构")
UNIT_ENDINGS = {
    "银行": "银行支行",
    "物业": "物业服务公司",
    "学校": "小学",
    "医院": "社区医院",
    "商户": "便利店",
    "机关": "事务所",
    "产权单位": "房管所",
    "养老机构": "养老驿站",
}
GROUP_ENDINGS = ("队", "社", "小组", "之家", "互助组", "服务队")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PARTS = ("am", "pm", "eve")
WINDOWS = tuple(f"{day}-{part}" for day in DAYS for part in PARTS)
DAY_NAMES = dict(zip(DAYS, ("周一", "周二", "周三", "周四", "周五", "周六", "周日"), strict=True))
PART_NAMES = {"am": "上午", "pm": "下午", "eve": "晚上"}

NEED_SENTENCES = (
    "想请人帮忙{skill}",
    "院里缺会{skill}的人",
    "{audience}都盼着有人来{skill}",
    "希望定期有{skill}",
    "{skill}没人管，想一起解决",
    "能不能组织一次{skill}",
)
PROJECT_NAMES = ("{place}{skill}行动", "{place}一起{skill}", "{skill}进{place}", "{place}{skill}小课堂")
REQUIREMENT_SENTENCES = {
    "skill": ("会{skill}的人", "能教{skill}的人", "懂{skill}、愿意来帮忙的人"),
    "people": ("一起做{skill}的队伍", "能来帮{skill}的志愿者"),
    "space": ("{window}能用的房间，坐得下{seats}人", "{window}的活动场地，{seats}人左右"),
    "money": ("{skill}的材料和茶水钱", "办{skill}的经费"),
    "service": ("上门{skill}", "给{audience}提供{skill}"),
    "goods": ("办{skill}要用的物品", "{skill}用的工具和材料"),
    "planning": ("帮忙策划{skill}的人", "{skill}的活动方案"),
    "mentor": ("懂{skill}的项目辅导员", "能陪着做{skill}的辅导员"),
}
AUDIENCES = ("老人", "孩子", "新搬来的邻居", "上班族", "残疾人", "全院居民")


def person(chance: Chance) -> str:
    """An invented person's name that nobody carries: the middle sign stands for "some"."""
    return f"{chance.pick(SURNAMES)}某{chance.pick(GIVEN)}"


def place(chance: Chance) -> str:
    """An invented name of a place, two signs."""
    return chance.pick(PLACE_FIRST) + chance.pick(PLACE_SECOND)


def window_name(code: str) -> str:
    """A window in words: sat-pm is 周六下午."""
    day, part = code.split("-")
    return DAY_NAMES[day] + PART_NAMES[part]
