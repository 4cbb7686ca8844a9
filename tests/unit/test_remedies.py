"""What is said to let in who was left out is really done, for every rule and kind of candidate on the pilot."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from math import ceil
from typing import Any

import numpy as np
import pytest

from matching.answer_words import excluded
from matching.asking import Ask
from matching.data import MatchingData
from matching.eligibility import all_excluding, excluded_by, judge
from matching.matcher import Matcher
from matching.question import Question
from matching.ragged import Ragged
from matching.rules import OF_FACTS, RULES
from service.clock import day_of
from service.lines.asking import Asking
from tests.support.communities import NOW, Pilot
from tests.unit.matching_town import day, link, node, town

TODAY = day_of(NOW)
LEVELS = {"本院": "compound", "本社区": "community", "本街道": "street", "本区": "district"}
MONEY = (
    node("Requirement", "sum", kind="money", text="买材料的钱", quantity=2000.0, unit="元", status="open"),
    link("REQUIRES", ("Project", "open"), ("Requirement", "sum")),
)
Told = tuple[Question, int, str, str]  # the line, who was left out, the only rule in its way, the step in words
Step = Callable[[Matcher, Told], Question]


def changed(matcher: Matcher, question: Question, data: MatchingData | None = None, **ask: Any) -> Question:
    """The question with its line, or the data, changed."""
    asked = Matcher(data, matcher.weights) if data is not None else matcher
    (found,) = asked.questions([replace(question.ask, **ask)], TODAY)
    return found


def recorded(data: MatchingData, row: int, **values: float) -> MatchingData:
    """The data with other numbers on the entry of a candidate."""
    numbers = dict(data.candidates.numbers)
    for name, value in values.items():
        numbers[name] = numbers[name].copy()
        numbers[name][row] = value
    return replace(data, candidates=replace(data.candidates, numbers=numbers))


def there(links: Ragged, row: int, place: int, *, only: bool) -> Ragged:
    """The places of everybody, of this candidate also, or only, this one."""
    kept = links.owners != (row if only else -1)
    return Ragged.build(
        np.append(links.owners[kept], row),
        np.append(links.values[kept], place),
        len(links),
        np.append(links.weights[kept], 1.0),
        np.append(links.codes[kept], 0),
        np.append(links.via[kept], -1),
    )


def moved(matcher: Matcher, told: Told) -> Question:
    question, row, _rule, said = told
    wider = re.search("放宽到(.+)就能", said)
    if wider:
        return changed(matcher, question, level=LEVELS[wider[1]])
    data, place = matcher.data, question.ask.place
    if "愿意" in said:
        return changed(matcher, question, replace(data, covers=there(data.covers, row, place, only=False)))
    return changed(matcher, question, replace(data, home=there(data.home, row, place, only=True)))


def renewed(matcher: Matcher, told: Told) -> Question:
    question, row, _rule, said = told
    until = max(question.standing.now, np.nan_to_num(question.ask.last_day)) + 1
    values = {"year": float(TODAY.year)} if "年度" in said else {}
    if "有效期" in said:
        values["valid_until"] = until
    return changed(matcher, question, recorded(matcher.data, row, **values))


def at_hours(matcher: Matcher, told: Told) -> Question:
    question, row, _rule, said = told
    fewer, later = re.search("每月([0-9.]+)小时以内", said), re.search(r"(\d+)年(\d+)月(\d+)日起", said)
    if fewer:
        ask = question.ask
        months = max(1.0, (ask.last_day - ask.first_day + 1) / 30.5) if ask.last_day == ask.last_day else 1.0
        return changed(matcher, question, hours=float(fewer[1]) * months)
    if later:
        first = day("-".join(part.zfill(2) for part in later.groups())).toordinal() - day("1970-01-01").toordinal()
        return changed(
            matcher, question, first_day=float(first), last_day=question.ask.last_day - question.ask.first_day + first
        )
    return changed(matcher, question, recorded(matcher.data, row, hours_cap=500.0))


def at_windows(matcher: Matcher, told: Told) -> Question:
    return changed(matcher, told[0], windows=int(matcher.data.candidates.windows[told[1]]))


def seated(matcher: Matcher, told: Told) -> Question:
    parted = re.match("分([0-9]+)场，或减到([0-9,]+)人", told[3])
    assert parted, told[3]
    in_sessions = changed(matcher, told[0], people=float(ceil(told[0].ask.people / int(parted[1]))))
    assert "size" not in excluded_by(in_sessions, told[1])
    return changed(matcher, told[0], people=float(parted[2].replace(",", "")))


def paid(matcher: Matcher, told: Told) -> Question:
    question, row, _rule, said = told
    part = re.search("不超过([0-9,.]+)元", said)
    quantity = float(part[1].replace(",", "")) if part else question.ask.quantity
    data = recorded(matcher.data, row, balance=1e6) if "余额补上" in said else None
    return changed(matcher, question, data, quantity=quantity)


STEPS: dict[str, Step] = {
    **dict.fromkeys(("place", "coverage", "district"), moved),
    "validity": renewed,
    "dormant": lambda matcher, told: changed(
        matcher, told[0], recorded(matcher.data, told[1], last_active=told[0].standing.now)
    ),
    "window": at_windows,
    "capacity": at_hours,
    "size": seated,
    "fund": paid,
    "offered_money": paid,
    "qualification": lambda matcher, told: changed(matcher, told[0], qualification=""),
}
# What no figure of a line or an entry brings about: another text of the project, another party, other money.
ELSEWHERE = ("按资金的用途", "请符合条件的组织", "另找一笔", "有别的钱")


def told_on(matcher: Matcher, asks: list[Ask]) -> Iterator[Told]:
    """One of every sort of candidate with one single rule in its way."""
    seen, rows = set(), np.arange(len(matcher.data.nodes))
    for question in matcher.questions(asks, TODAY):
        verdicts, names = judge(question, rows), all_excluding(question, rows)
        for row in rows[verdicts >= OF_FACTS].tolist():
            rule = RULES[int(verdicts[row])].name
            if names[row] != {rule}:
                continue
            said = excluded(question, row, int(verdicts[row]), "zh", names[row]).remedy
            sort = rule, matcher.data.nodes.kind_of(row), re.sub(r"\d+|周.[上下晚午]+|、", "", said), question.ask.level
            if sort not in seen:
                seen.add(sort)
                yield question, row, rule, said


def test_every_step_that_is_told_lets_the_candidate_in() -> None:
    snapshot, matcher = Pilot().current(NOW)
    asking = Asking(snapshot, matcher.data)
    asks = [line.ask for project in snapshot.nodes["Project"].row_of for line in asking.lines(project)]
    asks += [replace(ask, qualification=wanted) for ask in asks[:8] for wanted in ("登记", "星级")]
    found, fruitless = set(), []
    for told in told_on(matcher, asks):
        found.add(told[2])
        if told[3].startswith(ELSEWHERE):
            continue
        if told[2] in excluded_by(STEPS[told[2]](matcher, told), told[1]):
            fruitless.append((told[0].ask.id, matcher.data.nodes.node(told[1])["name"], *told[2:]))
    assert not fruitless
    assert found >= {"place", "coverage", "validity", "dormant", "window", "capacity", "size", "fund", "qualification"}


def test_the_money_of_a_year_that_is_over_is_told_by_its_year_however_long_the_entry_holds() -> None:
    for until, step in (("2025-12-31", "年度和有效期都登记错了"), ("2027-06-30", "；年度登记错了")):
        fund = node("Fund", "old", name="公益金", balance=9000.0, year=2025, valid_until=day(until))
        matcher, question = town(fund, *MONEY).ask("sum")
        why = matcher.explain(question, "Fund", "old").left_out
        assert why is not None
        assert why.sentence == "是2025年度的，年度已经过了"
        assert step in why.remedy
        assert f"用{question.standing.today.year}年度的" in why.remedy


@pytest.mark.parametrize(
    ("kind", "remedy"),
    [("Unit", "对方愿意到这里服务就能排进来"), ("Resident", "登记的地点不对就改正，改了就能排进来")],
)
def test_no_wider_range_is_offered_where_there_is_none(kind: str, remedy: str) -> None:
    grown = {"consent": True, "age_band": "40-49"} if kind == "Resident" else {}
    away = [node("Place", "other", name="外区", level="district"), node(kind, "x", name="某", **grown)]
    lives = "LIVES_AT" if kind == "Resident" else "LOCATED_IN"
    links = [link(lives, (kind, "x"), ("Place", "other")), link("HAS_SKILL", (kind, "x"), ("Skill", "phone"))]
    matcher, question = town(*away, *links).with_(node("Requirement", "teach", level="district")).ask("teach")
    why = matcher.explain(question, kind, "x").left_out
    assert why is not None
    assert (why.rule, why.remedy) == ("place", remedy)


def test_empty_money_above_the_limit_is_told_both_steps_and_an_empty_purse_no_part() -> None:
    fund = node("Fund", "empty", name="公益金", balance=0.0, cap=500.0)
    unit = [node("Unit", "bank", name="某银行"), link("OFFERS", ("Unit", "bank"), ("Fund", "empty"))]
    matcher, question = town(fund, *unit, *MONEY).ask("sum")
    refill = matcher.explain(question, "Fund", "empty").left_out
    other = matcher.explain(question, "Unit", "bank").left_out
    assert refill is not None
    assert other is not None
    assert refill.remedy == "余额补上，再拆成不超过500元的一笔才能用"
    assert other.remedy == "有别的钱，登记上再排"
