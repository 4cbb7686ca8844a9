"""What came with a request is never said back with an identity number in it: not in words, links or headers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import partial
from urllib.parse import quote, quote_plus

from flask import Flask, Response, request
from markupsafe import escape

from graph.reading.codes import holds_identity_number, identity_spans, without_identity_numbers

WRITINGS: tuple[Callable[[str], str], ...] = (
    str,
    lambda text: str(escape(text)),
    lambda text: json.dumps(text, ensure_ascii=False)[1:-1],
    quote,
    quote_plus,
    partial(quote_plus, safe="!$'()*,/:;?@"),  # what links leave as it is
)
MASKED = "〔…〕"
HEADERS = ("Location", "Link")


def mask_identity_numbers(app: Flask) -> None:
    """Take identity numbers that the one who asked had written out of the answer."""
    app.after_request(_masked)


def _masked(response: Response) -> Response:
    held = [value for value in _given() if holds_identity_number(value)]
    if not held or response.is_streamed:
        return response
    for name in HEADERS:
        if name in response.headers:
            response.headers[name] = _without(response.headers[name], held)
    if (response.mimetype or "").startswith("text/") or (response.mimetype or "").endswith("json"):
        response.set_data(_without(response.get_data(as_text=True), held))
    return response


def _given() -> Iterator[str]:
    """Every text that came with the request, as far as it was read."""
    yield request.path
    yield from request.path.split("/")
    yield from map(str, (request.view_args or {}).values())
    for key, values in request.args.lists():
        yield key
        yield from values
    if "form" in request.__dict__:  # read before: reading it now may fail anew
        for key, values in request.form.lists():
            yield key
            yield from values
    body = request.__dict__.get("_cached_data")
    if request.mimetype == "application/json" and isinstance(body, bytes):
        try:
            yield from list(_texts(json.loads(body)))
        except (ValueError, RecursionError):
            yield body.decode("utf-8", "replace")


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        for name, item in value.items():
            yield name
            yield from _texts(item)


def _without(text: str, held: list[str]) -> str:
    """The text without the numbers, in whatever writing pages, links and JSON hold them."""
    for value in held:
        for written in WRITINGS:
            text = text.replace(written(value), written(without_identity_numbers(value)))
    # Not the words' own function: it also tidies, and of a page nothing else may change.
    for start, end in sorted(identity_spans(text), reverse=True):
        text = text[:start] + MASKED + text[end:]
    return text
