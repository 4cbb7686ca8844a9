"""Opening the pages: their language, what they stand in, and every module that answers at an address."""

from __future__ import annotations

from flask import Flask
from flask_babel import Babel  # type: ignore[import-untyped]  # it has no types of its own

from service.web import (
    accepting,
    agenda,
    calling,
    candidates,
    checking,
    confirming,
    consulting,
    deciding,
    edit_undo,
    errors,
    explaining,
    frame,
    home,
    homebook,
    imports,
    judging,
    learning,
    listbooks,
    mentoring,
    needs,
    places,
    planning,
    projects,
    requirements,
    resources,
    scenes,
    search,
    teams,
)

PARTS = (
    home,
    homebook,
    projects,
    requirements,
    needs,
    places,
    resources,
    candidates,
    confirming,
    search,
    imports,
    checking,
    explaining,
    consulting,
    agenda,
    deciding,
    judging,
    listbooks,
    learning,
    mentoring,
    planning,
    teams,
    scenes,
    calling,
    accepting,
    edit_undo,
)


def register(app: Flask) -> None:
    """Serve the pages from `app`."""
    assert all(part.pages is frame.pages for part in PARTS)
    app.config.update(BABEL_DEFAULT_LOCALE="zh", BABEL_TRANSLATION_DIRECTORIES="translations")
    Babel(app, locale_selector=frame.language)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.context_processor(frame.surroundings)
    app.register_blueprint(frame.pages)
    app.after_request(frame.keep_language)
    errors.register(app)
