"""A need or line of which only punctuation is told is refused at every door, in words that say why."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from graph.reading import check
from graph.reading.gazetteer import Gazetteer
from tests.journeys.visits import send, text_of

API = "/api/v1"
ROWS = "序号,需求内容,所在社区\n1,楼道灯坏了没人修,赵家楼社区\n2,...,赵家楼社区\n3,？？,赵家楼社区\n"


@pytest.mark.parametrize("said", ["...", "。。。", "？！", "——", "、，"])
def test_punctuation_is_no_need_at_the_interface(client: FlaskClient, said: str) -> None:
    answer = client.post(f"{API}/needs", json={"text": said, "place": "place-zhaojialou"})
    assert answer.status_code == 422
    (wrong,) = answer.get_json()["errors"]
    assert (wrong["where"], wrong["detail"]) == ("text", "只有标点，请写清楚是什么")


@pytest.mark.parametrize(("said", "why"), [("\u2060\u200b", "没有看得见的字"), ("楼道\0灯", "有不能保存的字符")])
def test_what_else_is_no_words_is_told_as_what_it_is(client: FlaskClient, said: str, why: str) -> None:
    answer = client.post(f"{API}/needs", json={"text": said, "place": "place-zhaojialou"})
    (wrong,) = answer.get_json()["errors"]
    assert wrong["detail"] == why
    told = {"Accept-Language": "en"}
    english = client.post(f"{API}/needs", json={"text": "...", "place": "place-zhaojialou"}, headers=told)
    assert english.get_json()["errors"][0]["detail"] == "holds only punctuation; say what it is"


def test_punctuation_is_no_need_on_the_form(client: FlaskClient) -> None:
    answer = send(client, "/needs/new", text="……", urgency="高")
    assert answer.status_code == 422
    assert "只有标点" in text_of(answer)


def test_punctuation_is_no_name_and_no_line(client: FlaskClient) -> None:
    assert client.post(f"{API}/projects", json={"name": "...", "stage": "matching"}).status_code == 422
    made = client.post(f"{API}/projects", json={"name": "只有标点的项目试试", "stage": "matching"}).get_json()["id"]
    line = {"project": made, "kind": "people", "text": "？？？"}
    assert client.post(f"{API}/requirements", json=line).status_code == 422
    assert client.delete(f"{API}/projects/{made}", headers={"If-Match": "*"}).status_code in (200, 204)


def test_a_row_of_punctuation_is_told_and_left_out_of_an_import() -> None:
    (file,) = check([("需求.csv", ROWS.encode())], Gazetteer())
    rows = file.sheets[0].rows
    assert [row.fields.get("text") for row in rows] == ["楼道灯坏了没人修", None, None]
    assert all("missing_value" in [problem.code for problem in row.problems] for row in rows[1:])
