"""While the graph is away the pages go on showing the last snapshot, say so, and refuse to save at once."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import NoReturn

import pytest
from flask.testing import FlaskClient

import seeds
from graph.errors import GraphError, GraphUnavailable, RestoreUnfinished
from graph.snapshot import Snapshot
from matching.features import FEATURE_NAMES
from matching.matcher import Matcher
from matching.weights import Weights
from service import matching_input
from service.app import create_app
from service.community import Current, Freshness
from service.decisions.feedback import ShownLog
from service.experience import Experiences
from service.learning.retraining import Versions
from service.seeding import parted
from service.settings import Settings
from service.texts.wordlore import Wordlore
from tests.journeys.visits import text_of

THEN = datetime(2026, 11, 21, 8, 30, tzinfo=UTC)


class Gone:
    """A store that cannot be reached, whatever is asked of it."""

    engine = "embedded"

    def __getattr__(self, name: str) -> NoReturn:
        raise GraphUnavailable("连不上图数据库。", "The graph cannot be reached.")


class Stranded:
    """A community whose graph is away: it has the last snapshot of the pilot and nothing else."""

    store = Gone()
    wordlore = Wordlore()
    trouble: GraphError | None = None

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.shown, self.weights, self.experiences = ShownLog(folder.parent), Versions(folder), Experiences(folder)

    @cached_property
    def _snapshot(self) -> Snapshot:
        return Snapshot.from_records(*parted(seeds.pilot()), THEN)

    @cached_property
    def _matcher(self) -> Matcher:
        found = matching_input.build(self._snapshot, list(seeds.vocabulary()))
        return Matcher(found.data, Weights.from_values(seeds.weights(), FEATURE_NAMES))

    def snapshot(self, now: datetime) -> Snapshot:
        return self._snapshot

    def current(self, now: datetime) -> Current:
        return Current(self._snapshot, self._matcher)

    def freshness(self, now: datetime) -> Freshness:
        return Freshness("last", THEN, 40.0, away=True, trouble=self.trouble)


class HalfRestored(Stranded):
    """A community whose graph holds the part of a backup that a restore left when it was cut off."""

    trouble = RestoreUnfinished(Path("dumps/before-restore.jsonl.gz"))


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    return create_app(Settings(data=tmp_path), Stranded(tmp_path / "graph" / "snapshots")).test_client()  # type: ignore[arg-type]


@pytest.mark.parametrize("address", ["/projects", "/projects/project-yinling", "/needs", "/places", "/resources"])
def test_reading_goes_on_and_says_how_old_it_is(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200
    assert "数据库现在连不上。页面用的是 2026-11-21 16:30 的数据" in text_of(answer), (
        "told by the clock of the community"
    )


def test_answers_to_programs_tell_of_when_they_are(client: FlaskClient) -> None:
    for question in ("partners", "teams"):
        told = client.get(f"/api/v1/projects/project-yinling/{question}")
        assert told.json["snapshot"]["at"] == THEN.isoformat()
    health = client.get("/healthz")
    assert (health.status_code, health.json["at"]) == (503, THEN.isoformat())
    assert client.get("/api/v1/needs/clusters").status_code == 200


def test_home_answers_without_the_imports_it_cannot_know(client: FlaskClient) -> None:
    said = text_of(client.get("/"))
    assert "卡住的项目" in said
    assert "数据库现在连不上" in said
    assert "看不到导入记录" in said
    assert "还没有导过表" not in said


@pytest.mark.parametrize("address", ["/import", "/imports", "/learning", "/dictionary", "/api"])
def test_pages_that_show_no_record_say_it_too(client: FlaskClient, address: str) -> None:
    said = text_of(client.get(address))
    assert said.count("数据库现在连不上") == 1
    assert "还没有导过表" not in said


def test_a_graph_half_restored_is_told_as_what_it_is_with_the_way_to_mend_it(tmp_path: Path) -> None:
    client = create_app(Settings(data=tmp_path), HalfRestored(tmp_path / "graph" / "snapshots")).test_client()  # type: ignore[arg-type]
    for address in ("/", "/import", "/projects"):
        said = text_of(client.get(address))
        assert "heli restore 备份文件 --replace" in said
        assert "dumps/before-restore.jsonl.gz" in said
        assert "连不上。" not in said
    said = text_of(client.get("/projects?lang=en"))
    assert "run heli restore FILE --replace again" in said
    refused = client.post("/api/v1/projects", json={"name": "新项目"})
    assert (refused.status_code, "heli restore" in refused.json["detail"]) == (503, True)
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', client.get("/needs/new").text))
    answer = client.post("/needs/new?lang=zh", data=fields | {"text": "楼道灯不亮"})
    assert answer.status_code == 503
    assert text_of(answer).count("heli restore 备份文件 --replace") == 1


def test_saving_is_refused_at_once_in_words(client: FlaskClient) -> None:
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', client.get("/needs/new").text))
    answer = client.post("/needs/new", data=fields | {"text": "楼道灯不亮"})
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert "这次没有保存" in text_of(answer)


def test_a_form_that_needs_the_graph_says_that_it_is_away(client: FlaskClient) -> None:
    answer = client.get("/projects/project-yinling/edit")
    assert answer.status_code == 503
    assert "数据库现在连不上" in text_of(answer)


def test_a_mistake_of_ours_is_told_without_its_details(tmp_path: Path) -> None:
    class Broken(Stranded):
        def snapshot(self, now: datetime) -> Snapshot:
            raise RuntimeError("张三 13800000000")

    answer = (
        create_app(Settings(data=tmp_path), Broken(tmp_path / "graph" / "snapshots")).test_client().get("/projects")
    )  # type: ignore[arg-type]
    assert answer.status_code == 500
    assert "不是你的错" in text_of(answer)
    assert "13800000000" not in answer.text
