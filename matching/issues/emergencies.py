"""What has happened that cannot wait: who is able to act then, and what has to be done before neighbours are called."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from matching.issues.problems import Problem, Problems

# Who arranges a drill, a lecture or a check, or asks who pays, has time: nothing happens now.
_ARRANGING = re.compile(
    r"讲座|讲课|讲讲|讲解|来讲|宣讲|培训|演练|演习|宣传|预防|知识|课程|课堂|上课|一课|学会|学习|学急救|举办|办一|办个|想办"
    r"|志愿者培|要讲师|检查一下|排查|定期|赔偿|赔钱|律师|维权|纠纷|打官司|防(?=摔|跌|走|诈|骗|火|溺|中暑|高空|灾)"
)
MOST, BESIDE = 3, 0.6  # so many of what has happened at once, another as clear as this share of the clearest
ACTING = 5  # abilities that are called for together


@dataclass(frozen=True)
class Emergency:
    """One kind of emergency as plain values: `concepts` are those of who acts then, the first needed first."""

    id: str
    name: str
    label_en: str
    concepts: tuple[str, ...]
    safety_zh: str
    safety_en: str

    def told(self, language: str) -> dict[str, str]:
        """Its name and what to do before anybody is called."""
        english = language == "en"
        return {
            "id": self.id,
            "name": self.label_en if english else self.name,
            "safety": self.safety_en if english else self.safety_zh,
        }


@dataclass(frozen=True, eq=False)
class Emergencies:
    """The kinds of emergencies, the gravest first, read in texts by their wordings."""

    kinds: tuple[Emergency, ...]
    _wordings: Problems

    @classmethod
    def build(cls, rows: Sequence[Mapping[str, Any]]) -> Emergencies:
        """The rows of the shipped table: id, name, label_en, concepts, safety_zh, safety_en, words."""
        names = ("id", "name", "label_en", "concepts", "safety_zh", "safety_en")
        kinds = tuple([Emergency(*(row[name] for name in names)) for row in rows])
        worded = [Problem(row["id"], row["name"], row["label_en"], "", words=_wordings(row["words"])) for row in rows]
        return cls(kinds, Problems.build(worded))

    def read(self, text: str) -> tuple[Emergency, ...]:
        """What a simplified text says has happened, the gravest first; nothing where it is only being arranged for."""
        if _ARRANGING.search(text):
            return ()
        seen = self._wordings.read(text)[:MOST]
        return tuple(
            [self.kinds[row] for row in sorted(one.problem for one in seen if _clear(one.strength, seen[0].strength))]
        )


def _wordings(words: Sequence[str]) -> tuple[str, ...]:
    """Each wording with one of its alternatives in each part: `孩子/老人+不见` are two."""
    found: dict[str, None] = {}
    for word in words:
        said, mark, absent = word.partition("!")
        several = [part.split("/") for part in said.split("+")]
        found.update(dict.fromkeys("+".join(one) + mark + absent for one in product(*several)))
    return tuple(found)


def _clear(strength: float, clearest: float) -> bool:
    return strength >= BESIDE * clearest


def acting(found: Sequence[Emergency]) -> tuple[str, ...]:
    """The concepts of who acts in all of these, those needed first of each before its others."""
    most = max((len(one.concepts) for one in found), default=0)
    ordered = [one.concepts[at] for at in range(most) for one in found if at < len(one.concepts)]
    return tuple(dict.fromkeys(ordered))[:ACTING]
