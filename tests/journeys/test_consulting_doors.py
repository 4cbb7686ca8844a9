"""Whom to call, who solved the like, and needs that may be one: through pages, JSON door and command."""

from __future__ import annotations

import json
import re
from html import unescape
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from python_calamine import load_workbook

from tests.journeys.conftest import Heli
from tests.journeys.visits import send

API = "/api/v1"
LEARNING = "need-zjl-phone"


def made(client: FlaskClient, text: str, **more: object) -> str:
    answer = client.post(f"{API}/needs", json={"text": text, "place": "place-zhaojialou", **more})
    assert answer.status_code == 201, answer.get_json()
    return str(answer.get_json()["id"])


@pytest.mark.parametrize("what", [f"needs/{LEARNING}", "projects/project-yinling"])
def test_every_answer_names_the_rules_behind_it(client: FlaskClient, what: str) -> None:
    level = client.get(f"{API}/{what}/level").get_json()
    assert level["bias"] + sum(fact["contribution"] for fact in level["facts"]) == pytest.approx(
        level["score"], abs=1e-4
    )
    assert level["by_rules"] == max(level["chances"], key=level["chances"].get)
    assert level["level"] == (level["written"] or level["by_rules"])
    assert level["suppliers"]
    assert level["rule"]
    table = client.get(f"{API}/{what}/stakeholders").get_json()
    assert table["must"]
    assert all(party["reasons"] and party["why"] for party in table["must"])
    cases = client.get(f"{API}/{what}/similar?limit=3").get_json()
    assert cases["cases"][0]["partners"]
    assert cases["cases"][0]["score"] == pytest.approx(sum(cases["cases"][0]["parts"].values()), abs=1e-3)
    assert len(cases["cases"]) <= 3


def test_solved_cases_name_who_did_it_and_how_people_judged_it(client: FlaskClient) -> None:
    cases = client.get(f"{API}/needs/{LEARNING}/similar").get_json()["cases"]
    past = next(case for case in cases if case["project"]["id"] == "project-past-phone")
    assert past["rating"] > 4
    assert past["shared"]["problems"]
    named = [one for one in past["partners"] if one["kind"] == "Resident"]
    assert all("name" not in one for one in named)


def test_what_is_not_there_is_answered_so(client: FlaskClient) -> None:
    for question in ("level", "stakeholders", "similar"):
        assert client.get(f"{API}/needs/no-such/{question}").status_code == 404
    assert client.get(f"{API}/needs/clusters?place=no-such").status_code == 404
    assert client.post(f"{API}/needs/clusters", json={"needs": [LEARNING], "same": True}).status_code == 422
    gone = client.post(f"{API}/needs/clusters", json={"needs": [LEARNING, "no-such"], "same": True})
    assert gone.status_code == 404
    assert client.get("/needs/no-such/table").status_code == 404


def _together(client: FlaskClient, *needs: str) -> bool:
    groups = client.get(f"{API}/needs/clusters?place=place-zhaojialou").get_json()["groups"]
    return any(set(needs) <= {need["id"] for need in group["needs"]} for group in groups)


def test_people_decide_which_needs_are_one_and_it_is_remembered(client: FlaskClient) -> None:
    one = made(client, "公园门口的旱冰场地面坑洼，孩子容易摔", quantity=30, unit="户")
    two = made(client, "想养几箱蜜蜂，不知该问谁")
    assert not _together(client, one, two)
    answer = send(client, "/needs/alike", need=[one, two], same="1", other="")
    assert answer.status_code == 302
    assert _together(client, one, two)
    page = client.get("/needs/alike?place=place-zhaojialou&more=500").get_data(as_text=True)
    assert "已确认是一回事" in page
    assert f"need={one}" in page
    assert page.count(f'name="need" value="{one}"') == 1, "a group of many stays a page that can be read"
    send(client, "/needs/alike", need=[one], other=two, same="0")
    assert not _together(client, one, two)
    apart = client.get(f"{API}/needs/clusters").get_json()["apart"]
    assert {one, two} in [{need["id"] for need in pair} for pair in apart]
    assert client.get(f"{API}/needs/{one}").status_code == 200  # nothing was removed


def test_one_project_can_be_begun_for_several_needs(client: FlaskClient) -> None:
    one, two = made(client, "院里缺晾衣杆"), made(client, "晾被子没有地方")
    form = client.get(f"/projects/new?need={one}&need={two}").get_data(as_text=True)
    assert "院里缺晾衣杆、晾被子没有地方" in form
    done = send(client, "/projects/new", need=[one, two], name="一起晾晒")
    assert done.status_code == 302, done.get_data(as_text=True)
    project = done.headers["Location"].rsplit("/", 1)[1]
    assert set(client.get(f"{API}/projects/{project}").get_json()["needs"]) == {one, two}


def test_the_form_of_a_project_knows_what_its_needs_tell_and_warns_of_one_under_way(client: FlaskClient) -> None:
    long = "楼道里的感应灯坏了三个，晚上老人上下楼看不清台阶，已经有人摔过"
    one = made(client, long, quantity=12, unit="户", due_on="2099-05-01")
    two = made(client, "门口的路灯不亮", due_on="2099-03-01")
    form = client.get(f"/projects/new?need={one}&need={two}").get_data(as_text=True)
    assert re.search(r'name="name"[^>]*value="楼道里的感应灯坏了三个，晚上老人上下楼看不清台阶"', form)
    assert f"{long}（12户）\n门口的路灯不亮</textarea>" in form
    assert re.search(r'<option value="place-zhaojialou" selected', form)
    assert re.search(r'name="date_to"[^>]*value="2099-03-01"', form)
    assert "已有项目在办：" not in form
    done = send(client, "/projects/new", need=[one], name="修感应灯", stage="matching")
    project = done.headers["Location"].rsplit("/", 1)[1]
    again = client.get(f"/projects/new?need={one}&need={two}").get_data(as_text=True)
    assert f'已有项目在办：<a href="/projects/{project}">修感应灯</a>' in again


