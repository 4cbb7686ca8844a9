"""Who said no is named at no door, not even to one who has the id; who is not on file is no fault of the service."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from graph.records import Node
from service.community import Community

API = "/api/v1"
NAME = "李不愿"


@pytest.fixture(scope="module")
def unwilling(community: Community) -> Iterator[str]:
    key = "resident-unwilling"
    community.store.upsert([Node("Resident", key, {"name": NAME, "consent": False})])
    yield key
    community.store.remove([("Resident", key)])


@pytest.mark.parametrize("whether", ["including", "without"])
def test_a_team_asked_for_with_somebody_who_said_no_is_answered_as_for_nobody(
    client: FlaskClient, unwilling: str, whether: str
) -> None:
    hidden, nobody = (
        client.get(f"{API}/projects/project-yinling/teams", query_string={whether: f"Resident:{key}"})
        for key in (unwilling, "resident-nobody")
    )
    assert hidden.status_code == nobody.status_code == 404
    assert hidden.text.replace(unwilling, "") == nobody.text.replace("resident-nobody", "")
    page = client.get(f"/plan?project=project-yinling&with=Resident:{unwilling}")
    assert page.status_code == 200
    assert NAME not in page.text


def test_an_invitation_does_not_tell_why_somebody_cannot_be_named(client: FlaskClient, unwilling: str) -> None:
    line = client.get(f"{API}/projects/project-yinling/partners").json["requirements"][0]["id"]
    said = [
        client.post(
            f"{API}/projects/project-yinling/invitations",
            json={"proposals": [{"requirement": line, "kind": "Resident", "id": key}]},
            headers={"Idempotency-Key": f"unnamed-{key}"},
        )
        for key in (unwilling, "resident-nobody")
    ]
    assert [one.status_code for one in said] == [409, 409]
    assert said[0].json["detail"] == said[1].json["detail"]


def test_why_not_somebody_who_is_not_on_file_is_not_found(client: FlaskClient) -> None:
    line = client.get(f"{API}/projects/project-yinling/partners").json["requirements"][0]["id"]
    for kind in ("Resident", "Organization"):
        asked = {"requirement": line, "kind": kind, "candidate": "nobody"}
        assert client.get(f"{API}/projects/project-yinling/partners/why", query_string=asked).status_code == 404
