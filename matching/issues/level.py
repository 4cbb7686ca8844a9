"""Who can solve an issue: one household's (个别), common (普遍) or old and hard (老大难), by rules that are shown."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from matching.issues.issue import LEVELS, PLACES, Situation
from matching.issues.patterns import Pattern
from matching.issues.reading import Matrix
from matching.issues.scale import households

MOST_WORDS = 3  # of one rule that count
FEW, SOME = 3.0, 12.0  # households
REACH_NAMES = {"个别": "usually_individual", "普遍": "usually_common", "老大难": "usually_hard"}
ONLY_NAMES = {"个别": "only_individual", "普遍": "only_common", "老大难": "only_hard"}
SIGN_NAMES = {"个别": "signs_individual", "普遍": "signs_common", "老大难": "signs_hard"}


@dataclass(frozen=True)
class LevelRule:
    """One reason for a level: the sentence shown and the wordings that give it; `points_to` may be empty."""

    id: str
    points_to: str
    sentence_zh: str
    sentence_en: str
    words: tuple[Pattern, ...]


@dataclass(frozen=True)
class Pool:
    """Where a level is sent: the suppliers asked, and the rule in words."""

    level: str
    level_en: str
    suppliers: tuple[str, ...]
    suppliers_en: tuple[str, ...]
    rule_zh: str
    rule_en: str


@dataclass(frozen=True)
class LevelFact:
    """One rule that spoke for or against the level: its sentence, the words found, and what it added."""

    id: str
    sentence_zh: str
    sentence_en: str
    words: tuple[str, ...]
    contribution: float


@dataclass(frozen=True)
class LevelAnswer:
    """The level with its chance, the pool it is sent to and the facts behind it, the weightiest first.

    The facts' contributions and `bias` add up to `score`.
    """

    level: str
    chance: float
    chances: Mapping[str, float]
    pool: Pool
    facts: tuple[LevelFact, ...]
    bias: float
    score: float


POOLS = {
    pool.level: pool
    for pool in (
        Pool(
            "个别",
            "one or a few households",
            ("楼门长", "邻里志愿者", "社区社会组织", "社区工作者"),
            ("entrance heads", "volunteers among neighbours", "community groups", "community workers"),
            "一户或几户、十来个人的事，社区自己的人就能办：先请楼门长、志愿者和社区社会组织。",
            "One or a few households, a dozen people: the community's own people settle it, so entrance heads, "
            "volunteers and community groups come first.",
        ),
        Pool(
            "普遍",
            "common",
            ("辖区单位", "联盟", "物业公司", "专业社会组织", "社区社会组织", "社区公益金"),
            ("units", "alliances", "property company", "social organizations", "community groups", "welfare fund"),
            "牵涉许多户，或者要几方一起出资源的事：找辖区单位、联盟、物业和社会组织认领。",
            "Many households are concerned, or it takes resources of several parties: units, alliances, the property "
            "company and social organizations are asked to claim a part.",
        ),
        Pool(
            "老大难",
            "old and hard",
            ("街道办事处", "区级部门", "产权单位", "市区重点项目"),
            ("street office", "district departments", "owner unit", "city or district key projects"),
            "卡在产权、体制、法律或大笔资金上，社区解决不了：报街道列入市区重点项目，请区级部门和产权单位到场。",
            "Ownership, law or large money stands in the way: it goes to the street for a city or district key "
            "project, with district departments and the owner unit at the table.",
        ),
    )
}
# Set, not learned, in the order of LEVELS: what people counted goes before what words let guess, what was tried in
# vain is beyond the many, and where a headline says nothing else its kind of problem decides.
SET: Mapping[str, tuple[float, float, float]] = {
    "declared_few": (3.0, -3.0, 0.0),
    "declared_many": (-3.0, 3.0, 0.0),
    "tried": (0.0, -0.5, 0.6),
    "only_individual": (1.5, 0.0, 0.0),
    "only_common": (0.0, 1.5, 0.0),
    "only_hard": (0.0, 0.0, 1.5),
}
SCALE_SENTENCES = {
    "declared_few": ("登记的户数只有几户", "only a few households are on record"),
    "declared_many": ("登记的户数很多", "many households are on record"),
    "few_counted": ("说到的户数只有几户", "it counts a few households"),
    "some_counted": ("说到的户数有十来户", "it counts about a dozen households"),
    "many_counted": ("说到的户数很多", "it counts many households"),
    "counted": ("说出了规模", "it tells how many are concerned"),
    "signs_individual": ("有的说法指向一户几户的事", "some of its words point to a few households"),
    "signs_common": ("有的说法指向大家的事", "some of its words point to a common matter"),
    "signs_hard": ("有的说法指向老大难", "some of its words point to something old and hard"),
    "usually_individual": ("这类事多半是个别户的事", "such problems usually concern a few households"),
    "usually_common": ("这类事多半牵涉许多户", "such problems usually concern many households"),
    "usually_hard": ("这类事多半卡在产权、资金或审批上", "such problems usually meet ownership, money or approval"),
    "only_individual": ("别的没有说，这类事多半是个别户的事", "nothing else is said, and such matters concern a few"),
    "only_common": ("别的没有说，这类事多半牵涉许多户", "nothing else is said, and such matters concern many"),
    "only_hard": ("别的没有说，这类事多半卡在产权、资金或审批上", "nothing else is said, and such matters are hard"),
    **{f"place_{place}": (f"发生在{place}一级", f"it happens at the level of the {name}") for place, name in
       zip(PLACES, ("entrance", "building", "compound", "community", "street"), strict=True)},
}  # fmt: skip


@dataclass(frozen=True)
class LevelModel:
    """The rules with their weights: one set where the place's level is known, one where it is not.

    `weights[known]` maps a feature to its weight for each of LEVELS; the feature `bias` is always 1.
    """

    rules: tuple[LevelRule, ...]
    placed: Mapping[str, Sequence[float]]
    unplaced: Mapping[str, Sequence[float]]

    def answer(self, situation: Situation) -> LevelAnswer:
        """The level of one issue, with every rule that spoke."""
        values = features(self.rules, situation)
        weights = {**(self.placed if situation.issue.place_level in PLACES else self.unplaced), **SET}
        scores = {
            level: sum(values.get(name, 0.0) * own[at] for name, own in weights.items())
            for at, level in enumerate(LEVELS)
        }
        top = max(scores.values())
        total = sum(math.exp(score - top) for score in scores.values())
        chances = {level: math.exp(score - top) / total for level, score in scores.items()}
        level = max(LEVELS, key=lambda one: chances[one])
        at = LEVELS.index(level)
        spoken = [(name, values[name] * weights[name][at]) for name in values if name in weights and name != "bias"]
        facts = tuple(
            self._fact(name, situation, added) for name, added in sorted(spoken, key=lambda one: (-one[1], one[0]))
        )
        bias = weights["bias"][at]
        return LevelAnswer(level, chances[level], chances, POOLS[level], facts, bias, scores[level])

    def _fact(self, name: str, situation: Situation, added: float) -> LevelFact:
        rule = next((rule for rule in self.rules if rule.id == name), None)
        if rule is None:
            return LevelFact(name, *SCALE_SENTENCES[name], (), added)
        said = tuple(pattern.shown for pattern in rule.words if _stands(pattern, situation))
        return LevelFact(name, rule.sentence_zh, rule.sentence_en, said[:MOST_WORDS], added)


def features(rules: Sequence[LevelRule], situation: Situation) -> dict[str, float]:
    """What the rules measure in an issue; features that are 0 are left out, `bias` is 1."""
    values = {"bias": 1.0}
    signs = dict.fromkeys(SIGN_NAMES, 0)
    for rule in rules:
        said = sum(_stands(pattern, situation) for pattern in rule.words)
        values[rule.id] = math.sqrt(min(said, MOST_WORDS))
        if rule.points_to in signs:
            signs[rule.points_to] += said > 0
    for level, name in SIGN_NAMES.items():
        values[name] = math.log1p(signs[level])
    counted = households(situation.text)
    values["few_counted"] = float(0 < counted <= FEW)
    values["some_counted"] = float(FEW < counted <= SOME)
    values["many_counted"] = float(counted > SOME)
    values["counted"] = math.log1p(counted) / 3
    values["declared_few"] = float(0 < situation.issue.households <= FEW)
    values["declared_many"] = float(situation.issue.households > SOME)
    for level, name in REACH_NAMES.items():
        values[name] = situation.reach.get(level, 0.0)
        values[ONLY_NAMES[level]] = 0.0 if any(signs.values()) or counted else values[name]
    for place in PLACES:
        values[f"place_{place}"] = float(situation.issue.place_level == place)
    return {name: value for name, value in values.items() if value}


def names(rules: Sequence[LevelRule]) -> list[str]:
    """Every feature in a fixed order, without those of the place's level and the bias."""
    scale = ["few_counted", "some_counted", "many_counted", "counted"]
    return [*(rule.id for rule in rules), *scale, *REACH_NAMES.values(), *SIGN_NAMES.values()]


def matrix(rules: Sequence[LevelRule], told: Sequence[Situation], *, placed: bool) -> Matrix:
    """Features of many issues: issues × (`names`, then the place's levels where `placed`)."""
    columns = [*names(rules), *(f"place_{place}" for place in PLACES if placed)]
    rows = [features(rules, one) for one in told]
    return np.array([[row.get(name, 0.0) for name in columns] for row in rows]).reshape(len(rows), len(columns))


def _stands(pattern: Pattern, situation: Situation) -> bool:
    return pattern.stands(situation.note if pattern.in_note else situation.text)
