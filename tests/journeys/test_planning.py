"""Staffing projects: teams, the plan, acceptance and its refusal, through pages, JSON door and command."""

from __future__ import annotations

import json
import re
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from python_calamine import load_workbook

from service.web import home
from tests.journeys.conftest import Heli
from tests.journeys.visits import send, text_of

API = "/api/v1"
YINLING = "project-yinling"
LIGHT = "/needs/new"  # a page with a form that is quickly drawn
HERE = "place-zhaojialou"  # where the projects made here are: planning only this is quicker
THREE = (YINLING, "project-garden", "project-class")


def picks(page: str) -> list[str]:
    """Everything that a review page proposes and has ticked."""
    return [unescape(one) for one in re.findall(r'name="pick" value="([^"]+)" checked', page)]


def waiting(client: FlaskClient, project: str) -> list[dict[str, Any]]:
    answer = client.get(f"{API}/projects/{project}/invitations")
    assert answer.status_code == 200
    found: list[dict[str, Any]] = answer.get_json()["items"]
    return found


def made_project(client: FlaskClient, name: str, **line: object) -> tuple[str, str]:
    """A project of our own with one line."""
    project = client.post(f"{API}/projects", json={"name": name, "stage": "matching", "place": HERE})
    assert project.status_code == 201, project.get_json()
    identifier = str(project.get_json()["id"])
    asked = {"kind": "people", "text": "周六上午搬桌椅的人", "quantity": 2, "unit": "人", "project": identifier, **line}
    made = client.post(f"{API}/requirements", json=asked)
    assert made.status_code == 201, made.get_json()
    return identifier, str(made.get_json()["id"])


def planned(client: FlaskClient) -> None:
    """Plan what is open where the projects of these tests are."""
    assert send(client, LIGHT, "/plan", place=HERE).status_code == 302


def forget(client: FlaskClient, project: str, line: str) -> None:
    """Close the line again, so that other tests do not plan for it."""
    client.patch(f"{API}/requirements/{line}", json={"status": "closed"}, headers={"If-Match": "*"})
    client.patch(f"{API}/projects/{project}", json={"stage": "dropped"}, headers={"If-Match": "*"})


def accept(client: FlaskClient, project: str, batch: str) -> None:
    """Accept all that the plan proposes for a project: everybody ticked is invited, and nobody else."""
    stood = waiting(client, project)
    review = f"/plan/review?project={project}"
    chosen = picks(client.get(review).text)
    assert len(chosen) >= 3
    accepted = send(client, review, "/plan/accept", pick=chosen, batch=batch, back=project)
    assert accepted.status_code == 302
    assert accepted.location.endswith(f"/projects/{project}")
    invited = waiting(client, project)
    fresh = [one for one in invited if one not in stood]
    asked = {(one["requirement"], one["candidate"]["kind"], one["candidate"]["id"]) for one in fresh}
    assert asked == {tuple(one.split("|")[:3]) for one in chosen}
    page = client.get(f"/projects/{project}").text
    assert f"已邀请 {len(invited)}" in page
    assert f"/plan/accepted/{batch}/undo" in page  # the message that follows takes it back
    again = client.get(review)
    assert not picks(again.text)
    assert "已邀请" in text_of(again)


def test_accepting_a_plan_invites_and_can_be_undone(client: FlaskClient) -> None:
    sent = send(client, LIGHT, "/plan")
    assert sent.status_code == 302
    page, told = client.get("/plan").text, client.get(f"{API}/plan").get_json()["compared"]
    assert "算的" in page
    assert page.index(told) < page.index("和别的排法比一比"), "what planning together brings is said without opening it"
    stood = {project: waiting(client, project) for project in THREE}
    batches = {project: f"three{project}".replace("-", "") for project in THREE}
    for project, batch in batches.items():
        accept(client, project, batch)
    # Long after the message is gone, the plan still knows what was accepted and takes it back.
    listed = {one["id"]: one for one in client.get(f"{API}/plan/acceptances").get_json()["items"]}
    page = client.get("/plan").text
    for project, batch in batches.items():
        assert f"/plan/accepted/{batch}/undo" in page
        assert listed[batch]["projects"] == [project]
        assert listed[batch]["waiting"] == listed[batch]["written"] >= 3
    loads = client.get(f"{API}/plan").get_json()["loads"]
    assert any(load["asked"] > 0 for load in loads)
    assert all(0 <= load["asked"] <= load["planned"] + 1e-9 for load in loads)
    for project, batch in batches.items():
        undone = send(client, LIGHT, f"/plan/accepted/{batch}/undo")
        assert undone.status_code == 302
        assert waiting(client, project) == stood[project]
    over = {one["id"]: one for one in client.get(f"{API}/plan/acceptances").get_json()["items"]}
    assert all(over[key]["taken_back"] == one["written"] for key, one in listed.items() if key.startswith("three"))
    assert client.delete(f"{API}/plan/acceptances/never").status_code == 404


