"""The application: a table of contents."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from flask import Flask, Request, Response, g, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFProtect
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter

from graph.errors import GraphSilent
from graph.patience import patience
from service import api, clock, logs
from service.api.problems import answer_error
from service.community import FROZEN
from service.http import echo, request_log
from service.jobs import Jobs
from service.running import served
from service.running.opening import secret_key
from service.settings import Settings
from service.web import pages

if TYPE_CHECKING:
    from service.community import Community

# Seconds that JSON waits for a database that answers nobody: a program has nothing else to be shown, and a busy
# machine may keep a database that long from answering.
PROGRAMS_WAIT = 8.0
_THIS_MACHINE_BY_6 = re.compile(r"\[::1\](:[0-9]{1,5})?")
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class Heli(Flask):
    """Flask, with every error under /api/ answered by the JSON door: no operation can catch an unknown address."""

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """The addresses of a request; that of this machine by IPv6 is ours too."""
        if request is not None and _THIS_MACHINE_BY_6.fullmatch(request.environ.get("HTTP_HOST", "")):
            # A trusted name is compared up to its first colon only, so this one could never be listed.
            return self.url_map.bind_to_environ(request.environ)
        return super().create_url_adapter(request)

    def full_dispatch_request(self) -> Response:
        """Answer a request; who looks at a page waits no longer for a database than until it counts as away."""
        looks = request.method in ("GET", "HEAD")
        most = PROGRAMS_WAIT if request.path.startswith("/api/") else FROZEN
        with patience(most if looks else None):
            return super().full_dispatch_request()

    def handle_user_exception(self, e: Exception) -> HTTPException | ResponseReturnValue:
        """Answer an error that nothing below has caught."""
        if request.path.startswith("/api/"):
            return answer_error(e)
        if isinstance(e, GraphSilent) and "asked_again" not in g:
            # It froze under this page, which now comes from the last snapshot and says so.
            g.asked_again = True
            try:
                return self.dispatch_request()
            except Exception as again:  # noqa: BLE001 - told as any other error of a page
                return self.handle_user_exception(again)
        return super().handle_user_exception(e)


def create_app(settings: Settings, community: Community) -> Flask:
    """The pages and the JSON door over one open community."""
    app = Heli(__name__)
    _configure(app, settings)
    clock.keep_to(settings.timezone)
    served.serve_with(app, community, Jobs(settings.data / "jobs"))

    logs.configure(settings.log_level)
    request_log.watch_requests(app)
    forms = CSRFProtect(app)
    app.after_request(_with_security_headers)
    echo.mask_identity_numbers(app)

    forms.exempt(api.register(app))  # it takes no forms, and refuses what pages of other sites send
    pages.register(app)
    app.add_url_rule("/healthz", "healthz", _healthz)
    return app


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECRET_KEY=secret_key(settings.data),
        MAX_CONTENT_LENGTH=settings.upload_mb * 1024 * 1024,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        # A name that points here from outside would let another site read through the browser.
        TRUSTED_HOSTS=["localhost", "127.0.0.1"],
        WTF_CSRF_TIME_LIMIT=None,
        HELI_DATA=str(settings.data),
        HELI_LANG=settings.lang,
    )
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # of the default provider
    app.json.sort_keys = False  # type: ignore[attr-defined]


def _with_security_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if not request.path.startswith("/static/"):
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def _healthz() -> Response:
    """Whether the graph answers and how old the answers are, for whoever supervises the process."""
    from graph.errors import GraphError

    community = served.community()
    told: dict[str, object] = {"status": "graph away", "engine": community.store.engine}
    try:
        fresh = community.freshness(datetime.now(UTC))
    except GraphError:
        well = False
    else:
        well = not fresh.away
        told |= {"snapshot": fresh.version, "at": fresh.agreed_at.isoformat(), "seconds": round(fresh.seconds, 3)}
    if well:
        told["status"] = "ok"
    return Response(json.dumps(told), 200 if well else 503, content_type="application/json")
