"""The specification itself and a page on which a person can read it."""

from __future__ import annotations

from flask import Response, json, render_template

from service.api.adapter import Api
from service.api.specification import specification

VERSION = "1"


def declare(api: Api) -> None:
    """Serve the specification at /openapi.json and the page at the door's own address."""

    def document() -> Response:
        return Response(json.dumps(specification(api, VERSION)), content_type="application/json")

    def reading_page() -> str:
        return render_template("api.html", specification=specification(api, VERSION))

    api.blueprint.add_url_rule("/openapi.json", "specification", document)
    api.blueprint.add_url_rule("/", "reference", reading_page)
