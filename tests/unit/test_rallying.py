"""Who can be called at once: the nearest able who are free come first, nobody who may not be asked ever does."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from graph.errors import NotFound
from service.staffing.rallying import BadCall, hour_in_words, rally, slot_of
from tests.unit.matching_town import NOW, Town, link, node, teacher, town

CALL = "手机怎么用不了了，要会教智能手机的人"
HERE = "house"


def asked(found: Town, text: str = CALL, place: str = HERE, **more: Any) -> dict[str, Any]:
    return rally(found, text, place, **{"now": NOW, "windows": ["sat-pm"], **more}).as_json()


def called(answer: dict[str, Any]) -> list[str]:
    return [one["candidate"]["id"] for one in answer["parties"]]


@pytest.fixture(scope="module")
def street() -> Town:
    far = teacher("far-free", "far", windows=["sat-pm"])
    untold, free = teacher("a-untold", "yard"), teacher("b-free", "yard", windows=["sat-pm"])
    door = teacher("door-untold", "door")
    elsewhen, full = teacher("elsewhen", "house", windows=["mon-am"]), teacher("full", "house", hours_cap=0.0)
    hidden = teacher("hidden", "house", consent=False) + teacher("young", "house", age_band="10-19")
    hands = [node("Resident", "hand", name="某手", consent=True, windows=["sat-pm"])]
    hands.append(link("LIVES_AT", ("Resident", "hand"), ("Place", "door")))  # type: ignore[arg-type]
    return town(*far, *untold, *free, *door, *elsewhen, *full, *hidden, *hands)


def test_the_nearest_come_first_and_of_these_who_said_that_they_are_free(street: Town) -> None:
    answer = asked(street)
    able = [one for one in answer["parties"] if one["able"]]
    assert [one["candidate"]["id"] for one in able] == ["door-untold", "b-free", "a-untold", "far-free"]
    assert [one["level"] for one in able] == ["building", "compound", "compound", "street"]
    assert [one["told_when"] for one in able] == [False, True, False, True]
    assert all(one["reasons"] for one in able)


def test_who_is_full_hidden_or_free_at_another_time_is_not_called(street: Town) -> None:
    answer = asked(street)
    assert {"hidden", "young", "full", "elsewhen"}.isdisjoint(called(answer))
    assert {(one["candidate"]["id"], one["rule"]) for one in answer["otherwise"]} == {
        ("elsewhen", "window"),
        ("full", "capacity"),
    }
    assert "某hidden" not in str(answer)


def test_neighbours_who_can_lend_a_hand_fill_the_list_after_the_able(street: Town) -> None:
    answer = asked(street)
    assert [one["able"] for one in answer["parties"]] == sorted(
        [one["able"] for one in answer["parties"]], reverse=True
    )
    assert {"hand", "lead"} & set(called(answer))
    assert called(asked(street, top=2)) == ["door-untold", "b-free"]


def test_counts_grow_from_the_building_to_the_district(street: Town) -> None:
    within = {one["level"]: one for one in asked(street)["within"]}
    assert list(within) == ["building", "compound", "community", "street", "district"]
    assert [within[level]["parties"] for level in ("building", "compound", "community", "street")] == [1, 3, 3, 4]
    assert [within[level]["told"] for level in ("building", "compound", "street")] == [0, 1, 2]


def test_a_group_is_one_party_and_its_people_count_once(street: Town) -> None:
    group = [
        node("Organization", "band", name="手机帮帮队", members=12, text="教智能手机"),
        link("LOCATED_IN", ("Organization", "band"), ("Place", "yard")),
        link("HAS_SKILL", ("Organization", "band"), ("Skill", "phone")),
        link("MEMBER_OF", ("Resident", "b-free"), ("Organization", "band")),
    ]
    answer = asked(street.with_(*group))
    (band,) = [one for one in answer["parties"] if one["candidate"]["id"] == "band"]
    assert band["members"] == 12
    (yard,) = [one for one in answer["within"] if one["level"] == "compound"]
    assert (yard["parties"], yard["people"], yard["groups"], yard["members"]) == (4, 3, 1, 11)


def test_what_a_member_can_do_does_not_count_while_the_member_is_busy(street: Town) -> None:
    def union(member: str) -> dict[str, dict[str, Any]]:
        found = street.with_(
            node("Organization", "union", name="助老会"),
            link("LOCATED_IN", ("Organization", "union"), ("Place", "yard")),
            link("MEMBER_OF", ("Resident", member), ("Organization", "union")),
        )
        return {one["candidate"]["id"]: one for one in asked(found)["parties"]}

    assert union("b-free")["union"]["able"]
    assert "union" not in {key for key, one in union("elsewhen").items() if one["able"]}


def test_where_no_ability_is_named_neighbours_are_called(street: Town) -> None:
    answer = asked(street, "快来几个人")
    assert answer["read"] == []
    assert answer["hands"] == []
    assert called(answer)[0] == "hand", "of those in the house the one who said yes"
    assert all(one["able"] for one in answer["parties"])


def test_an_ability_that_is_only_likely_meant_is_looked_for_before_who_lives_nearer(street: Town) -> None:
    answer = asked(street, "教老人手机", top=4)
    assert answer["read"] == ["教智能手机"]
    assert called(answer) == ["door-untold", "b-free", "a-untold", "far-free"]


def test_who_is_in_another_district_cannot_come_at_once(street: Town) -> None:
    other = [node("Place", "d9", name="另一个区", level="district"), *teacher("abroad", "d9", windows=["sat-pm"])]
    unplaced = [node("Resident", "nomad", name="某游", consent=True)]
    unplaced.append(link("HAS_SKILL", ("Resident", "nomad"), ("Skill", "phone")))  # type: ignore[arg-type]
    answer = asked(street.with_(*other, *unplaced))
    assert "abroad" not in str(answer)
    assert answer["unplaced"][0]["candidate"]["id"] == "nomad", "who never said where may be near"


def test_who_has_no_place_on_record_is_said_so_apart_from_the_near_and_after_all_who_can_as_much(street: Town) -> None:
    nomad = [node("Resident", "nomad", name="某游", consent=True, windows=["sat-pm"])]
    nomad.append(link("HAS_SKILL", ("Resident", "nomad"), ("Skill", "phone")))  # type: ignore[arg-type]
    answer = asked(street.with_(*nomad, node("Resident", "drifter", name="某漂", consent=True)), top=20)
    assert all(one["level"] for one in answer["parties"])
    assert [(one["candidate"]["id"], one["able"], one["where"]) for one in answer["unplaced"]] == [
        ("nomad", True, "没登记在哪里"),
        ("drifter", False, "没登记在哪里"),
        ("lead", False, "没登记在哪里"),
    ]
    assert asked(street.with_(*nomad), top=4)["unplaced"] == [], "four who can are known to be near"
    assert "no place on record" in str(asked(street.with_(*nomad), language="en")["unplaced"])


def test_where_nobody_can_it_says_what_is_lacking() -> None:
    nobody = asked(town(), "要会修小家电的人")
    assert not [one for one in nobody["parties"] if one["able"]]
    assert "没有人登记会修小家电" in nobody["lack"]
    assert "appliances" in asked(town(), "要会修小家电的人", language="en")["lack"]


def test_where_the_able_are_busy_it_says_to_call_them_first() -> None:
    busy = asked(town(*teacher("elsewhen", "house", windows=["mon-am"])))
    assert not [one for one in busy["parties"] if one["able"]]
    assert [one["candidate"]["id"] for one in busy["otherwise"]] == ["elsewhen"]
    assert "没有人登记" not in busy["lack"]
    assert "先打电话问他们" in busy["lack"]


def test_one_of_a_house_is_listed_as_it_is_counted(street: Town) -> None:
    house = street.with_(
        node("Unit", "shop", name="手机铺", text="教智能手机"),
        node("Service", "lesson", name="教智能手机", text="教智能手机", windows=["sat-pm"]),
        link("LOCATED_IN", ("Unit", "shop"), ("Place", "house")),
        link("OFFERS", ("Unit", "shop"), ("Service", "lesson")),
        link("ABOUT", ("Service", "lesson"), ("Skill", "phone")),
        link("HAS_SKILL", ("Unit", "shop"), ("Skill", "phone")),
    )
    answer = asked(house, top=20)
    able = [one["candidate"]["id"] for one in answer["parties"] if one["able"]]
    assert len({"shop", "lesson"} & set(able)) == 1
    (district,) = [one for one in answer["within"] if one["level"] == "district"]
    assert len(able) == district["parties"]


@pytest.mark.parametrize(
    ("moment", "slot"),
    [
        ("2026-03-14T01:00+00:00", "sat-am"),  # nine in the morning in Beijing
        ("2026-03-14T04:00+00:00", "sat-pm"),
        ("2026-03-14T10:30+00:00", "sat-eve"),
        ("2026-03-14T18:30+00:00", "sat-eve"),  # half past two on Sunday: Saturday's night
        ("2026-03-15T21:59+00:00", "sun-eve"),
        ("2026-03-15T22:00+00:00", "mon-am"),
    ],
)
def test_now_is_told_by_the_clock_in_beijing(moment: str, slot: str) -> None:
    assert slot_of(datetime.fromisoformat(moment).astimezone(UTC)) == slot


@pytest.mark.parametrize(
    ("moment", "zh", "en"),
    [
        ("2026-03-15T16:37+00:00", "周一凌晨", "the small hours of Monday"),
        ("2026-03-15T23:30+00:00", "周一早上", "early Monday morning"),
        ("2026-03-16T04:30+00:00", "周一中午", "Monday around noon"),
        ("2026-03-16T15:59+00:00", "周一夜里", "Monday night"),
    ],
)
def test_now_is_said_as_people_say_it(moment: str, zh: str, en: str) -> None:
    now = datetime.fromisoformat(moment)
    assert (hour_in_words(now, "zh"), hour_in_words(now, "en")) == (zh, en)


def test_after_midnight_it_tells_by_which_hour_people_registered(street: Town) -> None:
    told = rally(street, CALL, HERE, now=datetime(2026, 3, 15, 16, 37, tzinfo=UTC)).as_json()
    assert (told["when"], told["registered"], told["windows"]) == ("周一凌晨", "周日晚上", ["sun-eve"])


def test_the_hour_is_the_one_given_else_the_one_told_else_now(street: Town) -> None:
    given = rally(street, "周一上午" + CALL, HERE, windows=["sat-pm"], now=NOW).as_json()
    assert (given["windows"], given["now"]) == (["sat-pm"], False)
    told = rally(street, "周一上午" + CALL, HERE, now=NOW).as_json()
    assert (told["windows"], told["now"]) == (["mon-am"], False)
    assert "elsewhen" in called(told)
    now = rally(street, CALL, HERE, now=NOW).as_json()
    assert (now["windows"], now["now"]) == (["sat-pm"], True)


def test_what_says_nothing_is_refused_and_an_unknown_place_is_named(street: Town) -> None:
    for text, top in ((" ", 10), ("水" * 201, 10), (CALL, 0), (CALL, 101)):
        with pytest.raises(BadCall):
            rally(street, text, HERE, top=top, now=NOW)
    with pytest.raises(NotFound):
        rally(street, CALL, "nowhere", now=NOW)
