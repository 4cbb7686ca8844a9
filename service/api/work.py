"""Making needs, projects, requirements and places, and changing these and everything that can be recommended."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from flask import request
from pydantic import BaseModel

from graph.errors import RestoreUnfinished
from graph.kinds import CANDIDATES, NODES
from service import editing
from service.api.adapter import ETAG, IF_MATCH, LOCATION, Answer, Api, Handler, Operation
from service.api.models import PLURALS, asked, written
from service.api.problems import language
from service.api.replay import id_for
from service.api.resources import plain, snapshot
from service.clock import day_of
from service.editing.from_words import from_words
from service.errors import NotReady
from service.lines.doubt import warning_in
from service.running.served import community
from service.viewing.looking import View
from service.viewing.showing import may_rejoin

EDITABLE = {"needs": "Need", "projects": "Project", "requirements": "Requirement", "places": "Place"}
REJOINS = {"consent": True}  # takes back that somebody left, and nothing else
CORRECTED = {plural: kind for plural, kind in PLURALS.items() if kind in CANDIDATES}


def declare(api: Api) -> None:
    """Declare what is made here, and what is changed."""
    for plural, kind in EDITABLE.items():
        api.operation(
            Operation(
                "POST",
                f"/{plural}",
                f"新建{NODES[kind].zh}。Make one of the {plural}.",
                written(kind),
                body=asked(kind, changing=False),
                status=201,
                tells=(ETAG, LOCATION),
                name=f"create_{plural}",
            ),
            _creates(kind, f"{api.address}/{plural}"),
        )
    for plural, kind in (EDITABLE | CORRECTED).items():
        api.operation(
            Operation(
                "PATCH",
                f"/{plural}/<identifier>",
                f"修改{NODES[kind].zh}：只改给出的字段，null 表示清空。Change the fields given; null removes one.",
                written(kind),
                body=asked(kind, changing=True),
                fails=(409, 412, 428),
                asks=(IF_MATCH,),
                tells=(ETAG,),
                name=f"change_{plural}",
            ),
            _changes(kind),
        )


def _creates(kind: str, address: str) -> Handler:
    def answer(body: BaseModel) -> Answer:
        now = writable_now()
        identifier = id_for(kind, uuid4().hex)
        content = _content(body)
        if kind == "Requirement":
            content = {**from_words(content, day_of(now)), **content}
        made = editing.create(community().store, kind, content, identifier=identifier, now=now)
        return _told(made, {"Location": f"{address}/{made.id}"})

    return answer


def _changes(kind: str) -> Handler:
    def answer(identifier: str, body: BaseModel) -> Answer:
        now = writable_now()
        content = _content(body)
        if kind in CANDIDATES and not (content == REJOINS and _may_rejoin(kind, identifier)):
            View(snapshot()).row(kind, identifier)  # who may not be seen is not there to be changed
        changed = editing.edit(
            community().store,
            kind,
            identifier,
            content,
            if_match=states_named(),
            now=now,
        )
        return _told(changed, {})

    return answer


def _may_rejoin(kind: str, identifier: str) -> bool:
    """Whether it is a person whom nothing hides but their own no."""
    now = snapshot()
    row = now.nodes[kind].row_of.get(identifier, -1)
    return row >= 0 and bool(may_rejoin(now, kind)[row])


def states_named() -> list[str]:
    """The states of a record that the request may change: its If-Match."""
    return [tag or star for tag, star in re.findall(r'"([^"]*)"|(\*)', request.headers.get("If-Match", ""))]


def writable_now() -> datetime:
    """This moment, if the graph is there to be written; else NotReady at once instead of a long wait."""
    now = datetime.now(UTC)
    fresh = community().freshness(now)
    if isinstance(fresh.trouble, RestoreUnfinished):
        raise fresh.trouble
    if fresh.away:
        raise NotReady(
            f"图数据库暂时连不上，现在不能保存（看到的是 {fresh.seconds:.0f} 秒前的内容）。请稍后再试。",
            f"The graph cannot be reached, so nothing can be saved; what you see is {fresh.seconds:.0f} s old.",
        )
    return now


def _content(body: BaseModel) -> Mapping[str, Any]:
    return body.model_dump(exclude_unset=True)


def _told(edited: editing.Edited, headers: Mapping[str, str]) -> Answer:
    told = {"id": edited.id, **plain(edited.values)}
    if edited.kind == "Requirement":
        warning = warning_in(edited.values, day_of(datetime.now(UTC)))
        told |= {"warning": warning[language() == "en"]} if warning is not None else {}
    return Answer(told, {"ETag": f'"{edited.tag}"', **headers})
