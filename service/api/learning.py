"""Learning from decisions: the weights in use, every version, training as a job, and the way back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request
from pydantic import Field

from service.api.adapter import LOCATION, Answer, Api, Operation
from service.api.imports import JobAnswered, job_told
from service.api.replay import id_for
from service.api.schema import Answered, Asked
from service.api.work import writable_now
from service.jobs import Progress
from service.learning import retraining
from service.running.served import community, jobs


class TrainAsked(Asked):
    """Whether what is learned is to be used."""

    use: bool = Field(
        True, description="学完就启用；false 只存成版本。Use the result; false only keeps it as a version."
    )


class Bilingual(Answered):
    """A label in both languages."""

    zh: str
    en: str


class WeightAnswered(Answered):
    """One feature: its weight before and after, and of how many examples it was a part (of them taken)."""

    feature: str
    label: Bilingual
    before: float
    after: float
    examples: int
    taken: int


class Foretold(Answered):
    """How badly decisions are foretold; 0 is perfect."""

    before: float
    after: float


class LaterForetold(Foretold):
    """The same on the last fifth of the lists, learned from those before."""

    examples: int


class LearnedAnswered(Answered):
    """What a training made of the decisions so far; no version where nothing was decided yet."""

    version: str | None
    shipped: str
    used: bool
    examples: int
    taken: int
    lists_shown: int = Field(description="看过的名单。Lists that were looked at.")
    lists: int = Field(description="有了判断或答复的。Those of them that something was decided on.")
    sources: dict[str, int]
    not_shown: int
    unused: dict[str, int] = Field(description="没用来学的答复，按原因。Answers that teach nothing, by reason.")
    waiting: int
    surprise: Foretold
    held_out: LaterForetold | None
    features: list[WeightAnswered]


class VersionAnswered(Answered):
    """A version of the weights; `chosen` orders lists now."""

    version: str
    made_on: str | None = None
    examples: int
    chosen: bool


class PastAnswered(Answered):
    """What past projects taught: from how much, and NDCG@10 on the newest ones, learned from the rest."""

    learned_at: str
    share: float = Field(description="占几成，随往事增多。How far it replaces mere likeness; grows with past work.")
    works: int
    members: int
    people: int
    questions: int
    voices: int
    ndcg: float
    best_single: float = Field(description="最好的单一办法。The best simple way on the same work.")
    single: str


class LearningAnswered(Answered):
    """The version in use, every version, what the one in use was learned from, and what past projects taught."""

    version: str
    versions: list[VersionAnswered]
    learned: LearnedAnswered | None = None
    past: PastAnswered | None = None


def declare(api: Api) -> None:
    """Declare the weights, training and the choice of a version."""
    for operation, handler in (
        (
            Operation("GET", "/learning", "现在的权重和各版本。The weights in use, and every version.",
                      LearningAnswered, name="read_learning"),
            _read,
        ),
        (
            Operation("POST", "/learning", "从判断里学，任务。Learn from decisions so far, as a job.",
                      JobAnswered, body=TrainAsked, status=202, tells=(LOCATION,), name="train"),
            _train,
        ),
        (
            Operation("POST", "/learning/versions/<version>/use", "换用一个版本。Order lists by this version.",
                      LearningAnswered, name="use_version"),
            _use,
        ),
    ):  # fmt: skip
        api.operation(operation, handler)


def _read() -> Mapping[str, Any]:
    versions = community().weights
    current = versions.current().version
    told: dict[str, Any] = {"version": current, "versions": [_version(one) for one in versions.all()]}
    held = community().experiences.held
    if held is not None:
        told["past"] = held.as_json()
    report = versions.report(current)
    if report is None:
        return told
    # When it was written down, neither its name was known nor that it is used.
    return told | {"learned": report | {"version": current, "used": True}}


def _version(one: retraining.Version) -> dict[str, Any]:
    told = {"version": one.version, "examples": one.examples, "chosen": one.chosen}
    return told | {"made_on": one.made_on} if one.made_on else told


def _train(body: TrainAsked) -> Answer:
    now, live, use = writable_now(), community(), body.use

    def work(progress: Progress) -> dict[str, Any]:
        return retraining.learn(live, now, use=use, progress=progress).as_json()

    key = id_for("job", "") if "Idempotency-Key" in request.headers else ""
    job = jobs().start_alone("train", work, now, key, about=str(use))
    return Answer(job_told(job), {"Location": f"/api/v1/jobs/{job.id}"})


def _use(version: str) -> Mapping[str, Any]:
    community().weights.use(version)
    return _read()
