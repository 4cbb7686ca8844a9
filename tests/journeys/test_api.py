"""The JSON door: reading what the community has, making and changing work, every error as problem+json."""

from __future__ import annotations

import threading
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openapi_spec_validator import validate

from graph.kinds import NODES
from graph.schema import Privacy
from service.api.models import PLURALS
from service.community import Community

API = "/api/v1"
PROBLEM = "application/problem+json"


def made_project(client: FlaskClient, name: str = "楼道添绿") -> tuple[str, str]:
    answer = client.post(f"{API}/projects", json={"name": name, "text": "一起把楼道种上花"})
    assert answer.status_code == 201, answer.text
    return answer.json["id"], answer.headers["ETag"]


def test_the_specification_is_valid(client: FlaskClient) -> None:
    told = client.get(f"{API}/openapi.json").json
    assert told["openapi"].startswith("3.1")
    validate(told)


def test_every_address_is_in_the_specification(app: Flask, client: FlaskClient) -> None:
    told = client.get(f"{API}/openapi.json").json["paths"]
    served = {
        (rule.rule.replace("<", "{").replace(">", "}"), method.lower())
        for rule in app.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
        if rule.rule.startswith(API) and rule.rule != f"{API}/openapi.json"
    }
    assert served == {(path, method) for path, methods in told.items() for method in methods}


@pytest.mark.parametrize("plural", PLURALS)
def test_a_list_can_be_walked_to_its_end(client: FlaskClient, plural: str) -> None:
    seen: list[str] = []
    address: str | None = f"{API}/{plural}?limit=7"
    total = 0
    while address:
        answer = client.get(address)
        assert answer.status_code == 200
        seen += [item["id"] for item in answer.json["items"]]
        total = answer.json["total"]
        following = answer.headers.get("Link", "")
        assert bool(following) == ("next" in answer.json)
        address = following[1 : following.index(">")] if following else None
    assert seen == sorted(set(seen))
    assert len(seen) == total


@pytest.mark.parametrize("plural", PLURALS)
def test_each_record_can_be_opened(client: FlaskClient, plural: str) -> None:
    items = client.get(f"{API}/{plural}?limit=3").json["items"]
    for item in items:
        assert client.get(f"{API}/{plural}/{quote(item['id'])}").status_code == 200


def test_nothing_personal_leaves(client: FlaskClient) -> None:
    for plural, kind in PLURALS.items():
        personal = {p.name for p in NODES[kind].properties if p.privacy in (Privacy.PERSONAL, Privacy.SENSITIVE)}
        for item in client.get(f"{API}/{plural}?limit=200").json["items"]:
            assert not personal & item.keys()


def test_residents_are_seen_only_with_consent(client: FlaskClient, community: Community) -> None:
    said = {node.id: node.properties.get("consent") for node in community.store.nodes("Resident")}
    seen = {item["id"] for item in client.get(f"{API}/residents?limit=200").json["items"]}
    assert seen <= {identifier for identifier, consent in said.items() if consent is True}
    for identifier, consent in said.items():
        if consent is not True:
            assert client.get(f"{API}/residents/{quote(identifier)}").status_code == 404


def test_minors_are_never_shown_though_they_consent(client: FlaskClient, community: Community) -> None:
    minors = {
        node.id: str(node.properties["name"])
        for node in community.store.nodes("Resident")
        if node.properties.get("consent") and str(node.properties.get("age_band")).startswith("1")
    }
    assert minors
    projects = [item["id"] for item in client.get(f"{API}/projects?limit=200").json["items"]]
    said = [client.get(f"{API}/residents?limit=200"), client.get("/resources?kind=Resident"), client.get("/")]
    said += [client.get(f"{API}/projects/{quote(one)}/partners?limit=100") for one in projects]
    for identifier, name in minors.items():
        assert not [answer.request.path for answer in said if name in answer.text or identifier in answer.text]
        assert client.get(f"{API}/residents/{quote(identifier)}").status_code == 404
        assert client.get(f"/records/Resident/{quote(identifier)}").status_code == 404
        for door in (f"{API}/search", "/search", "/resources"):
            assert identifier not in client.get(f"{door}?q={quote(name)}&kind=Resident").text


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("GET", "/nothing", 404),
        ("GET", "/projects/nothing", 404),
        ("GET", "/projects/nothing/partners", 404),
        ("GET", "/jobs/nothing", 404),
        ("GET", "/checks/nothing", 404),
        ("POST", "/checks/nothing/load", 404),
        ("POST", "/imports/nothing/undo", 404),
        ("DELETE", "/projects", 405),
        ("GET", "/projects?limit=0", 422),
        ("GET", "/projects?limit=many", 422),
        ("GET", "/projects?order=name", 422),
        ("GET", "/projects?stage=asleep", 422),
        ("GET", "/places/nothing?limit=3", 422),
        ("GET", "/search", 422),
        ("POST", "/projects", 415),
    ],
)
def test_every_error_is_a_problem(client: FlaskClient, method: str, address: str, status: int) -> None:
    answer = client.open(API + address, method=method)
    assert (answer.status_code, answer.content_type) == (status, PROBLEM)
    assert answer.json["status"] == status
    assert answer.json["title"]


