"""Structured logs that cannot hold a name, a phone or what somebody searched for.

Only the fields listed here are ever written; an exception is logged by its type and where it happened, never by
its message, since a message may quote what a user typed.
"""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Mapping, MutableMapping
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, TextIO

from service.background import FailedApart
from service.clock import local
from service.structured import structlog

FIELDS = frozenset(
    {
        *("event", "level", "timestamp", "request", "method", "route", "status", "ms", "engine", "schema", "job"),
        *("kind", "state", "rows", "error", "where", "host", "port", "version", "seconds", "count", "answering_from"),
    }
)


def configure(level: str, stream: TextIO | None = None) -> None:
    """Write what is logged from `level` on to `stream` (standard error when None): a line each, on a terminal in words
    and else as a JSON object."""
    out: Any = stream or _StandardError()
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _only_known_fields,
            partial(_rendered, out),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        logger_factory=structlog.WriteLoggerFactory(out),
        cache_logger_on_first_use=False,
    )
    # Libraries may quote parameters or addresses in their messages: only that they complained is passed on.
    root = logging.getLogger()
    for handler in [one for one in root.handlers if isinstance(one, _Complaints)]:
        root.removeHandler(handler)
    root.addHandler(_Complaints(logging.WARNING))


def log() -> Any:
    """The logger of the service."""
    return structlog.get_logger()


def log_failure(error: BaseException, **fields: Any) -> None:
    """Log an error nobody expected: its type and the places it passed, without its message."""
    frames = traceback.extract_tb(error.__traceback__)
    where = [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames[-8:]]
    if isinstance(error, FailedApart):
        where, fields = [*where, *error.where], {"status": error.code, **fields}
    log().error("failure", error=type(error).__name__, where=where, **fields)


class _StandardError:
    """Standard error as it is when something is written: commands run in one process exchange and close it."""

    def write(self, text: str) -> int:
        return sys.stderr.write(text)

    def flush(self) -> None:
        sys.stderr.flush()

    def isatty(self) -> bool:
        return sys.stderr.isatty()


class _Complaints(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else ""
        log().warning("library", where=f"{record.name}:{record.lineno}", error=error)


_as_json = structlog.processors.JSONRenderer(ensure_ascii=False)


def _rendered(out: TextIO, logger: Any, name: str, event: MutableMapping[str, Any]) -> str | bytes:
    if not out.isatty():
        return _as_json(logger, name, event)
    at, level, said = event.pop("timestamp"), event.pop("level"), event.pop("event")
    rest = " ".join(f"{field}={value}" for field, value in event.items())
    return f"{local(datetime.fromisoformat(at)):%H:%M:%S} {level} {said} {rest}".rstrip()


def _only_known_fields(_: Any, __: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    return {name: value for name, value in event.items() if name in FIELDS}
