"""Answers to claims and taking back mistakes, on the pages and at the API: each with a way back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient

from graph.records import Link, Node
from service import editing
from service.community import Community
from service.web import project_line
from tests.journeys.visits import send, text_of

NOW = datetime.now(UTC)


@pytest.fixture
def claim(community: Community) -> Iterator[str]:
    """A claim of one chair that waits for an answer."""
    nodes = [
        Node("Project", "project-of-chairs", {"name": "借椅子试一试", "stage": "matching"}),
        Node("Requirement", "q-chairs", {"kind": "goods", "text": "一把椅子", "quantity": 1.0, "status": "open"}),
        Node("Claim", "claim-chair", {"status": "proposed", "quantity": 1.0}),
        Node("Organization", "o-chair", {"name": "椅子社"}),
    ]
    links = [
        Link("REQUIRES", "Project", "project-of-chairs", "Requirement", "q-chairs"),
        Link("TAKES", "Claim", "claim-chair", "Requirement", "q-chairs"),
        Link("MADE", "Organization", "o-chair", "Claim", "claim-chair"),
    ]
    community.store.upsert(nodes, links)
    yield "claim-chair"
    community.store.remove([(node.kind, node.id) for node in nodes])


def status(community: Community) -> object:
    return community.store.get("Claim", "claim-chair").properties["status"]


def undo_of(page: str, part: str) -> str:
    found = re.search(rf'<form method="post" action="([^"]*{part}[^"]*)"', page)
    assert found is not None
    return found[1]


def test_a_claim_is_answered_on_the_first_page_and_the_answer_taken_back(
    client: FlaskClient, community: Community, claim: str
) -> None:
    assert "椅子社" in text_of(client.get("/"))
    assert send(client, "/", f"/claims/{claim}/confirm").status_code == 302
    assert status(community) == "confirmed"
    send(client, "/", undo_of(client.get("/").text, "reopen"))
    assert status(community) == "proposed"
    refused = send(client, "/", f"/claims/{claim}/decline", reason="")
    assert "原因" in text_of(refused)
    assert status(community) == "proposed"
    send(client, "/", f"/claims/{claim}/decline", reason="已经有椅子了")
    assert community.store.get("Claim", claim).properties["reason"] == "已经有椅子了"
    assert "借椅子试一试 一把椅子" not in re.sub(r"\s+", " ", client.get("/").text.split("h-need")[0])


def test_a_project_says_that_a_claim_waits_and_answers_it_there(client: FlaskClient, claim: str) -> None:
    def told() -> tuple[str, dict[str, object]]:
        answer = client.get("/api/v1/projects/project-of-chairs/partners")
        return client.get("/projects/project-of-chairs").text, answer.get_json()["requirements"][0]

    page, line = told()
    assert "等确认 1" in page
    assert "已落实" not in page
    assert f"/claims/{claim}/decline" in page
    assert (line["state"], line["taken"], line["proposed"], line["left"]) == ("proposed", 0.0, 1.0, 1.0)
    answered = send(
        client, "/projects/project-of-chairs", undo_of(page, f"/claims/{claim}/confirm"), back="project-of-chairs"
    )
    assert answered.location == "/projects/project-of-chairs"
    assert 'name="back" value="project-of-chairs"' in page
    page, line = told()
    assert "等确认" not in page
    assert "已落实" in page
    assert (line["state"], line["proposed"]) == ("met", 0.0)


def test_a_claim_is_answered_at_the_api(client: FlaskClient, community: Community, claim: str) -> None:
    answer = client.post(f"/api/v1/claims/{claim}/decline", json={"reason": "已经有了"})
    assert answer.json == {"id": claim, "requirement": "q-chairs", "status": "declined", "reason": "已经有了"}
    assert client.post(f"/api/v1/claims/{claim}/confirm").status_code == 409
    assert client.post(f"/api/v1/claims/{claim}/reopen").status_code == 200
    assert client.post(f"/api/v1/claims/{claim}/decline", json={}).status_code == 422
    assert client.post("/api/v1/claims/none/confirm").status_code == 404
    assert status(community) == "proposed"


def test_a_mistaken_record_is_removed_on_its_page_and_brought_back(client: FlaskClient, community: Community) -> None:
    made = editing.create(community.store, "Need", {"text": "填错的一条"}, identifier="need-mistaken", now=NOW)
    gone = send(client, f"/needs/{made.id}/edit", f"/remove/Need/{made.id}", etag=made.tag)
    assert gone.status_code == 302
    undo = undo_of(client.get("/needs").text, "restore")
    assert client.get(f"/needs/{made.id}").status_code == 404
    assert send(client, "/needs/new", undo).status_code == 302
    assert "填错的一条" in text_of(client.get(f"/needs/{made.id}"))
    community.store.remove([("Need", made.id)])


def test_what_others_depend_on_is_not_removed_and_told(client: FlaskClient, community: Community, claim: str) -> None:
    tag = editing.current(community.store, "Requirement", "q-chairs").tag
    address = "/requirements/q-chairs/edit"
    assert claim in text_of(send(client, address, "/remove/Requirement/q-chairs", etag=tag))
    told = client.delete("/api/v1/projects/project-of-chairs", headers={"If-Match": "*"})
    assert told.status_code == 409
    assert "一把椅子" in told.json["detail"]
    assert client.delete("/api/v1/projects/project-of-chairs").status_code == 428
    assert client.post("/api/v1/removals/none/restore").status_code == 404
    assert send(client, address, "/remove/Resident/x").status_code == 404


def test_a_removal_at_the_api_is_undone_by_its_key(client: FlaskClient, community: Community) -> None:
    made = editing.create(community.store, "Need", {"text": "又填错"}, identifier="need-again", now=NOW)
    gone = client.delete(f"/api/v1/needs/{made.id}", headers={"If-Match": f'"{made.tag}"'})
    assert gone.status_code == 200, gone.text
    assert client.delete(f"/api/v1/needs/{made.id}", headers={"If-Match": "*"}).status_code == 404
    assert client.post(f"/api/v1/removals/{gone.json['undo']}/restore").json["name"] == "又填错"
    community.store.remove([("Need", made.id)])


def test_a_filter_says_how_many_it_looked_through(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    listed = client.get("/projects?q=银铃")
    address = re.search(r'href="(/projects/[^"?/]+)"', listed.text.split("<table")[-1])
    assert address is not None
    chip = re.search(rf'<a class="chip" href="({re.escape(address[1])}\?[^"]+)"', client.get(address[1]).text)
    assert chip is not None
    monkeypatch.setattr(project_line, "LOOKED_THROUGH", 1)
    assert "筛的是名次在前的 1 个" in text_of(client.get(chip[1].replace("&amp;", "&")))


def test_a_skill_can_be_chosen_for_a_line_and_changed(client: FlaskClient, community: Community, claim: str) -> None:
    address = "/requirements/q-chairs/edit"
    skills = re.findall(r'<option value="(skill-[^"]+)"', client.get(address).text.split('name="about"')[1])
    assert len(skills) > 100
    sent = {"kind": "goods", "text": "一把椅子", "quantity": "1", "status": "open"}
    answer = send(client, address, about=skills[:2], **sent)
    assert answer.status_code == 302, text_of(answer)[:400]
    assert editing.current(community.store, "Requirement", "q-chairs").values["about"] == sorted(skills[:2])
    assert client.get(address).text.count("selected>") >= 2
    assert send(client, address, **sent).status_code == 302
    assert "about" not in editing.current(community.store, "Requirement", "q-chairs").values


def test_taking_a_line_away_and_back_stays_with_its_project(client: FlaskClient, community: Community) -> None:
    named = {"name": "撤一项试试"}
    project = editing.create(community.store, "Project", named, identifier="project-of-taking", now=NOW)
    content = {"kind": "goods", "text": "长凳", "project": project.id}
    line = editing.create(community.store, "Requirement", content, identifier="requirement-of-taking", now=NOW)
    gone = send(client, f"/requirements/{line.id}/edit", f"/remove/Requirement/{line.id}", etag=line.tag)
    assert gone.headers["Location"] == f"/projects/{project.id}"
    shown = client.get(gone.headers["Location"]).text
    undo = re.search(r'action="(/removed/[^"]+)"', shown)
    assert undo is not None
    back = send(client, "/needs/new", undo[1])
    assert back.headers["Location"] == f"/projects/{project.id}?need={line.id}"
    community.store.remove([("Requirement", line.id), ("Project", project.id)])


def test_a_record_that_is_not_there_is_told_in_the_readers_words(client: FlaskClient) -> None:
    assert "没有编号为 nobody 的居民" in text_of(client.get("/records/Resident/nobody"))
    assert "There is no Resident nobody" in text_of(client.get("/records/Resident/nobody?lang=en"))
