"""The place of a record is written in words where the choice does not reach it: a building, an entrance, a grid."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from graph.records import Link, Node
from service.community import Community
from service.web.forms import BY_NAME
from tests.journeys.visits import send, text_of

MADE = [("/needs/new", "Need", "text"), ("/projects/new", "Project", "name")]


@pytest.fixture
def house(community: Community) -> Iterator[tuple[str, str]]:
    """A compound with a building; beside it another compound with a building of the same number."""
    mark, top = uuid4().hex[:6], next(iter(community.store.nodes("Place"))).id
    nodes, links = [], []
    for which in ("东", "西"):
        yard, building = f"place-{mark}-{which}", f"place-{mark}-{which}-1"
        nodes += [
            Node("Place", yard, {"name": f"{mark}{which}院", "level": "compound"}),
            Node("Place", building, {"name": f"{mark}楼", "level": "building"}),
        ]
        links += [Link("PART_OF", "Place", yard, "Place", top), Link("PART_OF", "Place", building, "Place", yard)]
    community.store.upsert(nodes, links)
    yield mark, f"place-{mark}-东-1"
    community.store.remove([("Place", node.id) for node in nodes])


def place_of(community: Community, kind: str, record: str) -> str:
    (link,) = [one for one in community.store.links("LOCATED_IN") if (one.from_kind, one.from_id) == (kind, record)]
    return link.to_id


@pytest.mark.parametrize(("page", "kind", "told"), MADE)
def test_a_building_is_named_in_words(
    client: FlaskClient, community: Community, house: tuple[str, str], page: str, kind: str, told: str
) -> None:
    mark, building = house
    made = send(client, page, **{told: f"楼道灯{mark}", BY_NAME: f"{mark}东院{mark}楼"})
    assert made.status_code == 302, text_of(made)
    record = made.headers["Location"].rpartition("/")[2]
    assert place_of(community, kind, record) == building
    edit = f"{made.headers['Location']}/edit"
    assert f'<option value="{building}" selected>' in client.get(edit).text
    community.store.remove([(kind, record)])


def test_a_name_that_several_places_have_is_asked_about_and_stays_in_the_form(
    client: FlaskClient, house: tuple[str, str]
) -> None:
    mark, _building = house
    refused = send(client, "/needs/new", text="楼道灯不亮", **{BY_NAME: f"{mark}楼"})
    assert refused.status_code == 422
    assert f"{mark}东院" in text_of(refused)
    assert f"{mark}西院" in text_of(refused)
    assert f'name="{BY_NAME}" value="{mark}楼"' in refused.text
    assert "楼道灯不亮" in refused.text
    unknown = send(client, "/needs/new", text="楼道灯不亮", **{BY_NAME: "从来没有的地方"})
    assert unknown.status_code == 422
