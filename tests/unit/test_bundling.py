"""A scene in one piece: everything at one hour around one place, with true reasons and ways out of bad asks."""

from __future__ import annotations

import numpy as np
import pytest

import seeds
from graph.errors import NotFound
from graph.records import Link, Node
from graph.schema import Value
from matching.data import SLOTS, slots
from matching.team.bundle import TIMED
from service.partnering import find_partners
from service.seeding import parted
from service.staffing.bundles import Bundles
from service.staffing.bundling import BadScene, Scene, bundle_for_project, bundle_for_scene, led
from service.staffing.teaming import find_teams
from tests.support.communities import NOW, Pilot, Still

HERE = "place-zhaojialou"
WEDNESDAY = {"wed-am", "wed-pm", "wed-eve"}


class Series(Still):
    """The pilot with a project of its own lines."""

    def __init__(self, *lines: dict[str, Value], hall: str = "") -> None:
        nodes, links = parted(seeds.pilot())
        if hall:  # of which nobody said how many it seats
            nodes.append(Node("Space", "s-hall", {"name": hall, "text": "礼堂，开会、看演出"}))
            links.append(Link("LOCATED_IN", "Space", "s-hall", "Place", HERE, {}))
        nodes.append(Node("Project", "p-series", {"name": "银龄课", "stage": "matching"}))
        links.append(Link("LOCATED_IN", "Project", "p-series", "Place", HERE, {}))
        for number, line in enumerate(lines):
            nodes.append(Node("Requirement", f"q-{number}", {"status": "open", **line}))
            links.append(Link("REQUIRES", "Project", "p-series", "Requirement", f"q-{number}", {}))
        super().__init__(nodes, links, "series")


TEACHER: dict[str, Value] = {"kind": "skill", "text": "会教老人用智能手机的人", "quantity": 1.0, "unit": "人"}
ROOM: dict[str, Value] = {"kind": "space", "text": "能坐15人的房间", "quantity": 1.0, "unit": "间"}


@pytest.fixture(scope="module")
def pilot() -> Pilot:
    return Pilot()


@pytest.fixture(scope="module")
def found(pilot: Pilot) -> Bundles:
    return bundle_for_scene(pilot, Scene("周三银龄课堂，教老人用智能手机", HERE, money=500.0), now=NOW)


def test_a_scene_in_words_gets_a_room_somebody_who_leads_helpers_and_money(found: Bundles) -> None:
    assert [one.ask.kind for one in found.wanted] == ["space", "skill", "people", "money"]
    assert 2 <= len(found.found) <= 3
    assert found.found[0].team.complete
    for one in found.as_json()["bundles"]:
        assert one["window"] in WEDNESDAY
        served = {found.wanted[part["wanted"]].ask.kind for part in one["parts"]}
        assert {"space", "skill"} <= served
        assert all(part["reasons"] for part in one["parts"])


def test_a_day_alone_is_the_daytime_before_the_evening(pilot: Pilot, found: Bundles) -> None:
    assert found.found[0].window != SLOTS["wed-eve"]
    named = bundle_for_scene(pilot, Scene("银龄课堂，教老人用智能手机", HERE, windows=("wed-eve",)), now=NOW)
    assert {one.window for one in named.found} <= {SLOTS["wed-eve"]}


def test_what_a_room_says_of_itself_is_quoted_as_far_as_it_counts(found: Bundles) -> None:
    sentences = [said for one in found.as_json()["bundles"] for part in one["parts"] for said in part["reasons"]]
    quoting = [sentence for sentence in sentences if "介绍里写着“能坐" in sentence]
    assert quoting
    assert all("用" in sentence and "，周" not in sentence and "说的是" not in sentence for sentence in quoting)


def test_whoever_has_to_be_there_suits_the_hour_and_is_told_where_nobody_knows(pilot: Pilot, found: Bundles) -> None:
    free = pilot.matcher.data.candidates.windows
    for one in found.found:
        for part in one.team.parts:
            if found.wanted[part.line].ask.kind not in TIMED:
                continue
            said = int(free[part.row])
            assert said == 0 or said & one.window
            assert (part.row in one.untold) == (said == 0)
        rooms = {part.row for part in one.team.parts if found.wanted[part.line].ask.kind == "space"}
        assert len(rooms) == 1
        homes = pilot.matcher.data.home.of(rooms.pop()).tolist()
        assert one.place in homes
        timed = [at for at, wanted in enumerate(found.wanted) if wanted.ask.kind in TIMED]
        assert {one.cover.questions[at].ask.place for at in timed} == {one.place}


def test_alternatives_differ_in_the_hour_or_in_a_third_of_the_parties(found: Bundles) -> None:
    for at, one in enumerate(found.found):
        for other in found.found[:at]:
            fresh = set(one.team.parties) - set(other.team.parties)
            assert one.window != other.window or 3 * len(fresh) >= len(one.team.parties)
    assert list(found.found) == sorted(found.found, key=lambda one: one.price)


