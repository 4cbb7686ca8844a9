"""Stages of needs and projects, put together as the verbs tell them apart."""

from __future__ import annotations

from typing import Literal

Stage = Literal["raised", "deliberated", "decided", "matching", "in_progress", "evaluated", "closed", "dropped"]

BEFORE = ("raised", "deliberated", "decided", "matching")  # nothing has begun
RUNNING = ("decided", "matching", "in_progress")  # decided upon and not over
SOLVED = ("evaluated", "closed")  # done, so that others can learn from it
OVER = (*SOLVED, "dropped")  # nothing is sought any more
ENDED = ("closed", "dropped")  # nothing is to be done any more
