"""An issue as it is asked about, and the situation read out of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import nan

from matching.issues.reading import Matrix, Reader
from matching.language.text import simplify_all

PLAIN = 0.5  # of the clearest problem of a text: what is read less clearly may be chance
LEVELS = ("个别", "普遍", "老大难")
ENTRANCE, BUILDING, COMPOUND, COMMUNITY, STREET = PLACES = ("门", "楼", "院", "社区", "街道")


@dataclass(frozen=True)
class Issue:
    """What is known of an issue; an empty field is not known. `place_level` is one of PLACES.

    `households` are those that whoever entered it counted; nan where nobody did.
    """

    text: str
    place_level: str = ""
    place_note: str = ""  # who owns or manages the place
    category: str = ""
    households: float = nan


@dataclass(frozen=True, eq=False)
class Situation:
    """An issue as read: simplified words, and how much of them is about each problem."""

    issue: Issue
    text: str
    note: str
    about: Mapping[int, float]  # problem → share, clear ones only
    theme: Mapping[str, float]  # theme → share
    reach: Mapping[str, float]  # level that such problems usually have → share
    said: frozenset[int]  # problems that the text itself, without its category, plainly names


def situations(reader: Reader, issues: Sequence[Issue]) -> list[Situation]:
    """Read issues, each once; the category helps to know what it is about."""
    texts = simplify_all([issue.text for issue in issues])
    notes = simplify_all([issue.place_note for issue in issues])
    kinds = simplify_all([issue.category for issue in issues])
    told = reader.problems.shares([f"{text}，{kind}" for text, kind in zip(texts, kinds, strict=True)])
    return [_situation(reader, *row) for row in zip(issues, texts, notes, told, strict=True)]


def _situation(reader: Reader, issue: Issue, text: str, note: str, shares: Matrix) -> Situation:
    about = {int(row): float(shares[row]) for row in shares.nonzero()[0]}
    theme: dict[str, float] = {}
    reach: dict[str, float] = {}
    for row, share in about.items():
        problem = reader.problems.problems[row]
        theme[problem.theme] = theme.get(problem.theme, 0.0) + share
        reach[problem.reach] = reach.get(problem.reach, 0.0) + share
    seen = reader.problems.read(text)
    said = frozenset(one.problem for one in seen if one.strength >= PLAIN * seen[0].strength)
    return Situation(issue, text, note, about, theme, reach, said)