def test_a_project_keeps_its_own_lines_and_gets_the_room_it_forgot() -> None:
    series = Series({**TEACHER, "windows": ["wed-pm"]})
    found = bundle_for_project(series, "p-series", now=NOW)
    assert [(one.line, one.ask.kind) for one in found.wanted] == [("q-0", "skill"), ("", "space")]
    assert {one.window for one in found.found} == {SLOTS["wed-pm"]}
    with_room = bundle_for_project(Series(TEACHER, {**ROOM, "status": "met"}), "p-series", now=NOW)
    assert [one.line for one in with_room.wanted] == ["q-0"]


def test_lines_without_a_common_hour_are_named_and_one_hour_may_be_chosen() -> None:
    series = Series({**TEACHER, "windows": ["wed-pm"]}, {**ROOM, "windows": ["sat-am"]})
    with pytest.raises(BadScene) as told:
        bundle_for_project(series, "p-series", now=NOW)
    assert "能坐15人的房间" in told.value.zh
    assert "周三下午" in told.value.zh
    assert "Wednesday afternoon" in told.value.en
    chosen = bundle_for_project(series, "p-series", windows=["wed-pm"], now=NOW)
    assert [one.line for one in chosen.wanted] == ["q-0"]
    assert [key for key, _ in chosen.troubled] == ["q-1"]


def test_a_line_of_nothing_is_told_and_the_others_are_bundled() -> None:
    found = bundle_for_project(Series(TEACHER, {**ROOM, "quantity": 0.0}), "p-series", now=NOW)
    assert [key for key, _ in found.troubled] == ["q-1"]
    spoiled = Series(TEACHER, {**ROOM, "windows": ["sat-am"], "date_from": NOW.date(), "date_to": NOW.date()})
    told = bundle_for_project(spoiled, "p-series", now=NOW)
    assert [key for key, _ in told.troubled] == ["q-1"]
    assert told.found


def test_bad_scenes_say_what_to_do(pilot: Pilot) -> None:
    for bad in (
        Scene(""),
        Scene("字" * 300),
        Scene("周三课堂", windows=("sat-am",)),
        Scene("课堂", seats=0),
        Scene("课堂", helpers=-1),
        Scene("课堂", seats=int("9" * 310)),
        Scene("课堂", helpers=int("9" * 310)),
        Scene("课堂，30个老人", seats=int("9" * 310)),
        Scene("课堂，6000个老人"),
        Scene("课堂", money=float("nan")),
    ):
        with pytest.raises(BadScene) as told:
            bundle_for_scene(pilot, bad, now=NOW)
        assert told.value.zh
        assert told.value.en.isascii() or "“" in told.value.en
    with pytest.raises(NotFound):
        bundle_for_scene(pilot, Scene("课堂", "nowhere"), now=NOW)
    with pytest.raises(NotFound):
        bundle_for_project(pilot, "no-such", now=NOW)
    done = next(key for key in pilot.snapshot.nodes["Project"].ids if key.startswith("project-past"))
    with pytest.raises(BadScene):
        bundle_for_project(pilot, done, now=NOW)


def test_a_hall_that_nobody_has_leaves_the_room_open_with_a_reason(pilot: Pilot) -> None:
    found = bundle_for_scene(pilot, Scene("周三银龄课堂，教老人用智能手机", HERE, seats=4000), now=NOW)
    first = found.as_json()["bundles"][0]
    assert not first["complete"]
    assert [found.wanted[one["wanted"]].ask.kind for one in first["open"]] == ["space"]
    assert all(one["why"] for one in first["open"])


def test_the_hours_of_a_scene_stand_in_its_words_or_are_given(pilot: Pilot) -> None:
    given = bundle_for_scene(pilot, Scene("教老人用智能手机", HERE, ("thu-am",)), now=NOW)
    assert {one.window for one in given.found} == {slots(["thu-am"])}
    anywhen = bundle_for_scene(pilot, Scene("教老人用智能手机", HERE), now=NOW)
    assert anywhen.found[0].team.complete


@pytest.mark.parametrize(("language", "unasked"), [("zh", "没写在哪个社区"), ("en", "No place")])
def test_a_scene_that_does_not_say_where_is_told_to_say_it(pilot: Pilot, language: str, unasked: str) -> None:
    found = bundle_for_scene(pilot, Scene("周三银龄课堂，教老人用手机"), language=language, now=NOW).as_json()[
        "bundles"
    ]
    assert found
    assert all(unasked in one["shared"] for one in found)
    told = bundle_for_scene(
        pilot, Scene("周三银龄课堂，教老人用手机", "place-zhaojialou"), language=language, now=NOW
    ).as_json()["bundles"]
    assert told[0]["complete"]
    assert unasked not in told[0]["shared"]


