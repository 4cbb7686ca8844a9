"""A database that is there and answers nothing: pages come from the last snapshot and say so, and nobody waits long."""

from __future__ import annotations

import json
import os
import re
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from graph.records import Node
from service import app
from service.app import create_app
from service.community import USABLE
from service.running.opening import open_community
from service.settings import Settings
from tests.journeys.visits import text_of
from tests.support.waiting import within

AWAY = "数据库现在连不上。页面用的是"


@contextmanager
def stopped(data: Path) -> Iterator[None]:
    """The engine's process does nothing meanwhile."""
    child = int(json.loads((data / "graph" / "server.json").read_text())["pid"])
    os.kill(child, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(child, signal.SIGCONT)


@pytest.fixture
def visitor(tmp_path: Path) -> Iterator[FlaskClient]:
    settings = Settings.model_construct().model_copy(update={"data": tmp_path, "encoder": "off"})
    with open_community(settings) as community:
        community.store.upsert([Node("Project", "p-1", {"name": "银龄课堂", "stage": "matching"})])
        yield create_app(settings, community).test_client()


def asked(visitor: FlaskClient, address: str) -> tuple[int, str, float]:
    """What a page answers, and after how many seconds."""
    began = time.monotonic()
    answer = visitor.get(address)
    return answer.status_code, text_of(answer), time.monotonic() - began


def outlast_the_last_look() -> None:
    """Until then a page takes the last state for fresh and the database for awake: only time ends that."""
    time.sleep(USABLE)


def is_away(visitor: FlaskClient) -> bool:
    """Whether the first page says that the database is away; it comes soon in any case."""
    status, text, seconds = asked(visitor, "/")
    assert (status, seconds < 4.0) == (200, True), seconds
    return AWAY in text


def test_pages_come_soon_and_tell_of_when_they_are(visitor: FlaskClient, tmp_path: Path) -> None:
    assert not is_away(visitor)
    with stopped(tmp_path):
        outlast_the_last_look()
        assert is_away(visitor)
        for address, expected in (("/projects", 200), ("/projects/p-1", 200), ("/projects/p-1/edit", 503)):
            status, text, seconds = asked(visitor, address)
            assert (status, seconds < 2.0) == (expected, True), (address, seconds)
            assert "数据库" in text
    assert within(20.0, lambda: not is_away(visitor))
    assert asked(visitor, "/projects/p-1/edit")[0] == 200


@pytest.mark.parametrize(("address", "expected"), [("/needs/alike", 200), ("/projects/p-1/edit", 503)])
def test_a_page_that_is_reading_when_the_database_freezes_comes_soon(
    visitor: FlaskClient, tmp_path: Path, address: str, expected: int
) -> None:
    assert asked(visitor, address)[0] == 200
    assert not is_away(visitor)
    with stopped(tmp_path):  # at once: the page takes the database for awake, and begins to read
        status, text, seconds = asked(visitor, address)
    assert (status, seconds < 4.0) == (expected, True), seconds
    assert "数据库" in text


def test_a_request_for_json_that_is_reading_then_is_told_after_a_while(
    visitor: FlaskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "PROGRAMS_WAIT", 1.0)
    assert visitor.get("/api/v1/projects/p-1").status_code == 200
    with stopped(tmp_path):
        status, _, seconds = asked(visitor, "/api/v1/projects/p-1")
    assert (status, seconds < 4.0) == (503, True), seconds


def test_long_work_is_refused_at_once_in_the_words_of_every_other_write(visitor: FlaskClient, tmp_path: Path) -> None:
    assert not is_away(visitor)
    with stopped(tmp_path):
        outlast_the_last_look()
        assert is_away(visitor)
        answers = [
            visitor.patch("/api/v1/projects/p-1", json={"text": "x"}, headers={"If-Match": "*"}),
            visitor.post(
                "/api/v1/imports?name=a.csv", data="需求内容\n少灯\n".encode(), content_type="application/octet-stream"
            ),
            visitor.post("/api/v1/checks/none/load"),
            visitor.post("/api/v1/imports/none/undo"),
            visitor.post("/api/v1/plan", json={}),
        ]
    assert [one.status_code for one in answers] == [503] * len(answers)
    assert len({re.sub("[0-9]+", "", one.json["detail"]) for one in answers}) == 1
