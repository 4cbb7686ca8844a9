"""After an edit on a page 撤销 is offered, the edit page tells what was changed, and the JSON door as well."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from tests.journeys.visits import text_of

API = "/api/v1"


def shown_way(page: str, words: str) -> tuple[str, dict[str, str]]:
    """The address and the hidden fields of the first form whose button says these words."""
    for action, form in re.findall(r'<form[^>]*action="([^"]+)"[^>]*>(.*?)</form>', page, re.DOTALL):
        if words in form:
            return action.replace("&amp;", "&"), dict(re.findall(r'name="([^"]+)" value="([^"]*)"', form))
    raise AssertionError(f"no button {words}")


def as_hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))


def save(client: FlaskClient, edit: str, **changes: str) -> str:
    """Save a form with some fields changed; the page that follows."""
    form = client.get(edit).text.partition('<form class="card pad edit-form"')[2].partition("</form>")[0]
    given = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))
    given |= dict(re.findall(r'<textarea [^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.DOTALL))
    given |= dict(re.findall(r'<input [^>]*name="([^"]+)" type="text" value="([^"]*)"', form))
    for name, options in re.findall(r'<select [^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        given |= dict.fromkeys([name], *re.findall(r'<option value="([^"]*)" selected', options)[:1])
    answer = client.post(edit, data={name: value for name, value in (given | changes).items() if value})
    assert answer.status_code == 302, text_of(answer)
    return client.get(answer.headers["Location"]).text


def made(client: FlaskClient, plural: str, **content: object) -> str:
    answer = client.post(f"{API}/{plural}", json=content)
    assert answer.status_code == 201, answer.text
    return str(answer.json["id"])


@pytest.mark.parametrize("plural", ["needs", "projects", "requirements"])
def test_the_message_after_an_edit_takes_it_back(client: FlaskClient, plural: str) -> None:
    mark = uuid4().hex
    content: dict[str, object] = {"text": f"甲{mark}"}
    if plural == "projects":
        content |= {"name": "试着撤销"}
    if plural == "requirements":
        content |= {"kind": "goods", "project": made(client, "projects", name="试着撤销")}
    key = made(client, plural, **content)
    page = save(client, f"/{plural}/{key}/edit", text=f"乙{mark}")
    assert f"乙{mark}" in page
    address, hidden = shown_way(page, "撤销")
    assert client.post(address, data=hidden).status_code == 302
    assert client.get(f"{API}/{plural}/{key}").json["text"] == f"甲{mark}"
    again = client.post(address, data=hidden)
    assert again.status_code == 412, "once is enough"


def test_the_edit_page_tells_what_was_changed_and_leads_back_unless_it_was_changed_since(client: FlaskClient) -> None:
    key = made(client, "needs", text="楼道太暗", urgency="高")
    edit = f"/needs/{key}/edit"
    assert "改过什么" not in client.get(edit).text
    save(client, edit, text="楼道没灯")
    save(client, edit, text="楼道还是没灯")
    shown = client.get(edit)
    assert "内容：楼道没灯 → 楼道还是没灯" in text_of(shown)
    assert "后来又改过" in text_of(shown)
    old = client.get(f"{API}/needs/{key}/edits").json["edits"][1]
    refused = client.post(f"{API}/edits/{old['id']}/undo", headers={"If-Match": "*"})
    assert (refused.status_code, "内容" in refused.json["detail"]) == (409, True)
    address, hidden = shown_way(shown.text, "撤销这次修改")
    assert client.post(address, data=hidden).status_code == 302
    assert client.get(f"{API}/needs/{key}").json["text"] == "楼道没灯"
    english = text_of(client.get(f"{edit}?lang=en"))
    assert "Took an earlier change back" in english
    assert "Take this change back" in english
    client.get(f"{edit}?lang=zh")


def test_the_json_door_tells_the_edits_and_takes_one_back(client: FlaskClient) -> None:
    need = made(client, "needs", text="楼道太暗")
    key = made(client, "projects", name="点亮楼道", budget=300)
    address = f"{API}/projects/{key}"
    changed = client.patch(address, json={"budget": 500, "needs": [need]}, headers={"If-Match": "*"})
    (edit,) = client.get(f"{address}/edits").json["edits"]
    assert {one["field"]: (one.get("before"), one.get("after")) for one in edit["changes"]} == {
        "budget": (300.0, 500.0),
        "needs": (None, [need]),
    }
    way = f"{API}/edits/{edit['id']}/undo"
    assert client.post(way).status_code == 428
    assert client.post(way, headers={"If-Match": '"0"'}).status_code == 412
    back = client.post(way, headers={"If-Match": changed.headers["ETag"]})
    assert (back.status_code, back.json["kind"], back.json["id"]) == (200, "Project", key)
    read = client.get(address)
    assert (read.json["budget"], "needs" in read.json, read.headers["ETag"]) == (300.0, False, back.headers["ETag"])
    assert [one["state"] for one in client.get(f"{address}/edits").json["edits"]] == ["stands", "undone"]
    assert client.post(f"{API}/edits/edit-nowhere/undo", headers={"If-Match": "*"}).status_code == 404


def test_what_contradicts_a_later_edit_is_refused_by_the_names_of_the_form(client: FlaskClient) -> None:
    key = made(client, "projects", name="点亮楼道", date_from="2026-03-01", date_to="2026-03-10")
    address, edit = f"{API}/projects/{key}", f"/projects/{key}/edit"
    for change in ({"date_from": "2026-01-01"}, {"date_to": "2026-01-10"}):
        assert client.patch(address, json=change, headers={"If-Match": "*"}).status_code == 200
    way, hidden = re.findall(r'action="([^"]+/undo)"', client.get(edit).text)[1], as_hidden(client.get(edit).text)
    refused = client.post(way, data=hidden)
    assert (refused.status_code, "结束 早于开始日期" in text_of(refused)) == (422, True), text_of(refused)
    assert client.get(address).json["date_from"] == "2026-01-01"
