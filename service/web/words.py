"""Labels of the codes that the graph holds, in the reader's language."""

from __future__ import annotations

from graph.kinds import NODES
from graph.kinds.common import STAGES
from graph.snapshot import Snapshot
from service.web.saying import gettext, lazy_gettext

# The staff's own words for the stages; the state machine behind them stays the same.
STAGE_WORDS = {
    "raised": lazy_gettext("民提"),
    "deliberated": lazy_gettext("民议"),
    "decided": lazy_gettext("民决"),
    "matching": lazy_gettext("民办·找伙伴"),
    "in_progress": lazy_gettext("民办·进行中"),
    "evaluated": lazy_gettext("民评"),
    "closed": lazy_gettext("办结"),
    "dropped": lazy_gettext("不办了"),
}
STEPS = (
    (lazy_gettext("民提"), ("raised",)),
    (lazy_gettext("民议"), ("deliberated",)),
    (lazy_gettext("民决"), ("decided",)),
    (lazy_gettext("民办"), ("matching", "in_progress")),
    (lazy_gettext("民评"), ("evaluated",)),
)
REQUIREMENT_WORDS = {
    "people": lazy_gettext("人手"),
    "skill": lazy_gettext("会的人"),
    "service": lazy_gettext("服务"),
    "space": lazy_gettext("场地"),
    "money": lazy_gettext("经费"),
    "goods": lazy_gettext("物资"),
    "planning": lazy_gettext("策划"),
    "mentor": lazy_gettext("辅导员"),
}
KIND_WORDS = {
    "Place": lazy_gettext("地点"),
    "Resident": lazy_gettext("居民"),
    "Expert": lazy_gettext("专家/辅导员"),
    "Skill": lazy_gettext("技能"),
    "Organization": lazy_gettext("社会组织"),
    "Unit": lazy_gettext("辖区单位"),
    "Alliance": lazy_gettext("联盟"),
    "Service": lazy_gettext("服务"),
    "Space": lazy_gettext("空间"),
    "Fund": lazy_gettext("资金"),
    "Programme": lazy_gettext("计划/品牌"),
    "Forum": lazy_gettext("议事会"),
    "Need": lazy_gettext("需求"),
    "Project": lazy_gettext("项目"),
    "Activity": lazy_gettext("活动"),
    "Requirement": lazy_gettext("需求项"),
    "Claim": lazy_gettext("认领"),
    "Invitation": lazy_gettext("邀请"),
    "Review": lazy_gettext("民评"),
    "Agreement": lazy_gettext("公约"),
}
LEVEL_WORDS = {
    "district": lazy_gettext("区"),
    "street": lazy_gettext("街道"),
    "community": lazy_gettext("社区"),
    "grid": lazy_gettext("网格"),
    "compound": lazy_gettext("院"),
    "building": lazy_gettext("楼"),
    "entrance": lazy_gettext("楼门"),
}
STATUS_WORDS = {
    "open": lazy_gettext("还缺"),
    "met": lazy_gettext("已落实"),
    "closed": lazy_gettext("不用了"),
    "proposed": lazy_gettext("意向"),
    "confirmed": lazy_gettext("确认"),
    "fulfilled": lazy_gettext("履约"),
    "reviewed": lazy_gettext("评价"),
    "declined": lazy_gettext("婉拒"),
    "withdrawn": lazy_gettext("撤回"),
    "expired": lazy_gettext("过期"),
    "loaded": lazy_gettext("已导入"),
    "undone": lazy_gettext("已撤销"),
}
ANSWER_WORDS = {"accepted": lazy_gettext("答应了"), "declined": lazy_gettext("没答应")}
WINDOW_DAYS = {
    "mon": lazy_gettext("周一"),
    "tue": lazy_gettext("周二"),
    "wed": lazy_gettext("周三"),
    "thu": lazy_gettext("周四"),
    "fri": lazy_gettext("周五"),
    "sat": lazy_gettext("周六"),
    "sun": lazy_gettext("周日"),
}
WINDOW_PARTS = {"am": lazy_gettext("上午"), "pm": lazy_gettext("下午"), "eve": lazy_gettext("晚上")}
LIST_WORDS = {
    "needs": lazy_gettext("需求清单"),
    "resources": lazy_gettext("资源清单"),
    "projects": lazy_gettext("项目清单"),
    "residents": lazy_gettext("居民骨干"),
    "organizations": lazy_gettext("社会组织"),
    "units": lazy_gettext("辖区单位与联盟"),
    "services": lazy_gettext("便民服务清单"),
    "places": lazy_gettext("地点与名称"),
}
CHOICE_WORDS = {
    "居民": lazy_gettext("居民"),
    "议事会": lazy_gettext("议事会"),
    "诉求": lazy_gettext("诉求"),
    "调研": lazy_gettext("调研"),
    "单位": lazy_gettext("单位"),
    "上级": lazy_gettext("上级"),
    "个别": lazy_gettext("个别"),
    "普遍": lazy_gettext("普遍"),
    "老大难": lazy_gettext("老大难"),
    "高": lazy_gettext("高"),
    "中": lazy_gettext("中"),
    "低": lazy_gettext("低"),
    "公益": lazy_gettext("公益"),
    "优惠": lazy_gettext("优惠"),
    "市场": lazy_gettext("市场"),
    "登记": lazy_gettext("登记"),
    "备案": lazy_gettext("备案"),
    "未备案": lazy_gettext("未备案"),
    "星级": lazy_gettext("星级"),
    "枢纽型": lazy_gettext("枢纽型"),
    "支持型": lazy_gettext("支持型"),
    "操作型": lazy_gettext("操作型"),
    "骨干": lazy_gettext("骨干"),
    "团队": lazy_gettext("团队"),
    "组织": lazy_gettext("组织"),
    "自益": lazy_gettext("自益"),
    "互益": lazy_gettext("互益"),
}
LINK_WORDS = {
    "LIVES_AT": (lazy_gettext("住在"), lazy_gettext("住在这里的")),
    "HOLDS_POST": (lazy_gettext("任职"), lazy_gettext("在这里任职的")),
    "HAS_SKILL": (lazy_gettext("会什么"), lazy_gettext("谁会")),
    "MEMBER_OF": (lazy_gettext("加入了"), lazy_gettext("成员")),
    "BROADER": (lazy_gettext("上位"), lazy_gettext("下位")),
    "RELATED": (lazy_gettext("相关"), lazy_gettext("相关")),
    "OFFERS": (lazy_gettext("能提供"), lazy_gettext("谁提供")),
    "OWNS": (lazy_gettext("产权在他们的"), lazy_gettext("产权单位")),
    "MANAGES": (lazy_gettext("管着"), lazy_gettext("谁管")),
    "SERVES": (lazy_gettext("服务哪里"), lazy_gettext("服务这里的")),
    "COVERS": (lazy_gettext("覆盖哪里"), lazy_gettext("这里能用的")),
    "LOCATED_IN": (lazy_gettext("位于"), lazy_gettext("在这里的")),
    "INCUBATES": (lazy_gettext("培育"), lazy_gettext("谁培育")),
    "PART_OF": (lazy_gettext("属于"), lazy_gettext("下面有")),
    "ABOUT": (lazy_gettext("关于"), lazy_gettext("谁涉及")),
    "RAISED": (lazy_gettext("提出了"), lazy_gettext("谁提的")),
    "ADDRESSES": (lazy_gettext("回应的需求"), lazy_gettext("回应的项目")),
    "REQUIRES": (lazy_gettext("缺什么"), lazy_gettext("谁缺")),
    "TAKES_PART": (lazy_gettext("参与"), lazy_gettext("参与的人和单位")),
    "MENTORS": (lazy_gettext("辅导"), lazy_gettext("辅导员")),
    "FUNDED_BY": (lazy_gettext("钱从哪来"), lazy_gettext("出资给")),
    "USES": (lazy_gettext("用到的"), lazy_gettext("用在")),
    "MADE": (lazy_gettext("认领过"), lazy_gettext("谁认领")),
    "TAKES": (lazy_gettext("认领的是"), lazy_gettext("收到的认领")),
    "ASKED": (lazy_gettext("邀请了"), lazy_gettext("收到的邀请")),
    "ASKED_FOR": (lazy_gettext("为了"), lazy_gettext("发出的邀请")),
    "REVIEWS": (lazy_gettext("评价了"), lazy_gettext("民评")),
    "PARTY_TO": (lazy_gettext("签了公约"), lazy_gettext("签约方")),
}
UNIT_WORDS: dict[str, object] = {
    "h": lazy_gettext("小时"),
    "h/month": lazy_gettext("小时/月"),
    "元": lazy_gettext("元"),
}
CODE_WORDS = {
    "missing_value": lazy_gettext("必填的空着"),
    "bad_date": lazy_gettext("没有这个日期"),
    "bad_period": lazy_gettext("起止日期颠倒"),
    "bad_quantity": lazy_gettext("数量看不懂"),
    "bad_money": lazy_gettext("金额看不懂"),
    "bad_phone": lazy_gettext("电话不对"),
    "too_large": lazy_gettext("太长或数太大"),
    "bad_credit_code": lazy_gettext("信用代码不对"),
    "id_number_present": lazy_gettext("有身份证号"),
    "formula_without_value": lazy_gettext("公式没有结果"),
    "conflicting_row": lazy_gettext("和前面一行对不上"),
    "duplicate_row": lazy_gettext("和前面一行重复"),
    "unknown_place": lazy_gettext("地点对不上"),
    "unknown_value": lazy_gettext("不是规定的词"),
    "vague_date": lazy_gettext("日期说得不准"),
    "vague_quantity": lazy_gettext("数量说得不准"),
    "vague_money": lazy_gettext("金额说得不准"),
    "assumed_year": lazy_gettext("年份是推测的"),
    "assumed_day": lazy_gettext("日子是推测的"),
    "phone_in_text": lazy_gettext("文字里有电话"),
    "phone_as_number": lazy_gettext("像是电话，不像数"),
    "masked_phone": lazy_gettext("电话打了星号"),
    "several_values": lazy_gettext("写了几个，取第一个"),
    "looks_like_formula": lazy_gettext("像公式的文字"),
    "missing_column": lazy_gettext("缺必需的栏"),
    "empty_file": lazy_gettext("是空表"),
    "not_a_spreadsheet": lazy_gettext("不是表格文件"),
}


