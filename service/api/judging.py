"""Verdicts on candidates that were shown."""

from __future__ import annotations

from dataclasses import asdict
from typing import Literal

from pydantic import Field

from service.api.adapter import Api, Operation
from service.api.schema import Answered, Asked
from service.api.work import writable_now
from service.decisions import feedback
from service.running.served import community

Word = Literal["chosen", "reserve", "unsuited"]
Reason = Literal["no_time", "wrong_skill", "too_far", "asked_too_often", "relation", "other"]


class Verdict(Asked):
    """What is decided about a candidate of the latest list of a requirement."""

    kind: str = Field(min_length=1, max_length=40, description="候选的种类。Kind of the candidate.")
    candidate: str = Field(min_length=1, max_length=200, description="候选的编号。Id of the candidate.")
    verdict: Word
    reason: Reason | None = Field(
        None, description="不合适的原因，unsuited 时必填。Why it does not suit; needed with unsuited."
    )


class VerdictAnswered(Answered):
    """A verdict as it was kept."""

    id: str
    shown: str
    requirement: str
    kind: str
    candidate: str
    verdict: Word
    reason: Reason | None = None


def declare(api: Api) -> None:
    """Declare verdicts on lists."""
    told = Operation(
        "POST",
        "/requirements/<identifier>/verdicts",
        "判断名单上的一个候选：合适、备选、不合适（写原因）。Say of a candidate that was shown whether it suits.",
        VerdictAnswered,
        body=Verdict,
        fails=(404,),
        name="judge_candidate",
    )
    api.operation(told, _judge)


def _judge(identifier: str, body: Verdict) -> VerdictAnswered:
    now, held = writable_now(), community()
    who, answer = (body.kind, body.candidate), (body.verdict, body.reason or "")
    done = feedback.decide(held.store, held.shown, identifier, who, answer, now)
    return VerdictAnswered.model_validate(asdict(done) | {"reason": done.reason or None})
