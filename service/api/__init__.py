"""The JSON door: each operation parses, calls one verb of the service and answers with a declared model."""

from __future__ import annotations

from flask import Flask

ADDRESS = "/api/v1"


def register(app: Flask) -> None:
    """Open the JSON door of `app` at /api/v1, with its specification and its page."""
    from service.api import imports, partners, reference, resources, search, work
    from service.api.adapter import Api

    api = Api(ADDRESS)
    for part in (resources, work, partners, search, imports):
        part.declare(api)
    reference.declare(api)
    app.register_blueprint(api.blueprint)
