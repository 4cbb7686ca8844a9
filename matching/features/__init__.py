"""Every feature of the score, in the order in which ties are told."""

from __future__ import annotations

from matching.features.ability import ABILITY, SIMILAR_PROJECTS, WORDING
from matching.features.feature import Feature
from matching.features.fit import LACKING, PURPOSE
from matching.features.supply import SUPPLY
from matching.features.ties import NEAR, WINDOWS, WORKED_TOGETHER

FEATURES: tuple[Feature, ...] = (
    *(ABILITY, LACKING, WORDING, SIMILAR_PROJECTS, PURPOSE),
    *(NEAR, WORKED_TOGETHER, WINDOWS),
    *SUPPLY,
)
FEATURE_NAMES: tuple[str, ...] = tuple(feature.name for feature in FEATURES)
