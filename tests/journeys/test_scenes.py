"""A scene in one piece, projects side by side and what lies idle, through pages, workbooks and JSON door."""

from __future__ import annotations

import re
from html import unescape
from io import BytesIO
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from python_calamine import load_workbook

from tests.journeys.test_planning import API, YINLING, forget, made_project, picks, waiting
from tests.journeys.visits import send, text_of

HERE = "place-zhaojialou"
SCENE = {"scene": "周三银龄课堂，教老人用智能手机", "place": HERE, "money": "500"}


def test_a_scene_is_bundled_on_the_page_at_the_interface_and_in_a_workbook(client: FlaskClient) -> None:
    answer = client.get(f"{API}/bundles", query_string=SCENE)
    assert answer.status_code == 200, answer.get_json()
    found = answer.get_json()
    assert found["bundles"][0]["complete"]
    assert found["bundles"][0]["window"].startswith("wed-")
    page = text_of(client.get("/bundle", query_string=SCENE))
    assert found["bundles"][0]["shared"] in page
    for part in found["bundles"][0]["parts"]:
        assert part["candidate"]["name"] in page
    book = load_workbook(BytesIO(client.get("/bundle.xlsx", query_string=SCENE).data))
    assert len(book.sheet_names) == len(found["bundles"])
    assert "什么活动" in text_of(client.get("/bundle"))


def test_a_bundle_of_a_project_is_accepted_as_invitations(client: FlaskClient) -> None:
    project, line = made_project(client, "周三搬书的小事", text="周三下午搬书的人", windows=["wed-pm"])
    bundles = client.get(f"{API}/projects/{project}/bundles").get_json()["bundles"]
    assert {one["window"] for one in bundles} == {"wed-pm"}
    page = client.get(f"/bundle?project={project}").text
    assert "项目没写，按场景补上的" in page
    review = f"/plan/review?project={project}&bundle=1"
    chosen = picks(client.get(review).text)
    assert chosen
    assert {one.split("|")[0] for one in chosen} == {line}
    assert send(client, review, "/plan/accept", pick=chosen, batch="bundled", back=project).status_code == 302
    assert len(waiting(client, project)) == len(chosen)
    home = text_of(client.get("/"))
    assert "等答复的邀请" in home
    send(client, f"/projects/{project}", "/plan/accepted/bundled/undo")
    assert not waiting(client, project)
    forget(client, project, line)


def test_projects_side_by_side_and_idle_resources_are_listed_and_exported(client: FlaskClient) -> None:
    project, line = made_project(client, "教老人用智能手机的银铃课", text="会教老人用智能手机的人", kind="skill")
    found = client.get(f"{API}/projects/parallel?place={HERE}").get_json()["groups"]
    (group,) = [one for one in found if project in {other["id"] for other in one["projects"]}]
    page = text_of(client.get(f"/plan/parallel?place={HERE}"))
    assert group["pairs"][0]["sentence"] in page
    idle = client.get(f"{API}/idle").get_json()["items"]
    assert idle[0]["candidate"]["name"] in text_of(client.get("/plan/idle"))
    since = client.get(f"{API}/idle?months=3").get_json()["since"]
    assert f"3 个月里（{since} 以来）没人用过" in text_of(client.get("/plan/idle?months=3"))
    for address in ("/plan/parallel.xlsx", "/plan/idle.xlsx?months=3"):
        sheet = load_workbook(BytesIO(client.get(address).data)).get_sheet_by_index(0)
        assert len(sheet.to_python()) > 3
    forget(client, project, line)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/bundle?project=no-such", 404),
        ("/bundle?scene=课堂&place=no-such", 404),
        ("/bundle.xlsx", 422),
        ("/plan/parallel?place=no-such", 404),
        ("/plan/idle?months=0", 422),
        (f"{API}/bundles?scene=周三课堂&windows=sat-am", 422),
        (f"{API}/bundles?scene=课堂&seats=0", 422),
        (f"{API}/bundles?scene=课堂&windows=never", 422),
        (f"{API}/bundles", 422),
        (f"{API}/projects/no-such/bundles", 404),
        (f"{API}/projects/project-festival/bundles", 422),
        (f"{API}/idle?months=0.5", 422),
        (f"{API}/idle?place=no-such", 404),
    ],
)
def test_bad_questions_say_what_to_do(client: FlaskClient, address: str, status: int) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    if address.startswith(API):
        assert answer.get_json()["detail"]


def test_hours_that_contradict_are_told_on_the_page_with_a_choice(client: FlaskClient) -> None:
    page = client.get("/bundle?project=project-festival")
    assert page.status_code == 200
    assert "没有共同的时段" in text_of(page)
    chosen = text_of(client.get("/bundle?project=project-festival&window=fri-am"))
    assert "没放进来的需求项" in chosen
    assert "第 1 套" in chosen


