"""The adapter: one declaration checks requests, words every error as problem+json and writes the specification."""

from __future__ import annotations

import errno
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openapi_spec_validator import validate
from pydantic import Field

from service.api.adapter import Answer, Api, Operation
from service.api.replay import id_for
from service.api.schema import Answered, Asked, AskedInQuery
from service.api.specification import specification
from service.errors import Outdated, status_of, told, words_of
from service.http.echo import mask_identity_numbers
from service.http.replaying import forget_old


class Colour(AskedInQuery):
    """Which colour."""

    shade: int = Field(3, ge=1, le=9)


class Paint(Asked):
    """What is painted."""

    name: str = Field(min_length=1)
    coats: int = 1


class Painted(Answered):
    """What was painted."""

    name: str
    coats: int


@pytest.fixture
def api() -> Api:
    api = Api("/api/v1")
    made: list[str] = []

    def look(query: Colour) -> dict[str, Any]:
        return {"name": "blue", "coats": query.shade}

    def paint(body: Paint) -> Answer:
        made.append(body.name)
        if body.name == "stale":
            raise Outdated("已改过。", "Changed.")
        if body.name == "broken":
            raise ZeroDivisionError("王小明 13800001234")
        if body.name == "full":
            raise OSError(errno.ENOSPC, "No space left on device", "13800001234")
        name = id_for("Wall", str(len(made)))
        return Answer({"name": name, "coats": len(made)}, {"ETag": '"x"'})

    api.operation(Operation("GET", "/walls", "Look.", Painted, query=Colour, name="look"), look)
    api.operation(Operation("POST", "/walls", "Paint.", Painted, body=Paint, status=201, name="paint"), paint)
    return api


@pytest.fixture
def client(api: Api, tmp_path: Path) -> FlaskClient:
    app = Flask(__name__)
    app.config.update(HELI_LANG="zh", HELI_DATA=str(tmp_path), MAX_CONTENT_LENGTH=10_000)
    app.register_blueprint(api.blueprint)
    return app.test_client()


def test_a_good_question_is_answered(client: FlaskClient) -> None:
    assert client.get("/api/v1/walls?shade=5").json == {"name": "blue", "coats": 5}


