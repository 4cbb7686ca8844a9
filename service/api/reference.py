"""The specification itself; the page on which a person reads it is one of the pages."""

from __future__ import annotations

from flask import Response, json

from service.api.adapter import Api
from service.api.specification import specification

VERSION = "1"


def declare(api: Api) -> None:
    """Serve the specification at /openapi.json."""

    def document() -> Response:
        return Response(json.dumps(specification(api, VERSION)), content_type="application/json")

    api.blueprint.add_url_rule("/openapi.json", "specification", document)
