"""Bundles, projects side by side and what lies idle as workbooks. No phones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from graph.kinds import NODES
from service.figures import figure
from service.sheets import Heading, Row, workbook

BUNDLE: Sequence[Heading] = (
    ("序号", "No.", 6),
    ("要什么", "Wanted", 30),
    ("请谁", "Who", 26),
    ("类别", "Kind", 12),
    ("多少", "How much", 10),
    ("为什么", "Why", 60),
)
PARALLEL: Sequence[Heading] = (
    ("序号", "No.", 6),
    ("项目", "Project", 28),
    ("另一个", "The other", 28),
    ("建议", "Advice", 14),
    ("为什么", "Why", 60),
    ("两边都能请的", "Who could serve both", 36),
)
IDLE: Sequence[Heading] = (
    ("序号", "No.", 6),
    ("资源", "Resource", 30),
    ("类别", "Kind", 10),
    ("上次用到", "Last used", 14),
    ("能用在几项", "Lines it fits", 10),
    ("用得上的需求", "Lines", 60),
)
ADVICE: Mapping[str, tuple[str, str]] = {
    "merge": ("可以合成一个", "could be one"),
    "share": ("可以合用伙伴", "could share"),
}


def bundle_list(told: Mapping[str, Any], *, day: date, language: str) -> bytes:
    """The workbook of bundles, a sheet each, from the object that the API answers."""
    english = language == "en"
    note = "Nobody is fixed before they agree." if english else "备注：对方答应了才算定；名单不含电话。"
    sheets = []
    for number, one in enumerate(told["bundles"], start=1):
        rows: list[Row] = []
        for part in one["parts"]:
            wanted, who = told["wanted"][part["wanted"]], part["candidate"]
            amount = f"{figure(part['amount'])}{wanted['unit']}" if wanted["unit"] else ""
            rows.append((wanted["text"], who["name"], _kind(who, english), amount, _joined(part["reasons"], english)))
        for lack in one["open"]:
            nobody = "nobody" if english else "没有人选"
            rows.append((told["wanted"][lack["wanted"]]["text"], nobody, "", "", lack["why"]))
        name = f"Bundle {number}" if english else f"第{number}套"
        title = " ".join([told["scene"], one["when"], *one["conditions"], *told["notes"]])
        sheets.append((name, title, BUNDLE, rows))
    if not sheets:
        sheets.append(("Bundle" if english else "凑一套", told["scene"], BUNDLE, []))
    return workbook(sheets, note, day, english=english)


def parallel_list(told: Mapping[str, Any], *, day: date, language: str) -> bytes:
    """The workbook of projects that run side by side, a row for each pair."""
    english = language == "en"
    rows: list[Row] = []
    for group in told["groups"]:
        names = {
            one["id"]: f"{one['name']}（{one['place']}）" if one["place"] else one["name"] for one in group["projects"]
        }
        for pair in group["pairs"]:
            one, other = (names[key] for key in pair["projects"])
            partners = _joined([who["name"] for who in pair["partners"]], english)
            rows.append((one, other, ADVICE[pair["advice"]][english], pair["sentence"], partners))
    title = "Projects that run side by side" if english else "做着差不多的事的项目"
    note = "People decide whether they are one." if english else "备注：是不是一回事由人判断。"
    return workbook([("Parallel" if english else "并行项目", title, PARALLEL, rows)], note, day, english=english)


def idle_list(told: Mapping[str, Any], *, day: date, language: str) -> bytes:
    """The workbook of what lies idle."""
    english = language == "en"
    never = ("没用过", "never")[english], ("用过，没记时间", "used, no day on record")[english]
    rows: list[Row] = [
        (
            one["candidate"]["name"],
            _kind(one["candidate"], english),
            one["last_day"] or never[one["used"]],
            one["fits"],
            "\n".join(f"{line['project']['name']}：{line['text']}" for line in one["lines"]),
        )
        for one in told["items"]
    ]
    title = "Resources that lie idle" if english else "闲着的资源"
    note = (
        f"Not used, claimed or asked for in {figure(told['months'])} months, since {told['since']}."
        if english
        else f"备注：{figure(told['months'])} 个月里（{told['since']} 以来）没人用过、认领过、请过，现在有项目用得上。"
    )
    return workbook([("Idle" if english else "闲着的资源", title, IDLE, rows)], note, day, english=english)


def _kind(who: Mapping[str, str], english: bool) -> str:
    return who["kind"] if english else NODES[who["kind"]].zh


def _joined(parts: Sequence[str], english: bool) -> str:
    return ("; " if english else "；").join(parts)
