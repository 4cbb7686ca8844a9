"""The question: one line of what a project lacks, as plain values and row numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import nan

from matching.text import simplify

DIGITS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
PEOPLE = re.compile(
    r"(\d+|[一二两三四五六七八九十百]+)\s*(?:多|来|余|几)?\s*(?:个|名|位)?\s*(?:人|老人|居民|孩子|座)(?!民币)"
)


@dataclass(frozen=True)
class Ask:
    """What is asked for, where, when, how much, and who is already there.

    Rows are candidate rows, `project` is a row of works, `place` a row of places (-1: none); days count from
    1970-01-01; nan means not said.
    """

    id: str
    kind: str
    text: str = ""
    project_text: str = ""
    concepts: tuple[int, ...] = ()
    project_concepts: tuple[int, ...] = ()
    project: int = -1
    place: int = -1
    place_of: tuple[str, str, str] = ("", "", "")  # kind, id and name of the node that is LOCATED_IN the place
    level: str = ""
    windows: int = 0
    first_day: float = nan
    last_day: float = nan
    hours: float = nan
    quantity: float = nan  # still wanted, in `unit`
    unit: str = ""
    people: float = nan  # how many people a room must hold
    qualification: str = ""
    team: tuple[int, ...] = ()  # who carries the project or has claimed any of its lines
    present: tuple[int, ...] = ()  # who of them takes part in it
    taken_by: tuple[int, ...] = ()  # who has claimed this very line
    declined_by: tuple[int, ...] = ()  # who has said no to this very line


def people_in(text: str) -> float:
    """The largest number of people a text speaks of; nan when it speaks of none."""
    counts = [_number(found) for found in PEOPLE.findall(simplify(text))]
    return max(counts, default=nan)


def _number(written: str) -> float:
    if written.isdigit():
        return float(written)
    total, digit = 0, 0
    for sign in written:
        if sign in ("十", "百"):
            total += (digit or 1) * (10 if sign == "十" else 100)
            digit = 0
        else:
            digit = DIGITS[sign]
    return float(total + digit)
