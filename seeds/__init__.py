"""What a new installation starts from: the documented pilot, the skill vocabulary, the prior weights."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from seeds.community import pilot, planted
from seeds.skills import vocabulary
from seeds.tables import SeedError


def weights() -> dict[str, Any]:
    """The matcher's weights before any decision is known: version, base and one weight per feature, in points."""
    values: dict[str, Any] = json.loads((Path(__file__).parent / "weights.json").read_text(encoding="utf-8"))
    return values


__all__ = ["SeedError", "pilot", "planted", "vocabulary", "weights"]
