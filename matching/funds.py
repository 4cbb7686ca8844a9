"""What a fund may be used for, by whom and up to which sum: one rule for lists, teams, plans and mixes alike."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from matching.applying import Applying, applying
from matching.data import LABELLED, MatchingData
from matching.exclusion_words import Words
from matching.exclusions import Mask, RowSet, expired
from matching.paths import own_texts
from matching.question import GIVING, OPEN_MONEY, Question
from matching.ragged import Ragged
from matching.wordings import name_of, number

# A purpose in these words holds for any project of neighbours; what was to be won is for the winners.
ANY_PROJECT, WON = re.compile("项目|实事|公益"), re.compile("优胜|中选|入围|获奖")
Given = tuple[tuple[int, float], ...]  # a fund's row and the 元 that a project has of it
UNSAID = ("money", "project")  # themes that tell nothing of what money is for


@dataclass(frozen=True, eq=False)
class Funds:
    """The funds of a community: what each says of its purpose and applicants, and which concepts that names."""

    purposes: dict[int, str]  # by row, as the next
    applicants: dict[int, str]
    meant: Ragged  # candidate → concept that its money is for
    offered: dict[int, tuple[int, ...]]  # provider → funds
    _told: dict[tuple[tuple[int, ...], str], Applying] = field(default_factory=dict, repr=False)

    @staticmethod
    def of(data: MatchingData) -> Funds:
        """Read every fund once."""
        found = _funds.get(data)
        if found is None:
            found = _funds[data] = _funds_of(data)
        return found

    def open(self, row: int) -> bool:
        """Whether any small project may apply as far as the fund says what it is for."""
        said = self.purposes.get(row, "")
        return not said or (bool(ANY_PROJECT.search(said)) and not WON.search(said))

    def applying(self, data: MatchingData, row: int, team: tuple[int, ...]) -> Applying:
        """Who of a project (rows) may apply."""
        said = self.applicants.get(row, "")
        if (team, said) not in self._told:
            self._told[team, said] = applying(data, said, team)
        return self._told[team, said]


_funds: WeakKeyDictionary[MatchingData, Funds] = WeakKeyDictionary()


def _funds_of(data: MatchingData) -> Funds:
    rows = data.nodes.range_of("Fund")
    texts = {row: dict(own_texts(data, row)) for row in rows}
    concepts, money = data.vocabulary.concepts, data.vocabulary.called((GIVING,))
    owners, values = list[int](), list[int]()
    for row, said in texts.items():
        named = {mention.concept for mention in data.mentions(said.get("purpose", ""))}
        run = data.abilities.run(row)
        labels = data.abilities.values[run][data.abilities.codes[run] == LABELLED]
        # That it is money says nothing of what it is for.
        told = {one for one in named if concepts[one].theme not in UNSAID}
        told |= {one for one in labels.tolist() if not money[one]}
        owners += [row] * len(told)
        values += sorted(told)
    offered: dict[int, tuple[int, ...]] = {}
    for row in rows:
        for who in data.providers.of(row).tolist():
            offered[who] = (*offered.get(who, ()), row)
    meant = Ragged.build(np.array(owners, dtype=np.int64), np.array(values, dtype=np.int64), len(data.nodes))
    return Funds(
        {row: said.get("purpose", "") for row, said in texts.items()},
        {row: said.get("applicants", "") for row, said in texts.items()},
        meant,
        offered,
    )


def is_fund(data: MatchingData) -> Mask:
    """Candidates that are funds."""
    funds, found = data.nodes.range_of("Fund"), np.zeros(len(data.nodes), dtype=bool)
    found[funds.start : funds.stop] = True
    return found


def holds_money(data: MatchingData) -> Mask:
    """Funds whose balance or limit is known."""
    known: Mask = ~np.isnan(most_of(data, np.arange(len(data.nodes))))
    return known


def offers_money(data: MatchingData) -> Mask:
    """Candidates that offer a fund."""
    found: Mask = np.zeros(len(data.nodes), dtype=bool)
    found[list(Funds.of(data).offered)] = True
    return found


def most_of(data: MatchingData, rows: RowSet, given: Given = ()) -> NDArray[np.float64]:
    """What each can give to one project (元), to which `given` has been given; nan where nothing is known."""
    most: NDArray[np.float64] = np.fmin(data.candidates.number("balance")[rows], cap_left(data, rows, given))
    return most


def cap_left(data: MatchingData, rows: RowSet, given: Given) -> NDArray[np.float64]:
    """What the cap for one project leaves (元) after what it was given before; nan where there is no cap."""
    cap: NDArray[np.float64] = data.candidates.number("cap")[rows]
    for row, amount in given:
        cap = np.where(rows == row, np.maximum(cap - amount, 0.0), cap)
    return cap


def too_small(question: Question, rows: RowSet) -> Mask:
    """Funds that are empty or cannot give the sum."""
    wanted = question.ask.quantity if question.ask.kind == "money" else np.nan
    most = most_of(question.data, rows, question.ask.given)
    return (most <= 0) | (most < wanted)


def other_purpose(question: Question, rows: RowSet) -> Mask:
    """A fund whose labels or purpose name concepts, none of which is a step away from what the project is about.

    A fund of a kind that any project may apply for is never meant for something else.
    """
    data, themes = question.data, question.themes
    funds = data.nodes.range_of("Fund")
    result: Mask = np.zeros(len(rows), dtype=bool)
    mine = np.flatnonzero((rows >= funds.start) & (rows < funds.stop))
    if not len(mine) or not themes:
        return result
    steps = data.vocabulary.steps
    reached: Mask = np.zeros(len(data.vocabulary.concepts), dtype=bool)
    for concept in themes:
        # A purpose may be wider than what is asked: its own steps count too.
        reached[steps.of(concept)] = True
        reached[steps.owners[steps.values == concept]] = True
    fits, known = Funds.of(data).meant.flagged(rows[mine], reached | data.vocabulary.called(OPEN_MONEY))
    result[mine] = known & ~fits
    return result


def nobody_may_apply(question: Question, rows: RowSet) -> Mask:
    """Funds for which nobody of the project may apply; where that is not known somebody has to look."""
    held, ask = Funds.of(question.data), question.ask
    result: Mask = np.zeros(len(rows), dtype=bool)
    if ask.kind == "money" and ask.team:
        result[:] = [
            row in held.applicants and held.applying(question.data, row, ask.team).allowed is False
            for row in rows.tolist()
        ]
    return result


def no_fund_left(question: Question, rows: RowSet) -> Mask:
    """Whoever offers funds of which none can give what is asked: they give within the rules of their funds."""
    held = Funds.of(question.data)
    result: Mask = np.zeros(len(rows), dtype=bool)
    if question.ask.kind == "money":
        for at, row in enumerate(rows.tolist()):
            mine = np.array(held.offered.get(row, ()), dtype=np.int64)
            result[at] = len(mine) > 0 and bool((too_small(question, mine) | expired(question, mine)).all())
    return result


def applicant_words(question: Question, row: int) -> Words:
    """Who may apply, held against the project."""
    told = Funds.of(question.data).applying(question.data, row, question.ask.team)
    return {"why": told.zh, "why_en": told.en}


def offered_words(question: Question, row: int) -> Words:
    """The largest of the funds that somebody offers."""
    mine = np.array(Funds.of(question.data).offered[row], dtype=np.int64)
    most = np.where(expired(question, mine), 0.0, np.nan_to_num(most_of(question.data, mine, question.ask.given)))
    best, much = int(mine[int(np.argmax(most))]), number(float(most.max()))
    mend = "有别的钱，登记上再排", "comes in when it has other money and that is entered"
    if most.max() > 0:
        mend = f"拆成不超过{much}元的一笔就能用", f"split off a part of at most {much} yuan"
    return {"fund": name_of(question.data, best), "most": much, "mend": mend[0], "mend_en": mend[1]}
