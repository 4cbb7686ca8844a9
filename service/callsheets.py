"""Whom to call, and teams that could become groups, as workbooks. No phones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from graph.kinds import NODES
from service.sheets import Heading, Row, workbook

CALLED: Sequence[Heading] = (
    ("序号", "No.", 6),
    ("叫谁", "Who", 26),
    ("类别", "Kind", 12),
    ("多近", "How near", 14),
    ("这个时间", "At this hour", 16),
    ("多少人", "People", 8),
    ("为什么", "Why", 60),
)


def rally_list(told: Mapping[str, Any], *, day: date, language: str) -> bytes:
    """The workbook of who can be called, in the order in which to call."""
    english = language == "en"
    ask, free = ("ask first", "said yes") if english else ("要问一声", "登记了有空")
    rows: list[Row] = [
        (
            one["candidate"]["name"],
            one["candidate"]["kind"] if english else NODES[one["candidate"]["kind"]].zh,
            one["where"] or "",
            free if one["told_when"] else ask,
            one["members"] or "",
            _joined([*([] if one["able"] else [HANDS[english]]), *one["reasons"]], english),
        )
        for one in told["parties"]
    ]
    title = f"{told['text']} {told['place']['name']} {told['when']}"
    note = "Nobody has been asked yet." if english else "备注：还没有问过；联系方式在各自的页面上，名单不含电话。"
    return workbook([("Call" if english else "能叫到谁", title, CALLED, rows)], note, day, english=english)


HANDS = ("能搭把手", "can lend a hand")


def _joined(parts: Sequence[str], english: bool) -> str:
    return ("; " if english else "；").join(parts)