def test_a_project_offers_its_bundle(client: FlaskClient) -> None:
    assert f"/bundle?project={YINLING}" in client.get(f"/plan?project={YINLING}").text


def test_a_bundle_becomes_a_project_whose_invitations_can_be_written_at_once(client: FlaskClient) -> None:
    offered = client.get("/bundle", query_string=SCENE).text
    form = re.search(r'<form[^>]*action="/bundle/project".*?</form>', offered, re.DOTALL)
    assert form is not None
    fields = {name: unescape(value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', form[0])}
    made = client.post("/bundle/project", data=fields)
    assert made.status_code == 302
    again = client.post("/bundle/project", data=fields)
    assert again.location == made.location, "the form sent twice made two projects"
    project = fields["id"]
    lines = client.get(f"{API}/projects/{project}").get_json()
    assert lines["name"] == "周三银龄课堂"
    first = client.get(f"{API}/bundles", query_string=SCENE).get_json()["bundles"][0]
    then = client.get(f"{API}/projects/{project}/bundles", query_string={"windows": fields["slot"]}).get_json()
    best = then["bundles"][0]
    assert then["wanted"][0]["requirement"] == f"{project}-1"
    assert [one["kind"] for one in then["wanted"]] == ["space", "skill", "people", "money"]
    assert best["complete"]
    assert {part["candidate"]["id"] for part in first["parts"]} == {part["candidate"]["id"] for part in best["parts"]}
    review = f"/plan/review?project={project}&bundle=1&window={fields['slot']}"
    assert len(picks(client.get(review).text)) == len(best["parts"])
    for number in range(1, 5):
        forget(client, project, f"{project}-{number}")


def test_no_project_comes_of_a_scene_that_says_nothing(client: FlaskClient) -> None:
    key, page = "project-of-nothing", f"/bundle?scene={quote(SCENE['scene'])}"
    refused = send(client, page, "/bundle/project", scene=" ", slot="wed-pm", id=key)
    assert refused.status_code == 422
    assert "请用 1 到" in text_of(refused)
    assert send(client, page, "/bundle/project", scene="课堂", slot="never", id=key).status_code == 400
    assert send(client, page, "/bundle/project", scene="课堂", place="no", slot="wed-pm", id=key).status_code == 409
    assert client.get(f"{API}/projects/{key}").status_code == 404


def test_money_that_waits_for_an_applicant_is_said_so_wherever_the_bundle_is_shown(client: FlaskClient) -> None:
    scene = {**SCENE, "money": "4500"}
    one = client.get(f"{API}/bundles", query_string=scene).get_json()["bundles"][0]
    (condition,) = one["conditions"]
    assert "出面申请" in condition
    offered = client.get("/bundle", query_string=scene)
    assert condition in text_of(offered)
    assert "样样有人选，但有条件" in text_of(offered)
    book = load_workbook(BytesIO(client.get("/bundle.xlsx", query_string=scene).data))
    cells = [str(cell) for row in book.get_sheet_by_index(0).to_python() for cell in row]
    assert any(condition in cell for cell in cells)
    form = re.search(r'<form[^>]*action="/bundle/project".*?</form>', offered.text, re.DOTALL)
    assert form is not None
    fields = {name: unescape(value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', form[0])}
    assert client.post("/bundle/project", data=fields).status_code == 302
    project = fields["id"]
    review = client.get(f"/plan/review?project={project}&bundle=1&window={fields['slot']}")
    assert "出面申请" in text_of(review)
    for number in range(1, 5):
        forget(client, project, f"{project}-{number}")


def test_numbers_in_the_words_count_at_every_door_and_what_is_assumed_is_told(client: FlaskClient) -> None:
    told = {"scene": "周日上午包饺子，30个老人，经费500元", "place": HERE}
    found = client.get(f"{API}/bundles", query_string=told).get_json()
    assert [one["quantity"] for one in found["wanted"] if one["kind"] == "money"] == [500]
    assert "能坐30人的房间" in {one["text"] for one in found["wanted"]}
    assert found["notes"] == ["没说要几个帮手，按2个算。"]
    sent = {**told, "seats": "", "helpers": "", "money": ""}  # as the page sends what nobody filled in
    page = text_of(client.get("/bundle", query_string=sent))
    assert "能坐30人的房间" in page
    assert found["notes"][0] in page
    both = client.get(f"{API}/bundles", query_string={**told, "seats": "15", "helpers": "1"}).get_json()["notes"]
    assert both == ["人数写的是30人，填的是15人，按填的算。"]
