"""The plan and a team as workbooks: who for what, who is how busy, what is missing. No phones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from graph.kinds import NODES
from matching.quoting import quoted
from service.figures import figure
from service.lines.asking import NO_SUM
from service.sheets import Heading, Row, workbook

WHO: Sequence[Heading] = (
    ("序号", "No.", 6),
    ("项目", "Project", 26),
    ("需求项", "Lacking", 34),
    ("要多少", "Wanted", 10),
    ("安排给", "Planned for", 26),
    ("类别", "Kind", 12),
    ("多少", "How much", 10),
    ("还差", "Missing", 10),
    ("邀请", "Invitation", 10),
)
BUSY: Sequence[Heading] = (
    ("序号", "No.", 6),
    ("谁", "Who", 26),
    ("所在团队", "Groups", 30),
    ("几项", "Lines", 8),
    ("月份", "Month", 10),
    ("已定", "Promised", 10),
    ("这次新排", "Planned", 10),
    ("上限", "At most", 10),
)
GAPS: Sequence[Heading] = (
    ("序号", "No.", 6),
    ("缺什么", "Lacking", 34),
    ("项目", "Project", 26),
    ("差多少", "Missing", 10),
    ("为什么", "Why", 46),
    ("差一步的", "Next in line", 60),
)


def plan_list(told: Mapping[str, Any], *, day: date, language: str) -> bytes:
    """The workbook of a plan, from the object that the API answers."""
    english = language == "en"
    title = "Plan for all running projects" if english else "在办项目统筹表"
    names = {one["project"]["id"]: one["project"]["name"] for one in told["projects"]}
    who = [row for one in told["projects"] for row in _rows(one["project"]["name"], one["lines"], english)]
    gaps = [
        (
            gap["text"],
            names.get(gap["project"], ""),
            _amount(gap["missing"], gap["unit"], english),
            gap["why"],
            "\n".join(
                [
                    *(f"{way['title']}：{way['sentence']}" for way in gap["ways_out"]),
                    *(f"{one['candidate']['name']}：{one['sentence']}" for one in gap["closers"]),
                ]
            ),
        )
        for gap in told["gaps"]
    ]
    return workbook(
        [
            ("Plan" if english else "统筹", title, WHO, who),
            ("Load" if english else "各人忙闲", title, BUSY, [_load(one) for one in told["loads"]]),
            ("Gaps" if english else "缺口", title, GAPS, gaps),
        ],
        _note(told["left"], english),
        day,
        english=english,
    )


def _note(left: int, english: bool) -> str:
    """What is said below the plan; with how many places of those who take part no more."""
    if english:
        gone = f" {left} who were planned take part no more: plan anew." if left else ""
        return f"Nobody is fixed before they agree; the list holds no phones.{gone}"
    gone = f"有 {left} 处的人不再参加，请重新算一遍。" if left else ""
    return f"备注：对方答应了才算定；名单不含电话，联系方式请在系统里查。{gone}"


def team_list(told: Mapping[str, Any], *, day: date, language: str) -> bytes:
    """The workbook of the teams for one project, a sheet each."""
    english, project = language == "en", told["project"]["name"]
    note = "Nobody is fixed before they agree." if english else "备注：对方答应了才算定；名单不含电话。"
    sheets = []
    for number, team in enumerate(told["teams"], start=1):
        lines = [
            {
                **line,
                "missing": max(line["wanted"] - team["covered"][line["id"]], 0.0),
                "given": [part for part in team["parts"] if part["requirement"] == line["id"]],
            }
            for line in told["requirements"]
        ]
        name = f"Team {number}" if english else f"方案{number}"
        title = f"{project}: {team['title']}" if english else f"{quoted(project)}配队：{team['title']}"
        sheets.append((name, title, WHO, list(_rows(project, lines, english))))
    if not sheets:
        sheets.append(("Team" if english else "配队", project, WHO, []))
    return workbook(sheets, note, day, english=english)


def _rows(project: str, lines: Sequence[Mapping[str, Any]], english: bool) -> list[Row]:
    rows: list[Row] = []
    for line in lines:
        wanted, missing = (_amount(line[name], line["unit"], english) for name in ("wanted", "missing"))
        nobody = "nobody" if english else "没有人选"
        if not line["given"]:
            rows.append((project, line["text"], wanted, nobody, "", "", missing, ""))
        for one in line["given"]:
            kind = one["candidate"]["kind"]
            asked = ("invited" if english else "已邀请") if one["invitation"] else ""
            called = kind if english else NODES[kind].zh
            amount = _amount(one["amount"], line["unit"], english)
            rows.append((project, line["text"], wanted, one["candidate"]["name"], called, amount, missing, asked))
    return rows


def _load(one: Mapping[str, Any]) -> Row:
    cap = "" if one["cap"] is None else round(one["cap"], 1)
    groups = "、".join(one["groups"])
    taken, planned = round(one["taken"], 1), round(one["planned"], 1)
    return (one["candidate"]["name"], groups, one["lines"], one["month"], taken, planned, cap)


def _amount(number: float | None, unit: str, english: bool) -> str:
    if number is None:
        return NO_SUM[english]
    return f"{figure(number)}{unit}" if number else ""
