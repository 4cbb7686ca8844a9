"""An answer in words: matches with their reasons, and those left out with the rule; what was said once is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.eligibility import all_excluding, excluded_by
from matching.exclusion_words import TRAVELLING, WILLING
from matching.exclusions import outside
from matching.features import FEATURE_NAMES, FEATURES
from matching.houses import told
from matching.notes import notes
from matching.pool import Pool
from matching.question import Question
from matching.quoting import filled
from matching.reasons import LeftOut, Match, Reason
from matching.rules import OF_FACTS, RULES, SETTLED, Rule
from matching.weights import Weights
from matching.wordings import Bilingual

KEPT = 100  # of each line so many matches, and so many left out: those who are shown are shown again and again

ELSEWHERE = {"place", "coverage", "district"}


@dataclass(frozen=True, eq=False)
class Words:
    """What is said of candidates for one line, kept as it was found; safe to share between threads."""

    weights: Weights
    _matches: dict[tuple[str, int], Match] = field(default_factory=dict, repr=False)
    _left_out: dict[tuple[str, int, int], LeftOut] = field(default_factory=dict, repr=False)

    def matches(
        self,
        question: Question,
        rows: NDArray[np.int64],
        values: NDArray[np.float64],
        language: str,
        standing_for: Mapping[int, tuple[int, ...]],
    ) -> tuple[Match, ...]:
        """The match of each candidate; `values` are those of all features, `standing_for` rows not listed again."""
        found = [self._matches.get((language, row)) for row in rows.tolist()]
        missing = np.array([at for at, match in enumerate(found) if match is None], dtype=np.intp)
        if len(missing):
            fresh = self._matched(question, rows[missing], values[missing], language)
            if len(self._matches) + len(fresh) > KEPT:
                self._matches.clear()
            self._matches.update(((language, match.row), match) for match in fresh[:KEPT])
            for at, match in zip(missing.tolist(), fresh, strict=True):
                found[at] = match
        return tuple([_for_others(question, match, standing_for, language) for match in found if match is not None])

    def left_out(self, question: Question, pool: Pool, language: str) -> tuple[LeftOut, ...]:
        """Those that a rule excludes: named, or counted where they may not be."""
        both = list(zip(pool.left_out.tolist(), pool.verdicts.tolist(), strict=True))
        found = {one: self._left_out.get((language, *one)) for one in both}
        fresh = [one for one, known in found.items() if known is None]
        if len(self._left_out) + len(fresh) > KEPT:
            self._left_out.clear()
        ways = all_excluding(question, np.array([row for row, _ in fresh], dtype=np.int64))
        for (row, verdict), names in zip(fresh, ways, strict=True):
            mine = found[row, verdict] = excluded(question, row, verdict, language, names)
            self._left_out[language, row, verdict] = mine
        named = [one for one in found.values() if one is not None]
        unnamed = [
            _unnamed(rule, count, language) for rule, count in zip(RULES, pool.unnamed.tolist(), strict=True) if count
        ]
        return (*named, *unnamed)

    def _matched(
        self, question: Question, rows: NDArray[np.int64], values: NDArray[np.float64], language: str
    ) -> list[Match]:
        nodes, base = question.data.nodes, self.weights.base
        reasons = self._reasons(question, rows.tolist(), values, language)
        minded = notes(question, rows, outside(question, rows), language)
        return [
            Match(row, nodes.node(row), base, tuple(sorted(mine, key=_by_size)), mind)
            for row, mine, mind in zip(rows.tolist(), reasons, minded, strict=True)
        ]

    def _reasons(
        self, question: Question, rows: Sequence[int], values: NDArray[np.float64], language: str
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


def _for_others(question: Question, match: Match, standing_for: Mapping[int, tuple[int, ...]], language: str) -> Match:
    """The match with those of the same house, who are not listed again."""
    others, data = standing_for.get(match.row), question.data
    if not others:
        return match
    same = tuple([data.nodes.node(other) for other in others])
    return replace(match, notes=(*match.notes, told(data, others, language)), same=same)


def excluded(question: Question, row: int, verdict: int, language: str, names: frozenset[str] | None = None) -> LeftOut:
    """That the rule at `verdict` excludes a candidate, who is not named where the rule is private.

    names: of all rules that exclude it, where they are known.
    """
    rule = RULES[verdict]
    if rule.private:
        return _unnamed(rule, 1, language)
    words, remedy = rule.words(question, row), rule.remedy
    if verdict >= OF_FACTS:
        remedy = _remedy(rule, question.data.nodes.kind_of(row), names or excluded_by(question, row))
    return LeftOut(
        question.data.nodes.node(row), rule.name, _say(rule.sentence, words, language), _say(remedy, words, language)
    )


def _remedy(rule: Rule, kind: str, names: frozenset[str]) -> Bilingual:
    """What would let a candidate in, where this may be all that is in its way."""
    if names == {rule.name}:
        return rule.remedy
    if names <= ELSEWHERE and kind in TRAVELLING:
        return WILLING
    return "还有别的条件对不上，一起解决了才能排进来", "more is in the way: comes in once all of it is settled"


def untold(question: Question, row: int, verdict: int, language: str) -> LeftOut:
    """That the rule at `verdict` excludes who was asked about; of a private one neither the name nor which it is."""
    rows = np.array([row])
    if RULES[verdict].private or any(rule.private and rule.excludes(question, rows)[0] for rule in RULES[:SETTLED]):
        return _unnamed(next(rule for rule in RULES if rule.name == "withheld"), 1, language)
    return excluded(question, row, verdict, language)


def one_unnamed(name: str) -> Bilingual:
    """The sentence of a private rule about one candidate, who is not named."""
    rule = next(rule for rule in RULES if rule.name == name)
    return _unnamed(rule, 1, "zh").sentence, _unnamed(rule, 1, "en").sentence


def _unnamed(rule: Rule, count: int, language: str) -> LeftOut:
    several, one = rule.who[1:]
    who = f"{count} {one if count == 1 else several}" if language == "en" else f"{count}{rule.who[0]}"
    sentence, remedy = rule.sentence[language == "en"], rule.remedy[language == "en"]
    joined = f"{who} {sentence}" if language == "en" else f"{who}{sentence}"
    return LeftOut({"kind": "Resident", "id": "", "name": who}, rule.name, joined, remedy, count)


def _by_size(reason: Reason) -> float:
    return -reason.contribution


def _say(templates: tuple[str, str], words: Mapping[str, Any], language: str) -> str:
    return filled(templates[language == "en"], words)
