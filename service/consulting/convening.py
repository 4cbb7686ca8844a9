"""Whose matter an issue is, and who must be at the table, each with the rule and the facts behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from graph.snapshot import Snapshot
from matching.issues.issue import Situation, situations
from matching.issues.knowledge import Knowledge
from matching.issues.level import POOLS, LevelAnswer, LevelFact, Pool
from matching.issues.stakeholders import Stakeholder
from service.consulting.asked import Matter, asked_of, brief, shipped_knowledge
from service.viewing.looking import Mention, View

FIRST = 6  # places at a table where everybody still speaks
SHOWN_FACTS = 5
LEAST_CHANCE = 0.15  # below which a party is neither called nor welcome
POSTS = {"楼门长": ("门长", "楼长", "院长", "楼门长"), "居民代表": ("居民代表",)}
UNITS = {
    "学校": ("学校", "小学", "中学", "幼儿园"),
    "商户": ("商户", "餐饮", "超市", "店"),
    "社区卫生服务中心": ("卫生", "医院"),
    "派出所": ("派出所", "公安"),
    "辖区单位": ("银行", "企业", "机关", "保险公司", "证券公司"),
}
MOST_RECORDS = 3


@dataclass(frozen=True)
class LevelFound:
    """The level of one need or project; `scope` is what people wrote down themselves, which always stands."""

    asked: Matter
    answer: LevelAnswer

    @property
    def level(self) -> str:
        """The level that stands: what people wrote down, else the one by the rules."""
        return self.asked.scope if self.asked.scope in POOLS else self.answer.level

    @property
    def pool(self) -> Pool:
        """Where the level that stands is sent."""
        return POOLS[self.level]

    @property
    def agrees(self) -> bool | None:
        """Whether people wrote down the same level; None when they wrote none."""
        return self.asked.scope == self.answer.level if self.asked.scope else None

    def facts(self) -> tuple[LevelFact, ...]:
        """The rules that spoke for the level, the weightiest first."""
        return tuple(fact for fact in self.answer.facts if fact.contribution > 0)[:SHOWN_FACTS]

    def as_json(self, language: str = "zh") -> dict[str, Any]:
        """The object that API, command line and pages share."""
        answer, pool, english = self.answer, self.pool, language == "en"
        return {
            "of": brief(self.asked.who),
            "level": self.level,
            "by_rules": answer.level,
            "chance": round(answer.chance, 4),
            "chances": {level: round(chance, 4) for level, chance in answer.chances.items()},
            "written": self.asked.scope or None,
            "agrees": self.agrees,
            "suppliers": list(pool.suppliers_en if english else pool.suppliers),
            "rule": pool.rule_en if english else pool.rule_zh,
            "facts": [
                {
                    "rule": fact.id,
                    "sentence": fact.sentence_en if english else fact.sentence_zh,
                    "words": list(fact.words),
                    "contribution": round(fact.contribution, 6),
                }
                for fact in answer.facts
            ],
            "bias": round(answer.bias, 6),
            "score": round(answer.score, 6),
            "understood": {
                "text": self.asked.issue.text,
                "place_level": self.asked.issue.place_level or None,
                "place_note": self.asked.issue.place_note or None,
            },
        }


@dataclass(frozen=True)
class CalledParty:
    """One party with the records of the graph that stand for it here."""

    stakeholder: Stakeholder
    records: tuple[Mention, ...]

    def as_json(self, language: str) -> dict[str, Any]:
        """The party, its reasons and its records."""
        told, english = self.stakeholder, language == "en"
        return {
            "party": told.party.label_en if english else told.party.name,
            "must": told.must,
            "chance": round(told.chance, 4),
            "why": told.party.reason_en if english else told.party.reason_zh,
            "reasons": [
                {
                    "rule": reason.signal,
                    "sentence": reason.en if english else reason.zh,
                    "contribution": round(reason.contribution, 6),
                }
                for reason in told.reasons
            ],
            "records": [brief(one) for one in self.records],
        }


@dataclass(frozen=True)
class Stakeholders:
    """Who must be at the table and who is welcome, with the level that was judged first."""

    level: LevelFound
    must: tuple[CalledParty, ...]
    welcome: tuple[CalledParty, ...]

    def as_json(self, language: str = "zh") -> dict[str, Any]:
        """The object that API, command line and pages share."""
        return {
            "of": brief(self.level.asked.who),
            "level": self.level.level,
            "must": [one.as_json(language) for one in self.must],
            "welcome": [one.as_json(language) for one in self.welcome],
        }


def level_of(snapshot: Snapshot, kind: str, identifier: str, knowledge: Knowledge | None = None) -> LevelFound:
    """Who can solve a need or project, and the rules that say so; raises NotFound."""
    asked, known = asked_of(snapshot, kind, identifier), knowledge or shipped_knowledge()
    return LevelFound(asked, known.level.answer(_situation(known, asked)))


def stakeholders_of(snapshot: Snapshot, kind: str, identifier: str, knowledge: Knowledge | None = None) -> Stakeholders:
    """Who must be at the table for a need or project; raises NotFound.

    A level that people wrote down stands: it is taken as sure.
    """
    known = knowledge or shipped_knowledge()
    found = level_of(snapshot, kind, identifier, known)
    chances = found.answer.chances
    if found.asked.scope in chances:
        chances = {level: float(level == found.asked.scope) for level in chances}
    told = known.table.answer(_situation(known, found.asked), chances)
    view = View(snapshot)
    first = [one for one in told[:FIRST] if one.chance >= LEAST_CHANCE]
    must = [one for one in first if one.must] or first[:1]
    welcome = [one for one in told[: FIRST + 3] if one not in must and one.chance >= LEAST_CHANCE]
    return Stakeholders(found, _invited(view, found.asked, must), _invited(view, found.asked, welcome))


def _situation(knowledge: Knowledge, asked: Matter) -> Situation:
    return situations(knowledge.reader, [asked.issue])[0]


def _invited(view: View, asked: Matter, told: Sequence[Stakeholder]) -> tuple[CalledParty, ...]:
    return tuple(CalledParty(one, _records(view, asked, one.party.name)) for one in told)


def _records(view: View, asked: Matter, party: str) -> tuple[Mention, ...]:
    """Records that stand for a party here: people only where they agreed to be seen."""
    if party == "产权单位":
        return asked.owners[:MOST_RECORDS]
    if party == "物业公司":
        return asked.managers[:MOST_RECORDS]
    if party in POSTS:
        return tuple(_holding(view, asked.around, POSTS[party]))[:MOST_RECORDS]
    if party in UNITS:
        return tuple(_units(view, asked.around, UNITS[party]))[:MOST_RECORDS]
    return ()


def _holding(view: View, around: Sequence[int], posts: Sequence[str]) -> list[Mention]:
    """Residents who hold one of the posts at the nearest place that has such a post."""
    table = view.snapshot.links["HOLDS_POST", "Resident", "Place"]
    right = np.isin(table.texts("post").astype(str), posts)
    for place in around:
        rows = np.unique(table.from_rows[right & (table.to_rows == place)])
        found = [int(row) for row in rows if view.seen("Resident", int(row))]
        if found:
            return [view.mention("Resident", row) for row in found]
    return []


def _units(view: View, around: Sequence[int], kinds: Sequence[str]) -> list[Mention]:
    """Units of these kinds at the nearest place that has any."""
    for place in around:
        rows = view.linked("Place", place, "LOCATED_IN", "Unit", inward=True)
        found = [
            row for row in rows if any(kind in str(view.properties("Unit", row).get("kind") or "") for kind in kinds)
        ]
        if found:
            return [view.mention("Unit", row) for row in found]
    return []
