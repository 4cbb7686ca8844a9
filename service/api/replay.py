"""Idempotency keys: the first answer to a request is kept and given again, also by another process.

A key belongs to one method and address. What was asked is remembered as a digest; the same key with other content
is refused. A process that dies between the work and the answer leaves its mark behind: after `PATIENCE` the request
is worked on again, which is harmless because every record made under a key gets its id from that key.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import TextIO
from uuid import UUID, uuid5

from flask import Response, current_app, request

from service.errors import BadRequest, KeyBusy, KeyReused
from service.files import write_whole

PATIENCE = 120.0  # seconds
NAMESPACE = UUID("6d5c4f2e-54a5-4bd0-9a0e-0d1a6a0a7c11")
KEPT_HEADERS = ("Content-Type", "ETag", "Location")


def key_given() -> str:
    """The idempotency key of the present request, bound to its method and address; empty without one."""
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return ""
    if not re.fullmatch("[!-~]{1,200}", key):
        raise BadRequest(
            "Idempotency-Key 只能是 1 到 200 个可见的 ASCII 字符。",
            "Idempotency-Key must be 1 to 200 visible ASCII characters.",
        )
    return f"{request.method} {request.path} {key}"


def id_for(kind: str, fresh: str) -> str:
    """An id for a record made by this request: from its idempotency key where it has one, else from `fresh`."""
    key = key_given()
    return f"{kind.lower()}-{uuid5(NAMESPACE, key).hex if key else fresh}"


def once(work: Callable[[], Response]) -> Response:
    """Answer with what the first request under the same key was answered, or do the work and keep its answer."""
    key = key_given()
    if not key:
        return work()
    folder = Path(current_app.config["HELI_DATA"]) / "replay"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    place = folder / f"{hashlib.sha256(key.encode()).hexdigest()}.json"
    asked = hashlib.sha256(request.full_path.encode() + b"\0" + request.get_data()).hexdigest()
    kept = _reserve(place, asked)
    if kept is not None:
        return kept
    try:
        response = work()
        _keep(place, asked, response)
    except BaseException:
        place.unlink(missing_ok=True)  # a failed request may be repeated under its key
        raise
    return response


def _reserve(place: Path, asked: str) -> Response | None:
    """Take the key, or give the answer already kept under it."""
    for _ in range(2):
        try:
            file = os.fdopen(os.open(place, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w")
        except FileExistsError:
            kept = _read(place)
        else:
            _mark(file, place, asked)
            return None
        if kept.get("asked", asked) != asked:
            raise KeyReused(
                "这个 Idempotency-Key 已用于内容不同的请求，请换一个。",
                "This Idempotency-Key was used for a request with other content; choose a new one.",
            )
        if "body" in kept:
            response = Response(str(kept["body"]), int(str(kept["status"])))
            for name, value in dict(kept["headers"]).items():  # type: ignore[call-overload]  # written below
                response.headers[name] = value
            return response
        if abs(time.time() - place.stat().st_mtime) < PATIENCE:  # of a later day: from before the clock was set back
            break
        place.unlink(missing_ok=True)
    raise KeyBusy(
        "同一个 Idempotency-Key 的请求还在处理，请稍后再试。",
        "The request with this Idempotency-Key is still being worked on; try again in a moment.",
    )


def _mark(file: TextIO, place: Path, asked: str) -> None:
    """Write down what was asked; a mark that finds no room is no mark, or the key would stay taken."""
    try:
        with file:
            json.dump({"asked": asked}, file)
    except BaseException:
        place.unlink(missing_ok=True)
        raise


def _read(place: Path) -> dict[str, object]:
    try:
        kept = json.loads(place.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}


def _keep(place: Path, asked: str, response: Response) -> None:
    kept = {
        "asked": asked,
        "status": response.status_code,
        "headers": {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers},
        "body": response.get_data(as_text=True),
    }
    write_whole(place, json.dumps(kept, ensure_ascii=False).encode())
