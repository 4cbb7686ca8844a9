"""What to mind about a candidate that fits: facts for care, which change no score."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np
from numpy.typing import NDArray

from matching.exclusions import Mask, hours_a_month, unsized
from matching.features.fit import lacking
from matching.funds import most_of
from matching.question import Question
from matching.suiting import TOUCHES, suited
from matching.wordings import Bilingual, date_en, date_zh, hours_en, name_of, number


def notes(question: Question, rows: NDArray[np.int64], from_outside: Mask, language: str) -> list[tuple[str, ...]]:
    """For each row sentences: an intention to confirm, no proof of ability, hours used up, what is not on record, an
    open invitation, from outside, asked twice."""
    said: list[list[Bilingual]] = [[] for _ in range(len(rows))]
    for found in (
        _intended,
        _doubtful,
        _hours,
        _unsaid,
        _unsized,
        _unplaced,
        _invited,
        partial(_outside, from_outside),
        _twice,
        _claimed,
    ):
        for at, sentence in found(question, rows):
            said[at].append(sentence)
    return [tuple([sentence[language == "en"] for sentence in mine]) for mine in said]


def _intended(question: Question, rows: NDArray[np.int64]) -> Iterator[tuple[int, Bilingual]]:
    for at in np.flatnonzero(np.isin(rows, [row for row, _ in question.ask.intended])):
        yield int(at), ("有意向，待确认。", "Said they would like to; not confirmed yet.")


def _doubtful(question: Question, rows: NDArray[np.int64]) -> Iterator[tuple[int, Bilingual]]:
    """Whoever was asked, or said they would like to, is counted on at their word."""
    data = question.data
    trusted = {*(row for row, _ in question.ask.intended), *(int(rows[at]) for at, _ in _invited(question, rows))}
    doubted = np.flatnonzero(~suited(question, rows))
    by_members = lacking(question, rows[doubted]) <= TOUCHES  # else they would lack it
    for at, able in zip(doubted.tolist(), by_members.tolist(), strict=True):
        if int(rows[at]) in trusted:
            continue
        if able and data.members.counts[rows[at]]:
            en = "Only members can do it; teams and plans do not count on them as a body: ask whether it would."
            yield at, ("会的只是个别成员，整队能不能来先问；配队和统筹不算在内。", en)
        else:
            en = "Nothing on record shows that they are up to it; teams and plans do not count on them."
            yield at, ("登记里看不出做得了这一项，配队和统筹不算在内。", en)


def _hours(question: Question, rows: NDArray[np.int64]) -> Iterator[tuple[int, Bilingual]]:
    asked = hours_a_month(question)
    if asked <= 0:
        return
    for at in np.flatnonzero(question.hours_left[rows] - asked < 1):
        hours = float(question.data.value("hours_cap", int(rows[at])) or 0.0)
        zh = f"每月最多{number(hours)}小时，这一项正好用满。"
        yield int(at), (zh, f"Gives {hours_en(hours)} a month at most; this line uses up what is left.")


def _unsaid(question: Question, rows: NDArray[np.int64]) -> Iterator[tuple[int, Bilingual]]:
    if question.ask.kind == "money":
        for at in np.flatnonzero(np.isnan(most_of(question.data, rows))):
            yield int(at), ("额度没有登记，先问能出多少。", "How much it can give is not on record: ask first.")


def _unsized(question: Question, rows: NDArray[np.int64]) -> Iterator[tuple[int, Bilingual]]:
    for at in np.flatnonzero(unsized(question, rows)):
        yield int(at), ask_size(question.ask.people)


def ask_size(people: float) -> Bilingual:
    """What to ask of a room of which it is not on record how many it seats."""
    count = number(people)
    zh = f"能坐多少人没有登记，先问能不能坐{count}人。"
    return zh, f"How many it seats is not on record: ask whether {count} fit."


def _unplaced(question: Question, rows: NDArray[np.int64]) -> Iterator[tuple[int, Bilingual]]:
    data, spaces = question.data, question.data.nodes.range_of("Space")
    if question.ask.place < 0:
        return
    known = (data.home.counts[rows] > 0) | (data.covers.counts[rows] > 0)
    for at in np.flatnonzero((rows >= spaces.start) & (rows < spaces.stop) & ~known):
        yield int(at), ("没有登记在哪里，先问清楚。", "Where it is is not on record: ask first.")


def _invited(question: Question, rows: NDArray[np.int64]) -> Iterator[tuple[int, Bilingual]]:
    held = question.data.invitations
    still_open = question.data.unanswered.get(question.ask.id, ()) if question.ask.id else ()
    if not still_open:
        return
    for at, row in enumerate(rows.tolist()):
        mine = [invitation for invitation in held.by_candidate.of(row).tolist() if invitation in still_open]
        if not mine:
            continue
        asked = held.asked_on[mine[-1]]
        if np.isnan(asked):
            yield at, ("已经邀请过这一项，还没答复。", "Already asked for this line; no answer yet.")
        else:
            yield at, (f"{date_zh(asked)}已邀请，还没答复。", f"Asked on {date_en(asked)}; no answer yet.")


def _outside(from_outside: Mask, question: Question, rows: NDArray[np.int64]) -> Iterator[tuple[int, Bilingual]]:
    for at in np.flatnonzero(from_outside):
        zh = "是外面来的专业机构，平时不在这里服务。"
        yield int(at), (zh, "A professional body from elsewhere that does not work here yet.")


def _claimed(question: Question, rows: NDArray[np.int64]) -> Iterator[tuple[int, Bilingual]]:
    for at, row in enumerate(rows.tolist()):
        if row in question.ask.team:
            yield at, ("已经认领了这个项目的另一项。", "Has claimed another line of this project already.")


def _twice(question: Question, rows: NDArray[np.int64]) -> Iterator[tuple[int, Bilingual]]:
    data, team = question.data, np.array(question.ask.team, dtype=np.int32)
    if not len(team) or not data.members.counts[rows].any():
        return
    positions, bounds = data.members.gather(rows)
    members = data.members.values[positions]
    first: dict[int, int] = {}
    for position in np.flatnonzero((members[:, None] == team).any(axis=1)).tolist():
        first.setdefault(int(np.searchsorted(bounds, position, side="right")) - 1, int(members[position]))
    for at, member in first.items():
        name = name_of(data, member)
        zh = f"{name}也是成员，两边都请只算一个人。"
        yield at, (zh, f"{name} of this project is a member too; asked twice, a person still counts once.")
