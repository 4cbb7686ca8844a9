"""Answering claims, answers of the invited, and taking back records that were written down by mistake."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from flask import current_app
from pydantic import Field

from graph.kinds import NODES
from service.api.adapter import IF_MATCH, Api, Handler, Operation
from service.api.schema import SAID, Answered, Asked
from service.api.work import EDITABLE, states_named, writable_now
from service.decisions import answering, replying
from service.editing import removing
from service.running.served import community


class ClaimAnswered(Answered):
    """A claim as it stands after an answer."""

    id: str
    requirement: str
    status: str
    reason: str | None = None


class ClaimDeclined(Asked):
    """Why a claim is declined."""

    reason: str = Field(min_length=1, max_length=answering.LONGEST_REASON, pattern=SAID, description="原因。Why.")


class Reply(Asked):
    """What somebody who was invited answered."""

    answer: Literal["accepted", "declined"]
    reason: Literal["no_time", "wrong_skill", "too_far", "asked_too_often", "relation", "other"] | None = Field(
        None, description="谢绝的原因，declined 时必填。Why not; needed with declined."
    )


class ReplyAnswered(Answered):
    """An invitation as it stands after an answer."""

    id: str
    requirement: str
    answer: str | None = Field(None, description="没答复时没有。Absent while it waits.")
    reason: str | None = None
    claim: str | None = Field(None, description="答应以后记下的认领。The claim that accepting made.")


class RemovedAnswered(Answered):
    """What was removed or brought back."""

    kind: str
    id: str
    name: str
    undo: str = Field(description="恢复用的钥匙，7 天内有效。Key that brings it back, for 7 days.")


def declare(api: Api) -> None:
    """Declare answers to claims and invitations, removals and what takes each of them back."""
    _declare_answers(api)
    _declare_removals(api)


def _declare_answers(api: Api) -> None:
    for verb, summary, handler, body in (
        ("confirm", "答应一项认领。Accept a claim that waits.", _confirm, None),
        ("decline", "谢绝一项认领，写明原因。Decline a claim that waits, with the reason.", _decline, ClaimDeclined),
        ("reopen", "收回答复，重新等待确认。Take the answer back.", _reopen, None),
    ):
        rule, name = f"/claims/<identifier>/{verb}", f"{verb}_claim"
        told = Operation("POST", rule, summary, ClaimAnswered, body=body, fails=(404, 409), name=name)
        api.operation(told, handler)
    for verb, summary, reply_handler, asked in (
        ("answer", "记下对方的答复：答应就成认领，谢绝写原因。What the invited answered.", _reply, Reply),
        ("reopen", "收回答复，邀请重新等待。Take the answer back.", _unreply, None),
    ):
        rule = f"/invitations/<identifier>/{verb}"
        told = Operation("POST", rule, summary, ReplyAnswered, body=asked, fails=(404, 409), name=f"{verb}_invitation")
        api.operation(told, reply_handler)


def _declare_removals(api: Api) -> None:
    for plural, kind in EDITABLE.items():
        told = Operation(
            "DELETE",
            f"/{plural}/<identifier>",
            f"删除误填的{NODES[kind].zh}；有别的记录要用到它时不删，并列出来。Remove one that nothing depends on.",
            RemovedAnswered,
            fails=(404, 409, 412, 428),
            asks=(IF_MATCH,),
            name=f"remove_{plural}",
        )
        api.operation(told, _removes(kind))
    told = Operation(
        "POST",
        "/removals/<key>/restore",
        "恢复删除的记录。Bring a removed record back.",
        RemovedAnswered,
        fails=(404, 409),
        name="restore_removal",
    )
    api.operation(told, _restore)


def _confirm(identifier: str) -> ClaimAnswered:
    now = writable_now()
    return _told(answering.confirm_claim(community().store, identifier, now))


def _decline(identifier: str, body: ClaimDeclined) -> ClaimAnswered:
    writable_now()
    return _told(answering.decline_claim(community().store, identifier, body.reason, datetime.now(UTC)))


def _reopen(identifier: str) -> ClaimAnswered:
    writable_now()
    return _told(answering.reopen_claim(community().store, identifier))


def _told(done: answering.AnsweredClaim) -> ClaimAnswered:
    return ClaimAnswered(id=done.id, requirement=done.requirement, status=done.status, reason=done.reason or None)


def _reply(identifier: str, body: Reply) -> ReplyAnswered:
    now = writable_now()
    return _replied(replying.reply(community().store, identifier, body.answer, body.reason or "", now))


def _unreply(identifier: str) -> ReplyAnswered:
    writable_now()
    return _replied(replying.unreply(community().store, identifier))


def _replied(done: replying.Replied) -> ReplyAnswered:
    return ReplyAnswered(
        id=done.id,
        requirement=done.requirement,
        answer=done.answer or None,
        reason=done.reason or None,
        claim=done.claim or None,
    )


def _removes(kind: str) -> Handler:
    def answer(identifier: str) -> RemovedAnswered:
        writable_now()
        return _removed(removing.remove(community().store, _data(), kind, identifier, if_match=states_named()))

    return answer


def _restore(key: str) -> RemovedAnswered:
    writable_now()
    return _removed(removing.bring_back(community().store, _data(), key))


def _removed(done: removing.Removed) -> RemovedAnswered:
    return RemovedAnswered(kind=done.kind, id=done.id, name=done.name, undo=done.key)


def _data() -> Path:
    return Path(current_app.config["HELI_DATA"])
