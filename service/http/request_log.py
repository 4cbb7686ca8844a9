"""One line of the log for each request."""

from __future__ import annotations

import time
from uuid import uuid4

from flask import Flask, Response, g, request

from service.logs import log

OURSELVES = "heli.ourselves"  # in the environment of a request that nobody from outside has made
KNOWN_METHODS = frozenset(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])


def watch_requests(app: Flask) -> None:
    """Log each request by its route, never by its address: an address may hold words of a search."""

    @app.before_request
    def _start() -> None:
        g.started = time.perf_counter()
        g.request_id = uuid4().hex[:12]

    @app.after_request
    def _finish(response: Response) -> Response:
        rule = request.url_rule
        write = log().debug if OURSELVES in request.environ else log().info
        write(
            "request",
            request=g.get("request_id", ""),
            method=request.method if request.method in KNOWN_METHODS else "other",
            route=rule.rule if rule else "(none)",
            status=response.status_code,
            ms=round((time.perf_counter() - g.get("started", time.perf_counter())) * 1000, 1),
        )
        return response
