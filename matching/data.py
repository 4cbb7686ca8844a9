"""What matching knows of a community: columns and links by row number, names only at the border."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.errors import UnknownCandidate
from matching.experience import Experience
from matching.language.meaning import Meaning
from matching.language.text import TextIndex
from matching.language.vocabulary import Mention, Vocabulary
from matching.ragged import Column, Ragged, Rows

Words = NDArray[np.object_]
Flags = NDArray[np.int8]

CANDIDATE_KINDS = ("Resident", "Organization", "Unit", "Alliance", "Service", "Space", "Fund", "Expert")
OFFERED_KINDS = ("Service", "Space", "Fund")  # labelled with what they are about
SKILLED_KINDS = ("Resident", "Expert", "Organization", "Unit")  # declare what they can do
PLACE_LEVELS = ("district", "street", "community", "grid", "compound", "building", "entrance")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PARTS_OF_DAY = ("am", "pm", "eve")
SLOTS: Mapping[str, int] = {
    f"{day}-{part}": 1 << (3 * d + p) for d, day in enumerate(WEEKDAYS) for p, part in enumerate(PARTS_OF_DAY)
}
# How a candidate came by an ability (Ragged codes of `abilities`).
DECLARED, LABELLED, WORDED, OFFERED, BY_MEMBER = range(5)
# How a candidate is tied to a piece of work (codes of `delivered`).
WORK_TIES = ("TAKES_PART", "MENTORS", "FUNDED_BY", "USES", "CLAIMED")
# How a candidate is tied to a place (codes of `home` and `covers`).
PLACE_TIES = ("LIVES_AT", "LOCATED_IN", "SERVES", "COVERS")
ANSWERS = ("", "accepted", "declined")
DECLINE_REASONS = ("", "no_time", "wrong_skill", "too_far", "asked_too_often", "relation", "other")
CHARGES = ("", "公益", "优惠", "市场")
# "things": a service by which one has things, such as lending them.
GIVES = ("", "service", "skill", "people", "goods", "planning", "mentor", "things")
# The properties that make up a candidate's own text, in this order, one line each.
OWN_PROPERTIES: Mapping[str, tuple[str, ...]] = {
    "Resident": ("posts",),
    "Organization": ("name", "kind", "text"),
    "Unit": ("name", "kind", "text"),
    "Alliance": ("name", "text"),
    "Service": ("name", "text", "audience", "purpose"),
    "Space": ("name", "text", "equipment", "audience", "purpose"),
    "Fund": ("name", "kind", "purpose", "applicants"),
    "Expert": ("title", "text"),
}
KEPT_NODES = 4096  # of each family of nodes: answers about one place name the same ones again and again
REGISTRATION = ("", "登记", "备案", "未备案")


def slots(windows: Sequence[str]) -> int:
    """Weekly windows as bits, 3 a day from Monday morning; unknown words are no window."""
    bits = 0
    for window in windows:
        bits |= SLOTS.get(window, 0)
    return bits


@dataclass(frozen=True, eq=False)
class Named:
    """Ids and names of nodes of one or several kinds in row order."""

    kinds: tuple[str, ...]
    bounds: tuple[int, ...]  # rows of kinds[i]: bounds[i] … bounds[i + 1]
    ids: Words
    names: Words
    _told: dict[int, dict[str, str]] = field(default_factory=dict, init=False, repr=False)

    @cached_property
    def _rows(self) -> dict[tuple[str, str], int]:
        return {(self.kind_of(row), key): row for row, key in enumerate(self.ids.tolist())}

    @cached_property
    def kind_rows(self) -> NDArray[np.int8]:
        """Position in `kinds` for every row."""
        return np.repeat(np.arange(len(self.kinds), dtype=np.int8), np.diff(self.bounds))

    def __len__(self) -> int:
        return len(self.ids)

    def kind_of(self, row: int) -> str:
        """The label of a row's node."""
        return self.kinds[bisect_right(self.bounds, row) - 1]

    def range_of(self, kind: str) -> range:
        """The rows of one kind; empty when there are none."""
        if kind not in self.kinds:
            return range(0)
        at = self.kinds.index(kind)
        return range(self.bounds[at], self.bounds[at + 1])

    def row_of(self, kind: str, key: str) -> int:
        """The row of a node; raises UnknownCandidate."""
        # Rows of a kind are sorted by id, so no dictionary of everybody is needed for one question.
        rows = self.range_of(kind)
        low = rows.start + int(np.searchsorted(self.ids[rows.start : rows.stop], key)) if len(rows) else 0
        if low in rows and self.ids[low] == key:
            return low
        if (kind, key) in self._rows:
            return self._rows[kind, key]
        raise UnknownCandidate(kind, key)

    def has(self, kind: str, key: str) -> bool:
        """Whether there is such a node."""
        return (kind, key) in self._rows

    def node(self, row: int) -> dict[str, str]:
        """The node as the API names it; shared, so not to be changed."""
        found = self._told.get(row)
        if found is None:
            if len(self._told) >= KEPT_NODES:
                self._told.clear()
            key = self.ids[row]
            kind = self.kinds[bisect_right(self.bounds, row) - 1]
            found = self._told[row] = {"kind": kind, "id": key, "name": self.names[row] or key}
        return found