def test_what_changed_meanwhile_is_refused_with_the_list_and_nothing_is_written(client: FlaskClient) -> None:
    project, line = made_project(client, "搬桌椅的小事")
    stood = waiting(client, YINLING)
    planned(client)
    review = f"/plan/review?place={HERE}&project={project}"
    chosen = picks(client.get(review).text)
    assert chosen
    met = client.patch(f"{API}/requirements/{line}", json={"status": "met"}, headers={"If-Match": "*"})
    assert met.status_code == 200
    fine = picks(client.get(f"/plan/review?place={HERE}&project={YINLING}").text)[:1]
    refused = send(
        client, f"/plan/review?place={HERE}&project={YINLING}", "/plan/accept", pick=[*chosen, *fine], back=project
    )
    assert refused.status_code == 409
    said = text_of(refused)
    assert "一份邀请也没有写" in said
    assert said.count("这一项已经落实或不用了") == len(chosen)
    assert picks(refused.text) == fine  # what still holds stays ticked
    assert not waiting(client, project)
    assert waiting(client, YINLING) == stood
    requirement, kind, key = chosen[0].split("|")[:3]
    asked = {"proposals": [{"requirement": requirement, "kind": kind, "id": key}]}
    answer = client.post(f"{API}/plan/invitations", json=asked)
    assert answer.status_code == 409
    assert "一份邀请也没有写" in answer.get_json()["detail"]
    nothing = send(client, f"/plan/review?place={HERE}&project={YINLING}", "/plan/accept", pick=[], back=YINLING)
    assert nothing.status_code == 302
    assert "这次选了 0 份" in text_of(client.get(nothing.location))
    forget(client, project, line)


