"""What is logged while people are searched, made, mistyped and failed on: never a name, a phone or a query."""

from __future__ import annotations

import io
import json
import logging
import re

import pytest
from flask import Flask

from service import logs
from service.cli.door import current_settings

CANARY_NAME = "欧阳探照"
CANARY_PHONE = "13912345678"


@pytest.fixture
def written(app: Flask) -> io.StringIO:
    stream = io.StringIO()
    logs.configure("debug", stream)
    return stream


def test_no_canary_in_the_log(app: Flask, written: io.StringIO) -> None:
    client = app.test_client()
    both = f"{CANARY_NAME} {CANARY_PHONE}"
    client.get("/api/v1/search", query_string={"q": both})
    client.get("/search", query_string={"q": both})
    client.get(f"/api/v1/projects/{CANARY_NAME}")
    client.get(f"/{CANARY_NAME}/{CANARY_PHONE}")
    client.post("/api/v1/needs", json={"text": both})
    client.post("/api/v1/needs", json={"text": both, "contact": CANARY_NAME})
    client.post("/api/v1/needs", data=both.encode(), content_type="application/json")
    client.get("/api/v1/projects", headers={"User-Agent": both.encode().decode("latin-1"), "X-Name": CANARY_PHONE})
    logging.getLogger("some.library").warning("could not write %s", both)
    try:
        raise ValueError(both)
    except ValueError as error:
        logs.log_failure(error, status=500)
    logs.log().info("made", name=CANARY_NAME, phone=CANARY_PHONE, status=200)
    text = written.getvalue()
    assert CANARY_NAME not in text
    assert CANARY_PHONE not in text
    assert CANARY_NAME not in json.dumps([json.loads(line) for line in text.splitlines()], ensure_ascii=False)


def test_each_request_is_one_line_of_json_by_its_route(app: Flask, written: io.StringIO) -> None:
    app.test_client().get("/api/v1/projects/nothing")
    (line,) = [json.loads(one) for one in written.getvalue().splitlines() if '"request"' in one]
    assert (line["method"], line["route"], line["status"]) == ("GET", "/api/v1/projects/<identifier>", 404)
    assert line["ms"] >= 0


class Terminal(io.StringIO):
    """Where a person reads along."""

    def isatty(self) -> bool:
        return True


def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    shown = Terminal()
    monkeypatch.setattr("sys.stderr", shown)
    return shown


@pytest.mark.usefixtures("app")
def test_at_a_terminal_the_log_is_written_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = terminal(monkeypatch)
    logs.configure("info")
    logs.log().info("request", method="GET", route="/needs", status=200, name=CANARY_NAME)
    assert re.fullmatch(r"\d\d:\d\d:\d\d info request method=GET route=/needs status=200\n", shown.getvalue())


@pytest.mark.usefixtures("app")
def test_a_command_at_a_terminal_tells_only_what_went_wrong_unless_more_is_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shown = terminal(monkeypatch)
    monkeypatch.delenv("HELI_LOG_LEVEL", raising=False)
    current_settings()
    logs.log().info("ready", count=3)
    logs.log().warning("not saved")
    told = shown.getvalue().splitlines()  # threads of other tests may write, too
    assert [line.split(maxsplit=1)[1] for line in told if "not saved" in line] == ["warning not saved"]
    assert not any("ready" in line for line in told)
    monkeypatch.setenv("HELI_LOG_LEVEL", "info")
    current_settings()
    logs.log().info("ready", count=3)
    assert "info ready count=3" in shown.getvalue()


def test_an_unexpected_error_is_logged_by_where_it_happened(written: io.StringIO) -> None:
    def divide() -> float:
        return 1 / 0

    try:
        divide()
    except ZeroDivisionError as error:
        logs.log_failure(error, status=500)
    (line,) = [json.loads(one) for one in written.getvalue().splitlines()]
    assert line["error"] == "ZeroDivisionError"
    assert "divide" in line["where"][-1]


def test_the_log_follows_standard_error_that_was_exchanged(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = io.StringIO(), io.StringIO()
    monkeypatch.setattr("sys.stderr", first)
    logs.configure("info")
    monkeypatch.setattr("sys.stderr", second)
    first.close()
    logs.log().info("made", status=200)
    assert json.loads(second.getvalue())["event"] == "made"
