"""Whom to call at once, through page, workbook, JSON door and command."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from python_calamine import load_workbook

from graph.records import Link, Node
from service.cli import main
from service.community import Community
from service.staffing.growing import STAGES_EN
from tests.journeys.test_planning import API
from tests.journeys.visits import text_of

HERE = "place-zhaojialou"
BURST = {"text": "半夜水管爆了", "place": HERE}
PLUMBER = {"text": "要会修水管的人", "place": HERE}


def test_whom_to_call_is_told_on_the_page_at_the_interface_and_in_a_workbook(client: FlaskClient) -> None:
    answer = client.get(f"{API}/rally", query_string=BURST | {"windows": "sat-am"})
    assert answer.status_code == 200, answer.get_json()
    found = answer.get_json()
    assert found["read"][0] == "修水管"
    assert [one["id"] for one in found["happened"]] == ["pipe"]
    assert found["parties"][0]["able"]
    page = client.get("/rally", query_string=BURST | {"window": "sat-am"})
    told = text_of(page)
    assert found["happened"][0]["safety"] in told
    for one in found["parties"]:
        assert one["candidate"]["name"] in told
    assert f"/records/{found['parties'][0]['candidate']['kind']}/" in page.text
    assert "要问一声" in told
    sheet = load_workbook(BytesIO(client.get("/rally.xlsx", query_string=BURST).data)).get_sheet_by_index(0)
    assert len(sheet.to_python()) > 3
    assert "Ask first" in text_of(client.get("/rally", query_string=BURST | {"lang": "en"}))


def test_the_able_who_are_busy_then_stand_before_those_who_only_lend_a_hand(client: FlaskClient) -> None:
    found = client.get(f"{API}/rally", query_string=PLUMBER | {"windows": "sun-eve"}).get_json()
    assert not any(one["able"] for one in found["parties"])
    page = client.get("/rally", query_string=PLUMBER | {"window": "sun-eve"})
    assert "先打电话问他们" in text_of(page)
    assert "119、120、110" in found["danger"]
    assert found["danger"] in text_of(page)
    sheet = load_workbook(BytesIO(client.get("/rally.xlsx", query_string=PLUMBER).data)).get_sheet_by_index(0)
    assert any(found["danger"] in str(cell) for row in sheet.to_python() for cell in row)
    busy, hand = (f"/{one[0]['candidate']['id']}" for one in (found["otherwise"], found["parties"]))
    assert 0 < page.text.index(busy) < page.text.index(hand)


def test_the_page_names_the_police_beside_fire_and_ambulance_before_anything_is_asked(client: FlaskClient) -> None:
    assert "119、120、110" in text_of(client.get("/rally"))
    assert "119, 120, 110" in text_of(client.get("/rally", query_string={"lang": "en"}))


@pytest.fixture
def unplaced(community: Community) -> Iterator[str]:
    """A plumber of no known place, whose name looks like a formula."""
    who = Node("Resident", "r-unplaced", {"name": "=1+1", "consent": True})
    skill = Link("HAS_SKILL", "Resident", "r-unplaced", "Skill", "skill-plumbing", {})
    community.store.upsert([who, skill])
    yield "=1+1"
    community.store.remove([("Resident", "r-unplaced")])


def test_who_has_no_place_on_record_stands_apart_from_the_near(client: FlaskClient, unplaced: str) -> None:
    asked = PLUMBER | {"windows": "sun-eve"}
    found = client.get(f"{API}/rally", query_string=asked).get_json()
    assert unplaced in [one["candidate"]["name"] for one in found["unplaced"]]
    assert all(one["level"] for one in found["parties"])
    page = client.get("/rally", query_string=PLUMBER | {"window": "sun-eve"}).text
    assert page.index("没登记在哪里，先问离得多远") < page.index("/r-unplaced")
    book = load_workbook(BytesIO(client.get("/rally.xlsx", query_string=asked).data))
    (row,) = [row for row in book.get_sheet_by_index(0).to_python() if "1+1" in str(row[1])]
    assert row[3] == "没登记在哪里"
    assert "ask first how far they are" in text_of(client.get("/rally", query_string=PLUMBER | {"lang": "en"}))


def test_where_no_ability_was_read_nobody_is_said_to_have_it(client: FlaskClient) -> None:
    told = text_of(client.get("/rally", query_string={"text": "快来几个人", "place": HERE, "window": "sun-eve"}))
    assert "没读出要什么本领" in told
    assert "登记的时间对不上" in told
    assert "会，可是登记的时间对不上" not in told


def test_coordinators_find_it_from_the_first_page_and_from_the_plan(client: FlaskClient) -> None:
    for address in ("/", "/plan"):
        assert 'href="/rally"' in client.get(address).text
    assert "出了什么事" in text_of(client.get("/rally"))


@pytest.mark.parametrize(
    ("address", "status"),
    [
        (f"{API}/rally?text=水管爆了", 422),
        (f"{API}/rally?place={HERE}", 422),
        (f"{API}/rally?text=水管爆了&place=nowhere", 404),
        (f"{API}/rally?text=水管爆了&place={HERE}&windows=never", 422),
        (f"{API}/rally?text=水管爆了&place={HERE}&top=0", 422),
        ("/rally?text=水管爆了&place=nowhere", 404),
        ("/rally.xlsx?text=水管爆了", 422),
    ],
)
def test_bad_questions_say_what_to_do(client: FlaskClient, address: str, status: int) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    if address.startswith(API):
        assert answer.get_json()["detail"]


def test_a_page_without_a_place_asks_for_one(client: FlaskClient) -> None:
    page = client.get("/rally?text=水管爆了")
    assert page.status_code == 200
    assert "选一个地点" in text_of(page)
    assert "水管爆了" in page.text, "what was typed is kept"


def test_the_command_tells_whom_to_call(monkeypatch: pytest.MonkeyPatch, pilot_folder: Path) -> None:
    monkeypatch.setenv("HELI_DATA", str(pilot_folder))
    asked = ["rally", "半夜水管爆了", "--place", "赵家楼社区", "--window", "sun-eve"]
    told = CliRunner().invoke(main, asked)
    assert told.exit_code == 0, told.output
    answer = json.loads(CliRunner().invoke(main, [*asked, "--json"]).stdout)
    assert answer["parties"]
    assert all(one["candidate"]["name"] in told.stdout for one in answer["parties"])
    assert CliRunner().invoke(main, ["rally", "水管爆了"]).exit_code == 2, "without a place nobody is near"


TEAM, WORKS = ("r-band-1", "r-band-2", "r-band-3"), ("p-band-1", "p-band-2")


@pytest.fixture
def band(community: Community) -> Iterator[None]:
    """Three neighbours who did two things together this year."""
    day = (datetime.now(UTC) - timedelta(days=60)).date()
    people = [Node("Resident", key, {"name": f"邻居{key[-1]}", "consent": True}) for key in TEAM]
    works = [Node("Project", key, {"name": f"扫雪{key[-1]}", "stage": "closed", "date_from": day}) for key in WORKS]
    ties = [Link("TAKES_PART", "Resident", who, "Project", work, {}) for who in TEAM for work in WORKS]
    homes = [Link("LIVES_AT", "Resident", who, "Place", HERE, {}) for who in TEAM]
    community.store.upsert([*people, *works, *ties, *homes])
    yield
    community.store.remove([*(("Resident", key) for key in TEAM), *(("Project", key) for key in WORKS)])


@pytest.mark.usefixtures("band")
def test_a_team_that_could_be_a_group_is_told_on_the_page_at_the_interface_and_in_a_workbook(
    client: FlaskClient,
) -> None:
    found = client.get(f"{API}/growing").get_json()
    (team,) = [one for one in found["teams"] if {who["id"] for who in one["people"]} == set(TEAM)]
    assert {work["id"] for work in team["works"]} == set(WORKS)
    page = client.get("/resources/growing")
    for told in ("邻居1", "扫雪2", "能牵头", "还没有名字", "该升一步的组织"):
        assert told in text_of(page)
    assert f"/records/Resident/{TEAM[0]}" in page.text
    for body in found["bodies"]:
        assert body["candidate"]["name"] in text_of(page)
    book = load_workbook(BytesIO(client.get("/resources/growing.xlsx").data))
    assert len(book.sheet_names) == 2
    assert "邻居1" in str(book.get_sheet_by_index(0).to_python())
    assert 'href="/resources/growing"' in client.get("/resources").text
    assert "could lead" in text_of(client.get("/resources/growing?lang=en"))


def test_the_command_tells_bodies_due_for_their_next_stage(monkeypatch: pytest.MonkeyPatch, pilot_folder: Path) -> None:
    monkeypatch.setenv("HELI_DATA", str(pilot_folder))
    told = CliRunner().invoke(main, ["growing"])
    assert told.exit_code == 0, told.output
    answer = json.loads(CliRunner().invoke(main, ["growing", "--json"]).stdout)
    leads = {one["people"][0]["id"] for one in answer["teams"]}
    assert "resident-meng" in leads, "the pilot holds a team, and who led what they did together stands first"
    assert answer["bodies"]
    assert all(one["candidate"]["name"] in told.stdout for one in answer["bodies"])
    assert {one[name] for one in answer["bodies"] for name in ("stage", "next")} <= STAGES_EN.keys()


def test_the_example_of_each_help_is_there_in_the_pilot(community: Community) -> None:
    helps = [CliRunner().invoke(main, [name, "--help"]).stdout for name in ("consult", "rally", "alike", "bundle")]
    named = set(re.findall(r"\b(?:need|place)-[a-z-]+", "".join(helps)))
    assert "need-zjl-phone" in named
    assert named <= {node.id for kind in ("Need", "Place") for node in community.store.nodes(kind)}


def test_a_place_is_meant_by_its_name_in_short_at_every_door(client: FlaskClient) -> None:
    """Of several by one name all are told, and none is taken."""
    short = {"text": "半夜水管爆了", "place": "赵家楼"}
    assert client.get(f"{API}/rally", query_string=short).get_json()["place"]["id"] == HERE
    led = client.get("/rally", query_string=short)
    assert led.status_code == 302
    assert f"place={HERE}" in led.location
    assert client.get(f"{API}/needs", query_string={"place": "赵家楼"}).get_json()["items"]
    several = client.get(f"{API}/needs", query_string={"place": "惠新南里"})
    assert several.status_code == 404
    assert all(name in several.get_json()["detail"] for name in ("惠新南里242号楼", "惠新南里5号院"))
    assert "惠新南里5号院" in text_of(client.get("/needs", query_string={"place": "惠新南里"}))
