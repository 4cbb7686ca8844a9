"""While the graph is away the JSON door goes on reading from the last snapshot, and refuses to write at once."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graph.records import Node
from graph.snapshot import Snapshot
from service import api
from service.community import Freshness

THEN = datetime(2026, 11, 21, tzinfo=UTC)


class Stranded:
    """A community whose graph is away: it has its last snapshot and nothing else."""

    def snapshot(self, now: datetime) -> Snapshot:
        return Snapshot.from_records([Node("Project", "p-1", {"name": "银龄课堂", "stage": "matching"})], [], THEN)

    def freshness(self, now: datetime) -> Freshness:
        return Freshness("last", THEN, 40.0, True)


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    app = Flask(__name__)
    app.config.update(HELI_LANG="zh", HELI_DATA=str(tmp_path))
    app.extensions["heli"] = Stranded()
    api.register(app)
    return app.test_client()


def test_reading_goes_on(client: FlaskClient) -> None:
    assert client.get("/api/v1/projects").json["total"] == 1
    answer = client.get("/api/v1/projects/p-1")
    assert (answer.status_code, answer.json["name"]) == (200, "银龄课堂")
    assert "ETag" not in answer.headers


@pytest.mark.parametrize(
    ("method", "address", "content"),
    [
        ("POST", "/api/v1/projects", {"name": "新项目"}),
        ("PATCH", "/api/v1/projects/p-1", {"name": "新名字"}),
    ],
)
def test_writing_is_refused_and_says_how_old_the_page_is(
    client: FlaskClient, method: str, address: str, content: dict[str, Any]
) -> None:
    answer = client.open(address, method=method, json=content, headers={"If-Match": "*"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "40" in answer.json["detail"]
