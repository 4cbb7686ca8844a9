"""How much each feature counts: plain values from outside, checked against the features that exist."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from math import isfinite
from typing import Any

from matching.errors import BadWeights
from matching.experience import Experience

SIMILAR = "similar_projects"  # the feature in which past work speaks


@dataclass(frozen=True)
class Weights:
    """A named set of weights; a score is `base` plus value × weight over all features."""

    version: str
    base: float
    by_feature: Mapping[str, float]

    @classmethod
    def from_values(cls, values: Mapping[str, Any], features: Iterable[str]) -> Weights:
        """Read `{version, base, weights}`; raises BadWeights when names or numbers do not fit `features`."""
        given, known = dict(values["weights"]), set(features)
        strange, missing = sorted(set(given) - known), sorted(known - set(given))
        if strange or missing:
            raise BadWeights(
                f"权重与特征不符：多出 {strange}，缺少 {missing}。 Weights do not fit the features: "
                f"unknown {strange}, missing {missing}; use the names in matching/features/__init__.py."
            )
        numbers = {name: float(number) for name, number in given.items()}
        if not all(isfinite(number) for number in (*numbers.values(), float(values["base"]))):
            raise BadWeights("权重必须是有限的数。 Every weight must be a finite number.")
        return cls(str(values["version"]), float(values["base"]), numbers)


def heard(weights: Weights, experience: Experience) -> Weights:
    """The weights with past work counting as much more as was learned from it."""
    louder = {SIMILAR: experience.louder(weights.by_feature[SIMILAR])}
    return replace(weights, by_feature={**weights.by_feature, **louder})
