"""Slices of the past as lessons: what was asked then, and only what was known by then to answer it with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from matching.learning.history import History
from matching.learning.lesson import Questions, Task, questions, sampled, slice_start

SLICINGS = (0.1, 6), (0.17, 4)  # part of all work in one slice, and how many slices
OLDEST = 0.25  # what must remain before the first slice, as a part of all work
LARGE = 4000  # from this many pieces of work on half the slices of one slicing are evidence enough
ASKED = 500  # questions taken from one slice


@dataclass(frozen=True, eq=False)
class Slice:
    """Questions that work of one slice puts to the moment before it; `age` is 0 for the newest slice.

    `part` is the slicing's part of all work in one slice.
    """

    history: History
    asked: Questions
    age: int
    part: float


def slices_of(history: History, task: Task, slicing: int = 0) -> list[Slice]:
    """Slices that do not overlap, the newest first; between two days where that is near, so that years stay whole.

    `slicing` is the place in `SLICINGS`: the first is the finer one.
    """
    found: list[Slice] = []
    part, most = SLICINGS[slicing]
    for start, end in _bounds(history, part, most if len(history) < LARGE else most // 2):
        asked = sampled(questions(history, range(start, end), start, task), ASKED)
        if len(asked):
            found.append(Slice(history.before(start), asked, len(found), part))
    return found


def _bounds(history: History, part: float, most: int) -> Iterator[tuple[int, int]]:
    end, size = len(history), max(len(history) * part, 2.0)
    for _ in range(most):
        if end < 3:
            return
        earlier = history.before(end) if end < len(history) else history
        start = slice_start(earlier, min(size / end, 1.0))
        if not max(OLDEST * len(history), 1.0) <= start < end:
            return
        yield start, end
        end = start


def turned(asked: Questions) -> Questions | None:
    """The same questions with known and sought members exchanged: as true, and told nowhere else; None when cold."""
    if not asked.queries.known.nnz:
        return None
    return Questions(replace(asked.queries, known=asked.answers, _kept={}), asked.queries.known)
