"""The lists of consulting as workbooks: whom to invite with the solved cases, and needs that may be one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any

from service.consulting.cases import SimilarCases
from service.consulting.judging import Invited, Stakeholders
from service.consulting.uniting import NeedClusters
from service.ledger import harmless

Heading = tuple[str, str, float]  # Chinese, English, width
INVITED: Sequence[Heading] = (
    ("序号", "No.", 6),
    ("请谁", "Party", 18),
    ("必须或可选", "Must or welcome", 12),
    ("本地对应", "Here that is", 28),
    ("理由", "Reasons", 70),
)
SOLVED: Sequence[Heading] = (
    ("序号", "No.", 6),
    ("项目", "Project", 30),
    ("地点", "Place", 18),
    ("和谁一起", "With whom", 40),
    ("相同的问题", "Same problem", 24),
    ("结果", "Result", 40),
    ("民评", "Rating", 8),
)
ALIKE: Sequence[Heading] = (
    ("组", "Group", 6),
    ("相同的问题", "Same problem", 18),
    ("合计户数", "Households in all", 10),
    ("需求", "Need", 50),
    ("地点", "Place", 20),
    ("户数", "Households", 8),
    ("并案", "Joined", 10),
    ("编号", "Id", 22),
)
Row = Sequence[str | float]


def invitation_list(table: Stakeholders, cases: SimilarCases, *, day: date, language: str) -> bytes:
    """Who must come and who is welcome, with the reasons; the solved cases on a second sheet. No phones."""
    english = language == "en"
    people: list[Row] = []
    for must, parties in ((True, table.must), (False, table.welcome)):
        word = ("must", "welcome")[not must] if english else ("必须", "可选")[not must]
        people += [_party(one, word, english) for one in parties]
    solved = [
        (
            case.project.name,
            "、".join(one.name for one in case.places),
            "、".join(one.name for one in case.partners),
            "、".join(case.likeness.problems_en if english else case.likeness.problems),
            case.result,
            "" if case.rating is None else case.rating,
        )
        for case in cases.cases
    ]
    name = table.level.asked.who.name
    level, rule = table.level.answer.level, table.level.answer.pool
    title = f"Whom to call: {name}" if english else f"“{name}”请谁商量"
    note = f"{level}: {rule.rule_en}" if english else f"{level}：{rule.rule_zh}"
    return _workbook(
        [
            ("Parties" if english else "邀请名单", title, INVITED, people),
            ("Cases" if english else "相似案例", title, SOLVED, solved),
        ],
        note,
        day,
        english=english,
    )


def _party(one: Invited, word: str, english: bool) -> Row:
    party = one.stakeholder.party
    reasons = [reason for reason in one.stakeholder.reasons if reason.contribution > 0]
    return (
        party.label_en if english else party.name,
        word,
        "、".join(record.name for record in one.records),
        "\n".join(reason.en if english else reason.zh for reason in reasons),
    )


def alike_list(found: NeedClusters, *, day: date, language: str) -> bytes:
    """The groups of needs that one answer would meet, a line each need."""
    english = language == "en"
    rows: list[Row] = []
    for number, group in enumerate(found.groups, start=1):
        word = ("yes" if group.joined else "") if english else ("已确认" if group.joined else "待判断")
        rows += [
            (
                group.problem_en if english else group.problem,
                group.households,
                line.text,
                line.place.name if line.place else "",
                line.households,
                word,
                line.need.id,
                number,
            )
            for line in group.lines
        ]
    ordered = [(row[-1], *row[:-1]) for row in rows]
    title = "Needs that one answer would meet" if english else "可以一并解决的需求"
    note = (
        "Whether they are one is for people to say." if english else "是不是一回事由人判断；每条需求都保留，逐条答复。"
    )
    return _workbook(
        [("Needs" if english else "并案", title, ALIKE, ordered)], note, day, english=english, numbered=False
    )


def _workbook(
    sheets: Sequence[tuple[str, str, Sequence[Heading], Sequence[Row]]],
    note: str,
    day: date,
    *,
    english: bool,
    numbered: bool = True,
) -> bytes:
    import xlsxwriter  # takes long to import, and most never export

    content = BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    formats = {
        "title": book.add_format({"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"}),
        "plain": book.add_format({"text_wrap": True, "valign": "vcenter"}),
        "head": book.add_format(
            {"bold": True, "border": 1, "align": "center", "text_wrap": True, "bg_color": "#ECEBE4"}
        ),
        "cell": book.add_format({"border": 1, "valign": "top", "text_wrap": True}),
    }
    for name, title, columns, rows in sheets:
        sheet = book.add_worksheet(name)
        width = len(columns) - 1
        sheet.merge_range(0, 0, 0, width, harmless(title), formats["title"])
        sheet.set_row(0, 30)
        told = f"{note}  {day.isoformat()}"
        sheet.merge_range(1, 0, 1, width, harmless(told), formats["plain"])
        sheet.set_row(1, 34)
        for at, (zh, en, wide) in enumerate(columns):
            sheet.set_column(at, at, wide)
            sheet.write_string(2, at, en if english else zh, formats["head"])
        for number, row in enumerate(rows, start=1):
            _write(sheet, formats["cell"], number + 2, (number, *row) if numbered else row)
        sheet.freeze_panes(3, 0)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(2)
    book.close()
    return content.getvalue()


def _write(sheet: Any, cell: Any, at: int, row: Row) -> None:
    for column, value in enumerate(row):
        if isinstance(value, str):
            sheet.write_string(at, column, harmless(value), cell)
        else:
            sheet.write_number(at, column, value, cell)