def word(words: dict[str, object], code: str) -> str:
    """The label of `code`, or the code itself where the list does not know it."""
    return str(words.get(code, code))


def kind_word(kind: str) -> str:
    """What a kind of record is called."""
    return word(KIND_WORDS, kind)


def unit_word(unit: str) -> str:
    """The measure of a property in the reader's language."""
    return word(UNIT_WORDS, unit)


def skill_word(snapshot: Snapshot, row: int, language: str) -> str:
    """What a skill is called in the reader's language; its own name where it has no other."""
    table = snapshot.nodes["Skill"]
    english = str(table.texts("label_en")[row]) if language == "en" and "label_en" in table.columns else ""
    return english or str(table.texts("name")[row])


def stage_word(stage: str) -> str:
    """What a stage is called."""
    return word(STAGE_WORDS, stage)


def property_word(kind: str, name: str, language: str) -> str:
    """The label of a property: its Chinese name, or in English the name it has in code, spelled as words."""
    declared = NODES[kind].by_name[name]
    return declared.name.replace("_", " ").capitalize() if language == "en" else declared.zh


def window_word(window: str) -> str:
    """A weekly window as people say it: 周六下午."""
    day, _, part = window.partition("-")
    return gettext("%(day)s%(part)s", day=word(WINDOW_DAYS, day), part=word(WINDOW_PARTS, part))


def stage_steps(stage: str) -> list[dict[str, str]]:
    """The five steps with where `stage` stands: done, now or still to come."""
    now = next((place for place, (_, stages) in enumerate(STEPS) if stage in stages), None)
    if stage == "closed":
        now = len(STEPS)
    states = []
    for place, (label, _) in enumerate(STEPS):
        state = "" if now is None or place > now else "now" if place == now else "done"
        states.append({"label": str(label), "state": state})
    return states


def known_stages() -> list[tuple[str, str]]:
    """Every stage with its label, in the order of the pipeline."""
    return [(stage, stage_word(stage)) for stage in STAGES]