@pytest.mark.parametrize("text", ["周三银龄课堂", "银龄课"])
def test_a_class_for_the_old_is_led_by_whoever_can_lead_one_of_the_usual_subjects(pilot: Pilot, text: str) -> None:
    found = bundle_for_scene(pilot, Scene(text), now=NOW).as_json()
    assert found["bundles"][0]["complete"]
    (leader,) = [part for part in found["bundles"][0]["parts"] if part["wanted"] == 1]
    assert any("会教智能手机" in reason or "内容就是" in reason for reason in leader["reasons"])
    assert "都行" in found["wanted"][1]["text"], "what was added is told"
    assert led(pilot.matcher, "银龄课堂，教书法") == "银龄课堂，教书法", "what is written goes before"


def test_money_that_somebody_filed_has_to_apply_for_is_complete_on_that_condition_only(pilot: Pilot) -> None:
    found = bundle_for_scene(pilot, Scene("周三银龄课堂，教老人用手机", HERE, money=4500.0), now=NOW).as_json()
    one = found["bundles"][0]
    (money,) = [part for part in one["parts"] if part["candidate"]["id"] == "fund-jgm-micro"]
    assert one["complete"]
    (said,) = one["conditions"]
    assert "要由备案的社区社会组织出面申请" in said
    assert money["reasons"][0] in said
    free = bundle_for_scene(pilot, Scene("周三银龄课堂，教老人用手机", HERE, money=500.0), now=NOW).as_json()
    assert free["bundles"][0]["conditions"] == []


def test_a_room_whose_seats_are_not_on_record_completes_nothing_and_is_asked(pilot: Pilot) -> None:
    huge = bundle_for_scene(pilot, Scene("周三银龄课堂，教老人用智能手机", seats=5000), now=NOW)
    capacity = pilot.matcher.data.candidates.number("capacity")
    assert huge.found
    for one, told in zip(huge.found, huge.as_json()["bundles"], strict=True):
        (room,) = [part.row for part in one.team.parts if huge.wanted[part.line].ask.kind == "space"]
        name = pilot.matcher.data.nodes.node(room)["name"]
        assert np.isnan(capacity[room])
        assert not told["complete"]
        assert f"{name}：能坐多少人没有登记，先问能不能坐5,000人" in told["conditions"]


def test_of_rooms_alike_the_one_known_to_be_large_enough_goes_first(found: Bundles, pilot: Pilot) -> None:
    capacity = pilot.matcher.data.candidates.number("capacity")
    for one, told in zip(found.found, found.as_json()["bundles"], strict=True):
        rooms = [part.row for part in one.team.parts if found.wanted[part.line].ask.kind == "space"]
        assert told["complete"] == (not np.isnan(capacity[rooms]).any())
    assert found.as_json()["bundles"][0]["complete"]


def test_lists_and_teams_say_that_the_seats_of_a_room_are_not_on_record() -> None:
    series = Series({**ROOM, "text": "能坐5000人的礼堂"}, hall="大礼堂")
    (line,) = find_partners(series, "p-series", now=NOW).as_json()["requirements"]
    assert line["matches"]
    assert all(any("能不能坐5,000人" in note for note in match["notes"]) for match in line["matches"])
    teams = find_teams(series, "p-series", now=NOW).as_json()["teams"]
    assert teams
    for team in teams:
        assert not team["complete"]
        assert any("能不能坐5,000人" in note for part in team["parts"] for note in part["notes"])


@pytest.mark.parametrize("text", ["嗯", "asdf qwer", "周三", "每周六上午的", "周三小课堂"])
def test_a_scene_that_names_nothing_to_do_is_told_what_to_write(pilot: Pilot, text: str) -> None:
    with pytest.raises(BadScene) as told:
        bundle_for_scene(pilot, Scene(text), now=NOW)
    assert f"没看出“{text}”是办什么" in told.value.zh
    assert "例如" in told.value.zh
    assert "for example" in told.value.en


def test_hours_at_which_somebody_can_lead_are_tried_before_those_with_most_rooms(pilot: Pilot) -> None:
    best = bundle_for_scene(pilot, Scene("法律咨询日"), now=NOW).as_json()["bundles"][0]
    assert best["open"] == []


def test_what_was_understood_is_not_asked_for_again_where_nobody_can(pilot: Pilot) -> None:
    best = bundle_for_scene(pilot, Scene("修自行车"), now=NOW).as_json()["bundles"][0]
    (left,) = best["open"]
    assert "那句话里" not in left["why"]


