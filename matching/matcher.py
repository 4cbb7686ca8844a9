"""The answer to a question: pool, eligible, features, weighted reasons, order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from threading import Lock
from typing import NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from matching.answer_words import Words, excluded, untold
from matching.asking import Ask
from matching.data import MatchingData
from matching.eligibility import judge
from matching.errors import BadAsk
from matching.exclusions import SERVING
from matching.features import FEATURES
from matching.houses import houses
from matching.policy import Placed
from matching.pool import Pool, gather
from matching.question import Question
from matching.ranking import measure, ordered
from matching.reasons import Answer, LeftOut, Match
from matching.setting import Setting
from matching.standing import Standing
from matching.understanding import lack_told, understood
from matching.weights import Weights

Arrange = Callable[[NDArray[np.int64], NDArray[np.float64], int], list[Placed]]
PROJECTS, LINES = 16, 64  # kept, and of each so many lines


class _Kept(NamedTuple):
    """A project's place and people, and its lines by what they ask for."""

    setting: Setting
    lines: dict[tuple[object, ...], Question]


class _Drawn(NamedTuple):
    """Whom the rules leave for a line, measured, the best first, each house once."""

    pool: Pool
    values: NDArray[np.float64]
    order: NDArray[np.intp]
    standing_for: Mapping[int, tuple[int, ...]]
    total: int


@dataclass(frozen=True)
class Explanation:
    """Why a candidate is where it is: its rank and reasons, or the rule that leaves it out.

    Without a rank no rule is in its way, but it is not known to have anything to do with the line.
    """

    match: Match | None
    rank: int | None
    left_out: LeftOut | None