def test_the_first_page_names_nobody_else_for_a_line_whose_invitations_would_cover_it(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(home, "LACKS_SHOWN", 500)
    project, line = made_project(client, "搬戏台的小事", text="搬戏台的邻居")
    found = client.get(f"{API}/projects/{project}/partners").get_json()["requirements"][0]["matches"]
    who = [one["candidate"] for one in found[:2]]

    def step() -> str:
        (row,) = re.findall(r"<tr><th scope=.row.>搬戏台的邻居.*?</tr>", client.get("/").text, re.DOTALL)
        return str(row)

    assert "等答复" not in step()
    for at, party in enumerate(who):
        part = {"requirement": line, "kind": party["kind"], "id": party["id"], "amount": 1}
        asked = client.post(f"{API}/projects/{project}/invitations", json={"proposals": [part]})
        assert asked.status_code == 201, asked.get_json()
        assert (f"<b>{who[0]['name']}</b>" not in step(), "等答复" in step()) == (True, at == 1)
    assert f"{who[0]['name']} 等 2 份" in step() or f"{who[1]['name']} 等 2 份" in step()
    assert "<b>" not in step()
    for one in client.get(f"{API}/projects/{project}/invitations").get_json()["items"]:
        client.delete(f"{API}/invitations/{one['id']}")
    forget(client, project, line)


def test_who_is_asked_already_is_accepted_as_that_and_takes_no_place_of_the_others(client: FlaskClient) -> None:
    project, line = made_project(client, "搬花盆的小事", text="搬花盆的邻居")
    found = client.get(f"{API}/projects/{project}/partners").get_json()["requirements"][0]["matches"]
    who = [one["candidate"] for one in found[:3]]
    parts = [{"requirement": line, "kind": one["kind"], "id": one["id"], "amount": 1} for one in who]
    assert client.post(f"{API}/plan/invitations", json={"proposals": parts[:1]}).status_code == 201
    beyond = client.post(f"{API}/plan/invitations", json={"proposals": parts})
    assert beyond.status_code == 409, "three for two are too many, and only the third is"
    assert beyond.get_json()["detail"].count("请“") == 1
    both = client.post(f"{API}/plan/invitations", json={"proposals": parts[:2]})
    assert both.status_code == 201, both.get_json()
    assert [one["new"] for one in both.get_json()["items"]] == [False, True]
    for one in waiting(client, project):
        client.delete(f"{API}/invitations/{one['id']}")
    forget(client, project, line)


def test_a_form_gives_amounts_not_words_and_other_ticks_are_other_invitations(client: FlaskClient) -> None:
    project, line = made_project(client, "抬花盆的小事")
    more = {"kind": "people", "text": "给花浇水的人", "quantity": 2, "unit": "人", "project": project}
    second = str(client.post(f"{API}/requirements", json=more).get_json()["id"])
    planned(client)
    review = f"/plan/review?place={HERE}&project={project}"
    shown = client.get(review).text
    assert "写出邀请</button>" in shown
    chosen = picks(shown)
    assert {one.split("|")[0] for one in chosen} == {line, second}
    assert all(float(one.split("|")[3]) > 0 for one in chosen)
    words = "身份证110101194903120018 13800138000 " + "长" * 5000
    first = chosen[0].rpartition("|")[0]
    for pick in (f"{first}|{words}", *chosen[1:]):
        assert send(client, review, "/plan/accept", pick=[pick], batch="ticks", back=project).status_code == 302
    held = waiting(client, project)
    asked = {(one["requirement"], one["candidate"]["kind"], one["candidate"]["id"]) for one in held}
    assert asked == {tuple(one.split("|")[:3]) for one in chosen}
    assert len({one["id"] for one in held}) == len(held) == len(chosen)
    page = client.get(f"/projects/{project}").text
    assert not [part for part in ("110101194903120018", "13800138000", "长长") if part in page]
    done = client.get(review)
    assert "共 0 份" in text_of(done)
    assert "写出邀请</button>" not in done.text
    send(client, LIGHT, "/plan/accepted/ticks/undo")
    assert not waiting(client, project)
    forget(client, project, second)
    forget(client, project, line)


def test_nobody_is_invited_for_a_project_that_was_dropped(client: FlaskClient) -> None:
    project, line = made_project(client, "不办了的小事")
    planned(client)
    review = f"/plan/review?place={HERE}&project={project}"
    chosen = picks(client.get(review).text)
    assert chosen
    stage = {"stage": "dropped", "closed_because": "没有人要"}
    dropped = client.patch(f"{API}/projects/{project}", json=stage, headers={"If-Match": "*"})
    assert dropped.status_code == 200, dropped.get_json()
    refused = send(client, f"/plan/review?place={HERE}&project={YINLING}", "/plan/accept", pick=chosen, back=project)
    assert refused.status_code == 409
    assert text_of(refused).count("这个项目已经评价、结束或不办了") == len(chosen)
    assert "写出邀请</button>" not in refused.text
    assert not waiting(client, project)
    forget(client, project, line)


def test_a_team_by_wish_is_accepted_and_taken_back_one_by_one(client: FlaskClient) -> None:
    stood = waiting(client, YINLING)
    teams = client.get(f"{API}/projects/{YINLING}/teams").get_json()
    assert len(teams["teams"]) >= 2
    first = teams["teams"][0]
    gone = first["parties"][0]
    party = f"{gone['kind']}:{gone['id']}"
    without = client.get(f"{API}/projects/{YINLING}/teams", query_string={"without": party}).get_json()
    assert all(gone not in team["parties"] for team in without["teams"])
    page = client.get("/plan", query_string={"project": YINLING, "without": party})
    assert f"不要{gone['name']}" in text_of(page)

    proposals = [
        {"requirement": part["requirement"], "amount": part["amount"]}
        | {name: part["candidate"][name] for name in ("kind", "id")}
        for part in first["parts"]
    ]
    key = {"Idempotency-Key": "team-of-yinling"}
    invited = client.post(f"{API}/projects/{YINLING}/invitations", json={"proposals": proposals}, headers=key)
    assert invited.status_code == 201, invited.get_json()
    again = client.post(f"{API}/projects/{YINLING}/invitations", json={"proposals": proposals}, headers=key)
    assert again.get_json() == invited.get_json()
    assert len(invited.get_json()["items"]) == len(proposals)
    ids = [one["id"] for one in invited.get_json()["items"] if one["new"]]
    assert len(waiting(client, YINLING)) == len(stood) + len(ids) > len(stood)
    back = send(client, LIGHT, f"/invitations/{ids[0]}/withdraw", back=YINLING)
    assert back.status_code == 302
    for one in ids[1:]:
        assert client.delete(f"{API}/invitations/{one}").get_json() == {"withdrawn": [one]}
    assert client.delete(f"{API}/invitations/{ids[0]}").status_code == 404
    assert waiting(client, YINLING) == stood


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ({"windows": ["sat-am"], "date_from": "2026-12-07", "date_to": "2026-12-08"}, "时段和日期对不上"),
        ({"kind": "space", "text": "能停热气球的空地", "quantity": 1, "unit": "处"}, "看不出合不合这一项的用处"),
    ],
)
def test_a_line_that_nobody_can_meet_says_what_to_do(client: FlaskClient, line: dict[str, object], words: str) -> None:
    project, made = made_project(client, "谁也帮不上的项目", **line)
    answer = client.get(f"{API}/projects/{project}/teams").get_json()
    assert [one["requirement"] for one in answer["open"]] == [made]
    assert words in answer["open"][0]["why"]
    page = text_of(client.get(f"/plan?project={project}"))
    assert "还配不成队" in page
    assert words in page
    forget(client, project, made)


