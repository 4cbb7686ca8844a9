"""What became of each row of a load: a new record, news of a known one, nothing new, or one with another row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from graph.loading.draft import Draft
from graph.loading.journal import JournalEntry
from graph.loading.register import Ref
from graph.records import Node

# The kinds of record that the rows of a list become.
ROWS_OF: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "needs": ("Need",),
        "resources": ("Service", "Space", "Fund"),
        "projects": ("Project", "Requirement", "Claim"),
        "residents": ("Resident",),
        "organizations": ("Organization",),
        "units": ("Unit", "Alliance"),
        "services": ("Service",),
        "places": ("Place",),
    }
)


@dataclass(frozen=True)
class RowFates:
    """How many rows made a record, changed one, found it as it was, or went into that of an earlier row."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    merged: int = 0

    @property
    def total(self) -> int:
        """All rows, each counted once."""
        return self.created + self.changed + self.unchanged + self.merged


def row_fates(draft: Draft, entries: Iterable[JournalEntry]) -> RowFates:
    """What became of the rows of a draft, by the records that its load made and changed."""
    made: set[Ref] = set()
    touched: set[Ref] = set()
    for entry in entries:
        record = entry.record
        if isinstance(record, Node):
            (made if entry.made else touched if entry.changed else set()).add((record.kind, record.id))
        elif entry.made or entry.changed or entry.removed:
            touched |= {(record.from_kind, record.from_id), (record.to_kind, record.to_id)}
    counts = dict.fromkeys(("created", "changed", "unchanged", "merged"), 0)
    taken: set[Ref] = set()
    for (sheet, _), refs in draft.rows.items():
        own = _own(refs, ROWS_OF.get(draft.lists.get(sheet, ""), ()))
        fresh = made.intersection(own)
        counts[_fate(own, fresh, fresh - taken, touched)] += 1
        taken |= fresh
    return RowFates(**counts)


def _own(refs: Sequence[Ref], kinds: Sequence[str]) -> list[Ref]:
    return [ref for ref in refs if ref[0] in kinds] or list(refs)


def _fate(own: Sequence[Ref], fresh: set[Ref], first: set[Ref], touched: set[Ref]) -> str:
    if first:
        return "created"
    if fresh:
        return "merged"
    return "changed" if touched.intersection(own) else "unchanged"
