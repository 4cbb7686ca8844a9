"""Values of properties as JSON, one form for dumps, hashes and the pages of imports.

A day is `{"d": "2026-01-02"}`, a moment `{"m": "2026-01-02T03:04:05.000000Z"}` in UTC; all else is plain JSON.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, cast

from graph.schema import Value


def to_json(value: Value) -> Any:
    """The value as JSON can hold it; equal values have equal forms."""
    kind = type(value)
    if kind is date:
        return {"d": value.isoformat()}  # type: ignore[union-attr]
    if kind is datetime:
        return {"m": value.astimezone(UTC).isoformat(timespec="microseconds")[:-6] + "Z"}  # type: ignore[union-attr]
    return value


def from_json(told: Any) -> Value:
    """The value of that form; TypeError or ValueError when it is no such form."""
    if type(told) is not dict:
        return cast("Value", told)
    ((form, text),) = told.items()
    if form == "d":
        return date.fromisoformat(text)
    if form == "m":
        return datetime.fromisoformat(text).astimezone(UTC)
    raise ValueError(form)
