"""Invented units, alliances, services, spaces, funds and experts, some of them stale."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from seeds.invent import words
from seeds.invent.chance import Chance
from seeds.invent.records import link, node
from seeds.invent.town import TODAY, Community, Concept

PURPOSES = ("小微项目启动", "楼院环境改善", "为老服务", "文化活动", "居民议事")


def add_offers(town: Community, skills: Sequence[Concept]) -> list[str]:
    """Write down what units and others of the community offer; returns the services nobody confirmed for long."""
    units = _units(town)
    stale = _services(town, units, skills)
    _spaces(town, units)
    _funds(town, units)
    _experts(town, skills)
    return stale


def _units(town: Community) -> list[str]:
    chance, units = town.chance, []
    alliance = ("Alliance", f"a-{town.street}")
    for number in range(max(4, len(town.people) // 300)):
        kind = words.UNIT_KINDS[number % len(words.UNIT_KINDS)]
        me = ("Unit", town.key("u", number))
        town.add(
            node(
                *me,
                name=f"{words.place(chance)}{words.UNIT_ENDINGS[kind]}{number + 1}",
                kind=kind,
                hours_cap=30.0,
                confirmed_on=chance.day(TODAY, 500),
                last_active=chance.day(TODAY, 200),
                source="invented",
            )
        )
        town.add(link("LOCATED_IN", me, ("Place", chance.pick(town.compounds).id)))
        town.add(link("SERVES", me, ("Place", town.id)))
        if kind in ("银行", "物业"):
            town.add(link("MEMBER_OF", me, alliance, role="成员"))
        units.append(me[1])
    return units


def _services(town: Community, units: Sequence[str], skills: Sequence[Concept]) -> list[str]:
    chance, stale = town.chance, []
    for number in range(max(6, len(town.people) // 50)):
        skill = chance.early(skills)
        old = number % 8 == 5
        confirmed = TODAY - timedelta(days=chance.between(500, 900)) if old else chance.day(TODAY, 200)
        write_service(
            town,
            town.key("s", number),
            skill,
            chance.pick(units),
            confirmed,
            kind=chance.pick(("service", "service", "goods", "planning")),
        )
        if old:
            stale.append(town.key("s", number))
    return stale


def write_service(
    town: Community,
    identifier: str,
    skill: Concept,
    unit: str,
    confirmed: date,
    *,
    kind: str,
    covers: str = "",
    until: date | None = None,
) -> None:
    """Write a unit's service about a concept down; it covers the community unless `covers` names another place."""
    me, chance = ("Service", identifier), town.chance
    town.add(
        node(
            *me,
            name=skill.name,
            text=f"{skill.name}，提前一天预约",
            kind=kind,
            audience=chance.pick(words.AUDIENCES),
            charge=chance.pick(("公益", "优惠", "市场")),
            valid_until=until or date(2027, 12, 31),
            confirmed_on=confirmed,
            hours_cap=20.0,
            source="invented",
        )
    )
    town.add(link("OFFERS", ("Unit", unit), me))
    town.add(link("COVERS", me, ("Place", covers or town.id)))
    town.add(link("ABOUT", me, ("Skill", skill.id)))


def _spaces(town: Community, units: Sequence[str]) -> None:
    chance = town.chance
    for number in range(max(3, len(town.people) // 150)):
        write_space(
            town,
            town.key("k", number),
            chance.pick(town.compounds).id,
            chance.pick(units),
            seats=chance.between(8, 60),
            windows=sorted(chance.some(words.WINDOWS, chance.between(2, 9))),
        )


def write_space(
    town: Community,
    identifier: str,
    compound: str,
    unit: str,
    *,
    seats: int,
    windows: Sequence[str],
    confirmed: date | None = None,
    until: date | None = None,
) -> None:
    """Write a room in a compound down."""
    me, chance = ("Space", identifier), town.chance
    town.add(
        node(
            *me,
            name=f"{words.place(chance)}{chance.pick(('活动室', '会客厅', '议事厅', '多功能厅'))}",
            capacity=seats,
            equipment=chance.some(("投影", "桌椅", "白板", "音响", "饮水机"), 2),
            windows=list(windows),
            charge="公益",
            confirmed_on=confirmed or chance.day(TODAY, 400),
            valid_until=until,
            source="invented",
        )
    )
    town.add(link("LOCATED_IN", me, ("Place", compound)))
    town.add(link("COVERS", me, ("Place", town.id)))
    town.add(link("OFFERS", ("Unit", unit), me))


def _funds(town: Community, units: Sequence[str]) -> None:
    chance = town.chance
    for number in range(2):
        write_fund(
            town,
            town.key("f", number),
            chance.pick(PURPOSES),
            chance.pick(units),
            cap=float(1000 * chance.between(1, 5)),
            balance=float(1000 * chance.between(0, 40)),
        )


def write_fund(
    town: Community, identifier: str, purpose: str, unit: str, *, cap: float, balance: float, until: date | None = None
) -> None:
    """Write a fund down that covers the community."""
    me = ("Fund", identifier)
    town.add(
        node(
            *me,
            name=f"{town.name}{purpose}资金",
            kind="社区公益金",
            purpose=purpose,
            applicants="社区社会组织、项目团队",
            cap=cap,
            balance=balance,
            year=TODAY.year,
            valid_until=until or date(2027, 12, 31),
            confirmed_on=town.chance.day(TODAY, 150),
            source="invented",
        )
    )
    town.add(link("COVERS", me, ("Place", town.id)))
    town.add(link("OFFERS", ("Unit", unit), me))


def _experts(town: Community, skills: Sequence[Concept]) -> None:
    for number in range(max(2, len(town.people) // 400)):
        chance = town.chance
        write_expert(
            town, town.key("e", number), [chance.early(skills).id, chance.early(skills).id], chance.between(4, 12)
        )


def write_expert(town: Community, identifier: str, skills: Sequence[str], hours: float) -> None:
    """Write a mentor down who works for the community."""
    me, chance = ("Expert", identifier), town.chance
    town.add(
        node(
            *me,
            name=words.person(chance),
            title="社会工作师",
            consent=True,
            hours_cap=float(hours),
            confirmed_on=chance.day(TODAY, 200),
            last_active=chance.day(TODAY, 100),
            source="invented",
        )
    )
    town.add(link("SERVES", me, ("Place", town.id)))
    for skill in dict.fromkeys(skills):
        town.add(link("HAS_SKILL", me, ("Skill", skill), confirmed_on=chance.day(TODAY, 300)))


def write_alliance(street: str, street_name: str, places: Sequence[str], seed: int) -> list[dict[str, object]]:
    """The lines of a street's alliance: its node first."""
    me = ("Alliance", f"a-{street}")
    chance = Chance(seed, "alliance", street)
    line = node(
        *me,
        name=f"{street_name}{chance.pick(('金融', '物业'))}联盟",
        text="成员单位一起认领",
        confirmed_on=chance.day(TODAY, 200),
        last_active=chance.day(TODAY, 90),
        hours_cap=200.0,
        source="invented",
    )
    return [line, *(link("SERVES", me, ("Place", p)) for p in places)]
