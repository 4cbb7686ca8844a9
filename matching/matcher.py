"""The answer to a question: pool, eligible, features, weighted reasons, order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from threading import Lock
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.asking import Ask
from matching.data import MatchingData
from matching.eligibility import RULES, Rule, judge
from matching.errors import BadAsk
from matching.exclusions import SERVING, outside
from matching.features import FEATURE_NAMES, FEATURES
from matching.houses import houses, told
from matching.notes import notes
from matching.policy import Placed
from matching.pool import Pool, gather
from matching.question import Question
from matching.ranking import measure, ordered
from matching.reasons import Answer, LeftOut, Match, Reason
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

        A project is looked at again and again, by lists, pages and plans alike. No answer is kept: whom the rules
        leave, in which order, and why, is worked out anew.
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
            if line not in kept.lines:
                kept.lines[line] = Question(kept.setting, ask)
            return kept.lines[line]

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
        pool = gather(question, self.weights.by_feature, named=left_out)
        rows, values = pool.eligible, measure(question, pool.eligible, pool.measured)
        order = ordered(rows, values, self.weights.by_feature)
        once = houses(self.data, rows[order])
        total = pool.eligible_total - int((~once.listed).sum())
        order = order[once.listed]
        places = [Placed(at) for at in range(min(limit, len(order)))]
        if arrange is not None:
            scores = values[order] @ np.array([self.weights.by_feature[feature.name] for feature in FEATURES])
            places = arrange(rows[order], scores, limit)
        order = order[[one.at for one in places]]
        matches = self._matches(question, rows[order], values[order], language, once.standing_for)
        matches = tuple([_noted(match, one, language) for match, one in zip(matches, places, strict=True)])
        lack = lack_told(question, (pool.suited, pool.near, len(matches)), language)
        read = understood(question, language) | {"lack": lack}
        return Answer(matches, self._left_out(question, pool, language), pool.left_out_total, total, read)

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
            return Explanation(None, None, _excluded(question, row, RULES[verdict], language))
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
        (match,) = self._matches(question, rows[at : at + 1], values[at : at + 1], language, once.standing_for)
        return Explanation(match, rank, None)

    def excluded(self, question: Question, kind: str, key: str, language: str = "zh") -> LeftOut | None:
        """The rule that keeps a candidate out of a line; None when there is none. Raises UnknownCandidate."""
        row = self.data.nodes.row_of(kind, key)
        verdict = int(judge(question, np.array([row]))[0])
        return None if verdict < 0 else _excluded(question, row, RULES[verdict], language)

    def _matches(
        self,
        question: Question,
        rows: NDArray[np.int64],
        values: NDArray[np.float64],
        language: str,
        standing_for: Mapping[int, tuple[int, ...]],
    ) -> tuple[Match, ...]:
        nodes, base = self.data.nodes, self.weights.base
        reasons = self._reasons(question, rows.tolist(), values, language)
        minded = notes(question, rows, outside(question, rows), language)
        found = []
        for row, mine, mind in zip(rows.tolist(), reasons, minded, strict=True):
            others = standing_for.get(row, ())
            kept = (*mind, told(self.data, others, language)) if others else mind
            same = tuple([nodes.node(other) for other in others])
            found.append(Match(row, nodes.node(row), base, tuple(sorted(mine, key=_by_size)), kept, same))
        return tuple(found)

    def _reasons(
        self, question: Question, rows: list[int], values: NDArray[np.float64], language: str
    ) -> list[list[Reason]]:
        """The reasons of each row, feature by feature: what several rows have in common is then looked up once."""
        reasons: list[list[Reason]] = [[] for _ in rows]
        for name, feature, measured in zip(FEATURE_NAMES, FEATURES, values.T.tolist(), strict=True):
            weight = self.weights.by_feature[name]
            told = [at for at, value in enumerate(measured) if value * weight != 0.0]
            if not told:
                continue
            label = feature.label[language == "en"]
            for at, telling in zip(told, feature.tell(question, [rows[at] for at in told]), strict=True):
                line = (name, label, measured[at], weight, measured[at] * weight, feature.say(telling, language))
                reasons[at].append(Reason(*line, telling.facts, telling.level))
        return reasons

    def _left_out(self, question: Question, pool: Pool, language: str) -> tuple[LeftOut, ...]:
        rules = [RULES[verdict] for verdict in pool.verdicts.tolist()]
        named = [
            _excluded(question, row, rule, language) for row, rule in zip(pool.left_out.tolist(), rules, strict=True)
        ]
        unnamed = [
            _unnamed(rule, count, language) for rule, count in zip(RULES, pool.unnamed.tolist(), strict=True) if count
        ]
        return (*named, *unnamed)


def _noted(match: Match, place: Placed, language: str) -> Match:
    """The match with what its place has to say."""
    if place.note is None:
        return match
    return replace(match, notes=(*match.notes, place.note[language == "en"]), propensity=place.propensity)


def _by_size(reason: Reason) -> float:
    return -reason.contribution


def _excluded(question: Question, row: int, rule: Rule, language: str) -> LeftOut:
    if rule.private:
        return _unnamed(rule, 1, language)
    words = rule.words(question, row)
    return LeftOut(
        question.data.nodes.node(row),
        rule.name,
        _say(rule.sentence, words, language),
        _say(rule.remedy, words, language),
    )


def _unnamed(rule: Rule, count: int, language: str) -> LeftOut:
    who = f"{count} {rule.who[1]}" if language == "en" else f"{count}{rule.who[0]}"
    sentence, remedy = rule.sentence[language == "en"], rule.remedy[language == "en"]
    joined = f"{who} {sentence}" if language == "en" else f"{who}{sentence}"
    return LeftOut({"kind": "Resident", "id": "", "name": who}, rule.name, joined, remedy, count)


def _say(templates: tuple[str, str], words: Mapping[str, Any], language: str) -> str:
    return templates[language == "en"].format_map(words)
