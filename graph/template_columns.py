"""The columns of the empty workbooks: heading, what to type, one invented example."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from graph.reading.lists import LISTS, Holds
from graph.reading.words import words_to_type


@dataclass(frozen=True)
class TemplateColumn:
    """One column: the field it is read as, its heading, an example, and what to type into it."""

    field: str
    heading: str
    sample: str | int = ""
    note: str = ""
    required: bool = False
    width: int = 14

    @property
    def is_date(self) -> bool:
        """Whether the cells hold days."""
        return self.field.startswith("date_") or self.field in ("confirmed_on", "last_active")


_DAY = "年-月-日，如 2026-03-05"
_LIST = "几项之间用顿号隔开"
_PHONE = "一个号码；不外传"
_PLACE = "写到院、楼或单元就够，不写房号"
_ID_WARNING = "不要填身份证号"


def _column(field: str, heading: str, sample: str | int = "", note: str = "", *flags: str) -> TemplateColumn:
    return TemplateColumn(field, heading, sample, note, "required" in flags, 34 if "wide" in flags else 14)


_CONTACT = (_column("contact", "联系人", "王某"), _column("phone", "联系电话", "13800000000", _PHONE))
_NOTE = _column("note", "备注", "", "", "wide")

NEEDS = (
    _column("id", "编号", "XQ-01", "自己的编号，可以不填"),
    _column("place", "楼院", "", _PLACE),
    _column("category", "需求类别", "文化活动"),
    _column("text", "需求内容", "想每周有一次教手机的课", "一行写一件事", "required", "wide"),
    _column("origin", "提出渠道", "居民"),
    _column("date_from", "提出时间", "2026-03-05", _DAY),
    _column("quantity", "涉及数量", "20户", "带上单位：20户、15人"),
    _column("urgency", "紧急程度", "中"),
    _column("scope", "层级", "普遍"),
    _column("stage", "办理阶段", "民提"),
    _column("date_to", "完成时限", "2026-06-30", _DAY),
    *_CONTACT,
    _NOTE,
)
RESOURCES = (
    _column("name", "资源名称", "书法老师", "", "required"),
    _column("provider", "提供者", "王某", "单位、组织或个人"),
    _column("kind", "资源类型", "技能"),
    _column("skills", "能做什么", "书法、国画", _LIST, "wide"),
    _column("quantity", "数量", "1人", "带上单位：1人、30套"),
    _column("money", "金额（元）", "", "资金才填"),
    _column("place", "地点", "", _PLACE),
    _column("hours", "时间", "周六上午", "如：工作日、周六上午、9:00-17:00"),
    _column("audience", "服务对象", "全体居民"),
    _column("charge", "收费", "公益"),
    _column("equipment", "设备", "", "场地才填，" + _LIST),
    _column("booking", "预约方式", "提前一天打电话"),
    _column("purpose", "用途"),
    _column("date_to", "有效期至", "2026-12-31", _DAY),
    _column("confirmed_on", "核实日期", "2026-03-05", _DAY),
    *_CONTACT,
    _NOTE,
)
PROJECTS = (
    _column("id", "编号", "XM-01", "同一个项目的几行写同一个编号"),
    _column("name", "项目名称", "手机课堂", "缺几样就写几行", "required"),
    _column("team", "申报团队", "某某志愿队"),
    _column("place", "实施地点", "", _PLACE),
    _column("need", "对应需求", "想每周有一次教手机的课", "", "wide"),
    _column("requirement_kind", "需求项类别", "技能"),
    _column("requirement", "需求项内容", "会教手机的志愿者", "", "wide"),
    _column("quantity", "需求项数量", "2人", "带上单位：2人、1间"),
    _column("money", "预算（元）", 1500),
    _column("fund", "资金来源", "社区公益金"),
    _column("claimant", "认领单位"),
    _column("claim", "认领内容"),
    _column("claim_status", "认领状态"),
    _column("mentor", "项目辅导员"),
    _column("date_from", "开始时间", "2026-03-15", _DAY),
    _column("date_to", "结束时间", "2026-06-30", _DAY),
    _column("stage", "进展阶段", "民办"),
    _NOTE,
)
RESIDENTS = (
    _column("name", "姓名", "王某", _ID_WARNING, "required"),
    _column("age_band", "年龄段", "60-69", "十岁一段，如 60-69；" + _ID_WARNING),
    _column("place", "住址", "", _PLACE),
    _column("posts", "担任职务", "楼长", _LIST),
    _column("skills", "特长", "养花、编织", _LIST, "wide"),
    _column("groups", "所在队伍", "某某志愿队", _LIST),
    _column("hours", "服务时间", "周六上午", "如：工作日晚上、周末、随时"),
    _column("hours_cap", "每月最多几小时", 8, "一个月最多能出几个小时；不限就空着"),
    _column("phone", "手机", "13800000000", _PHONE),
    _column("consent", "是否同意参与匹配", "是", "本人同意才会被推荐"),
    _NOTE,
)
ORGANIZATIONS = (
    _column("name", "组织名称", "某某合唱队", "", "required"),
    _column("aliases", "曾用名", "", _LIST),
    _column("kind", "组织类型", "社区社会组织"),
    _column("registered", "登记或备案", "备案"),
    _column("credit_code", "统一社会信用代码", "", "没有就空着；备案的队伍没有", "wide"),
    _column("filing_no", "备案编号", "BA-2024-01"),
    _column("star", "星级", 3, "1 到 5；没评空着"),
    _column("contact", "负责人", "王某"),
    _column("phone", "联系电话", "13800000000", _PHONE),
    _column("quantity", "成员数", "20人"),
    _column("skills", "主要活动和特长", "合唱、器乐", _LIST, "wide"),
    _column("date_from", "成立时间", "2020-05-01", _DAY),
    _column("place", "活动地点", "", _PLACE),
    _column("last_active", "最近活动时间", "2026-03-01", _DAY),
    _NOTE,
)
UNITS = (
    _column("name", "单位名称", "某某书店", "", "required"),
    _column("kind", "单位性质", "商户"),
    _column("credit_code", "统一社会信用代码", "", "没有就空着", "wide"),
    _column("place", "地点", "", _PLACE),
    _column("alliance", "所属联盟", "某某联盟"),
    _column("offers", "可提供的资源", "场地、读书讲座", _LIST, "wide"),
    *_CONTACT,
    _NOTE,
)
ALLIANCES = (
    _column("name", "联盟名称", "某某联盟", "", "required"),
    _column("lead_unit", "牵头单位", "某某书店"),
    _column("member_units", "成员单位", "某某书店、某某餐厅", _LIST, "wide"),
    _column("area", "服务社区", "", _LIST),
    _column("date_from", "成立时间", "2024-05-06", _DAY),
    *_CONTACT,
    _NOTE,
)
SERVICES = (
    _column("provider", "服务单位", "某某物业", "", "required"),
    _column("alliance", "所属联盟", "某某联盟"),
    _column("name", "服务项目", "上门换灯泡", "", "required"),
    _column("text", "服务内容", "住户自备灯泡，师傅安装", "", "wide"),
    _column("audience", "服务对象", "全体居民"),
    _column("charge", "收费方式", "公益"),
    _column("price", "价格", "", "如 50元/次；免费的不填"),
    _column("hours", "服务时间", "工作日", "如：工作日、周六上午、9:00-17:00"),
    _column("area", "服务范围", "", _LIST),
    _column("date_to", "有效期至", "2026-12-31", _DAY),
    _column("confirmed_on", "最近确认", "2026-03-01", _DAY),
    _column("phone", "预约电话", "13800000000", _PHONE),
    _NOTE,
)
PLACES = (
    _column("level", "层级", "院", "", "required"),
    _column("name", "名称", "某某胡同1号院", "", "required"),
    _column("parent", "上级地点", "", "它在哪个地点里"),
    _column("code", "代码"),
    _column("aliases", "别名", "1号院", "几个别名用分号隔开", "wide"),
)

SHEETS: Mapping[str, tuple[tuple[str, tuple[TemplateColumn, ...]], ...]] = MappingProxyType(
    {
        "needs": (("需求清单", NEEDS),),
        "resources": (("资源清单", RESOURCES),),
        "projects": (("项目清单", PROJECTS),),
        "residents": (("骨干志愿者", RESIDENTS),),
        "organizations": (("社会组织", ORGANIZATIONS),),
        "units": (("辖区单位", UNITS), ("联盟", ALLIANCES)),
        "services": (("便民服务清单", SERVICES),),
        "places": (("地点与名称", PLACES),),
    }
)
CALLED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "needs": ("需求", "需求清单", "居民需求"),
        "resources": ("资源", "资源清单"),
        "projects": ("项目", "项目清单", "小微项目", "小微项目清单"),
        "residents": ("居民", "骨干", "志愿者", "骨干志愿者", "骨干/志愿者", "骨干和志愿者", "居民骨干", "居民清单"),
        "organizations": ("组织", "社会组织", "组织清单", "社会组织清单"),
        "units": ("单位", "联盟", "辖区单位", "辖区单位与联盟", "辖区单位和联盟", "单位清单", "联盟清单"),
        "services": ("服务", "服务清单", "便民服务", "便民服务清单"),
        "places": ("地点", "地点与名称", "地点和名称", "地点清单"),
    }
)


def words_for(list_name: str, column: TemplateColumn) -> tuple[str, ...]:
    """The fixed words of which one is typed into a column; empty for free cells."""
    if LISTS[list_name].holds(column.field) not in (Holds.WORD, Holds.CHARGE, Holds.CONSENT):
        return ()
    return words_to_type(column.field)
