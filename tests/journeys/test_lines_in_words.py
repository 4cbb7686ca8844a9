"""A line written by hand is read as lists are: when, how much and what kind, where nobody filled these in."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from graph.records import Node
from service.community import Community
from tests.journeys.visits import send, text_of

API = "/api/v1"
WORDS = "周六上午会换灯泡、懂电路的两个人"
READ = {"kind": "skill", "quantity": 2.0, "unit": "人", "windows": ["sat-am"]}


@pytest.fixture
def project(community: Community) -> Iterator[str]:
    which = f"project-{uuid4().hex}"
    community.store.upsert([Node("Project", which, {"name": "换灯泡的项目", "stage": "matching"})])
    yield which
    lines = [link.to_id for link in community.store.links("REQUIRES") if link.from_id == which]
    community.store.remove([("Project", which), *(("Requirement", line) for line in lines)])


def kept(community: Community, line: str) -> dict[str, object]:
    held = community.store.get("Requirement", line).properties
    return {name: value for name, value in held.items() if name in {*READ, "date_from", "date_to", "hours"}}


def test_the_page_reads_what_was_not_filled_in_tells_it_and_takes_it_back(
    client: FlaskClient, community: Community, project: str
) -> None:
    page = f"/projects/{project}/requirements/new"
    assert re.search(r'<select id="f-kind" name="kind"><option value="">按写的话认</option>', client.get(page).text)
    made = send(client, page, text=WORDS)
    assert made.status_code == 302, text_of(made)
    line = made.headers["Location"].rpartition("need=")[2]
    assert kept(community, line) == READ
    told = client.get(made.headers["Location"])
    assert "读出：会的人，周六上午，2 人；不对请改。" in text_of(told)
    way = re.search(r'action="(/edits/[^"]+)"', told.text)
    csrf = re.search(r'name="csrf_token" value="([^"]+)"', told.text)
    assert way is not None
    assert csrf is not None
    assert client.post(html.unescape(way[1]), data={"csrf_token": csrf[1]}).status_code == 302
    assert kept(community, line) == {"kind": "skill"}


def test_what_was_filled_in_wins_over_the_words(client: FlaskClient, community: Community, project: str) -> None:
    chosen = {"kind": "people", "quantity": "4", "windows": "sun-pm"}
    made = send(client, f"/projects/{project}/requirements/new", text=WORDS, **chosen)
    line = made.headers["Location"].rpartition("need=")[2]
    assert kept(community, line) == {"kind": "people", "quantity": 4.0, "windows": ["sun-pm"]}
    assert "读出" not in text_of(client.get(made.headers["Location"]))


def test_a_line_without_words_has_to_say_its_kind(client: FlaskClient, project: str) -> None:
    refused = send(client, f"/projects/{project}/requirements/new", quantity="500")
    assert refused.status_code == 422
    assert "要填" in text_of(refused)
    assert client.post(f"{API}/requirements", json={"project": project, "quantity": 5}).status_code == 422


@pytest.mark.parametrize(
    ("given", "stands"),
    [
        ({}, READ),
        ({"kind": "people", "windows": None, "quantity": None}, {"kind": "people"}),
        ({"quantity": 3}, {"kind": "skill", "quantity": 3.0, "windows": ["sat-am"]}),
    ],
)
def test_the_json_door_reads_only_what_is_left_out(
    client: FlaskClient, community: Community, project: str, given: dict[str, object], stands: dict[str, object]
) -> None:
    made = client.post(f"{API}/requirements", json={"project": project, "text": WORDS, **given})
    assert made.status_code == 201, made.text
    assert kept(community, made.json["id"]) == stands


def test_a_day_is_the_next_of_its_name(client: FlaskClient, project: str) -> None:
    made = client.post(f"{API}/requirements", json={"project": project, "text": "2月3日搬桌子的4个人"})
    day = datetime.fromisoformat(made.json["date_from"]).replace(tzinfo=UTC)
    assert (day.month, day.day, made.json["date_to"]) == (2, 3, made.json["date_from"])
    assert -1 <= (day - datetime.now(UTC)).days <= 366


def test_the_specification_says_what_is_read(client: FlaskClient) -> None:
    line = client.get(f"{API}/openapi.json").json["components"]["schemas"]["NewRequirement"]
    assert "kind" not in line["required"]
    assert all("read from the text" in line["properties"][name]["description"] for name in READ)


@pytest.mark.parametrize(("before", "warned"), [(0, True), (4, False)])
def test_hours_that_none_of_the_days_has_are_told_when_written_and_on_the_list(
    client: FlaskClient, project: str, before: int, warned: bool
) -> None:
    today = datetime.now(UTC).date()
    saturday = today + timedelta(14 - (today.weekday() - 5))
    first, last = (saturday - timedelta(before)).isoformat(), saturday.isoformat()
    line = {"kind": "people", "text": "领操", "quantity": 2, "unit": "人", "date_from": first, "date_to": last}
    made = client.post(f"{API}/requirements", json={**line, "project": project, "windows": ["tue-eve"]})
    why = "写的时段和日期对不上：这几天里没有周二。请改时段或日期。"
    assert made.get_json().get("warning") == (why if warned else None)
    body = client.get(f"{API}/projects/{project}/partners").get_json()
    assert body["requirements"][0]["trouble"] == (why if warned else None)
    assert (why in text_of(client.get(f"/projects/{project}"))) == warned
    changed = client.patch(made.headers["Location"], json={"hours": 2.0}, headers={"If-Match": made.headers["ETag"]})
    assert changed.get_json().get("warning") == (why if warned else None)
    sent = send(client, f"/projects/{project}/requirements/new", text="周二晚上领操", date_from=first, date_to=last)
    assert sent.status_code == 302
    page = client.get("/projects")
    assert (f"注意：{why}" in text_of(page)) == warned


def test_days_that_are_over_are_told_at_every_door(client: FlaskClient, project: str) -> None:
    line = {"kind": "people", "text": "领操", "quantity": 2, "unit": "人"}
    made = client.post(f"{API}/requirements", json={**line, "project": project, "date_to": "2025-05-01"})
    why = "日期到 2025-05-01 就过了：还要办就改日期，办完了就关掉这一项。"
    assert made.get_json()["warning"] == why
    (told,) = client.get(f"{API}/projects/{project}/partners").get_json()["requirements"]
    assert told["trouble"] == why
    today = datetime.now(UTC).date().isoformat()
    moved = client.patch(made.headers["Location"], json={"date_to": today}, headers={"If-Match": made.headers["ETag"]})
    assert "warning" not in moved.get_json()


def test_a_number_that_the_words_contradict_is_told_at_every_door(client: FlaskClient, project: str) -> None:
    why = "话里说的是3人，数量写的是30人，对不上：请改其中一个。"
    made = client.post(f"{API}/requirements", json={"project": project, "text": "搬桌子，需要3人"})
    assert "warning" not in made.get_json()
    at, tag = made.headers["Location"], made.headers["ETag"]
    changed = client.patch(at, json={"quantity": 30.0}, headers={"If-Match": tag})
    assert changed.get_json()["warning"] == why
    (line,) = client.get(f"{API}/projects/{project}/partners").get_json()["requirements"]
    assert line["trouble"] == why
    assert why in text_of(client.get(f"/projects/{project}"))
    mended = client.patch(at, json={"quantity": 3.0}, headers={"If-Match": changed.headers["ETag"]})
    assert "warning" not in mended.get_json()
    crossed = client.patch(at, json={"kind": "money"}, headers={"If-Match": mended.headers["ETag"]})
    assert "种类选的是资金" in crossed.get_json()["warning"]
    both = {"project": project, "text": "搬桌子，需要3人", "quantity": 30, "unit": "人"}
    assert client.post(f"{API}/requirements", json=both).get_json()["warning"] == why
    sent = send(client, f"/projects/{project}/requirements/new", text="搬桌子，需要3人", quantity="30", unit="人")
    assert sent.status_code == 302
    assert f"注意：{why}" in text_of(client.get("/projects"))
