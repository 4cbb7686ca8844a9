"""The JSON door: each operation parses, calls one verb of the service and answers with a declared model."""

from __future__ import annotations

from flask import Blueprint, Flask

ADDRESS = "/api/v1"


def register(app: Flask) -> Blueprint:
    """Open the JSON door of `app` at /api/v1, with its specification."""
    # Here, so that whoever needs only a part of this package does not wait for the whole door.
    from service.api import imports, partners, reference, resources, search, work
    from service.api.adapter import Api

    api = Api(ADDRESS)
    for declare in (
        resources.declare,
        work.declare,
        partners.declare,
        search.declare,
        imports.declare,
        reference.declare,
    ):
        declare(api)
    app.register_blueprint(api.blueprint)
    return api.blueprint