@pytest.mark.parametrize("address", [f"/needs/{LEARNING}", "/projects/project-yinling", f"/needs/{LEARNING}/table"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_pages_show_whom_to_call(client: FlaskClient, address: str, lang: str) -> None:
    page = client.get(f"{address}?lang={lang}").get_data(as_text=True)
    assert ("请谁商量" if lang == "zh" else "Whom to call") in page
    assert ("社区居委会" if lang == "zh" else "community committee") in page


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_lists_are_saved_as_workbooks(client: FlaskClient, lang: str) -> None:
    book = load_workbook(BytesIO(client.get(f"/needs/{LEARNING}/table.xlsx?lang={lang}").data))
    parties, cases = (book.get_sheet_by_index(at).to_python() for at in (0, 1))
    assert parties[2][1] == ("请谁" if lang == "zh" else "Party")
    assert len(parties) > 4
    assert len(cases) > 3
    groups = load_workbook(BytesIO(client.get(f"/needs/alike.xlsx?lang={lang}").data)).get_sheet_by_index(0).to_python()
    assert groups[2][3] == ("需求" if lang == "zh" else "Need")
    assert groups[3][0] == 1
    proposed = load_workbook(BytesIO(client.get(f"/projects/mentors.xlsx?lang={lang}").data)).get_sheet_by_index(0)
    assert proposed.to_python()[2][3] == ("辅导员" if lang == "zh" else "Mentor")


def test_the_commands_say_the_same(heli: Heli) -> None:
    unknown = heli("consult", "从未有过").stderr
    assert "没有叫“从未有过”的需求" in unknown
    assert "没有叫“从未有过”的项目" in unknown
    near = heli("consult", "水龙头坏了").stderr
    assert "没有叫“水龙头坏了”的需求。是不是：5号楼1门水龙头漏水没人修" in near
    assert "没有叫“水龙头坏了”的项目" in near
    said = heli("consult", "银铃潮起来").stdout
    assert "必须请到场" in said
    assert "解决过的相似案例" in said
    assert json.loads(heli("alike", "--json").stdout)["groups"]


def test_mentors_are_proposed_for_all_projects_within_their_hours(client: FlaskClient) -> None:
    told = client.get(f"{API}/projects/mentors").get_json()
    assert told["projects"]
    for load in told["mentors"]:
        assert load["left"] is None or load["proposed"] <= load["left"]
    for line in told["projects"]:
        assert bool(line["mentor"]) != bool(line["why_none"])
        assert line["score"] == pytest.approx(sum(reason["contribution"] for reason in line["reasons"]), abs=1e-3)
    assert any(reason["fact"] == "group" for line in told["projects"] for reason in line["reasons"])
    assert client.get(f"{API}/projects/mentors?projects=no-such").status_code == 404


def test_a_proposed_mentor_is_taken_with_one_click(client: FlaskClient) -> None:
    answer = client.post(f"{API}/projects", json={"name": "夜校合练", "place": "place-zhaojialou", "stage": "matching"})
    project = answer.get_json()["id"]
    (line,) = client.get(f"{API}/projects/mentors?projects={project}").get_json()["projects"]
    taken = send(client, "/projects/mentors", project=project, mentor=line["mentor"]["id"])
    assert taken.status_code == 302
    lines = client.get(f"{API}/projects/mentors").get_json()["projects"]
    assert project not in {one["project"]["id"] for one in lines}
    undo = re.search(r'action="(/projects/mentors/release[?][^"]+)"', client.get("/projects/mentors").text)
    assert undo is not None
    send(client, "/projects/mentors", project=project, mentor=line["mentor"]["id"])
    assert "本来就由这位辅导员陪着" in client.get("/projects/mentors").text
    send(client, "/projects/mentors", unescape(undo[1]))
    lines = client.get(f"{API}/projects/mentors").get_json()["projects"]
    assert project in {one["project"]["id"] for one in lines}
    send(client, "/projects/mentors", unescape(undo[1]))
    assert "没有动" in client.get("/projects/mentors").text
    assert send(client, "/projects/mentors", project=project, mentor="no-such").status_code == 404


def test_a_mentor_is_noted_and_taken_back_at_the_json_door(client: FlaskClient) -> None:
    project = client.post(f"{API}/projects", json={"name": "辅导撤回试试", "stage": "matching"}).get_json()["id"]
    mentor = client.get(f"{API}/experts").get_json()["items"][0]["id"]
    address = f"{API}/projects/{project}/mentors"
    told = [client.post(address, json={"mentor": mentor}).get_json()["changed"] for _ in range(2)]
    told += [client.delete(f"{address}/{mentor}").get_json()["changed"] for _ in range(2)]
    assert told == [True, False, True, False]
    assert client.post(address, json={"mentor": "expert-nobody"}).status_code == 404
    assert client.delete(f"{API}/projects/project-nowhere/mentors/{mentor}").status_code == 404
