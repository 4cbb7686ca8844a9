"""Open projects whose right partners are known: what a matcher must find and whom it must never list.

Every requirement gets one partner in whose favour most facts speak (each left out now and then, as in life),
some who would do nearly as well, and some whom one hard rule excludes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from seeds.invent import offers, words
from seeds.invent.records import link, node
from seeds.invent.town import TODAY, Community, Concept, PastProject, Person

KINDS = ("skill", "space", "money", "people", "service", "skill", "goods", "mentor", "planning", "people")
THEMES = {"goods": "goods", "planning": "project", "mentor": "project"}  # where a kind's concepts come from
ADULT = ("30-39", "40-49", "50-59", "60-69")


@dataclass
class Truth:
    """What is planted about one requirement: ids of who fits and who must never be listed."""

    requirement: str
    kind: str
    fits: list[str] = field(default_factory=list)
    ineligible: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Project:
    """An open project while its requirements are being planted; `used` are residents whom something depends on."""

    town: Community
    id: str
    lead: Person
    used: set[str]


@dataclass
class _Case:
    """A requirement while its candidates are being planted."""

    town: Community
    number: int
    project: str
    compound: int
    lead: Person
    skill: Concept
    window: str
    quantity: float
    truth: Truth
    used: set[str]

    def key(self, sort: str, place: int) -> str:
        return self.town.key(f"x{sort}{place}", self.number)

    def fresh(self) -> Person:
        """A resident nothing has been planted about yet."""
        while True:
            person = self.town.chance.pick(self.town.people)
            if person.id not in self.used:
                self.used.add(person.id)
                return person


def plant(
    town: Community, skills: Sequence[Concept], things: Mapping[str, Sequence[Concept]], missing: Concept
) -> list[Truth]:
    """Open projects of a community, five requirements each; the last asks for what nobody can do."""
    used: set[str] = set()
    truths: list[Truth] = []
    for number in range(max(2, len(town.people) // 300)):
        lead = town.chance.pick(town.people)
        used.add(lead.id)
        skill = town.chance.pick(skills)
        project = _Project(town, _open_project(town, number, lead, skill), lead, used)
        for line in range(5):
            kind = KINDS[(5 * number + line) % len(KINDS)]
            theme = THEMES.get(kind)
            about = town.chance.pick(things[theme]) if theme else skill if line < 3 else town.chance.pick(skills)
            case = _requirement(project, 5 * number + line, kind, about)
            _PLANTERS[kind](case)
            truths.append(case.truth)
    last = _requirement(project, 99_000, "skill", missing)
    truths.append(last.truth)
    return truths


def _open_project(town: Community, number: int, lead: Person, skill: Concept) -> str:
    me = ("Project", town.key("j", number))
    compound = town.compounds[lead.compound]
    town.add(
        node(
            *me,
            name=town.chance.pick(words.PROJECT_NAMES).format(place=compound.name, skill=skill.name),
            text=f"{compound.name}的邻居想一起{skill.name}",
            stage="matching",
            date_from=date(2026, 12, 5),
            date_to=date(2027, 1, 31),
            stage_since=town.chance.day(TODAY, 40),
            budget=3000.0,
            source="invented",
        )
    )
    town.add(link("LOCATED_IN", me, ("Place", compound.id)))
    town.add(link("ABOUT", me, ("Skill", skill.id)))
    town.add(link("TAKES_PART", ("Resident", lead.id), me, role="牵头"))
    return me[1]


def _requirement(project: _Project, number: int, kind: str, skill: Concept) -> _Case:
    town, chance = project.town, project.town.chance
    window = chance.pick(words.WINDOWS)
    quantity = {"space": float(chance.between(12, 40)), "money": float(100 * chance.between(5, 30))}.get(kind, 1.0)
    identifier = town.key("q", number)
    text = chance.pick(words.REQUIREMENT_SENTENCES[kind]).format(
        skill=skill.name, window=words.window_name(window), seats=int(quantity), audience=chance.pick(words.AUDIENCES)
    )
    windowed = kind in ("skill", "space")
    town.add(
        node(
            "Requirement",
            identifier,
            kind=kind,
            text=text,
            quantity=quantity,
            unit="元" if kind == "money" else "人",
            hard=True,
            windows=[window] if windowed else [],
            date_from=date(2026, 12, 5),
            date_to=date(2027, 1, 31),
            hours=2.0 if windowed else None,
            level="community" if kind == "skill" else None,
            status="open",
        )
    )
    town.add(link("REQUIRES", ("Project", project.id), ("Requirement", identifier)))
    town.add(link("ABOUT", ("Requirement", identifier), ("Skill", skill.id)))
    truth, lead = Truth(identifier, kind), project.lead
    return _Case(town, number, project.id, lead.compound, lead, skill, window, quantity, truth, project.used)


def _similar_past(case: _Case) -> PastProject:
    key, ended = case.town.key("h", len(case.town.past)), case.town.chance.day(TODAY, 400)
    past = PastProject(key, case.skill.id, ended, case.compound, case.town.chance.pick(case.town.groups).id)
    case.town.past.append(past)
    return past


def _able(case: _Case, person: Person) -> Person:
    """Make the resident eligible for a skill: adult, willing, free at the hour, able."""
    person.consent, person.band, person.hours_cap = True, case.town.chance.pick(ADULT), 16
    person.skills[case.skill.id] = case.town.chance.day(TODAY, 600)
    person.windows = sorted({*person.windows, case.window})
    return person


def _plant_skill(case: _Case) -> None:
    chance = case.town.chance
    best = _able(case, case.fresh())
    best.skills[case.skill.id] = best.confirmed_on = best.last_active = chance.day(TODAY, 60)
    if chance.happens(0.9):
        best.compound = case.compound
        best.entrance = chance.pick(case.town.compounds[case.compound].entrances)
    if chance.happens(0.9):
        past = _similar_past(case)
        best.projects[past.id] = 8
        case.lead.projects[past.id] = 8
    case.truth.fits.append(best.id)
    for _ in range(3):  # knows something close, or knows it but lives farther away
        near = case.fresh()
        near.skills[chance.pick(case.skill.near) if case.skill.near else case.skill.id] = chance.day(TODAY, 500)
    silent, child, busy = case.fresh(), case.fresh(), case.fresh()
    for person in (silent, child, busy):
        _able(case, person)
    silent.consent, child.band = False, "10-19"
    busy.windows = [w for w in words.WINDOWS if w[:3] != case.window[:3]][:3]
    case.truth.ineligible += [silent.id, child.id, busy.id]


def _plant_people(case: _Case) -> None:
    chance, groups = case.town.chance, case.town.groups
    best = next(
        g for g in groups[case.number % len(groups) :] + groups if g.id not in case.used and _awake(g.last_active)
    )
    case.used.add(best.id)
    best.skills = [case.skill.id, *best.skills[:1]]
    best.last_active, best.star = chance.day(TODAY, 30), 5
    if chance.happens(0.9):
        best.compound = case.compound
    past = _similar_past(case)
    best.projects.append(past.id)
    case.lead.projects[past.id] = 6
    case.truth.fits.append(best.id)
    asleep = next((g for g in groups if g.id not in case.used and not _awake(g.last_active)), None)
    if asleep:
        case.used.add(asleep.id)
        asleep.skills = [case.skill.id]
        case.truth.ineligible.append(asleep.id)


def _awake(last_active: date) -> bool:
    return last_active > TODAY - timedelta(days=365)


def _plant_offer(kind: str) -> Callable[[_Case], None]:
    def planter(case: _Case) -> None:
        unit, recent = case.town.key("u", case.number % 4), case.town.chance.day(TODAY, 30)
        compound = case.town.compounds[case.compound].id
        ids = [case.key("s", n) for n in range(3)]
        offers.write_service(case.town, ids[0], case.skill, unit, recent, kind=kind, covers=compound)
        offers.write_service(case.town, ids[1], case.skill, unit, TODAY - timedelta(days=800), kind=kind)
        offers.write_service(case.town, ids[2], case.skill, unit, recent, kind=kind, until=date(2026, 6, 30))
        case.truth.fits.append(ids[0])
        case.truth.ineligible.append(ids[2])

    return planter


def _plant_space(case: _Case) -> None:
    town, unit, seats = case.town, case.town.key("u", case.number % 4), int(case.quantity)
    here, there = town.compounds[case.compound].id, town.chance.pick(town.compounds).id
    other = [w for w in words.WINDOWS if w[:3] != case.window[:3]][:4]
    ids = [case.key("k", n) for n in range(4)]
    offers.write_space(
        town, ids[0], here, unit, seats=seats + 5, windows=[case.window], confirmed=town.chance.day(TODAY, 30)
    )
    offers.write_space(
        town, ids[1], there, unit, seats=seats + 9, windows=[case.window], confirmed=TODAY - timedelta(days=600)
    )
    offers.write_space(town, ids[2], here, unit, seats=seats // 3, windows=[case.window])
    offers.write_space(town, ids[3], here, unit, seats=seats + 5, windows=other)
    case.truth.fits.append(ids[0])
    case.truth.ineligible += ids[2:]


def _plant_money(case: _Case) -> None:
    town, unit, purpose = case.town, case.town.key("u", case.number % 4), f"{case.skill.name}等邻里活动"
    ids = [case.key("f", n) for n in range(3)]
    offers.write_fund(town, ids[0], purpose, unit, cap=case.quantity + 500, balance=case.quantity * 4)
    offers.write_fund(town, ids[1], purpose, unit, cap=case.quantity + 500, balance=0.0)
    offers.write_fund(town, ids[2], purpose, unit, cap=case.quantity + 500, balance=9000.0, until=date(2025, 12, 31))
    case.truth.fits.append(ids[0])
    case.truth.ineligible += ids[1:]


def _plant_mentor(case: _Case) -> None:
    able, gone = case.key("e", 0), case.key("e", 1)
    offers.write_expert(case.town, able, [case.skill.id], 12)
    offers.write_expert(case.town, gone, [case.skill.id], 0)
    case.truth.fits.append(able)
    case.truth.ineligible.append(gone)
    past = _similar_past(case)
    case.town.add(link("MENTORS", ("Expert", able), ("Project", past.id)))


_PLANTERS: dict[str, Callable[[_Case], None]] = {
    "skill": _plant_skill,
    "people": _plant_people,
    "space": _plant_space,
    "money": _plant_money,
    "service": _plant_offer("service"),
    "goods": _plant_offer("goods"),
    "planning": _plant_offer("planning"),
    "mentor": _plant_mentor,
}
