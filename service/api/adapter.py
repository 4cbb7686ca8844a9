"""Flask and pydantic joined: one declaration of an operation checks its requests and writes its specification."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, request
from pydantic import BaseModel
from pydantic_core import to_json
from werkzeug.exceptions import Forbidden, NotFound, UnsupportedMediaType

from service.api import replay
from service.api.mistakes import EXTRA, MOST_TOLD, REPEATED, where_of
from service.api.problems import answer_error
from service.api.schema import LONGEST_ID
from service.errors import InvalidRecord

JSON = "application/json"


@dataclass(frozen=True)
class Header:
    """A header of a request or an answer, as the specification tells it."""

    name: str
    meaning: str
    required: bool = False
    pattern: str = ""


IF_MATCH = Header(
    "If-Match", "ETag of the state that is to be changed, or `*`.", required=True, pattern='^(\\*|"[^"]+")$'
)
ETAG = Header("ETag", "State of the record; send it back in If-Match.")
LOCATION = Header("Location", "Address of what was made.")
LINK = Header("Link", 'Address of the next page, `rel="next"`.')
KEY = Header(
    "Idempotency-Key",
    "A key of the client's own: the same request with the same key is done once and answered the same.",
    pattern="^[!-~]{1,200}$",
)


@dataclass(frozen=True)
class Operation:
    """One method of one address: what it takes, what it answers, and with which further statuses it may fail."""

    method: str
    rule: str
    summary: str
    answer: type[BaseModel]
    query: type[BaseModel] | None = None
    body: type[BaseModel] | None = None
    upload: str = ""  # media type of a body that is not JSON
    status: int = 200
    fails: tuple[int, ...] = ()
    asks: tuple[Header, ...] = ()
    tells: tuple[Header, ...] = ()
    name: str = ""


@dataclass(frozen=True)
class Answer:
    """An answer with headers of its own."""

    content: BaseModel | Mapping[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int | None = None


Handler = Callable[..., Answer | BaseModel | Mapping[str, Any]]


class Api:
    """The blueprint of the JSON door and the list of what was declared at it."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.blueprint = Blueprint("api", __name__, url_prefix=address)
        self.operations: list[Operation] = []
        self.blueprint.before_request(_refuse_other_sites)

    def operation(self, declared: Operation, handler: Handler) -> None:
        """Serve `handler` as `declared`: it gets the parts of the address, then `query`, `body` where declared."""
        self.operations.append(declared)

        def view(**given: str) -> Response:
            if any(len(part) > LONGEST_ID or "\0" in part for part in given.values()):
                raise NotFound  # no id is like that, and none of it has to be repeated
            parts: dict[str, Any] = dict(given)
            query = _query(declared)
            if query is not None:
                parts["query"] = query
            if declared.body is not None:
                parts["body"] = _body(declared)
            elif declared.upload and request.mimetype != declared.upload:
                raise UnsupportedMediaType
            if declared.method == "POST":
                return replay.once(lambda: _response(handler(**parts), declared.status))
            return _response(handler(**parts), declared.status)

        self.blueprint.add_url_rule(declared.rule, declared.name, _told(view), methods=[declared.method])


def _told(view: Callable[..., Response]) -> Callable[..., Response]:
    def told(**parts: str) -> Response:
        try:
            return view(**parts)
        except Exception as error:  # noqa: BLE001  # the door's one broad catch: every error becomes an answer
            return answer_error(error)

    return told


def _query(declared: Operation) -> BaseModel | None:
    known = declared.query.model_fields if declared.query else {}
    mistakes = [(key, *EXTRA) for key in request.args if key not in known]
    mistakes += [(key, *REPEATED) for key, values in request.args.lists() if len(values) > 1]
    _refuse(mistakes)
    return declared.query.model_validate(request.args.to_dict()) if declared.query else None


def _body(declared: Operation) -> BaseModel:
    if request.mimetype != JSON:
        raise UnsupportedMediaType
    assert declared.body is not None
    given = request.get_data()
    body = declared.body.model_validate_json(given)
    _refuse([(key, *REPEATED) for key in _repeated(given)])  # only of what is in order: it is not nested deeply
    return body


def _repeated(given: bytes) -> list[str]:
    """The keys that stand twice in one object: of those only the last would be read."""
    found: list[str] = []

    def look(pairs: list[tuple[str, Any]]) -> None:
        found.extend(key for key, times in Counter(key for key, _ in pairs).items() if times > 1)

    json.loads(given, object_pairs_hook=look, parse_int=str, parse_float=str)
    return found


def _refuse(mistakes: list[tuple[str, str, str]]) -> None:
    if mistakes:
        raise InvalidRecord([(where_of((key,)), zh, en) for key, zh, en in mistakes[:MOST_TOLD]])


def _response(given: Answer | BaseModel | Mapping[str, Any], status: int) -> Response:
    answer = given if isinstance(given, Answer) else Answer(given)
    content = answer.content
    if isinstance(content, BaseModel):
        text: str | bytes = content.model_dump_json(exclude_none=True, by_alias=True)
    else:
        text = to_json(content)  # several times faster than the standard library, and an answer can be long
    return Response(text, answer.status or status, headers=dict(answer.headers), content_type=JSON)


def _refuse_other_sites() -> None:
    """A page of another site must not write here through the browser of somebody who works here."""
    if request.method in {"GET", "HEAD", "OPTIONS"}:
        return
    if request.headers.get("Sec-Fetch-Site", "none") not in {"none", "same-origin"}:
        raise Forbidden
    origin = request.headers.get("Origin")
    if origin and urlsplit(origin).netloc != request.host:
        raise Forbidden
