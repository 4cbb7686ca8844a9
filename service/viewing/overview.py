"""What needs a coordinator today: projects that stand still, lines nobody has taken, answers that are due."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

from service.clock import day_of
from service.lines.ordering import in_order
from service.lines.stages import OVER
from service.lines.taking import taking_of
from service.viewing.looking import Mention, View

if TYPE_CHECKING:
    from graph.snapshot import Snapshot

EPOCH = date(1970, 1, 1).toordinal()
STALE_AFTER = 180
# Days after which a project that has not left its stage is listed; a stage that is absent never is.
PATIENCE: Mapping[str, int] = MappingProxyType(
    {"raised": 14, "deliberated": 14, "decided": 10, "matching": 7, "in_progress": 90, "evaluated": 30}
)


@dataclass(frozen=True)
class Lack:
    """One open line of a project: what is asked for, how much of it live claims take, how much is missing."""

    id: str
    project_id: str
    project: str
    kind: str
    text: str
    quantity: float | None
    taken: float
    proposed: float  # beside it: intended, by claims that nobody has agreed to yet
    unit: str
    hard: bool | None
    days_stuck: int
    status: str

    @property
    def met(self) -> bool:
        """Whether nothing is left to find: what is only intended waits to be confirmed."""
        return self.status != "open" or self.taken >= self._whole

    @property
    def _whole(self) -> float:
        return 1.0 if self.quantity is None else self.quantity

    @property
    def missing(self) -> float | None:
        """What is left to find; None where the line names no quantity."""
        return None if self.quantity is None else max(0.0, self.quantity - self.taken)


@dataclass(frozen=True)
class Standstill:
    """A project that has not left its stage for longer than `patience` days."""

    id: str
    name: str
    stage: str
    days: int
    patience: int
    lines: int
    met: int
    date_from: date | None


@dataclass(frozen=True)
class WaitingClaim:
    """A claim that waits for an answer."""

    id: str
    claimant: Mention  # without id and name where the person may not be shown
    project_id: str
    project: str
    requirement_id: str
    requirement: str
    quantity: float | None
    unit: str
    money: float | None
    made_on: date | None
    deadline: date | None


@dataclass(frozen=True)
class StaleService:
    """A service that nobody confirmed for half a year, or ever."""

    id: str
    name: str
    provider: str
    confirmed_on: date | None
    days: int | None


@dataclass(frozen=True)
class Overview:
    """Everything that waits for somebody, the longest wait first."""

    stuck: tuple[Standstill, ...]
    lacks: tuple[Lack, ...]
    claims: tuple[WaitingClaim, ...]
    stale: tuple[StaleService, ...]
    at: datetime


def today(snapshot: Snapshot, now: datetime) -> Overview:
    """What waits for somebody on the day of `now`."""
    day = day_of(now)
    lines = all_lines(snapshot, day)
    return Overview(
        stuck=tuple(standstills(snapshot, day, lines)),
        lacks=tuple(open_lines(snapshot, lines)),
        claims=tuple(waiting_claims(snapshot)),
        stale=tuple(stale_services(snapshot, day)),
        at=snapshot.at,
    )


def as_day(value: float) -> date | None:
    """The day that is `value` days after 1970-01-01; None for no value."""
    return None if value != value else date.fromordinal(EPOCH + int(value))


def as_number(value: float) -> float | None:
    """A number, or None for no value."""
    return None if value != value else float(value)


def pairs(snapshot: Snapshot, link: str, start: str, end: str) -> Iterator[tuple[int, int]]:
    """The row numbers that links of one kind join, in the order of the table."""
    table = snapshot.links.get((link, start, end))
    if table is not None:
        yield from zip(table.from_rows.tolist(), table.to_rows.tolist(), strict=True)


def project_of_requirement(snapshot: Snapshot) -> dict[int, int]:
    """The project (row) that each requirement (row) belongs to, also through one of its activities."""
    of_activity = dict(pairs(snapshot, "PART_OF", "Activity", "Project"))
    owners = {line: project for project, line in pairs(snapshot, "REQUIRES", "Project", "Requirement")}
    for activity, line in pairs(snapshot, "REQUIRES", "Activity", "Requirement"):
        if activity in of_activity:
            owners.setdefault(line, of_activity[activity])
    return owners


def all_lines(snapshot: Snapshot, day: date, project: str | None = None) -> list[Lack]:
    """Every requirement that belongs to a project, or to this one, in the order in which they were entered."""
    lines, projects = snapshot.nodes["Requirement"], snapshot.nodes["Project"]
    status, quantity, hard = lines.texts("status"), lines.numbers("quantity"), lines.flags("hard")
    texts, kinds, units = lines.texts("text"), lines.texts("kind"), lines.texts("unit")
    names, since = projects.texts("name"), projects.days("stage_since")
    taking = taking_of(snapshot)
    found = []
    owners = project_of_requirement(snapshot)
    if project is not None:
        own = projects.row_of.get(project, -1)
        owners = {line: owner for line, owner in owners.items() if owner == own}
    for line in in_order(snapshot, owners):
        row = owners[line]
        entered = as_day(since[row])
        found.append(
            Lack(
                id=str(lines.ids[line]),
                project_id=str(projects.ids[row]),
                project=str(names[row]),
                kind=str(kinds[line]),
                text=str(texts[line]),
                quantity=as_number(quantity[line]),
                taken=taking.taken(line),
                proposed=taking.proposed(line),
                unit=str(units[line]),
                hard=None if hard[line] < 0 else bool(hard[line]),
                days_stuck=(day - entered).days if entered else 0,
                status=str(status[line]),
            )
        )
    return found


def lines_of(snapshot: Snapshot, project: str, day: date) -> list[Lack]:
    """What one project asks for: what is still open first, then what the project cannot start without."""
    return sorted(all_lines(snapshot, day, project), key=lambda line: (line.met, line.hard is False))


def open_lines(snapshot: Snapshot, lines: Sequence[Lack]) -> list[Lack]:
    """Those of all lines that no live claims cover and whose project runs: hard ones and long waits first."""
    stages, row_of = snapshot.nodes["Project"].texts("stage"), snapshot.nodes["Project"].row_of
    found = [line for line in lines if not line.met and stages[row_of[line.project_id]] not in OVER]
    return sorted(found, key=lambda line: (not line.hard, line.taken > 0, -line.days_stuck, line.project, line.id))


def standstills(snapshot: Snapshot, day: date, lines: Sequence[Lack]) -> list[Standstill]:
    """Projects that stand in their stage for longer than it should take, the longest first, with all their lines."""
    projects = snapshot.nodes["Project"]
    names, stages = projects.texts("name"), projects.texts("stage")
    since, begins = projects.days("stage_since"), projects.days("date_from")
    counted: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for line in lines:
        counted[line.project_id][0] += 1
        counted[line.project_id][1] += line.met
    found = []
    for row, stage in enumerate(stages):
        entered = as_day(since[row])
        patience = PATIENCE.get(str(stage))
        if entered is None or patience is None or (day - entered).days <= patience:
            continue
        total, met = counted[str(projects.ids[row])]
        found.append(
            Standstill(
                str(projects.ids[row]),
                str(names[row]),
                str(stage),
                (day - entered).days,
                patience,
                total,
                met,
                as_day(begins[row]),
            )
        )
    return sorted(found, key=lambda project: (-project.days, project.id))


def waiting_claims(snapshot: Snapshot) -> list[WaitingClaim]:
    """Claims that nobody has answered, the nearest deadline first."""
    claims, lines, projects = (snapshot.nodes[kind] for kind in ("Claim", "Requirement", "Project"))
    view, claimants = View(snapshot), dict[int, Mention]()
    for link, start, end in snapshot.links:
        if link == "MADE" and end == "Claim":
            for party, claim in pairs(snapshot, link, start, end):
                claimants[claim] = view.mention(start, party) if view.seen(start, party) else Mention(start, "", "")
    owners = project_of_requirement(snapshot)
    status = claims.texts("status")
    found = []
    for claim, line in pairs(snapshot, "TAKES", "Claim", "Requirement"):
        project = owners.get(line)
        if status[claim] != "proposed" or claim not in claimants or project is None:
            continue
        found.append(
            WaitingClaim(
                id=str(claims.ids[claim]),
                claimant=claimants[claim],
                project_id=str(projects.ids[project]),
                project=str(projects.texts("name")[project]),
                requirement_id=str(lines.ids[line]),
                requirement=str(lines.texts("text")[line]),
                quantity=as_number(claims.numbers("quantity")[claim]),
                unit=str(claims.texts("unit")[claim]),
                money=as_number(claims.numbers("money")[claim]),
                made_on=as_day(claims.days("made_on")[claim]),
                deadline=as_day(claims.days("deadline")[claim]),
            )
        )
    return sorted(found, key=lambda claim: (claim.deadline or date.max, claim.id))


def stale_services(snapshot: Snapshot, day: date) -> list[StaleService]:
    """Services that still run and that nobody confirmed for half a year, the longest unconfirmed first."""
    services = snapshot.nodes["Service"]
    names, confirmed, until = services.texts("name"), services.days("confirmed_on"), services.days("valid_until")
    view, providers = View(snapshot), dict[int, str]()
    for link, start, end in snapshot.links:
        if link == "OFFERS" and end == "Service" and start != "Resident":
            provider_names = snapshot.nodes[start].texts("name")
            for party, service in pairs(snapshot, link, start, end):
                if view.seen(start, party):
                    providers.setdefault(service, str(provider_names[party]))
    found = []
    for row, name in enumerate(names):
        last, ends = as_day(confirmed[row]), as_day(until[row])
        age = (day - last).days if last else None
        if (ends is not None and ends < day) or (age is not None and age <= STALE_AFTER):
            continue
        found.append(StaleService(str(services.ids[row]), str(name), providers.get(row, ""), last, age))
    return sorted(found, key=lambda service: (service.days is not None, -(service.days or 0), service.id))
