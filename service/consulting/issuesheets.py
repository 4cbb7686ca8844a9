"""The lists of consulting as workbooks: whom to invite, solved cases, needs that may be one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from graph.kinds import NODES
from matching.issues.agenda import RULE
from matching.quoting import quoted
from service.consulting.agenda import Agenda
from service.consulting.cases import SimilarCases
from service.consulting.convening import CalledParty, Stakeholders
from service.consulting.mates import Mates
from service.consulting.uniting import NeedClusters
from service.sheets import Heading, Row, Sheet, workbook

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
MATES: Sequence[Heading] = (
    ("序号", "No.", 6),
    ("可以一起做的人", "Who could do it together", 26),
    ("类别", "Kind", 12),
    ("为什么", "Why", 70),
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

AGENDA: Sequence[Heading] = (
    ("序号", "No.", 6),
    ("议题", "Topic", 50),
    ("地点", "Place", 24),
    ("为什么", "Why", 50),
    ("分", "Points", 8),
    ("归谁解决", "Whose matter", 12),
    ("已在办的项目", "Projects under way", 24),
)
BELOW: Sequence[Heading] = (
    ("序号", "No.", 6),
    ("地点", "Place", 24),
    ("议题数", "Topics", 8),
    ("先议什么", "First", 70),
)


def invitation_list(
    table: Stakeholders, cases: SimilarCases, mates: Mates | None, *, day: date, language: str
) -> bytes:
    """Who must come and who is welcome, with the reasons; then solved cases, and who could do it. No phones."""
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
    level, rule = table.level.level, table.level.pool
    title = f"Whom to call: {name}" if english else f"{quoted(name)}请谁商量"
    note = f"{rule.level_en}: {rule.rule_en}" if english else f"{level}：{rule.rule_zh}"
    sheets: list[Sheet] = [
        ("Parties" if english else "邀请名单", title, INVITED, people),
        ("Cases" if english else "相似案例", title, SOLVED, solved),
    ]
    if mates is not None:
        sheets.append(("Together" if english else "可以一起做的人", title, MATES, _mates(mates, english)))
    return workbook(sheets, note, day, english=english)


def _mates(found: Mates, english: bool) -> list[Row]:
    return [
        (
            one.node["name"],
            one.node["kind"] if english else NODES[one.node["kind"]].zh,
            ("; " if english else "；").join(one.reasons),
        )
        for one in found.mates
    ]


def _party(one: CalledParty, word: str, english: bool) -> Row:
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
                "" if line.households is None else line.households,
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
    return workbook(
        [("Needs" if english else "并案", title, ALIKE, ordered)], note, day, english=english, numbered=False
    )


def agenda_list(found: Agenda, *, day: date, language: str) -> bytes:
    """The topics of a place in order, each with its reasons; the places below on a second sheet."""
    english = language == "en"
    topics: list[Row] = [
        (
            "\n".join(line.text or line.need.name for line in one.lines),
            "\n".join(dict.fromkeys(line.place.name for line in one.lines if line.place)),
            # The sentence first: a cell that begins with a sign is told to be text by an apostrophe.
            "\n".join(
                f"{point.en} {point.points:.0f}" if english else f"{point.zh} {point.points:.0f}分"
                for point in one.points
            )
            or one.reasons(language)[0],
            round(one.score),
            one.level.pool.level_en if english else one.level.level,
            "\n".join(project.name for project in one.projects),
        )
        for one in found.topics
    ]
    where = found.place.name if found.place else ""
    title = f"Agenda {where}".strip() if english else f"{where}议题清单"
    note = RULE[1] if english else f"{RULE[0]}逐条答复。"
    sheets = [("Topics" if english else "议题", title, AGENDA, topics)]
    if found.below:
        below: list[Row] = [(one.place.name, one.topics, "\n".join(one.first)) for one in found.below]
        sheets.append(("Below" if english else "下面各处", title, BELOW, below))
    return workbook(sheets, note, day, english=english)