@dataclass(frozen=True, eq=False)
class Matcher:
    """Answers questions about one state of the community with one set of weights."""

    data: MatchingData
    weights: Weights
    _days: dict[date, Standing] = field(default_factory=dict, repr=False)
    _kept: dict[tuple[int, int, tuple[int, ...]], _Kept] = field(default_factory=dict, repr=False)
    _told: WeakKeyDictionary[Question, Words] = field(default_factory=WeakKeyDictionary, repr=False)
    _ranked: WeakKeyDictionary[Question, tuple[int, _Drawn]] = field(default_factory=WeakKeyDictionary, repr=False)
    _keeping: Lock = field(default_factory=Lock, repr=False)

    def standing(self, today: date) -> Standing:
        """The columns of a day; only the last day asked for is kept."""
        found = self._days.get(today)
        if found is None:
            found = Standing(self.data, today)
            self._days.clear()
            self._days[today] = found
        return found

    def questions(self, asks: Sequence[Ask], today: date) -> list[Question]:
        """Prepare the lines of a project; those of the same place and people share what they can."""
        prepared = []
        for ask in asks:
            if ask.kind not in SERVING:
                raise BadAsk(
                    f"需求项 {ask.id} 的种类“{ask.kind}”不认识。 Line {ask.id} has the unknown kind {ask.kind!r}."
                )
            prepared.append(self._question(ask, self.standing(today)))
        return prepared

    def _question(self, ask: Ask, standing: Standing) -> Question:
        """A line with what was made of its words, its project's place and its people, as long as the data hold.

        A project is looked at again and again, by lists, pages and plans alike. No answer is kept: in which order
        they are shown is worked out anew; whom the rules leave, how each does and in which words is kept with the line.
        """
        around = (ask.project, ask.place, ask.team)
        line = tuple([None if part != part else part for part in vars(ask).values()])  # nan does not equal itself
        with self._keeping:
            kept = self._kept.pop(around, None)
            if kept is None or kept.setting.standing is not standing or len(kept.lines) >= LINES:
                kept = _Kept(Setting(self.data, standing, *around), {})
            self._kept[around] = kept  # behind the others: the first is the one longest unused
            if len(self._kept) > PROJECTS:
                del self._kept[next(iter(self._kept))]
            found = kept.lines.get(line)
            if found is None:
                found = kept.lines[line] = Question(kept.setting, ask)
            return found

    def answer(
        self,
        question: Question,
        limit: int = 10,
        language: str = "zh",
        left_out: int = 10,
        arrange: Arrange | None = None,
    ) -> Answer:
        """The best candidates with their reasons, and those a rule excludes with its sentence.

        `arrange` may show the ranked (rows, scores, how many) in another order; each place tells why in a note.
        """
        pool, values, order, standing_for, total = self._drawn(question, left_out)
        rows = pool.eligible
        places = [Placed(at) for at in range(min(limit, len(order)))]
        if arrange is not None:
            scores = values[order] @ np.array([self.weights.by_feature[feature.name] for feature in FEATURES])
            places = arrange(rows[order], scores, limit)
        order = order[[one.at for one in places]]
        words = self._told.setdefault(question, Words(self.weights))
        matches = words.matches(question, rows[order], values[order], language, standing_for)
        matches = tuple([_noted(match, one, language) for match, one in zip(matches, places, strict=True)])
        lack = lack_told(question, (pool.suited, pool.near, len(matches)), language)
        read = understood(question, language) | {"lack": lack}
        return Answer(matches, words.left_out(question, pool, language), pool.left_out_total, total, read)

    def _drawn(self, question: Question, named: int) -> _Drawn:
        """Whom the rules leave, measured and ranked: kept with the line, as nothing it depends on can change."""
        known = self._ranked.get(question)
        if known is not None and known[0] == named:
            return known[1]
        pool = gather(question, self.weights.by_feature, named=named)
        values = measure(question, pool.eligible, pool.measured)
        order = ordered(pool.eligible, values, self.weights.by_feature)
        once = houses(self.data, pool.eligible[order])
        total = pool.eligible_total - int((~once.listed).sum())
        drawn = _Drawn(pool, values, order[once.listed], once.standing_for, total)
        self._ranked[question] = named, drawn
        return drawn

    def ranked(self, question: Question) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Rows of the eligible candidates, the best first, and their scores: what teams are chosen from."""
        pool = gather(question, self.weights.by_feature)
        values = measure(question, pool.eligible, pool.measured)
        order = ordered(pool.eligible, values, self.weights.by_feature)
        scores = self.weights.base + values @ np.array([self.weights.by_feature[f.name] for f in FEATURES])
        return pool.eligible[order], scores[order]

    def explain(self, question: Question, kind: str, key: str, language: str = "zh") -> Explanation:
        """Why this candidate is where it is, or what keeps it out; raises UnknownCandidate."""
        row = self.data.nodes.row_of(kind, key)
        verdict = int(judge(question, np.array([row]))[0])
        if verdict >= 0:
            return Explanation(None, None, untold(question, row, verdict, language))
        # All of them: whoever stands far below what an answer measures has a rank too.
        pool = gather(question, self.weights.by_feature, len(self.data.nodes))
        rows = pool.eligible if row in pool.eligible else np.append(pool.eligible, row)
        values = measure(question, rows, {})
        order = ordered(rows, values, self.weights.by_feature)
        at = int(np.flatnonzero(rows == row)[0])
        once = houses(self.data, rows[order])
        listed = next((mine for mine, others in once.standing_for.items() if row in others), row)
        place = int(np.flatnonzero(rows[order] == listed)[0])
        rank = int(once.listed[: place + 1].sum()) if row in pool.eligible else None
        mine = slice(at, at + 1)
        (match,) = Words(self.weights).matches(question, rows[mine], values[mine], language, once.standing_for)
        return Explanation(match, rank, None)

    def excluded(self, question: Question, kind: str, key: str, language: str = "zh") -> LeftOut | None:
        """The rule that keeps a candidate out of a line; None when there is none. Raises UnknownCandidate."""
        row = self.data.nodes.row_of(kind, key)
        verdict = int(judge(question, np.array([row]))[0])
        return None if verdict < 0 else excluded(question, row, verdict, language)


def _noted(match: Match, place: Placed, language: str) -> Match:
    """The match with what its place has to say."""
    if place.note is None:
        return match
    return replace(match, notes=(*match.notes, place.note[language == "en"]), propensity=place.propensity)
