"""Who could cover how much of each line: the table that teams and allocations are chosen from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from matching.asking import Ask
from matching.data import OFFERED_KINDS
from matching.features.ties import near
from matching.funds import Funds, most_of
from matching.matcher import Matcher
from matching.policy import INTENT
from matching.question import Question
from matching.ragged import Column
from matching.suiting import suited

DEPTH = 60  # candidates of each line that are weighed, the best first
FOR_EACH = 3  # but of a line for many people so many for each of them
OF_EACH_KIND = 5  # but at least so many of every kind that can serve it
OF_FUNDS = 40  # and so many funds for money, as small ones add up
COUNTED_IN_PEOPLE = ("people", "skill")
MOST_PEOPLE = 30_000  # that a line is counted in: the tables hold small numbers
# They are in one place at a time; groups and units can send different people.
ONE_BODY = ("Resident", "Expert", "Space")
ROOMS = ("", "间", "处", "个")  # units in which rooms are counted
PRESUMED_PEOPLE = 2.0  # what a group of unknown size is presumed to send
LEAST_GIFT = 0.01  # 元
UNSURE = 10.0  # points that a fund stands back of which nobody knows who of the project may apply


@dataclass(frozen=True, eq=False)
class Coverage:
    """Lines × candidates: scores, amounts in the unit of the line (0: cannot), and whether the amount is on record."""

    questions: tuple[Question, ...]
    wanted: Column  # per line
    hard: NDArray[np.bool_]  # per line: must be met, or would be good to have
    rows: NDArray[np.int64]  # candidate rows, ascending
    scores: NDArray[np.float64]  # lines × candidates; nan where not eligible
    amounts: NDArray[np.float64]  # lines × candidates
    recorded: NDArray[np.bool_]  # lines × candidates
    nearness: NDArray[np.float64]  # per candidate, the best of its lines, 0 … 1
    new_faces: NDArray[np.bool_]  # per candidate
    # (line, candidate row) of those who were asked and have not answered: they go before all others.
    awaited: frozenset[tuple[int, int]] = frozenset()

    @property
    def lines(self) -> int:
        """How many lines there are."""
        return len(self.questions)

    def only(self, lines: NDArray[np.int64]) -> Coverage:
        """The same candidates for some of the lines; nobody is awaited."""
        held = lines.tolist()
        return Coverage(
            tuple(self.questions[line] for line in held),
            self.wanted[lines],
            self.hard[lines],
            self.rows,
            self.scores[lines],
            self.amounts[lines],
            self.recorded[lines],
            self.nearness,
            self.new_faces,
        )

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """The kind of every candidate."""
        nodes = self.questions[0].data.nodes if self.questions else None
        return tuple(nodes.kind_of(int(row)) for row in self.rows) if nodes is not None else ()

    @cached_property
    def worth(self) -> NDArray[np.float64]:
        """Lines × candidates: the scores, and what somebody is ahead who said they would like to take the line."""
        intends = np.zeros(self.scores.shape)
        for line, question in enumerate(self.questions):
            intends[line] = INTENT * np.isin(self.rows, [row for row, _ in question.ask.intended])
        found: NDArray[np.float64] = self.scores + intends
        return found

    @cached_property
    def best(self) -> Column:
        """The highest worth of every line; 0 where nobody is eligible."""
        highest: Column = np.where(self.amounts > 0, self.worth, -np.inf).max(axis=1, initial=-np.inf)
        return np.where(np.isfinite(highest), highest, 0.0)

    @cached_property
    def overlapping(self) -> NDArray[np.bool_]:
        """Lines × lines: whether one body could be wanted by both at the same time."""
        asks = [question.ask for question in self.questions]
        return np.array([[meeting(one, other) for other in asks] for one in asks], dtype=bool).reshape(2 * (len(asks),))


def meeting(one: Ask, other: Ask) -> bool:
    """Whether two lines could want somebody at the same time."""
    no_window = one.windows != 0 and other.windows != 0 and (one.windows & other.windows) == 0
    return not (no_window or one.last_day < other.first_day or other.last_day < one.first_day)


def coverage(
    matcher: Matcher,
    questions: Sequence[Question],
    hard: Sequence[bool],
    also: Sequence[int] | Mapping[int, Sequence[int]] = (),
    depth: int = DEPTH,
    step: Callable[[], None] = lambda: None,
) -> Coverage:
    """The candidates worth weighing for these lines of one or several projects, and what each could give.

    Candidate rows in `also`, for every line or by line, are weighed wherever they are eligible, however far down.
    `step` is called before each line is looked at; what it raises ends the work.
    """
    ranked, parts = [], [in_part(question) for question in questions]
    named = [
        [*(also.get(line, ()) if isinstance(also, Mapping) else also), *_who_intend(question)]
        for line, question in enumerate(questions)
    ]
    for question, rows_named in zip(parts, named, strict=True):
        step()
        ranked.append(_of_interest(matcher, question, depth, rows_named))
    rows = np.unique(np.concatenate([found for found, _ in ranked])) if ranked else np.zeros(0, dtype=np.int64)
    shape = (len(questions), len(rows))
    scores, amounts, recorded = np.full(shape, np.nan), np.zeros(shape), np.zeros(shape, dtype=bool)
    nearness, new_faces = np.zeros(len(rows)), np.zeros(len(rows), dtype=bool)
    wanted = np.array([amount_wanted(question) for question in questions])
    for line, (question, (found, of_line)) in enumerate(zip(parts, ranked, strict=True)):
        # Whoever is asked for by name is counted on at the word of who asks.
        up_to_it = suited(question, found) | np.isin(found, named[line])
        found, of_line = found[up_to_it], of_line[up_to_it]
        at = np.searchsorted(rows, found)
        scores[line, at] = of_line
        amounts[line, at], recorded[line, at] = amounts_given(question, found, wanted[line])
        nearness[at] = np.maximum(nearness[at], near(question, found))
        new_faces[at] |= question.standing.new_face[found] > 0
    return Coverage(
        tuple(questions), wanted, np.array(hard, dtype=bool), rows, scores, amounts, recorded, nearness, new_faces
    )


def in_part(question: Question) -> Question:
    """A money line as it is put to whoever may give a part of it: the funds that are too small for all of it add up."""
    if question.ask.kind != "money":
        return question
    return Question(question.setting, replace(question.ask, quantity=float(np.fmin(question.ask.quantity, LEAST_GIFT))))


def common_levels(cover: Coverage, rows: NDArray[np.int64]) -> NDArray[np.int8]:
    """For each candidate how fine a place it shares with where it would serve, by where it is: 1 district … 7
    entrance, 0 none of them, -1 where no place of it is on record."""
    found = np.full(len(rows), -1, dtype=np.int8)
    for question in cover.questions:
        home, setting = question.data.home, question.setting
        _, known = home.flagged(rows, setting.around)
        if setting.place >= 0:
            found = np.maximum(found, np.where(known, home.best(rows, setting.common_levels), -1))
    return found.astype(np.int8)


def _who_intend(question: Question) -> list[int]:
    """The parties that said they would like to take the line, without what they offer: that speaks for itself."""
    nodes = question.data.nodes
    return [row for row, _ in question.ask.intended if nodes.kind_of(row) not in OFFERED_KINDS]


def amount_wanted(question: Question) -> float:
    """How much of its unit a line asks for; 1 where it does not say."""
    quantity = question.ask.quantity
    return float(quantity) if quantity == quantity and quantity > 0 else 1.0


def _of_interest(
    matcher: Matcher, question: Question, depth: int, also: Sequence[int]
) -> tuple[NDArray[np.int64], Column]:
    """The best candidates of a line, and the best of each kind, with their scores."""
    if counts_people(question):
        depth = max(depth, int(FOR_EACH * amount_wanted(question)))
    rows, scores = matcher.ranked(question)
    if question.ask.kind == "money":
        rows, scores = _the_sure_first(question, rows, scores)
    kinds = question.data.nodes.kind_rows[rows]
    place_in_kind = np.zeros(len(rows), dtype=np.int64)
    for kind in np.unique(kinds):
        mine = kinds == kind
        place_in_kind[mine] = np.arange(mine.sum())
    of_kind = np.full(len(rows), OF_EACH_KIND)
    if question.ask.kind == "money":
        funds = question.data.nodes.range_of("Fund")
        of_kind[(rows >= funds.start) & (rows < funds.stop)] = OF_FUNDS
    kept = (np.arange(len(rows)) < depth) | (place_in_kind < of_kind) | np.isin(rows, list(also))
    return rows[kept], scores[kept]


def _the_sure_first(question: Question, rows: NDArray[np.int64], scores: Column) -> tuple[NDArray[np.int64], Column]:
    """The same candidates, those further back of which somebody has to look who of the project may apply."""
    held, team = Funds.of(question.data), question.ask.team
    unsure = [
        row in held.applicants and held.applying(question.data, row, team).allowed is None for row in rows.tolist()
    ]
    scores = scores - UNSURE * np.array(unsure, dtype=bool)
    order = np.argsort(-scores, kind="stable")
    return rows[order], scores[order]


def amounts_given(question: Question, rows: NDArray[np.int64], wanted: float) -> tuple[Column, NDArray[np.bool_]]:
    """How much each candidate could give, no more than wanted, and whether that is on record rather than presumed."""
    data, kind = question.data.candidates, question.ask.kind
    kinds = np.array(data.nodes.kinds)[data.nodes.kind_rows[rows]]
    if kind == "money":
        # Nobody knows what they can give: to be asked, but no money that a plan may count on.
        have, presumed = most_of(question.data, rows, question.ask.given), 0.0
    elif counts_people(question):
        have = np.where(np.isin(kinds, ONE_BODY), 1.0, data.number("members")[rows])
        presumed = min(wanted, PRESUMED_PEOPLE)
    elif kind == "goods" or question.ask.unit:
        have = np.where(data.units[rows] == question.ask.unit, data.number("quantity")[rows], np.nan)
        presumed = wanted
    else:
        have, presumed = np.full(len(rows), np.nan), wanted
    for row, amount in question.ask.intended:
        # Of a fund its own rules tell; of anybody else nobody counts on more than they said (fmin: nan caps nothing).
        have = np.where((rows == row) & (np.isnan(have) | (kind != "money")), np.fmin(have, amount), have)
    recorded = ~np.isnan(have)
    unsaid = np.full(len(rows), presumed)
    if kind == "space" and question.ask.unit in ROOMS:
        unsaid[kinds == "Space"] = min(wanted, 1.0)  # a room is one room
    given: Column = np.clip(np.where(recorded, have, unsaid), 0.0, wanted)
    return given, recorded


def counts_people(question: Question) -> bool:
    """Whether the quantity of a line is a number of people."""
    if question.ask.kind not in COUNTED_IN_PEOPLE:
        return False
    return question.ask.quantity == question.ask.quantity and question.ask.unit in ("", "人", "名", "位", "个人")
