"""What past projects taught is heard in the lists of a running service, and told at every door."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient

from graph.records import Link, Node
from service.community import Community
from service.experience.opinions import KeptOpinions, LineOpinion
from tests.journeys.conftest import Heli
from tests.journeys.visits import text_of

PROJECT, LINE, PAST = "project-of-the-past", "q-of-the-past", "h-of-the-past"
MEASURED = {
    "works": 120,
    "members": 700,
    "people": 90,
    "questions": 12,
    "voices": 46,
    "ndcg": 0.31,
    "best_single": 0.29,
    "single": "similar work",
}


@pytest.fixture
def learned(community: Community) -> Iterator[Community]:
    """A project of our own with one line, two groups with a past, and something learned about one of them."""
    groups = [Node("Organization", f"o-past-{at}", {"name": f"修钟社{at}", "text": "修钟"}) for at in range(2)]
    nodes = [
        Node("Project", PROJECT, {"name": "修钟小摊", "text": "帮邻居修钟", "stage": "matching"}),
        Node("Requirement", LINE, {"kind": "people", "text": "来修钟的组织", "quantity": 9.0, "status": "open"}),
        Node("Project", PAST, {"name": "修表小摊", "text": "修表", "stage": "closed"}),
        *groups,
    ]
    links = [
        Link("REQUIRES", "Project", PROJECT, "Requirement", LINE),
        *(Link("TAKES_PART", "Organization", one.id, "Project", PAST) for one in groups),
    ]
    community.store.upsert(nodes, links)
    made = datetime(2026, 11, 1, tzinfo=UTC).isoformat()
    told = {
        LINE: (
            LineOpinion("Organization", "o-past-1", 0.9, "active"),
            LineOpinion("Organization", "gone", 0.8, "alike"),
        )
    }
    community.experiences.keep(KeptOpinions({"measured": MEASURED}, made, 0.5, 120, told))
    yield community
    forget(community)
    community.store.remove([(node.kind, node.id) for node in nodes])


def forget(community: Community) -> None:
    (community.folder.parents[1] / "experience" / "learned.json").unlink(missing_ok=True)


def test_a_list_hears_what_was_learned_and_says_so(client: FlaskClient, learned: Community) -> None:
    address = f"/api/v1/projects/{PROJECT}/partners?requirement={LINE}&limit=100"
    (line,) = client.get(address).get_json()["requirements"]
    scores = {one["candidate"]["id"]: one for one in line["matches"]}
    first, second = scores["o-past-1"], scores["o-past-0"]
    assert first["rank"] < second["rank"]
    (reason,) = [one for one in first["reasons"] if one["feature"] == "similar_projects"]
    assert "120" in reason["sentence"]
    assert reason["contribution"] == pytest.approx(reason["value"] * reason["weight"])
    assert {fact["to"]["id"] for fact in reason["evidence"]} == {PAST}
    forget(learned)
    (line,) = client.get(address).get_json()["requirements"]
    silent = {one["candidate"]["id"]: one for one in line["matches"]}
    assert silent["o-past-1"]["score"] < first["score"]
    assert not any("120" in one["sentence"] for one in silent["o-past-1"]["reasons"])


def test_page_and_interface_tell_what_past_projects_taught(client: FlaskClient, learned: Community) -> None:
    told = client.get("/api/v1/learning").get_json()["past"]
    assert told["works"] == 120
    assert (told["ndcg"], told["best_single"]) == (0.31, 0.29)
    page = text_of(client.get("/learning"))
    assert "120" in page
    assert "0.310" in page
    forget(learned)
    assert "past" not in client.get("/api/v1/learning").get_json()
    assert "30" in text_of(client.get("/learning"))


def test_of_the_little_past_of_the_pilot_the_command_learns_nothing(heli: Heli) -> None:
    done = heli("train", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["past"] is None
