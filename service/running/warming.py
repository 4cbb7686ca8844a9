"""The first visitor finds ready what every first visit would otherwise have to load and work out."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import quote

from flask import Flask

from service.background import beside
from service.community import Community
from service.consulting import lore_of
from service.http.request_log import OURSELVES
from service.logs import log_failure
from service.viewing.overview import today

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

AFTER = 2.0  # seconds from the start on: whoever waits for it asks first
LOOK = 0.1  # seconds between looks whether somebody is being answered
FOR_VECTORS = 60.0  # seconds that the vectors of the problems' wordings are waited for
ADDRESSES = ("/", "/plan", "/search?q=%E8%80%81%E4%BA%BA")  # 老人
BY_SENSE = "/needs/alike"


class Requests:
    """How many requests are being answered."""

    def __init__(self, app: Flask) -> None:
        self._lock, self._count = threading.Lock(), 0
        self._answer, app.wsgi_app = app.wsgi_app, self._counted  # type: ignore[method-assign]

    def _counted(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        # Around the whole: before a request that is refused early not every hook is called, after it every one.
        self._add(1)
        try:
            return self._answer(environ, start_response)
        finally:
            self._add(-1)

    def _add(self, number: int) -> None:
        with self._lock:
            self._count += number

    @property
    def none(self) -> bool:
        """Whether nobody waits for an answer."""
        return self._count == 0


def warmed(app: Flask, community: Community, after: float = AFTER) -> AbstractContextManager[None]:
    """Ask for the pages a visit begins with, beside the answers and only while nobody else asks; ends with the block.

    They are asked for with HEAD, so that what they would show counts as shown to nobody.
    """
    requests = Requests(app)

    def work(over: threading.Event) -> None:
        try:
            if over.wait(after):
                return
            for address in _addresses(community, over):
                while not requests.none:
                    if over.wait(LOOK):
                        return
                if over.is_set():
                    return
                app.test_client().head(address, environ_overrides={OURSELVES: True})
        except Exception as error:  # noqa: BLE001 - nobody waits for it, and every page answers without
            log_failure(error)

    return beside("warming", work)


def _addresses(community: Community, over: threading.Event) -> Iterator[str]:
    """What to ask for: the first pages, the project that lacks something first, and needs that may be one.

    These two compare texts: once by words and again by sense as soon as the vectors are there.
    """
    now = datetime.now(UTC)
    projects = [f"/projects/{quote(one.project_id)}" for one in today(community.snapshot(now), now).lacks[:1]]
    yield from (ADDRESSES[0], *projects, *ADDRESSES[1:])
    lore = lore_of(community)
    for _ in range(2):
        for _ in range(int(FOR_VECTORS / LOOK)):
            if over.is_set() or lore.wait(LOOK):
                break
        yield from (*projects, BY_SENSE)
