"""The invented past: finished projects with claims and reviews, needs, and whom people asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from seeds.invent import words
from seeds.invent.records import link, node
from seeds.invent.town import TODAY, Community, Concept, PastProject

EAGER = 4.0  # of those who like something, live near or sit in a group, some come far more often than others
REASONS = ("no_time", "wrong_skill", "too_far", "asked_too_often", "other")


def add_past_projects(town: Community, skills: Sequence[Concept]) -> None:
    """Finished projects, each done by some who have its skill, some who like it, a group and its neighbours.

    Who likes something turns up for it again and again, whether it was ever declared or not; some do more often.
    """
    chance = town.chance
    able, fond, near = _by(town, "skills"), _by(town, "tastes"), _by(town, "compound")
    members = {group.id: group.members for group in town.groups}
    rows = {person.id: row for row, person in enumerate(town.people)}
    for number in range(max(3, len(town.people) // 12)):
        host, compound = chance.early(town.groups), chance.between(0, len(town.compounds) - 1)
        # Groups do what they always do; now and then there is something new.
        theme = chance.pick(host.skills) if chance.happens(0.7) else chance.early(skills).id
        project = PastProject(town.key("h", number), theme, chance.day(TODAY, 1200), compound, host.id)
        town.past.append(project)
        here = near.get(compound, [])
        came = [
            *(chance.early(able[theme], EAGER) for _ in range(6 if theme in able else 0)),
            *(chance.early(fond[theme], EAGER) for _ in range(10 if theme in fond else 0)),
            *(chance.early(here, EAGER) for _ in range(4 if here else 0)),
            *(rows[chance.early(members[host.id], EAGER)] for _ in range(3)),
            *(chance.between(0, len(town.people) - 1) for _ in range(2)),
        ]
        for row in dict.fromkeys(came):
            town.people[row].projects[project.id] = chance.between(1, 12)
        host.projects.append(project.id)


def _by(town: Community, what: str) -> dict[object, list[int]]:
    """People (rows) by what they have: skills, tastes or the compound they live in."""
    found: dict[object, list[int]] = {}
    for row, person in enumerate(town.people):
        held = getattr(person, what)
        for one in (held,) if isinstance(held, int) else dict.fromkeys(held):
            found.setdefault(one, []).append(row)
    return found


def write_past_projects(town: Community, names: Mapping[str, str]) -> None:
    """Write finished projects down, each with what it required, who took that, and how it was judged."""
    chance = town.chance
    for number, project in enumerate(town.past):
        skill, me = names[project.skill], ("Project", project.id)
        compound = town.compounds[project.compound]
        title = chance.pick(words.PROJECT_NAMES).format(place=compound.name, skill=skill)
        town.add(
            node(
                "Project",
                project.id,
                name=title,
                text=f"邻居们一起{skill}",
                stage="closed",
                date_from=project.ended_on - timedelta(days=40),
                date_to=project.ended_on,
                stage_since=project.ended_on,
                result="完成",
                source="invented",
            )
        )
        town.add(link("LOCATED_IN", me, ("Place", compound.id)))
        town.add(link("ABOUT", me, ("Skill", project.skill)))
        for line in range(2):
            _write_claimed(town, project, skill, 2 * number + line, by_host=not line)
        review = town.key("hv", number)
        town.add(
            node("Review", review, rating=float(chance.between(3, 5)), fulfilled=1.0, reviewed_on=project.ended_on)
        )
        town.add(link("REVIEWS", ("Review", review), me))


def _write_claimed(town: Community, project: PastProject, skill: str, number: int, by_host: bool) -> None:
    """One requirement and who took it: the host, or a group that came by."""
    requirement, claim = town.key("hq", number), town.key("hc", number)
    town.add(
        node(
            "Requirement",
            requirement,
            kind="skill" if by_host else "people",
            text=f"会{skill}的人",
            quantity=2.0,
            unit="人",
            status="closed",
        )
    )
    town.add(link("REQUIRES", ("Project", project.id), ("Requirement", requirement)))
    town.add(link("ABOUT", ("Requirement", requirement), ("Skill", project.skill)))
    town.add(
        node(
            "Claim",
            claim,
            status="reviewed",
            quantity=2.0,
            unit="人",
            ended_on=project.ended_on,
            made_on=project.ended_on - timedelta(days=50),
        )
    )
    claimant = project.host if by_host else town.chance.pick(town.groups).id
    town.add(link("MADE", ("Organization", claimant), ("Claim", claim)))
    town.add(link("TAKES", ("Claim", claim), ("Requirement", requirement)))


def write_needs(town: Community, skills: Sequence[Concept]) -> None:
    """Write needs down that residents raised."""
    chance = town.chance
    for number in range(len(town.people) // 12):
        skill, compound = chance.early(skills), chance.pick(town.compounds)
        me = ("Need", town.key("n", number))
        text = chance.pick(words.NEED_SENTENCES).format(skill=skill.name, audience=chance.pick(words.AUDIENCES))
        raised = chance.day(TODAY, 400)
        town.add(
            node(
                *me,
                text=text,
                origin=chance.pick(("居民", "居民", "议事会", "诉求", "调研")),
                quantity=float(chance.between(1, 80)),
                unit="户",
                scope=chance.pick(("个别", "普遍", "老大难")),
                urgency=chance.pick(("高", "中", "低")),
                stage=chance.pick(("raised", "deliberated", "decided")),
                raised_on=raised,
                stage_since=raised,
                source="invented",
            )
        )
        town.add(link("LOCATED_IN", me, ("Place", compound.id)))
        town.add(link("ABOUT", me, ("Skill", skill.id)))
        town.add(link("RAISED", ("Resident", chance.pick(town.people).id), me))


def write_invitations(town: Community) -> None:
    """Write down whom people asked for the finished projects, and what they answered."""
    chance = town.chance
    for number in range(len(town.people) // 4):
        past = chance.between(0, len(town.past) - 1)
        me = ("Invitation", town.key("i", number))
        asked = town.past[past].ended_on - timedelta(days=45)
        answer = "declined" if chance.happens(0.3) else "accepted"
        town.add(
            node(
                *me,
                asked_on=asked,
                answered_on=asked + timedelta(days=2),
                answer=answer,
                reason=chance.pick(REASONS) if answer == "declined" else None,
            )
        )
        town.add(link("ASKED", me, ("Resident", chance.pick(town.people).id)))
        town.add(link("ASKED_FOR", me, ("Requirement", town.key("hq", 2 * past))))
