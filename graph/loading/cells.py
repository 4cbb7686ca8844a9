"""A row's fields by type, each None or empty when the cell is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from graph.reading.report import FieldValue

BORN = "born"  # when somebody was born: typed in a column of its own, and no field that is kept


@dataclass(frozen=True)
class Cells:
    """The fields of one row of one list, and as what the cells were typed that belong to them."""

    fields: Mapping[str, FieldValue]
    typed: Mapping[str, str] = field(default_factory=dict)

    def unread(self, name: str) -> str:
        """What was typed for a field that could not be read, "" when it was read or nothing was typed."""
        return "" if name in self.fields else self.typed.get(name, "")

    def text(self, name: str) -> str | None:
        """The words of a field."""
        value = self.fields.get(name)
        return None if value is None or isinstance(value, bool | list) or value == "" else str(value)

    def number(self, name: str) -> float | None:
        """The number of a field."""
        value = self.fields.get(name)
        return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None

    def whole(self, name: str) -> int | None:
        """The number of a field as a count."""
        value = self.number(name)
        return None if value is None else round(value)

    def day(self, name: str) -> date | None:
        """The date of a field."""
        value = self.text(name)
        return date.fromisoformat(value) if value else None

    def words(self, name: str) -> list[str]:
        """The entries of a list field; a single value is a list of one."""
        value = self.fields.get(name)
        if isinstance(value, list):
            return [entry for entry in value if entry]
        return [value] if isinstance(value, str) and value else []

    def flag(self, name: str) -> bool | None:
        """The yes or no of a field."""
        value = self.fields.get(name)
        return value if isinstance(value, bool) else None
