"""Sheets that note who came, was paid or is on duty: about people and things, and none of the lists to keep."""

from __future__ import annotations

import re

from graph.reading.grid import Grid
from graph.reading.header import SheetList
from graph.reading.headings import heading_of

# Columns that only such a sheet has.
_NOTED = re.compile(
    r"签[到退](?:时间|签名|签字|情况|日期|地点|状态)?|.{0,4}签[到退]"
    r"|(?:出|考|缺)勤.{0,4}|打卡.{0,4}|(?:上|下)班时间|到场(?:时间|情况)?|是否(?:到场|签到|出席|参会|到会)|参会人员?|(?:服务|活动)?(?:时长|工时)|服务日期|\d{1,2}[日号]"
    r"|[早中晚夜白]班.{0,3}|班次|(?:值班|带班|交班|接班|当班|替班)(?:人员?|领导|日期|签字|签名)"
    r"|(?:应发|实发|代扣|扣款|扣发|应扣|基本工资|绩效工资|岗位工资|奖金|津贴|加班费|个税|公积金)(?:金额|工资|合计|总额)?|工资"
    r"|(?:领取|发放|领用)(?:物品|数量|份数|人(?:签[字名收])?|签字|签名|签收|时间|日期|金额|情况)|签收.{0,3}"
)
_TITLED = re.compile(
    "(?:签到|考勤|出勤|打卡|点名|工资|薪酬|补贴发放|值班|排班|轮班|交接班|领用|领取|发放|签收|巡逻|巡更)(?:情况)?(?:登记|统计)?"
    "(?:表|册|簿|单|名册|名单|明细|记录|日志)|^(?:签到|考勤|值班|工资)$|会议?(?:通知)?回执"
)
# Fields that somebody fills in only to tell what can be done, had or is asked for.
_OF_A_LIST = frozenset(
    ("skills", "consent", "hours_cap", "booking", "equipment", "charge", "price", "credit_code", "requirement")
).union(("urgency", "scope", "origin", "offers", "area", "registered", "claimant", "team", "fund", "text"))
# What else a list of units tells than who came from where.
_OF_UNITS = frozenset(
    ("kind", "alliance", "lead_unit", "member_units", "quantity", "hours", "aliases", "place", "note")
)
_A_PERSON = re.compile(r"(?:您的?|本人)?姓名|名字|参[会加]人员?|来访人员?|与会人员?|学员|签名")
LONGEST_TITLE = 80


def is_log(grid: Grid, table: SheetList, name: str) -> bool:
    """Whether a table only notes an event: by its columns or its title, where nothing tells of a list to keep."""
    if _OF_A_LIST & set(table.read_as.fields):
        return False
    above = [cell.text for line in grid.lines if line < table.top for cell in grid.own(line).values()]
    titles = " ".join((name, *(text for text in above if len(text) < LONGEST_TITLE)))
    if _names_people(table):
        return True
    noted = sum(bool(_NOTED.fullmatch(heading_of(heading).words)) for heading in table.headings)
    return noted > 1 or bool(_TITLED.search(titles))


def _names_people(table: SheetList) -> bool:
    """Whether each line is a person of a unit (姓名, 单位, 电话) and tells nothing more of the unit."""
    fields = table.read_as.fields
    if table.read_as.kind.name != "units" or "contact" not in fields or _OF_UNITS & set(fields):
        return False
    person = heading_of(table.headings[fields.index("contact")]).words
    return bool(_A_PERSON.fullmatch(person)) and fields.index("contact") < fields.index("name")
