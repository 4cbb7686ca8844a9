"""Whom to call, and teams that could become groups, as workbooks. No phones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from graph.kinds import NODES
from service.sheets import Heading, Row, workbook
from service.staffing.growing import STAGES_EN

CALLED: Sequence[Heading] = (
    ("序号", "No.", 6),
    ("叫谁", "Who", 26),
    ("类别", "Kind", 12),
    ("多近", "How near", 14),
    ("这个时间", "At this hour", 16),
    ("多少人", "People", 8),
    ("为什么", "Why", 60),
)
TEAMS: Sequence[Heading] = (
    ("序号", "No.", 6),
    ("谁", "Who", 40),
    ("一起办过", "Did together", 50),
    ("一起会什么", "What they share", 30),
    ("谁牵头", "Who could lead", 16),
    ("备案还差", "Before filing", 50),
    ("能接的需求", "Needs they could serve", 40),
)
BODIES: Sequence[Heading] = (
    ("序号", "No.", 6),
    ("组织", "Body", 30),
    ("现在", "Stage", 10),
    ("该到", "Next", 10),
    ("近来办过", "Recent works", 50),
    ("情况", "State", 60),
)


def rally_list(told: Mapping[str, Any], *, day: date, language: str) -> bytes:
    """The workbook of who can be called, in the order in which to call."""
    english = language == "en"
    ask, free = ("ask first", "said yes") if english else ("要问一声", "登记了有空")
    rows: list[Row] = [
        (
            one["candidate"]["name"],
            one["candidate"]["kind"] if english else NODES[one["candidate"]["kind"]].zh,
            one["where"],
            free if one["told_when"] else ask,
            one["members"] or "",
            _joined([*([] if one["able"] else [HANDS[english]]), *one["reasons"]], english),
        )
        for one in [*told["parties"], *told["unplaced"]]
    ]
    title = f"{told['text']} {told['place']['name']} {told['when']}"
    note = "Nobody has been asked yet." if english else "备注：还没有问过；联系方式在各自的页面上，名单不含电话。"
    note = (
        (" " if english else "")
        .join([told["danger"] or "", *(one["safety"] for one in told["happened"]), note])
        .strip()
    )
    return workbook([("Call" if english else "能叫到谁", title, CALLED, rows)], note, day, english=english)


def growing_list(told: Mapping[str, Any], *, day: date, language: str) -> bytes:
    """The workbook of teams that could become groups, and of bodies whose next stage is due."""
    english = language == "en"
    teams: list[Row] = [
        (
            _names(one["people"], english),
            _joined([f"{work['name']} {work['day']}" for work in one["works"]], english),
            _names(one["can"], english),
            one["people"][0]["name"],
            _joined([step["sentence"] for step in one["steps"] if not step["done"]], english),
            _joined([need["need"]["name"] for need in one["needs"]], english),
        )
        for one in told["teams"]
    ]
    bodies: list[Row] = [
        (
            one["candidate"]["name"],
            *(STAGES_EN[one[name]] if english else one[name] for name in ("stage", "next")),
            _joined([f"{work['name']} {work['day']}" for work in one["works"]], english),
            _joined([step["sentence"] for step in one["steps"]], english),
        )
        for one in told["bodies"]
    ]
    note = f"Since {told['since']}. Ask them first." if english else f"备注：看的是{told['since']}以来，先问本人。"
    sheets = [
        ("Teams" if english else "可以成队", "Teams to be" if english else "可以成队的居民", TEAMS, teams),
        ("Bodies" if english else "该升一步", "Bodies due" if english else "该升一步的组织", BODIES, bodies),
    ]
    return workbook(sheets, note, day, english=english)


def _names(several: Sequence[Mapping[str, Any]], english: bool) -> str:
    return (", " if english else "、").join(one["name"] for one in several)


HANDS = ("能搭把手", "can lend a hand")


def _joined(parts: Sequence[str], english: bool) -> str:
    return ("; " if english else "；").join(parts)
