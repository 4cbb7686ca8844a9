"""What the server turns away before the application sees it is told in words, as a page or as problem+json."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import suppress

import pytest
from flask import Flask

from service.running.serving import listen, server_of
from service.settings import Settings


@pytest.fixture(scope="module")
def port(app: Flask) -> Iterator[int]:
    taken = listen(Settings.model_construct(host="127.0.0.1", port=0))
    server = server_of(app, taken, 1)

    def run() -> None:
        # Closed from here, its loop may meet a connection that is gone already.
        with suppress(OSError):
            server.run()

    running = threading.Thread(target=run, daemon=True)
    running.start()
    yield int(taken.getsockname()[1])
    server.close()
    running.join(5)


def answer(port: int, method: str, headers: Mapping[str, str]) -> tuple[int, str, str]:
    """Status, type and text of what is said to a request of these headers."""
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    client.putrequest(method, "/import")
    for name, value in headers.items():
        client.putheader(name, value)
    client.endheaders()
    with client.getresponse() as said:
        text = said.read().decode()
    client.close()
    return said.status, said.headers["Content-Type"], text


def test_a_file_far_too_large_gets_a_page(port: int, app: Flask) -> None:
    length = str(app.config["MAX_CONTENT_LENGTH"] * 3)
    status, kind, text = answer(port, "POST", {"Accept": "text/html,*/*", "Content-Length": length})
    assert (status, kind) == (413, "text/html; charset=utf-8")
    assert "最多 32 MB" in text
    assert "At most 32 MB" in text
    assert 'href="/import"' in text


def test_a_file_far_too_large_gets_a_problem_from_the_json_door(port: int, app: Flask) -> None:
    length = str(app.config["MAX_CONTENT_LENGTH"] * 3)
    status, kind, text = answer(port, "POST", {"Accept": "application/json", "Content-Length": length})
    assert (status, kind) == (413, "application/problem+json")
    assert json.loads(text)["status"] == 413


def test_a_header_far_too_long_is_a_problem(port: int) -> None:
    status, kind, text = answer(port, "GET", {"X-Long": "a" * 300_000})
    assert (status, kind) == (431, "application/problem+json")
    assert "请求头太长" in text