def test_another_host_name_is_refused(client: FlaskClient) -> None:
    answer = client.get(f"{API}/projects", headers={"Host": "rebound.example"})
    assert (answer.status_code, answer.content_type) == (400, PROBLEM)


def test_a_project_is_made_read_changed(client: FlaskClient) -> None:
    place = client.get(f"{API}/places?limit=1").json["items"][0]["id"]
    need = client.post(f"{API}/needs", json={"text": "楼道里想要一点绿色", "origin": "居民"}).json["id"]
    made = client.post(
        f"{API}/projects", json={"name": "楼道添绿", "place": place, "needs": [need], "date_from": "2026-12-01"}
    )
    assert made.status_code == 201
    address = made.headers["Location"]
    read = client.get(address)
    assert read.json == made.json
    assert read.headers["ETag"] == made.headers["ETag"]
    assert (read.json["place"], read.json["needs"]) == (place, [need])

    changed = client.patch(
        address, json={"stage": "matching", "place": None}, headers={"If-Match": read.headers["ETag"]}
    )
    assert changed.status_code == 200, changed.text
    assert changed.json["stage"] == "matching"
    assert "place" not in changed.json
    assert changed.json["needs"] == [need]
    assert client.get(address).headers["ETag"] == changed.headers["ETag"] != read.headers["ETag"]


def test_lines_keep_the_order_in_which_they_were_entered(client: FlaskClient) -> None:
    project, _ = made_project(client)
    asked = [f"第{number}样东西" for number in (3, 1, 5, 2, 4, 6)]
    for text in asked:
        made = client.post(f"{API}/requirements", json={"project": project, "kind": "goods", "text": text})
        assert made.status_code == 201
    partners = client.get(f"{API}/projects/{project}/partners").json
    assert [line["text"] for line in partners["requirements"]] == asked
    listed, cursor = [], ""
    while cursor is not None:
        behind = f"&cursor={cursor}" if cursor else ""
        found = client.get(f"{API}/requirements?project={project}&limit=4{behind}").json
        listed += [(line["text"], line["position"]) for line in found["items"]]
        cursor = found.get("next")
    assert listed == list(zip(asked, range(1, 7), strict=True))
    page = client.get(f"/projects/{project}").text
    assert sorted(asked, key=page.index) == asked
    refused = client.post(f"{API}/requirements", json={"project": project, "kind": "goods", "position": 1})
    assert refused.status_code == 422


def test_a_requirement_shows_up_under_its_project_at_once(client: FlaskClient) -> None:
    project, _ = made_project(client, "手机课堂")
    made = client.post(
        f"{API}/requirements",
        json={"project": project, "kind": "people", "text": "两位会教老人用手机的人", "quantity": 2, "unit": "人"},
    )
    assert made.status_code == 201, made.text
    listed = client.get(f"{API}/requirements?project={project}").json["items"]
    assert [item["id"] for item in listed] == [made.json["id"]]
    partners = client.get(f"{API}/projects/{project}/partners").json
    assert [line["id"] for line in partners["requirements"]] == [made.json["id"]]


@pytest.mark.parametrize(("headers", "status"), [({}, 428), ({"If-Match": '"old"'}, 412), ({"If-Match": "*"}, 200)])
def test_an_edit_has_to_know_what_it_changes(client: FlaskClient, headers: dict[str, str], status: int) -> None:
    project, _ = made_project(client)
    assert client.patch(f"{API}/projects/{project}", json={"name": "新名字"}, headers=headers).status_code == status


@pytest.mark.parametrize(
    ("plural", "content", "status", "where"),
    [
        ("projects", {"name": ""}, 422, "name"),
        ("projects", {"name": " "}, 422, "name"),
        ("projects", {"name": "x", "phone": "13800001234"}, 422, "phone"),
        ("projects", {"name": "x", "revision": 7}, 422, "revision"),
        ("projects", {"name": "x", "stage": "asleep"}, 422, "stage"),
        ("projects", {"name": "x", "date_from": "2026-12-02", "date_to": "2026-12-01"}, 422, "date_to"),
        ("projects", {"name": "x", "place": "place-nowhere"}, 409, None),
        ("needs", {"category": "绿化"}, 422, "text"),
        ("requirements", {"kind": "people", "text": "一人"}, 422, "project"),
        ("requirements", {"kind": "people", "text": "一人", "project": "project-nowhere"}, 409, None),
        ("requirements", {"kind": "people", "project": "p", "text": "一人", "hours": 1e9}, 422, "hours"),
    ],
)
def test_what_cannot_be_written_is_told(
    client: FlaskClient, plural: str, content: dict[str, Any], status: int, where: str | None
) -> None:
    before = client.get(f"{API}/{plural}").json["total"]
    answer = client.post(f"{API}/{plural}", json=content)
    assert (answer.status_code, answer.content_type) == (status, PROBLEM)
    if where:
        assert [part["where"] for part in answer.json["errors"]] == [where]
    assert client.get(f"{API}/{plural}").json["total"] == before


