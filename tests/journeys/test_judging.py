"""A list is looked at, judged, and learned from: on the pages, at the interface and at the command line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from service.community import Community
from service.settings import Settings
from tests.journeys.conftest import Heli
from tests.journeys.visits import send, text_of

PROJECT = "project-yinling"


@pytest.fixture
def line(client: FlaskClient, community: Community) -> Iterator[tuple[str, dict[str, str]]]:
    """A line of the pilot and the first of its list; what is decided is forgotten at the end."""
    answer = client.get(f"/api/v1/projects/{PROJECT}/partners").get_json()
    first = next(one for one in answer["requirements"] if one["matches"])
    yield first["id"], first["matches"][0]["candidate"]
    for kind in ("Decision", "Shown"):
        community.store.remove([(kind, node.id) for node in community.store.nodes(kind)])


def test_a_verdict_on_the_page_is_shown_and_taken_back(
    client: FlaskClient, community: Community, line: tuple[str, dict[str, str]]
) -> None:
    need, who = line
    page = f"/projects/{PROJECT}?need={need}"
    assert "合不合适" in text_of(client.get(page))
    given = {"need": need, "kind": who["kind"], "candidate": who["id"]}
    address = f"/projects/{PROJECT}/judge"
    assert send(client, page, address, **given, verdict="unsuited", reason="too_far").status_code == 302
    (kept,) = community.store.nodes("Decision")
    assert (kept.properties["verdict"], kept.properties["reason"]) == ("unsuited", "too_far")
    told = client.get(page)
    assert "判断过：不合适" in text_of(told)
    undo = re.search(r'action="(/verdicts/[^"]*)"', told.text)
    assert undo is not None
    send(client, page, undo[1].replace("&amp;", "&"))
    assert not list(community.store.nodes("Decision"))
    assert "判断过" not in text_of(client.get(page))


def test_a_verdict_at_the_interface_needs_a_reason_and_a_list(
    client: FlaskClient, line: tuple[str, dict[str, str]]
) -> None:
    need, who = line
    address = f"/api/v1/requirements/{need}/verdicts"
    given = {"kind": who["kind"], "candidate": who["id"], "verdict": "chosen"}
    answer = client.post(address, json=given)
    assert answer.status_code == 200
    assert answer.get_json()["verdict"] == "chosen"
    assert client.post(address, json=given | {"verdict": "unsuited"}).status_code == 422
    assert client.post(address, json=given | {"candidate": "nobody"}).status_code == 422
    assert client.post("/api/v1/requirements/none/verdicts", json=given).status_code == 404


def test_the_command_trains_lists_and_goes_back(heli: Heli) -> None:
    shipped = json.loads(heli("train", "--list", "--json").stdout)
    assert [one["chosen"] for one in shipped] == [True]
    done = heli("train", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["version"], told["examples"]) == (None, 0)
    assert all(one["before"] == one["after"] for one in told["features"])
    assert "权重不变" in heli("train").stdout
    back = heli("train", "--use", shipped[0]["version"])
    assert back.returncode == 0, back.stderr
    unknown = heli("train", "--use", "never")
    assert unknown.returncode != 0
    assert "train --list" in unknown.stderr
    assert "Traceback" not in unknown.stderr


def test_why_not_is_answered_at_every_door(client: FlaskClient, settings: Settings, heli_in: Heli) -> None:
    answer = client.get(f"/api/v1/projects/{PROJECT}/partners?limit=100").get_json()
    line = next(one for one in answer["requirements"] if any(left["candidate"]["id"] for left in one["left_out"]))
    who = next(left["candidate"] for left in line["left_out"] if left["candidate"]["id"])
    asked = {"requirement": line["id"], "kind": who["kind"], "candidate": who["id"]}
    told = client.get(f"/api/v1/projects/{PROJECT}/partners/why", query_string=asked).get_json()
    assert told["eligible"] is False
    assert told["left_out"]["rule"]
    if told["reachable"] is not None:
        assert 1 <= told["reachable"]["rank"] <= 10
        page = text_of(client.get(f"/projects/{PROJECT}?need={line['id']}&why={who['name']}"))
        assert told["reachable"]["sentence"] in page
    why = ("recommend", PROJECT, "--requirement", line["id"], "--why", who["name"])
    done = heli_in(settings.data, *why, "--json")
    assert done.returncode == 0, done.stderr
    assert told in [{name: value for name, value in one.items() if name != "name"} for one in json.loads(done.stdout)]
    assert who["name"] in heli_in(settings.data, *why).stdout
    assert heli_in(settings.data, "recommend", PROJECT, "--why", who["name"]).returncode == 2
