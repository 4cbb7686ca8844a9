"""可以成队: residents who work together already and could become a group, and bodies whose next stage is due."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np

from graph.snapshot import Snapshot
from matching.data import PLACE_LEVELS, MatchingData
from matching.matcher import Matcher
from matching.quoting import quoted
from matching.reasons import EPOCH, day
from matching.setting import Mask
from matching.team.people import bodies
from matching.teamwork import PEOPLE, TOGETHER, Band, bands, took_part
from matching.wordings import Bilingual
from service.clock import day_of
from service.matching_input.frame import WORK_KINDS, Frame
from service.partnering import Live
from service.staffing.servable import ServableNeed, servable

DAYS = 548  # a year and a half: two rounds of what comes back every year
MOST = 50  # teams whose details are told
SHOWN_ABILITIES = 4
SHARED = 2  # people who have an ability make it one of the team
# Parts played by which somebody led a piece of work; “负责签到”, “社会组织成员” did not.
LEADS = re.compile("牵头|负责人|组织者|主持|领队|骨干|^(?:总|主要)?(?:组织|负责)(?:工作|活动|整个活动)?$")
CORE = ("负责人", "骨干")
STAGES = ("骨干", "团队", "组织")
STAGES_EN = {"骨干": "Core people", "团队": "Team", "组织": "Organization"}
FILED = ("备案", "登记")


@dataclass(frozen=True)
class Step:
    """One thing that a group needs before it is filed: whether it is there, None where the street's rules decide."""

    name: str
    done: bool | None
    said: Bilingual


@dataclass(frozen=True)
class Member:
    """One of a team: pieces of work in the time looked at, and whether core people of another group or leading."""

    node: dict[str, str]
    works: int
    core: Bilingual | None


@dataclass(frozen=True)
class WorkDone:
    """A piece of work and the last day known of it."""

    node: dict[str, str]
    last: date


@dataclass(frozen=True)
class Ability:
    """What several of a team can, or what several of their works were about."""

    concept: int
    name: Bilingual
    people: int
    works: int


@dataclass(frozen=True)
class Ripe:
    """People who are a team already: the first of them could lead; what they did, can, lack and could serve."""

    people: tuple[Member, ...]
    works: tuple[WorkDone, ...]
    place: dict[str, str] | None
    can: tuple[Ability, ...]
    steps: tuple[Step, ...]
    needs: tuple[ServableNeed, ...]


