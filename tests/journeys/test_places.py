"""Places: added and given other names on the page and at the JSON door; none is there twice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from service.community import Community
from service.viewing.listing import joined

API = "/api/v1"


@pytest.fixture
def community_place(community: Community) -> str:
    snapshot = community.snapshot(datetime.now(UTC))
    table = snapshot.nodes["Place"]
    held = joined(snapshot, "Place", "PART_OF", "Place")
    levels = table.texts("level")
    return next(str(table.ids[row]) for row in range(len(table)) if levels[row] == "community" and held.get(row))


@pytest.fixture
def compound(client: FlaskClient, community_place: str) -> Iterator[tuple[str, str]]:
    name = f"试名{uuid4().hex[:6]}院"
    made = client.post(f"{API}/places", json={"name": name, "level": "compound", "parent": community_place})
    assert made.status_code == 201, made.text
    yield made.json["id"], name
    tag = client.get(f"{API}/places/{made.json['id']}").headers.get("ETag", "*")
    client.delete(f"{API}/places/{made.json['id']}", headers={"If-Match": tag})


def filled(client: FlaskClient, address: str) -> dict[str, str]:
    """The hidden fields of the form at an address."""
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', client.get(address).text))


def test_a_place_is_added_on_the_page_and_gets_another_name(
    client: FlaskClient, community: Community, community_place: str
) -> None:
    assert "/places/new" in client.get("/places").text
    assert f"/places/{community_place}/edit" in client.get(f"/places/{community_place}").text
    offered = client.get(f"/places/new?parent={community_place}").text
    assert '<option value="compound" selected>' in offered
    name = f"添名{uuid4().hex[:6]}院"
    form = filled(client, f"/places/new?parent={community_place}")
    answer = client.post("/places/new", data=form | {"name": name, "level": "compound", "parent": community_place})
    assert answer.status_code == 302, answer.text
    address = answer.headers["Location"]
    form = filled(client, f"{address}/edit")
    changed = client.post(
        f"{address}/edit",
        data=form | {"name": name, "level": "compound", "parent": community_place, "aliases": "老院、花院, 老院"},
    )
    assert changed.status_code == 302, changed.text
    stored = community.store.get("Place", address.rsplit("/", 1)[1])
    assert (stored.properties["name"], stored.properties["aliases"]) == (name, ["老院", "花院"])
    form = filled(client, f"{address}/edit")
    kept = {one: form[one] for one in ("etag", "csrf_token") if one in form}
    assert client.post(f"/remove/Place/{stored.id}", data=kept).status_code == 302


def test_a_name_that_is_taken_is_refused_with_the_place_that_has_it(
    client: FlaskClient, compound: tuple[str, str], community_place: str
) -> None:
    identifier, name = compound
    again = client.post(f"{API}/places", json={"name": f" {name}", "level": "compound", "parent": community_place})
    assert again.status_code == 409
    assert name in again.json["detail"]
    assert identifier in again.json["detail"]
    wide = "".join(chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one for one in name)  # the same, otherwise typed
    otherwise = client.post(f"{API}/places", json={"name": wide, "level": "compound", "parent": community_place})
    assert otherwise.status_code == 409
    form = filled(client, "/places/new")
    page = client.post("/places/new", data=form | {"name": name, "level": "compound", "parent": community_place})
    assert page.status_code == 422
    assert identifier in page.text


def test_the_same_number_stands_in_two_compounds(client: FlaskClient, community_place: str) -> None:
    made = []
    for _ in range(2):
        one = client.post(
            f"{API}/places",
            json={"name": f"试名{uuid4().hex[:6]}院", "level": "compound", "parent": community_place},
        ).json["id"]
        inside = client.post(f"{API}/places", json={"name": "1号楼", "level": "building", "parent": one})
        assert inside.status_code == 201, inside.text
        made += [inside.json["id"], one]
    for one in made:
        assert client.delete(f"{API}/places/{one}", headers={"If-Match": "*"}).status_code == 200


def change(client: FlaskClient, identifier: str, content: Mapping[str, object], tag: str = "*") -> tuple[int, str]:
    answer = client.patch(f"{API}/places/{identifier}", json=content, headers={"If-Match": tag})
    return answer.status_code, answer.text


def test_a_place_is_never_within_itself(client: FlaskClient, compound: tuple[str, str]) -> None:
    outer, _name = compound
    inner = client.post(f"{API}/places", json={"name": "2号楼", "level": "building", "parent": outer}).json["id"]
    for parent in (outer, inner):
        status, told = change(client, outer, {"parent": parent})
        assert status == 409
        assert "parent" in told
    status, told = change(client, outer, {"level": "entrance"})
    assert status == 409
    assert "level" in told
    assert change(client, inner, {"parent": None})[0] == 409
    assert client.delete(f"{API}/places/{outer}", headers={"If-Match": "*"}).status_code == 409
    assert client.delete(f"{API}/places/{inner}", headers={"If-Match": "*"}).status_code == 200


def test_a_place_says_which_state_it_is_in(client: FlaskClient, compound: tuple[str, str]) -> None:
    identifier, name = compound
    read = client.get(f"{API}/places/{identifier}")
    assert read.json["record"]["name"] == name
    assert "connections" in read.json
    tag = read.headers["ETag"]
    assert change(client, identifier, {"aliases": ["小院"]}, tag)[0] == 200
    assert change(client, identifier, {"aliases": ["大院"]}, tag)[0] == 412
    assert client.patch(f"{API}/places/{identifier}", json={"aliases": []}).status_code == 428


@pytest.mark.parametrize("page", ["/plan", "/rally", "/projects"])
def test_a_choice_of_places_sets_each_in_below_the_one_it_is_in(
    client: FlaskClient, community: Community, page: str
) -> None:
    told = re.search(r'<select name="place".*?</select>', client.get(page).text, re.DOTALL)
    assert told is not None
    options = re.findall(r'<option value="([^"]+)"[^>]*>(\u3000*)', told[0])
    above = {link.from_id: link.to_id for link in community.store.links("PART_OF") if link.from_kind == "Place"}
    path: list[str] = []
    for place, steps in options:
        around = above.get(place)
        while around is not None and around not in {one for one, _ in options}:
            around = above.get(around)
        assert (path[len(steps) - 1] if steps else None) == around, place
        path[len(steps) :] = [place]
    assert {len(steps) for _, steps in options} >= {0, 1, 2}
