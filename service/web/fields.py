"""Labels of the fields that a column of a list may be read as."""

from __future__ import annotations

from graph.reading.lists import LISTS
from service.web.saying import lazy_gettext
from service.web.words import word

FIELD_WORDS: dict[str, object] = {
    "id": lazy_gettext("编号"),
    "name": lazy_gettext("名称"),
    "text": lazy_gettext("内容"),
    "category": lazy_gettext("类别"),
    "kind": lazy_gettext("类型"),
    "community": lazy_gettext("社区"),
    "place": lazy_gettext("地点"),
    "area": lazy_gettext("覆盖的地点"),
    "origin": lazy_gettext("谁提的"),
    "urgency": lazy_gettext("急不急"),
    "scope": lazy_gettext("涉及范围"),
    "stage": lazy_gettext("阶段"),
    "date_from": lazy_gettext("开始日期"),
    "date_to": lazy_gettext("截止日期"),
    "period": lazy_gettext("起止日期（一格）"),
    "confirmed_on": lazy_gettext("核实日期"),
    "last_active": lazy_gettext("最近活动日期"),
    "quantity": lazy_gettext("数量"),
    "unit": lazy_gettext("计量单位"),
    "money": lazy_gettext("金额"),
    "price": lazy_gettext("单价"),
    "charge": lazy_gettext("收费"),
    "contact": lazy_gettext("找谁"),
    "phone": lazy_gettext("联系电话"),
    "contact_phone": lazy_gettext("联系人和电话（一格）"),
    "provider": lazy_gettext("提供方"),
    "alliance": lazy_gettext("所属联盟"),
    "lead_unit": lazy_gettext("牵头单位"),
    "member_units": lazy_gettext("成员单位"),
    "offers": lazy_gettext("能提供什么"),
    "audience": lazy_gettext("服务对象"),
    "hours": lazy_gettext("服务时间"),
    "purpose": lazy_gettext("用途"),
    "booking": lazy_gettext("预约方式"),
    "equipment": lazy_gettext("设备"),
    "skills": lazy_gettext("特长"),
    "posts": lazy_gettext("职务"),
    "groups": lazy_gettext("参加的队伍"),
    "age_band": lazy_gettext("年龄段"),
    "hours_cap": lazy_gettext("每月最多几小时"),
    "consent": lazy_gettext("是否同意推荐"),
    "aliases": lazy_gettext("别名"),
    "registered": lazy_gettext("登记备案"),
    "credit_code": lazy_gettext("统一社会信用代码"),
    "filing_no": lazy_gettext("备案编号"),
    "star": lazy_gettext("星级评定"),
    "team": lazy_gettext("实施团队"),
    "need": lazy_gettext("对应的需求"),
    "fund": lazy_gettext("资金来源"),
    "mentor": lazy_gettext("项目辅导员"),
    "requirement": lazy_gettext("缺什么（需求项）"),
    "requirement_kind": lazy_gettext("需求项类别"),
    "claimant": lazy_gettext("认领方"),
    "claim": lazy_gettext("认领内容"),
    "claim_status": lazy_gettext("认领状态"),
    "note": lazy_gettext("备注"),
    "id_number": lazy_gettext("身份证号（不读）"),
    "level": lazy_gettext("层级"),
    "parent": lazy_gettext("上级地点"),
    "code": lazy_gettext("地点代码"),
    "synthetic": lazy_gettext("是否虚构"),
}


def field_word(field: str) -> str:
    """What a field is called."""
    return word(FIELD_WORDS, field)


def fields_of(list_name: str) -> list[tuple[str, str]]:
    """The fields that a column of this list may be read as, each with its label."""
    return [(field, field_word(field)) for field in LISTS[list_name].fields] if list_name in LISTS else []
