"""What the invited answered stands on the page of the project, in words, and is taken back there."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from graph.records import Link, Node
from service.community import Community
from tests.journeys.visits import send, text_of

API = "/api/v1"
NAME = "汪补锅"


@pytest.fixture
def asked(community: Community) -> Iterator[tuple[str, str]]:
    """A project of our own and the invitation of a resident that waits."""
    key = uuid4().hex[:8]
    line = {"kind": "people", "text": "会补锅的人", "quantity": 2.0, "unit": "人", "status": "open"}
    made = [
        Node("Project", f"project-{key}", {"name": "补锅摊", "stage": "matching"}),
        Node("Requirement", f"line-{key}", line),
        Node("Resident", f"resident-{key}", {"name": NAME, "consent": True}),
        Node("Invitation", f"asked-{key}", {"note": "1人"}),
    ]
    community.store.upsert(
        made,
        [
            Link("REQUIRES", "Project", f"project-{key}", "Requirement", f"line-{key}"),
            Link("ASKED", "Invitation", f"asked-{key}", "Resident", f"resident-{key}"),
            Link("ASKED_FOR", "Invitation", f"asked-{key}", "Requirement", f"line-{key}"),
        ],
    )
    yield f"project-{key}", f"asked-{key}"
    community.store.remove([("Claim", f"claim-of-asked-{key}"), *((one.kind, one.id) for one in made)])


@pytest.mark.parametrize(
    ("answer", "reason", "told"),
    [("accepted", "", "答应了 1"), ("declined", "too_far", "没答应 1")],
)
def test_an_answer_stands_on_the_page_long_after_and_is_taken_back_there(
    client: FlaskClient, asked: tuple[str, str], answer: str, reason: str, told: str
) -> None:
    project, invitation = asked
    page = f"/projects/{project}"
    sent = send(client, page, f"/invitations/{invitation}/answer", answer=answer, reason=reason, back=project)
    assert sent.status_code == 302
    client.get(page)  # the message with its one-time way back is read here
    later = client.get(page)
    part = later.text.partition('id="invited"')[2].partition("</aside>")[0]
    assert told in text_of(later)
    assert NAME in part
    assert ("太远" in part) == (answer == "declined")
    assert reason == "" or reason not in part.partition(told)[2]
    undo = f"/invitations/{invitation}/reopen?back={project}"
    assert f'action="{undo}"' in part
    assert "撤回这个答复" in part
    assert send(client, page, undo).location.endswith(page)
    back = client.get(page)
    assert "已邀请 1" in text_of(back)
    assert told not in text_of(back)
    assert f"/invitations/{invitation}/answer" in back.text


def test_an_answer_of_who_withdrew_names_nobody_and_none_is_undone_once_work_began(
    client: FlaskClient, community: Community, asked: tuple[str, str]
) -> None:
    project, invitation = asked
    page = f"/projects/{project}"
    client.post(f"{API}/invitations/{invitation}/answer", json={"answer": "accepted"})
    community.store.upsert([Node("Claim", f"claim-of-{invitation}", {"status": "fulfilled"})])
    begun = client.get(page)
    assert "答应了 1" in text_of(begun)
    assert f"/invitations/{invitation}/reopen" not in begun.text
    resident = invitation.replace("asked-", "resident-")
    community.store.upsert([Node("Resident", resident, {"consent": False})])
    assert "答应了 1" in text_of(client.get(page))
    assert NAME not in client.get(page).text


def test_the_record_of_an_invitation_tells_its_answer_in_words(
    client: FlaskClient, community: Community, asked: tuple[str, str]
) -> None:
    _, invitation = asked
    page = f"/records/Invitation/{invitation}"
    community.store.upsert([Node("Invitation", invitation, {"note": "3天没有答复"})])
    assert "3天没有答复" in text_of(client.get(page))
    declined = {"answer": "declined", "reason": "no_time"}
    assert client.post(f"{API}/invitations/{invitation}/answer", json=declined).status_code == 200
    told = text_of(client.get(page))
    assert "没答应" in told
    assert "没时间" in told
    assert not [code for code in ("declined", "no_time", "3天没有答复") if code in told]
