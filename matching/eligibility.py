"""Who cannot be recommended for a line, and by which of the hard rules."""

from __future__ import annotations

from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from matching import exclusions
from matching.data import MatchingData
from matching.exclusions import RowSet
from matching.question import Question
from matching.rules import RULES, SETTLED


def judge(question: Question, rows: RowSet) -> NDArray[np.int8]:
    """For each row the position in RULES of the first rule that excludes it; -1 when none does."""
    entries = _entries_of(question.data)
    verdict: NDArray[np.int8] = entries.verdicts(question)[rows]
    places = (verdict < 0).nonzero()[0]  # of those that no rule has excluded so far
    rows = rows[places]
    concerned = entries.concerned[rows]
    touched = int(np.bitwise_or.reduce(concerned, initial=0))
    for at in range(SETTLED, len(RULES)):
        rule = RULES[at]
        if not touched & 1 << at or not rule.asked(question):
            continue
        some = None if rule.about is exclusions.everybody else (concerned & (1 << at)).nonzero()[0]
        excluded = rule.excludes(question, rows if some is None else rows[some]).nonzero()[0]
        if len(excluded):
            verdict[places[excluded if some is None else some[excluded]]] = at
            still = (verdict[places] < 0).nonzero()[0]
            places, rows, concerned = places[still], rows[still], concerned[still]
    return verdict


def all_excluding(question: Question, rows: RowSet) -> list[frozenset[str]]:
    """For each row the names of all rules that exclude it, not only of the first."""
    names: list[set[str]] = [set() for _ in rows]
    for rule in (one for one in RULES if len(rows) and one.asked(question)):
        for at in rule.excludes(question, rows).nonzero()[0].tolist():
            names[at].add(rule.name)
    return [frozenset(mine) for mine in names]


def excluded_by(question: Question, row: int) -> frozenset[str]:
    """The names of all rules that exclude a candidate."""
    return all_excluding(question, np.array([row]))[0]


@dataclass(frozen=True, eq=False)
class _Entries:
    """What the rules make of the entries of one community, whatever the line asks for."""

    concerned: NDArray[np.uint32]  # a bit for every rule that can exclude the candidate at all
    _verdicts: dict[str, NDArray[np.int8]] = field(default_factory=dict)

    @classmethod
    def of(cls, data: MatchingData) -> _Entries:
        """Look at every candidate once."""
        concerned = np.zeros(len(data.nodes), dtype=np.uint32)
        for at, rule in enumerate(RULES):
            concerned |= rule.about(data).astype(np.uint32) << np.uint32(at)
        return cls(concerned)

    def verdicts(self, question: Question) -> NDArray[np.int8]:
        """For every candidate the first rule that excludes it from all lines of this kind; -1 when none does."""
        kind = question.ask.kind
        if kind not in self._verdicts:
            everybody = np.arange(len(question.data.nodes))
            verdict = np.full(len(everybody), -1, dtype=np.int8)
            for at, rule in reversed(list(enumerate(RULES[:SETTLED]))):
                verdict[rule.excludes(question, everybody)] = at
            self._verdicts[kind] = verdict
        return self._verdicts[kind]


_entries: WeakKeyDictionary[MatchingData, _Entries] = WeakKeyDictionary()


def _entries_of(data: MatchingData) -> _Entries:
    found = _entries.get(data)
    if found is None:
        found = _entries[data] = _Entries.of(data)
    return found