@pytest.mark.parametrize(
    ("address", "where"),
    [
        ("/api/v1/walls?shade=x", "shade"),
        ("/api/v1/walls?shade=12", "shade"),
        ("/api/v1/walls?colour=5", "colour"),
        ("/api/v1/walls?shade=5&shade=6", "shade"),
    ],
)
def test_a_bad_question_names_the_key(client: FlaskClient, address: str, where: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 422
    assert answer.content_type == "application/problem+json"
    assert [part["where"] for part in answer.json["errors"]] == [where]


@pytest.mark.parametrize(
    ("content", "media", "status"),
    [
        (b'{"name": "door"}', "application/json", 201),
        (b'{"name": "door"}', "text/plain", 415),
        (b'{"name": "door"}', "application/x-www-form-urlencoded", 415),
        (b"{", "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b"[]", "application/json", 422),
        (b'{"name": ""}', "application/json", 422),
        (b'{"name": 7}', "application/json", 422),
        (b'{"name": "door", "coats": "2"}', "application/json", 422),
        (b'{"name": "door", "size": 2}', "application/json", 422),
        (b'{"name": "stale"}', "application/json", 412),
        (b'{"name": "broken"}', "application/json", 500),
        (b'{"name": "full"}', "application/json", 503),
        (b'{"name": "' + b"x" * 10_000 + b'"}', "application/json", 413),
    ],
)
def test_every_body_gets_its_status(client: FlaskClient, content: bytes, media: str, status: int) -> None:
    answer = client.post("/api/v1/walls", data=content, content_type=media)
    assert answer.status_code == status
    assert answer.content_type == ("application/json" if status == 201 else "application/problem+json")
    assert status == 201 or answer.json["detail"]


def test_a_full_disk_is_called_that(client: FlaskClient) -> None:
    answer = client.post("/api/v1/walls", json={"name": "full"})
    assert "磁盘满了" in answer.json["detail"]
    assert "13800001234" not in answer.text


def test_an_unexpected_error_repeats_nothing(client: FlaskClient) -> None:
    answer = client.post("/api/v1/walls", json={"name": "broken"})
    assert "13800001234" not in answer.text


def test_problems_speak_the_language_of_the_one_who_asks(client: FlaskClient) -> None:
    chinese = client.get("/api/v1/walls?colour=1").json
    english = client.get("/api/v1/walls?colour=1", headers={"Accept-Language": "en-GB"}).json
    assert chinese["title"] == "内容有误"
    assert english["title"] == "The content has mistakes"


def test_the_same_key_is_done_once_and_answered_the_same(client: FlaskClient) -> None:
    first = client.post("/api/v1/walls", json={"name": "door"}, headers={"Idempotency-Key": "k1"})
    again = client.post("/api/v1/walls", json={"name": "door"}, headers={"Idempotency-Key": "k1"})
    other = client.post("/api/v1/walls", json={"name": "door"}, headers={"Idempotency-Key": "k2"})
    assert (again.status_code, again.data, again.headers["ETag"]) == (201, first.data, first.headers["ETag"])
    assert other.json["name"] != first.json["name"]


def test_a_key_stands_for_one_request_only(client: FlaskClient) -> None:
    client.post("/api/v1/walls", json={"name": "door"}, headers={"Idempotency-Key": "k"})
    assert client.post("/api/v1/walls", json={"name": "gate"}, headers={"Idempotency-Key": "k"}).status_code == 422


def test_a_key_whose_request_is_under_way_waits(client: FlaskClient, tmp_path: Path) -> None:
    client.post("/api/v1/walls", json={"name": "door"}, headers={"Idempotency-Key": "k"})
    (place,) = (tmp_path / "replay").glob("*.json")
    place.write_text('{"asked": ""}')
    assert client.post("/api/v1/walls", json={"name": "door"}, headers={"Idempotency-Key": "k"}).status_code == 422
    place.write_text("{}")
    assert client.post("/api/v1/walls", json={"name": "door"}, headers={"Idempotency-Key": "k"}).status_code == 409


def test_kept_answers_are_forgotten_after_a_week(client: FlaskClient, tmp_path: Path) -> None:
    client.post("/api/v1/walls", json={"name": "door"}, headers={"Idempotency-Key": "k"})
    folder = tmp_path / "replay"
    forget_old(folder, datetime.now(UTC) + timedelta(days=2))
    assert len(list(folder.iterdir())) == 1
    forget_old(folder, datetime.now(UTC) + timedelta(days=8))
    assert not list(folder.iterdir())


def test_a_failed_request_may_be_repeated_under_its_key(client: FlaskClient) -> None:
    for _ in range(2):
        answer = client.post("/api/v1/walls", json={"name": "stale"}, headers={"Idempotency-Key": "k"})
        assert answer.status_code == 412


@pytest.mark.parametrize("key", ["", "ключ", "x" * 201, "a b"])
def test_a_bad_key_is_refused(client: FlaskClient, key: str) -> None:
    answer = client.post(
        "/api/v1/walls", json={"name": "door"}, headers={"Idempotency-Key": key.encode("utf-8").decode("latin-1")}
    )
    assert answer.status_code == 400


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}])
def test_a_page_of_another_site_cannot_write(client: FlaskClient, headers: dict[str, str]) -> None:
    assert client.post("/api/v1/walls", json={"name": "door"}, headers=headers).status_code == 403


def test_the_specification_says_what_the_operations_do(api: Api) -> None:
    told = specification(api, "1")
    validate(told)
    operations = told["paths"]["/api/v1/walls"]
    assert [one["name"] for one in operations["get"]["parameters"]] == ["shade"]
    assert operations["post"]["requestBody"]["content"].keys() == {"application/json"}
    assert {"201", "400", "409", "413", "415", "422", "500", "503"} <= operations["post"]["responses"].keys()


@pytest.mark.parametrize("body", ["[" * 60_000, '{"a":' * 60_000, "[" * 9_000 + "]" * 9_000])
def test_what_is_nested_without_end_is_refused_as_no_json(client: FlaskClient, body: str) -> None:
    client.application.config["MAX_CONTENT_LENGTH"] = 1_000_000
    mask_identity_numbers(client.application)
    answer = client.post("/api/v1/walls", data=body, content_type="application/json")
    assert (answer.status_code, answer.content_type) == (400, "application/problem+json")


def test_a_limit_on_files_is_told_as_such_and_no_fault_of_ours() -> None:
    met = told(OSError(errno.EFBIG, "File too large"))
    assert "ulimit -f" in words_of(met, "zh")
    assert status_of(met) == 503


def test_a_key_that_could_not_be_written_down_is_free(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("service.api.replay.json.dump", full)
        first = client.post("/api/v1/walls", json={"name": "door"}, headers={"Idempotency-Key": "k"})
    again = client.post("/api/v1/walls", json={"name": "door"}, headers={"Idempotency-Key": "k"})
    assert (first.status_code, again.status_code) == (503, 201)