def test_what_a_scene_leaves_open_is_told_in_the_words_of_its_kind_with_how_much_there_is(pilot: Pilot) -> None:
    asked = Scene("周三银龄课堂，教老人用智能手机", HERE, seats=5000, helpers=200, money=1e6)
    found = bundle_for_scene(pilot, asked, now=NOW)
    seats = found.matcher.data.candidates.number("capacity")
    most = f"{np.nanmax(seats[slice(*_rows(found, 'Space'))]):g}"
    for told in found.as_json()["bundles"]:
        lacks = {found.wanted[one["wanted"]].ask.kind: one for one in told["open"]}
        assert "没有能坐5,000人的" in lacks["space"]["why"]
        assert f"最大的能坐{most}人" in lacks["space"]["why"]
        assert not any(word in lacks["space"]["why"] for word in ("技能", "谁做得了"))
        money = lacks["money"]
        given = sum(part["amount"] for part in told["parts"] if part["wanted"] == money["wanted"])
        assert money["reached"] == pytest.approx(given)
        assert money["missing"] == pytest.approx(1e6 - given)
        assert f"凑到{given:,.0f}元，还差{1e6 - given:,.0f}元" in money["why"]
    english = bundle_for_scene(pilot, asked, language="en", now=NOW).as_json()["bundles"]
    assert all(one["why"].isascii() for told in english for one in told["open"])


def _rows(found: Bundles, kind: str) -> tuple[int, int]:
    rows = found.matcher.data.nodes.range_of(kind)
    return rows.start, rows.stop


def test_rooms_of_which_nobody_said_how_many_they_seat_are_asked_first() -> None:
    lines: list[dict[str, Value]] = [{"kind": "space", "text": "能坐3000人的厨房", "quantity": 1.0, "unit": "间"}]
    (lack,) = find_teams(Series(*lines, hall="东礼堂"), "p-series", now=NOW).open
    assert "没有能坐3,000人的" in lack.why
    assert "处没登记能坐多少人，先问一声再登记" in lack.why


@pytest.mark.parametrize(
    ("kind", "text", "unit", "said"),
    [
        ("space", "能停热气球的空地", "处", "有什么、能做什么"),
        ("goods", "潜水艇", "艘", "有的单位、店铺"),
        ("goods", "轮椅", "辆", "有什么、有多少"),
        ("service", "开航天飞机", "次", "做的单位、队伍"),
        ("mentor", "量子物理辅导", "人", "登记懂这方面的辅导员"),
    ],
)
def test_a_line_that_stays_open_says_what_helps_with_its_kind(kind: str, text: str, unit: str, said: str) -> None:
    (lack,) = find_teams(Series({"kind": kind, "text": text, "quantity": 1.0, "unit": unit}), "p-series", now=NOW).open
    assert said in lack.why


def test_a_scene_that_nobody_leads_keeps_its_advice_on_what_to_write(pilot: Pilot) -> None:
    found = bundle_for_scene(pilot, Scene("周三银龄课堂，教编钟演奏", HERE), now=NOW)
    (lack, *_) = [
        one for one in found.as_json()["bundles"][0]["open"] if found.wanted[one["wanted"]].ask.kind == "skill"
    ]
    assert "写具体些：教什么、带什么" in lack["why"]


def test_two_rooms_are_two_rooms() -> None:
    lines: list[dict[str, Value]] = [{"kind": "space", "text": "能坐15人的房间", "quantity": 2.0, "unit": "间"}]
    found = find_teams(Series(*lines), "p-series", now=NOW)
    for team in found.teams:
        rooms = [part for part in team.parts if found.candidate(part.row)["kind"] == "Space"]
        assert all(part.amount == 1.0 for part in rooms)
    assert len(found.teams[0].parts) == 2


def test_numbers_in_the_words_of_a_scene_are_its_numbers(pilot: Pilot) -> None:
    said = "周日上午包饺子，两位厨师，30个老人，5个志愿者，经费500元"
    found = bundle_for_scene(pilot, Scene(said, HERE), now=NOW)
    asked = {one.ask.kind: one.ask for one in found.wanted}
    assert asked["space"].people == 30
    assert [asked[kind].quantity for kind in ("skill", "people", "money")] == [2, 5, 500]
    assert found.notes == ()
    unsaid = bundle_for_scene(pilot, Scene("周日上午包饺子", HERE), now=NOW).as_json()["notes"]
    assert unsaid == ["没说多少人来，按20人算。", "没说要几个帮手，按2个算。"]
    both = bundle_for_scene(pilot, Scene(said, HERE, seats=15, helpers=5, money=800.0), language="en", now=NOW)
    assert {one.ask.people for one in both.wanted if one.ask.kind == "space"} == {15}
    told = both.as_json()["notes"]
    assert [one.split(":")[0] for one in told] == ["People", "Money"]
    assert "30 in the words, 15 in the field" in told[0]
