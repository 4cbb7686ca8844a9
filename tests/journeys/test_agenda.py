"""The agenda of a place through its page, its workbook, the JSON door and the command."""

from __future__ import annotations

import json
import re
from io import BytesIO

from flask.testing import FlaskClient
from python_calamine import load_workbook

from tests.journeys.conftest import Heli
from tests.journeys.visits import text_of

API = "/api/v1"
HERE, STREET = "place-zhaojialou", "place-jianguomen"
WORDS = ("三号院的长椅坏了，老人没处歇脚", "院里的长椅断了腿，老人没处坐")


def raised(client: FlaskClient, text: str, **told: object) -> str:
    made = client.post(f"{API}/needs", json={"text": text, "place": HERE, **told})
    assert made.status_code == 201, made.get_json()
    return str(made.get_json()["id"])


def settle(client: FlaskClient, *needs: str) -> None:
    for need in needs:
        assert client.delete(f"{API}/needs/{need}", headers={"If-Match": "*"}).status_code in (200, 204)


def test_the_agenda_is_the_same_at_every_door_and_in_order_of_its_points(client: FlaskClient) -> None:
    wide = raised(client, WORDS[0], quantity=400, unit="户", urgency="高")
    narrow = raised(client, "想在窗台上放一盆花", quantity=1, unit="户", urgency="低")
    found = client.get(f"{API}/needs/agenda", query_string={"place": HERE, "limit": 200}).get_json()
    order_of = [(not one["waiting"], -one["score"]) for one in found["topics"]]
    assert order_of == sorted(order_of)
    assert all(abs(one["score"] - sum(point["points"] for point in one["points"])) < 1e-9 for one in found["topics"])
    order = {need["id"]: at for at, one in enumerate(found["topics"]) for need in one["needs"]}
    assert order[wide] < order[narrow]
    first = found["topics"][order[wide]]
    assert any("400户" in point["sentence"] for point in first["points"])
    page = text_of(client.get(f"/needs/agenda?place={HERE}"))
    assert "涉及400户" in page
    assert first["level"] in page
    book = load_workbook(BytesIO(client.get(f"/needs/agenda.xlsx?place={HERE}").data))
    rows = book.get_sheet_by_index(0).to_python()
    (row,) = [row for row in rows if WORDS[0] in str(row)]
    assert "涉及400户 43分" in str(row[3])
    assert not str(row[3]).startswith(("'", "+"))
    settle(client, wide, narrow)


def test_every_door_tells_by_what_the_topics_are_ordered_and_why_also_where_nothing_is_told(
    client: FlaskClient, heli: Heli
) -> None:
    bare = raised(client, "没写别的，只说院门口想放一把长椅")
    found = client.get(f"{API}/needs/agenda", query_string={"place": HERE, "limit": 200}).get_json()
    assert all(one["reasons"] for one in found["topics"])
    (topic,) = [one for one in found["topics"] if bare in {need["id"] for need in one["needs"]}]
    assert topic["points"] == []
    (reason,) = topic["reasons"]
    page = text_of(client.get(f"/needs/agenda?place={HERE}"))
    assert found["rule"] in page
    sheet = load_workbook(BytesIO(client.get(f"/needs/agenda.xlsx?place={HERE}").data)).get_sheet_by_index(0)
    rows = sheet.to_python()
    assert any(found["rule"] in str(cell) for row in rows for cell in row)
    assert any(reason in [str(cell) for cell in row] for row in rows)
    english = client.get(f"{API}/needs/agenda", query_string={"place": HERE}, headers={"Accept-Language": "en"})
    assert english.get_json()["rule"].startswith("Needs not met yet")
    settle(client, bare)
    assert found["rule"] in heli("agenda", "--place", HERE).stdout


def test_needs_judged_to_be_one_stand_on_the_agenda_once(client: FlaskClient) -> None:
    needs = [raised(client, text) for text in WORDS]
    joined = client.post(f"{API}/needs/clusters", json={"needs": needs, "same": True})
    assert joined.status_code == 200
    found = client.get(f"{API}/needs/agenda", query_string={"place": HERE, "limit": 200}).get_json()
    (topic,) = [one for one in found["topics"] if needs[0] in {need["id"] for need in one["needs"]}]
    assert set(needs) <= {need["id"] for need in topic["needs"]}
    assert any(point["name"] == "again" for point in topic["points"])
    settle(client, *needs)


def test_of_needs_that_are_one_the_highest_level_stands_with_the_need_that_gives_it(client: FlaskClient) -> None:
    scopes = ("个别", "老大难", "普遍")
    needs = [raised(client, f"{WORDS[0]}，{scope}", scope=scope, quantity=900, unit="户") for scope in scopes]
    assert client.post(f"{API}/needs/clusters", json={"needs": needs, "same": True}).status_code == 200
    found = client.get(f"{API}/needs/agenda", query_string={"place": HERE, "limit": 200}).get_json()
    (topic,) = [one for one in found["topics"] if set(needs) <= {need["id"] for need in one["needs"]}]
    assert topic["level"] == "老大难"
    giving = client.get(f"{API}/needs/{topic['level_of']['id']}/level").get_json()
    assert (giving["level"], giving["rule"]) == ("老大难", topic["rule"])
    assert f"按其中这条看：{WORDS[0]}，老大难" in text_of(client.get(f"/needs/agenda?place={HERE}"))
    settle(client, *needs)


