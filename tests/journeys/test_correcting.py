"""What people and bodies offer is corrected on their own page and at the JSON door, and who leaves is gone at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from unittest.mock import ANY
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from graph.kinds import CANDIDATES
from graph.records import Link, Node
from service.community import Community
from service.editing import edit_history
from tests.journeys.visits import text_of

API = "/api/v1"
PHONE, OTHER_PHONE = "13900007788", "13900001234"


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def singer(community: Community) -> Iterator[str]:
    """A resident who sings, with the words in which she said so."""
    who, song = f"resident-{uuid4().hex}", community.snapshot(now()).nodes["Skill"].ids[0]
    told = {
        "name": "秦唱唱",
        "phone": PHONE,
        "consent": True,
        "hours": "周六上午",
        "windows": ["sat-am"],
        "hours_cap": 4.0,
    }
    community.store.upsert(
        [Node("Resident", who, told)],
        [Link("HAS_SKILL", "Resident", who, "Skill", song, {"text": "爱唱歌", "source": "骨干表"})],
    )
    yield who
    community.store.remove([("Resident", who)])


@pytest.fixture
def choir(community: Community) -> Iterator[str]:
    which = f"organization-{uuid4().hex}"
    community.store.upsert(
        [Node("Organization", which, {"name": "北巷合唱队", "contact": "秦唱唱", "phone": PHONE, "star": 2})]
    )
    yield which
    community.store.remove([("Organization", which)])


def as_shown(client: FlaskClient, page: str) -> dict[str, list[str]]:
    """The form as a browser would send it back untouched."""
    form = client.get(page).text.partition('<form class="card pad edit-form"')[2].partition("</form>")[0]
    given: dict[str, list[str]] = {}
    for tag in re.findall(r"<input [^>]*>", form):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and value and ('type="checkbox"' not in tag or " checked" in tag):
            given.setdefault(name[1], []).append(value[1])
    for name, text in re.findall(r'<textarea [^>]*name="([^"]*)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
        given[name] = [text]
    for name, options in re.findall(r'<select [^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.DOTALL):
        given.setdefault(name, []).extend(re.findall(r'<option value="([^"]*)" selected', options))
    return {name: [value for value in values if value] for name, values in given.items()}


def send_with(client: FlaskClient, page: str, **changes: object) -> TestResponse:
    return client.post(page, data=as_shown(client, page) | changes)


@pytest.mark.parametrize("kind", CANDIDATES)
def test_every_kind_that_can_be_recommended_is_corrected_on_its_own_page(
    client: FlaskClient, community: Community, kind: str
) -> None:
    listed = client.get(f"/resources?kind={kind}").text
    address = re.search(rf'href="(/records/{kind}/[^"]+)"', listed)
    assert address is not None
    assert f"{address[1]}/edit" in client.get(address[1]).text
    which = address[1].rpartition("/")[2]
    before = community.store.get(kind, which).properties
    links = {(one.kind, one.to_id, str(one.properties)) for one in community.store.links_of(kind, which)}
    answer = send_with(client, f"{address[1]}/edit")
    assert answer.status_code == 302, text_of(answer)
    after = community.store.get(kind, which).properties
    assert {**after, "revision": None} == {**before, "revision": None}, "a form sent as it was shown changes nothing"
    assert {(one.kind, one.to_id, str(one.properties)) for one in community.store.links_of(kind, which)} == links


def test_hours_skills_and_phone_are_corrected_and_what_stays_keeps_its_words(
    client: FlaskClient, community: Community, singer: str
) -> None:
    page = f"/records/Resident/{singer}"
    form = client.get(f"{page}/edit").text
    assert "139****7788" in form
    assert PHONE not in form
    fields = as_shown(client, f"{page}/edit")
    song, more = fields["skills"][0], community.snapshot(now()).nodes["Skill"].ids[1]
    changes = {"hours": "周日下午", "hours_cap": "10", "skills": [song, more], "phone": "139 0000 1234"}
    assert client.post(f"{page}/edit", data=fields | changes).status_code == 302
    held = community.store.get("Resident", singer).properties
    assert (held["hours_cap"], held["windows"], held["phone"]) == (10.0, ["sun-pm"], OTHER_PHONE)
    said = {
        one.to_id: one.properties for one in community.store.links_of("Resident", singer) if one.kind == "HAS_SKILL"
    }
    assert (said[song]["text"], said[song]["source"]) == ("爱唱歌", "骨干表")
    assert said[more]["source"] == "手工录入"
    shown = client.get(page)
    assert "周日下午" in text_of(shown)
    assert "修订" not in text_of(shown)
    assert OTHER_PHONE not in shown.text


def test_who_wants_no_more_of_it_is_gone_at_once_and_can_be_brought_back(
    client: FlaskClient, community: Community, singer: str
) -> None:
    page = f"/records/Resident/{singer}"
    answer = send_with(client, f"{page}/edit", consent="no")
    listed = client.get(answer.headers["Location"])
    assert "不再参加推荐" in text_of(listed)
    assert client.get(page).status_code == client.get(f"{page}/edit").status_code == 404
    hours = client.patch(f"{API}/residents/{singer}", json={"hours": "周日"}, headers={"If-Match": "*"})
    assert hours.status_code == 404, "who left is not there to be changed"
    undo = re.search(r'action="([^"]+/undo[^"]*)"', listed.text)
    assert undo is not None
    way = undo[1].replace("&amp;", "&")
    csrf = re.search(r'name="csrf_token" value="([^"]+)"', listed.text)
    assert csrf is not None
    assert client.post(way, data={"csrf_token": csrf[1]}).status_code == 302
    assert client.get(page).status_code == 200
    assert client.post(way, data={"csrf_token": csrf[1]}).status_code in (302, 412), "once is enough"


@pytest.mark.parametrize("any_state", [True, False])
def test_leaving_at_the_json_door_is_taken_back_at_the_same_door(
    client: FlaskClient, community: Community, singer: str, any_state: bool
) -> None:
    address = f"{API}/residents/{singer}"
    left = client.patch(address, json={"consent": False}, headers={"If-Match": "*"})
    assert left.status_code == 200
    assert client.get(address).status_code == 404
    both = client.patch(address, json={"consent": True, "hours": "周日"}, headers={"If-Match": "*"})
    assert both.status_code == 404
    back = client.patch(
        address, json={"consent": True}, headers={"If-Match": "*" if any_state else left.headers["ETag"]}
    )
    assert back.status_code == 200
    assert client.get(address).status_code == 200
    community.store.upsert([Node("Resident", singer, {"consent": False, "age_band": "12岁"})])
    minor = client.patch(address, json={"consent": True}, headers={"If-Match": "*"})
    assert minor.status_code == 404, "a minor stays unseen"


def test_of_who_left_nothing_is_taken_back_but_that_they_left(
    client: FlaskClient, community: Community, singer: str
) -> None:
    address, asking = f"{API}/residents/{singer}", {"If-Match": "*"}
    form = as_shown(client, f"/records/Resident/{singer}/edit")
    for change in ({"hours_cap": 9}, {"consent": False}):
        assert client.patch(address, json=change, headers=asking).status_code == 200
    left, cap = (one.id for one in edit_history.history(community.store, "Resident", singer))
    hidden, read = client.post(f"{API}/edits/{cap}/undo", headers=asking), client.get(address)
    assert (hidden.status_code, hidden.json["detail"]) == (read.status_code, read.json["detail"]) == (404, ANY)
    assert client.post(f"/edits/{cap}/undo", data=form | {"etag": "*"}).status_code == 404
    community.store.upsert([Node("Resident", singer, {"age_band": "12岁"})])
    assert client.post(f"{API}/edits/{left}/undo", headers=asking).status_code == 404, "a minor stays unseen"
    community.store.upsert([Node("Resident", singer, {"age_band": None})])
    assert client.post(f"{API}/edits/{left}/undo", headers=asking).status_code == 200
    assert client.post(f"{API}/edits/{cap}/undo", headers=asking).status_code == 200
    assert community.store.get("Resident", singer).properties["hours_cap"] == 4.0


def test_a_contact_that_is_wrong_is_replaced_or_deleted(client: FlaskClient, community: Community, choir: str) -> None:
    page = f"/records/Organization/{choir}/edit"
    refused = send_with(client, page, phone="打门卫", star="7")
    said = text_of(refused)
    assert refused.status_code == 422
    assert "电话 不是一个完整的电话号码" in said
    assert "星级 应是 1 到 5" in said
    assert send_with(client, page, **{"drop-phone": "1", "contact": "吴老师", "star": "4"}).status_code == 302
    held = community.store.get("Organization", choir).properties
    assert ("phone" in held, held["contact"], held["star"]) == (False, "吴老师", 4)


def test_the_json_door_changes_what_is_open_of_it_and_knows_its_state(client: FlaskClient, choir: str) -> None:
    address = f"{API}/organizations/{choir}"
    read = client.get(address)
    changed = client.patch(
        address, json={"hours_cap": 12, "windows": ["sat-am"]}, headers={"If-Match": read.headers["ETag"]}
    )
    assert (changed.status_code, changed.json["hours_cap"]) == (200, 12.0)
    assert PHONE not in changed.text
    assert client.patch(address, json={"star": 5}, headers={"If-Match": read.headers["ETag"]}).status_code == 412
    assert client.patch(address, json={"star": 5}).status_code == 428
    closed = client.patch(address, json={"phone": PHONE}, headers={"If-Match": "*"})
    assert (closed.status_code, PHONE in closed.text) == (422, False)
    assert client.get(address).json["record"]["windows"] == ["sat-am"]


def test_an_edit_on_an_old_state_is_refused(client: FlaskClient, choir: str) -> None:
    page = f"/records/Organization/{choir}/edit"
    first = as_shown(client, page)
    assert send_with(client, page, phone=OTHER_PHONE).status_code == 302
    late = client.post(page, data=first | {"contact": "别人"})
    assert late.status_code == 422, "a change that nobody sees raises the revision, too"
    assert "别人改过这条记录" in text_of(late)
    assert client.get("/records/Programme/none/edit").status_code == 404
