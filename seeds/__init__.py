"""What a new installation starts from: the documented pilot, the skill vocabulary, the prior weights."""

from __future__ import annotations

from seeds.community import pilot
from seeds.skills import vocabulary
from seeds.tables import SeedError

__all__ = ["SeedError", "pilot", "vocabulary"]
