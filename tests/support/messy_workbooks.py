"""Whole invented workbooks in messy layouts, each with the truth about its columns and rows."""

from __future__ import annotations

import io
import random
from collections.abc import Mapping
from dataclasses import dataclass, field

import xlsxwriter

from tests.support.messy_cells import NAMES, TRUTHS, Truth
from tests.support.messy_lists import layout

ERRORS = {"missing_value", "bad_date", "bad_period", "bad_quantity", "bad_money", "bad_phone", "bad_credit_code"}
ERRORS |= {"id_number_present"}
GROUPS = {"contact": "联系", "phone": "联系", "date_from": "时间安排", "date_to": "时间安排"}
REPORTED = (
    "填报日期：2026年3月8日",
    "填表时间:2026.3.8",
    "（2026年3月8日）",
    "制表日期：2026-03-08",
    "统计截至2026年3月8日",
)
SIGNED = (
    "填报人：钱某",
    "填表人：李某    审核人：冯某",
    "社区负责人（签字）：",
    "注：本表每季度更新",
    "备注：带*为必填",
    "合计",
    "共计：9条",
)
TITLES = {
    "needs": "居民需求汇总表",
    "resources": "可用资源台账",
    "projects": "小微项目一览",
    "residents": "志愿骨干名册",
    "organizations": "社会组织台账",
    "units": "共建单位情况表",
    "services": "便民服务目录",
}


@dataclass
class Messy:
    """A workbook, and what a careful person reads from it: heading → field, line → (verdict, fields, codes)."""

    list: str
    content: bytes = b""
    header_row: int = 0
    mapping: dict[str, str | None] = field(default_factory=dict)
    rows: dict[int, tuple[str, dict[str, object], set[str]]] = field(default_factory=dict)


def messy_workbook(seed: int) -> Messy:
    """The workbook of a seed: always the same one."""
    dice = random.Random(seed)
    name = dice.choice(list(TITLES))
    columns = layout(name, dice)
    made = Messy(name)
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet(dice.choice(("Sheet1", "汇总", "附件")))
    left = dice.choice((0, 0, 1, 2))
    line = _above(sheet, left, len(columns), name, dice)
    line = _heading(sheet, line, left, columns, made, dice)
    line = _rows(sheet, line, left, columns, made, dice)
    for text in dice.sample(SIGNED, 2):
        sheet.write_string(line, left, text)
        line += 1
    book.close()
    made.content = buffer.getvalue()
    return made


def _above(sheet: xlsxwriter.worksheet.Worksheet, left: int, width: int, name: str, dice: random.Random) -> int:
    """Title lines; the day of reporting is always among them."""
    if dice.random() < 0.6:
        sheet.merge_range(0, left, 0, left + width - 1, "望河街道柳荫社区" + TITLES[name])
    else:
        sheet.write_string(0, left, TITLES[name])
    sheet.write_string(1, left, "填报单位：柳荫社区")
    sheet.write_string(1, left + max(2, width - 2), dice.choice(REPORTED))
    return 2 + dice.choice((0, 0, 1))


def _heading(
    sheet: xlsxwriter.worksheet.Worksheet,
    line: int,
    left: int,
    columns: list[tuple[str, str]],
    made: Messy,
    dice: random.Random,
) -> int:
    pairs = [
        at
        for at in range(len(columns) - 1)
        if columns[at][0] in GROUPS and GROUPS[columns[at][0]] == GROUPS.get(columns[at + 1][0])
    ]
    two_rows = bool(pairs) and dice.random() < 0.7
    inside = {pairs[0], pairs[0] + 1} if two_rows else set()
    for at, (wanted, heading) in enumerate(columns):
        truth = None if wanted == "null" else wanted
        shown = heading if dice.random() < 0.8 or heading.isascii() else f" {heading[:1]} {heading[1:]}\n"
        if not two_rows:
            sheet.write_string(line, left + at, shown)
            made.mapping[heading] = truth
        elif at in inside:
            if at == pairs[0]:
                sheet.merge_range(line, left + at, line, left + at + 1, GROUPS[wanted])
            sheet.write_string(line + 1, left + at, heading)
            made.mapping[f"{GROUPS[wanted]}/{heading}"] = truth
        else:
            sheet.merge_range(line, left + at, line + 1, left + at, shown)
            made.mapping[heading] = truth
    line += 1 + two_rows
    made.header_row = line
    return line


def _rows(
    sheet: xlsxwriter.worksheet.Worksheet,
    line: int,
    left: int,
    columns: list[tuple[str, str]],
    made: Messy,
    dice: random.Random,
) -> int:
    names = dice.sample(NAMES.get(made.list, "").split("|"), 9) if made.list in NAMES else []
    for number in range(dice.randint(5, 9)):
        if dice.random() < 0.15:
            line = _between(sheet, line, left, columns, dice)
        fields: dict[str, object] = {}
        codes: set[str] = set()
        for at, (wanted, heading) in enumerate(columns):
            typed, values, code = _cell(wanted, heading, made.list, number, names, fields, dice)
            if typed:
                sheet.write_string(line, left + at, typed)
            for key, value in values.items():
                if key != "unit" or "unit" not in fields or wanted == "quantity":
                    fields[key] = value
            if code:
                codes.add(code)
        if str(fields.get("date_to", "9")) < str(fields.get("date_from", "0")):
            fields.pop("date_from")
            fields.pop("date_to")
            codes.add("bad_period")
        verdict = "error" if codes & ERRORS else "warning" if codes else "ok"
        made.rows[line + 1] = (verdict, fields, codes)
        line += 1
    return line


def _between(
    sheet: xlsxwriter.worksheet.Worksheet, line: int, left: int, columns: list[tuple[str, str]], dice: random.Random
) -> int:
    """A blank line, a section or the heading once more."""
    what = dice.choice(("blank", "section", "heading"))
    if what == "section":
        sheet.merge_range(line, left, line, left + len(columns) - 1, "二、石桥社区片区")
    elif what == "heading":
        for at, (_, heading) in enumerate(columns):
            sheet.write_string(line, left + at, heading)
    return line + 1


def _cell(
    wanted: str,
    heading: str,
    list_name: str,
    number: int,
    names: list[str],
    fields: Mapping[str, object],
    dice: random.Random,
) -> Truth:
    if wanted == "null":
        return str(number + 1) if heading in ("序号", "No.") else dice.choice(("张某", "刘某")), {}, ""
    if wanted == "name":
        return names[number], {"name": names[number]}, ""
    truths = TRUTHS.get(f"{wanted} {list_name}") or TRUTHS[wanted]
    if wanted == "id":
        return f"甲-{number:02d}", {"id": f"甲-{number:02d}"}, ""
    if wanted == "text" and list_name == "needs":
        typed, values, code = truths[number % len(truths)]
        return typed, values, code
    clean = [truth for truth in truths if not truth[2]]
    typed, values, code = dice.choice(clean if dice.random() < 0.75 else truths)
    if ("万" in heading or "元" in heading) and wanted == "money" and typed == "3000":
        return "￥3000", {"money": 3000.0}, ""
    return typed, values, code
