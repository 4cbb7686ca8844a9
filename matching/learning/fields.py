"""What the further fields of a piece of work are: roles of its members, links to earlier work, labels or prose."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

SHORT = 60  # a longer value is prose, not a label
REPEATED = 0.5  # a label comes back: at most this many different ones for each value told
LINKED = 0.5  # at least this share of a field's values must name earlier work
DATE = re.compile(r"^\d{4}(-\d{1,2}){0,2}([T ].*)?$")
NUMBER = re.compile(r"^[-+]?[\d.,]+%?$")
# How the work went is known only afterwards: as a feature it would tell of the future.
KNOWN_LATER = frozenset(
    {
        *("status", "state", "stage", "phase", "progress", "状态", "阶段", "进度"),
        *("outcome", "outcomes", "result", "results", "decision", "resolution", "结果", "结论", "完成情况"),
        *("rating", "score", "award", "grade", "citations", "评分", "评价", "获奖"),
        *("closed", "finished", "completed", "merged", "accepted", "updated", "modified"),
    }
)


@dataclass(frozen=True)
class Fields:
    """The further fields by use; those in none of the lists are left out."""

    roles: tuple[str, ...]
    references: tuple[str, ...]
    labelled: tuple[str, ...]
    told: tuple[str, ...]

    def labels(self, extra: Mapping[str, Any]) -> list[str]:
        """The labels of one piece of work, each with its field's name: `place:north`."""
        return [f"{name}:{value}" for name in self.labelled for value in values_of(extra.get(name))]

    def prose(self, extra: Mapping[str, Any]) -> list[str]:
        """The further texts of one piece of work."""
        return [value for name in self.told for value in values_of(extra.get(name), whole=True)]


def values_of(value: Any, *, whole: bool = False) -> list[str]:
    """The values of a field as texts: of a list its items, of a text its parts between commas (unless `whole`)."""
    if isinstance(value, Mapping):
        return [str(key) for key in value]
    if isinstance(value, (list, tuple)):
        return [str(one).strip() for one in value if isinstance(one, (str, int)) and str(one).strip()]
    if isinstance(value, str) and value.strip():
        parts = [value] if whole else re.split(r"[,;，；、]", value)
        return [part.strip() for part in parts if part.strip()]
    if isinstance(value, int) and not isinstance(value, bool):
        return [str(value)]
    return []


def sort_fields(
    extras: Sequence[Mapping[str, Any]], members: Sequence[set[str]], find: Callable[[str], int | None]
) -> Fields:
    """Decide the use of every further field. One that ever names a member of its own work is part of the answer."""
    names = sorted({name for extra in extras for name in extra})
    roles: list[str] = []
    references: list[str] = []
    labelled: list[str] = []
    told: list[str] = []
    for name in names:
        parts = [values_of(extra.get(name)) for extra in extras]
        if any(own.intersection(values) for own, values in zip(members, parts, strict=True)):
            roles.append(name)
            continue
        values = [value for row in parts for value in row]
        if not values or any(isinstance(extra.get(name), Mapping) for extra in extras):
            continue
        if sum(find(value) is not None for value in values) >= LINKED * len(values):
            references.append(name)
        elif name.lower() not in KNOWN_LATER and not _measured(values):
            (labelled if _comes_back(values) else told).append(name)
    return Fields(tuple(roles), tuple(references), tuple(labelled), tuple(told))


def _measured(values: Sequence[str]) -> bool:
    """Whether these are dates or amounts: what could be compared by size, not by words."""
    return sum(bool(DATE.match(value) or NUMBER.match(value)) for value in values) > len(values) / 2


def _comes_back(values: Sequence[str]) -> bool:
    different = Counter(values)
    return len(different) <= REPEATED * len(values) and max(map(len, different)) <= SHORT