def test_two_writers_cannot_overwrite_each_other(app: Flask) -> None:
    project, tag = made_project(app.test_client())
    start = threading.Barrier(6)
    statuses: list[int] = []

    def write(number: int) -> None:
        client = app.test_client()
        start.wait()
        answer = client.patch(f"{API}/projects/{project}", json={"result": f"第{number}个"}, headers={"If-Match": tag})
        statuses.append(answer.status_code)

    writers = [threading.Thread(target=write, args=(number,)) for number in range(6)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert sorted(statuses) == [200] + [412] * 5
    assert app.test_client().get(f"{API}/projects/{project}").json["revision"] == 1


def test_a_repeated_request_makes_one_record(client: FlaskClient) -> None:
    before = client.get(f"{API}/needs").json["total"]
    answers = [
        client.post(f"{API}/needs", json={"text": "门口装个扶手"}, headers={"Idempotency-Key": "ramp-1"})
        for _ in range(3)
    ]
    assert {answer.data for answer in answers} == {answers[0].data}
    assert client.get(f"{API}/needs").json["total"] == before + 1


def test_partners_add_up(client: FlaskClient) -> None:
    shown = 0
    for item in client.get(f"{API}/projects?limit=200").json["items"]:
        answer = client.get(f"{API}/projects/{quote(item['id'])}/partners?limit=5").json
        for line in answer["requirements"]:
            for match in line["matches"]:
                total = match["base"] + sum(reason["contribution"] for reason in match["reasons"])
                assert abs(match["score"] - total) < 1e-9
                assert all(reason["sentence"] for reason in match["reasons"])
                shown += 1
    assert shown > 20


def test_search_crosses_kinds(client: FlaskClient) -> None:
    found = client.get(f"{API}/search", query_string={"q": "银铃潮起来"}).json
    assert found["hits"][0]["who"]["kind"] == "Project"
    rooms = client.get(f"{API}/search", query_string={"q": "周六能借的房间", "limit": 5}).json
    assert rooms["understood"] == ["sat-am", "sat-pm", "sat-eve"]
    assert "Space" in {hit["who"]["kind"] for hit in rooms["hits"]}
    assert client.get(f"{API}/search", query_string={"q": "花友会"}).json["hits"][0]["who"]["name"] == "花友汇"


def test_people_are_found_by_name_where_they_agreed_as_on_the_pages(client: FlaskClient, community: Community) -> None:
    shown = {item["id"] for item in client.get(f"{API}/residents?limit=200").json["items"]}
    people = list(community.store.nodes("Resident"))
    assert shown
    assert {node.id for node in people} - shown
    for node in people[:20]:
        asked = {"q": str(node.properties["name"]), "kind": "Resident", "limit": 100}
        hits = client.get(f"{API}/search", query_string=asked).json["hits"]
        assert (node.id in {hit["who"]["id"] for hit in hits if hit["by"] == "name"}) == (node.id in shown)


def test_health(client: FlaskClient) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json["engine"] == "embedded"


@pytest.mark.parametrize("address", ["/", f"{API}/projects", f"{API}/nothing", "/healthz"])
def test_every_answer_is_guarded(client: FlaskClient, address: str) -> None:
    headers = client.get(address).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"  # no address of ours, with what was searched for, goes elsewhere
    for name in ("Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy"):
        assert headers[name] == "same-origin"
    assert headers["Cache-Control"] == "no-store"
    assert headers["Permissions-Policy"]


@pytest.mark.parametrize("asked", ["needs?place=nowhere", "projects?place=nowhere", "requirements?project=nothing"])
def test_a_filter_that_names_nothing_is_told_so_instead_of_an_empty_list(client: FlaskClient, asked: str) -> None:
    answer = client.get(f"/api/v1/{asked}")
    assert answer.status_code == 404
    assert asked.partition("=")[2] in answer.json["detail"]


@pytest.mark.parametrize("cursor", ["!!!", "no such cursor", "%00", "{}", "a\nb"])
def test_what_cannot_be_a_cursor_is_told_so(client: FlaskClient, cursor: str) -> None:
    answer = client.get(f"{API}/needs", query_string={"cursor": cursor})
    assert (answer.status_code, answer.json["errors"][0]["where"]) == (422, "cursor")
    assert "写法不对" in answer.json["detail"]


def test_a_search_is_leafed_through_without_gap_or_repeat(client: FlaskClient) -> None:
    whole = client.get("/api/v1/search?q=社区&limit=100").json
    seen, start = [], 0
    while start is not None and start < 100:
        page = client.get(f"/api/v1/search?q=社区&limit=7&start={start}").json
        assert page["total"] == whole["total"]
        seen += page["hits"]
        start = page.get("next")
    assert seen[:100] == whole["hits"]
    assert len(whole["hits"]) > 14
