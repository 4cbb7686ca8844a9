"""What was changed of a record by hand, when, and taking an edit back."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from graph.kinds import CANDIDATES, NODES
from service.api.adapter import ETAG, IF_MATCH, Answer, Api, Handler, Operation
from service.api.resources import snapshot
from service.api.schema import Answered
from service.api.work import CORRECTED, EDITABLE, states_named, writable_now
from service.editing import current, edit_history
from service.editing.edit_undo import seen, undo_edit
from service.running.served import community
from service.viewing.looking import View


class ChangeAnswered(Answered):
    """One field before and after; of references to several records those taken away, and those added."""

    field: str
    before: Any = None
    after: Any = None
    open: bool = Field(description="个人信息只说改过，不给出内容。Of personal values false, and they are not told.")


class EditAnswered(Answered):
    """One edit of a record; one that stands can be taken back."""

    id: str
    at: datetime
    state: Literal["stands", "undone", "changed"] = Field(
        description="stands 还是这样；undone 已撤销；changed 后来又改过。Changed once more since."
    )
    undoes: str | None = Field(description="它撤销的那次修改。The edit that it took back.")
    changes: list[ChangeAnswered]


class EditsAnswered(Answered):
    """The last edits of a record, the latest first, of a month at most."""

    edits: list[EditAnswered]


class UndoneAnswered(Answered):
    """The record whose edit was taken back, and the edit by which that is taken back in turn."""

    kind: str
    id: str
    edit: str


def declare(api: Api) -> None:
    """Declare the history of records and the way back."""
    for plural, kind in (EDITABLE | CORRECTED).items():
        told = Operation(
            "GET",
            f"/{plural}/<identifier>/edits",
            f"{NODES[kind].zh}最近一个月改过什么。What was changed of it in the last month.",
            EditsAnswered,
            fails=(404,),
            name=f"edits_of_{plural}",
        )
        api.operation(told, _history(kind))
    undo = Operation(
        "POST",
        "/edits/<key>/undo",
        "撤销一次修改；改过的内容后来又改过就不撤，并说明是哪些。Take an edit back unless it was changed again since.",
        UndoneAnswered,
        fails=(404, 409, 412, 428),
        asks=(IF_MATCH,),
        tells=(ETAG,),
        name="undo_edit",
    )
    api.operation(undo, _undo)


def _history(kind: str) -> Handler:
    def answer(identifier: str) -> EditsAnswered:
        writable_now()  # what was edited is bookkeeping, which the last snapshot does not hold
        if kind in CANDIDATES:
            View(snapshot()).row(kind, identifier)  # of who may not be seen nothing is told
        found = current(community().store, kind, identifier)
        edits = edit_history.history(community().store, kind, found.id)
        return EditsAnswered(
            edits=[
                EditAnswered(
                    id=one.id,
                    at=one.at,
                    state=one.state,
                    undoes=one.undoes or None,
                    changes=[ChangeAnswered(**vars(change)) for change in one.changes],
                )
                for one in edits
            ]
        )

    return answer


def _undo(key: str) -> Answer:
    now = writable_now()
    seen(community().store, snapshot(), key)
    done = undo_edit(community().store, key, if_match=states_named(), now=now)
    return Answer(UndoneAnswered(kind=done.kind, id=done.id, edit=done.edit), {"ETag": f'"{done.tag}"'})
