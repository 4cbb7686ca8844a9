"""From a project in the snapshot to the questions that its lines put to the community."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan, nan

from graph.columns import NumberColumn, TextColumn
from graph.errors import NotFound
from graph.snapshot import Snapshot
from graph.tables import LinkTable, NodeTable
from matching.asking import Ask
from matching.data import CANDIDATE_KINDS, OFFERED_KINDS, PARTS_OF_DAY, WEEKDAYS, MatchingData, slots
from service.lines.days import days_wanted
from service.lines.headcount import people_in
from service.lines.ordering import in_order
from service.lines.promises import OF_INVITATION, OFFERING
from service.lines.taking import AGREED, YUAN, taking_of

PEOPLE_UNITS = ("人", "名", "位", "座", "个人")


@dataclass(frozen=True)
class Line:
    """One line of a project: what it asks for, how much of it is taken, and the question it puts."""

    id: str
    kind: str
    text: str
    quantity: float | None
    unit: str
    hard: bool | None
    status: str
    taken: float
    proposed: float  # beside what is taken: intended, by claims that nobody has agreed to yet
    left: float | None
    activity: str
    ask: Ask

    @property
    def wanted(self) -> bool:
        """Whether it still wants something."""
        return self.status == "open" and (self.left is None or self.left > 0)

    @property
    def state(self) -> str:
        """open, proposed (what waits to be confirmed would suffice; open until then) or met."""
        if not self.wanted:
            return "met"
        return "proposed" if self.left is not None and self.proposed >= self.left else "open"

    @property
    def measure(self) -> str:
        """The unit of what is asked of candidates: of money always 元."""
        return "元" if self.kind == "money" else self.unit

    @property
    def untold(self) -> bool:
        """Whether it is for money whose sum is not written: how much it wants and lacks is not known."""
        return self.kind == "money" and self.quantity is None


NO_SUM = ("没写金额", "sum not written")


@dataclass(frozen=True)
class _Project:
    """The parts of a project that its lines share."""

    row: int
    activities: tuple[int, ...]
    text: str
    concepts: tuple[int, ...]
    place: int
    place_of: tuple[str, str, str]
    team: tuple[int, ...]
    days: tuple[float, float]


@dataclass(frozen=True)
class _Wanted:
    """One line: its row, its activity's (-1: the project's own), who is on the project, what funds have given the
    project, and who has taken the line or intends to, and how much of it."""

    row: int
    activity: int
    team: tuple[int, ...]
    given: tuple[tuple[int, float], ...]
    takers: tuple[int, ...]
    intended: tuple[tuple[int, float], ...]


class Asking:
    """Reads projects and their lines out of one snapshot, with the row numbers of its matching data."""

    def __init__(self, snapshot: Snapshot, data: MatchingData) -> None:
        self.snapshot, self.data = snapshot, data
        self.taking = taking_of(snapshot)

    def lines(self, project_id: str) -> list[Line]:
        """The lines of a project, then those of its activities, as they were entered; raises NotFound."""
        table = self.snapshot.nodes["Project"]
        if project_id not in table.row_of:
            raise NotFound("Project", project_id)
        project = self._project(table.row_of[project_id])
        found = [(row, -1) for row in self._ends("REQUIRES", "Project", "Requirement", project.row)]
        for activity in project.activities:
            found += [(row, activity) for row in self._ends("REQUIRES", "Activity", "Requirement", activity)]
        takers = {row: tuple(self._claimants(row)) for row, _ in found}
        team = tuple(dict.fromkeys((*project.team, *(taker for row, _ in found for taker in takers[row]))))
        activity_of = dict(found)
        of_each = ([row for row, owner in found if owner == one] for one in (-1, *project.activities))
        rows = [row for lines in of_each for row in in_order(self.snapshot, lines)]
        given = self._given(rows)
        return [
            self._line(_Wanted(row, activity_of[row], team, given, takers[row], self._intended(row)), project)
            for row in rows
        ]

    def place_of(self, project_id: str) -> int:
        """The place (row) of a project, its own or that of a need it answers; -1 for none. Raises NotFound."""
        table = self.snapshot.nodes["Project"]
        if project_id not in table.row_of:
            raise NotFound("Project", project_id)
        row = table.row_of[project_id]
        return self._place("Project", row, self._ends("ADDRESSES", "Project", "Need", row))[0]

    def _project(self, row: int) -> _Project:
        table = self.snapshot.nodes["Project"]
        activities = tuple(self._starts("PART_OF", "Activity", "Project", row))
        needs = self._ends("ADDRESSES", "Project", "Need", row)
        place, place_of = self._place("Project", row, needs)
        text = " ".join(filter(None, (text_of(table, row, name) for name in ("name", "text", "audience"))))
        team = [
            self.data.nodes.range_of(kind).start + found
            for label, at in (("Project", row), *(("Activity", activity) for activity in activities))
            for link in ("TAKES_PART", "MENTORS")
            for kind in CANDIDATE_KINDS
            for found in self._starts(link, kind, label, at)
        ]
        concepts = self._ends("ABOUT", "Project", "Skill", row)
        if not concepts:
            concepts = [concept for need in needs for concept in self._ends("ABOUT", "Need", "Skill", need)]
        if len(text) < 12:
            text = " ".join([text, *(text_of(self.snapshot.nodes["Need"], need, "text") for need in needs)])
        return _Project(
            row, activities, text, tuple(concepts), place, place_of, tuple(dict.fromkeys(team)), _days(table, row)
        )

    def _place(self, label: str, row: int, needs: Sequence[int]) -> tuple[int, tuple[str, str, str]]:
        """Where something is: its own place, its space's, or that of a need it answers."""
        for start, at in ((label, row), *(("Need", need) for need in needs)):
            found = self._ends("LOCATED_IN", start, "Place", at)
            if found:
                return found[0], self._node(start, at)
            for space in self._ends("LOCATED_IN", start, "Space", at):
                inside = self._ends("LOCATED_IN", "Space", "Place", space)
                if inside:
                    return inside[0], self._node("Space", space)
        return -1, ("", "", "")

    def _node(self, label: str, row: int) -> tuple[str, str, str]:
        table = self.snapshot.nodes[label]
        called = (text_of(table, row, own) for own in ("name", "text") if own in table.types)  # a need has no name
        return label, table.ids[row], next(filter(None, called), table.ids[row])

    def _line(self, wanted: _Wanted, project: _Project) -> Line:
        row, activity = wanted.row, wanted.activity
        table = self.snapshot.nodes["Requirement"]
        quantity = _number(table, row, "quantity")
        taken = self.taking.taken(row)
        left = nan if isnan(quantity) else max(quantity - taken, 0.0)
        hard = int(table.flags("hard")[row])
        return Line(
            table.ids[row],
            text_of(table, row, "kind"),
            text_of(table, row, "text"),
            None if isnan(quantity) else quantity,
            text_of(table, row, "unit"),
            None if hard < 0 else bool(hard),
            text_of(table, row, "status"),
            taken,
            self.taking.proposed(row),
            None if isnan(left) else left,
            self.snapshot.nodes["Activity"].ids[activity] if activity >= 0 else "",
            # A line that is met still has an answer: who else could have given all of it.
            self._ask(wanted, project, left or quantity),
        )

    def _ask(self, wanted: _Wanted, project: _Project, amount: float) -> Ask:
        row, activity = wanted.row, wanted.activity
        table = self.snapshot.nodes["Requirement"]
        kind, text, unit = (text_of(table, row, name) for name in ("kind", "text", "unit"))
        first, last = self._days_wanted(wanted, project)
        hours, quantity = _number(table, row, "hours"), _number(table, row, "quantity")
        people = quantity if unit in PEOPLE_UNITS and not isnan(quantity) else people_in(text)
        own, own_of = self._place("Activity", activity, ()) if activity >= 0 else (-1, project.place_of)
        return Ask(
            id=table.ids[row],
            kind=kind,
            text=text,
            project_text=project.text,
            concepts=tuple(self._ends("ABOUT", "Requirement", "Skill", row)),
            project_concepts=project.concepts,
            project=project.row,
            place=own if own >= 0 else project.place,
            place_of=own_of if own >= 0 else project.place_of,
            level=text_of(table, row, "level"),
            windows=_windows(table, row) or weekdays(first, last),
            first_day=first,
            last_day=last,
            hours=hours,
            quantity=amount * YUAN.get(unit, 1.0) if kind == "money" else amount,
            unit=unit,
            people=people if kind == "space" else nan,
            qualification=text_of(table, row, "qualification"),
            team=wanted.team,
            present=project.team,
            given=wanted.given if kind == "money" else (),
            taken_by=tuple(dict.fromkeys((*wanted.takers, *self._answered(row, "accepted")))),
            declined_by=tuple(self._answered(row, "declined")),
            intended=wanted.intended,
        )

    def _days_wanted(self, wanted: _Wanted, project: _Project) -> tuple[float, float]:
        """The days of a line; those of its activity or project where it names none itself."""
        activity = [_days(self.snapshot.nodes["Activity"], wanted.activity)] if wanted.activity >= 0 else []
        first, last = days_wanted(_days(self.snapshot.nodes["Requirement"], wanted.row), *activity, project.days)
        return float(first), float(last)

    def _given(self, lines: Sequence[int]) -> tuple[tuple[int, float], ...]:
        """The funds (candidate rows) that pay or have promised to pay for any of these lines, with the 元 of each."""
        first, found = self.data.nodes.range_of("Fund").start, dict[int, float]()
        for claim, amount in (one for line in lines for one in self.taking.paying(line)):
            for fund in self._starts("MADE", "Fund", "Claim", claim):
                found[first + fund] = found.get(first + fund, 0.0) + amount
        for one in (one for line in lines for one in self.taking.promises(line)):
            if one.kind == "Fund" and not isnan(one.amount):
                found[first + one.row] = found.get(first + one.row, 0.0) + one.amount
        return tuple(sorted(found.items()))

    def _claimants(self, requirement: int) -> list[int]:
        promised = [self.data.nodes.range_of(one.kind).start + one.row for one in self.taking.promises(requirement)]
        return [who for claim in self.taking.claims(requirement) for who in self._makers(claim)] + promised

    def _makers(self, claim: int) -> list[int]:
        return [
            self.data.nodes.range_of(kind).start + row
            for kind in CANDIDATE_KINDS
            for row in self._starts("MADE", kind, "Claim", claim)
        ]

    def _offers(self, row: int) -> list[int]:
        """What a party (candidate row) offers: its service, room or fund is the same house."""
        nodes = self.data.nodes
        kind = nodes.kind_of(row)
        own = row - nodes.range_of(kind).start
        return [
            nodes.range_of(offered).start + one
            for offered in OFFERED_KINDS
            for link in OFFERING
            for one in self._ends(link, kind, offered, own)
        ]

    def _intended(self, requirement: int) -> tuple[tuple[int, float], ...]:
        """Who said they would like to take a line, with what they offer, and how much in its unit; nan: not said."""
        table = self.snapshot.nodes["Requirement"]
        money = text_of(table, requirement, "kind") == "money"
        each = YUAN.get(text_of(table, requirement, "unit"), 1.0) if money else 1.0
        found = dict[int, float]()
        for claim, amount in self.taking.intended(requirement):
            for who in (one for maker in self._makers(claim) for one in (maker, *self._offers(maker))):
                found[who] = found.get(who, 0.0) + amount * each
        return tuple([(who, found[who] if found[who] == found[who] else nan) for who in sorted(found)])

    def _answered(self, requirement: int, answer: str) -> list[int]:
        """Who gave this answer to an invitation for this very line: a yes as long as its claim holds."""
        table, claims = self.snapshot.nodes["Invitation"], self.snapshot.nodes["Claim"]

        def holds(invitation: int, kind: str) -> bool:
            claim = claims.row_of.get(f"{OF_INVITATION}{table.ids[invitation]}", -1)
            # What is offered can hold no claim itself; of whoever can the taking tells.
            by_itself = kind in OFFERED_KINDS if claim < 0 else text_of(claims, claim, "status") in AGREED
            return answer == "declined" or by_itself

        asked = self._starts("ASKED_FOR", "Invitation", "Requirement", requirement)
        return [
            self.data.nodes.range_of(kind).start + row
            for invitation in asked
            if text_of(table, invitation, "answer") == answer
            for kind in CANDIDATE_KINDS
            if holds(invitation, kind)
            for row in self._ends("ASKED", "Invitation", kind, invitation)
        ]

    def _table(self, kind: str, start: str, end: str) -> LinkTable | None:
        table = self.snapshot.links.get((kind, start, end))
        return table if table is not None and len(table) else None

    def _ends(self, kind: str, start: str, end: str, row: int) -> list[int]:
        table = self._table(kind, start, end)
        return [] if table is None else table.joined(row).tolist()

    def _starts(self, kind: str, start: str, end: str, row: int) -> list[int]:
        table = self._table(kind, start, end)
        return [] if table is None else table.joined(row, inward=True).tolist()


def text_of(table: NodeTable, row: int, name: str) -> str:
    """One string of one row; "" where there is none: whole columns are not made for it."""
    column = table.columns.get(name)
    return str(column.words.values[column.codes[row]]) if isinstance(column, TextColumn) else ""


def _number(table: NodeTable, row: int, name: str) -> float:
    column = table.columns.get(name)
    return float(column.numbers[row]) if isinstance(column, NumberColumn) else nan


def _days(table: NodeTable, row: int) -> tuple[float, float]:
    return _number(table, row, "date_from"), _number(table, row, "date_to")


def _windows(table: NodeTable, row: int) -> int:
    bounds, entries = table.lists("windows")
    return slots(entries[bounds[row] : bounds[row + 1]].tolist())


def weekdays(first: float, last: float) -> int:
    """The weekdays of a few given dates as windows; 0 when the dates are not known or span a week."""
    if isnan(first) or isnan(last) or last - first > 5 or last < first:
        return 0
    # Day 0 was a Thursday.
    days = {WEEKDAYS[(int(number) + 3) % 7] for number in range(int(first), int(last) + 1)}
    return slots([f"{day}-{part}" for day in sorted(days) for part in PARTS_OF_DAY])