@dataclass(frozen=True, eq=False)
class Candidates:
    """Everybody and everything that can be recommended; numbers are nan and words "" when not known."""

    nodes: Named
    consents: NDArray[np.bool_]  # may be recommended as far as consent goes
    minors: NDArray[np.bool_]
    windows: NDArray[np.uint32]
    professional: NDArray[np.bool_]  # an outside organization may come from elsewhere
    registration: Flags
    charge: Flags
    gives: Flags
    units: Words  # measure of `quantity`
    numbers: Mapping[str, Column]  # the names in NUMBERS

    def number(self, name: str) -> Column:
        """One of the NUMBERS for every row."""
        return self.numbers[name]


NUMBERS = (
    "hours_cap",
    "valid_until",
    "last_active",
    "confirmed_on",
    "joined_on",
    "star",
    "star_until",
    "capacity",
    "cap",
    "balance",
    "year",
    "quantity",
    "members",
)


@dataclass(frozen=True, eq=False)
class Places:
    """The place hierarchy: for every place its ancestor at each of PLACE_LEVELS, itself included, -1 for none."""

    nodes: Named
    parents: Rows  # -1 at the top
    ancestors: NDArray[np.int32]
    levels: Flags


@dataclass(frozen=True, eq=False)
class Works:
    """Projects and activities, what they were about and who carried them."""

    nodes: Named
    whole: Rows  # the project of an activity, its own row for a project
    days: Column  # last known day, days since 1970-01-01
    dropped: NDArray[np.bool_]
    index: TextIndex
    text_rows: Rows  # row of the work's text in `index`
    about: Ragged  # concept → work, each pair once
    delivered: Ragged  # work → candidate, codes = WORK_TIES, via = claim behind CLAIMED
    worked: Ragged  # candidate → work, the same entries turned


@dataclass(frozen=True, eq=False)
class Claims:
    """Claims that became or may become work, for the paths that lead through them."""

    ids: Words
    requirement_ids: Words
    requirement_texts: Words
    requirement_kinds: Words


@dataclass(frozen=True, eq=False)
class Commitments:
    """Hours that people and groups have promised: who, for which work, when, how many."""

    candidates: Rows
    by_candidate: Ragged  # candidate → commitment
    works: Rows  # the project, so that one project counts once however often it is recorded
    first_days: Column
    last_days: Column
    hours: Column
    claims: Rows  # row in Claims; -1 when the candidate simply takes part


@dataclass(frozen=True, eq=False)
class Invitations:
    """Who was asked, when, for what, and what they answered."""

    ids: Words
    by_candidate: Ragged  # candidate → invitation
    asked_on: Column
    answered_on: Column
    answers: Flags
    reasons: Flags
    requirement_ids: Words
    requirement_kinds: Words
    concepts: Ragged  # invitation → concept of what was asked


@dataclass(frozen=True, eq=False)
class Reviews:
    """Judgements of partners: kept promises 0 … 1."""

    ids: Words
    by_candidate: Ragged  # candidate → review
    kept: Column


@dataclass(frozen=True, eq=False)
class MatchingData:
    """A community as matching sees it; frozen, so that many questions may read it at once."""

    version: str
    candidates: Candidates
    places: Places
    home: Ragged  # candidate → place where it is, codes = PLACE_TIES, via = provider whose place it is
    covers: Ragged  # candidate → place it works for, likewise
    vocabulary: Vocabulary
    abilities: Ragged  # candidate → concept, weights, codes = DECLARED …, via = offer or member in between
    holders: Ragged  # concept → candidate, the same entries turned
    index: TextIndex  # every distinct phrase of candidates
    said: Ragged  # candidate → phrase; codes 0 = its own text, 1 = words of a skill (via = concept)
    sayers: Ragged  # phrase → candidate
    works: Works
    claims: Claims
    providers: Ragged  # service, space or fund → who offers it
    members: Ragged  # group or alliance → members that may be named
    conflicts: Ragged  # candidate → candidate, both directions
    commitments: Commitments
    invitations: Invitations
    reviews: Reviews
    meaning: Meaning | None = None  # of the phrases in `index`; without it only their characters are compared
    experience: Experience | None = None  # learned from past work; without it similar work votes alike

    @cached_property
    def nodes(self) -> Named:
        """Ids and names of all candidates."""
        return self.candidates.nodes

    @cached_property
    def labelled(self) -> Ragged:
        """Candidate → concept it is labelled with."""
        kept = np.flatnonzero(self.abilities.codes == LABELLED)
        return Ragged.build(self.abilities.owners[kept], self.abilities.values[kept], len(self.nodes))

    @cached_property
    def refusers(self) -> NDArray[np.bool_]:
        """Who has ever said no."""
        links, refusers = self.invitations.by_candidate, np.zeros(len(self.nodes), dtype=bool)
        refusers[links.owners[self.invitations.answers[links.values] == ANSWERS.index("declined")]] = True
        return refusers

    @cached_property
    def unanswered(self) -> dict[str, frozenset[int]]:
        """By requirement the invitations (rows) that nobody has answered yet."""
        found: dict[str, set[int]] = {}
        for row in np.flatnonzero(self.invitations.answers == ANSWERS.index("")).tolist():
            found.setdefault(str(self.invitations.requirement_ids[row]), set()).add(row)
        return {key: frozenset(rows) for key, rows in found.items()}

    def mentions(self, text: str) -> list[Mention]:
        """The concepts that somebody's own words name."""
        return self.vocabulary.mentions(text)

    def value(self, name: str, row: int) -> Any:
        """One number of one candidate; None when it is not known."""
        number = float(self.candidates.numbers[name][row])
        return None if number != number else number
