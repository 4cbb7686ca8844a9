"""From a list that was looked at to weights that learned from the answers: at every door."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient

from graph.records import Link, Node
from service import feedback
from service.community import Community
from service.examples import evidence
from tests.journeys.visits import send, text_of

API = "/api/v1"
PROJECT, LINE = "project-of-learning", "q-of-learning"
NEIGHBOURS = [f"o-learning-{at}" for at in range(4)]


@pytest.fixture
def project(community: Community) -> Iterator[str]:
    """A project of our own with one line and a few groups that could meet it; forgotten with all that came of it."""
    nodes = [
        Node("Project", PROJECT, {"name": "修伞小摊", "text": "教大家修伞", "stage": "matching"}),
        Node("Requirement", LINE, {"kind": "people", "text": "会修伞的组织", "quantity": 9.0, "status": "open"}),
        *(Node("Organization", key, {"name": f"修伞社{key[-1]}", "text": "会修伞，教修伞"}) for key in NEIGHBOURS),
    ]
    community.store.upsert(nodes, [Link("REQUIRES", "Project", PROJECT, "Requirement", LINE)])
    yield PROJECT
    feedback.keep(community.store, community.shown)
    made = [(kind, one.id) for kind in ("Decision", "Shown") for one in community.store.nodes(kind)]
    for kind in ("Invitation", "Claim"):
        about = {link.from_id for link in community.store.links_of("Requirement", LINE) if link.from_kind == kind}
        made += [(kind, key) for key in sorted(about)]
    community.store.remove([*made, *((node.kind, node.id) for node in nodes)])


def waiting(client: FlaskClient) -> dict[str, str]:
    """The invitations that wait, by whom they ask."""
    items = client.get(f"{API}/projects/{PROJECT}/invitations").get_json()["items"]
    return {one["candidate"]["id"]: one["id"] for one in items}


def learned(community: Community) -> tuple[dict[str, int], list[float]]:
    feedback.keep(community.store, community.shown)
    found = evidence(community.snapshot(datetime.now(UTC)), ("ability",))
    return dict(found.counts), sorted(found.examples.outcomes.tolist())


def test_a_list_an_invitation_and_two_answers_teach(client: FlaskClient, community: Community, project: str) -> None:
    page = f"/projects/{project}?need={LINE}"
    before, _ = learned(community)
    shown = client.get(page).text
    picked = [key for key in NEIGHBOURS if f'value="{LINE}|Organization|{key}|"' in shown][:2]
    assert len(picked) == 2
    for key in picked:
        sent = send(client, page, "/plan/accept", pick=f"{LINE}|Organization|{key}|", back=project)
        assert sent.status_code == 302
    asked = waiting(client)
    assert set(asked) == set(picked)
    told = client.get(page).text
    assert "已邀请 2" in text_of(client.get(page))
    yes, no = (asked[key] for key in picked)
    assert f"/invitations/{yes}/answer" in told
    send(client, page, f"/invitations/{yes}/answer", answer="accepted", back=project)
    said = client.get(page).text
    assert "记下了：对方答应了" in said
    (claim,) = [link for link in community.store.links_of("Requirement", LINE) if link.kind == "TAKES"]
    assert community.store.get("Claim", claim.from_id).properties["status"] == "confirmed"
    undo = re.search(rf'action="(/invitations/{yes}/reopen[^"]*)"', said)
    assert undo is not None
    send(client, page, undo[1].replace("&amp;", "&"))
    assert set(waiting(client)) == set(picked)
    assert not [link for link in community.store.links_of("Requirement", LINE) if link.kind == "TAKES"]
    send(client, page, f"/invitations/{yes}/answer", answer="accepted", back=project)
    refused = send(client, page, f"/invitations/{no}/answer", answer="declined", reason="", back=project)
    assert "reason" in refused.text or "只能是" in refused.text
    send(client, page, f"/invitations/{no}/answer", answer="declined", reason="wrong_skill", back=project)
    assert not waiting(client)
    after, outcomes = learned(community)
    assert after.get("invitation", 0) - before.get("invitation", 0) == 2
    assert after.get("claim", 0) == before.get("claim", 0)  # the answer is not counted twice
    assert {0.0, 1.0} <= set(outcomes)


def test_who_was_invited_without_a_list_teaches_by_what_they_were_like_then(
    client: FlaskClient, community: Community, project: str
) -> None:
    before, _ = learned(community)
    asked = {"proposals": [{"requirement": LINE, "kind": "Organization", "id": key} for key in NEIGHBOURS[2:]]}
    made = client.post(f"{API}/projects/{project}/invitations", json=asked)
    assert made.status_code == 201, made.get_json()
    yes, no = (one["id"] for one in made.get_json()["items"])
    done = client.post(f"{API}/invitations/{yes}/answer", json={"answer": "accepted"})
    assert done.status_code == 200, done.get_json()
    assert done.get_json()["claim"] == f"claim-of-{yes}"
    assert client.post(f"{API}/invitations/{yes}/answer", json={"answer": "accepted"}).status_code == 409
    assert client.post(f"{API}/invitations/{no}/answer", json={"answer": "declined"}).status_code == 422
    declined = client.post(f"{API}/invitations/{no}/answer", json={"answer": "declined", "reason": "too_far"})
    assert declined.get_json() == {"id": no, "requirement": LINE, "answer": "declined", "reason": "too_far"}
    after, _ = learned(community)
    assert after.get("invitation", 0) - before.get("invitation", 0) == 2
    back = client.post(f"{API}/invitations/{yes}/reopen")
    assert back.get_json() == {"id": yes, "requirement": LINE}
    assert client.post(f"{API}/invitations/{yes}/reopen").status_code == 409
    assert client.post(f"{API}/invitations/none/answer", json={"answer": "accepted"}).status_code == 404