def founded(client: FlaskClient, name: str, *needs: str) -> str:
    made = client.post(f"{API}/projects", json={"name": name, "stage": "matching", "needs": list(needs)})
    assert made.status_code == 201, made.get_json()
    return str(made.get_json()["id"])


def test_what_a_project_answers_already_comes_last_with_its_project_and_is_not_begun_again(client: FlaskClient) -> None:
    begun = raised(client, WORDS[0], quantity=5000, unit="户", urgency="高", stage="raised")
    free = raised(client, "想在窗台上放一盆花", quantity=1, unit="户", urgency="低", stage="raised")
    project = founded(client, "修长椅的项目", begun)
    found = client.get(f"{API}/needs/agenda", query_string={"place": HERE, "limit": 200}).get_json()
    at = {need["id"]: place for place, one in enumerate(found["topics"]) for need in one["needs"]}
    assert at[free] < at[begun]
    told = found["topics"][at[begun]]
    assert [one["id"] for one in told["projects"]] == [project]
    assert not told["waiting"]
    assert [one["id"] for one in found["topics"][at[free]]["waiting"]] == [free]
    page = client.get(f"/needs/agenda?place={HERE}").text
    below = page[page.index("已经有项目在办的") :]
    assert f"/projects/{project}" in below
    assert f"new?need={begun}" not in page
    assert f"new?need={free}" in page
    rows = load_workbook(BytesIO(client.get(f"/needs/agenda.xlsx?place={HERE}").data)).get_sheet_by_index(0).to_python()
    (row,) = [row for row in rows if row[1] == WORDS[0]]
    assert row[-1] == "修长椅的项目"
    below_street = client.get(f"{API}/needs/agenda", query_string={"place": STREET}).get_json()["below"]
    (own,) = [one for one in below_street if one["place"]["id"] == HERE]
    assert WORDS[0] not in own["first"]
    assert client.delete(f"{API}/projects/{project}", headers={"If-Match": "*"}).status_code in (200, 204)
    settle(client, begun, free)


def test_of_needs_that_are_one_those_without_a_project_can_be_begun(client: FlaskClient) -> None:
    needs = [raised(client, text, quantity=5000, unit="户", stage="raised") for text in WORDS]
    assert client.post(f"{API}/needs/clusters", json={"needs": needs, "same": True}).status_code == 200
    project = founded(client, "修一把长椅", needs[0])
    found = client.get(f"{API}/needs/agenda", query_string={"place": HERE, "limit": 200}).get_json()
    (topic,) = [one for one in found["topics"] if set(needs) <= {need["id"] for need in one["needs"]}]
    assert project in {one["id"] for one in topic["projects"]}
    assert needs[1] in {one["id"] for one in topic["waiting"]}
    assert needs[0] not in {one["id"] for one in topic["waiting"]}
    page = text_of(client.get(f"/needs/agenda?place={HERE}"))
    assert re.search("已有项目在办： 修一把长椅 .{0,60}另有", page)
    assert client.delete(f"{API}/projects/{project}", headers={"If-Match": "*"}).status_code in (200, 204)
    settle(client, *needs)


def test_places_below_have_an_order_of_their_own(client: FlaskClient) -> None:
    alone_here = raised(client, "想在窗台上放一盆花")
    everywhere = client.get(f"{API}/needs/agenda", query_string={"limit": 1}).get_json()
    assert everywhere["place"] is None
    assert everywhere["below"] == []
    below = client.get(f"{API}/needs/agenda", query_string={"place": STREET}).get_json()["below"]
    (own,) = [one for one in below if one["place"]["id"] == HERE]
    alone = client.get(f"{API}/needs/agenda", query_string={"place": HERE, "limit": 200}).get_json()
    texts = {need["text"] for one in alone["topics"] for need in one["needs"]}
    assert own["topics"] >= len(own["first"]) >= 1
    assert set(own["first"]) <= texts
    assert alone["place"]["name"] in text_of(client.get(f"/needs/agenda?place={STREET}"))
    settle(client, alone_here)


def test_an_unknown_place_is_not_found(client: FlaskClient) -> None:
    assert client.get(f"{API}/needs/agenda?place=no-such").status_code == 404
    assert client.get("/needs/agenda?place=no-such").status_code == 404


def test_the_command_prints_the_agenda(heli: Heli) -> None:
    told = json.loads(heli("agenda", "--place", "赵家楼社区", "--json").stdout)
    assert told["place"]["id"] == HERE
    assert told["topics"]
    printed = heli("agenda", "--place", HERE, "--top", "2", environment={"HELI_LANG": "en"}).stdout
    assert "1. " in printed
    whole = heli("agenda", "--place", HERE, "--top", "200").stdout
    begun = [one["projects"][0]["name"] for one in told["topics"] if one["projects"]]
    assert begun
    assert all(f"已有项目在办：{name}" in whole for name in begun)
