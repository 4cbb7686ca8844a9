"""Groups of numbered columns (需求项1, 数量1, 需求项2, 数量2): one line that says several things of one sort."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise

from graph.reading.tidy import squash

_NUMBERED = re.compile(r"(.+?)[-_]?[（(]?(\d{1,2}|[一二三四五六七八九十]{1,2}|[①-⑨])[)）]?")
Family = Mapping[str, int]  # number → column


def numbered_groups(headings: Mapping[int, str]) -> list[frozenset[int]]:
    """The columns of each number, by column → heading; none where every number is of one heading only.

    特长1, 特长2, 电话1, 电话2 are no such groups: what belongs together stands side by side.
    """
    families: dict[str, dict[str, int]] = {}
    for column, heading in sorted(headings.items()):
        found = _NUMBERED.fullmatch(squash(heading))
        if found:
            families.setdefault(found[1], {}).setdefault(found[2], column)
    several = [family for family in families.values() if len(family) > 1]
    for first in several:
        beside = [family for family in several if family.keys() == first.keys() and _take_turns(first, family)]
        if len(beside) > 1:
            return [frozenset(family[number] for family in beside) for number in first]
    return []


def _take_turns(one: Family, other: Family) -> bool:
    """Whether all of a number stands before all of the next."""
    return all(
        max(one[number], other[number]) < min(one[following], other[following]) for number, following in pairwise(one)
    )
