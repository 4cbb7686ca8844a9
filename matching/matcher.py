"""The answer to a question: pool, eligible, features, weighted reasons, order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.asking import Ask
from matching.data import MatchingData
from matching.eligibility import RULES, Rule, judge
from matching.errors import BadAsk
from matching.exclusions import SERVING, outside
from matching.features import FEATURES
from matching.notes import notes
from matching.pool import gather
from matching.question import Question, Setting
from matching.reasons import Answer, LeftOut, Match, Reason
from matching.standing import Standing
from matching.understanding import understood
from matching.weights import Weights

SAME_SCORE = 9  # scores equal to this many decimals are equal, and the id decides


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
        settings: dict[tuple[int, int, tuple[int, ...]], Setting] = {}
        prepared = []
        for ask in asks:
            if ask.kind not in SERVING:
                raise BadAsk(
                    f"需求项 {ask.id} 的种类“{ask.kind}”不认识。 Line {ask.id} has the unknown kind {ask.kind!r}."
                )
            key = (ask.project, ask.place, ask.team)
            if key not in settings:
                settings[key] = Setting(self.data, self.standing(today), *key)
            prepared.append(Question(settings[key], ask))
        return prepared

    def answer(self, question: Question, limit: int = 10, language: str = "zh", left_out: int = 10) -> Answer:
        """The best candidates with their reasons, and those a rule excludes with its sentence."""
        pool = gather(question, self.weights.by_feature)
        values, order = self._ordered(question, pool.eligible)
        matches = self._matches(question, pool.eligible[order[:limit]], values[order[:limit]], language)
        excluded = self._left_out(question, pool.left_out, pool.verdicts, language, left_out)
        return Answer(matches, excluded, len(pool.left_out), pool.eligible_total, understood(question, language))

    def explain(self, question: Question, kind: str, key: str, language: str = "zh") -> Explanation:
        """Why this candidate is where it is, or what keeps it out; raises UnknownCandidate."""
        row = self.data.nodes.row_of(kind, key)
        verdict = int(judge(question, np.array([row]))[0])
        if verdict >= 0:
            return Explanation(None, None, _excluded(question, row, RULES[verdict], language))
        # All of them: whoever stands far below what an answer measures has a rank too.
        pool = gather(question, self.weights.by_feature, len(self.data.nodes))
        rows = pool.eligible if row in pool.eligible else np.append(pool.eligible, row)
        values, order = self._ordered(question, rows)
        at = int(np.flatnonzero(rows == row)[0])
        rank = int(np.flatnonzero(order == at)[0]) + 1 if row in pool.eligible else None
        return Explanation(self._matches(question, rows[at : at + 1], values[at : at + 1], language)[0], rank, None)

    def _ordered(self, question: Question, rows: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
        values = np.stack([feature.measure(question, rows) for feature in FEATURES], axis=1)
        scores = np.round(values @ np.array([self.weights.by_feature[f.name] for f in FEATURES]), SAME_SCORE)
        # Rows lie by kind, then by id.
        return values, np.lexsort((rows, -scores))

    def _matches(
        self, question: Question, rows: NDArray[np.int64], values: NDArray[np.float64], language: str
    ) -> tuple[Match, ...]:
        matches = []
        for row, measured, abroad in zip(rows.tolist(), values.tolist(), outside(question, rows).tolist(), strict=True):
            reasons = self._reasons(question, row, measured, language)
            mind = notes(question, row, abroad, language)
            matches.append(Match(row, self.data.nodes.node(row), self.weights.base, reasons, mind))
        return tuple(matches)

    def _reasons(self, question: Question, row: int, values: list[float], language: str) -> tuple[Reason, ...]:
        reasons = []
        for feature, value in zip(FEATURES, values, strict=True):
            weight = self.weights.by_feature[feature.name]
            if value * weight == 0.0:
                continue
            telling = feature.tell(question, row)
            label = feature.label[language == "en"]
            sentence = feature.say(telling, language)
            reasons.append(Reason(feature.name, label, value, weight, value * weight, sentence, telling.facts))
        reasons.sort(key=lambda reason: -reason.contribution)
        return tuple(reasons)

    def _left_out(
        self, question: Question, rows: NDArray[np.int64], verdicts: NDArray[np.int8], language: str, most: int
    ) -> tuple[LeftOut, ...]:
        private = np.array([rule.private for rule in RULES])[verdicts]
        named = [
            _excluded(question, int(rows[at]), RULES[verdicts[at]], language) for at in np.flatnonzero(~private)[:most]
        ]
        counts = np.bincount(verdicts[private], minlength=len(RULES))
        unnamed = [_unnamed(RULES[verdict], int(counts[verdict]), language) for verdict in np.flatnonzero(counts)]
        return (*named, *unnamed)


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
