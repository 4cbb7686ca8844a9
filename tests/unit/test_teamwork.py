"""Who could become a group: people who did several things together lately, and nobody who may not be named."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from graph.records import Link, Node
from service.staffing.growing import DAYS, LEADS, Growing, growing
from tests.unit.matching_town import NOW, Town, link, node, town

TEAM = ("ann", "ben", "cui")


def work(key: str, people: tuple[str, ...], days_ago: int = 100, **more: Any) -> list[Node | Link]:
    """A finished project in which people took part."""
    day = (NOW - timedelta(days=days_ago)).date()
    held = {"name": f"旧事{key}", "stage": "closed", "date_from": day, "date_to": day, **more}
    parts = [link("TAKES_PART", ("Resident", who), ("Project", key), role=ROLES.get(who, "帮忙")) for who in people]
    return [node("Project", key, **held), *parts]


ROLES = {"ben": "牵头"}


def resident(key: str, **more: Any) -> list[Node | Link]:
    """A willing resident of the yard who can teach smartphones."""
    return [
        node("Resident", key, **{"name": f"某{key}", "consent": True, **more}),
        link("LIVES_AT", ("Resident", key), ("Place", "yard")),
        link("HAS_SKILL", ("Resident", key), ("Skill", "phone")),
    ]


def team(*records: Node | Link) -> Town:
    """Three people who did two things together, and what else there is."""
    people = [one for key in TEAM for one in resident(key)]
    return town(*people, *work("w1", TEAM), *work("w2", TEAM, 300), *records)


def grown(found: Town, language: str = "zh") -> Growing:
    return growing(found, language=language, now=NOW)


def names(found: Town) -> list[list[str]]:
    return [[who["id"] for who in one["people"]] for one in grown(found).as_json()["teams"]]


def test_who_did_two_things_together_is_a_team_with_its_evidence() -> None:
    need = [
        node("Need", "n1", text="想有人教智能手机", stage="raised"),
        link("LOCATED_IN", ("Need", "n1"), ("Place", "next")),
    ]
    (told,) = grown(team(*need)).as_json()["teams"]
    assert [who["id"] for who in told["people"]] == ["ben", "ann", "cui"], "who led stands first among equals"
    assert [work["id"] for work in told["works"]] == ["w1", "w2"], "the newest first"
    assert told["place"]["id"] == "yard"
    assert ("教智能手机", 3) in [(can["name"], can["people"]) for can in told["can"]]
    assert [one["need"]["id"] for one in told["needs"]] == ["n1"]
    done = {step["name"]: step["done"] for step in told["steps"]}
    assert done == {"lead": True, "name": False, "members": None, "charter": False, "place": True}
    (members,) = [step["sentence"] for step in told["steps"] if step["name"] == "members"]
    assert "现在 3 人" in members
    assert "本街道的规定" in members, "how many are enough differs and is not asserted"
    english = grown(team(), "en").as_json()["teams"][0]
    assert "could lead" in english["steps"][0]["sentence"]


def test_once_long_ago_dropped_not_begun_or_two_people_make_no_team() -> None:
    people = [one for key in TEAM for one in resident(key)]
    first = [*people, *work("w1", TEAM)]
    assert names(town(*first)) == []
    assert names(town(*first, *work("w2", TEAM, DAYS + 5))) == []
    assert names(town(*first, *work("w2", TEAM, stage="dropped"))) == []
    assert names(town(*first, *work("w2", TEAM, -10))) == []
    assert names(town(*first, *work("w2", TEAM[:2]))) == []
    assert names(town(*first, *work("w2", TEAM, DAYS - 5))) == [["ben", "ann", "cui"]]


def test_a_project_and_its_activity_are_one_piece_of_work() -> None:
    people = [one for key in TEAM for one in resident(key)]
    day = NOW.date() - timedelta(days=90)
    part = [node("Activity", "a1", name="旧事的一场", date_from=day, date_to=day)]
    ties = [link("TAKES_PART", ("Resident", who), ("Activity", "a1")) for who in TEAM]
    assert (
        names(town(*people, *work("w1", TEAM), *part, *ties, link("PART_OF", ("Activity", "a1"), ("Project", "w1"))))
        == []
    )


def test_who_is_a_group_already_is_no_new_team() -> None:
    group = [node("Organization", "band", name="老伙计", members=8)]
    joined = [link("MEMBER_OF", ("Resident", who), ("Organization", "band")) for who in TEAM]
    assert names(team(*group, *joined[:1])) == [["ben", "ann", "cui"]]
    assert names(team(*group, *joined[:2])) == []


def test_minors_those_without_consent_and_those_apart_are_never_named() -> None:
    for hidden in ({"consent": False}, {"age_band": "10-19"}):
        found = team().with_(node("Resident", "cui", **hidden))
        assert names(found) == []
        assert "某cui" not in str(grown(found).as_json())
    assert names(team(link("CONFLICTS_WITH", ("Resident", "ann"), ("Resident", "cui")))) == []


def test_who_came_to_a_large_event_is_no_team_by_it() -> None:
    crowd = tuple(f"x{number:02}" for number in range(31))
    people = [one for key in crowd for one in resident(key)]
    assert names(town(*people, *work("w1", crowd), *work("w2", crowd))) == []


def test_of_teams_that_share_half_their_people_the_stronger_is_told() -> None:
    more = [one for key in ("dan", "eve") for one in resident(key)]
    found = team(*more, *work("w3", (*TEAM[1:], "dan", "eve"), 50), *work("w4", (*TEAM[1:], "dan", "eve"), 40))
    assert names(found) == [["ben", "cui", "dan", "eve"]]


def test_bodies_whose_record_is_further_than_their_stage_are_due() -> None:
    def body(key: str, **held: Any) -> list[Node | Link]:
        ties = [link("TAKES_PART", ("Organization", key), ("Project", one)) for one in ("w1", "w2")]
        return [node("Organization", key, name=f"某{key}队", **held), *ties]

    found = grown(
        team(
            *body("core", stage="骨干", members=4),
            *body("ripe", stage="团队", members=12, registered="未备案"),
            *body("small", stage="团队", members=2, registered="未备案"),
            *body("done", stage="组织", members=12),
            node("Organization", "filed", name="某备案队", stage="团队", registered="备案", members=9),
        )
    ).as_json()
    assert {one["candidate"]["id"]: one["next"] for one in found["bodies"]} == {
        "core": "团队",
        "ripe": "组织",
        "filed": "组织",
    }
    (ripe,) = [one for one in found["bodies"] if one["candidate"]["id"] == "ripe"]
    assert {step["name"]: step["done"] for step in ripe["steps"]} == {
        "filed": False,
        "members": None,
        "lead": False,
        "charter": False,
    }


def test_who_leads_two_groups_leads_each_of_them() -> None:
    records: list[Node | Link] = []
    for key in ("one", "two"):
        records += [node("Organization", key, name=f"某{key}队", stage="骨干", members=6)]
        records += [link("TAKES_PART", ("Organization", key), ("Project", work)) for work in ("w1", "w2")]
        records += [link("MEMBER_OF", ("Resident", "ann"), ("Organization", key), role="负责人")]
    found = grown(team(*records)).as_json()
    lead = {one["candidate"]["id"]: step for one in found["bodies"] for step in one["steps"] if step["name"] == "lead"}
    assert {key: step["done"] for key, step in lead.items()} == {"one": True, "two": True}
    (told,) = found["teams"]
    (ann,) = [who for who in told["people"] if who["id"] == "ann"]
    assert ann["core"] == "“某one队”的负责人、“某two队”的负责人"


@pytest.mark.parametrize("role", ["牵头", "负责", "组织", "主要负责人", "组织者", "活动主持", "骨干成员", "领队"])
def test_a_part_that_leads(role: str) -> None:
    assert LEADS.search(role)


@pytest.mark.parametrize("role", ["社会组织成员", "参加组织的合唱", "负责签到", "帮忙", "成员"])
def test_a_part_that_only_sounds_like_leading(role: str) -> None:
    assert not LEADS.search(role)
