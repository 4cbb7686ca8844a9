"""Everything that issues are judged with: vocabularies, rules, parties and the weights shipped with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from matching.errors import BadWeights
from matching.issues.clusters import PLAIN, WITH_ENCODER, PairModel
from matching.issues.issue import LEVELS, PLACES
from matching.issues.level import LevelModel, LevelRule, names
from matching.issues.patterns import patterns
from matching.issues.problems import Problem, Problems
from matching.issues.reading import Reader
from matching.issues.stakeholders import SIGNALS, Party, PartyTable
from matching.language.encoder import Encoder
from matching.language.vocabulary import Vocabulary


@dataclass(frozen=True)
class IssueWeights:
    """Learned numbers of general features, and the set (its sha256) they were learned from.

    `level` maps placed/unplaced → feature → a weight for each level, `pairs` maps plain/encoder → PairModel.
    """

    learned_from: str
    level: Mapping[str, Mapping[str, Sequence[float]]]
    signals: Mapping[str, float]
    parties: Mapping[str, float]
    pairs: Mapping[str, PairModel]

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> IssueWeights:
        """The weights of parsed JSON; raises `BadWeights` naming what is missing."""
        try:
            pairs = {
                name: PairModel(dict(pair["weights"]), float(pair["bias"]), float(pair["threshold"]))
                for name, pair in told["clusters"].items()
            }
            level = {name: {k: tuple(v) for k, v in own.items()} for name, own in told["level"].items()}
            invite = told["invite"]
            found = cls(str(told["learned_from"]), level, dict(invite["signals"]), dict(invite["parties"]), pairs)
        except (KeyError, TypeError, AttributeError, ValueError) as problem:
            raise BadWeights(
                f"问题研判的权重看不懂：{problem!r}。 Cannot read the weights of issues: {problem!r}."
            ) from None
        _check(found)
        return found

    def as_json(self) -> dict[str, Any]:
        """The weights as they are kept, numbers to four places."""
        return {
            "learned_from": self.learned_from,
            "level": {
                name: {key: [round(value, 4) for value in own] for key, own in weights.items()}
                for name, weights in self.level.items()
            },
            "invite": {"signals": _rounded(self.signals), "parties": _rounded(self.parties)},
            "clusters": {
                name: {
                    "weights": _rounded(pair.weights),
                    "bias": round(pair.bias, 4),
                    "threshold": round(pair.threshold, 4),
                }
                for name, pair in self.pairs.items()
            },
        }


@dataclass(frozen=True, eq=False)
class Knowledge:
    """What the answers about issues are made from."""

    reader: Reader
    rules: tuple[LevelRule, ...]
    parties: tuple[Party, ...]
    weights: IssueWeights

    @classmethod
    def build(
        cls,
        tables: Mapping[str, Iterable[Mapping[str, Any]]],
        weights: IssueWeights,
        vocabulary: Vocabulary,
        encoder: Encoder | None = None,
    ) -> Knowledge:
        """From plain tables `problems`, `level_rules` and `parties`, lists already split."""
        problems = Problems.build(
            [Problem(**{**row, **_tuples(row, "call", "useful", "words")}) for row in tables["problems"]]
        )
        rules = tuple(LevelRule(**{**row, "words": patterns(row["words"])}) for row in tables["level_rules"])
        parties = tuple(Party(**{**row, "words": patterns(row["words"])}) for row in tables["parties"])
        return cls(Reader(problems, vocabulary, encoder), rules, parties, weights)

    @cached_property
    def level(self) -> LevelModel:
        """The rules of levels with their weights."""
        return LevelModel(self.rules, self.weights.level["placed"], self.weights.level["unplaced"])

    @cached_property
    def table(self) -> PartyTable:
        """The parties with the weights of their signals."""
        return PartyTable(self.parties, self.reader.problems, self.weights.signals, self.weights.parties)

    @property
    def pairs(self) -> PairModel:
        """The model of pairs that fits what can be measured here."""
        return self.weights.pairs["encoder" if self.reader.encoder is not None else "plain"]


def _tuples(row: Mapping[str, Any], *fields: str) -> dict[str, tuple[str, ...]]:
    return {name: tuple(row[name]) for name in fields}


def _rounded(weights: Mapping[str, float]) -> dict[str, float]:
    return {name: round(value, 4) for name, value in weights.items()}


def _check(weights: IssueWeights) -> None:
    wanted = {"level": {"placed", "unplaced"}, "invite.signals": set(SIGNALS), "clusters": {"plain", "encoder"}}
    had = {"level": set(weights.level), "invite.signals": set(weights.signals), "clusters": set(weights.pairs)}
    missing = [f"{name}.{one}" for name in wanted for one in sorted(wanted[name] - had[name])]
    wide = [
        f"level.{name}.{key}"
        for name, own in weights.level.items()
        for key, row in own.items()
        if len(row) != len(LEVELS)
    ]
    for name, kinds in (("plain", PLAIN), ("encoder", WITH_ENCODER)):
        if name in weights.pairs:
            missing += [f"clusters.{name}.{one}" for one in sorted(set(kinds) ^ set(weights.pairs[name].weights))]
    if missing or wide:
        what = ", ".join([*missing, *wide])
        raise BadWeights(f"问题研判的权重与本版本不符：{what}。 The weights of issues do not fit this version: {what}.")


def level_features(rules: Sequence[LevelRule], *, placed: bool) -> list[str]:
    """The features of a level model in the order of its matrix."""
    return [*names(rules), *(f"place_{place}" for place in PLACES if placed)]
