"""Under which names the pages answer."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient


def test_a_name_that_is_not_ours_is_refused_and_every_loopback_address_is_ours(client: FlaskClient) -> None:
    for path in ("/", "/import", "/healthz"):
        assert client.get(path, headers={"Host": "rebound.example"}).status_code == 400
    assert client.get("/needs", headers={"Host": "[::1]:8000"}).status_code == 200


@pytest.mark.parametrize(
    ("kind", "own"), [("Need", "/needs/"), ("Project", "/projects/"), ("Place", "/places/")], ids=lambda one: str(one)
)
def test_a_record_has_one_page(client: FlaskClient, kind: str, own: str) -> None:
    answer = client.get(f"/records/{kind}/some-id")
    assert answer.status_code == 301
    assert answer.headers["Location"] == f"{own}some-id"
