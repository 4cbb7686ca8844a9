"""Who withdraws is told nowhere any more: in the plan, before accepting, among the invitations; nor is a yes noted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from python_calamine import load_workbook

from graph.records import Link, Node
from service.community import Community
from tests.journeys.visits import send, text_of

API = "/api/v1"
NAME = "裘满仓"


@pytest.fixture
def lane(community: Community) -> Iterator[dict[str, str]]:
    """A project in a lane of its own, with the one neighbour who can do what it lacks."""
    key = uuid4().hex[:8]
    ids = {one: f"{one}-{key}" for one in ("place", "project", "requirement", "resident")}
    skill = "skill-sign-language"
    assert skill in community.snapshot(datetime.now(UTC)).nodes["Skill"].row_of
    line = {"kind": "skill", "text": "会手语翻译的人", "quantity": 1.0, "unit": "人", "status": "open", "hard": True}
    community.store.upsert(
        [
            Node("Place", ids["place"], {"name": f"苇塘巷{key}", "level": "community"}),
            Node("Project", ids["project"], {"name": f"手语角{key}", "stage": "matching"}),
            Node("Requirement", ids["requirement"], line),
            Node("Resident", ids["resident"], {"name": NAME, "consent": True}),
        ],
        [
            Link("LOCATED_IN", "Project", ids["project"], "Place", ids["place"]),
            Link("REQUIRES", "Project", ids["project"], "Requirement", ids["requirement"]),
            Link("LIVES_AT", "Resident", ids["resident"], "Place", ids["place"]),
            Link("HAS_SKILL", "Resident", ids["resident"], "Skill", skill),
        ],
    )
    yield ids
    asked = community.store.links_of("Requirement", ids["requirement"])
    found = [link.from_id for link in asked if link.kind == "ASKED_FOR"]
    kinds = {"place": "Place", "project": "Project", "requirement": "Requirement", "resident": "Resident"}
    community.store.remove([*(("Invitation", one) for one in found), *((kinds[one], ids[one]) for one in ids)])


def leave(client: FlaskClient, lane: dict[str, str]) -> None:
    left = client.patch(f"{API}/residents/{lane['resident']}", json={"consent": False}, headers={"If-Match": "*"})
    assert left.status_code == 200


def test_who_withdrew_is_in_no_telling_of_the_plan_and_cannot_be_accepted(
    client: FlaskClient, lane: dict[str, str]
) -> None:
    place, review = lane["place"], f"/plan/review?place={lane['place']}"
    assert send(client, "/needs/new", "/plan", place=place).status_code == 302
    pick = f"{lane['requirement']}|Resident|{lane['resident']}|1"
    assert f'value="{pick}" checked' in client.get(review).text
    leave(client, lane)
    addresses = (review, f"/plan?place={place}", f"{API}/plan?place={place}")
    for told in (client.get(address).get_data(as_text=True) for address in addresses):
        assert NAME not in told
        assert lane["resident"] not in told
    assert "有 1 处的人不再参加，重新算一遍" in text_of(client.get(review))
    assert "有 1 处的人不再参加，重新算一遍" in text_of(client.get(f"/plan?place={place}"))
    plan = client.get(f"{API}/plan?place={place}").get_json()
    assert (plan["left"], plan["met"], plan["projects"][0]["lines"][0]["missing"]) == (1, 0, 1.0)
    book = load_workbook(BytesIO(client.get(f"/plan.xlsx?place={place}").data))
    cells = str([book.get_sheet_by_name(name).to_python() for name in book.sheet_names])
    assert NAME not in cells
    assert "有 1 处的人不再参加" in cells
    refused = send(client, "/needs/new", "/plan/accept", pick=pick, back=lane["project"])
    assert refused.status_code == 409
    assert NAME not in refused.text
    assert lane["resident"] not in refused.text


def test_an_invitation_of_who_withdrew_names_nobody_and_takes_no_yes(client: FlaskClient, lane: dict[str, str]) -> None:
    proposal = {"requirement": lane["requirement"], "kind": "Resident", "id": lane["resident"], "amount": 1}
    (made,) = client.post(f"{API}/plan/invitations", json={"proposals": [proposal]}).get_json()["items"]
    leave(client, lane)
    invitations = client.get(f"{API}/projects/{lane['project']}/invitations")
    assert [one["id"] for one in invitations.get_json()["items"]] == [made["id"]]
    assert NAME not in invitations.get_data(as_text=True)
    assert lane["resident"] not in invitations.get_data(as_text=True)
    yes = client.post(f"{API}/invitations/{made['id']}/answer", json={"answer": "accepted"})
    assert yes.status_code == 409
    assert "没有同意" in yes.get_json()["detail"]
    page = f"/projects/{lane['project']}"
    said = send(client, page, f"/invitations/{made['id']}/answer", answer="accepted", back=lane["project"])
    assert said.status_code == 409
    no = client.post(f"{API}/invitations/{made['id']}/answer", json={"answer": "declined", "reason": "other"})
    assert no.status_code == 200, "a no can still be noted"


def test_the_plan_says_mildly_that_what_it_was_made_of_has_changed(client: FlaskClient, lane: dict[str, str]) -> None:
    address, said = f"/plan?place={lane['place']}", "资料在算完以后变过，重新算一遍更准"
    send(client, "/needs/new", "/plan", place=lane["place"])
    assert said not in text_of(client.get(address))
    changed = client.patch(f"{API}/residents/{lane['resident']}", json={"hours": "周六上午"}, headers={"If-Match": "*"})
    assert changed.status_code == 200
    assert text_of(client.get(address)).count(said) == 1
    assert client.get(f"{API}/plan?place={lane['place']}").get_json()["stale"] is True
    leave(client, lane)
    told = text_of(client.get(address))
    assert "有 1 处的人不再参加" in told
    assert said not in told, "one note is enough"
    send(client, "/needs/new", "/plan", place=lane["place"])
    told = text_of(client.get(address))
    assert said not in told
    assert "不再参加" not in told
