"""No answer says back an identity number that came with the request."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from flask import Flask, Response, request

from service.http.echo import mask_identity_numbers

NUMBER = "11010519491231002X"  # the example of the standard


@pytest.mark.parametrize("header", ["Location", "Link"])
def test_no_header_says_an_identity_number_back(header: str) -> None:
    app = Flask(__name__)
    mask_identity_numbers(app)

    @app.get("/")
    def page() -> Response:
        return Response("", headers={header: f"/?next={quote(request.args['q'])}"})

    answer = app.test_client().get("/", query_string={"q": f"花园{NUMBER}"})
    assert "next=" in answer.headers[header]
    assert NUMBER not in answer.headers[header]
