"""The JSON door: each operation parses, calls one verb of the service and answers with a declared model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Flask

if TYPE_CHECKING:
    from service.api.adapter import Api

ADDRESS = "/api/v1"


def register(app: Flask) -> Blueprint:
    """Open the JSON door of `app` at /api/v1, with its specification."""
    api = declared()
    app.extensions["heli_api"] = api
    app.register_blueprint(api.blueprint)
    return api.blueprint


def declared() -> Api:
    """Every operation of the JSON door."""
    # Here, so that whoever needs only a part of this package does not wait for the whole door.
    from service.api import (
        agenda,
        consulting,
        deciding,
        imports,
        judging,
        learning,
        mentoring,
        partners,
        planning,
        reference,
        resources,
        scenes,
        search,
        work,
    )
    from service.api.adapter import Api

    api = Api(ADDRESS)
    for declare in (
        resources.declare,
        work.declare,
        deciding.declare,
        judging.declare,
        learning.declare,
        partners.declare,
        consulting.declare,
        agenda.declare,
        mentoring.declare,
        planning.declare,
        scenes.declare,
        search.declare,
        imports.declare,
        reference.declare,
    ):
        declare(api)
    return api
