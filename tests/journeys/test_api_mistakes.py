"""What a request to the JSON door has wrong, and how it is told."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from service.api.models import PLURALS

API = "/api/v1"


@pytest.mark.parametrize("plural", [*PLURALS, "imports"])
def test_a_cursor_that_no_page_of_the_list_gave_is_told_so(client: FlaskClient, plural: str) -> None:
    other = client.get(f"{API}/{'needs' if plural != 'needs' else 'projects'}?limit=1").json["next"]
    for cursor in ("zzzz", "x", "project-1", other):
        answer = client.get(f"{API}/{plural}", query_string={"cursor": cursor})
        assert (answer.status_code, answer.json["errors"][0]["where"]) == (422, "cursor")


@pytest.mark.parametrize("address", ["search?q=%00", "bundles?scene=a%00", "search?q=%20", "rally?place=x&text=%00"])
def test_words_that_cannot_be_kept_or_seen_are_refused(client: FlaskClient, address: str) -> None:
    assert client.get(f"{API}/{address}").status_code == 422


@pytest.mark.parametrize("address", ["//needs", "/needs/" + "长" * 1000, "/needs/a%00b", "/needs//similar", "/needs/"])
@pytest.mark.parametrize(("language", "title"), [("zh", "没有找到"), ("en", "Not found")])
def test_an_address_that_names_nothing_is_told_shortly(
    client: FlaskClient, address: str, language: str, title: str
) -> None:
    answer = client.get(API + address, headers={"Accept-Language": language})
    assert (answer.status_code, answer.json["title"]) == (404, title)
    assert len(answer.text) < 1000


def test_a_key_written_twice_is_refused_by_its_name(client: FlaskClient) -> None:
    before = client.get(f"{API}/needs").json["total"]
    twice = '{"text": "装扶手", "category": "便民", "text": "拆扶手"}'
    answer = client.post(f"{API}/needs", data=twice, content_type="application/json")
    assert (answer.status_code, answer.json["errors"]) == (422, [{"where": "text", "detail": "只能出现一次"}])
    assert client.get(f"{API}/needs").json["total"] == before


@pytest.mark.parametrize("wish", [{}, {"text": " "}, {"text": "\u200b", "about": []}, {"quantity": 3}])
def test_a_line_that_wishes_for_nothing_is_refused_alike_at_both_doors(
    client: FlaskClient, wish: dict[str, Any]
) -> None:
    project = client.post(f"{API}/projects", json={"name": "没写要什么"}).json["id"]
    answer = client.post(f"{API}/requirements", json={"project": project, "kind": "people", **wish})
    assert (answer.status_code, [part["where"] for part in answer.json["errors"]]) == (422, ["text"])
    page = client.get(f"/projects/{project}/requirements/new").text
    form = {
        name: found[1] for name in ("csrf_token", "id") if (found := re.search(rf'name="{name}" value="(.+?)"', page))
    }
    sent = client.post(f"/projects/{project}/requirements/new", data={**form, "kind": "people", **wish})
    assert sent.status_code == 422
    wrong = answer.json["errors"][0]["detail"]  # of an unseen text the interface says just that
    assert wrong == "没有看得见的字" if wish.get("text") else wrong in sent.text
    assert "没有说要什么" in sent.text
    skill = client.get(f"{API}/skills?limit=1").json["items"][0]["id"]
    for told in ({"kind": "people", "about": [skill]}, {"kind": "money", "quantity": 1500}):
        made = client.post(f"{API}/requirements", json={"project": project, **told})
        assert made.status_code == 201
    emptied = {"quantity": None}
    assert client.patch(made.headers["Location"], json=emptied, headers={"If-Match": "*"}).status_code == 422
    closed = {"status": "closed"}
    assert client.patch(made.headers["Location"], json=closed, headers={"If-Match": "*"}).status_code == 200


@pytest.mark.parametrize(
    "given",
    [
        {"quantity": 0},
        {"quantity": 1e13},
        {"quantity": "many"},
        {"date_from": "2026-02-30"},
        {"date_from": 12.5},
        {"date_from": "0001-01-01"},
        {"date_to": "2101-01-01"},
        {"hard": "perhaps"},
        {"kind": "magic"},
        {"about": "x"},
        {"about": ["x"] * 101},
        {"about": [""]},
        {"text": "长" * 5001},
        {"text": 5},
        {"unknown": 1},
        {"windows": ["never"]},
        [],
        None,
    ],
)
def test_what_is_wrong_is_told_in_the_language_asked_for(client: FlaskClient, given: Any) -> None:
    body = {"project": "p", "kind": "people", "text": "两个人", **given} if isinstance(given, dict) else given
    for language, english in (("zh", False), ("fr", False), ("en", True)):
        told = client.post(
            f"{API}/requirements",
            data=json.dumps(body),
            content_type="application/json",
            headers={"Accept-Language": language},
        ).json
        assert told["status"] == 422
        assert {part["detail"].isascii() for part in told["errors"]} == {english}


def test_what_is_wrong_with_an_address_is_not_told_of_a_record(client: FlaskClient) -> None:
    spoken = {"Accept-Language": "en"}
    asked = client.get(f"{API}/needs?foo=1", headers=spoken)
    assert asked.json["detail"] == "The parameters of the address cannot be used: foo is not a known key"
    assert client.get(f"{API}/needs?foo=1").json["detail"] == "地址里的参数有误：foo 不认识这个键"
    sent = client.post(f"{API}/needs", json={"text": "装扶手", "foo": 1}, headers=spoken)
    assert sent.json["detail"].startswith("The record cannot be written: foo")


@pytest.mark.parametrize("quantity", [-1, 0, 1e-7])
def test_a_quantity_has_to_be_more_than_nothing(client: FlaskClient, quantity: float) -> None:
    line = {"project": "p", "kind": "goods", "text": "椅子", "quantity": quantity}
    (wrong,) = client.post(f"{API}/requirements", json=line).json["errors"]
    assert wrong == {"where": "quantity", "detail": "太小，应大于 0"}


def test_the_largest_amount_that_may_be_asked_for_is_told_in_full(client: FlaskClient) -> None:
    project = client.post(f"{API}/projects", json={"name": "要得太多"}).json["id"]
    wish = {"project": project, "kind": "money", "text": "装修费", "quantity": 1e300, "unit": "元"}
    answer = client.post(f"{API}/requirements", json=wish)
    assert answer.status_code == 422
    assert "1000000000000" in answer.text
    assert "e+" not in answer.text
