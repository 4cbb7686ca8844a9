"""Under which names the pages answer."""

from __future__ import annotations

from flask.testing import FlaskClient


def test_a_name_that_is_not_ours_is_refused_and_every_loopback_address_is_ours(client: FlaskClient) -> None:
    for path in ("/", "/import", "/healthz"):
        assert client.get(path, headers={"Host": "rebound.example"}).status_code == 400
    assert client.get("/needs", headers={"Host": "[::1]:8000"}).status_code == 200
