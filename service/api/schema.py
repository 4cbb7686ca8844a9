"""The ground on which every model of the JSON door stands.

Each is worked out when it is first needed (`defer_build`): most only for the specification, which no start waits for.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from service.visible import SEEN, TELLING

LONGEST_ID = 200
# Words: something that says or shows something, and nothing that cannot be kept.
WORDED = rf"^[^\x00]*[{TELLING}][^\x00]*$"
SAID = rf"^[^\x00]*[{SEEN}][^\x00]*$"


class Asked(BaseModel):
    """What a client sends: unknown keys are refused, nothing is converted silently."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False, defer_build=True)


class AskedInQuery(BaseModel):
    """What stands behind the question mark: text that is read as numbers and flags; unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", defer_build=True)


class Answered(BaseModel):
    """What the service answers."""

    model_config = ConfigDict(extra="forbid", defer_build=True)


class ProblemPart(Answered):
    """One mistake: in which part of the request, and what it is."""

    where: str
    detail: str


class Problem(Answered):
    """What went wrong (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str | None = None
    errors: list[ProblemPart] | None = None
