"""The JSON door: each operation parses, calls one verb of the service and answers with a declared model."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from flask import Blueprint, Flask

if TYPE_CHECKING:
    from service.api.adapter import Api

ADDRESS = "/api/v1"
# The modules that declare operations, in the order of the specification.
PARTS = (
    "resources",
    "work",
    "edit_undo",
    "deciding",
    "judging",
    "learning",
    "partners",
    "consulting",
    "agenda",
    "mentoring",
    "planning",
    "scenes",
    "calling",
    "search",
    "imports",
    "reference",
)


def register(app: Flask) -> Blueprint:
    """Open the JSON door of `app` at /api/v1, with its specification."""
    api = declared()
    app.extensions["heli_api"] = api
    app.register_blueprint(api.blueprint)
    return api.blueprint


def declared() -> Api:
    """Every operation of the JSON door."""
    # Imported here, so that whoever needs only a part of this package does not wait for the whole door.
    from service.api.adapter import Api

    api = Api(ADDRESS)
    for part in PARTS:
        import_module(f"{__name__}.{part}").declare(api)
    return api
