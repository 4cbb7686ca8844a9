"""From a list that was looked at to weights that learned from the answers: at every door."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from threading import Event

import pytest
from flask.testing import FlaskClient

from graph.records import Link, Node
from graph.snapshot import Snapshot
from service.community import Community
from service.decisions import feedback
from service.learning import retraining
from service.learning.examples import Evidence, evidence
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
        Node("Organization", NEIGHBOURS[1], {"last_active": datetime.now(UTC).date()}),
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


def job_done(client: FlaskClient, job: str) -> dict[str, object]:
    """The job once it is over."""
    client.application.extensions["heli_jobs"].wait(job, 60)
    found: dict[str, object] = client.get(f"{API}/jobs/{job}").get_json()
    assert found["state"] == "done", found
    return found


@pytest.fixture
def shipped(community: Community) -> Iterator[str]:
    """The version that came with the program, in use again afterwards; versions made meanwhile are forgotten."""
    version = community.weights.all()[0].version
    yield version
    community.weights.use(version)
    for path in community.weights.folder.glob("learned-*.json"):
        path.unlink()


def judged(client: FlaskClient, community: Community, project: str) -> None:
    """A list that was looked at, and two verdicts on it."""
    page = f"/projects/{project}?need={LINE}"
    client.get(page)
    for key, verdict, reason in ((NEIGHBOURS[0], "unsuited", "too_far"), (NEIGHBOURS[1], "chosen", "")):
        given = {"need": LINE, "kind": "Organization", "candidate": key, "verdict": verdict, "reason": reason}
        assert send(client, page, f"/projects/{project}/judge", **given).status_code == 302
    client.get("/")  # the message of the last one


def learned_on_page(client: FlaskClient, use: str) -> tuple[str, str]:
    """The address that training on the page leads to, and what it says once it is over."""
    address = send(client, "/learning", use=use).location
    job_done(client, address.rpartition("/")[2])
    return address, text_of(client.get(address))


def test_the_page_learns_keeps_and_goes_back(
    client: FlaskClient, community: Community, project: str, shipped: str
) -> None:
    assert "还没有可学的，权重不变" in learned_on_page(client, "1")[1]
    assert "出厂权重" in text_of(client.get("/learning"))
    judged(client, community, project)
    assert "还没有启用" in learned_on_page(client, "0")[1]
    assert community.weights.current().version == shipped
    address, told = learned_on_page(client, "1")
    assert "名单已经按它排" in told
    assert "名单上的判断 2" in told
    assert told == text_of(client.get(address))  # found again after a reload
    learned_version = community.weights.current().version
    assert learned_version != shipped
    page = text_of(client.get("/learning"))
    assert f"现在用的：{learned_version}" in page
    assert "留着的版本 2" in page  # what was only looked at is the same version
    assert "Weights as shipped" in text_of(client.get("/learning?lang=en"))
    client.get("/learning?lang=zh")
    assert send(client, "/learning", "/learning/use", version=shipped).status_code == 302
    assert community.weights.current().version == shipped
    undo = re.search(r'action="(/learning/use[?]version=[^"]+)"', client.get("/learning").text)
    assert undo is not None
    send(client, "/learning", undo[1])
    assert community.weights.current().version == learned_version
    assert send(client, "/learning", "/learning/use", version="never").status_code == 404


def test_the_json_door_learns_once_at_a_time_and_goes_back(
    client: FlaskClient, community: Community, project: str, shipped: str
) -> None:
    judged(client, community, project)
    before = client.get(f"{API}/learning").get_json()
    assert before["version"] == shipped
    assert "learned" not in before
    key = {"Idempotency-Key": "learn-once"}
    first = client.post(f"{API}/learning", json={}, headers=key)
    assert first.status_code == 202
    job = first.get_json()["id"]
    assert first.headers["Location"] == f"{API}/jobs/{job}"
    told = job_done(client, job)["result"]
    assert isinstance(told, dict)
    assert (told["sources"], told["used"]) == ({"decision": 2}, True)
    assert client.post(f"{API}/learning", json={}, headers=key).get_json()["id"] == job
    now = client.get(f"{API}/learning").get_json()
    assert now["version"] == told["version"]
    assert now["learned"]["features"] == told["features"]
    back = client.post(f"{API}/learning/versions/{shipped}/use")
    assert back.get_json()["version"] == shipped
    assert client.post(f"{API}/learning/versions/never/use").status_code == 404
    assert client.post(f"{API}/learning", json={"use": "yes"}).status_code == 422


def test_training_is_cancelled_before_it_writes_and_never_runs_twice(
    client: FlaskClient, community: Community, project: str, shipped: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The only thing held up is the reading of what was decided, so that there is time to say stop."""
    judged(client, community, project)
    begun, go_on, real = Event(), Event(), retraining.evidence

    def slow(snapshot: Snapshot, features: Sequence[str]) -> Evidence:
        begun.set()
        assert go_on.wait(30)
        return real(snapshot, features)

    monkeypatch.setattr(retraining, "evidence", slow)
    job = client.post(f"{API}/learning", json={}).get_json()["id"]
    assert begun.wait(30)
    assert client.post(f"{API}/learning", json={}).get_json()["id"] == job
    assert f"/learning/jobs/{job}" in client.get("/learning").text
    running = client.get(f"/learning/jobs/{job}")
    assert "不学了" in text_of(running)
    assert client.post(f"{API}/jobs/{job}/cancel").status_code == 200
    go_on.set()
    client.application.extensions["heli_jobs"].wait(job, 60)
    assert "已经取消" in text_of(client.get(f"/learning/jobs/{job}"))
    assert community.weights.current().version == shipped
    assert [one.version for one in community.weights.all()] == [shipped]


def test_a_damaged_version_is_named_on_the_page(client: FlaskClient, community: Community) -> None:
    path = community.weights.folder / "learned-2026-01-01.9.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("{", encoding="utf-8")
    try:
        assert "learned-2026-01-01.9.json" in text_of(client.get("/learning"))
        assert "is damaged" in text_of(client.get("/learning?lang=en"))
    finally:
        path.unlink()
