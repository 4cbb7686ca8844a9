"""Invented residents and groups: who lives where, can do what, and sits in which groups."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from seeds.invent import words
from seeds.invent.records import link, node
from seeds.invent.town import TODAY, Community, Concept, Group, Person

BANDS = ("10-19", "20-29", "30-39", "40-49", "50-59", "60-69", "60-69", "70-79", "70-79", "80-89")
POSTS = ("门长", "楼长", "院长", "居民代表")


def add_people(town: Community, size: int, skills: Sequence[Concept]) -> None:
    """Residents with about four skills each, a few weekly windows, and consent from five in six."""
    chance = town.chance
    for number in range(size):
        home = chance.between(0, len(town.compounds) - 1)
        joined = chance.day(TODAY, 1500)
        person = Person(
            id=town.key("r", number),
            name=words.person(chance),
            compound=home,
            entrance=chance.pick(town.compounds[home].entrances),
            band=chance.pick(BANDS),
            consent=chance.happens(0.84),
            hours_cap=chance.between(2, 16),
            windows=sorted(chance.some(words.WINDOWS, chance.between(0, 6))),
            joined_on=joined,
            last_active=chance.day(TODAY, 500),
            confirmed_on=chance.day(TODAY, 700),
        )
        for _ in range(chance.between(2, 7)):
            person.skills[chance.early(skills).id] = chance.day(TODAY, 900)
        person.tastes = [chance.early(skills).id for _ in range(2)]
        town.people.append(person)


def add_groups(town: Community, skills: Sequence[Concept]) -> tuple[list[str], list[tuple[str, str]]]:
    """Groups of the community; returns the dormant ones and the pairs that share their core people."""
    chance, dormant, overlapping = town.chance, [], []
    for number in range(max(4, len(town.people) // 60)):
        theme = chance.early(skills)
        asleep = number % 9 == 4
        members = [p.id for p in chance.some(town.people, chance.between(20, 60))]
        if number % 7 == 3:  # the same core people in two groups
            members = town.groups[-1].members[:12] + members[:8]
            overlapping.append((town.groups[-1].id, town.key("o", number)))
        group = Group(
            id=town.key("o", number),
            name=f"{words.place(chance)}{theme.name}{chance.pick(words.GROUP_ENDINGS)}",
            compound=chance.between(0, len(town.compounds) - 1),
            skills=[theme.id, chance.early(skills).id],
            members=list(dict.fromkeys(members)),
            last_active=TODAY - timedelta(days=chance.between(400, 900)) if asleep else chance.day(TODAY, 120),
            star=chance.between(1, 5) if chance.happens(0.4) else None,
        )
        if asleep:
            dormant.append(group.id)
        town.groups.append(group)
    return dormant, overlapping


def write_people(town: Community) -> None:
    """Write residents, their skills, homes, posts, consents and past work down."""
    chance = town.chance
    for person in town.people:
        me = ("Resident", person.id)
        town.add(
            node(
                "Resident",
                person.id,
                name=person.name,
                age_band=person.band,
                consent=person.consent,
                windows=person.windows,
                hours_cap=float(person.hours_cap),
                joined_on=person.joined_on,
                last_active=person.last_active,
                confirmed_on=person.confirmed_on,
                source="invented",
            )
        )
        town.add(link("LIVES_AT", me, ("Place", person.entrance)))
        for skill, confirmed in person.skills.items():
            town.add(link("HAS_SKILL", me, ("Skill", skill), confirmed_on=confirmed))
        for project, hours in person.projects.items():
            town.add(link("TAKES_PART", me, ("Project", project), hours=float(hours), role="成员"))
        if person.consent:
            consent = f"c{person.id}"
            town.add(node("Consent", consent, scope="姓名、技能、时间", purpose="参与匹配", given_on=person.joined_on))
            town.add(link("GAVE", me, ("Consent", consent)))
        if chance.happens(0.04):
            town.add(link("HOLDS_POST", me, ("Place", town.compounds[person.compound].id), post=chance.pick(POSTS)))


def write_groups(town: Community) -> None:
    """Write the groups down with members, skills and past work."""
    chance = town.chance
    for group in town.groups:
        me = ("Organization", group.id)
        town.add(
            node(
                "Organization",
                group.id,
                name=group.name,
                kind="社区社会组织",
                role="操作型",
                registered=chance.pick(("备案", "备案", "未备案", "登记")),
                star=group.star,
                stage="组织",
                orientation=chance.pick(("自益", "互益", "公益")),
                members=len(group.members),
                last_active=group.last_active,
                confirmed_on=group.last_active,
                hours_cap=40.0,
                source="invented",
            )
        )
        town.add(link("LOCATED_IN", me, ("Place", town.compounds[group.compound].id)))
        town.add(link("SERVES", me, ("Place", town.id)))
        for skill in dict.fromkeys(group.skills):
            town.add(link("HAS_SKILL", me, ("Skill", skill), confirmed_on=group.last_active))
        for number, member in enumerate(group.members):
            role = "负责人" if number == 0 else "骨干" if number < 4 else "成员"
            town.add(link("MEMBER_OF", ("Resident", member), me, role=role))
        for project in group.projects:
            town.add(link("TAKES_PART", me, ("Project", project), hours=12.0, role="承办"))