def test_bad_questions_are_answered_with_what_to_do(client: FlaskClient) -> None:
    assert client.get("/plan?project=no-such").status_code == 404
    assert client.get("/plan?place=no-such").status_code == 404
    assert client.get(f"{API}/projects/no-such/teams").status_code == 404
    assert client.get(f"{API}/plan?place=no-such").status_code == 404
    assert client.post(f"{API}/plan", json={"place": "no-such"}).status_code == 404
    assert client.get("/plan/jobs/no-such").status_code == 404
    wrong = client.get(f"{API}/projects/{YINLING}/teams?including=Unit:no-such")
    assert wrong.status_code == 404
    empty = client.post(f"{API}/projects", json={"name": "还没写缺什么"}).get_json()["id"]
    assert client.get(f"{API}/projects/{empty}/teams").get_json()["teams"] == []
    assert "加一项需求" in text_of(client.get(f"/plan?project={empty}"))
    client.patch(f"{API}/projects/{empty}", json={"stage": "dropped"}, headers={"If-Match": "*"})
    broken = send(client, f"/plan/review?project={YINLING}", "/plan/accept", pick=["a|b", "q|Resident|nobody|"])
    assert broken.status_code == 409


def test_a_plan_runs_as_a_job_that_survives_a_reload(client: FlaskClient) -> None:
    begun = client.post(f"{API}/plan", json={"place": HERE}, headers={"Idempotency-Key": "plan-zjl"})
    assert begun.status_code == 202
    job = begun.get_json()["id"]
    client.application.extensions["heli_jobs"].wait(job, 60)
    done = client.get(f"{API}/jobs/{job}").get_json()
    assert done["state"] == "done"
    plan = client.get(f"{API}/plan?place=place-zhaojialou").get_json()
    assert plan["id"] == done["result"]["plan"]
    shown = client.get(f"/plan/jobs/{job}")
    assert shown.status_code == 302
    assert "place=place-zhaojialou" in shown.location
    over = client.post(f"{API}/jobs/{job}/cancel").get_json()
    assert over["state"] == "done"


def test_plan_and_team_are_exported_without_formulas(client: FlaskClient) -> None:
    project, line = made_project(client, "=HYPERLINK(0)", text="=1+1 搬桌椅的人")
    planned(client)
    for address, sheets in ((f"/plan.xlsx?place={HERE}", 3), (f"/projects/{project}/team.xlsx", 1)):
        answer = client.get(address)
        assert answer.status_code == 200
        book = load_workbook(BytesIO(answer.data))
        assert len(book.sheet_names) >= sheets
        rows = [[str(cell) for cell in row] for row in book.get_sheet_by_index(0).to_python()]
        cells = [cell for row in rows for cell in row]
        assert any("HYPERLINK" in cell for cell in cells)
        assert not [cell for cell in cells if cell.startswith("=")]
    forget(client, project, line)


def test_the_command_prints_teams_and_the_plan(heli: Heli) -> None:
    english = heli("plan", environment={"HELI_LANG": "en"}).stdout
    assert "first come" in english
    assert "lines are covered" in english
    team = heli("team", YINLING, "--without", "Expert:expert-cen", "--json")
    found = json.loads(team.stdout)
    assert found["teams"]
    assert "expert-cen" not in [party["id"] for one in found["teams"] for party in one["parties"]]


def test_a_line_for_money_without_a_sum_is_shown_as_that_and_not_as_one_yuan(client: FlaskClient) -> None:
    project, line = made_project(client, "没写金额的项目", kind="money", quantity=None, unit="元", text="买材料的钱")
    try:
        teams = client.get(f"{API}/projects/{project}/teams").get_json()
        assert [one["missing"] for one in teams["open"]] == [None]
        page = text_of(client.get(f"/plan?project={project}"))
        assert "没写金额" in page
        assert "1 元" not in page
        planned(client)
        (shown,) = [
            one
            for held in client.get(f"{API}/plan?place={HERE}").get_json()["projects"]
            for one in held["lines"]
            if one["id"] == line
        ]
        assert (shown["wanted"], shown["missing"]) == (None, None)
        assert "买材料的钱 没写金额" in text_of(client.get(f"/plan?place={HERE}"))
    finally:
        forget(client, project, line)
