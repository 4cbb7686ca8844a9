"""Why not me: the smallest true change with which a candidate would stand among the first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from matching.data import DECLARED, LABELLED, OFFERED_KINDS, PLACE_TIES, SKILLED_KINDS, MatchingData
from matching.eligibility import judge
from matching.exclusions import hours_a_month, outside
from matching.inherited import SURENESS, own, with_abilities_of_others, with_places_of_providers
from matching.matcher import Arrange, Matcher
from matching.policy import Placed
from matching.question import Question
from matching.ragged import Ragged
from matching.rules import RULES
from matching.standing import CONFIRMED_EVEN
from matching.wordings import number, windows_en, windows_zh

FIRST = 10
MOST_TRIED = 24  # ranked anew for one answer
ABILITIES = 2
YEAR = 365.0
# A candidate who may not be named, is in already, has said no or is of the wrong kind: nothing of theirs to change.
CLOSED = ("kind", "consent", "minor", "already", "declined", "withheld")

Apply = Callable[[MatchingData], MatchingData]
Arranging = Callable[[Question], Arrange]  # how the list of a line is shown after the score


@dataclass(frozen=True)
class Fact:
    """One fact that could become true of a candidate, in words, and the data with it."""

    name: str
    words: tuple[str, str]
    apply: Apply


@dataclass(frozen=True)
class Reachable:
    """The facts that together bring a candidate among the first, and the rank it then has."""

    facts: tuple[str, ...]
    rank: int
    sentence: str


@dataclass(frozen=True, eq=False)
class ShownList:
    """The list in which places are in question, as it is shown: with the policy of lists where one holds."""

    matcher: Matcher
    question: Question
    arranging: Arranging | None = None
    first: int = FIRST

    def rank_of(self, row: int, *, by_lot: bool = True) -> int | None:
        """The place of a candidate among the first, itself or as the house that stands for it.

        Without `by_lot` a place that was drawn does not count.
        """
        node = self.matcher.data.nodes.node(row)
        arrange = self.arranging(self.question) if self.arranging else None
        found = self.matcher.answer(self.question, self.first, left_out=0, arrange=arrange).matches
        for rank, match in enumerate(found, start=1):
            if match.row == row or node in match.same:
                return rank if by_lot or match.propensity == 1.0 else None
        return None

    def with_(self, facts: Sequence[Fact]) -> ShownList:
        """The same list as if these facts were true."""
        data = self.matcher.data
        for fact in facts:
            data = fact.apply(data)
        changed = Matcher(data, self.matcher.weights)
        (asked,) = changed.questions([self.question.ask], self.question.standing.today)
        return replace(self, matcher=changed, question=asked)


def reachable(asked: ShownList, kind: str, key: str, language: str = "zh") -> Reachable | None:
    """The smallest change that brings a candidate among the first; None when it is there or no one or two facts do.

    True by construction: every change is made in the data and the line is ranked and arranged anew. One fact comes
    before two; among as many, the one that leads furthest. Raises UnknownCandidate.
    """
    matcher, question = asked.matcher, asked.question
    row = matcher.data.nodes.row_of(kind, key)
    verdict = int(judge(question, np.array([row]))[0])
    if verdict >= 0 and (RULES[verdict].private or RULES[verdict].name in CLOSED):
        return None
    if asked.rank_of(row) is not None:
        return None
    facts = list(possible(question, row))
    tried = 0
    for size in (1, 2):
        found: list[tuple[int, tuple[Fact, ...]]] = []
        for some in combinations(facts, size):
            if tried >= MOST_TRIED:
                break
            tried += 1
            rank = asked.with_(some).rank_of(row, by_lot=False)
            if rank is not None:
                found.append((rank, some))
        if found:
            rank, best = min(found, key=lambda one: one[0])
            return Reachable(tuple(fact.name for fact in best), rank, _sentence(best, rank, language))
    return None


def shown_place(asked: ShownList, rank: int) -> tuple[int, Placed | None]:
    """Where the list shows whom the score puts at `rank`, and that place with its note; as it is without a policy."""
    if asked.arranging is None:
        return rank, None
    arrange, places = asked.arranging(asked.question), list[Placed]()

    def look(rows: NDArray[np.int64], scores: NDArray[np.float64], limit: int) -> list[Placed]:
        places.extend(arrange(rows, scores, len(rows)))
        return []

    asked.matcher.answer(asked.question, left_out=0, arrange=look)
    found = next(((place, one) for place, one in enumerate(places, start=1) if one.at == rank - 1), None)
    return found or (rank, None)  # so far down that lists do not go there


def possible(question: Question, row: int) -> Iterator[Fact]:
    """The facts that could become true of this candidate and bear on this line."""
    data, ask, rows = question.data, question.ask, np.array([row])
    theirs, now = int(data.candidates.windows[row]), question.standing.now
    if ask.windows and not theirs & ask.windows:
        words = f"确认{windows_zh(ask.windows)}有空", f"free time confirmed for {windows_en(ask.windows)}"
        yield Fact("window", words, _windows(row, theirs | ask.windows))
    confirmed = data.value("confirmed_on", row)
    if confirmed is None or now - confirmed > CONFIRMED_EVEN / 3:
        yield Fact("confirmed", ("登记内容重新核实一次", "its entry confirmed anew"), _number("confirmed_on", row, now))
    yield from _hours(question, row)
    yield from _abilities(question, row)
    until, last = data.value("valid_until", row), data.value("last_active", row)
    if until is not None and until < max(now, ask.last_day if ask.last_day == ask.last_day else now):
        end = max(now, ask.last_day if ask.last_day == ask.last_day else now) + YEAR
        yield Fact("validity", ("有效期延长一年", "its validity extended by a year"), _number("valid_until", row, end))
    if last is not None and now - last > YEAR:
        yield Fact(
            "activity", ("恢复活动并更新记录", "active again, and recorded so"), _number("last_active", row, now)
        )
    if ask.place >= 0 and bool(outside(question, rows)[0]):
        name = data.places.nodes.names[ask.place]
        yield Fact("coverage", (f"愿意到{name}服务", f"willing to work at {name}"), _covers(row, ask.place))


def _hours(question: Question, row: int) -> Iterator[Fact]:
    cap, left = question.data.value("hours_cap", row), float(question.hours_left[row])
    wanted = max(hours_a_month(question), 1.0)
    if cap is None or left != left or left >= wanted:
        return
    more = float(np.ceil(wanted - left))
    words = f"每月多给{number(more)}小时", f"{number(more)} more hours a month"
    yield Fact("hours", words, _number("hours_cap", row, cap + more))


def _abilities(question: Question, row: int) -> Iterator[Fact]:
    data, kind = question.data, question.data.nodes.kind_of(row)
    if kind not in SKILLED_KINDS and kind not in OFFERED_KINDS:
        return
    concepts, mine = data.vocabulary.concepts, set(data.abilities.of(row).tolist())
    # One that the graph does not have yet would bring its name into what all words are measured by.
    lacking = [one for one in question.needs if one not in mine and concepts[one].name in data.index.row_of]
    for concept in sorted(lacking, key=lambda one: (-question.needs[one], one))[:ABILITIES]:
        name, english = concepts[concept].name, concepts[concept].label_en or concepts[concept].name
        if kind in SKILLED_KINDS:
            words = f"登记会“{name}”（真会的话）", f"“{english}” declared (if it is so)"
            yield Fact(f"ability:{concepts[concept].id}", words, _declared(row, concept))
        else:
            words = f"登记内容是“{name}”（真是的话）", f"“{english}” recorded as what it is about (if it is so)"
            yield Fact(f"ability:{concepts[concept].id}", words, _able(row, concept, LABELLED))


def _windows(row: int, bits: int) -> Apply:
    def apply(data: MatchingData) -> MatchingData:
        windows = data.candidates.windows.copy()
        windows[row] = bits
        return replace(data, candidates=replace(data.candidates, windows=windows))

    return apply


def _number(name: str, row: int, value: float) -> Apply:
    def apply(data: MatchingData) -> MatchingData:
        column = data.candidates.numbers[name].copy()
        column[row] = value
        numbers = {**data.candidates.numbers, name: column}
        return replace(data, candidates=replace(data.candidates, numbers=numbers))

    return apply


def _declared(row: int, concept: int) -> Apply:
    """A declared ability is also a phrase that the candidate says."""
    able = _able(row, concept, DECLARED)

    def apply(data: MatchingData) -> MatchingData:
        phrase = data.index.row_of[data.vocabulary.concepts[concept].name]
        said = _with(data.said, row, phrase, 1, via=concept)
        return replace(able(data), said=said, sayers=said.turned(len(data.sayers)))

    return apply


def _able(row: int, concept: int, code: int) -> Apply:
    def apply(data: MatchingData) -> MatchingData:
        mine = _with(own(data.abilities), row, concept, code, weight=SURENESS[code])
        abilities = with_abilities_of_others(mine, data.providers, data.members)
        return replace(data, abilities=abilities, holders=abilities.turned(len(data.holders)))

    return apply


def _covers(row: int, place: int) -> Apply:
    def apply(data: MatchingData) -> MatchingData:
        tie = PLACE_TIES.index("COVERS" if data.nodes.kind_of(row) in OFFERED_KINDS else "SERVES")
        home, covers = own(data.home), _with(own(data.covers), row, place, tie)
        home, covers = with_places_of_providers(home, covers, data.providers)
        return replace(data, home=home, covers=covers)

    return apply


def _with(links: Ragged, owner: int, value: int, code: int, *, weight: float = 1.0, via: int = -1) -> Ragged:
    """The links and one more."""
    return Ragged.build(
        np.append(links.owners, owner),
        np.append(links.values, value),
        len(links),
        np.append(links.weights, weight),
        np.append(links.codes, code),
        np.append(links.via, via),
    )


def _sentence(facts: Sequence[Fact], rank: int, language: str) -> str:
    if language == "en":
        return f"With {' and '.join(fact.words[1] for fact in facts)} it would be number {rank}."
    return f"{'，再'.join(fact.words[0] for fact in facts)}，就排第 {rank}。"
