"""What a record cannot hold is a problem of its cell: a load would refuse the whole file for it."""

from __future__ import annotations

from graph.reading.cells import CellReading
from graph.reading.report import FieldValue
from graph.validation import LONGEST_INDEXED, WIDEST

# Fields that name a record or number it, and so are looked up.
LOOKED_UP = frozenset(
    ("id", "name", "aliases", "provider", "alliance", "lead_unit", "member_units", "team", "need", "fund", "claimant")
).union(("mentor", "contact", "groups", "skills", "offers", "parent", "code", "filing_no"))


def within_limits(reading: CellReading) -> CellReading:
    """The reading, or nothing but the problem where a name is too long or a number too large to be kept."""
    if any(_too_large(name, value) for name, value in reading.values.items()):
        return CellReading(codes=["too_large"])
    return reading


def _too_large(name: str, value: FieldValue) -> bool:
    if isinstance(value, float):
        return abs(value) >= WIDEST
    entries = value if isinstance(value, list) else [value]
    return name in LOOKED_UP and any(isinstance(entry, str) and len(entry) > LONGEST_INDEXED for entry in entries)
