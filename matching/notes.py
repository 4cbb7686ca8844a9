"""What to mind about a candidate that fits: facts for care, which change no score."""

from __future__ import annotations

import numpy as np

from matching.exclusions import hours_a_month
from matching.question import Question
from matching.wordings import date_en, date_zh, name_of, number


def notes(question: Question, row: int, from_outside: bool, language: str) -> tuple[str, ...]:
    """Sentences about hours that are just used up, an open invitation, coming from outside, being asked twice."""
    found = (
        *_hours(question, row),
        *_invited(question, row),
        *_outside(from_outside),
        *_twice(question, row),
        *_claimed(question, row),
    )
    return tuple(sentence[language == "en"] for sentence in found)


def _hours(question: Question, row: int) -> list[tuple[str, str]]:
    asked, left = hours_a_month(question), float(question.hours_left[row])
    if asked <= 0 or left != left or left - asked >= 1:
        return []
    cap = number(question.data.value("hours_cap", row) or 0.0)
    return [
        (
            f"每月最多{cap}小时，这一项正好用满。",
            f"Gives {cap} hours a month at most; this line uses up what is left.",
        )
    ]


def _invited(question: Question, row: int) -> list[tuple[str, str]]:
    held = question.data.invitations
    mine = [
        int(i)
        for i in held.by_candidate.of(row)
        if held.answers[i] == 0 and held.requirement_ids[i] == question.ask.id and question.ask.id
    ]
    if not mine:
        return []
    asked = held.asked_on[mine[-1]]
    if np.isnan(asked):
        return [("已经邀请过这一项，还没答复。", "Already asked for this line; no answer yet.")]
    return [(f"{date_zh(asked)}已邀请，还没答复。", f"Asked on {date_en(asked)}; no answer yet.")]


def _outside(from_outside: bool) -> list[tuple[str, str]]:
    if not from_outside:
        return []
    return [
        ("是外面来的专业机构，平时不在这里服务。", "A professional body from elsewhere that does not work here yet.")
    ]


def _claimed(question: Question, row: int) -> list[tuple[str, str]]:
    if row not in question.ask.team:
        return []
    return [("已经认领了这个项目的另一项。", "Has claimed another line of this project already.")]


def _twice(question: Question, row: int) -> list[tuple[str, str]]:
    data, team = question.data, set(question.ask.team)
    members = [int(m) for m in data.members.of(row) if int(m) in team]
    if not members:
        return []
    name = name_of(data, members[0])
    return [
        (
            f"{name}也是成员，两边都请只算一个人。",
            f"{name} of this project is a member too; asked twice, a person still counts once.",
        )
    ]
