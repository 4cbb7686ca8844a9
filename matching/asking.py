"""The question: one line of what a project lacks, as plain values and row numbers."""

from __future__ import annotations

from dataclasses import dataclass
from math import nan


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
    given: tuple[tuple[int, float], ...] = ()  # funds and the 元 that each gave or promised the project before
    taken_by: tuple[int, ...] = ()  # who has claimed this very line
    declined_by: tuple[int, ...] = ()  # who has said no to this very line
    # Who said they would like to take it, and how much (nan: not said): not settled yet.
    intended: tuple[tuple[int, float], ...] = ()