@dataclass(frozen=True)
class Due:
    """A body whose record says that it is further than its stage."""

    node: dict[str, str]
    stage: str
    following: str
    works: tuple[WorkDone, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Growing:
    """Teams that could become groups, the strongest first, and bodies whose next stage is due, since a day."""

    since: date
    teams: tuple[Ripe, ...]
    teams_total: int
    bodies: tuple[Due, ...]
    language: str

    def as_json(self) -> dict[str, Any]:
        """The object that API, command line and pages share."""
        return {
            "since": self.since.isoformat(),
            "teams": [self._team(one) for one in self.teams],
            "teams_total": self.teams_total,
            "bodies": [
                {
                    "candidate": one.node,
                    "stage": one.stage,
                    "next": one.following,
                    "works": [self._work(work) for work in one.works],
                    "steps": [self._step(step) for step in one.steps],
                }
                for one in self.bodies
            ],
        }

    def _team(self, one: Ripe) -> dict[str, Any]:
        return {
            "people": [
                {**who.node, "works": who.works, "core": self._said(who.core) if who.core else None}
                for who in one.people
            ],
            "works": [self._work(work) for work in one.works],
            "place": one.place,
            "can": [{"name": self._said(can.name), "people": can.people, "works": can.works} for can in one.can],
            "steps": [self._step(step) for step in one.steps],
            "needs": [{"need": need.node, "place": need.place, "why": self._said(need.why)} for need in one.needs],
        }

    def _work(self, work: WorkDone) -> dict[str, Any]:
        return {**work.node, "day": work.last.isoformat()}

    def _step(self, step: Step) -> dict[str, Any]:
        return {"name": step.name, "done": step.done, "sentence": self._said(step.said)}

    def _said(self, said: Bilingual) -> str:
        return said[self.language == "en"]


def growing(community: Live, *, language: str = "zh", now: datetime) -> Growing:
    """Who has worked together twice or more in the last DAYS and is in no group yet, and bodies due for more."""
    snapshot, matcher = community.current(now)
    known = _Record(snapshot, matcher, day_of(now))
    found = bands(matcher.data, known.counted)
    teams = tuple(known.ripe(band) for band in found[:MOST])
    return Growing(day_of(now) - timedelta(days=DAYS), teams, len(found), tuple(known.due()), language)


class _Record:
    """What the graph tells of people and works in the time looked at."""

    def __init__(self, snapshot: Snapshot, matcher: Matcher, today: date) -> None:
        self.snapshot, self.matcher, self.data = snapshot, matcher, matcher.data
        frame = Frame.of(snapshot)
        self.counted = _counted(frame, self.data, today)
        _, people = took_part(self.data, self.counted, "Resident")
        self.times = np.bincount(people, minlength=len(self.data.nodes))
        self.about = self.data.works.about.turned(len(self.data.works.nodes))
        self.core = _core(frame)
        self.led = _led(frame, self.data)

    def ripe(self, band: Band) -> Ripe:
        """One team with all that is told of it."""
        lead = sorted(band.people, key=lambda row: (-self._led(row, band), -int(self.times[row]), row))
        place = _common_place(self.data, band.people)
        can = self._shared(band)
        return Ripe(
            tuple(Member(self._node(row), int(self.times[row]), self._core_said(row)) for row in lead),
            self._works(band.works),
            dict(self.data.places.nodes.node(place)) if place >= 0 else None,
            can[:SHOWN_ABILITIES],
            self._steps(band, self._node(lead[0])["name"], place),
            servable(self.snapshot, self.matcher, [one.concept for one in can], place),
        )

    def due(self) -> list[Due]:
        """Bodies that are further than the stage on record."""
        table = self.snapshot.nodes["Organization"]
        first = self.data.nodes.range_of("Organization").start
        works, who = took_part(self.data, self.counted, "Organization")
        stages, filed = table.texts("stage"), table.texts("registered")
        found = []
        for row in np.flatnonzero(np.isin(stages.astype(str), STAGES[:2])).tolist():
            done = works[who == first + row]
            people = int(bodies(self.data, first + row)[1])
            if str(filed[row]) in FILED or (len(done) >= TOGETHER and people >= PEOPLE):
                following = STAGES[2] if str(filed[row]) in FILED else STAGES[STAGES.index(str(stages[row])) + 1]
                steps = self._body_steps(row, str(filed[row]), people)
                node = dict(self.data.nodes.node(first + row))
                found.append(Due(node, str(stages[row]), following, self._works(done.tolist()), steps))
        return sorted(found, key=lambda one: (-len(one.works), one.node["id"]))

    def _node(self, row: int) -> dict[str, str]:
        return dict(self.data.nodes.node(row))

    def _works(self, rows: Sequence[int]) -> tuple[WorkDone, ...]:
        works = self.data.works
        newest = sorted(rows, key=lambda row: -works.days[row])
        return tuple(WorkDone(dict(works.nodes.node(row)), day(float(works.days[row]))) for row in newest)

    def _led(self, row: int, band: Band) -> float:
        """How many of the team's own works they led; to be of a group's core counts half of one."""
        return len(self.led.get(row, set()) & set(band.works)) + (row in self.core) / 2

    def _core_said(self, row: int) -> Bilingual | None:
        held = sorted(self.core.get(row, ()), key=lambda one: (CORE.index(one[1]), one[0]))
        if held:
            told = [(self._node(group)["name"], role) for group, role in held]
            english = [f"{'leads' if role == CORE[0] else 'core member of'} {name}" for name, role in told]
            return "、".join(f"{quoted(name)}的{role}" for name, role in told), ", ".join(english)
        return ("牵头办过", "led before") if self.led.get(row) else None

    def _shared(self, band: Band) -> tuple[Ability, ...]:
        """What they share, most works first; whom something is for is nothing that one can."""
        held = Counter(one for row in band.people for one in set(self.data.abilities.of(row).tolist()))
        about = Counter(one for row in band.works for one in set(self.about.of(row).tolist()))
        known = (held.keys() | about.keys()) - self.data.vocabulary.audience
        shared = [Ability(one, self._concept(one), held[one], about[one]) for one in sorted(known)]
        shared = [one for one in shared if one.people >= SHARED or one.works >= TOGETHER]
        return tuple(sorted(shared, key=lambda one: (-one.works, -one.people)))

    def _concept(self, row: int) -> Bilingual:
        concept = self.data.vocabulary.concepts[row]
        return concept.name, concept.label_en or concept.name

    def _steps(self, band: Band, lead: str, place: int) -> tuple[Step, ...]:
        count, led = len(band.people), any(self.led.get(row, set()) & set(band.works) for row in band.people)
        where = self.data.places.nodes.node(place)["name"] if place >= 0 else ""
        agreed = _agreed(self.snapshot, "Resident", band.people)
        return (
            Step("lead", led, (f"可以请{lead}牵头，先问本人", f"{lead} could lead; ask first")),
            Step("name", False, ("还没有名字，一起起一个", "has no name yet: find one together")),
            _people_step(count),
            Step("charter", agreed, CHARTER[not agreed]),
            Step("place", bool(where), (f"都在{where}", f"all in {where}") if where else NO_PLACE),
        )

    def _body_steps(self, row: int, filed: str, people: int) -> tuple[Step, ...]:
        agreed, first = _agreed(self.snapshot, "Organization", [row]), self.data.nodes.range_of("Organization").start
        lead = any((first + row, CORE[0]) in held for held in self.core.values())
        told = (f"已经{filed}，改一下记录里的阶段", "already filed or registered: correct the stage on record")
        steps = (
            Step("filed", filed in FILED, told if filed in FILED else ("还没有备案", "is not filed yet")),
            _people_step(people),
            Step("lead", lead, ("登记了负责人", "has a leader on record") if lead else NO_LEAD),
            Step("charter", agreed, CHARTER[not agreed]),
        )
        return steps[:1] if filed in FILED else steps


CHARTER = (("有共同的公约", "have an agreement"), ("没有登记章程或公约", "no charter or agreement is on record"))
NO_PLACE = ("不在一处，要找活动的地方", "live apart: a place to meet is needed")
NO_LEAD = ("没有登记负责人", "no leader is on record")


def _people_step(count: int) -> Step:
    """How many they are; streets differ in how many they ask for, so nothing is said of enough."""
    english = f"{count} people; how many it takes to be filed is for your street's rules to say"
    return Step("members", None, (f"现在 {count} 人；备案要几人，看本街道的规定", english))


def _counted(frame: Frame, data: MatchingData, today: date) -> Mask:
    """Works that have begun, were not dropped and went on within the last DAYS; without any day none can tell."""
    now = float((today - EPOCH).days)
    begun = frame.column(WORK_KINDS, lambda _, table: table.days("date_from"))
    begun = np.where(np.isnan(begun), data.works.days, begun)
    counted: Mask = (begun <= now) & (data.works.days >= now - DAYS) & ~data.works.dropped
    return counted


def _core(frame: Frame) -> dict[int, set[tuple[int, str]]]:
    """Residents who lead groups or are of their core: the groups' rows and the roles."""
    links = frame.links("MEMBER_OF", ("Resident",), ("Organization",))
    roles = links.worded("role")
    found: dict[int, set[tuple[int, str]]] = {}
    for role in CORE:
        for at in np.flatnonzero(roles.placed({role: 0}) == 0).tolist():
            found.setdefault(int(links.starts[at]), set()).add((int(links.ends[at]), role))
    return found


def _led(frame: Frame, data: MatchingData) -> dict[int, set[int]]:
    """Residents and the works in which they played a leading part."""
    links = frame.links("TAKES_PART", ("Resident",), WORK_KINDS, history=True)
    roles = links.worded("role")
    leading = np.array([bool(LEADS.search(word)) for word in roles.words], dtype=bool)[roles.codes]
    found: dict[int, set[int]] = {}
    for at in np.flatnonzero(leading).tolist():
        found.setdefault(int(links.starts[at]), set()).add(int(data.works.whole[links.ends[at]]))
    return found


def _agreed(snapshot: Snapshot, kind: str, rows: Sequence[int]) -> bool:
    """Whether all of them are party to one agreement."""
    table = snapshot.links["PARTY_TO", kind, "Agreement"]
    signed = [set(table.joined(row).tolist()) for row in rows]
    return bool(signed) and bool(set.intersection(*signed))


def _common_place(data: MatchingData, people: Sequence[int]) -> int:
    """The finest place, no wider than a street, in which all of them live; -1 where there is none."""
    lines = [data.places.ancestors[row] for who in people for row in data.home.of(who)[:1].tolist()]
    if len(lines) < len(people):
        return -1
    for level in range(len(PLACE_LEVELS) - 1, PLACE_LEVELS.index("street") - 1, -1):
        places = {int(line[level]) for line in lines}
        if len(places) == 1 and -1 not in places:
            return places.pop()
    return -1
