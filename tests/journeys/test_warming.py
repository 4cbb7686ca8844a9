"""After the start the first pages are asked for beside the answers: while nobody asks, and shown to nobody."""

from __future__ import annotations

import threading
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask, request

from service.app import create_app
from service.community import Community
from service.running import warming
from service.running.warming import warmed
from service.settings import Settings


@pytest.fixture
def asked(settings: Settings, community: Community) -> tuple[Flask, list[str], threading.Event]:
    """An application of its own, what it is asked for, and whether the last of it was."""
    app, seen, last = create_app(settings, community), list[str](), threading.Event()

    @app.after_request
    def note(response: object) -> object:
        seen.append(f"{request.method} {request.path}")
        if seen.count("HEAD /needs/alike") == 2:
            last.set()
        return response

    return app, seen, last


def kept(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_size for path in folder.glob("*")}


def test_the_first_pages_are_made_ready_and_nothing_counts_as_shown(
    asked: tuple[Flask, list[str], threading.Event], community: Community, capsys: pytest.CaptureFixture[str]
) -> None:
    app, seen, last = asked
    before = kept(community.shown.folder)
    with warmed(app, community, after=0.0):
        assert last.wait(60)
    assert seen[0] == "HEAD /"
    assert any(one.startswith("HEAD /projects/") for one in seen)
    assert {one.partition(" ")[0] for one in seen} == {"HEAD"}
    assert kept(community.shown.folder) == before
    assert '"method": "HEAD"' not in capsys.readouterr().err, "nobody from outside has asked"


def test_who_asks_is_answered_first_and_the_end_is_not_waited_for(
    asked: tuple[Flask, list[str], threading.Event], community: Community
) -> None:
    app, seen, last = asked
    inside, go = threading.Event(), threading.Event()

    @app.get("/slow")
    def slow() -> str:
        inside.set()
        go.wait(60)
        return ""

    with warmed(app, community, after=0.0):
        visitor = threading.Thread(target=lambda: app.test_client().get("/slow"))
        visitor.start()
        assert inside.wait(60)
        done = len(seen)
    assert len(seen) <= done + 1, "at most what was under way"
    go.set()
    visitor.join(60)
    assert not last.is_set()


def test_what_is_refused_at_once_does_not_count_as_answered_twice(
    asked: tuple[Flask, list[str], threading.Event], community: Community
) -> None:
    app, seen, last = asked
    with warmed(app, community, after=0.0):
        for _ in range(2):
            app.test_client().post("/needs/new", data={"text": "楼道太暗"})
        assert last.wait(60)
    assert seen.count("POST /needs/new") == 2


def test_whatever_an_id_is_made_of_its_own_page_is_asked_for(
    asked: tuple[Flask, list[str], threading.Event], community: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, seen, last = asked
    lacking = SimpleNamespace(lacks=[SimpleNamespace(project_id="银铃 1#/50%?a=b")])
    monkeypatch.setattr(warming, "today", lambda *_: lacking)
    with warmed(app, community, after=0.0):
        assert last.wait(60)
    assert {one for one in seen if "/projects" in one} == {"HEAD /projects/银铃 1#/50%?a=b"}


def test_before_its_time_it_ends_without_asking(
    asked: tuple[Flask, list[str], threading.Event], community: Community
) -> None:
    app, seen, _ = asked
    with warmed(app, community, after=3600.0):
        pass
    assert seen == []
