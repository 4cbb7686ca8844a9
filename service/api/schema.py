"""The ground on which every model of the JSON door stands.

Each is worked out when it is first needed (`defer_build`): most only for the specification, which no start waits for.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

LONGEST_ID = 200
# At least one letter, digit, sign or Chinese character of those that screens show.
SEEN = (
    r"!-~\u00a1-\u00ac\u00ae-\u024f\u0391-\u03c9\u0410-\u044f\u2600-\u27bf"
    r"\u3041-\u3093\u30a1-\u30f6\u3400-\u4dbf\u4e00-\u9fff\uff01-\uff5e"
    "\U00020000-\U0002a6dd\U0001f300-\U0001f64f"
)
# At least one of those that say something: a letter, a digit, a Chinese character or a picture.
TELLING = (
    r"0-9A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0391-\u03a1\u03a3-\u03c9\u0410-\u044f\u2600-\u2767\u2776-\u27bf"
    r"\u3041-\u3093\u30a1-\u30f6\u3400-\u4dbf\u4e00-\u9fff\uff10-\uff19\uff21-\uff3a\uff41-\uff5a"
    "\U00020000-\U0002a6dd\U0001f300-\U0001f64f"
)
WORDED = rf"^[^\x00]*[{TELLING}][^\x00]*$"
SAID = rf"^[^\x00]*[{SEEN}][^\x00]*$"  # words: something that can be seen, and nothing that cannot be kept


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
